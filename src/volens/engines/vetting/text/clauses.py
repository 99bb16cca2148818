"""Where sentences and clauses begin and end in folded text, English and Chinese."""

from __future__ import annotations

import re
from typing import Final

#: Longer texts are read this far.
TEXT_LENGTH: Final = 20_000
#: A sentence without any stop is cut here, at a blank where there is one.
LONGEST_SENTENCE: Final = 600

_SENTENCE: Final = re.compile(
    r"</?[a-z][^<>]{0,300}>|[\n。!?;•·●▪■◆★※|]+|(?<![a-z]\.[a-z])(?<!\b(?:e\.g|i\.e|etc))(?<!\b(?:mr|ms|dr|no|st|vs|hr))\.+(?=\s|$|[\"')\u3400-\u9fff]|[a-z]{3})"
    r"|(?<=[\u3400-\u9fff])\.+"
)
_CLAUSE: Final = re.compile(
    r",(?!\d{3})|[:()\[\]{}…]|(?<=\s)-+(?=\s)|--+"
    r"|(?<![a-z])(?:but|however|although|though|whereas|while|unless|otherwise|yet|except|because|so)(?![a-z])"
    r"|但是?|不过|然而|否则|除非|只是|另外"
)


def sentences(text: str) -> list[tuple[int, int]]:
    """Spans of the sentences of folded text, without blank ones, in order."""
    found: list[tuple[int, int]] = []
    at = 0
    end = min(len(text), TEXT_LENGTH)
    for stop in _SENTENCE.finditer(text, 0, end):
        _add(text, at, stop.start(), found)
        at = stop.end()
    _add(text, at, end, found)
    return found


def _add(text: str, start: int, end: int, found: list[tuple[int, int]]) -> None:
    while end - start > LONGEST_SENTENCE:
        cut = max(text.rfind(mark, start + LONGEST_SENTENCE // 2, start + LONGEST_SENTENCE) for mark in " ,")
        cut = cut if cut > 0 else start + LONGEST_SENTENCE
        found.append((start, cut))
        start = cut
    if not text[start:end].isspace() and end > start:
        found.append((start, end))


def clause_start(text: str, start: int, at: int) -> int:
    """Where the clause begins that holds position `at` of the sentence that begins at `start`."""
    first = start
    for stop in _CLAUSE.finditer(text, start, at):
        first = stop.end()
    return first


def clause_end(text: str, at: int, end: int) -> int:
    """Where the clause ends that holds position `at` of the sentence that ends at `end`."""
    stop = _CLAUSE.search(text, at, end)
    return stop.start() if stop else end
