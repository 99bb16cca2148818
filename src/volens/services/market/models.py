"""Tables of the room of figures: what was published, word for word, and how many people live where."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Population(models.Model):
    """How many people live in a region, by the operator's own table: regions below a floor are not told apart."""

    region = models.CharField(_("region"), max_length=12, primary_key=True)
    inhabitants = models.PositiveBigIntegerField(_("inhabitants"))

    class Meta:
        ordering: ClassVar = ["region"]

    def __str__(self) -> str:
        return f"{self.region}: {self.inhabitants}"


class Publication(models.Model):
    """One table as it was published for a period. It is never changed; a correction is a new version beside it."""

    class Refusal(models.TextChoices):
        NO_POPULATION_TABLE = (
            "no_population_table",
            _("Figures by region need to know how many people live in each region; the operator has not loaded that."),
        )
        TOO_FEW_PEOPLE = "too_few_people", _("The regions of this service are too small to be told apart.")
        GUESSABLE = "guessable", _("Beside the other tables, this one would let somebody work out a small count.")

    name = models.SlugField(max_length=60)
    period = models.CharField(max_length=10)  # "2026-11-22", or a quarter, "2026-Q3"
    version = models.PositiveSmallIntegerField(default=1)
    made_at = models.DateTimeField()
    spec = models.JSONField(default=dict)  # dimensions and how it was protected
    rows = models.JSONField(default=list)
    refused = models.CharField(max_length=20, blank=True, choices=Refusal)  # then it has no rows
    digest = models.CharField(max_length=64)  # SHA-256 of spec and rows

    class Meta:
        ordering: ClassVar = ["name", "-period", "-version"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["name", "period", "version"],
                name="publication_once",
                violation_error_message=_("This table is published already for this period."),
            ),
            models.CheckConstraint(
                condition=Q(refused="") | Q(rows=[]),
                name="publication_refused_is_empty",
                violation_error_message=_("A table that was refused shows nothing."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.period}"
