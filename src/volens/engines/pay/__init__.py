"""What a job pays, from any text or feed: amounts in minor units, an ISO 4217 currency and a period.

    >>> parse("6000-8000元/月")
    Pay(min_minor=600000, max_minor=800000, currency='CNY', period=<Period.MONTH: 'month'>, ...)

`parse` reads a pay field, `find` a long description, `from_range` the numbers of a feed.
"""

from volens.engines.pay.currency import UNKNOWN_CURRENCY, current_currencies, exponent, minor_per_unit
from volens.engines.pay.model import (
    CHINA_PAID_DAYS_PER_MONTH,
    FULL_TIME_HOURS_PER_WEEK,
    HOURS_PER_DAY,
    MAX_MINOR,
    WEEKS_PER_MONTH,
    Pay,
    Period,
    has_month,
)
from volens.engines.pay.parse import find, parse
from volens.engines.pay.structured import from_range

__all__ = [
    "CHINA_PAID_DAYS_PER_MONTH",
    "FULL_TIME_HOURS_PER_WEEK",
    "HOURS_PER_DAY",
    "MAX_MINOR",
    "UNKNOWN_CURRENCY",
    "WEEKS_PER_MONTH",
    "Pay",
    "Period",
    "current_currencies",
    "exponent",
    "find",
    "from_range",
    "has_month",
    "minor_per_unit",
    "parse",
]
