"""Tables of saved searches. What is looked for and where mail goes is sealed with the owner's key."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Mailbox(models.Model):
    """An address without an account: sealed with a key of its own, found by a keyed blind index only."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    index = models.BinaryField(max_length=32, unique=True)
    sealed = models.BinaryField()

    class Meta:
        ordering: ClassVar = ["id"]


class SavedSearch(models.Model):
    """One search that rings. It belongs to a person or to a mailbox, never to both."""

    class Pace(models.TextChoices):
        AT_ONCE = "at_once", _("At once")
        DAILY = "daily", _("Once a day")
        WEEKLY = "weekly", _("Once a week")

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey("people.Person", models.CASCADE, null=True, related_name="saved_searches")
    mailbox = models.ForeignKey(Mailbox, models.CASCADE, null=True, related_name="searches")
    sealed = models.BinaryField()  # the search as an address has it, and the language to write in
    pace = models.CharField(max_length=8, choices=Pace, default=Pace.DAILY)
    confirmed = models.BooleanField(default=False)
    paused = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    next_at = models.DateTimeField()  # no mail before
    holder = models.UUIDField(null=True)  # who is sending a mail of it right now
    held_until = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-made_at", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(person__isnull=True, mailbox__isnull=False) | Q(person__isnull=False, mailbox__isnull=True),
                name="search_has_one_owner",
                violation_error_message=_("A saved search belongs to an account or to an address."),
            )
        ]
        indexes: ClassVar = [models.Index(fields=["next_at"], name="saved_search_next")]


class Ring(models.Model):
    """A vacancy that a saved search is to tell of. Deleted when told, or when the vacancy ends before."""

    search = models.ForeignKey(SavedSearch, models.CASCADE, related_name="rings")
    vacancy_id = models.BigIntegerField(db_index=True)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["search", "vacancy_id"], name="ring_once")]


class Heard(models.Model):
    """A vacancy that was held against the saved searches: it rings once, however often it changes."""

    vacancy_id = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField(db_index=True)

    class Meta:
        ordering: ClassVar = ["vacancy_id"]


class SearchChange(models.Model):
    """A saved search came, went or changed: what keeps the query index of every process up to date."""

    search_id = models.BigIntegerField()
    at = models.DateTimeField(db_index=True)

    class Meta:
        ordering: ClassVar = ["id"]
