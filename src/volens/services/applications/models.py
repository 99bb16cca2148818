"""Tables of the room of applications.

What is taken back, expired or left looks the same in these tables as it does on the pages: the person's row parts from
the employer's, and nothing in the clear says why (S4). The reasons are sealed with the person's key.
"""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Received(models.Model):
    """An application as the employer received it: number, day, state. No key leads from here to a person."""

    class State(models.TextChoices):
        SENT = "sent", _("Waiting for an answer")
        TALKING = "talking", _("In conversation")
        INTERVIEW = "interview", _("Interview times proposed")
        MEETING = "meeting", _("Interview agreed")
        OFFER = "offer", _("Offer made")
        ACCEPTED = "accepted", _("Offer accepted")
        REFUSED = "refused", _("Not selected")
        SILENT = "silent", _("Closed: the employer did not answer")
        GONE = "gone", _("No longer available")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    number = models.CharField(_("number"), max_length=9, unique=True)  # random: no gap tells of one taken back
    vacancy = models.ForeignKey("vacancies.Vacancy", models.PROTECT, related_name="received_applications")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.SENT)
    received_on = models.DateField(_("received on"))
    answered_on = models.DateField(null=True)  # the day of the employer's first answer of any kind
    closed_on = models.DateField(null=True)  # the day it reached a state nothing follows
    employers_turn = models.BooleanField(default=True)  # the last word was the applicant's
    shown = models.BooleanField(default=False)  # someone of the organisation saw the row, or was told of it
    told = models.BooleanField(default=False)  # the members were told by mail since it became their turn
    told_on = models.DateField(null=True)  # and on which day they were told last
    reminded = models.BooleanField(default=False)  # the members were told that the answer is late

    class Meta:
        ordering: ClassVar = ["-received_on", "number"]
        indexes: ClassVar = [models.Index(fields=["vacancy", "state"], name="received_vacancy_state")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(answered_on__isnull=False) | Q(state__in=["sent", "silent", "gone"]),
                name="received_answered_has_day",
                violation_error_message=_("An answered application needs the day of the answer."),
            ),
            models.CheckConstraint(
                condition=Q(answered_on__isnull=True) | ~Q(state="silent"),
                name="received_silence_has_no_answer",
                violation_error_message=_("An answered application is not closed as silence."),
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) ^ Q(state__in=["accepted", "refused", "silent", "gone"]),
                name="received_closed_has_day",
                violation_error_message=_("An application that is closed needs the day, an open one has none."),
            ),
        ]


class Application(models.Model):
    """The person's side: a draft, what was sent, their own notes. Sealed; one row for each person and vacancy.

    `received` is empty for a draft and for whatever is over: taken back, lapsed, past its time. Which of these it is
    stands in `content`, sealed.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="applications")
    vacancy = models.ForeignKey("vacancies.Vacancy", models.CASCADE, related_name="applications")
    received = models.OneToOneField(Received, models.SET_NULL, null=True, related_name="application")
    content = models.BinaryField()  # sealed: Content of content.py
    changed_at = models.DateTimeField()
    choice = models.UUIDField(null=True)  # the choice in the ledger while it stands
    accepted_from = models.DateTimeField(null=True)  # an acceptance that is cooling becomes real then

    class Meta:
        ordering: ClassVar = ["-changed_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "vacancy"],
                name="application_once_per_vacancy",
                violation_error_message=_("You have an application for this vacancy already."),
            ),
            models.CheckConstraint(
                condition=Q(accepted_from__isnull=True) | Q(received__isnull=False),
                name="application_accepts_what_stands",
                violation_error_message=_("Only an application that stands can accept an offer."),
            ),
        ]


class Letter(models.Model):
    """One thing said between the two: a message, times for an interview, an offer, a refusal. Sealed for the person."""

    class Kind(models.TextChoices):
        MESSAGE = "message", _("Message")
        TIMES = "times", _("Times for an interview")
        OFFER = "offer", _("Offer")
        REFUSAL = "refusal", _("Not selected")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    application = models.ForeignKey(Application, models.CASCADE, related_name="letters")
    kind = models.CharField(max_length=10, choices=Kind)
    from_person = models.BooleanField()
    sealed = models.BinaryField()
    at = models.DateTimeField()
    until = models.DateTimeField(null=True)  # times and offers: until when the person may answer
    over_at = models.DateTimeField(null=True)  # when what became of it shows to the employer, the same for every reason

    class Meta:
        ordering: ClassVar = ["at", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind__in=["times", "offer"], until__isnull=False, over_at__gte=models.F("until"))
                | Q(kind__in=["message", "refusal"], until__isnull=True, over_at__isnull=True),
                name="letter_question_has_a_day",
                violation_error_message=_("Times and offers say until when they can be answered."),
            ),
            models.CheckConstraint(
                condition=Q(kind="message") | Q(from_person=False),
                name="letter_employer_asks",
                violation_error_message=_("Only the employer proposes times, makes an offer or refuses."),
            ),
        ]


class MessageSwitches(models.Model):
    """Which messages about their applications a person does not want, sealed. No row: they want all of them."""

    person = models.OneToOneField(
        "people.Person", models.CASCADE, primary_key=True, related_name="application_messages"
    )
    sealed = models.BinaryField()

    class Meta:
        ordering: ClassVar = ["person"]


class VacancyChange(models.Model):
    """A published vacancy says something else than before: public facts, told to everyone who applied."""

    vacancy = models.ForeignKey("vacancies.Vacancy", models.CASCADE, related_name="told_changes")
    at = models.DateTimeField()
    changes = models.JSONField()  # [{"field", "label", "before", "after"}]

    class Meta:
        ordering: ClassVar = ["at", "id"]
