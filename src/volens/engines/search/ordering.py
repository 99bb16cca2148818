"""One page of results in a stable order.

The engine sorts by one value and breaks ties by where a document happens to lie. Here every order is broken by newest
first and then by id, so that pages neither repeat nor miss a vacancy while the index stays the same.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

import tantivy

from volens.engines.search import places
from volens.engines.search.atlas import Around, Atlas
from volens.engines.search.locating import COUNTING, MUST, MUST_NOT, SHOULD, Engine, both
from volens.engines.search.matching import Matcher
from volens.engines.search.port import Hit, Query, Sort
from volens.engines.search.schema import LARGEST_ID, keyword, unpack_newest

#: How far one may page. Beyond it a search should be narrowed; `Index.ids` walks everything.
DEEPEST = 10_000
_RECENT = 5_000  # the latest vacancies, which mostly hold the first pages of a search by date
_ENOUGH = 4_000  # documents that are quickly sorted here rather than by the engine


class Page(NamedTuple):
    """The hits of one page, and how many there are on all of them."""

    total: int
    hits: tuple[Hit, ...]


class Ranked(NamedTuple):
    """What matches, scored; and a part of it that holds every score above `others_score`, if there is a small one.

    To keep the expired out costs the engine much, and a page holds few of them. So where hits need not be counted they
    are left in, and are taken out here.
    """

    scored: Callable[[bool], Engine]  # with those that have expired?
    best: Engine | None = None  # with those
    others_score: float = 0.0
    some_expired: bool = False


class Pager:
    """Orders the matches of one query in one state of the index."""

    def __init__(
        self, searcher: tantivy.Searcher, matcher: Matcher, query: Query, expected: int = 0, map_: Atlas | None = None
    ) -> None:
        """`expected`: about how many documents will match, if they may be many; `map_`: asked where a circle is all."""
        self._searcher = searcher
        self._matcher = matcher
        self._query = query
        self._expected = expected
        self._map = map_
        self._start, self._stop = bounds(query)

    def page(
        self,
        matching: Callable[[], Engine],
        ranked: Callable[[], Ranked] | None,
        total: int | None = None,
        held: Callable[[], int | None] | None = None,
    ) -> Page:
        """The page of documents that match; `ranked` is the same with scores, or None where no words were given.

        `total`: how many match, if that is known already; `held` may find it out more quickly than counting does.
        """
        query = self._query
        if self._map is not None and ranked is None and (page := page_around(self._map, query)):
            return page
        if self._start >= self._stop:
            return Page(self._matcher.count(matching()) if total is None else total, ())
        if query.sort is Sort.DISTANCE and query.latitude is not None and query.longitude is not None:
            return self._nearest(matching(), query.latitude, query.longitude)
        if query.sort is Sort.PAY:
            return self._best_paid(matching())
        if query.sort is Sort.RELEVANCE and ranked is not None:
            return self._relevant(matching, ranked(), total, held)
        total, addresses = self._newest(matching(), self._start, self._stop)
        return Page(total, self._hits(addresses))

    # Orders

    def _relevant(
        self,
        matching: Callable[[], Engine],
        ranked: Ranked,
        total: int | None,
        held: Callable[[], int | None] | None,
    ) -> Page:
        """By score. If equal scores run over the end of the page, the whole run is read before it is ordered."""
        hits: list[tuple[float, tantivy.DocAddress]] = []
        if ranked.best is not None:
            hits, _ = self._runs(ranked.best, some_expired=ranked.some_expired)
        if len(hits) >= self._stop and hits[self._stop - 1][0] > ranked.others_score:
            if total is None and held:
                total = held()
            total = self._matcher.count(matching()) if total is None else total
        elif total is None:
            hits, total = self._runs(ranked.scored(False), counted=True)
        else:
            hits, _ = self._runs(ranked.scored(True), some_expired=ranked.some_expired)
        if len(hits) <= self._start:
            return Page(total, ())
        first = self._start
        while first and hits[first - 1][0] == hits[self._start][0]:
            first -= 1
        last = min(self._stop, len(hits))
        while last < len(hits) and hits[last][0] == hits[last - 1][0]:
            last += 1
        part = hits[first:last]
        keys = self._values("newest", [address for _, address in part])
        # Two documents never have the same key, so addresses are not compared.
        rows = sorted([(-score, -key, address) for (score, address), key in zip(part, keys, strict=True)])
        rows = rows[self._start - first : self._stop - first]
        return Page(total, self._hits([row[2] for row in rows], [-row[0] for row in rows], [-row[1] for row in rows]))

    def _runs(
        self, scored: Engine, *, counted: bool = False, some_expired: bool = False
    ) -> tuple[list[tuple[float, tantivy.DocAddress]], int]:
        """The best until the page's end, and on to the end of the run of equal scores there; and how many match."""
        reach, most = min(self._stop + 12, DEEPEST), 2 * DEEPEST if some_expired else DEEPEST
        while True:
            found = self._searcher.search(scored, limit=reach, weight_by_field="fresh", count=counted)
            hits = all_ = found.hits
            if some_expired and all_:
                untils = self._searcher.fast_field_values("until", [address for _, address in all_])
                hits = [hit for hit, until in zip(all_, untils, strict=True) if (until or 0) >= self._query.now]
            if len(all_) < reach or reach >= most:
                break
            if len(hits) >= self._stop and all_[-1][0] < hits[self._stop - 1][0]:
                break
            reach = min(reach * 8, most)
        return hits, _count(found) if counted else 0

    def _newest(self, matching: Engine, start: int, stop: int) -> tuple[int, list[tantivy.DocAddress]]:
        limit = max(1, stop - start)
        if stop <= _RECENT // 2 and self._expected > 20 * _RECENT:  # of very many, look at the latest first
            recent = both([matching, self._matcher.recent(_RECENT)])
            found = self._searcher.search(recent, limit=limit, offset=start, order_by_field="newest")
            if _count(found) >= stop:
                return self._matcher.count(matching), [address for _, address in found.hits]
        found = self._searcher.search(matching, limit=limit, offset=start, order_by_field="newest")
        return _count(found), [address for _, address in found.hits] if stop > start else []

    def _best_paid(self, matching: Engine) -> Page:
        """By the upper end of the pay in one currency: the one asked for, or the commonest. Others follow by date."""
        counts = self._searcher.aggregate(
            matching,
            {**COUNTING, "currencies": {"terms": {"field": "currency", "size": 50}}},
        )
        total = int(counts["total"]["value"])
        by_currency = {str(bucket["key"]): int(bucket["doc_count"]) for bucket in counts["currencies"]["buckets"]}
        currency = self._query.currency or min(by_currency, key=lambda each: (-by_currency[each], each), default="")
        paid = both([matching, self._matcher.term("currency", keyword(currency))])
        count = by_currency.get(currency, 0) if currency in by_currency else self._matcher.count(paid)
        addresses: list[tantivy.DocAddress] = []
        if self._start < count:
            addresses = self._by_pay(paid, min(self._stop, count), count)
        if self._stop > count:
            rest = Engine.boolean_query([(MUST, matching), (MUST_NOT, paid)])
            addresses += self._newest(rest, max(0, self._start - count), self._stop - count)[1]
        return Page(total, self._hits(addresses))

    def _by_pay(self, paid: Engine, stop: int, count: int) -> list[tantivy.DocAddress]:
        """Runs of equal pay that go over the edge of the page are asked for on their own, since they may be long."""
        limit = stop - self._start
        found = self._searcher.search(paid, limit=limit, offset=self._start, order_by_field="pay", count=False)
        ranked = [address for _, address in found.hits]
        amounts, keys = self._values("pay", ranked), self._values("newest", ranked)
        addresses: list[tantivy.DocAddress] = []
        for amount in dict.fromkeys(amounts):
            run = [at for at, other in enumerate(amounts) if other == amount]
            if (run[0] or not self._start) and (run[-1] < limit - 1 or stop == count):
                addresses += [ranked[at] for at in sorted(run, key=lambda at: -keys[at])]
                continue
            before = (
                0 if run[0] else self._start - self._matcher.count(both([paid, self._matcher.above("pay", amount)]))
            )
            equal = both([paid, self._matcher.equal("pay", amount)])
            addresses += self._newest(equal, before, before + len(run))[1]
        return addresses

    def _nearest(self, matching: Engine, latitude: float, longitude: float) -> Page:
        """By distance: a circle that just holds the page is measured. Vacancies without a place follow by date."""
        total = self._matcher.count(matching)
        placed_query = both([matching, self._matcher.placed()])
        placed = total if self._query.radius_km is not None else self._matcher.count(placed_query)
        addresses: list[tantivy.DocAddress] = []
        if self._start < placed:
            stop = min(self._stop, placed)
            circle = self._circle_with(placed_query, latitude, longitude, stop, placed)
            addresses = self._measured(circle, latitude, longitude, self._start, stop)
        if self._stop > placed:
            rest = Engine.boolean_query([(MUST, matching), (MUST_NOT, placed_query)])
            addresses += self._newest(rest, max(0, self._start - placed), self._stop - placed)[1]
        return Page(total, self._hits(addresses))

    def _circle_with(self, placed: Engine, latitude: float, longitude: float, needed: int, held: int) -> Engine:
        """The matches in a circle that holds at least `needed` of them, and not many more where that is possible."""
        radius = self._query.radius_km
        low, high, best = 0.0, 20_100.0 if radius is None else radius, placed
        while held > max(_ENOUGH, needed) and high - low > 0.01:
            middle = (low + high) / 2 if low else high / 4
            smaller = both([placed, self._matcher.circle(latitude, longitude, middle)])
            count = self._matcher.count(smaller)
            if count >= needed:
                high, held, best = middle, count, smaller
            else:
                low = middle
        return best

    def _measured(
        self, circle: Engine, latitude: float, longitude: float, start: int, stop: int
    ) -> list[tantivy.DocAddress]:
        """Ranks start to stop of a circle's matches by distance. Many at one spot are asked for spot by spot."""
        found = self._searcher.search(circle, limit=_ENOUGH + 1, order_by_field="newest")
        if _count(found) <= _ENOUGH:
            addresses = [address for _, address in found.hits]
            several = self._matcher.spots_of_several(circle)
            measured = self._distances(latitude, longitude, addresses, self._values("id", addresses), several)
            distances = [math.inf if distance is None else distance for distance in measured]
            order = sorted(range(len(addresses)), key=distances.__getitem__)
            return [addresses[at] for at in order[start:stop]]
        addresses, before = [], 0
        for size, group in self._rings(circle, latitude, longitude):
            first, last = max(start - before, 0), min(stop - before, size)
            if first < last:
                addresses += self._newest(both([circle, group]), first, last)[1]
            before += size
            if before >= stop:
                break
        return addresses

    def _rings(self, circle: Engine, latitude: float, longitude: float) -> Iterator[tuple[int, Engine]]:
        """What lies at each distance, the nearest first: how many documents, and what finds them in the circle.

        A document with several places lies at the distance of the nearest.
        """
        several = self._matcher.spots_of_several(circle)
        single = Engine.boolean_query([(MUST, circle), (MUST_NOT, self._matcher.several())]) if several else circle
        at_spot = self._matcher.spot_counts(single)
        away = _away(latitude, longitude, [*at_spot, *itertools.chain.from_iterable(several.values())])
        by_distance: dict[float, tuple[list[int], list[int]]] = {}
        for spot in at_spot:
            by_distance.setdefault(away[spot], ([], []))[0].append(spot)
        for id_, spots in several.items():
            by_distance.setdefault(min(map(away.__getitem__, spots)), ([], []))[1].append(id_)
        for distance in sorted(by_distance):
            spots, ids = by_distance[distance]
            there = both([self._matcher.at(spots), single]) if several else self._matcher.at(spots)
            group = Engine.boolean_query([(SHOULD, there), (SHOULD, self._matcher.among(ids))]) if ids else there
            yield sum(at_spot[spot] for spot in spots) + len(ids), group

    # Values

    def _values(self, field: str, addresses: list[tantivy.DocAddress]) -> list[int]:
        values = self._searcher.fast_field_values(field, addresses)
        return [0 if value is None else int(value) for value in values]

    def _hits(
        self, addresses: list[tantivy.DocAddress], scores: Sequence[float] = (), keys: Sequence[int] = ()
    ) -> tuple[Hit, ...]:
        if not addresses:
            return ()
        ids = [LARGEST_ID - (key & LARGEST_ID) for key in keys or self._values("newest", addresses)]
        distances: list[float | None] = [None] * len(ids)
        latitude, longitude = self._query.latitude, self._query.longitude
        if latitude is not None and longitude is not None:
            several = self._matcher.spots_of_several(self._matcher.among(ids))
            distances = self._distances(latitude, longitude, addresses, ids, several)
        return tuple(map(Hit, ids, scores or [0.0] * len(ids), distances))

    def _distances(
        self,
        latitude: float,
        longitude: float,
        addresses: list[tantivy.DocAddress],
        ids: Sequence[int],
        several: Mapping[int, Sequence[int]],
    ) -> list[float | None]:
        """How far each document's nearest place is, in kilometres; None where it has no position."""
        spots = [None if spot is None else int(spot) for spot in self._searcher.fast_field_values("spot", addresses)]
        known = [spot for spot in spots if spot is not None]
        away = _away(latitude, longitude, [*known, *itertools.chain.from_iterable(several.values())])
        return [
            None if spot is None else min(away[each] for each in several.get(id_, (spot,)))
            for id_, spot in zip(ids, spots, strict=True)
        ]


def page_around(map_: Atlas, query: Query) -> Page | None:
    """The page of a query that asks for a circle and nothing else, in any order but that of pay; None for others."""
    latitude, longitude, radius = query.latitude, query.longitude, query.radius_km
    if latitude is None or longitude is None or radius is None or query.sort is Sort.PAY:
        return None
    by_distance = query.sort is Sort.DISTANCE
    found = Around.of(map_, latitude, longitude, radius, query.now, measured=by_distance)
    start, stop = bounds(query)
    chosen = found.nearest(start, stop) if by_distance else found.newest(start, stop)
    away = found.away_km(latitude, longitude, chosen)
    ids = [unpack_newest(key)[1] for key in found.rows.newest[chosen].tolist()]
    return Page(len(found.chosen), tuple(map(Hit, ids, [0.0] * len(ids), away)))


def bounds(query: Query) -> tuple[int, int]:
    """Where a page starts and stops."""
    start = max(0, query.offset)
    return start, max(start, min(start + max(0, query.limit), DEEPEST))


def _away(latitude: float, longitude: float, spots: Sequence[int]) -> dict[int, float]:
    """The distance of each spot in kilometres."""
    different = list(dict.fromkeys(spots))
    return dict(zip(different, places.distances_km(latitude, longitude, different), strict=True))


def _count(found: tantivy.SearchResult) -> int:
    total: int = found.count  # type: ignore[attr-defined]  # missing from tantivy's type hints
    return total
