"""Months and days, by named convention. A date is its proleptic Gregorian ordinal (1 is 0001-01-01).

Law counts months in more than one way, so no function here has a default convention:

- `month_end`: a month from 31 January ends on the last day of February, and the count of months between two dates is
  the largest n such that adding n months does not pass the second date (so 31 January to 28 February is one full
  month);
- `day_reached`: as above, but the day of the month must really be reached: 31 January to 28 February is no full month,
  and adding a month to 31 January gives 1 March;
- `calendar`: whole calendar months, whatever the day: 31 January to 1 February is one;
- `thirty`: every month has 30 days, the 31st counts as the 30th (SGB III s. 154, and bank practice).
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import Any, Final

import numpy as np

# Ordinals far outside real lives: 1 January 1600 and 31 December 2399. Facts may not reach beyond.
EARLIEST: Final = date(1600, 1, 1).toordinal()
LATEST: Final = date(2399, 12, 31).toordinal()
CONVENTIONS: Final = ("month_end", "day_reached", "calendar", "thirty")


@lru_cache(maxsize=65536)
def _parts(day: int) -> tuple[int, int]:
    """Return (months since January of year 0, day of the month)."""
    value = date.fromordinal(day)
    return value.year * 12 + value.month - 1, value.day


def month_index(day: int) -> int:
    """Return year * 12 + month - 1 of a date: consecutive months have consecutive numbers."""
    return _parts(day)[0]


def day_of_month(day: int) -> int:
    """Return the day of the month, 1 to 31."""
    return _parts(day)[1]


def first_of_month(index: int) -> int:
    """Return the first day of the month with this `month_index`."""
    return date(index // 12, index % 12 + 1, 1).toordinal()


def add_months(day: int, months: int, convention: str) -> int:
    """Add months to a date. `thirty` and `calendar` clip at the end of the month as `month_end` does."""
    index, dom = _parts(day)
    index += months
    last = monthrange(index // 12, index % 12 + 1)[1]
    if dom > last and convention == "day_reached":
        return first_of_month(index + 1)
    return first_of_month(index) + min(dom, last) - 1


def _full_months(start: int, end: int) -> int:
    (a, a_day), (b, b_day) = _parts(start), _parts(end)
    return b - a - (b_day < a_day and _parts(end + 1)[1] != 1)


def _reached_months(start: int, end: int) -> int:
    (a, a_day), (b, b_day) = _parts(start), _parts(end)
    return b - a - (b_day < a_day)


def _thirty_months(start: int, end: int) -> int:
    return thirty_days(start, end) // 30


def thirty_days(start: int, end: int) -> int:
    """Return the days between two dates when every month has 30."""
    (a, a_day), (b, b_day) = _parts(start), _parts(end)
    return 30 * (b - a) + min(b_day, 30) - min(a_day, 30)


MONTHS_BETWEEN: dict[str, Callable[[int, int], int]] = {
    "month_end": _full_months,
    "day_reached": _reached_months,
    "calendar": lambda start, end: month_index(end) - month_index(start),
    "thirty": _thirty_months,
}


@lru_cache(maxsize=1)
def _tables() -> tuple[Any, Any, Any]:
    """Calendar of eight hundred years as arrays: month index and day of month by day, first day by month."""
    days = np.arange(EARLIEST - 31, LATEST + 63) - date(1970, 1, 1).toordinal()
    stamps = days.astype("datetime64[D]")
    months = stamps.astype("datetime64[M]")
    index = months.astype(np.int64) + 1970 * 12
    day = (stamps - months).astype(np.int64) + 1
    first = np.flatnonzero(day == 1) + EARLIEST - 31
    return index.astype(np.int32), day.astype(np.int32), first.astype(np.int32)


def month_index_array(day: Any) -> Any:
    """`month_index` of an array of dates."""
    return _tables()[0][day - (EARLIEST - 31)]


def day_of_month_array(day: Any) -> Any:
    """`day_of_month` of an array of dates."""
    return _tables()[1][day - (EARLIEST - 31)]


def first_of_month_array(index: Any) -> Any:
    """`first_of_month` of an array of month indexes."""
    first = _tables()[2]
    origin = month_index(int(first[0]))
    return first[index - origin]


def add_months_array(day: Any, months: Any, convention: str) -> Any:
    """`add_months` of arrays."""
    index = month_index_array(day) + months
    start, following = first_of_month_array(index), first_of_month_array(index + 1)
    dom, length = day_of_month_array(day), following - start
    beyond = following if convention == "day_reached" else following - 1
    return np.where(dom > length, beyond, start + dom - 1)


def months_between_array(start: Any, end: Any, convention: str) -> Any:
    """`MONTHS_BETWEEN` of arrays."""
    months = month_index_array(end) - month_index_array(start)
    if convention == "calendar":
        return months
    first, last = day_of_month_array(start), day_of_month_array(end)
    if convention == "thirty":
        return (30 * months + np.minimum(last, 30) - np.minimum(first, 30)) // 30
    short = last < first
    if convention == "month_end":
        short &= day_of_month_array(end + 1) != 1
    return months - short
