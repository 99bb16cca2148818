from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """A job that is open at several places keeps them all."""

    dependencies: ClassVar = [("vacancies", "0004_answered_reports")]

    operations: ClassVar = [
        migrations.AddField(
            model_name="vacancy",
            name="further_places",
            field=models.JSONField(blank=True, default=list),
        ),
    ]
