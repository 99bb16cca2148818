"""A worker's query as the engine's query: what must match, what adds to the score, what is filtered out.

Everything is built from terms. User text is never given to a query parser, so it can address no field.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple, TypeVar

import numpy as np
import tantivy

from volens.engines.search import places, words
from volens.engines.search.circles import Circle
from volens.engines.search.parsing import Clause, Parsed
from volens.engines.search.port import MOST_PLACES, Query
from volens.engines.search.schema import HOUR, UNSAID, keyword
from volens.engines.search.store import Snapshot

MUST, SHOULD, MUST_NOT = tantivy.Occur.Must, tantivy.Occur.Should, tantivy.Occur.MustNot
Engine = tantivy.Query
T = TypeVar("T")

TITLE_WEIGHT = 2.5
_MOST_PAIRS_OF_A_LETTER = 2_000
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
_WORTH_LISTING = 3_000  # matches that are looked at in the time it takes to prepare a list

#: The filters of a query, by the facet that shows them (the place has none).
GROUPS = ("isco", "region", "contract", "hours", "language", "employer", "posted", "pay", "accommodation", "accessible")


def check(query: Query) -> None:
    """Refuse numbers that mean nothing. Text is never refused."""
    if query.latitude is None and query.longitude is None and query.radius_km is None:
        return
    for name, value, limit in (("latitude", query.latitude, 90), ("longitude", query.longitude, 180)):
        if value is not None and not -limit <= value <= limit:
            raise ValueError(f"The {name} of a query must lie between -{limit} and {limit} degrees, not {value}.")
    if query.radius_km is not None and not (math.isfinite(query.radius_km) and query.radius_km >= 0):
        raise ValueError(f"The radius of a query must be a number of kilometres from 0, not {query.radius_km}.")


class Openness(NamedTuple):
    """What tells vacancies that are open from expired ones: queries that must match, and others that must not."""

    needed: tuple[Engine, ...]
    excluded: tuple[Engine, ...]


NOTHING_EXPIRED = Openness((), ())


class Titled(NamedTuple):
    """Documents with a word in the title, scored as all are, and a score that no other document reaches."""

    matching: Engine
    others_score: float


class Matcher:
    """Builds the engine's queries for one state of the index."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._searcher = snapshot.searcher
        self._schema = snapshot.schema

    def term(self, field: str, value: str | int | bool) -> Engine:
        """Documents that have a value in a field."""
        return Engine.term_query(self._schema, field, value, "freq" if isinstance(value, str) else "basic")

    def known(self, word: words.Word) -> bool:
        """Whether any document has a word."""
        if self._searcher.doc_freq("all", word.term):
            return True
        return words.is_unspaced(word.written) and bool(
            self._searcher.terms_with_prefix("pairs", word.written[:2], limit=1)
        )

    def among(self, ids: Iterable[int]) -> Engine:
        """Documents with one of these ids."""
        return Engine.term_set_query(self._schema, "id", list(ids))

    def count_ids(self, ids: Iterable[int]) -> int:
        """How many of these ids are there."""
        return self.count(self.among(ids))

    # Text

    def text(
        self, parsed: Parsed, *, letters: bool = False, needed: float = 1.0, scored: bool = False
    ) -> Engine | None:
        """Documents with the words asked for; None if nothing was asked.

        `letters` finds unspaced words by their letters too; `needed` is the share of clauses that must match. The same
        documents are found with `scored`, where words in the title add to the score.
        """
        if len(parsed.groups) > 1 and all(len(group) == 1 for group in parsed.groups):
            # One union of all: half the work of a union of pairs. Every word of a title is among "all" words.
            parts = [self._clause(group[0], letters=letters) for group in parsed.groups]
            # Of a phrase they are left out: one word of it in a title is not what was asked.
            loose = [clause for clause in parsed.clauses if not clause.is_phrase]
            return _any([*parts, *(self._titles(loose) if scored else ())])
        groups = [self._group(group, letters, needed, scored=scored) for group in parsed.groups]
        return _any(groups) if groups else None

    def titled(self, parsed: Parsed) -> Titled | None:
        """For one word, or one OR another, with very many matches: those that have it in the title.

        They mostly fill the first pages, and are far fewer. Scores are the same as with `text(..., scored=True)`.
        None where it is not worth while.
        """
        if any(len(group) != 1 or group[0].is_phrase for group in parsed.groups):
            return None
        terms = sorted({group[0].words[0].term for group in parsed.groups})
        held = [self._searcher.doc_freq("all", term) for term in terms]
        if sum(held) < _WORTH_LISTING:
            return None
        found = _any(self._titles(parsed.clauses))
        for term in terms:  # one by one: a union would be read from end to end
            found = Engine.boolean_query([(MUST, found), (SHOULD, self.term("all", term))])
        return Titled(found, sum(map(self._most, held)))

    def _most(self, held: int) -> float:
        """What a word in `held` documents adds to a score at most (BM25, k1 = 1.2), freshness counted in.

        The engine counts documents in that are deleted but not yet cleared away: as many again are allowed for.
        """
        total = 2 * self._searcher.num_docs
        return 2.2 * 1.01 * math.log(1 + (max(total - held, 0) + 0.5) / (held + 0.5))

    def _group(self, clauses: Sequence[Clause], letters: bool, needed: float, *, scored: bool) -> Engine:
        parts = [self._clause(clause, letters=letters) for clause in clauses]
        titles = self._titles(clauses) if scored else []
        if needed < 1 and len(parts) > 1:
            least = max(1, min(len(parts) - 1, round(len(parts) * needed)))
            some = Engine.boolean_query([(SHOULD, part) for part in parts], minimum_number_should_match=least)
            parts = [some]
        if len(parts) == 1 and not titles:
            return parts[0]
        return Engine.boolean_query([*((MUST, part) for part in parts), *((SHOULD, title) for title in titles)])

    def _titles(self, clauses: Sequence[Clause]) -> list[Engine]:
        terms = {word.term for clause in clauses for word in clause.words}
        return [Engine.boost_query(self.term("title", term), TITLE_WEIGHT) for term in sorted(terms)]

    def _clause(self, clause: Clause, *, letters: bool) -> Engine:
        if clause.is_phrase:
            return self._phrase(clause)
        word = clause.words[0]
        if letters and words.is_unspaced(word.written):
            # Where it stands as a word its letters stand in a row: none is missed, and that is less work than a union.
            needed = MUST if len(word.written) > 1 else SHOULD
            return Engine.boolean_query([(needed, self._letters(word.written)), (SHOULD, self.term("all", word.term))])
        return self.term("all", word.term)

    def _phrase(self, clause: Clause) -> Engine:
        """Words next to each other. Unspaced scripts: the letters in a row, wherever a dictionary would cut."""
        parts: list[Engine] = []
        spaced: list[str] = []
        for run in words.runs(clause.text):
            if not words.is_unspaced(run):
                spaced.append(words.stem(run))
                continue
            if spaced:
                parts.append(self._row("all", spaced))
                spaced = []
            parts.append(self._letters(run))
        if spaced:
            parts.append(self._row("all", spaced))
        return both(parts)

    def _row(self, field: str, terms: Sequence[str]) -> Engine:
        if len(terms) == 1:
            return self.term(field, terms[0])
        return Engine.phrase_query(self._schema, field, list(terms))

    def _letters(self, run: str) -> Engine:
        if len(run) > 1:
            return self._row("pairs", words.letter_pairs(run))
        starting = self._searcher.terms_with_prefix("pairs", run, limit=_MOST_PAIRS_OF_A_LETTER)
        return Engine.term_set_query(self._schema, "pairs", [term for term, _ in starting])

    # Filters

    def filters(self, query: Query) -> dict[str, Engine]:
        """The filters of a query, by name. That a vacancy has not expired is not among them: see `still_open`."""
        found: dict[str, Engine] = {}
        if query.radius_km is not None and query.latitude is not None and query.longitude is not None:
            found["place"] = self.circle(query.latitude, query.longitude, query.radius_km)
        if query.isco:
            codes = [code for code in query.isco if code.isascii() and code.isdigit() and len(code) <= 4]
            found["isco"] = _any([self.term(f"isco{len(code)}", int(code)) for code in codes])
        for name, values in (
            ("region", query.regions),
            ("contract", query.contracts),
            ("hours", query.hours),
            ("language", query.languages),
            ("employer", query.employers),
        ):
            if values:
                found[name] = _any([self.term(name, keyword(value)) for value in values if value != UNSAID])
        if query.posted_after is not None:
            found["posted"] = self._from("posted", query.posted_after)
        if query.min_pay_month is not None:
            enough = self._from("pay", query.min_pay_month)
            currency = [self.term("currency", keyword(query.currency))] if query.currency else []
            found["pay"] = both([enough, *currency])
        if query.accommodation_optional:
            found["accommodation"] = _any([self.term("accommodation", value) for value in ("none", "optional")])
        if query.accessible:
            found["accessible"] = self.term("accessible", value=True)
        return found

    def still_open(self, now: int, expected: int) -> Openness:
        """What keeps vacancies out whose last moment is past, in the cheapest way.

        Mostly there are none, as they are soon removed. Else either all that have expired are listed once, which costs
        by their number, or every match is looked at, of which about `expected` are to come. Where everything matches,
        looking is done in blocks and is cheap again.
        """
        now = min(max(now, -(2**60)), 2**60)
        hour = now // HOUR
        integer = tantivy.FieldType.Integer
        # An hour counts as past here once it has begun, so that one number serves for all of it.
        begun = Engine.range_query(self._schema, "expiry_hour", integer, upper_bound=hour, use_inverted_index=True)
        expired = self._remembered(("expired", hour), lambda: self.count(begun))
        if not expired:
            return NOTHING_EXPIRED
        if expected < expired + _WORTH_LISTING or expected == self._searcher.num_docs:
            return self._remembered(
                ("open", now),
                lambda: Openness((Engine.range_query(self._schema, "until", integer, lower_bound=now),), ()),
            )
        earlier = Engine.range_query(
            self._schema, "expiry_hour", integer, upper_bound=hour, include_upper=False, use_inverted_index=True
        )
        past = Engine.range_query(self._schema, "until", integer, upper_bound=now, include_upper=False)
        return Openness((), (earlier, both([self.term("expiry_hour", hour), past])))

    def expected(self, parsed: Parsed, query: Query) -> int:
        """About how many documents a query may match at most: good enough to choose how to look for them."""
        bounds = [self._searcher.num_docs]
        if query.radius_km is not None:
            bounds.append(self._searcher.num_docs // 50)
        if query.regions:
            bounds.append(sum(self._searcher.doc_freq("region", keyword(region)) for region in query.regions))
        if parsed.groups:
            bounds.append(sum(map(self._fewest, parsed.groups)))
        return min(bounds)

    def _fewest(self, group: Sequence[Clause]) -> int:
        """In how many documents one of the words of a group is: the rarest, or the first that is rare enough."""
        fewest = self._searcher.num_docs
        for word in (word for clause in group for word in clause.words):
            fewest = min(fewest, self._searcher.doc_freq("all", word.term))
            if fewest < _WORTH_LISTING:
                break
        return fewest

    def _from(self, field: str, least: int) -> Engine:
        bound = min(max(least, -(2**62)), 2**62)
        return Engine.range_query(self._schema, field, tantivy.FieldType.Integer, lower_bound=bound)

    def equal(self, field: str, value: int) -> Engine:
        """Documents whose number is exactly this."""
        return Engine.range_query(self._schema, field, tantivy.FieldType.Integer, lower_bound=value, upper_bound=value)

    def above(self, field: str, value: int) -> Engine:
        """Documents whose number is larger."""
        integer = tantivy.FieldType.Integer
        return Engine.range_query(self._schema, field, integer, lower_bound=value, include_lower=False)

    def recent(self, count: int) -> Engine:
        """About the latest `count` documents."""

        def earliest() -> int:
            found = self._searcher.search(
                Engine.all_query(), limit=1, offset=count, count=False, order_by_field="posted"
            )
            values = self._searcher.fast_field_values("posted", [address for _, address in found.hits])
            return int(values[0] or 0) if values else -(2**60)

        return self._from("posted", self._remembered(("recent", count), earliest))

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

    def count(self, query: Engine) -> int:
        """How many documents match."""
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


def _any(queries: Sequence[Engine]) -> Engine:
    """Documents that match one of the queries at least; with none given, no document."""
    if not queries:
        return Engine.empty_query()
    return queries[0] if len(queries) == 1 else Engine.boolean_query([(SHOULD, query) for query in queries])


def filtered(text: Engine | None, filters: Sequence[Engine], open_: Openness) -> Engine:
    """Documents that match, pass every filter and have not expired, scored by the match alone."""
    wanted = [(MUST, text)] if text is not None else []
    wanted += [(MUST, Engine.const_score_query(query, 0.0)) for query in (*filters, *open_.needed)]
    if len(wanted) == 1 and not open_.excluded:
        return wanted[0][1]
    if not wanted:
        wanted = [(MUST, Engine.all_query())]
    return Engine.boolean_query([*wanted, *((MUST_NOT, query) for query in open_.excluded)])
