"""What people type in this room."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from volens.services.applications import terms
from volens.services.applications.content import SharedDocument
from volens.services.applications.wording import Tick

MOST_TIMES = 4
_LOCAL_FORMATS = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"]


class ApplicationForm(forms.Form):
    """What the person ticks to share, and a covering note. Nothing here is required."""

    ticks = forms.MultipleChoiceField(label=_("From my profile"), required=False)
    documents = forms.MultipleChoiceField(label=_("My documents"), required=False)
    note = forms.CharField(
        label=_("Covering note"),
        help_text=_("Why this work, in your own words. You can leave it empty."),
        widget=forms.Textarea,
        max_length=3000,
        required=False,
    )

    def __init__(self, *args: Any, ticks: list[Tick], documents: list[SharedDocument], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered_ticks, self.offered_documents = ticks, documents
        chosen, own = self.fields["ticks"], self.fields["documents"]
        assert isinstance(chosen, forms.MultipleChoiceField)  # noqa: S101 - declared above
        assert isinstance(own, forms.MultipleChoiceField)  # noqa: S101 - declared above
        chosen.choices = [(tick.name, tick.label) for tick in ticks]
        own.choices = [(each.id, each.name) for each in documents]


class MessageForm(forms.Form):
    """A message to the other side."""

    text = forms.CharField(
        label=_("Your message"),
        widget=forms.Textarea,
        max_length=3000,
        error_messages={"required": _("Write a message.")},
    )


class RefusalForm(forms.Form):
    """A no in one's own words."""

    text = forms.CharField(
        label=_("Your words to the applicant"),
        help_text=_("Say no plainly and politely, and why if you can. Your name stands under it."),
        widget=forms.Textarea,
        max_length=3000,
        error_messages={"required": _("Write a few words: nobody is refused without any.")},
    )


class NotesForm(forms.Form):
    """The person's own notes."""

    notes = forms.CharField(label=_("My notes"), widget=forms.Textarea, max_length=5000, required=False)


class _WithDay(forms.Form):
    """A form with a last day to answer; the day counts to its end, where the service is."""

    until = forms.DateField(
        label=_("To be answered by the end of"),
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={
            "required": _("Say until which day one can answer."),
            "invalid": _("Write the day as 2026-11-30."),
        },
    )

    def until_moment(self) -> dt.datetime:
        """The last moment of the day."""
        day: dt.date = self.cleaned_data["until"]
        return timezone.make_aware(dt.datetime.combine(day, dt.time(23, 59, 59)))


class TimesForm(_WithDay):
    """One to four times for an interview."""

    field_order = ("time_1", "time_2", "time_3", "time_4", "minutes", "place", "text", "until")

    minutes = forms.TypedChoiceField(
        label=_("How long"),
        choices=[
            (15, _("15 minutes")),
            (30, _("30 minutes")),
            (45, _("45 minutes")),
            (60, _("1 hour")),
            (90, _("1½ hours")),
        ],
        coerce=int,
        initial=30,
    )
    place = forms.CharField(
        label=_("Where"),
        help_text=_("An address, a telephone number you will call from, or the address of a video call."),
        max_length=500,
        error_messages={"required": _("Say where the interview is.")},
    )
    text = forms.CharField(
        label=_("Message"),
        help_text=_("For example who will be there, and what to bring. Never ask for papers to keep, or for money."),
        widget=forms.Textarea,
        max_length=2000,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, MOST_TIMES + 1):
            self.fields[f"time_{number}"] = forms.DateTimeField(
                label=_("Time %(number)d") % {"number": number},
                input_formats=_LOCAL_FORMATS,
                widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
                required=False,
                error_messages={"invalid": _("Write the time as 2026-11-30 14:30.")},
            )
        self.order_fields(self.field_order)

    def times(self) -> list[dt.datetime]:
        """The times that were filled in, earliest first."""
        given = [self.cleaned_data.get(f"time_{number}") for number in range(1, MOST_TIMES + 1)]
        return sorted({each for each in given if each is not None})

    def clean(self) -> dict[str, Any]:
        """At least one time, each after the last day to answer, and none further away than anyone plans."""
        told = super().clean() or self.cleaned_data
        latest = MaxValueValidator(timezone.localdate() + terms.INTERVIEW_AT_MOST)
        for name in ("until", *(f"time_{number}" for number in range(1, MOST_TIMES + 1))):
            given = told.get(name)
            if given is None:
                continue
            try:
                latest(given.date() if isinstance(given, dt.datetime) else given)
            except forms.ValidationError as error:
                self.add_error(name, error)
        if any(self.errors.get(f"time_{number}") for number in range(1, MOST_TIMES + 1)):
            return told
        if not self.times():
            self.add_error("time_1", _("Propose at least one time."))
        until = told.get("until")
        if until is None:
            return told
        if until < timezone.localdate():
            self.add_error("until", _("This day has passed."))
            return told
        for number in range(1, MOST_TIMES + 1):
            time = told.get(f"time_{number}")
            if time is not None and time <= self.until_moment():
                self.add_error(f"time_{number}", _("Each time must be after the day until which one can answer."))
        return told


class OfferForm(_WithDay):
    """An offer with its written terms."""

    field_order = ("work", "pay", "hours", "place", "begins", "contract", "more", "until")

    work = forms.CharField(
        label=_("Work"),
        help_text=_("What the person will do, and for whom: the employer that signs the contract."),
        widget=forms.Textarea,
        max_length=1000,
        error_messages={"required": _("Say what the work is and who the employer is.")},
    )
    pay = forms.CharField(
        label=_("Pay"),
        help_text=_("How much, how often, how it is paid, the first pay day, and to whom it is paid."),
        widget=forms.Textarea,
        max_length=1000,
        error_messages={"required": _("Say what the work pays.")},
    )
    hours = forms.CharField(
        label=_("Working time"),
        help_text=_("Hours a week, rest days, and how overtime is paid."),
        widget=forms.Textarea,
        max_length=600,
        error_messages={"required": _("Say how many hours a week the work is.")},
    )
    place = forms.CharField(
        label=_("Workplace"),
        help_text=_("The exact place; whether lodging is offered, and that it is not required."),
        max_length=400,
        error_messages={"required": _("Say where the work is.")},
    )
    begins = forms.CharField(
        label=_("First day"),
        max_length=120,
        error_messages={"required": _("Say when the work begins.")},
    )
    contract = forms.CharField(
        label=_("Contract"),
        help_text=_("For how long, the trial period, how either side can end it, and in which language it is written."),
        widget=forms.Textarea,
        max_length=1000,
        error_messages={"required": _("Say what contract it is.")},
    )
    more = forms.CharField(label=_("What else matters"), widget=forms.Textarea, max_length=2000, required=False)

    def clean_until(self) -> dt.date:
        """At least three days, at most sixty."""
        day: dt.date = self.cleaned_data["until"]
        today = timezone.localdate()
        if day < today + terms.OFFER_AT_LEAST:
            raise forms.ValidationError(_("Give at least three days to answer an offer."))
        if day >= today + terms.OFFER_AT_MOST:
            raise forms.ValidationError(_("An offer stays open for 60 days at most."))
        return day
