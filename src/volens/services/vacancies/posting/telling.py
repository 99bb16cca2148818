"""An answer of a posting in words: its name and what it says, for differences and for reviewers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext, pgettext

from volens.engines.vetting import CODES
from volens.services.vacancies import details, labels, presentation
from volens.services.vacancies.posting import asking
from volens.services.vacancies.posting import content as answers


def label(name: str) -> str:
    """The name of an answer in the active language."""
    if name in CODES:
        return asking.question(name)
    return {
        "title": gettext("Name of the job"),
        "text": gettext("The job in your words"),
        "contract": gettext("Kind of contract"),
        "isco": gettext("Kind of work"),
        "place": gettext("Place"),
        "place_id": gettext("Place"),
        "further_places": gettext("Other places where the same job is open"),
        "remote": gettext("Can be done from home or from anywhere"),
        "hours": gettext("Working time"),
        "last_day": gettext("Last day to apply"),
        "apply": gettext("How people apply"),
        "apply_url": gettext("Address of your own page"),
        "apply_contact": gettext("Or an e-mail address or phone number"),
        "employer": gettext("Employer"),
        "pay": gettext("Pay"),
        "contact": gettext("Contact"),
        "accommodation": gettext("Lodging"),
        "declarations": gettext("What the employer declared"),
    }.get(name, name)


def said(name: str, content: Mapping[str, Any]) -> str:
    """What an answer says in the active language; "–" where it was not given."""
    value = content.get(name)
    code = presentation.language()
    if value is None or value == "":
        return "–"
    listed: Mapping[str, str] = {
        "contract": labels.contracts(code),
        "hours": labels.hours(code),
        "pay_period": _periods(),
        "apply": {"here": gettext("Here, through this service"), "elsewhere": gettext("Directly with us")},
    }.get(name, {})
    if listed:
        return listed.get(str(value), str(value))
    if name == "isco":
        return labels.occupation(str(value), code) or str(value)
    if name in {"place", "place_id"}:
        return str(content.get("place") or "–")
    if isinstance(value, bool) and name not in CODES:
        return pgettext("answer", "Yes") if value else pgettext("answer", "No")
    return details.answer(name, value, str(content.get("currency") or ""), code) or str(value)


def _periods() -> Mapping[str, str]:
    from volens.services.vacancies.posting.fields import PERIODS

    return {value: str(words) for value, words in PERIODS}


def summary(content: Mapping[str, Any], names: tuple[str, ...]) -> list[tuple[str, str]]:
    """Names and answers in reading order, without those not given."""
    return [(label(name), text) for name in names if (text := said(name, content)) != "–" and name != "place_id"]


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Names and new answers of everything that reads differently, in reading order; "–" for what was left out."""
    old, new = answers.settled(before), answers.settled(after)
    names = [name for name in answers.FIELDS if old.get(name) != new.get(name) and name != "place_id"]
    return [(label(name), said(name, new)) for name in names]
