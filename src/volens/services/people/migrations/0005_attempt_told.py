from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0004_messages_switched_off"),
    ]

    operations = [
        migrations.AddField(
            model_name="attempt",
            name="told",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
