"""A page of what lies in a circle, measured hit by hit.

To say a circle in the index's terms takes longer than to measure a few hundred distances. So where words leave few
hits, they are looked for in a rough circle that holds the one asked for, and those outside it are taken out here.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable

import numpy as np
import tantivy

from volens.engines.search import places
from volens.engines.search.locating import Engine
from volens.engines.search.ordering import Page, Pager, Ranked
from volens.engines.search.port import Hit, Query, Sort
from volens.engines.search.schema import unpack_newest

#: Hits in a rough circle that are measured sooner than the true one is told; more are seldom.
MOST = 4_000


class TooManyError(Exception):
    """More hits than are worth measuring: the true circle is to be asked for."""


def is_measurable(query: Query) -> bool:
    """Whether a query has a circle, and an order in which its hits can be laid here."""
    return None not in (query.radius_km, query.latitude, query.longitude) and query.sort is not Sort.PAY


class Nearby(Pager):
    """Orders the matches of one query, which was asked with a rough circle in the place of its own."""

    def page(
        self,
        matching: Callable[[], Engine],
        ranked: Callable[[], Ranked] | None,
        total: int | None = None,
        held: Callable[[], int | None] | None = None,
    ) -> Page:
        """As `Pager.page`. Raises TooManyError."""
        del total, held  # every hit is read, so it is known how many there are
        by_score = ranked is not None and self._query.sort is Sort.RELEVANCE
        wanted = ranked().scored(False) if ranked is not None and by_score else matching()
        if by_score:
            found = self._searcher.search(wanted, limit=MOST, weight_by_field="fresh")
        else:
            found = self._searcher.search(wanted, limit=MOST, order_by_field="newest")
        if found.count > MOST:  # type: ignore[attr-defined]  # missing from tantivy's type hints
            raise TooManyError
        hits = found.hits
        away = self._measured_all(wanted, [address for _, address in hits])
        near = np.flatnonzero(away <= (self._query.radius_km or 0.0))
        if self._query.sort is Sort.DISTANCE:  # of equal ones the newest stays first
            near = near[np.argsort(away[near], kind="stable")]
        chosen: list[int] = near[: self._stop].tolist()
        if not by_score:
            page = [(0.0, hits[at][0], at) for at in chosen[self._start :]]
        elif chosen:
            last = hits[chosen[-1]][0]
            chosen += itertools.takewhile(lambda at: hits[at][0] == last, near[self._stop :].tolist())
            keys = self._values("newest", [hits[at][1] for at in chosen])
            # Two documents never have the same key.
            rows = sorted([(-hits[at][0], -key, at) for at, key in zip(chosen, keys, strict=True)])
            page = [(-score, -key, at) for score, key, at in rows[self._start : self._stop]]
        else:
            page = []
        return Page(len(near), tuple(Hit(unpack_newest(key)[1], score, float(away[at])) for score, key, at in page))

    def _measured_all(self, wanted: Engine, addresses: list[tantivy.DocAddress]) -> places.Floats:
        """How far the nearest place of each match is, in kilometres. All of them have a place."""
        latitude, longitude = self._query.latitude or 0.0, self._query.longitude or 0.0
        y, x = places.unpacked(np.array(self._values("spot", addresses), dtype=np.int64))
        away = places.haversine_km(latitude, longitude, y / places.SCALE - 90, x / places.SCALE - 180)
        if several := self._matcher.spots_of_several(wanted):
            for at, id_ in enumerate(self._values("id", addresses)):
                if id_ in several:
                    away[at] = min(places.distances_km(latitude, longitude, several[id_]))
        return away
