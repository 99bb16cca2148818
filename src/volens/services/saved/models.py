"""The one table of this room: one sealed row per person."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Shelf(models.Model):
    """What a person keeps, hides and notes: one sealed block, its length rounded up, so that it tells nothing."""

    person = models.OneToOneField("people.Person", models.CASCADE, primary_key=True, related_name="shelf")
    sealed = models.BinaryField()

    class Meta:
        ordering: ClassVar = ["person_id"]
