"""The steps of the wizard as forms. Upload and API use the same forms, so that every door asks the same."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from volens.engines.pay import MAX_MINOR, current_currencies, exponent, minor_per_unit
from volens.packs import classifications, places
from volens.services.vacancies import labels, presentation
from volens.services.vacancies.models import Vacancy
from volens.services.vacancies.posting import asking, pasting, placing

YES_NO = [("yes", pgettext_lazy("answer", "Yes")), ("no", pgettext_lazy("answer", "No"))]
KEEPERS = [
    ("worker", _("The worker")),
    ("employer", _("The employer")),
    ("recruiter", _("The recruiter")),
    ("other", _("Somebody else")),
]
PAYEES = [
    ("worker", _("The worker")),
    ("recruiter", _("The recruiter")),
    ("family", _("The family")),
    ("other", _("Somebody else")),
]
METHODS = [
    ("bank_transfer", _("Bank transfer")),
    ("mobile_money", _("Mobile payment")),
    ("cash", _("Cash")),
    ("cheque", _("Cheque")),
    ("in_kind", _("In goods")),
    ("vouchers", _("Vouchers")),
]
PERIODS = [
    ("month", pgettext_lazy("pay", "a month")),
    ("hour", pgettext_lazy("pay", "an hour")),
    ("day", pgettext_lazy("pay", "a day")),
    ("week", pgettext_lazy("pay", "a week")),
    ("year", pgettext_lazy("pay", "a year")),
    ("piece", pgettext_lazy("pay", "per piece")),
    ("once", pgettext_lazy("pay", "for the whole assignment")),
]
APPLY = [("here", _("Here, through this service")), ("elsewhere", _("Directly with us"))]
#: A vacancy may be announced for a year at most.
LONGEST_DAYS = 366

question = lazy(asking.question, str)


class Answer:
    """Mix-in of fields: how the template shows them, and which answer of the posting they are."""

    look = "text"


class Words(forms.CharField):
    """Words on one line."""

    look = "text"

    def to_python(self, value: Any) -> str:
        """One line, clean of what pasting leaves behind."""
        text: str = super().to_python(value)
        try:
            return pasting.line(text) if text else ""
        except pasting.PasteError as error:
            raise forms.ValidationError(str(error)) from error


class Text(forms.CharField):
    """Running text, as pasted from anywhere."""

    look = "area"

    def to_python(self, value: Any) -> str:
        """Clean plain text in paragraphs."""
        text: str = super().to_python(value)
        try:
            return pasting.clean(text) if text else ""
        except pasting.PasteError as error:
            raise forms.ValidationError(str(error)) from error


class Choice(forms.ChoiceField):
    """One of a few, each in sight."""

    look = "radio"


class Listed(forms.ChoiceField):
    """One of many, in a list that opens."""

    look = "select"


class YesNo(forms.TypedChoiceField):
    """Yes or no, neither of them chosen beforehand."""

    look = "radio"

    def __init__(self, **options: Any) -> None:
        super().__init__(choices=YES_NO, coerce=lambda value: value == "yes", empty_value=None, **options)

    def prepare_value(self, value: Any) -> Any:
        """The stored answer as the page knows it."""
        return {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value


class Amount(forms.DecimalField):
    """An amount of money in whole units of a currency; stored in minor units by the step."""

    look = "number"

    def __init__(self, **options: Any) -> None:
        super().__init__(min_value=Decimal(0), max_digits=15, **options)

    def to_python(self, value: Any) -> Decimal | None:
        """Digits as people write them: "6,500", "6500 元"."""
        if isinstance(value, str):
            value = value.strip().removesuffix("元").replace(",", "").replace("，", "").replace(" ", "")
        found: Decimal | None = super().to_python(value)
        return found


class Number(forms.FloatField):
    """A number that may have a half."""

    look = "number"


class Whole(forms.IntegerField):
    """A whole number."""

    look = "number"


class Tick(forms.BooleanField):
    """A box to tick."""

    look = "tick"


class Day(forms.DateField):
    """A day."""

    look = "date"


def _must(message: Any, **more: Any) -> dict[str, Any]:
    return {"error_messages": {"required": message} | more}


CHOOSE = _("Choose one of the answers.")
CHOICE_ERRORS = {
    "required": CHOOSE,
    "invalid_choice": _("“%(value)s” is not one of the answers. Choose one in the list."),
}
NUMBER_ERRORS = {"invalid": _("Write a number, in digits.")}


class StepForm(forms.Form):
    """One step. `content` is what was answered so far; `answers` what this step adds to it."""

    step: ClassVar[str] = ""
    #: Answers of this step that are kept under another name than their field, or not at all.
    not_kept: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, data: Mapping[str, Any] | None = None, *, content: Mapping[str, Any] | None = None) -> None:
        self.content = dict(content or {})
        super().__init__(data, initial=self.initial_of(self.content), label_suffix="")

    def initial_of(self, content: Mapping[str, Any]) -> dict[str, Any]:
        """What the fields show at first."""
        return dict(content)

    def answers(self) -> dict[str, Any]:
        """The valid answers of this step, ready to be kept; None where an answer was taken away."""
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in self.not_kept and name not in self.errors
        }

    def only_unanswered(self) -> bool:
        """Whether nothing is wrong with the step but that some of it is not answered yet."""
        return all(error.code == "required" for errors in self.errors.as_data().values() for error in errors)

    def minor(self, name: str, currency: str) -> int | None:
        """An amount of this step in minor units; refuses more decimals than the currency has."""
        value: Decimal | None = self.cleaned_data.get(name)
        if value is None:
            return None
        scaled = value * minor_per_unit(currency)
        if scaled != scaled.to_integral_value():
            digits = exponent(currency)
            self.add_error(name, gettext("Write at most %(digits)d decimals.") % {"digits": digits})
            return None
        if scaled > MAX_MINOR:
            self.add_error(name, gettext("This amount is too large to be pay."))
            return None
        return int(scaled)


def major(minor: Any, currency: str) -> str:
    """An amount of minor units as a number in a field."""
    if not isinstance(minor, int) or isinstance(minor, bool):
        return ""
    amount = Decimal(minor) / minor_per_unit(currency)
    return f"{amount.normalize():f}"


class WhatForm(StepForm):
    """What the job is."""

    step = "what"
    title = Words(
        label=_("Name of the job"),
        help_text=_(
            "As you would say it to a neighbour: “Cook”, “Warehouse worker, early shift”. No pay, no exclamation marks."
        ),
        max_length=120,
        **_must(_("Write what the job is called.")),
    )
    text = Text(
        label=_("The job in your words"),
        help_text=_(
            "Tasks, what one should know already, who one works with. You can paste from Word: only the text is kept."
        ),
        max_length=20_000,
        min_length=40,
        **_must(
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
    workplace = Words(
        label=question("workplace"),
        help_text=asking.WHY["workplace"],
        max_length=300,
        **_must(_("Write street and number, or how to find the place.")),
    )
    remote = Tick(label=_("Can be done from home or from anywhere"), required=False)
    workplace_accessible = YesNo(
        label=question("workplace_accessible"),
        help_text=asking.WHY["workplace_accessible"],
        error_messages=CHOICE_ERRORS,
    )
    #: Places to choose from, when several bear the name.
    choices: tuple[tuple[int, str], ...] = ()

    def clean(self) -> dict[str, Any]:
        """Resolve the place; ask where several bear the name."""
        said = self.cleaned_data
        written = said.get("place", "")
        said["place_id"] = None
        if not written:
            if not said.get("remote"):
                self.add_error(
                    "place", forms.ValidationError(gettext("Write in which place the work is."), code="required")
                )
            return said
        language = presentation.language()
        found = placing.find(written, language, chosen=said.get("place_choice") or self.content.get("place_id"))
        if found.place is not None:
            said["place_id"] = found.place.id
            said["place"] = places.label(found.place, language)
        elif found.choices:
            self.choices = found.choices
            named = " / ".join(label for _number, label in found.choices)
            self.add_error(
                "place", gettext("Several places have this name. Which one is it? %(places)s") % {"places": named}
            )
        elif found.close:
            named = " / ".join(found.close)
            self.add_error("place", gettext("We do not know this place. Did you mean: %(places)s?") % {"places": named})
        else:
            self.add_error("place", gettext("We do not know this place. Write the nearest town with its region."))
        return said

    def answers(self) -> dict[str, Any]:
        """The place belongs with its number."""
        kept = super().answers()
        if "place" in self.errors:
            kept.pop("place_id", None)
            kept.pop("place", None)
        return kept


class PayForm(StepForm):
    """What it pays, when, how, to whom."""

    step = "pay"
    not_kept = frozenset({"pay_min", "pay_max"})
    pay_min = Amount(
        label=_("Pay, from"),
        help_text=_("Before tax, without overtime, bonuses or lodging. In whole units, for example 6500."),
        **_must(_("Write what the job pays."), **NUMBER_ERRORS),
    )
    pay_max = Amount(
        label=_("Pay, up to"),
        help_text=_("Leave empty if it is one amount."),
        required=False,
        error_messages=NUMBER_ERRORS,
    )
    currency = Listed(label=_("Currency"), choices=asking.currencies, error_messages=CHOICE_ERRORS)
    pay_period = Listed(label=question("pay_period"), choices=PERIODS, error_messages=CHOICE_ERRORS)
    pay_method = Choice(
        label=question("pay_method"), help_text=asking.WHY["pay_method"], choices=METHODS, error_messages=CHOICE_ERRORS
    )
    first_pay_days = Whole(
        label=question("first_pay_days"),
        help_text=asking.WHY["first_pay_days"],
        min_value=0,
        max_value=3660,
        **_must(_("Write after how many days the first pay comes."), **NUMBER_ERRORS),
    )
    paid_to = Choice(
        label=question("paid_to"), help_text=asking.WHY["paid_to"], choices=PAYEES, error_messages=CHOICE_ERRORS
    )

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
        label=question("weekly_hours"),
        help_text=asking.WHY["weekly_hours"],
        min_value=0.5,
        max_value=168,
        **_must(_("Write the hours of a normal week."), **NUMBER_ERRORS),
    )
    rest_days = Number(
        label=question("rest_days"),
        help_text=asking.WHY["rest_days"],
        min_value=0,
        max_value=7,
        **_must(_("Write how many days a week are free."), **NUMBER_ERRORS),
    )
    overtime_paid = YesNo(
        label=question("overtime_paid"), help_text=asking.WHY["overtime_paid"], error_messages=CHOICE_ERRORS
    )
    night_work = YesNo(label=question("night_work"), help_text=asking.WHY["night_work"], error_messages=CHOICE_ERRORS)


class ConditionsForm(StepForm):
    """Contract, lodging, transport, age, the last day, and how to apply."""

    step = "conditions"
    written_contract = YesNo(
        label=question("written_contract"), help_text=asking.WHY["written_contract"], error_messages=CHOICE_ERRORS
    )
    contract_language = Listed(
        label=question("contract_language"),
        help_text=asking.WHY["contract_language"],
        choices=lambda: [("", _("Choose")), *asking.contract_languages()],
        required=False,
        error_messages=CHOICE_ERRORS,
    )
    lodging = Choice(
        label=question("lodging"),
        help_text=asking.WHY["lodging"],
        choices=Vacancy.Accommodation.choices,
        error_messages=CHOICE_ERRORS,
    )
    group_transport = YesNo(
        label=question("group_transport"), help_text=asking.WHY["group_transport"], error_messages=CHOICE_ERRORS
    )
    minimum_age = Whole(
        label=question("minimum_age"),
        help_text=asking.WHY["minimum_age"],
        min_value=0,
        max_value=120,
        **_must(_("Write the minimum age in years."), **NUMBER_ERRORS),
    )
    last_day = Day(
        label=_("Last day to apply"),
        help_text=_("May stay empty. Every 30 days we ask you whether the job is still open."),
        required=False,
        error_messages={"invalid": _("Write a day as YYYY-MM-DD.")},
    )
    apply = Choice(
        label=_("How people apply"),
        help_text=_(
            "Here means: they tick what to share, you answer on your page. It needs no account of theirs elsewhere."
        ),
        choices=APPLY,
        error_messages=CHOICE_ERRORS,
    )
    apply_url = forms.URLField(
        label=_("Address of your own page"),
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text=_("Only when people apply directly with you."),
        error_messages={"invalid": _("Write a whole web address, for example https://example.org/jobs.")},
    )
    apply_contact = Words(
        label=_("Or an e-mail address or phone number"),
        required=False,
        max_length=200,
        help_text=_("Only when people apply directly with you. Everyone can read it."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, look in (("apply_url", "text"),):
            self.fields[name].look = look  # type: ignore[attr-defined]

    def clean_last_day(self) -> str | None:
        """A day from tomorrow on, within a year."""
        day: dt.date | None = self.cleaned_data.get("last_day")
        if day is None:
            return None
        today = timezone.localdate()
        if day < today:
            raise forms.ValidationError(gettext("This day has passed."))
        if (day - today).days > LONGEST_DAYS:
            raise forms.ValidationError(gettext("Write a day within one year."))
        return day.isoformat()

    def clean(self) -> dict[str, Any]:
        """What hangs on other answers."""
        said = self.cleaned_data
        if (
            said.get("written_contract")
            and not said.get("contract_language")
            and "contract_language" not in self.errors
        ):
            self.add_error(
                "contract_language",
                forms.ValidationError(gettext("Choose the language of the contract."), code="required"),
            )
        if (
            said.get("apply") == "elsewhere"
            and not said.get("apply_url")
            and not said.get("apply_contact")
            and "apply_url" not in self.errors
        ):
            self.add_error(
                "apply_url",
                forms.ValidationError(
                    gettext("Write an address, or a contact below, where people apply."), code="required"
                ),
            )
        return said


class DeclarationsForm(StepForm):
    """What protects workers: fees, documents, freedom to leave, who the employer is."""

    step = "declarations"
    not_kept = frozenset({"worker_pays_amount", "resignation_cost"})
    worker_pays = YesNo(
        label=question("worker_pays"), help_text=asking.WHY["worker_pays"], error_messages=CHOICE_ERRORS
    )
    worker_pays_amount = Amount(
        label=question("worker_pays_minor"),
        help_text=asking.WHY["worker_pays_minor"],
        required=False,
        error_messages=NUMBER_ERRORS,
    )
    worker_pays_for = Words(
        label=question("worker_pays_for"), help_text=asking.WHY["worker_pays_for"], required=False, max_length=300
    )
    documents_kept_by = Choice(
        label=question("documents_kept_by"),
        help_text=asking.WHY["documents_kept_by"],
        choices=KEEPERS,
        error_messages=CHOICE_ERRORS,
    )
    may_leave_site = YesNo(
        label=question("may_leave_site"), help_text=asking.WHY["may_leave_site"], error_messages=CHOICE_ERRORS
    )
    may_resign = YesNo(label=question("may_resign"), help_text=asking.WHY["may_resign"], error_messages=CHOICE_ERRORS)
    resignation_cost = Amount(
        label=question("resignation_cost_minor"),
        help_text=asking.WHY["resignation_cost_minor"],
        required=False,
        error_messages=NUMBER_ERRORS,
    )
    recruiter_paid_per_head = YesNo(
        label=question("recruiter_paid_per_head"),
        help_text=asking.WHY["recruiter_paid_per_head"],
        error_messages=CHOICE_ERRORS,
    )
    legal_employer = Words(
        label=question("legal_employer"),
        help_text=asking.WHY["legal_employer"],
        max_length=300,
        **_must(_("Write who will be the employer in the contract.")),
    )
    licence_required = YesNo(
        label=question("licence_required"), help_text=asking.WHY["licence_required"], error_messages=CHOICE_ERRORS
    )
    licence = Words(label=question("licence"), help_text=asking.WHY["licence"], required=False, max_length=120)

    def initial_of(self, content: Mapping[str, Any]) -> dict[str, Any]:
        """Amounts in whole units."""
        currency = content.get("currency") or settings.DEFAULT_CURRENCY
        return dict(content) | {
            "worker_pays_amount": major(content.get("worker_pays_minor"), currency),
            "resignation_cost": major(content.get("resignation_cost_minor"), currency),
        }

    def clean(self) -> dict[str, Any]:
        """Amounts in minor units, and what hangs on other answers."""
        said = self.cleaned_data
        currency = self.content.get("currency") or settings.DEFAULT_CURRENCY
        fee, cost = self.minor("worker_pays_amount", currency), self.minor("resignation_cost", currency)
        said["worker_pays_minor"], said["resignation_cost_minor"] = fee, cost
        if said.get("worker_pays"):
            if fee is None and "worker_pays_amount" not in self.errors:
                self.add_error("worker_pays_amount", forms.ValidationError(gettext("Write how much."), code="required"))
            if not said.get("worker_pays_for") and "worker_pays_for" not in self.errors:
                self.add_error("worker_pays_for", forms.ValidationError(gettext("Write what for."), code="required"))
        elif said.get("worker_pays") is False and (fee or said.get("worker_pays_for")):
            self.add_error(
                "worker_pays", gettext("You answered no and wrote an amount or a purpose. Correct one of the two.")
            )
        if said.get("may_resign") and cost is None and "resignation_cost" not in self.errors:
            self.add_error(
                "resignation_cost",
                forms.ValidationError(gettext("Write 0 if resigning costs nothing."), code="required"),
            )
        if said.get("licence_required") and not said.get("licence"):
            self.add_error(
                "licence", forms.ValidationError(gettext("Write the number of the licence."), code="required")
            )
        return said


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
