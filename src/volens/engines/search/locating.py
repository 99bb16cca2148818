"""What the engine is asked about places: circles, spots, and vacancies that stand at several."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

import numpy as np
import tantivy

from volens.engines.search import places
from volens.engines.search.circles import Circle
from volens.engines.search.port import MOST_PLACES
from volens.engines.search.store import Snapshot

MUST, SHOULD, MUST_NOT = tantivy.Occur.Must, tantivy.Occur.Should, tantivy.Occur.MustNot
Engine = tantivy.Query
T = TypeVar("T")

_EDGE_SPOTS = 4_000
_COUNTED_AT_ONCE = 2_000  # documents with several places: with their places, as many counts as the engine gives
_POSITIONS = {
    "ids": {
        "terms": {"field": "id", "size": _COUNTED_AT_ONCE},
        "aggs": {"spots": {"terms": {"field": "spots", "size": MOST_PLACES}}},
    }
}
#: Counts the documents that match as "total". Every one says yes or no to this, in one bit: the less is read for it.
COUNTING = {"total": {"value_count": {"field": "accessible"}}}


class Locator:
    """Builds queries about places for one state of the index, and those that all others are made of."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._searcher = snapshot.searcher
        self._schema = snapshot.schema

    def term(self, field: str, value: str | int | bool) -> Engine:
        """Documents that have a value in a field."""
        return Engine.term_query(self._schema, field, value, "freq" if isinstance(value, str) else "basic")

    def among(self, ids: Iterable[int]) -> Engine:
        """Documents with one of these ids."""
        return Engine.term_set_query(self._schema, "id", list(ids))

    def count_ids(self, ids: Iterable[int]) -> int:
        """How many of these ids are there."""
        return self.count(self.among(ids))

    def placed(self) -> Engine:
        """Documents that have a place."""
        return self.term("cell", places.ANYWHERE)

    def circle(self, latitude: float, longitude: float, radius_km: float) -> Engine:
        """Documents with a place no farther than a distance: whole cells, and along the edge the very spots."""
        return self._remembered(
            ("circle", latitude, longitude, radius_km), lambda: self._circle(latitude, longitude, radius_km)
        )

    def _circle(self, latitude: float, longitude: float, radius_km: float) -> Engine:
        circle = Circle.around(latitude, longitude, radius_km)
        if atlas := self._snapshot.atlas():
            return self._cells(circle.settled(*atlas.edge(latitude, longitude, radius_km, circle.slack_km)))
        edge = circle.edge()
        spots = np.array(self._spots(self._cells(edge)) if edge else [], dtype=np.int64)
        near = np.array(places.distances_km(latitude, longitude, spots.tolist())) <= radius_km
        return self._cells(circle.settled(*places.unpacked(spots), near))

    def _spots(self, query: Engine) -> list[int]:
        """The different positions of the documents that match; of those with several places, all."""
        found = dict.fromkeys(self.spot_counts(query))
        for spots in self.spots_of_several(query).values():
            found |= dict.fromkeys(spots)
        return list(found)

    def several(self) -> Engine:
        """Documents with several positions."""
        return self.term("several", value=True)

    def spots_of_several(self, query: Engine) -> dict[int, list[int]]:
        """All positions of the documents that match and have several, by id. Costs nothing where there are none.

        The engine reads one value of a field from a document; only its counts know them all.
        """
        if not self._searcher.doc_freq("several", True):
            return {}
        matching = both([query, self.several()])
        hits = self._searcher.search(matching, limit=max(1, self._searcher.num_docs), order_by_field="id").hits
        ids = [int(id_ or 0) for id_ in self._searcher.fast_field_values("id", [address for _, address in hits])]
        found: dict[int, list[int]] = {}
        for start in range(0, len(ids), _COUNTED_AT_ONCE):
            part = ids[start : start + _COUNTED_AT_ONCE]
            answer = self._searcher.aggregate(self.among(part), _POSITIONS)
            for bucket in answer["ids"]["buckets"]:
                found[int(bucket["key"])] = [int(each["key"]) for each in bucket["spots"]["buckets"]]
        return found

    def _cells(self, cells: Sequence[int]) -> Engine:
        return Engine.term_set_query(self._schema, "cell", cells)

    def at(self, spots: Sequence[int]) -> Engine:
        """Documents at one of these spots."""
        return self._cells([spot | places.EXACTLY for spot in spots])

    def spot_counts(self, query: Engine) -> dict[int, int]:
        """The different first positions of the documents that match, and how many there are at each."""
        found = self._searcher.search(query, limit=_EDGE_SPOTS, order_by_field="spot")
        if found.count > _EDGE_SPOTS:  # type: ignore[attr-defined]  # missing from tantivy's type hints
            counts = self._searcher.aggregate(query, {"spots": {"terms": {"field": "spot", "size": 60_000}}})["spots"]
            if not counts["sum_other_doc_count"]:
                return {int(bucket["key"]): int(bucket["doc_count"]) for bucket in counts["buckets"]}
            found = self._searcher.search(query, limit=self._searcher.num_docs, count=False, order_by_field="spot")
        values = self._searcher.fast_field_values("spot", [address for _, address in found.hits])
        return Counter(int(value) for value in values if value is not None)

    def count(self, query: Engine, *, few: bool = False) -> int:
        """How many documents match; `few`: hardly many, so that the asking costs more than each of them."""
        if few:
            found = self._searcher.search(Engine.const_score_query(query, 0.0), limit=1)
            return int(found.count)  # type: ignore[attr-defined]  # missing from tantivy's type hints
        return int(self._searcher.aggregate(query, COUNTING)["total"]["value"])

    def _remembered(self, key: object, make: Callable[[], T]) -> T:
        memory = self._snapshot.memory
        if key not in memory:
            if len(memory) > 4_000:
                memory.clear()
            memory[key] = make()
        found: T = memory[key]
        return found


def both(queries: Sequence[Engine]) -> Engine:
    """Documents that match every query."""
    return queries[0] if len(queries) == 1 else Engine.boolean_query([(MUST, query) for query in queries])
