"""The steps of the wizard as forms. Upload and API use the same forms, so that every door asks the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from volens.engines.pay import current_currencies
from volens.packs import classifications, places
from volens.services.vacancies import labels, presentation
from volens.services.vacancies.models import Vacancy
from volens.services.vacancies.posting import asking, placing
from volens.services.vacancies.posting.fields import (
    CHOICE_ERRORS,
    METHODS,
    NUMBER_ERRORS,
    PAYEES,
    PERIODS,
    Amount,
    Choice,
    Listed,
    Number,
    Text,
    Tick,
    Whole,
    Words,
    YesNo,
    asked,
    must,
    question,
)  # fmt: skip
from volens.services.vacancies.posting.stepping import StepForm, major
from volens.services.vacancies.posting.terms import ConditionsForm, DeclarationsForm


class WhatForm(StepForm):
    """What the job is."""

    step = "what"
    title = Words(
        label=_("Name of the job"),
        help_text=_(
            "As you would say it to a neighbour: “Cook”, “Warehouse worker, early shift”. No pay, no exclamation marks."
        ),
        max_length=120,
        **must(_("Write what the job is called.")),
    )
    text = Text(
        label=_("The job in your words"),
        help_text=_(
            "Tasks, what one should know already, who one works with. You can paste from Word: only the text is kept."
        ),
        max_length=20_000,
        min_length=40,
        **must(
            _("Describe the job in a few sentences."),
            min_length=_("Write a little more: at least %(limit_value)d characters, a few sentences."),
        ),
    )
    contract = Choice(
        label=_("Kind of contract"),
        choices=Vacancy.Contract.choices,
        error_messages=CHOICE_ERRORS,
    )


class KindForm(StepForm):
    """Which occupation of ISCO-08 it is: suggested, confirmed by the employer."""

    step = "kind"
    isco = forms.CharField(label=_("Kind of work"), required=False, max_length=4)
    NONE = "none"

    def clean_isco(self) -> str | None:
        """A unit group, or an empty text for "none of these"."""
        value: str = self.cleaned_data["isco"].strip()
        if value == self.NONE:
            return ""
        if not value:
            raise forms.ValidationError(gettext("Choose the kind of work, or “None of these”."), code="required")
        if len(value) != 4 or not classifications.isco().exists(value):
            raise forms.ValidationError(
                gettext("“%(value)s” is no occupation of ISCO-08 with four digits.") % {"value": value}
            )
        return value


class WhereForm(StepForm):
    """Where the work is."""

    step = "where"
    not_kept = frozenset({"place_choice"})
    place = Words(
        label=_("City, town or district"),
        help_text=_("For example “Nanchang” or “Newark, New Jersey”."),
        required=False,
        max_length=120,
    )
    place_choice = forms.IntegerField(required=False)
    further_places = Words(
        label=_("Other places where the same job is open"),
        help_text=_("Each with its region, parted by bars: “Leeds, England | York, England”."),
        required=False,
        max_length=1000,
    )
    workplace = Words(
        **asked("workplace"),
        max_length=300,
        **must(_("Write street and number, or how to find the place.")),
    )
    remote = Tick(label=_("Can be done from home or from anywhere"), required=False)
    workplace_accessible = YesNo(
        **asked("workplace_accessible"),
        error_messages=CHOICE_ERRORS,
    )
    #: Places to choose from, when several bear the name.
    choices: tuple[tuple[int, str], ...] = ()

    def clean(self) -> dict[str, Any]:
        """Resolve the places; ask where several bear the name."""
        said = self.cleaned_data
        language = presentation.language()
        said["place_id"] = None
        if written := said.get("place", ""):
            found = placing.find(written, language, chosen=said.get("place_choice") or self.content.get("place_id"))
            if found.place is not None:
                said["place_id"] = found.place.id
                said["place"] = places.label(found.place, language)
            else:
                self.choices = found.choices
                self.add_error("place", _unplaced(found))
        elif not said.get("remote"):
            self.add_error(
                "place", forms.ValidationError(gettext("Write in which place the work is."), code="required")
            )
        self._resolve_further(said, language)
        return said

    def _resolve_further(self, said: dict[str, Any], language: str) -> None:
        """Each further place once, and not the first one again."""
        written = placing.parted(said.get("further_places", ""))
        if len(written) > placing.MOST_FURTHER:
            most = gettext("At most %(count)s other places.") % {"count": placing.MOST_FURTHER}
            self.add_error("further_places", most)
            return
        kept: dict[int, str] = {}
        for each in written:
            found = placing.find(each, language)
            if found.place is None:
                self.add_error("further_places", gettext("“%(place)s”:") % {"place": each} + " " + _unplaced(found))
                return
            if found.place.id != said["place_id"]:
                kept.setdefault(found.place.id, places.label(found.place, language))
        said["further_places"] = " | ".join(kept.values())

    def answers(self) -> dict[str, Any]:
        """The place belongs with its number."""
        kept = super().answers()
        if "place" in self.errors:
            kept.pop("place_id", None)
            kept.pop("place", None)
        return kept


def _unplaced(found: placing.Placed) -> str:
    """Why what was written is no place, and what to do."""
    if found.choices:
        named = " / ".join(label for _number, label in found.choices)
        return gettext("Several places have this name. Which one is it? %(places)s") % {"places": named}
    if found.close:
        return gettext("We do not know this place. Did you mean: %(places)s?") % {"places": " / ".join(found.close)}
    return gettext("We do not know this place. Write the nearest town with its region.")


class PayForm(StepForm):
    """What it pays, when, how, to whom."""

    step = "pay"
    not_kept = frozenset({"pay_min", "pay_max"})
    pay_min = Amount(
        label=_("Pay, from"),
        help_text=_("Before tax, without overtime, bonuses or lodging. In whole units, for example 6500."),
        **must(_("Write what the job pays."), **NUMBER_ERRORS),
    )
    pay_max = Amount(
        label=_("Pay, up to"),
        help_text=_("Leave empty if it is one amount."),
        required=False,
        error_messages=NUMBER_ERRORS,
    )
    currency = Listed(label=_("Currency"), choices=asking.currencies, error_messages=CHOICE_ERRORS)
    pay_period = Listed(label=question("pay_period"), choices=PERIODS, error_messages=CHOICE_ERRORS)
    pay_method = Choice(**asked("pay_method"), choices=METHODS, error_messages=CHOICE_ERRORS)
    first_pay_days = Whole(
        **asked("first_pay_days"),
        min_value=0,
        max_value=3660,
        **must(_("Write after how many days the first pay comes."), **NUMBER_ERRORS),
    )
    paid_to = Choice(**asked("paid_to"), choices=PAYEES, error_messages=CHOICE_ERRORS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = str((self.data or {}).get("currency") or self.content.get("currency") or settings.DEFAULT_CURRENCY)
        if chosen in current_currencies():
            self.fields["currency"].choices = asking.currencies(chosen)  # type: ignore[attr-defined]

    def initial_of(self, content: Mapping[str, Any]) -> dict[str, Any]:
        """Amounts in whole units."""
        currency = content.get("currency") or settings.DEFAULT_CURRENCY
        shown = dict(content) | {"currency": currency, "pay_period": content.get("pay_period") or "month"}
        for end in ("pay_min", "pay_max"):
            shown[end] = major(content.get(f"{end}_minor"), currency)
        return shown

    def clean(self) -> dict[str, Any]:
        """Amounts in minor units, ends in order."""
        said = self.cleaned_data
        currency = said.get("currency") or self.content.get("currency") or settings.DEFAULT_CURRENCY
        low, high = self.minor("pay_min", currency), self.minor("pay_max", currency)
        if low is not None and low == 0:
            self.add_error("pay_min", gettext("Work is paid. Write an amount above nought."))
        if low is not None and high is not None and high < low:
            self.add_error("pay_max", gettext("This is less than the lower end. Swap the two."))
        if not {"pay_min", "pay_max", "currency"} & set(self.errors):  # the three only make sense together
            said["pay_min_minor"], said["pay_max_minor"] = low, high
        else:
            said.pop("currency", None)
        return said

    def answers(self) -> dict[str, Any]:
        """Amounts of other steps were written in the old currency: they are asked again in the new one."""
        kept = super().answers()
        before = self.content.get("currency")
        if before and kept.get("currency", before) != before:
            others = ("worker_pays_minor", "resignation_cost_minor")
            kept |= {name: None for name in others if self.content.get(name)}
        return kept


class HoursForm(StepForm):
    """When the work is."""

    step = "hours"
    hours = Choice(label=_("Working time"), choices=Vacancy.Hours.choices, error_messages=CHOICE_ERRORS)
    weekly_hours = Number(
        **asked("weekly_hours"),
        min_value=0.5,
        max_value=168,
        **must(_("Write the hours of a normal week."), **NUMBER_ERRORS),
    )
    rest_days = Number(
        **asked("rest_days"),
        min_value=0,
        max_value=7,
        **must(_("Write how many days a week are free."), **NUMBER_ERRORS),
    )
    overtime_paid = YesNo(**asked("overtime_paid"), error_messages=CHOICE_ERRORS)
    night_work = YesNo(**asked("night_work"), error_messages=CHOICE_ERRORS)


FORMS: dict[str, type[StepForm]] = {
    form.step: form for form in (WhatForm, KindForm, WhereForm, PayForm, HoursForm, ConditionsForm, DeclarationsForm)
}


def step_names() -> dict[str, str]:
    """The steps as the page names them, in order."""
    return {
        "what": gettext("The job"),
        "kind": gettext("Kind of work"),
        "where": gettext("Place"),
        "pay": gettext("Pay"),
        "hours": gettext("Working time"),
        "conditions": gettext("Conditions"),
        "declarations": gettext("Declarations"),
        "preview": gettext("Preview"),
    }


def occupation_choices(title: str, text: str, language: str) -> list[tuple[str, str]]:
    """Likely unit groups for a job, likeliest first: code and title."""
    from volens.services.vacancies.posting.linking import suggest

    return [(code, labels.occupation(code, language)) for code in suggest(title, text)]
