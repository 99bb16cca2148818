"""What employers write here: postings with their revisions, and the tokens of their programs.

Members are kept as the identifier of their account and the name they are shown under, without a foreign key: a
member's leaving must not take the employer's record along.
"""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from volens.services.vacancies.models.vacancy import Vacancy


class Posting(models.Model):
    """An employer's own copy of a vacancy: what is being written, and what became of what was sent in."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        WAITING = "waiting", _("Waiting for review")
        PUBLISHED = "published", _("Published")
        SENT_BACK = "sent_back", _("Sent back with reasons")
        REFUSED = "refused", _("Refused")
        ENDED = "ended", _("Ended")

    class End(models.TextChoices):
        FILLED = "filled", _("Filled")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        LAPSED = "lapsed", _("Not confirmed for 30 days")
        OVER = "over", _("Last day passed")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="postings")
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    content = models.JSONField(default=dict)  # answers by field, see posting/content.py
    changed = models.BooleanField(default=True)  # whether `content` differs from what was last sent in
    vacancy = models.OneToOneField(Vacancy, models.PROTECT, null=True, related_name="posting")
    made_by = models.UUIDField()
    made_by_name = models.CharField(max_length=120)
    made_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    ended = models.CharField(max_length=10, choices=End, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)  # of the yes due every 30 days

    class Meta:
        ordering: ClassVar = ["-updated_at", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state="ended", ended_at__isnull=False) & ~Q(ended="")
                | ~Q(state="ended") & Q(ended="", ended_at__isnull=True),
                name="posting_ended_whole",
                violation_error_message=_("A posting that ended needs a reason and a time."),
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(vacancy__isnull=False),
                name="posting_sent_in_has_vacancy",
                violation_error_message=_("What was sent in needs a vacancy."),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["organisation", "state"], name="posting_organisation_state")]

    def __str__(self) -> str:
        return str(self.content.get("title") or self.pk)


class PostingRevision(models.Model):
    """What was sent in, once for each time, with the verdict of the rules on it. Never changed but for its outcome."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting for review")
        PUBLISHED = "published", _("Published")
        SENT_BACK = "sent_back", _("Sent back with reasons")
        REFUSED = "refused", _("Refused")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        SUPERSEDED = "superseded", _("Replaced by a newer one")

    posting = models.ForeignKey(Posting, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    findings = models.JSONField(default=list)
    suppressed = models.JSONField(default=list)  # words a rule saw and what takes them back, for reviewers
    outcome = models.CharField(max_length=10)  # engines.vetting Outcome
    state = models.CharField(max_length=10, choices=State)
    made_at = models.DateTimeField()
    made_by = models.UUIDField()
    made_by_name = models.CharField(max_length=120)

    class Meta:
        ordering: ClassVar = ["posting", "-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["posting", "number"],
                name="revision_number",
                violation_error_message=_("This revision exists already."),
            ),
            models.UniqueConstraint(
                fields=["posting"],
                condition=Q(state="published"),
                name="revision_published_once",
                violation_error_message=_("Only one revision of a posting can be the published one."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.posting_id} {self.number}"


class PostingToken(models.Model):
    """A key for an organisation's own program to post with. Only its hash is stored; it is shown once."""

    class Scope(models.TextChoices):
        READ = "read", _("Read own postings")
        DRAFT = "draft", _("Read, and write drafts")
        POST = "post", _("Read, write, and send in")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey("organisations.Organisation", models.CASCADE, related_name="tokens")
    name = models.CharField(_("name"), max_length=80)
    hashed = models.BinaryField(max_length=32, unique=True)
    scope = models.CharField(max_length=10, choices=Scope)
    made_by = models.UUIDField()
    made_by_name = models.CharField(max_length=120)
    since = models.DateTimeField()
    until = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    used_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-since", "id"]

    def __str__(self) -> str:
        return self.name
