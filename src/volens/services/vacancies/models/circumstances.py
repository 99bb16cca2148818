"""What is known about a vacancy beside others: who shares its contact or text, what such jobs pay, what was approved.

Contacts and texts are kept as keyed hashes only: whoever reads the tables learns that two vacancies share something,
not what, and nobody can look a contact up without the key of the deployment.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from volens.services.vacancies.models.vacancy import Vacancy


class SharedMark(models.Model):
    """An employer used a contact or a text: one row for each pair, however many vacancies show it."""

    mark = models.BigIntegerField()  # keyed hash of the contact or the text
    employer = models.BigIntegerField()  # keyed hash of the employer's name
    seen_on = models.DateField()

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["mark", "employer"],
                name="shared_mark_once",
                violation_error_message=_("This is known already."),
            )
        ]
        indexes: ClassVar = [models.Index(fields=["seen_on"], name="shared_mark_day")]

    def __str__(self) -> str:
        return f"{self.mark:x} {self.employer:x}"


class UsualPay(models.Model):
    """The 99th percentile of what published vacancies of an occupation and region offer for a month."""

    occupation = models.CharField(max_length=4)  # an ISCO-08 group of two to four digits
    region = models.CharField(max_length=12)  # ISO 3166-2, or 3166-1
    currency = models.CharField(max_length=3)
    highest = models.BigIntegerField()  # minor units a month
    vacancies = models.PositiveIntegerField()  # of how many

    class Meta:
        ordering: ClassVar = ["occupation", "region", "currency"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["region", "occupation", "currency"],
                name="usual_pay_once",
                violation_error_message=_("This is known already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.occupation} {self.region} {self.currency} {self.highest}"


class Approved(models.Model):
    """What an imported vacancy said when a person decided to publish it, so that a later delivery can be held to it."""

    vacancy = models.OneToOneField(Vacancy, models.CASCADE, primary_key=True, related_name="approved")
    content = models.JSONField()

    class Meta:
        ordering: ClassVar = ["vacancy"]

    def __str__(self) -> str:
        return str(self.vacancy_id)
