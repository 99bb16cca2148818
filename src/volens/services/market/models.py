"""Tables of the room of figures: what was published word for word, of what it was made, how many people live where."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class PopulationTable(models.Model):
    """How many people live in each region, by a table of the operator's. Never changed: a new one takes its place.

    Older ones are kept as long as figures that were grouped by them: without them those could not be made again.
    """

    loaded_by = models.CharField(_("loaded by"), max_length=200)
    loaded_at = models.DateTimeField(_("loaded at"))
    regions = models.JSONField(_("inhabitants by region"), default=dict)  # {"US-NJ": 9288994}

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.pk}: {len(self.regions)}"


class Inputs(models.Model):
    """What the tables of a source were made of for a period, so that an audit can make them again. Never shown.

    Public facts (vacancies) are kept as they were counted, for 31 days. Of reviewers' decisions a keyed tag each is
    kept, which says whether the one that is there now is the one that was counted. Of applications there is one salted,
    keyed digest over all of them, for 31 days: neither which they were nor how many can be read off it.
    """

    source = models.SlugField(max_length=40)
    period = models.CharField(max_length=10)
    digest = models.CharField(max_length=64)  # SHA-256 of what they are, named by each publication made of them
    content = models.BinaryField()

    class Meta:
        ordering: ClassVar = ["source", "-period"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["source", "period", "digest"], name="inputs_once")]

    def __str__(self) -> str:
        return f"{self.source} {self.period}"


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
    made = models.JSONField(default=dict)  # method, keys, population table and digest of the inputs; never shown
    digest = models.CharField(max_length=64)  # SHA-256 of all of these, which the log carries

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
