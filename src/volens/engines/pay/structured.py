"""Pay from the numbers of a feed: schema.org MonetaryAmount, USAJOBS, columns of a table."""

from __future__ import annotations

import math
from decimal import Decimal, InvalidOperation
from typing import Final

from volens.engines.pay.currency import UNKNOWN_CURRENCY, current_currencies
from volens.engines.pay.lexer import fold, meanings
from volens.engines.pay.model import MAX_MINOR, Pay
from volens.engines.pay.parse import pay_from_ends, single_amount

#: Codes of feeds: UN/CEFACT Recommendation 20 (schema.org unitCode), schema.org unitText, and the rate intervals of
#: the US Office of Personnel Management (USAJOBS). "" means: paid, but not by time or piece in a way that compares.
_CODES: Final = {
    "hur": "hour", "ph": "hour", "hour": "hour",
    "day": "day", "pd": "day",
    "wee": "week", "pw": "piece", "week": "week", "bw": "fortnight",
    "mon": "month", "pm": "month", "month": "month", "sm": "half_month",
    "ann": "year", "pa": "year", "year": "year", "sy": "year", "school year": "year",
    "fb": "piece", "fee basis": "piece", "piece work": "piece", "c62": "piece",
    "wc": None, "without compensation": None, "st": None, "student stipend paid": None,
}  # fmt: skip


def from_range(
    low: float | str | Decimal | None, high: float | str | Decimal | None, currency: str, unit: str
) -> Pay | None:
    """Pay from a lower and an upper amount (either may be missing or zero), a currency and a unit.

    `low` and `high` are in whole units (dollars, yuan), as numbers or as text in any usual writing ("$85,000.00").
    `unit` is schema.org's `unitText` ("HOUR") or `unitCode` ("HUR"), a USAJOBS rate interval ("PA", "Per Year") or a
    word ("monthly", "月"); where it is empty or unknown the period is inferred from the amount and marked so.
    Ends the wrong way round are swapped. Returns None where no usable amount is left or the job is unpaid.
    Never raises.
    """
    code = currency.strip().upper()
    if code not in current_currencies():
        code = UNKNOWN_CURRENCY
    period = _period(unit)
    if period is None:
        return None
    ends = [_amount(low), _amount(high)]
    given = [end for end in ends if end is not None]
    if not given:
        return None
    if len(given) == 2:
        ends = [min(given), max(given)]
    return pay_from_ends(ends[0], ends[1], code, period)


def _period(unit: str) -> str | None:
    """The vocabulary's name of a unit, "" where it is not known, None where the job is unpaid."""
    word = fold(unit).strip().strip("./ ")
    if word in _CODES:
        return _CODES[word]
    for form in (word, word.removeprefix("per ").strip(), word.rstrip("s")):
        kinds = meanings().get(form, {})
        for kind in ("unit", "rate", "keyed"):
            if kind in kinds:
                return str(kinds[kind])
    return ""


def _amount(value: float | str | Decimal | None) -> Decimal | None:
    """A positive, finite amount, or None."""
    if value is None or isinstance(value, bool):
        return None
    if isinstance(value, str):
        return _written(value)
    if isinstance(value, float) and not math.isfinite(value):
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() and 0 < number <= MAX_MINOR else None


def _written(text: str) -> Decimal | None:
    text = text[:64].strip()
    try:
        number = Decimal(text)
    except InvalidOperation:
        return single_amount(text)
    return number if number.is_finite() and 0 < number <= MAX_MINOR else None
