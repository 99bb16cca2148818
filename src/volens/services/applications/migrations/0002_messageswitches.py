import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0001_initial"),
        ("people", "0002_members_and_roles"),
    ]

    operations = [
        migrations.CreateModel(
            name="MessageSwitches",
            fields=[
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="application_messages",
                        serialize=False,
                        to="people.person",
                    ),
                ),
                ("sealed", models.BinaryField()),
            ],
            options={"ordering": ["person"]},
        ),
    ]
