"""Dates and times as sources write them."""

from __future__ import annotations

import datetime as dt
import email.utils
import functools
import re
import zoneinfo
from typing import Any

from volens.services.vacancies.importing.rejects import RecordError

EARLIEST, LATEST = dt.date(1970, 1, 1), dt.date(2100, 1, 1)

_ORDERED = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(.*)", re.DOTALL)
_REVERSED = re.compile(r"(\d{1,2})\s*([-/.])\s*(\d{1,2})\s*\2\s*(\d{4})(.*)", re.DOTALL)
_DAY_MONTH = re.compile(
    r"(?:[^\W\d]+\.?,?\s+)?(\d{1,2})(?:st|nd|rd|th|\.)?[\s-]+([^\W\d]{3,})\.?,?[\s-]+(\d{4})(.*)", re.DOTALL
)
_MONTH_DAY = re.compile(r"(?:[^\W\d]+,\s+)?([^\W\d]{3,})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})(.*)", re.DOTALL)
_TIME = re.compile(
    r"[T\s,]*(?:at\s+)?(\d{1,2})[:时](\d{2})(?:[:分](\d{2})(?:\.\d+)?秒?)?\s*([AaPp]\.?[Mm]\.?)?"
    r"\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?"
)
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("jan", "ene", "janv", "gen"), ("feb", "fev", "févr", "fév"), ("mar", "mär", "mars"), ("apr", "abr", "avr"),
            ("may", "mai", "mag"), ("jun", "juin", "giu"), ("jul", "juil", "lug"), ("aug", "ago", "août", "aou"),
            ("sep", "set"), ("oct", "okt", "ott", "out"), ("nov",), ("dec", "dez", "dic", "déc"),
        ),
        1,
    )
    for name in names
}  # fmt: skip


def parse(value: Any, field: str, *, zone: str = "UTC", end: bool = False, order: str = "") -> dt.datetime | None:
    """A moment in UTC; None for no value. A day without a time is its noon UTC, or with `end` its end in `zone`.

    Noon UTC falls on that very day from UTC-12 to UTC+11: shown anywhere, it stays the day the source wrote.

    Reads ISO 8601, RFC 2822, dates in words (English and neighbours), 2026年5月3日, days with points or slashes,
    seconds or milliseconds since 1970, Excel's day numbers. `order` ("DMY", "MDY") settles 03/04/2026.
    With `end`, a year from 9000 on means "no end". Raises RecordError.
    """
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise RecordError(field, "wrong_type", allowed="a date", value=type(value).__name__)
    if isinstance(value, str):
        if len(value) > 100:
            raise RecordError(field, "bad_date", value=value)
        value = value.strip()
    try:
        found = _cached(value, zone, end, order)
    except (ValueError, OverflowError, OSError, TypeError):
        raise RecordError(field, "bad_date", value=value) from None
    if isinstance(found, str):
        raise RecordError(field, found, value=value)
    return found


@functools.lru_cache(8192)
def _cached(value: str | float, zone: str, end: bool, order: str) -> dt.datetime | str | None:
    if value == "":
        return None
    found = (
        _number(float(value))
        if not isinstance(value, str) or (value.isdecimal() and len(value) != 8)
        else _text(value, order)
    )
    if isinstance(found, str):
        return found
    if end and found.year >= 9000:
        return None
    if not EARLIEST <= (found.date() if isinstance(found, dt.datetime) else found) <= LATEST:
        return "bad_date"
    if not isinstance(found, dt.datetime):
        if not end:
            return dt.datetime(found.year, found.month, found.day, 12, tzinfo=dt.UTC)
        day = found + dt.timedelta(days=1)
        found = dt.datetime(day.year, day.month, day.day) - dt.timedelta(seconds=1)  # noqa: DTZ001 - the zone comes next
    if found.tzinfo is None:
        found = found.replace(tzinfo=zoneinfo.ZoneInfo(zone))
    return found.astimezone(dt.UTC).replace(microsecond=0)


def _number(value: float) -> dt.date | str:
    if 20_000 <= value <= 80_000:
        return dt.date(1899, 12, 30) + dt.timedelta(days=int(value))
    if 100_000_000 <= value < 100_000_000_000:
        return dt.datetime.fromtimestamp(value, dt.UTC)
    if 100_000_000_000 <= value < 100_000_000_000_000:
        return dt.datetime.fromtimestamp(value / 1000, dt.UTC)
    return "bad_date"


def _text(text: str, order: str) -> dt.date | str:
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        pass
    else:
        return moment if len(text) > 10 else moment.date()
    if match := _ORDERED.fullmatch(text):
        return _with_time(dt.date(int(match[1]), int(match[2]), int(match[3])), match[4])
    if match := _REVERSED.fullmatch(text):
        return _reversed(match, order)
    if match := _DAY_MONTH.fullmatch(text):
        return _with_time(dt.date(int(match[3]), _month(match[2]), int(match[1])), match[4])
    if match := _MONTH_DAY.fullmatch(text):
        return _with_time(dt.date(int(match[3]), _month(match[1]), int(match[2])), match[4])
    return email.utils.parsedate_to_datetime(text)


def _reversed(match: re.Match[str], order: str) -> dt.date | str:
    """Day and month before the year: which is which, where both could be either, must be known."""
    first, second = int(match[1]), int(match[3])
    if first > 12 or second > 12 or first == second:
        day_first = first > 12 or first == second
    elif match[2] == "." or order:
        day_first = match[2] == "." or order == "DMY"
    else:
        return "ambiguous_date"
    day, month = (first, second) if day_first else (second, first)
    return _with_time(dt.date(int(match[4]), month, day), match[5])


def _month(name: str) -> int:
    name = name.casefold()
    for length in (4, 3):
        if name[:length] in _MONTHS:
            return _MONTHS[name[:length]]
    raise ValueError(name)


def _with_time(day: dt.date, rest: str) -> dt.date:
    if not rest.strip():
        return day
    match = _TIME.fullmatch(rest.rstrip())
    if match is None:
        raise ValueError(rest)
    hour = int(match[1])
    if match[4]:
        hour = hour % 12 + (12 if match[4].lower().startswith("p") else 0)
    offset = match[5]
    zone = None
    if offset in {"Z", "UTC", "GMT"}:
        zone = dt.UTC
    elif offset:
        sign = -1 if offset[0] == "-" else 1
        zone = dt.timezone(sign * dt.timedelta(hours=int(offset[1:3]), minutes=int(offset[-2:])))
    if hour == 24:
        return dt.datetime(day.year, day.month, day.day, 23, 59, 59, tzinfo=zone)
    return dt.datetime(day.year, day.month, day.day, hour, int(match[2]), int(match[3] or 0), tzinfo=zone)
