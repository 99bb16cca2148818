from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """What is known about a vacancy beside others, and words that a rule saw and something takes back."""

    dependencies: ClassVar = [
        ("organisations", "0002_words_of_the_reviewer"),
        ("vacancies", "0005_further_places"),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="Approved",
            fields=[
                (
                    "vacancy",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="approved",
                        serialize=False,
                        to="vacancies.vacancy",
                    ),
                ),
                ("content", models.JSONField()),
            ],
            options={
                "ordering": ["vacancy"],
            },
        ),
        migrations.CreateModel(
            name="SharedMark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("mark", models.BigIntegerField()),
                ("employer", models.BigIntegerField()),
                ("seen_on", models.DateField()),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="UsualPay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("occupation", models.CharField(max_length=4)),
                ("region", models.CharField(max_length=12)),
                ("currency", models.CharField(max_length=3)),
                ("highest", models.BigIntegerField()),
                ("vacancies", models.PositiveIntegerField()),
            ],
            options={
                "ordering": ["occupation", "region", "currency"],
            },
        ),
        migrations.AddField(
            model_name="postingrevision",
            name="suppressed",
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name="sourceapproval",
            name="licensed",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="vacancy",
            name="suppressed",
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddIndex(
            model_name="vacancy",
            index=models.Index(
                condition=models.Q(("is_sample", False), ("state", "published")),
                fields=[
                    "isco",
                    "region",
                    "pay_currency",
                    "source",
                    "pay_month_max",
                    "pay_month_min",
                    "state",
                    "is_sample",
                ],
                name="vacancy_usual_pay",
            ),
        ),
        migrations.AddIndex(
            model_name="sharedmark",
            index=models.Index(fields=["seen_on"], name="shared_mark_day"),
        ),
        migrations.AddConstraint(
            model_name="sharedmark",
            constraint=models.UniqueConstraint(
                fields=("mark", "employer"), name="shared_mark_once", violation_error_message="This is known already."
            ),
        ),
        migrations.AddConstraint(
            model_name="usualpay",
            constraint=models.UniqueConstraint(
                fields=("region", "occupation", "currency"),
                name="usual_pay_once",
                violation_error_message="This is known already.",
            ),
        ),
    ]
