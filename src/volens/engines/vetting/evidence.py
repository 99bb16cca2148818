"""What a rule saw and what takes it back ("we never charge a fee"), as a reviewer is shown it: places in a text.

A match that is taken back is no finding and stops nothing. It is kept beside the verdict so that a person can see what
the rules let pass, and on the strength of which words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any, Final

from volens.engines.vetting.text import RuleBook, default_book
from volens.engines.vetting.text.folding import Folded, fold
from volens.engines.vetting.verdict import Finding, Posting

#: Of one vacancy so many are kept: an advertisement of assurances alone has more.
MOST: Final = 12
#: A sentence is shown this far to either side.
AROUND: Final = 240
_STOP: Final = re.compile(r"[\n。!?！？;；•·●▪■◆★※|]+|\.(?=\s|$)")
_HAN: Final = re.compile(r"[\u3400-\u9fff]")
#: The words of `guards.yaml` that take a match back, those that only look like it, and what a match is not behind.
_LOOKS_LIKE: Final = "no_negation"


def of(posting: Posting, suppressed: Iterable[Finding], book: RuleBook | None = None) -> list[dict[str, Any]]:
    """Evidence in the form it is stored in, in reading order: rule, indicator, field, and as places in the field's text
    `span` (what the rule saw), `sentence` around it, and `by` (the words that take it back; None where it is the
    sentence as a whole, or words elsewhere).
    """
    made: list[dict[str, Any]] = []
    told: set[tuple[str, str, int]] = set()
    for finding in suppressed:
        if finding.span is None or finding.field not in {"title", "text"} or len(made) == MOST:
            continue
        text = str(getattr(posting, finding.field))
        start, end = _sentence(text, *finding.span)
        if (finding.rule, finding.field, start) in told:
            continue  # the same rule saw it twice in one sentence
        told.add((finding.rule, finding.field, start))
        by = _taken_back_by(text[start:end], finding, start, book or default_book())
        made.append(
            {
                "rule": finding.rule,
                "indicator": finding.indicator.value,
                "field": finding.field,
                "span": [*finding.span],
                "sentence": [start, end],
                "by": [*by] if by else None,
            }
        )
    return sorted(made, key=lambda each: (each["field"] != "title", each["span"]))


def _sentence(text: str, low: int, high: int) -> tuple[int, int]:
    """The sentence around a match, without blanks at its ends."""
    start = max(0, low - AROUND)
    for stop in _STOP.finditer(text, start, low):
        start = stop.end()
    after = _STOP.search(text, high)
    end = min(after.start() if after else len(text), high + AROUND)
    while start < low and text[start].isspace():
        start += 1
    while end > high and text[end - 1].isspace():
        end -= 1
    return start, end


def _taken_back_by(sentence: str, finding: Finding, offset: int, book: RuleBook) -> tuple[int, int] | None:
    """The place of the words nearest to a match that take such a match back."""
    folded = _folded(sentence)
    low, high = (finding.span or (0, 0))[0] - offset, (finding.span or (0, 0))[1] - offset
    language = "zh" if _HAN.search(finding.quote) else "en"
    apparent = [folded.span(*match) for match in _places(folded, book, language, finding.rule, apparent=True)]
    near: list[tuple[int, int, tuple[int, int]]] = []
    for match in _places(folded, book, language, finding.rule, apparent=False):
        first, last = folded.span(*match)
        if any(start <= first and last <= end for start, end in apparent):
            continue
        near.append((max(first - high, low - last, 0), first - last, (first, last)))
    if not near:
        return None
    first, last = min(near)[2]
    while first < last and not sentence[last - 1].isalnum():
        last -= 1
    while first < last and not sentence[first].isalnum():
        first += 1
    return (first + offset, last + offset) if first < last else None


@lru_cache(64)
def _folded(sentence: str) -> Folded:
    return fold(sentence)


def _places(folded: Folded, book: RuleBook, language: str, rule: str, *, apparent: bool) -> Iterator[tuple[int, int]]:
    guards = book.guards.get(language, {})
    terms = [term for name, term in guards.items() if (name == _LOOKS_LIKE) is apparent]
    if not apparent and rule in book.rules:
        terms += [term for half in book.rules[rule].halves if half.language == language for term in half.unless]
    for term in terms:
        for match in term.pattern.finditer(folded.text):
            if match.end() > match.start():
                yield match.span()
