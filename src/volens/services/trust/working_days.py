"""Working days of the office: what a time limit counts. Weekend and holidays are set (docs/configuration.md).

Functions take the calendar as it is set; they read no clock.
"""

from __future__ import annotations

import datetime as dt

from django.conf import settings

#: Nobody waits longer for a working day than this; a calendar that has none within it is wrong.
LONGEST_PAUSE = 366


def is_working(day: dt.date) -> bool:
    """Whether the office works on a day: no weekend and no holiday, or a day named as worked instead."""
    if day in settings.EXTRA_WORKING_DAYS:
        return True
    return day.isoweekday() not in settings.WEEKEND and day not in settings.HOLIDAYS


def after(day: dt.date, count: int) -> dt.date:
    """The day `count` working days after `day`; `day` itself does not count. Raises ValueError below nought."""
    if count < 0:
        raise ValueError("Working days are counted forward.")
    pause = 0
    while count:
        day += dt.timedelta(days=1)
        working = is_working(day)
        count -= working
        pause = 0 if working else pause + 1
        if pause > LONGEST_PAUSE:
            raise ValueError("No working day within a year: check VOLENS_WEEKEND and VOLENS_HOLIDAYS.")
    return day


def between(first: dt.date, last: dt.date) -> int:
    """How many working days lie after `first` up to and with `last`; nought when `last` is not later."""
    return sum(is_working(first + dt.timedelta(days=gone)) for gone in range(1, (last - first).days + 1))
