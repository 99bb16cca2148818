"""The last two steps: the conditions of the job, and what protects workers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from volens.services.vacancies.models import Vacancy
from volens.services.vacancies.posting import asking
from volens.services.vacancies.posting.fields import (
    APPLY,
    CHOICE_ERRORS,
    KEEPERS,
    LONGEST_DAYS,
    NUMBER_ERRORS,
    Amount,
    Choice,
    Day,
    Listed,
    Whole,
    Words,
    YesNo,
    asked,
    must,
)  # fmt: skip
from volens.services.vacancies.posting.stepping import StepForm, major


class ConditionsForm(StepForm):
    """Contract, lodging, transport, age, the last day, and how to apply."""

    step = "conditions"
    written_contract = YesNo(**asked("written_contract"), error_messages=CHOICE_ERRORS)
    contract_language = Listed(
        **asked("contract_language"),
        choices=lambda: [("", _("Choose")), *asking.contract_languages()],
        required=False,
        error_messages=CHOICE_ERRORS,
    )
    lodging = Choice(
        **asked("lodging"),
        choices=Vacancy.Accommodation.choices,
        error_messages=CHOICE_ERRORS,
    )
    group_transport = YesNo(**asked("group_transport"), error_messages=CHOICE_ERRORS)
    minimum_age = Whole(
        **asked("minimum_age"),
        min_value=0,
        max_value=120,
        **must(_("Write the minimum age in years."), **NUMBER_ERRORS),
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
    worker_pays = YesNo(**asked("worker_pays"), error_messages=CHOICE_ERRORS)
    worker_pays_amount = Amount(
        **asked("worker_pays_minor"),
        required=False,
        error_messages=NUMBER_ERRORS,
    )
    worker_pays_for = Words(**asked("worker_pays_for"), required=False, max_length=300)
    documents_kept_by = Choice(
        **asked("documents_kept_by"),
        choices=KEEPERS,
        error_messages=CHOICE_ERRORS,
    )
    may_leave_site = YesNo(**asked("may_leave_site"), error_messages=CHOICE_ERRORS)
    may_resign = YesNo(**asked("may_resign"), error_messages=CHOICE_ERRORS)
    resignation_cost = Amount(
        **asked("resignation_cost_minor"),
        required=False,
        error_messages=NUMBER_ERRORS,
    )
    recruiter_paid_per_head = YesNo(
        **asked("recruiter_paid_per_head"),
        error_messages=CHOICE_ERRORS,
    )
    legal_employer = Words(
        **asked("legal_employer"),
        max_length=300,
        **must(_("Write who will be the employer in the contract.")),
    )
    licence_required = YesNo(**asked("licence_required"), error_messages=CHOICE_ERRORS)
    licence = Words(**asked("licence"), required=False, max_length=120)

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
