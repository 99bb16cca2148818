"""The passage of a text that says most about a query, with the words that match marked. Texts are the caller's."""

from __future__ import annotations

import re
from typing import NamedTuple

from volens.engines.search import words
from volens.engines.search.parsing import Parsed
from volens.engines.search.port import Fragment

#: Longer texts are read this far.
_READ = 100_000
_SPACE = re.compile(r"\s")
_ENDS = ".!?。！？；;\n"
_CUT = "…"


class _OneToOne(dict[int, str]):
    """Each letter folded by itself, remembered; what folds to several letters is a space."""

    def __missing__(self, code: int) -> str:
        letter = words.fold(chr(code))
        self[code] = letter if len(letter) == 1 else " "
        return self[code]


LETTERS = _OneToOne()


def passage(parsed: Parsed, text: str, size: int) -> tuple[Fragment, ...]:
    """About `size` characters of `text`, in pieces; with no match, its beginning."""
    text, size = text[:_READ], max(size, 1)
    marks = _marks(parsed, text)
    start, stop = _window(text, marks, size)
    pieces: list[Fragment] = []
    at = start
    for begin, end, _ in marks:
        if begin < at or end > stop:
            continue
        if begin > at:
            pieces.append(Fragment(text[at:begin]))
        pieces.append(Fragment(text[begin:end], marked=True))
        at = end
    if at < stop:
        pieces.append(Fragment(text[at:stop]))
    if pieces and start > 0:
        pieces.insert(0, Fragment(_CUT))
    if pieces and stop < len(text):
        pieces.append(Fragment(_CUT))
    return tuple(pieces)


class Wanted(NamedTuple):
    """What is marked: index terms of words between spaces, and pieces of writing without spaces, longest first."""

    spaced: frozenset[str]
    unspaced: tuple[str, ...]


def wanted(parsed: Parsed) -> Wanted:
    """What a query has marked in any text."""
    spaced: set[str] = set()
    unspaced: set[str] = set()
    for clause in parsed.clauses:
        if clause.is_phrase:
            for run in words.runs(clause.text):
                (unspaced if words.is_unspaced(run) else spaced).add(run if words.is_unspaced(run) else words.stem(run))
        else:
            word = clause.words[0]
            (unspaced if words.is_unspaced(word.written) else spaced).add(word.term)
    return Wanted(frozenset(spaced), tuple(sorted(unspaced, key=lambda each: (-len(each), each))))


def unspaced_places(pieces: tuple[str, ...], folded: str) -> list[tuple[int, int, str]]:
    """Where pieces of writing without spaces stand in text folded by `LETTERS`."""
    found = re.finditer("|".join(map(re.escape, pieces)), folded)
    return [(match.start(), match.end(), match.group()) for match in found]


def _marks(parsed: Parsed, text: str) -> list[tuple[int, int, str]]:
    """Where words of the query stand: start, end and the word, in order, without overlap."""
    spaced, unspaced = wanted(parsed)
    found: list[tuple[int, int, str]] = []
    if unspaced:  # letters of these scripts fold one to one; what does not is none of them
        found += unspaced_places(unspaced, text.translate(LETTERS))
    if spaced:
        found += words.occurrences(text, spaced)
    return sorted(found)


def _window(text: str, marks: list[tuple[int, int, str]], size: int) -> tuple[int, int]:
    """The stretch with the most different words of the query, then the most of them, then the earliest."""
    if len(text) <= size * 5 // 4:
        return 0, len(text)
    best, chosen = (0, 0), 0
    last = 0
    for first, (begin, _, _) in enumerate(marks):
        last = max(last, first)
        while last < len(marks) and marks[last][1] <= begin + size * 3 // 4:
            last += 1
        inside = marks[first:last][:40]
        worth = (len({word for _, _, word in inside}), len(inside))
        if worth > best:
            best, chosen = worth, begin
    return _tidied(text, max(0, chosen - size // 5) if best[0] else 0, size)


def _tidied(text: str, start: int, size: int) -> tuple[int, int]:
    """Moved to the start of a sentence or word nearby, and ended at the end of one."""
    start = min(start, max(0, len(text) - size))
    if start:
        before = text[start : start + size // 5]
        at = max((before.rfind(end) for end in _ENDS), default=-1)
        space = _SPACE.search(before)
        start += at + 1 if at >= 0 else (space.end() if space else 0)
        while start < len(text) and text[start].isspace():
            start += 1
    stop = min(len(text), start + size)
    if stop < len(text):
        after = text[start + size * 4 // 5 : stop]
        space_at = max((match.start() for match in _SPACE.finditer(after)), default=-1)
        stop = start + size * 4 // 5 + space_at if space_at >= 0 else stop
    return start, stop
