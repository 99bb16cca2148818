"""What a worker typed, understood: words that must all occur, quoted phrases, and alternatives ("a OR b", "a或b").

There is no query language to break or abuse: no field names, wildcards or operators but OR, and any text is valid.
"""

from __future__ import annotations

import functools
import re
from typing import NamedTuple

from volens.engines.search import words

#: More than this is not a search but a document; the rest is left unread.
LONGEST_TEXT = 1_000
MOST_CLAUSES = 24

_QUOTED = re.compile(r'"([^"]*)"')
_OTHER_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»「」『』＂", '"'))
_OR = frozenset({"or", "或", "或者", "还是"})
# Words that say nothing about a vacancy. Not among them: "it", a trade; "us", a country.
_EMPTY = _OR.union(
    ("a", "an", "and", "the", "of", "in", "for", "at", "to", "with", "on", "by", "near"),
    ("的", "了", "和", "与", "及", "在", "是", "我", "想", "找"),
)


class Clause(NamedTuple):
    """One word, or one quoted phrase (several words in a row)."""

    text: str  # as typed, folded
    words: tuple[words.Word, ...]  # with their places in the folded text

    @property
    def is_phrase(self) -> bool:
        """Whether its words must stand next to each other."""
        return len(self.words) > 1


class Parsed(NamedTuple):
    """A text understood: any of `groups` may match, and within a group every clause must."""

    folded: str
    groups: tuple[tuple[Clause, ...], ...]

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """Every clause of every group."""
        return tuple(clause for group in self.groups for clause in group)


@functools.lru_cache(maxsize=1024)
def parse(text: str) -> Parsed:
    """Understand what was typed. Text without a single letter or digit gives no groups: it asks for nothing."""
    text = text[:LONGEST_TEXT]
    folded = words.fold(text if text.isascii() else text.translate(_OTHER_QUOTES))[: 2 * LONGEST_TEXT]
    groups: list[list[Clause]] = [[]]
    for piece in _pieces(folded):
        if piece is None:
            groups.append([])
        else:
            groups[-1].append(piece)
    kept, left = [], MOST_CLAUSES
    for group in groups:
        telling = [clause for clause in group if clause.is_phrase or clause.words[0].written not in _EMPTY] or group
        if telling := telling[:left]:
            kept.append(tuple(telling))
            left -= len(telling)
    return Parsed(folded, tuple(kept))


def _pieces(folded: str) -> list[Clause | None]:
    """The clauses in order, with None where an OR stands between two of them."""
    found: list[Clause | None] = []
    at = 0
    for quoted in _QUOTED.finditer(folded) if '"' in folded else ():
        found += _loose(folded, at, quoted.start())
        if inside := _words(folded, quoted.start(1), quoted.end(1)):
            found.append(Clause(quoted.group(1), tuple(inside)))
        at = quoted.end()
    found += _loose(folded, at, len(folded))
    while found and found[-1] is None:
        found.pop()
    return found


def _loose(folded: str, start: int, end: int) -> list[Clause | None]:
    found = _words(folded, start, end)
    return [None if word.written in _OR else Clause(word.written, (word,)) for word in found]


def _words(folded: str, start: int, end: int) -> list[words.Word]:
    found = words.split(folded[start:end])
    if not start:
        return found
    return [words.Word(start + word.start, start + word.end, word.written, word.term) for word in found]
