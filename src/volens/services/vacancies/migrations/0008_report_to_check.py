from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("vacancies", "0007_sent_in_again"),
    ]

    operations = [
        migrations.AlterField(
            model_name="reviewcase",
            name="kind",
            field=models.CharField(
                choices=[
                    ("first", "First vacancy of an employer"),
                    ("finding", "Held by a rule"),
                    ("again", "Sent in again after a decision"),
                    ("changed", "Changed after approval"),
                    ("imported", "Imported, held by a rule"),
                    ("reported", "Reported by workers"),
                    ("noted", "Report to check"),
                    ("drawn", "Drawn for a second look"),
                    ("appeal", "Appeal"),
                ],
                max_length=10,
            ),
        ),
    ]
