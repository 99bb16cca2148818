"""What named people decide about vacancies: cases, each reviewer's decision, and the draw of re-reviews.

A reviewer is kept as the identifier of the account with name and office as they were that day: a decision keeps its
name when its author moves on.
"""

from __future__ import annotations

import datetime as dt
from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from volens.services.vacancies.models.posting import PostingRevision
from volens.services.vacancies.models.vacancy import Vacancy


class ReviewCase(models.Model):
    """A vacancy in front of a reviewer: why, since when, until when it must be decided, and how it was."""

    class Kind(models.TextChoices):
        FIRST = "first", _("First vacancy of an employer")
        FINDING = "finding", _("Held by a rule")
        AGAIN = "again", _("Sent in again after a decision")
        CHANGED = "changed", _("Changed after approval")
        IMPORTED = "imported", _("Imported, held by a rule")
        REPORTED = "reported", _("Reported by workers")
        NOTED = "noted", _("Report to check")  # too few independent ones to take the vacancy down
        DRAWN = "drawn", _("Drawn for a second look")
        APPEAL = "appeal", _("Appeal")

    class Outcome(models.TextChoices):
        PUBLISH = "publish", _("Publish")
        SEND_BACK = "send_back", _("Send back")
        REFUSE = "refuse", _("Refuse")
        OVERTAKEN = "overtaken", _("Overtaken: changed or ended meanwhile")

    #: Cases on a vacancy that stays published: its employer learns of them only if somebody decides against it.
    QUIET: ClassVar = (Kind.DRAWN, Kind.NOTED)
    #: Cases on which open reports of workers lie.
    OF_REPORTS: ClassVar = (Kind.REPORTED, Kind.NOTED)
    #: The promise to every employer.
    TOLD_WITHIN: ClassVar = dt.timedelta(hours=48)

    number = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    vacancy = models.ForeignKey(Vacancy, models.CASCADE, related_name="cases")
    revision = models.ForeignKey(PostingRevision, models.CASCADE, null=True, related_name="cases")
    kind = models.CharField(max_length=10, choices=Kind)
    severity = models.PositiveSmallIntegerField(default=0)  # 3 block, 2 hold or reported, 1 change, 0 a second look
    reviewers_needed = models.PositiveSmallIntegerField(default=1)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    appeal_of = models.OneToOneField("self", models.PROTECT, null=True, related_name="appeal")
    appeal_words = models.TextField(blank=True)  # why the employer thinks the decision is wrong
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["due_at", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["vacancy"],
                condition=Q(decided_at__isnull=True),
                name="case_one_open_per_vacancy",
                violation_error_message=_("This vacancy is being reviewed already."),
            ),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, outcome="") | Q(decided_at__isnull=False) & ~Q(outcome=""),
                name="case_decided_whole",
                violation_error_message=_("A decided case needs an outcome and a time."),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["decided_at", "-severity", "due_at"], name="case_queue")]

    def __str__(self) -> str:
        return f"{self.number}"

    @property
    def told_by(self) -> dt.datetime:
        """Until when its employer is told it is decided at the latest: 48 hours after it learnt of the case. The time
        limit itself is shorter after reports, or runs since a report, and would tell that there was one.
        """
        learnt = self.vacancy.updated_at if self.kind == self.Kind.REPORTED else self.opened_at
        return learnt + self.TOLD_WITHIN


class Review(models.Model):
    """One reviewer's decision on a case: what, on which grounds, and what would make the vacancy publishable (S9)."""

    case = models.ForeignKey(ReviewCase, models.CASCADE, related_name="reviews")
    reviewer = models.UUIDField()
    reviewer_name = models.CharField(max_length=120)
    office = models.CharField(max_length=120)
    outcome = models.CharField(max_length=10, choices=ReviewCase.Outcome)
    grounds = models.JSONField(default=list)  # [{"rule", "reference", "message": {language: text}, "remedy": {...}}]
    words = models.TextField(blank=True)  # the reviewer's own, to the employer
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["case", "at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case", "reviewer"],
                name="review_once_per_reviewer",
                violation_error_message=_("You have decided on this already. It needs another reviewer."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.outcome}"


class ReviewDraw(models.Model):
    """A day's draw of published vacancies for a second look: the seed says which, and anyone can draw again."""

    day = models.DateField(unique=True)
    seed = models.CharField(max_length=64)
    share = models.FloatField()  # of the published, between 0 and 1
    population = models.PositiveIntegerField()
    drawn = models.JSONField(default=list)  # identifiers of vacancies

    class Meta:
        ordering: ClassVar = ["-day"]

    def __str__(self) -> str:
        return f"{self.day}"
