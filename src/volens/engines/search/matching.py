"""A worker's query as the engine's query: what must match, what adds to the score, what is filtered out.

Everything is built from terms. User text is never given to a query parser, so it can address no field.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import tantivy

from volens.engines.search import words
from volens.engines.search.circles import cover
from volens.engines.search.locating import MUST, MUST_NOT, SHOULD, Engine, Locator, both
from volens.engines.search.parsing import Clause, Parsed
from volens.engines.search.port import Query
from volens.engines.search.schema import HOUR, UNSAID, keyword

TITLE_WEIGHT = 2.5
_MOST_PAIRS_OF_A_LETTER = 2_000
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
    """What tells vacancies that are open from expired ones: queries that must match, and others that must not.

    None of them adds to a score.
    Where some must not, `expired` are queries that all match those that have expired, and nothing else does.
    """

    needed: tuple[Engine, ...]
    excluded: tuple[Engine, ...]
    expired: tuple[Engine, ...] = ()


NOTHING_EXPIRED = Openness((), ())


class Titled(NamedTuple):
    """Documents with a word in the title, scored as all are, and a score that no other document reaches."""

    matching: Engine
    others_score: float


class Matcher(Locator):
    """Builds the engine's queries for one state of the index."""

    def known(self, word: words.Word) -> bool:
        """Whether any document has a word."""
        if self._searcher.doc_freq("all", word.term):
            return True
        return words.is_unspaced(word.written) and bool(
            self._searcher.terms_with_prefix("pairs", word.written[:2], limit=1)
        )

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
        if not _single(parsed):
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

    def held(self, parsed: Parsed, open_: Openness) -> int | None:
        """How many documents have one word, or one OR another, without reading all of them; None where it takes that.

        The engine knows how many have a word, and quickly finds the few that have both and the few that have expired.
        It does not know how many of them have been deleted: so there may be none.
        """
        terms = sorted({group[0].words[0].term for group in parsed.groups})
        if not _single(parsed) or not 1 <= len(terms) <= 2 or open_.needed or self._some_deleted():
            return None
        total = sum(self._searcher.doc_freq("all", term) for term in terms)
        found = [self.term("all", term) for term in terms]
        if len(found) > 1:
            total -= self.count(both(found), few=True)
        if open_.expired:
            total -= self.count(both([*open_.expired, _any(found)]), few=True)
        return total

    def _some_deleted(self) -> bool:
        """Whether documents have been deleted that are not yet cleared away."""

        def told() -> bool:  # of every document it is said whether it is accessible
            said = sum(self._searcher.doc_freq("accessible", value) for value in (True, False))
            return bool(said != self._searcher.num_docs)

        return self._remembered("deleted", told)

    def _group(self, clauses: Sequence[Clause], letters: bool, needed: float, *, scored: bool) -> Engine:
        parts = [self._clause(clause, letters=letters) for clause in clauses]
        titles = self._titles(clauses) if scored else []
        if needed < 1 and len(parts) > 1:
            least = max(1, min(len(parts) - 1, round(len(parts) * needed)))
            some = Engine.boolean_query([(SHOULD, part) for part in parts], minimum_number_should_match=least)
            parts = [some]
        found = both(parts)
        for title in titles:  # one by one, so that only documents that match are looked up: a union is read on its own
            found = Engine.boolean_query([(MUST, found), (SHOULD, title)])
        return found

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

    def filters(self, query: Query, around: Engine | None = None) -> dict[str, Engine]:
        """The filters of a query, by name. That a vacancy has not expired is not among them: see `still_open`.

        `around`: taken for the circle asked for.
        """
        found: dict[str, Engine] = {}
        if query.radius_km is not None and query.latitude is not None and query.longitude is not None:
            found["place"] = around or self.circle(query.latitude, query.longitude, query.radius_km)
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
        expired = self._remembered(("expired", hour), lambda: self.count(self._begun(hour)))
        if not expired:
            return NOTHING_EXPIRED
        few = expected < expired + _WORTH_LISTING or expected == self._searcher.num_docs
        return self._remembered(("open", now, few), lambda: self._checked(now) if few else self._listed(now))

    def _begun(self, hour: int) -> Engine:
        """Documents whose last moment lies in an hour or before it.

        An hour counts as past here once it has begun, so that one number serves for all of it.
        """
        integer = tantivy.FieldType.Integer
        return Engine.range_query(self._schema, "expiry_hour", integer, upper_bound=hour, use_inverted_index=True)

    def _checked(self, now: int) -> Openness:
        """Every match is looked at."""
        until = Engine.range_query(self._schema, "until", tantivy.FieldType.Integer, lower_bound=now)
        return Openness((Engine.const_score_query(until, 0.0),), ())

    def _listed(self, now: int) -> Openness:
        """All that have expired are listed."""
        hour, integer = now // HOUR, tantivy.FieldType.Integer
        past = Engine.range_query(self._schema, "until", integer, upper_bound=now, include_upper=False)
        this_hour = both([self.term("expiry_hour", hour), past])
        return Openness((), (self._begun(hour - 1), this_hour), (self._begun(hour), past))

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

    def surroundings(self, parsed: Parsed, query: Query, most: int) -> Engine | None:
        """Documents with a place in a query's circle, and others near it: told more quickly than the circle is.

        None for circles that are too large, or where more than `most` of them probably have the words asked for.
        """
        if query.latitude is None or query.longitude is None or query.radius_km is None:
            return None
        cells = cover(query.latitude, query.longitude, query.radius_km)
        found = sum(map(self._fewest, parsed.groups))
        if found > most:
            here = sum(self._searcher.doc_freq("cell", cell) for cell in cells)
            found = found * here // max(1, self._searcher.num_docs)
        return self._cells(cells) if cells and found <= most else None

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


def _single(parsed: Parsed) -> bool:
    """Whether one word is asked for, or one OR another."""
    return all(len(group) == 1 and not group[0].is_phrase for group in parsed.groups)


def _any(queries: Sequence[Engine]) -> Engine:
    """Documents that match one of the queries at least; with none given, no document."""
    if not queries:
        return Engine.empty_query()
    return queries[0] if len(queries) == 1 else Engine.boolean_query([(SHOULD, query) for query in queries])


def filtered(text: Engine | None, filters: Sequence[Engine], open_: Openness) -> Engine:
    """Documents that match, pass every filter and have not expired, scored by the match alone."""
    wanted = [(MUST, text)] if text is not None else []
    wanted += [(MUST, Engine.const_score_query(query, 0.0)) for query in filters]
    wanted += [(MUST, query) for query in open_.needed]
    if len(wanted) == 1 and not open_.excluded:
        return wanted[0][1]
    if not wanted:
        wanted = [(MUST, Engine.all_query())]
    return Engine.boolean_query([*wanted, *((MUST_NOT, query) for query in open_.excluded)])
