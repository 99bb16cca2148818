"""A case as a form carries it: answers in fields, nothing in a session, a cookie or the address."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from volens.engines.rules import Fact, FactError
from volens.engines.rules.questions import HOUSEHOLD
from volens.engines.rules.values import BOOL, CATEGORY, DATE

MOST_MEMBERS = 8
FIELD = "f."
EARLIEST, LATEST = dt.date(2011, 7, 1), dt.date(2040, 12, 31)


@dataclass(slots=True)
class Told:
    """What was told so far, what was skipped, and what was wrong with the last answer."""

    day: dt.date
    facts: dict[str, str] = field(default_factory=dict)
    household: list[dict[str, str]] | None = None
    size: int | None = None
    skipped: list[str] = field(default_factory=list)
    again: str = ""  # a question to ask next, because its answer is to be changed or was wrong
    errors: dict[str, str] = field(default_factory=dict)


def read(data: QueryDict, facts: Mapping[str, Fact]) -> Told:
    """Read a posted case. An answer that makes no sense is dropped, named in `errors`, and asked again."""
    told = Told(day=_day(data))
    told.skipped = [name for name in data.getlist("skip") if name in facts or name == HOUSEHOLD]
    act, _colon, which = data.get("act", "").partition(":")
    for name, fact in facts.items():
        value = data.get(FIELD + name, "").strip()
        if not value and act == "answer" and which == name:  # "Continue" without an answer: say so, do not just stay
            told.errors[name] = _wrong(fact)
            told.again = name
        if not value or (act in {"change", "skip"} and which == name):
            continue
        try:
            fact.read(_value(fact, value))
        except ValueError:
            told.errors[name] = _wrong(fact)
            told.again = name
        else:
            told.facts[name] = value
    _read_household(data, told, facts)
    if act == "answer" and which == HOUSEHOLD and told.size is None:
        told.errors[HOUSEHOLD] = _("Give a number from %(low)s to %(high)s.") % {"low": 0, "high": MOST_MEMBERS}
        told.again = HOUSEHOLD
    if act == "skip" and which:
        told.skipped.append(which)
    if act == "change":
        told.again = which
        told.skipped = [name for name in told.skipped if name != which]
        if which == HOUSEHOLD:
            told.size, told.household = None, None
    told.skipped = [name for name in dict.fromkeys(told.skipped) if name not in told.facts]
    return told


def values(told: Told, facts: Mapping[str, Fact]) -> dict[str, object]:
    """The answers as the engine reads them."""
    return {name: _value(facts[name], value) for name, value in told.facts.items()}


def members(told: Told, facts: Mapping[str, Fact]) -> list[dict[str, object]] | None:
    """The other members as the engine reads them; None while nothing was told of them."""
    if told.household is None:
        return None
    return [{name: _value(facts[name], value) for name, value in each.items()} for each in told.household]


def _value(fact: Fact, text: str) -> object:
    if fact.shape.kind == BOOL:
        return {"yes": True, "no": False}.get(text, text)
    if fact.shape.kind == DATE:
        return text
    cleaned = text if fact.shape.kind == CATEGORY else text.replace(",", "").replace("，", "").replace(" ", "")
    if fact.shape.kind != CATEGORY and not fact.shape.unit and fact.shape.scale != 1 and not cleaned.endswith("%"):
        return cleaned + "%"  # a share is asked for in percent
    return cleaned


def _day(data: QueryDict) -> dt.date:
    act, _colon, which = data.get("act", "").partition(":")
    try:
        day = dt.date.fromisoformat(which if act == "on" else data.get("day", ""))
    except ValueError:
        return timezone.localdate()
    return min(max(day, EARLIEST), LATEST)


def _read_household(data: QueryDict, told: Told, facts: Mapping[str, Fact]) -> None:
    text = data.get("members", "")
    if not (text.isascii() and text.isdigit()):
        return
    told.size = min(int(text), MOST_MEMBERS)
    if told.size == 0:
        told.household = []
        return
    people: list[dict[str, str]] = []
    for number in range(1, told.size + 1):
        prefix = f"m{number}."
        people.append(
            {
                key[len(prefix) :]: str(data[key])
                for key in data
                if key.startswith(prefix) and key[len(prefix) :] in facts
            }
        )
    if all(people):
        told.household = people


def _wrong(fact: Fact) -> str:
    """What to write instead, in plain words."""
    shape = fact.shape
    if shape.kind in {BOOL, CATEGORY}:
        return _("Choose one of the answers.")
    low, high = shape.show(fact.low), shape.show(fact.high)
    if shape.kind == DATE:
        return _("Give a date from %(low)s to %(high)s.") % {"low": low, "high": high}
    if not shape.unit and shape.scale != 1:
        bounds = {
            "low": f"{float(fact.low) * 100 / shape.scale:g}",
            "high": f"{float(fact.high) * 100 / shape.scale:g}",
        }
        return _("Give a percentage from %(low)s to %(high)s.") % bounds
    return _("Give a number from %(low)s to %(high)s.") % {"low": low, "high": high}


__all__ = ["FactError", "Told", "members", "read", "values"]
