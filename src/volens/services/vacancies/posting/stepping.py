"""What every step of the wizard shares: what was answered so far, and what it adds."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext

from volens.engines.pay import MAX_MINOR, exponent, minor_per_unit


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
