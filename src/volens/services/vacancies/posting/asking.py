"""The words around the questions: why each is asked, and what employers may choose from."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

import yaml
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from volens.engines.vetting import declaration_labels
from volens.services.vacancies import labels, presentation

#: Why the employer is asked, in plain words, under each question.
WHY: dict[str, Any] = {
    "worker_pays": _(
        "Workers never pay for a job: not for the placement, a deposit, training, clothes, a medical or a trip."
    ),
    "worker_pays_minor": _("Only if the answer above is yes."),
    "worker_pays_for": _("Only if the answer above is yes. For example: uniform, deposit, travel."),
    "documents_kept_by": _(
        "Passports and identity cards stay with their owner. You may look at them and give them back."
    ),
    "may_leave_site": _("Everyone comes and goes as they like when not at work, also from a dormitory."),
    "may_resign": _("Everyone may give up a job with the notice the law sets."),
    "resignation_cost_minor": _(
        "A penalty, a deposit that is lost, costs to be paid back. Write 0 if there is nothing."
    ),
    "recruiter_paid_per_head": _("Whoever is paid for each worker brought along has a reason to press them."),
    "legal_employer": _("The name that will stand in the contract. Workers need it to know whom they work for."),
    "licence_required": _(
        "Placing or hiring out workers needs a licence in most countries. Ordinary employers answer no."
    ),
    "licence": _("Only if the answer above is yes."),
    "pay_method": _("Workers ask how the money reaches them."),
    "first_pay_days": _("A worker must live until the first pay. It comes at the latest after a month."),
    "paid_to": _("Pay goes to the worker in person, never to a recruiter, a middleman or the family."),
    "weekly_hours": _("All hours of a normal week, without overtime."),
    "rest_days": _("At least one whole day in seven belongs to the worker."),
    "overtime_paid": _("Overtime is voluntary and paid at a higher rate."),
    "night_work": _("Between ten in the evening and six in the morning."),
    "written_contract": _("A worker reads and signs the contract before setting out, and keeps a copy."),
    "contract_language": _("It must be a language the worker can read."),
    "lodging": _("If you offer a place to live, it must be the worker’s choice to take it."),
    "group_transport": _(
        "Buses every day are fine. Fetching a group of people from far away together is looked at by a person."
    ),
    "minimum_age": _("Nobody under the legal age works. Many kinds of work start at 18."),
    "workplace": _("Street and number, so that a worker can look where it is before setting out."),
    "workplace_accessible": _("Without steps, with a lift and an accessible toilet."),
}  # fmt: skip

#: Languages a contract is likely to be written in, in the order of the list.
CONTRACT_LANGUAGES = (
    *("zh", "en", "ug", "bo", "mn", "kk", "ko", "ja", "ru", "vi", "id", "ms", "my", "km", "lo", "th", "ne", "bn", "hi"),
    *("ur", "si", "ta", "tl", "ar", "fa", "tr", "uk", "pl", "ro", "bg", "hu", "de", "fr", "es", "pt", "it", "nl"),
    *("el", "am", "sw", "so", "ha"),
)


def language_tag() -> str:
    """The language of labels in data files for the page being made: "en" or "zh"."""
    return "zh" if presentation.language().startswith("zh") else "en"


def question(code: str) -> str:
    """The question of a declaration as the worker will read it."""
    return declaration_labels()[code][language_tag()]


def contract_languages() -> list[tuple[str, str]]:
    """Languages of the contract to choose from: code and name."""
    code = presentation.language()
    return [(each, labels.language(each, code)) for each in CONTRACT_LANGUAGES]


def currencies(chosen: str = "") -> list[tuple[str, str]]:
    """Currencies to choose from: code, and code with name."""
    code = presentation.language()
    names = presentation.babel_locale(code).currencies
    wanted = dict.fromkeys((chosen or settings.DEFAULT_CURRENCY, settings.DEFAULT_CURRENCY, *labels.CURRENCIES))
    return [(each, f"{each} {names.get(each, '')}".strip()) for each in wanted]


@cache
def wordings() -> Mapping[str, Mapping[str, Any]]:
    """Templates of wording: code -> language -> name, title, text."""
    file = resources.files(__package__) / "wordings.yaml"
    read: dict[str, Mapping[str, Any]] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return read


def wording(code: str) -> Mapping[str, str] | None:
    """One template of wording in the language of the page, or None."""
    found = wordings().get(code)
    return found[language_tag()] if found else None
