"""Tables of the room of people. A person's row is the whitelist of safeguard S2 and nothing else, each field sealed.

`BinaryField` holds sealed bytes (services/trust/vault) or a keyed hash; nothing personal is stored in the clear.
"""

from __future__ import annotations

import datetime as dt
from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Account(models.Model):
    """Someone who can sign in: a person (worker), a member of staff, or a member of an organisation.

    The identifier is random and means nothing.
    """

    class Kind(models.TextChoices):
        PERSON = "person", _("Person")
        STAFF = "staff", _("Staff")
        MEMBER = "member", _("Member of an organisation")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    kind = models.CharField(max_length=10, choices=Kind)
    language = models.CharField(max_length=10, default="en")
    muted = models.BinaryField(null=True)  # sealed: the kinds of message the owner does not want

    class Meta:
        ordering: ClassVar = ["id"]


class Person(models.Model):
    """A worker's own profile: the whitelist of S2, each field sealed with the person's key."""

    account = models.OneToOneField(Account, models.CASCADE, primary_key=True, related_name="person")
    journal_tag = models.UUIDField(default=uuid4, unique=True, editable=False)
    chosen_name = models.BinaryField(_("chosen name"), null=True)
    languages = models.BinaryField(_("languages"), null=True)
    skills = models.BinaryField(_("skills"), null=True)
    experience = models.BinaryField(_("experience"), null=True)
    availability = models.BinaryField(_("availability"), null=True)
    places_wanted = models.BinaryField(_("places wanted"), null=True)
    pay_wanted = models.BinaryField(_("pay wanted"), null=True)
    accommodation_needs = models.BinaryField(_("accommodation needs"), null=True)

    class Meta:
        ordering: ClassVar = ["account_id"]


class StaffMember(models.Model):
    """A member of staff: the short list of S1-S14 for accounts that are not persons."""

    class Role(models.TextChoices):
        COUNSELLOR = "counsellor", _("Counsellor")
        REVIEWER = "reviewer", _("Reviewer")
        DATA_PROTECTION = "data_protection", _("Data protection officer")
        PROGRAMME_OFFICER = "programme_officer", _("Programme officer")
        OPERATOR = "operator", _("Operator")
        AUDITOR = "auditor", _("Auditor")

    account = models.OneToOneField(Account, models.CASCADE, primary_key=True, related_name="staff")
    name_shown = models.CharField(_("name shown"), max_length=100)
    office = models.CharField(_("office"), max_length=120)
    role = models.CharField(_("role"), max_length=20, choices=Role)
    until = models.DateField(_("last day"), null=True)

    class Meta:
        ordering: ClassVar = ["office", "name_shown"]

    @property
    def serving(self) -> bool:
        """Whether the last day has not passed."""
        return self.until is None or timezone.localdate() <= self.until


class Right(models.TextChoices):
    """What a page of staff needs. Which role has which is the table in permissions.py."""

    STAFF_PAGE = "staff_page", _("Open the staff page")
    HELP_SIGN_UP = "help_sign_up", _("Help someone with signing up")
    ANSWER_COMPLAINTS = "answer_complaints", _("Answer complaints about readings")
    REVIEW_VACANCIES = "review_vacancies", _("Review vacancies")
    VERIFY_ORGANISATIONS = "verify_organisations", _("Verify organisations")
    DECIDE_APPEALS = "decide_appeals", _("Decide appeals of organisations")
    SEE_SERVICE = "see_service", _("See whether the service keeps its commitments")
    SEE_RIGHTS = "see_rights", _("See extra rights")
    GIVE_RIGHTS = "give_rights", _("Give extra rights")


class Grant(models.Model):
    """A right beyond the role, for a while: who, which, why, given by whom, until when."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    member = models.ForeignKey(StaffMember, models.CASCADE, related_name="grants")
    right = models.CharField(max_length=30, choices=Right)
    reason = models.CharField(max_length=300)
    given_by = models.ForeignKey(StaffMember, models.PROTECT, related_name="grants_given")
    since = models.DateTimeField()
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-since", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(until__gt=F("since")),
                name="grant_ends_after_it_begins",
                violation_error_message=_("An extra right ends after it begins."),
            ),
            models.CheckConstraint(
                condition=~Q(member=F("given_by")),
                name="grant_not_to_oneself",
                violation_error_message=_("Nobody gives rights to themselves. Ask another operator."),
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="grant_has_a_reason",
                violation_error_message=_("Write the reason."),
            ),
        ]

    def stands(self, now: dt.datetime) -> bool:
        """Whether it holds at a moment."""
        return self.since <= now < self.until and self.ended_at is None


class Member(models.Model):
    """Someone who acts for an organisation: a name shown, and nothing else. Which organisation and in what role is kept
    in the room of organisations.
    """

    account = models.OneToOneField(Account, models.CASCADE, primary_key=True, related_name="member")
    name_shown = models.CharField(_("name shown"), max_length=100)

    class Meta:
        ordering: ClassVar = ["name_shown", "account_id"]


class Contact(models.Model):
    """An address or number a message reaches the account at: sealed, and found by a keyed blind index only."""

    class Channel(models.TextChoices):
        EMAIL = "email", _("E-mail")
        PHONE = "phone", _("Phone")

    account = models.ForeignKey(Account, models.CASCADE, related_name="contacts")
    channel = models.CharField(max_length=10, choices=Channel)
    index = models.BinaryField(max_length=32, unique=True)
    sealed = models.BinaryField()
    first = models.BooleanField(default=True)  # the one opened with; a second one is only for recovery and sign-in

    class Meta:
        ordering: ClassVar = ["-first", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["account", "first"],
                name="contact_first_and_second",
                violation_error_message=_("An account has one first and at most one second contact."),
            )
        ]


class Device(models.Model):
    """A browser that is signed in. The cookie holds a random token; the table only its hash."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    account = models.ForeignKey(Account, models.CASCADE, related_name="devices")
    token = models.BinaryField(max_length=32, unique=True)
    label = models.CharField(max_length=60, blank=True)  # kind of browser and system, as far as the browser says
    since = models.DateTimeField()
    until = models.DateTimeField()
    proven_at = models.DateTimeField()  # when the owner last proved to be the owner: code or passkey

    class Meta:
        ordering: ClassVar = ["-since"]


class Authenticator(models.Model):
    """A second way to prove who signs in: an authenticator app (TOTP, RFC 6238) or a passkey (WebAuthn)."""

    class Kind(models.TextChoices):
        TOTP = "totp", _("Authenticator app")
        PASSKEY = "passkey", _("Passkey")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    account = models.ForeignKey(Account, models.CASCADE, related_name="authenticators")
    kind = models.CharField(max_length=10, choices=Kind)
    sealed = models.BinaryField()
    index = models.BinaryField(max_length=32, null=True, unique=True)  # blind index of a passkey's identifier
    since = models.DateField()
    last_step = models.PositiveBigIntegerField(default=0)  # TOTP: the last time step used; a code counts once
    uses = models.PositiveBigIntegerField(default=0)  # passkey: its signature counter

    class Meta:
        ordering: ClassVar = ["kind", "since", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["account"],
                condition=Q(kind="totp"),
                name="authenticator_one_app",
                violation_error_message=_("There is already an authenticator app. Remove it first."),
            )
        ]


class RecoveryCode(models.Model):
    """A code on paper for the day the phone is lost. Only its keyed hash is stored; a used code is deleted."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="recovery_codes")
    hashed = models.BinaryField(max_length=32)

    class Meta:
        ordering: ClassVar = ["id"]


class Entry(models.Model):
    """Someone is at the door: a code was sent to a contact. The same row whether or not an account exists."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    index = models.BinaryField(max_length=32)
    sealed = models.BinaryField()  # channel and contact, sealed with the key of the day
    day = models.DateField()
    code = models.BinaryField(max_length=32)
    tries = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField()
    until = models.DateTimeField()
    proven = models.BooleanField(default=False)
    opens = models.CharField(max_length=10, choices=Account.Kind, default=Account.Kind.PERSON)  # when there is none yet
    for_account = models.ForeignKey(Account, models.CASCADE, null=True, related_name="entries")  # adding a contact

    class Meta:
        ordering: ClassVar = ["-made_at"]
        indexes: ClassVar = [models.Index(fields=["index"], name="entry_index")]


class Attempt(models.Model):
    """How often something was tried in a window of time, under a keyed hash that changes every day."""

    key = models.BinaryField(max_length=32)
    window = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)
    #: Whether it went to the security log that the limit was reached.
    told = models.BooleanField(default=False, db_default=False)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["key", "window"], name="attempt_once_a_window")]


class Message(models.Model):
    """A message on its way, sealed with the key of the day. Deleted once handed over, at the latest after a day."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    index = models.BinaryField(max_length=32)
    sealed = models.BinaryField()
    day = models.DateField()
    made_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["made_at", "id"]
        indexes: ClassVar = [models.Index(fields=["index"], name="message_index")]


class AssistedDraft(models.Model):
    """What a counsellor began with someone. It becomes an account only by the person's own confirmation (S1).

    Staff see the number and the day it ends, the same whether it was confirmed, declined or ignored (S4): the content
    is destroyed with its key, the empty row stays until its day.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    number = models.PositiveIntegerField()
    by = models.ForeignKey(StaffMember, models.CASCADE, related_name="drafts")
    index = models.BinaryField(max_length=32, null=True)
    sealed = models.BinaryField(null=True)
    made_at = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-made_at"]
        indexes: ClassVar = [models.Index(fields=["index"], name="draft_index")]
        constraints: ClassVar = [models.UniqueConstraint(fields=["by", "number"], name="draft_number")]


class Document(models.Model):
    """A person's own document: name and content sealed, gone on its day."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="documents")
    name = models.BinaryField()
    kind = models.CharField(max_length=20)  # media type found in the content, never what the browser claimed
    size = models.PositiveIntegerField()
    content = models.BinaryField()
    until = models.DateField()

    class Meta:
        ordering: ClassVar = ["until", "id"]
