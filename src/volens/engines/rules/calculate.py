"""Answering OpenFisca's `/calculate` shape: {"persons": {"ana": {"wage": {"2021-06": 4000}, "benefit": {"2021-06":
null}}}}.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from volens.engines.rules.errors import FactError
from volens.engines.rules.facts import Fact
from volens.engines.rules.pack import Pack
from volens.engines.rules.questions import outlook
from volens.engines.rules.values import read_date

_PERSONS, _HOUSEHOLDS = ("persons", "person", "individus"), ("households", "household", "menages")
_MOST_PERSONS = 1000


def calculate(pack: Pack, situation: Mapping[str, Any]) -> dict[str, Any]:
    """Fill every null of a situation with its value and return the whole, other values unchanged.

    Periods are a day, a month or a year; the law is that of the first day. A result that cannot be told stays null and
    is explained under "open": its range and the facts it depends on. Raises FactError naming the path of each wrong
    entry.
    """
    persons = _entities(situation, _PERSONS)
    if not persons:
        raise FactError({"persons": "the situation names no person"})
    if len(persons) > _MOST_PERSONS:
        raise FactError({"persons": f"more than {_MOST_PERSONS} persons; use a population file"})
    homes = _homes(situation, persons)
    wrong: dict[str, str] = {}
    answer = {key: value for key, value in situation.items() if key not in _PERSONS}
    filled: dict[str, dict[str, Any]] = {}
    opened: dict[str, Any] = {}
    for name, entries in persons.items():
        filled[name] = {key: dict(value) if isinstance(value, Mapping) else value for key, value in entries.items()}
        for period, goals in _asked(pack, name, entries, wrong).items():
            told = _told(pack, entries, period)
            others = (
                None
                if homes is None
                else [_told(pack, persons[other], period) for other in homes[name] if other != name]
            )
            try:
                graph = pack.on(_first_day(period))
                found = outlook(graph, told, others, goals)
            except FactError as error:
                wrong.update({f"persons.{name}.{field}": reason for field, reason in error.fields.items()})
                continue
            except ValueError as error:
                wrong[f"persons.{name}"] = str(error)
                continue
            for goal in goals:
                item = found.findings[goal]
                filled[name][goal][period] = item.record() if item.known else None
                if not item.known:
                    opened.setdefault(name, {}).setdefault(goal, {})[period] = {
                        "range": item.record(), "depends_on": list(found.depends_on.get(goal, ())),
                    }  # fmt: skip
    if wrong:
        raise FactError(wrong)
    key = next(key for key in _PERSONS if key in situation)
    return {key: filled, **answer, **({"open": opened} if opened else {})}


def _entities(situation: Mapping[str, Any], keys: tuple[str, ...]) -> dict[str, Mapping[str, Any]]:
    for key in keys:
        if isinstance(situation.get(key), Mapping):
            if bad := [name for name, entry in situation[key].items() if not isinstance(entry, Mapping)]:
                raise FactError({f"{key}.{name}": "must be an object" for name in bad})
            return dict(situation[key])
    return {}


def _homes(situation: Mapping[str, Any], persons: Mapping[str, Any]) -> dict[str, list[str]] | None:
    """Return who lives with whom, or None where the situation says nothing of households."""
    households = _entities(situation, _HOUSEHOLDS)
    if not households:
        return None
    homes: dict[str, list[str]] = {name: [name] for name in persons}
    for label, entry in households.items():
        members = [name for value in entry.values() if isinstance(value, list) for name in value]
        for name in members:
            if name not in persons:
                raise FactError({f"households.{label}": f"{name!r} is no person of this situation"})
            homes[name] = members
    return homes


def _asked(pack: Pack, person: str, entries: Mapping[str, Any], wrong: dict[str, str]) -> dict[str, list[str]]:
    """Return for each period the rules whose value is null."""
    rules, asked = set(pack.rule_names()), dict[str, list[str]]()
    for name, value in entries.items():
        if name not in rules:
            if name not in pack.facts:
                wrong[f"persons.{person}.{name}"] = "there is no such fact or rule in this pack"
            continue
        if not isinstance(value, Mapping):
            wrong[f"persons.{person}.{name}"] = 'a rule is asked for as {"2021-06": null}'
            continue
        for period, number in value.items():
            if number is None:
                asked.setdefault(str(period), []).append(name)
            else:
                wrong[f"persons.{person}.{name}.{period}"] = "a rule cannot be given a value; ask with null"
    return asked


def _told(pack: Pack, entries: Mapping[str, Any], period: str) -> dict[str, Any]:
    """Return the facts of a person that hold in a period: those given for it, for eternity, or for all time."""
    told: dict[str, Any] = {}
    for name, value in entries.items():
        if name in pack.facts:
            fact: Fact = pack.facts[name]
            if isinstance(value, Mapping) and not {"low", "high"} & set(value):
                for key in (period, "ETERNITY", "eternity", period[:7], period[:4]):
                    if key in value:
                        told[fact.name] = value[key]
                        break
            else:
                told[fact.name] = value
    return told


def _first_day(period: str) -> str:
    text = period.split(":")[1] if ":" in period else period
    return read_date(f"{text}-01-01" if len(text) == 4 else text).isoformat()
