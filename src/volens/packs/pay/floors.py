"""Reads and checks a table of minimum pay."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from importlib import resources
from typing import Any, Final

import yaml

from volens.engines.pay import Pay, Period, current_currencies, minor_per_unit
from volens.engines.vetting import Confidence, PayFloor, PayFloors

_PLACE: Final = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?")
_PERIODS: Final = frozenset({Period.HOUR, Period.DAY, Period.WEEK, Period.MONTH, Period.YEAR})
_ENTRY_KEYS: Final = frozenset({"jurisdiction", "per", "currency", "values", "part_time_only"})
_VALUE_KEYS: Final = frozenset({"amount", "since", "until", "confidence", "source"})


class FloorsError(ValueError):
    """A table of minimum pay that cannot be used: names the entry, what is wrong, and what to write."""


@cache
def floors() -> PayFloors:
    """The table that ships with Volens."""
    return read_floors(resources.files(__package__).joinpath("floors.yaml").read_text(encoding="utf-8"))


def read_floors(text: str) -> PayFloors:
    """Read a table in the layout of `floors.yaml`. Raises FloorsError where an entry is wrong or two overlap."""
    try:
        entries = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise FloorsError(f"The table is no YAML: {error}") from error
    if not isinstance(entries, Sequence) or isinstance(entries, str):
        raise FloorsError("The table must be a list of entries, each with a jurisdiction.")
    read = [floor for number, entry in enumerate(entries, start=1) for floor in _floors_of(entry, f"entry {number}")]
    try:
        return PayFloors(read)
    except ValueError as error:
        raise FloorsError(str(error)) from error


def _floors_of(entry: object, where: str) -> Iterator[PayFloor]:
    checked = _mapping(entry, where, _ENTRY_KEYS, optional=frozenset({"part_time_only"}))
    place = checked["jurisdiction"]
    if not isinstance(place, str) or not _PLACE.fullmatch(place):
        raise FloorsError(f"{where}: jurisdiction {place!r}; write ISO 3166-1 (DE) or 3166-2 (US-CA).")
    where = f"{where} ({place})"
    if checked["per"] not in _PERIODS:
        raise FloorsError(f"{where}: per {checked['per']!r}; write one of {', '.join(sorted(_PERIODS))}.")
    if checked["currency"] not in current_currencies():
        raise FloorsError(f"{where}: currency {checked['currency']!r}; write an ISO 4217 code in use.")
    if not isinstance(checked["values"], Sequence) or not checked["values"]:
        raise FloorsError(f"{where}: values must be a list with at least one amount.")
    for value in checked["values"]:
        dated = _mapping(value, where, _VALUE_KEYS, optional=frozenset({"until"}))
        since, until = _day(dated["since"], where, "since"), dated.get("until")
        last = None if until is None else _day(until, where, "until")
        if last is not None and last < since:
            raise FloorsError(f"{where}: until {last} is before since {since}.")
        if not str(dated["source"]).strip():
            raise FloorsError(f"{where}: source is empty; name the law or announcement.")
        minor = _minor(dated["amount"], checked["currency"], where)
        yield PayFloor(
            jurisdiction=place,
            pay=Pay.exact(minor, checked["currency"], Period(checked["per"])),
            since=since,
            until=last,
            source=str(dated["source"]),
            confidence=_confidence(dated["confidence"], where),
            part_time_only=checked.get("part_time_only") is True,
        )


def _mapping(value: object, where: str, keys: frozenset[str], *, optional: frozenset[str]) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise FloorsError(f"{where}: must be a mapping with {', '.join(sorted(keys))}.")
    missing, unknown = keys - optional - set(value), set(value) - keys
    if missing or unknown:
        told = [f"add {', '.join(sorted(missing))}"] if missing else []
        told += [f"remove {', '.join(sorted(map(str, unknown)))}"] if unknown else []
        raise FloorsError(f"{where}: {' and '.join(told)}.")
    return value


def _day(value: object, where: str, key: str) -> date:
    if type(value) is not date:
        raise FloorsError(f"{where}: {key} {value!r}; write a day as 2026-01-31.")
    return value


def _confidence(value: object, where: str) -> Confidence:
    if value not in Confidence.__members__.values():
        raise FloorsError(f"{where}: confidence {value!r}; write one of {', '.join(Confidence)}.")
    return Confidence(str(value))


def _minor(value: object, currency: str, where: str) -> int:
    """Whole minor units. Amounts are quoted in the file so that no binary fraction creeps in."""
    try:
        minor = Decimal(str(value)) * minor_per_unit(currency) if isinstance(value, str) else Decimal("NaN")
    except InvalidOperation:
        minor = Decimal("NaN")
    if not minor.is_finite() or minor <= 0 or minor % 1:
        raise FloorsError(
            f'{where}: amount {value!r}; write it in quotes, such as "12.82", with the currency\'s decimals.'
        )
    return int(minor)
