"""Facets: how many results each further choice would leave.

A group's own filter is left out of its own counts, so that a second choice in the same group can be weighed. What the
values mean:

- isco: code of one digit, and below every chosen code and the groups it belongs to the codes of one digit more;
- region, contract, hours, language, employer, accommodation: the value itself;
- posted: a number of days ("1", "3", "7", "14", "30"): posted within them;
- pay: "CNY:500000", a floor in minor units a month: vacancies whose pay reaches it (in the currency asked for,
  or else the commonest among the results);
- accessible: "yes".
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import tantivy

from volens.engines.search.locating import COUNTING, Engine
from volens.engines.search.matching import Openness, filtered
from volens.engines.search.port import FACETS, Query, Sort
from volens.engines.search.schema import FLOORS, UNSAID, unpack_pay_band

Facets = dict[str, list[tuple[str, int]]]

DAY = 86_400
DAYS = (1, 3, 7, 14, 30)
_MOST_FLOORS = 8
_MOST_BANDS = 10_000  # all there are: bands of pay, of every currency
_SIZES = {"region": 40, "employer": 20, "language": 20, "contract": 10, "hours": 10, "accommodation": 5}


class Counted(NamedTuple):
    """The counts of facets, and of all results."""

    facets: Facets
    total: int


class RecentCounts:
    """Counts of the last half minute, for searches that match very many: nobody sees the difference, and they cost."""

    _LIFETIME = 30.0
    _MOST = 256

    def __init__(self) -> None:
        self._kept: dict[object, tuple[float, Facets]] = {}

    def get(self, query: Query, facets: Sequence[str]) -> Facets | None:
        """The counts for the same words and filters, if still fresh."""
        found = self._kept.get(self._key(query, facets))
        return found[1] if found and time.monotonic() - found[0] < self._LIFETIME else None

    def keep(self, query: Query, facets: Sequence[str], counts: Facets) -> None:
        """Remember counts."""
        if len(self._kept) >= self._MOST:
            self._kept = {}
        self._kept[self._key(query, facets)] = (time.monotonic(), counts)

    @staticmethod
    def _key(query: Query, facets: Sequence[str]) -> object:
        """A query but for its page, its order and the second it is asked in."""
        moment = query.now // 60
        return replace(query, now=moment, limit=0, offset=0, sort=Sort.NEWEST, among=()), tuple(facets)


def count_facets(
    searcher: tantivy.Searcher,
    matching: Engine | None,
    *,
    filters: Mapping[str, Engine],
    open_: Openness,
    query: Query,
    facets: Sequence[str],
) -> Counted:
    """The counts of the facets named. All results, and facets without a filter of their own, are counted in one go."""
    unknown = [name for name in facets if name not in FACETS]
    if unknown:
        raise ValueError(f"There is no facet {unknown[0]!r}; there are {', '.join(FACETS)}.")
    answers: dict[str, Any] = {}
    free = [name for name in facets if name not in filters]
    for names in [free, *([name] for name in facets if name in filters)]:
        wanted = {key: what for name in names for key, what in _aggregations(name, query).items()}
        if names is free and "posted" not in names:
            wanted |= COUNTING
        left = [each for group, each in filters.items() if group not in names]
        answers |= searcher.aggregate(filtered(matching, left, open_), wanted)
    if "posted" in free:  # every vacancy has that time: the bands, and what lies before the first, hold them all
        total = sum(int(band["doc_count"]) for band in answers["posted"]["buckets"])
    else:
        total = int(answers["total"]["value"])
    return Counted({name: _read(name, query, answers) for name in facets}, total)


def _aggregations(name: str, query: Query) -> dict[str, Any]:
    if name == "isco":
        levels = {1} | {len(code) + 1 for code in _opened(query)}
        return {f"isco{level}": {"terms": {"field": f"isco{level}", "size": 500}} for level in sorted(levels)}
    if name == "posted":
        edges = [query.now - days * DAY for days in reversed(DAYS)]
        return {"posted": _ranges("posted", edges)}
    if name == "pay":
        return {"pay": {"terms": {"field": "pay_band", "size": _MOST_BANDS}}}
    if name == "accessible":
        return {"accessible": {"terms": {"field": "accessible", "size": 2}}}
    return {name: {"terms": {"field": name, "size": _SIZES[name] + 1}}}  # one may be UNSAID


def _ranges(field: str, edges: Sequence[int]) -> dict[str, Any]:
    """Bands from each edge to the next, the last one open."""
    bands = [{"from": low, "to": high} for low, high in itertools.pairwise(edges)]
    return {"range": {"field": field, "ranges": [*bands, {"from": edges[-1]}]}}


def _read(name: str, query: Query, answers: Mapping[str, Any]) -> list[tuple[str, int]]:
    if name == "isco":
        return _read_isco(query, answers)
    buckets = answers[name]["buckets"]
    if name == "posted":
        within = _reaching([query.now - days * DAY for days in reversed(DAYS)], buckets)
        counts = zip(DAYS, reversed(within), strict=True)
        return _sorted([(str(days), count) for days, count in counts if count], by_count=False)
    if name == "pay":
        return _read_pay(query, buckets)
    if name == "accessible":
        return [("yes", int(bucket["doc_count"])) for bucket in buckets if int(bucket["key"])]
    said = [(str(bucket["key"]), int(bucket["doc_count"])) for bucket in buckets if bucket["key"] != UNSAID]
    return _sorted(said[: _SIZES[name]])


def _opened(query: Query) -> set[str]:
    """The groups whose parts are counted: those chosen, and those they belong to."""
    return {code[:size] for code in query.isco for size in range(1, min(len(code), 3) + 1)}


def _read_isco(query: Query, answers: Mapping[str, Any]) -> list[tuple[str, int]]:
    found = []
    opened = _opened(query)
    for level in range(1, 5):
        for bucket in answers.get(f"isco{level}", {"buckets": ()})["buckets"]:
            code = f"{int(bucket['key']):0{level}}"
            if len(code) == level and (level == 1 or code[:-1] in opened):  # longer: NO_GROUP
                found.append((code, int(bucket["doc_count"])))
    return _sorted(found)


def _read_pay(query: Query, buckets: Sequence[Mapping[str, Any]]) -> list[tuple[str, int]]:
    by_currency: dict[str, list[int]] = {}
    for bucket in buckets:
        if bucket["key"] == UNSAID:
            continue
        currency, band = unpack_pay_band(bucket["key"])
        by_currency.setdefault(currency, [0] * (len(FLOORS) + 1))[band] += int(bucket["doc_count"])
    totals = {currency: sum(bands) for currency, bands in by_currency.items()}
    currency = query.currency or min(totals, key=lambda each: (-totals[each], each), default="")
    if currency not in totals:
        return []
    reached = list(itertools.accumulate(reversed(by_currency[currency][1:])))[::-1]
    telling = [
        (floor, count)
        for floor, count, following in zip(FLOORS, reached, [*reached[1:], 0], strict=True)
        if count > following and count * 50 >= totals[currency]
    ]
    while len(telling) > _MOST_FLOORS:
        telling = telling[::2]
    return [(f"{currency}:{floor}", count) for floor, count in telling]


def _reaching(edges: Sequence[int], buckets: Sequence[Mapping[str, Any]]) -> list[int]:
    """For each edge, how many lie at or above it: the sum of its band and of those beyond."""
    counts = {float(bucket["from"]): int(bucket["doc_count"]) for bucket in buckets if "from" in bucket}
    sums, total = [], 0
    for edge in reversed(edges):
        total += counts.get(float(edge), 0)
        sums.append(total)
    return sums[::-1]


def _sorted(counts: list[tuple[str, int]], *, by_count: bool = True) -> list[tuple[str, int]]:
    """Most frequent first; equal ones, and those whose order is their own, as the values go."""
    return sorted(counts, key=lambda pair: (-pair[1], pair[0])) if by_count else counts
