"""Vacancies like another, and words that continue what is being typed."""

from __future__ import annotations

import math
from collections import Counter

from volens.engines.search import words
from volens.engines.search.locating import MUST, SHOULD, Engine, both
from volens.engines.search.matching import Matcher
from volens.engines.search.port import Document, Hit
from volens.engines.search.schema import keyword
from volens.engines.search.store import Snapshot

_TITLE_TERMS = 8
_TEXT_TERMS = 12
_READ = 5_000  # characters of the text that are looked at
#: How many of the likest are compared by distance too, for each that is shown.
LOOKED_AT = 8
#: Kilometres after which most of what nearness adds is gone: about as far as people travel to work every day.
_DAILY = 40.0


def like(snapshot: Snapshot, matcher: Matcher, document: Document) -> Engine | None:
    """What resembles a vacancy; None if it has neither a known word in its title nor an occupation.

    A word of its title or its occupation is needed; words of its text, region and language add to the score.
    """
    total = max(1, snapshot.searcher.num_docs)

    def telling(text: str, most: int) -> list[tuple[float, str]]:
        """The terms that say most: often here, seldom elsewhere."""
        weights = []
        for term, times in Counter(words.terms(words.fold(text))).items():
            frequency = snapshot.searcher.doc_freq("all", term)
            if frequency and (frequency * 4 < total or total < 50):
                weights.append(((1 + math.log(times)) * math.log(1 + total / frequency), term))
        return sorted(weights, reverse=True)[:most]

    title = telling(document.title, _TITLE_TERMS)
    needed = [Engine.boost_query(matcher.term("title", term), 3.0) for _, term in title]
    if document.isco.isascii() and document.isco.isdigit() and len(document.isco) == 4:
        needed.append(Engine.const_score_query(matcher.term("isco4", int(document.isco)), 6.0))
    if not needed:
        return None
    extra = [matcher.term("all", term) for _, term in telling(document.text[:_READ], _TEXT_TERMS)]
    if document.region:
        extra.append(Engine.const_score_query(matcher.term("region", keyword(document.region)), 4.0))
    if document.language:
        extra.append(Engine.const_score_query(matcher.term("language", keyword(document.language)), 8.0))
    return Engine.boolean_query(
        [(MUST, Engine.boolean_query([(SHOULD, query) for query in needed])), *((SHOULD, query) for query in extra)]
    )


def farther(hit: Hit) -> float:
    """A key that sorts the like and near first. Without a known distance a vacancy counts as far away."""
    near = math.exp(-hit.distance_km / _DAILY) if hit.distance_km is not None else 0.0
    return -hit.score * (1 + near) / 2


def continuations(snapshot: Snapshot, matcher: Matcher, typed: str, limit: int) -> tuple[str, ...]:
    """What was typed with its last word completed, for the title words that go with the words before it."""
    folded = words.fold(typed[:200])
    found = words.split(folded)
    if not found or folded[-1:].isspace():
        return ()
    last, before = found[-1], found[:-1]
    start = last.start
    if words.is_unspaced(last.written):  # where a word being typed in these scripts starts is not yet known
        run = words.runs(folded)[-1]
        start = len(folded.rstrip()) - len(run)
        before = [word for word in before if word.end <= start]
        last = words.Word(start, start + len(run), run, run)
    context = [matcher.term("title_words", word.written) for word in before]
    only = both(context) if context else None
    known = snapshot.searcher.terms_with_prefix("title_words", last.written, only)
    best = sorted(known, key=lambda pair: (-pair[1], pair[0]))[:limit]
    return tuple(folded[:start].lstrip() + word for word, _ in best)
