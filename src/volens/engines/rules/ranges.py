"""What each operation does to whole ranges of values: the one definition every other reading has to agree with.

Given the lowest and highest value each argument can take, return the lowest and highest the result can take. At single
points the answer is exact, so the same table folds constants, proves the absence of overflow and answers with unknowns.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from typing import Any

from volens.engines.rules import dates

Span = tuple[int, int]


def round_value(mode: str, number: int, divisor: int, multiple: int) -> int:
    """Round number / divisor to an integer by a named mode, then multiply. Halves go away from zero in half_up."""
    if mode == "floor":
        return number // divisor * multiple
    if mode == "ceil":
        return -(-number // divisor) * multiple
    if mode == "truncate":
        return (number // divisor if number >= 0 else -(-number // divisor)) * multiple
    if mode == "half_up":
        size = (2 * abs(number) + divisor) // (2 * divisor)
        return (size if number >= 0 else -size) * multiple
    whole, rest = divmod(number, divisor)  # half_even
    if 2 * rest > divisor or (2 * rest == divisor and whole % 2):
        whole += 1
    return whole * multiple


def _add(_: Any, spans: Sequence[Span]) -> Span:
    (a, b), (c, d) = spans
    return a + c, b + d


def _sub(_: Any, spans: Sequence[Span]) -> Span:
    (a, b), (c, d) = spans
    return a - d, b - c


def _mul(_: Any, spans: Sequence[Span]) -> Span:
    (a, b), (c, d) = spans
    corners = (a * c, a * d, b * c, b * d)
    return min(corners), max(corners)


def _div(_: Any, spans: Sequence[Span]) -> Span:
    (a, b), (c, d) = spans
    corners = (a // c, a // d, b // c, b // d)
    return min(corners), max(corners)


def _round(data: Any, spans: Sequence[Span]) -> Span:
    mode, divisor, multiple = data
    low, high = (round_value(mode, end, divisor, multiple) for end in spans[0])
    return (low, high) if low <= high else (high, low)


def _lt(_: Any, spans: Sequence[Span]) -> Span:
    (a, b), (c, d) = spans
    return int(b < c), int(a < d)


def _le(_: Any, spans: Sequence[Span]) -> Span:
    (a, b), (c, d) = spans
    return int(b <= c), int(a <= d)


def _eq(_: Any, spans: Sequence[Span]) -> Span:
    (a, b), (c, d) = spans
    return int(a == b == c == d), int(a <= d and c <= b)


def _isin(data: Any, spans: Sequence[Span]) -> Span:
    (mask,), (low, high) = data, spans[0]
    window = ((1 << (high - low + 1)) - 1) << low
    return int(mask & window == window), int(mask & window != 0)


def _where(_: Any, spans: Sequence[Span]) -> Span:
    (no, yes), (a, b), (c, d) = spans
    if no:
        return a, b
    return (min(a, c), max(b, d)) if yes else (c, d)


def _band(data: Any, spans: Sequence[Span]) -> Span:
    edges, values = data
    low, high = spans[0]
    reached = values[bisect_right(edges, low) : bisect_right(edges, high) + 1]
    return min(reached), max(reached)


def _pick(data: Any, spans: Sequence[Span]) -> Span:
    values, (low, high) = data[0], spans[0]
    reached = [value for value in values[low : high + 1] if value is not None] or [0]
    return min(reached), max(reached)


def _dom(_: Any, spans: Sequence[Span]) -> Span:
    low, high = spans[0]
    if dates.month_index(low) == dates.month_index(high):
        return dates.day_of_month(low), dates.day_of_month(high)
    return 1, 31


def _months(data: Any, spans: Sequence[Span]) -> Span:
    count = dates.MONTHS_BETWEEN[data[0]]
    (a, b), (c, d) = spans
    return count(b, c), count(a, d)


def _add_months(data: Any, spans: Sequence[Span]) -> Span:
    (a, b), (c, d) = spans
    return dates.add_months(a, c, data[0]), dates.add_months(b, d, data[0])


def _household(data: Any, spans: Sequence[Span]) -> Span:
    how, most = data
    low, high = spans[0]
    if how == "sum":
        return low + min(0, low) * (most - 1), high + max(0, high) * (most - 1)
    return low, high


RANGES: dict[str, Callable[[Any, Sequence[Span]], Span]] = {
    "add": _add,
    "sub": _sub,
    "mul": _mul,
    "div": _div,
    "round": _round,
    "lt": _lt,
    "le": _le,
    "eq": _eq,
    "isin": _isin,
    "and": lambda _, spans: (min(low for low, _high in spans), min(high for _low, high in spans)),
    "or": lambda _, spans: (max(low for low, _high in spans), max(high for _low, high in spans)),
    "not": lambda _, spans: (1 - spans[0][1], 1 - spans[0][0]),
    "min": lambda _, spans: (min(low for low, _high in spans), min(high for _low, high in spans)),
    "max": lambda _, spans: (max(low for low, _high in spans), max(high for _low, high in spans)),
    "where": _where,
    "band": _band,
    "pick": _pick,
    "month_index": lambda _, spans: (dates.month_index(spans[0][0]), dates.month_index(spans[0][1])),
    "day_of_month": _dom,
    "months_between": _months,
    "add_months": _add_months,
    "first_of_month": lambda _, spans: (dates.first_of_month(spans[0][0]), dates.first_of_month(spans[0][1])),
    "ground": lambda _, spans: (spans[0][0], spans[0][1]),
    "household": _household,
}
