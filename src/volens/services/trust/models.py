"""Tables of the room of trust: choices, readings, complaints, how far the journal was taken in."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from volens.services.trust.record.models import LogEntry as LogEntry  # noqa: PLC0414 - a table of this room
from volens.services.trust.record.models import Record as Record  # noqa: PLC0414


class Choice(models.Model):
    """Something a person agreed to: the exact text they saw and since when. Undone as easily as given (S6)."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="choices")
    kind = models.CharField(max_length=40)
    text = models.BinaryField()  # sealed: the exact words shown
    language = models.CharField(max_length=10)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    undone = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-since", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(undone__isnull=True) | Q(undone__gte=F("since")),
                name="choice_undone_after_given",
                violation_error_message=_("A choice cannot be undone before it was made."),
            ),
            models.UniqueConstraint(
                fields=["person", "kind"],
                condition=Q(undone__isnull=True, kind__in=["account", "notices"]),
                name="choice_once_at_a_time",
                violation_error_message=_("This choice stands already."),
            ),
        ]


class Reading(models.Model):
    """Someone else read this person's data. Comes from the journal only; sealed with the person's key."""

    id = models.UUIDField(primary_key=True, editable=False)
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="readings")
    detail = models.BinaryField()

    class Meta:
        ordering: ClassVar = ["id"]


class Complaint(models.Model):
    """A person's question or complaint about a reading, answered by a named role within ten working days."""

    number = models.BigAutoField(primary_key=True)
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="complaints")
    reading = models.UUIDField(null=True)
    text = models.BinaryField()  # sealed
    made_at = models.DateTimeField()
    due_on = models.DateField()
    answer = models.BinaryField(null=True)  # sealed
    answered_at = models.DateTimeField(null=True)
    answered_by = models.BinaryField(null=True)  # sealed: name and office as the person sees them

    class Meta:
        ordering: ClassVar = ["due_on", "number"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answer__isnull=True, answered_by__isnull=True)
                | Q(answered_at__isnull=False, answer__isnull=False, answered_by__isnull=False),
                name="complaint_answered_whole",
                violation_error_message=_("An answer needs a text, a day and a name."),
            )
        ]


class JournalPosition(models.Model):
    """How far a journal file was taken into the tables, in bytes."""

    file = models.CharField(max_length=120, primary_key=True)
    position = models.PositiveBigIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["file"]
