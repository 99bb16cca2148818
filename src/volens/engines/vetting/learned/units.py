"""What the net reads at once: sentences, and pairs of clauses within long ones, each with its place in the text."""

from __future__ import annotations

import re
from typing import NamedTuple

#: Ends of sentences. A full stop counts before a space or at the end, so that 12.50 and example.org stay whole.
#: So does one before the mark of the next line of a list ("as needed.*Attend fairs", "in teams.- You will", " -Lead").
_SENTENCE = re.compile(
    r"[。!?;\uff01\uff1f\uff1b\n\r]+|\.(?=\s|$|[*·-]\s?[A-Z])|[•●▪]|\s[*·-](?=[A-Z][a-z]+ )"
    r"|(?<=[a-z)%.])(?=[A-Z][a-z]{2,}[ ,'])"
)
#: Text pasted from the web runs on ("in the officeSuccessful candidates ..."): cut there after so many letters.
_PASTED = 25
_CLAUSE = re.compile(r"[,、:\uff0c\uff1a]|\s[-–—]\s|—+")
#: A sentence longer than this (letters; a Han character counts for three) is also read in parts.
_LONG = 90
#: A clause has at least so many letters; with Han characters an eighth of them.
_SHORT = 32
_HAN = re.compile(r"[\u3400-\u9fff]")
#: A heading ("Remuneration:", "待遇") says nothing by itself.
_ONE_WORD = re.compile(r"\W*(?:[^\W\u3400-\u9fff]*|[\u3400-\u9fff]{1,2})\W*")


class Unit(NamedTuple):
    """A part of a text, `text[start:end]`, judged on its own."""

    start: int
    end: int


def units(text: str) -> list[Unit]:
    """The sentences of a text and, of long sentences, each pair of clauses that follow each other."""
    found: list[Unit] = []
    position = 0
    for mark in _SENTENCE.finditer(text):
        if mark.end() == mark.start() < position + _PASTED:
            continue  # a name like JavaScript
        _add(text, position, mark.start(), found)
        position = mark.end()
    _add(text, position, len(text), found)
    return found


def _add(text: str, start: int, end: int, found: list[Unit]) -> None:
    part = text[start:end]
    kept = part.strip()
    if _ONE_WORD.fullmatch(kept):
        return
    start += part.index(kept[0])
    end = start + len(kept)
    found.append(Unit(start, end))
    if len(kept) + (0 if kept.isascii() else 2 * len(_HAN.findall(kept))) <= _LONG:
        return
    edges = [start]
    for at in (*(mark.end() for mark in _CLAUSE.finditer(text, start, end)), end):
        # The words of a list ("cash, cheques, deposits") are no clauses: short parts are joined to the one before.
        if at - edges[-1] >= (_SHORT if text[edges[-1] : at].isascii() else _SHORT // 8):
            edges.append(at)
    edges[-1] = max(edges[-1], end) if len(edges) > 1 else edges[-1]
    if len(edges) > 3:
        found.extend(Unit(edges[at], edges[at + 2]) for at in range(len(edges) - 2))
