"""Tables of the room of organisations. A member is an account with a short list: name shown, role, contact.

No table here leads to a person who looks for work: an account of a person can never be a member (see `actions`).
"""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Organisation(models.Model):
    """Someone who offers work, training places or products here, and stands in a register somewhere."""

    class Kind(models.TextChoices):
        EMPLOYER = "employer", _("Employer")
        PROVIDER = "provider", _("Training provider")
        AGENCY = "agency", _("Employment agency")
        UNION = "union", _("Trade union")
        BANK = "bank", _("Bank or credit institution")

    class State(models.TextChoices):
        UNVERIFIED = "unverified", _("Not verified yet")
        SUBMITTED = "submitted", _("With a reviewer")
        VERIFIED = "verified", _("Verified")
        REFUSED = "refused", _("Verification refused")
        LAPSED = "lapsed", _("Verification has ended")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    name = models.CharField(_("name"), max_length=200)
    register = models.CharField(_("register"), max_length=20)  # registers.py
    registration_number = models.CharField(_("registration number"), max_length=60)  # as the register writes it
    number_key = models.CharField(max_length=80)  # registers.key(): equal for the same entry of the same register
    region = models.CharField(_("region"), max_length=12, blank=True)  # ISO 3166-2 or 3166-1
    place = models.CharField(_("place"), max_length=120, blank=True)
    website = models.URLField(_("website"), max_length=300, blank=True)
    about = models.TextField(_("about"), max_length=2000, blank=True)
    licence_number = models.CharField(_("licence number"), max_length=80, blank=True)
    licence_until = models.DateField(_("licence valid until"), null=True, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.UNVERIFIED)
    verified_since = models.DateField(null=True, blank=True)  # without a gap
    verified_until = models.DateField(null=True, blank=True)  # the last day
    reminded = models.PositiveSmallIntegerField(null=True, blank=True)  # days before the end the last reminder was for
    proposed = models.JSONField(default=dict, blank=True)  # facts of a verified one that wait to be checked
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering: ClassVar = ["name", "id"]
        indexes: ClassVar = [models.Index(fields=["number_key"], name="organisation_number")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["number_key"],
                condition=Q(state="verified"),
                name="organisation_verified_once",
                violation_error_message=_("An organisation with this registration number is verified already."),
            ),
            models.CheckConstraint(
                condition=~Q(state="verified") | Q(verified_until__isnull=False, verified_since__isnull=False),
                name="organisation_verified_has_days",
                violation_error_message=_("A verification has a first and a last day."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """An account acts for an organisation, in a role, under the name colleagues and applicants see."""

    class Role(models.TextChoices):
        OWNER = "owner", _("Owner")
        RECRUITER = "recruiter", _("Recruiter")
        VIEWER = "viewer", _("Viewer")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    account = models.ForeignKey("people.Account", models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=10, choices=Role)
    name_shown = models.CharField(_("name shown"), max_length=100)
    since = models.DateTimeField(default=timezone.now, editable=False)
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["since", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["account", "organisation"],
                condition=Q(until__isnull=True),
                name="membership_once_at_a_time",
                violation_error_message=_("This account is a member already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.name_shown}, {self.get_role_display()}"


class Invitation(models.Model):
    """A member invited someone. Whoever proves to own the contact finds it; no link could be passed on."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="invitations")
    role = models.CharField(_("role"), max_length=10, choices=Membership.Role)
    index = models.BinaryField(max_length=32)  # blind index of the contact
    sealed = models.BinaryField()  # channel and contact, sealed with the organisation's key
    by = models.ForeignKey(Membership, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    until = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["made_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "index"],
                name="invitation_once",
                violation_error_message=_("This address was invited already."),
            )
        ]


class JoinRequest(models.Model):
    """Someone asks to act for an organisation that is here already; its owners decide."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    account = models.ForeignKey("people.Account", models.CASCADE, related_name="join_requests")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="join_requests")
    name_shown = models.CharField(_("name shown"), max_length=100)
    words = models.CharField(_("message"), max_length=500, blank=True)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    until = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["made_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["account", "organisation"],
                name="join_request_once",
                violation_error_message=_("You have asked already."),
            )
        ]


class Verification(models.Model):
    """One submission of an organisation to be verified, or its appeal against a decision; and how it was decided.

    `facts` is what was submitted and nothing else is decided upon: later edits do not slip in.
    """

    class Outcome(models.TextChoices):
        OPEN = "", _("Not decided yet")
        VERIFIED = "verified", _("Verified")
        MORE = "more", _("More is needed")
        REFUSED = "refused", _("Refused")
        ENDED = "ended", _("Verification ended by the office")
        WITHDRAWN = "withdrawn", _("Taken back by the organisation")

    number = models.BigAutoField(primary_key=True)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="verifications")
    facts = models.JSONField(default=dict)
    words = models.TextField(_("message to the reviewer"), max_length=3000, blank=True)
    submitted_by = models.ForeignKey(Membership, models.SET_NULL, null=True, related_name="+")
    submitted_at = models.DateTimeField()
    due_on = models.DateField()  # five working days
    appeal_of = models.OneToOneField("self", models.CASCADE, null=True, blank=True, related_name="appeal")
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.OPEN, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey("people.StaffMember", models.SET_NULL, null=True, related_name="+")
    decided_name = models.CharField(max_length=240, blank=True)  # name and office as shown; stays when staff leave
    grounds = models.JSONField(default=list, blank=True)  # codes of grounds.py: every failing one
    reasons = models.TextField(blank=True)  # grounds and note, word for word as decided and recorded
    note = models.TextField(max_length=3000, blank=True)  # the reviewer's own words
    article = models.CharField(max_length=300, blank=True)
    months = models.PositiveSmallIntegerField(null=True, blank=True)
    record = models.UUIDField(null=True, blank=True)  # of trust.actions.record_decision

    class Meta:
        ordering: ClassVar = ["due_on", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation"],
                condition=Q(outcome=""),
                name="verification_one_open",
                violation_error_message=_("A submission of this organisation is with a reviewer already."),
            ),
            models.CheckConstraint(
                condition=Q(outcome="", decided_at__isnull=True) | (~Q(outcome="") & Q(decided_at__isnull=False)),
                name="verification_decided_whole",
                violation_error_message=_("A decision needs a time."),
            ),
            models.CheckConstraint(
                condition=~Q(outcome__in=["refused", "ended"])
                | (~Q(decided_name="") & ~Q(reasons="") & ~Q(article="")),
                name="verification_refused_by_someone",
                violation_error_message=_("A refusal needs a person, the reasons and the article (safeguard S9)."),
            ),
        ]

    @property
    def open(self) -> bool:
        """Whether it still waits for a reviewer."""
        return not self.outcome

    @property
    def late(self) -> bool:
        """Whether the day the decision was due has passed without one."""
        return self.open and timezone.localdate() > self.due_on


class Evidence(models.Model):
    """A document that shows who the organisation is: sealed with its key, deleted when no decision needs it."""

    class Kind(models.TextChoices):
        REGISTER = "register", _("Extract of the register or business licence")
        LICENCE = "licence", _("Licence of an employment agency")
        AUTHORITY = "authority", _("Letter saying you may act for the organisation")
        OTHER = "other", _("Something else")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="evidence")
    verification = models.ForeignKey(Verification, models.CASCADE, null=True, related_name="evidence")
    shows = models.CharField(_("what it shows"), max_length=10, choices=Kind)
    name = models.BinaryField()
    media = models.CharField(max_length=20)  # found in the content, never what the browser claimed
    size = models.PositiveIntegerField()
    content = models.BinaryField()
    added_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering: ClassVar = ["added_at", "id"]
