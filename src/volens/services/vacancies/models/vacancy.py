"""Vacancies, where they come from, and what is reported about them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class Source(models.Model):
    """Where vacancies come from: a file the operator imports, a feed at an address, or the shipped samples."""

    class Kind(models.TextChoices):
        FILE = "file", _("File")
        FEED = "feed", _("Feed")
        SAMPLE = "sample", _("Sample data")
        EMPLOYER = "employer", _("Posted by employers here")

    name = models.SlugField(_("name"), max_length=60, unique=True)
    title = models.CharField(_("title"), max_length=200, blank=True)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.FILE)
    format = models.CharField(max_length=20, default="auto")  # auto | jobposting | usajobs | table
    attribution = models.TextField(blank=True)
    url = models.URLField(_("address"), max_length=2000, blank=True)
    schedule_minutes = models.PositiveIntegerField(_("fetch every (minutes)"), null=True, blank=True)
    mapping = models.JSONField(default=dict, blank=True)  # column mapping of a table, see docs/import.md
    etag = models.CharField(max_length=500, blank=True)
    last_modified = models.CharField(max_length=100, blank=True)
    next_fetch_at = models.DateTimeField(null=True, blank=True)
    fetched_at = models.DateTimeField(null=True, blank=True)  # when the feed last answered, with news or without
    held_at = models.DateTimeField(null=True, blank=True)  # a suspicious delivery waits for the operator
    held_reason = models.TextField(blank=True)
    held_file = models.CharField(max_length=500, blank=True)
    as_of = models.DateField(null=True, blank=True)  # historical sources are shown as of this day, marked as such
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(kind="feed") | ~Q(url=""),
                name="feed_has_address",
                violation_error_message=_("A feed needs an address."),
            )
        ]

    def __str__(self) -> str:
        return self.title or self.name

    @property
    def shown_title(self) -> str:
        """Its title as pages show it: that of the samples and of what is posted here in the reader's language."""
        if self.kind == self.Kind.EMPLOYER:
            return gettext("Posted here by employers")
        return gettext("Samples") if self.kind == self.Kind.SAMPLE else str(self)

    @property
    def is_historical(self) -> bool:
        """Whether its records are from the past: shown as of their date, none of them open any more."""
        return self.as_of is not None and self.kind != self.Kind.SAMPLE


class SourceApproval(models.Model):
    """A named person's recorded decision that a source may publish what its employers did not declare (S10)."""

    source = models.ForeignKey(Source, models.CASCADE, related_name="approvals")
    approved_by = models.CharField(_("approved by"), max_length=200)
    reason = models.TextField(_("reason"))
    approved_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.CharField(max_length=200, blank=True)
    # A licensed agency or a public service: one contact or text may stand for many employers.
    licensed = models.BooleanField(db_default=False, default=False)

    class Meta:
        ordering: ClassVar = ["-approved_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["source"],
                condition=Q(revoked_at__isnull=True),
                name="one_standing_approval_per_source",
                violation_error_message=_("This source is approved already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.source}: {self.approved_by}"


class ImportRun(models.Model):
    """One delivery from a source: what was read and what became of it."""

    class State(models.TextChoices):
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")
        HELD = "held", _("Held")

    source = models.ForeignKey(Source, models.CASCADE, related_name="runs")
    state = models.CharField(max_length=10, choices=State, default=State.RUNNING)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    complete = models.BooleanField(default=True)  # a complete delivery expires what is missing from it
    read = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    expired = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    rejects_file = models.CharField(max_length=500, blank=True)
    message = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["-started_at", "-id"]

    def __str__(self) -> str:
        return f"{self.source} {self.started_at:%Y-%m-%d %H:%M}"


class Vacancy(models.Model):
    """One vacancy as its source delivered it, normalised. `text` is plain text, never markup."""

    class State(models.TextChoices):
        RECEIVED = "received", _("Received, not vetted yet")
        HELD = "held", _("Held for review")
        BLOCKED = "blocked", _("Not published")
        PUBLISHED = "published", _("Published")
        EXPIRED = "expired", _("No longer available")

    class Contract(models.TextChoices):
        PERMANENT = "permanent", _("Permanent")
        FIXED_TERM = "fixed_term", _("Fixed term")
        TEMPORARY = "temporary", _("Temporary or seasonal")
        APPRENTICESHIP = "apprenticeship", _("Apprenticeship")
        INTERNSHIP = "internship", _("Internship or traineeship")
        FREELANCE = "freelance", _("Freelance or by assignment")

    class Hours(models.TextChoices):
        FULL_TIME = "full_time", _("Full time")
        PART_TIME = "part_time", _("Part time")
        FLEXIBLE = "flexible", _("Full or part time")

    class PayPeriod(models.TextChoices):
        HOUR = "hour", _("an hour")
        DAY = "day", _("a day")
        WEEK = "week", _("a week")
        MONTH = "month", _("a month")
        YEAR = "year", _("a year")
        PIECE = "piece", _("per piece")
        ONCE = "once", _("for the whole assignment")

    class Accommodation(models.TextChoices):
        NONE = "none", _("No lodging")
        OPTIONAL = "optional", _("Lodging offered, optional")
        REQUIRED = "required", _("Lodging required")

    source = models.ForeignKey(Source, models.PROTECT, related_name="vacancies")
    source_key = models.CharField(max_length=200)  # the source's own identifier; of a posted one its posting's
    organisation = models.ForeignKey(  # of a vacancy posted here by its employer
        "organisations.Organisation", models.PROTECT, null=True, blank=True, related_name="vacancies"
    )
    content_hash = models.BinaryField(max_length=16)  # of the normalised record: unchanged means untouched
    state = models.CharField(max_length=10, choices=State, default=State.RECEIVED)
    duplicate_of = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="duplicates")
    last_run = models.ForeignKey(ImportRun, models.SET_NULL, null=True, related_name="+")  # that created or changed it

    title = models.CharField(_("title"), max_length=300)
    employer = models.CharField(_("employer"), max_length=300, blank=True)
    language = models.CharField(max_length=12, blank=True)
    snippet = models.CharField(max_length=300, blank=True)  # the first words of the text, for lists
    is_sample = models.BooleanField(default=False)

    place = models.CharField(_("place"), max_length=200, blank=True)
    region = models.CharField(max_length=12, blank=True)  # ISO 3166-2, or 3166-1 where no more is known
    place_id = models.PositiveIntegerField(null=True, blank=True)  # GeoNames
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    # Other places of the same job: {name, region, latitude, longitude, place_id}, at most 30.
    further_places = models.JSONField(default=list, blank=True)
    remote = models.BooleanField(default=False)

    pay_min = models.BigIntegerField(null=True, blank=True)  # minor units
    pay_max = models.BigIntegerField(null=True, blank=True)
    pay_currency = models.CharField(max_length=3, blank=True)
    pay_period = models.CharField(max_length=10, choices=PayPeriod, blank=True)
    pay_month_min = models.BigIntegerField(null=True, blank=True)  # minor units a month, for filters and sorting
    pay_month_max = models.BigIntegerField(null=True, blank=True)
    pay_text = models.CharField(max_length=200, blank=True)  # as the source wrote it

    contract = models.CharField(max_length=20, choices=Contract, blank=True)
    hours = models.CharField(max_length=12, choices=Hours, blank=True)
    weekly_hours = models.FloatField(null=True, blank=True)
    accessible = models.BooleanField(null=True)
    accommodation = models.CharField(max_length=10, choices=Accommodation, blank=True)

    isco = models.CharField(max_length=4, blank=True)  # ISCO-08 unit group
    isco_confidence = models.FloatField(null=True, blank=True)  # 1.0 = stated by the source

    posted_at = models.DateTimeField()
    valid_through = models.DateTimeField(null=True, blank=True)  # None: until the source drops it
    closed_on = models.DateField(null=True, blank=True)  # historical sources: the day it closed, long ago
    ended_at = models.DateTimeField(null=True, blank=True)
    first_seen_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    judged_at = models.DateTimeField(null=True, blank=True)
    first_published_at = models.DateTimeField(null=True, blank=True)  # posted ones: when it first became public
    confirmed_at = models.DateTimeField(null=True, blank=True)  # posted ones: the employer's last "still open"

    apply_url = models.URLField(max_length=2000, blank=True)
    apply_contact = models.CharField(max_length=300, blank=True)
    original_url = models.URLField(max_length=2000, blank=True)
    declarations = models.JSONField(default=dict, blank=True)  # engines.vetting Declarations.to_json()
    findings = models.JSONField(default=list, blank=True)  # engines.vetting Verdict findings
    undeclared = models.JSONField(default=list, blank=True)
    suppressed = models.JSONField(default=list, blank=True)  # words a rule saw and what takes them back, for reviewers
    text = models.TextField(blank=True)  # last: lists never read it

    class Meta:
        ordering: ClassVar = ["-posted_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["source", "source_key"],
                name="vacancy_once_per_source",
                violation_error_message=_("This source has delivered this vacancy already."),
            ),
            models.CheckConstraint(
                condition=Q(pay_min__isnull=True) | Q(pay_max__isnull=True) | Q(pay_min__lte=F("pay_max")),
                name="vacancy_pay_range_in_order",
                violation_error_message=_("The lower pay must not exceed the higher."),
            ),
            models.CheckConstraint(
                condition=Q(pay_min__isnull=True) & Q(pay_max__isnull=True) | ~Q(pay_currency=""),
                name="vacancy_pay_has_currency",
                violation_error_message=_("Pay needs a currency."),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "valid_through"], name="vacancy_state_end"),
            models.Index(fields=["source", "state"], name="vacancy_source_state"),
            models.Index(  # what such jobs pay is worked out from this alone, without reading a vacancy
                fields=[
                    *("isco", "region", "pay_currency", "source", "pay_month_max", "pay_month_min"),
                    *("state", "is_sample"),  # SQLite looks at them although the condition says what they are
                ],
                condition=Q(state="published", is_sample=False),
                name="vacancy_usual_pay",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class DuplicateKey(models.Model):
    """A key that near-identical vacancies share (engines.duplicates), so that candidates are found by look-up."""

    key = models.BigIntegerField(db_index=True)
    vacancy = models.ForeignKey(Vacancy, models.CASCADE, related_name="duplicate_keys")

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.key:x}"


class IndexChange(models.Model):
    """The outbox between the database and the search index: written in the same transaction as the change."""

    vacancy_id = models.BigIntegerField()  # no foreign key: the row may be gone when its removal is indexed

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.id}: {self.vacancy_id}"


class Report(models.Model):
    """Somebody reported a published vacancy: a fixed category and a day, no free text, no reporter (S14)."""

    class Category(models.TextChoices):
        FEE = "fee", _("It asks me to pay for the job")
        DOCUMENTS = "documents", _("It wants to keep my documents")
        MOVEMENT = "movement", _("I could not leave the site or the job")
        PAY = "pay", _("The pay is not what it says")
        FRAUD = "fraud", _("It looks like a scam")
        DISCRIMINATION = "discrimination", _("It turns people away for who they are")
        STATE = "state_imposed", _("People are sent there, they do not choose")
        GONE = "gone", _("The job is gone or was never there")

    vacancy = models.ForeignKey(Vacancy, models.CASCADE, related_name="reports")
    category = models.CharField(_("what is wrong"), max_length=20, choices=Category)
    day = models.DateField()  # a day, not a time: a time could point at a person
    # Tells two reporters of one day apart: a hash under a key of that day, which the daily clock destroys and with it
    # the mark. The same on a second report from the same network, so that one voice counts once.
    mark = models.BinaryField(max_length=16, null=True)
    settled_by = models.ForeignKey(  # the case in which a reviewer answered it; open reports count towards a hold
        "vacancies.ReviewCase", models.SET_NULL, null=True, related_name="reports"
    )

    class Meta:
        ordering: ClassVar = ["-day", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["vacancy", "mark"],
                name="report_once_a_day_and_network",
                violation_error_message=_("This was reported from here already today."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.vacancy_id}: {self.category}"
