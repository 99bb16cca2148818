"""The one table of this room: how long the way takes, by the operator's own table."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class TravelTime(models.Model):
    """How many minutes the way from one place to another takes. Places are GeoNames numbers; no way back is implied."""

    class Mode(models.TextChoices):
        TRANSIT = "transit", _("by bus or train")
        CAR = "car", _("by car")
        BICYCLE = "bicycle", _("by bicycle")
        WALK = "walk", _("on foot")

    origin = models.PositiveIntegerField()
    destination = models.PositiveIntegerField()
    mode = models.CharField(_("mode"), max_length=10, choices=Mode)
    minutes = models.PositiveSmallIntegerField(_("minutes"))

    class Meta:
        ordering: ClassVar = ["origin", "destination", "mode"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["origin", "mode", "destination"],
                name="travel_time_once",
                violation_error_message=_("This way is in the table already."),
            ),
            models.CheckConstraint(
                condition=~Q(origin=F("destination")),
                name="travel_time_goes_somewhere",
                violation_error_message=_("A way leads from one place to another."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.origin} > {self.destination}, {self.mode}: {self.minutes}"
