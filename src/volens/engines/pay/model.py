"""What a job pays: an amount or a range, a currency and the time it is for."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from fractions import Fraction
from typing import Self

from volens.engines.pay.currency import current_currencies

#: A full-time week where none is stated.
FULL_TIME_HOURS_PER_WEEK = 40
#: Weeks in a month on average; the usual conversion of weekly pay (52 weeks in 12 months).
WEEKS_PER_MONTH = Fraction(52, 12)
#: Hours in a paid day where only days are stated.
HOURS_PER_DAY = 8
#: Paid days in a month in China: (365 - 104) / 12. Ministry of Labour and Social Security, document 3 of 2008; the
#: 2025 circular that added holidays leaves the paid days of a month at 21.75.
CHINA_PAID_DAYS_PER_MONTH = Fraction(87, 4)
#: No amount above this many minor units is pay.
MAX_MINOR = 10**15


class Period(enum.StrEnum):
    """What the amount is for: a stretch of time, a piece of work, or the whole job once."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    PIECE = "piece"
    ONCE = "once"


def _rounded(minor: int, factor: Fraction) -> int:
    """Minor units times a factor, rounded half up: larger pay never becomes smaller."""
    return (2 * minor * factor.numerator + factor.denominator) // (2 * factor.denominator)


@dataclass(frozen=True, slots=True)
class Pay:
    """Pay as advertised.

    Amounts are whole minor units of `currency` (cents, fen; see `currency.exponent`). A single amount has both ends
    equal; "from 3,000" has no `max_minor`, "up to 5,000" no `min_minor`; never are both missing.
    `currency` is an ISO 4217 code, XXX where nobody stated one. `period_inferred` says that the period was guessed
    from the size of the amount. `payments_per_year` is 13 for a "13th month's pay"; it does not change a month's pay.

    Raises ValueError for amounts that cannot be pay: negative, over `MAX_MINOR`, ends the wrong way round.
    """

    min_minor: int | None
    max_minor: int | None
    currency: str
    period: Period
    period_inferred: bool = False
    payments_per_year: int | None = None

    def __post_init__(self) -> None:
        ends = [end for end in (self.min_minor, self.max_minor) if end is not None]
        if not ends:
            raise ValueError("Pay needs an amount: give min_minor, max_minor or both.")
        if min(ends) < 0 or max(ends) > MAX_MINOR:
            raise ValueError(f"Pay must be between 0 and {MAX_MINOR} minor units, not {ends}.")
        if len(ends) == 2 and ends[0] > ends[1]:
            raise ValueError(f"The lower end {ends[0]} is above the upper end {ends[1]}.")
        if self.currency not in current_currencies():
            raise ValueError(f"{self.currency!r} is no currency in use; give an ISO 4217 code, or XXX where unknown.")
        object.__setattr__(self, "period", Period(self.period))

    def per_month(self, hours_per_week: float | None = None, part_time: bool = False) -> tuple[int | None, int | None]:
        """The same pay for one month, in minor units; (None, None) for piece work, one-off pay, and where `has_month`
        says that it cannot be told.

        Hour: times `hours_per_week` (40 where unknown) times 52/12; yuan without stated hours: times 174, eight hours
        on 21.75 paid days. Day: times 21.75 for yuan, else 5 x 52/12; where the weekly hours are known, a day counts
        eight of them. Week: times 52/12. Year: divided by 12.
        """
        if not has_month(self.period, hours_per_week, part_time=part_time):
            return None, None
        factor = self._month_factor(hours_per_week)
        return self._scaled(factor) if factor is not None else (None, None)

    def per_hour(self, hours_per_week: float | None = None) -> tuple[int | None, int | None]:
        """The same pay for one hour, in minor units, by the same conversions; (None, None) where there is no time."""
        if self.period is Period.HOUR:
            return self.min_minor, self.max_minor
        factor = self._month_factor(hours_per_week)
        return self._scaled(factor / self._hours_per_month(hours_per_week)) if factor is not None else (None, None)

    def _scaled(self, factor: Fraction) -> tuple[int | None, int | None]:
        low, high = self.min_minor, self.max_minor
        return (
            None if low is None else _rounded(low, factor),
            None if high is None else _rounded(high, factor),
        )

    def _hours_per_month(self, hours_per_week: float | None) -> Fraction:
        hours = _usable_hours(hours_per_week)
        if hours is None and self.currency == "CNY":
            return CHINA_PAID_DAYS_PER_MONTH * HOURS_PER_DAY
        return (hours or Fraction(FULL_TIME_HOURS_PER_WEEK)) * WEEKS_PER_MONTH

    def _month_factor(self, hours_per_week: float | None) -> Fraction | None:
        if self.period is Period.HOUR:
            return self._hours_per_month(hours_per_week)
        if self.period is Period.DAY:
            return self._hours_per_month(hours_per_week) / HOURS_PER_DAY
        if self.period is Period.WEEK:
            return WEEKS_PER_MONTH
        if self.period is Period.MONTH:
            return Fraction(1)
        if self.period is Period.YEAR:
            return Fraction(1, 12)
        return None

    @classmethod
    def exact(cls, minor: int, currency: str, period: Period) -> Self:
        """One amount, not a range."""
        return cls(minor, minor, currency, period)


def has_month(period: str, hours_per_week: float | None, *, part_time: bool) -> bool:
    """Whether the weekly hours are enough to tell pay by `period` for a month.

    Part-time work by the hour or day whose weekly hours nobody gave cannot be: half a week would be told as a full one.
    """
    return not (part_time and period in {Period.HOUR, Period.DAY} and _usable_hours(hours_per_week) is None)


def _usable_hours(hours_per_week: float | None) -> Fraction | None:
    """Weekly hours as an exact number, or None where the figure cannot be the hours of a week."""
    if hours_per_week is None or not 0 < hours_per_week <= 168:
        return None
    return Fraction(hours_per_week).limit_denominator(100)
