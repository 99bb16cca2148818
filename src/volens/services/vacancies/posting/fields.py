"""The fields of the wizard: what may be answered, how it is read, and how the page shows it (`look`)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from volens.services.vacancies.posting import asking, pasting

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


def asked(code: str) -> dict[str, Any]:
    """The question of a declaration as the worker reads its answer, and why it is asked."""
    return {"label": question(code), "help_text": asking.WHY[code]}


class Words(forms.CharField):
    """Words on one line."""

    look = "text"

    def to_python(self, value: Any) -> str:
        """One line, clean of what pasting leaves behind."""
        text = super().to_python(value) or ""
        try:
            return pasting.line(text) if text else ""
        except pasting.PasteError as error:
            raise forms.ValidationError(str(error)) from error


class Text(forms.CharField):
    """Running text, as pasted from anywhere."""

    look = "area"

    def to_python(self, value: Any) -> str:
        """Clean plain text in paragraphs."""
        text = super().to_python(value) or ""
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

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
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


def must(message: Any, **more: Any) -> dict[str, Any]:
    """Options of a field that has to be answered: what to say when it is not, and for other faults."""
    return {"error_messages": {"required": message} | more}


CHOOSE = _("Choose one of the answers.")
CHOICE_ERRORS = {
    "required": CHOOSE,
    "invalid_choice": _("“%(value)s” is not one of the answers. Choose one in the list."),
}
NUMBER_ERRORS = {
    "invalid": _("Write a number, in digits."),
    "min_value": _("Write %(limit_value)s or more."),
    "max_value": _("Write %(limit_value)s or less."),
}
