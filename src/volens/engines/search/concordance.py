"""Where the words of a short text stand, worked out once and asked ever anew.

A list shows the same titles and first words in answer to ever other searches. What is dear in marking matches is
reading the text: folding it, cutting it into words, stemming them. None of that depends on what was asked.
"""

from __future__ import annotations

from array import array

from volens.engines.search import words
from volens.engines.search.passages import LETTERS, Wanted, unspaced_places

#: Stands before and after each term. No term holds it, so that a term is found whole or not at all.
_GAP = "\n"


class Concordance:
    """The words of one text with their places: marks what `passages.passage` marks. Takes about 1 kB for 300 letters.

    The terms are one string and the places two arrays, because many of these are kept.
    """

    __slots__ = ("_ends", "_folded", "_starts", "_terms")

    def __init__(self, text: str) -> None:
        places = list(words.occurrences(text, None))
        self._terms = _GAP.join(["", *(term for _, _, term in places), ""])
        self._starts = array("I", [start for start, _, _ in places])
        self._ends = array("I", [end for _, end, _ in places])
        self._folded = "" if text.isascii() else text.translate(LETTERS)

    def marks(self, wanted: Wanted) -> list[tuple[int, int]]:
        """Where what is wanted stands, as start and end, in order and without overlap."""
        found: list[tuple[int, int]] = []
        for term in wanted.spaced:
            sought = f"{_GAP}{term}{_GAP}"
            at = self._terms.find(sought)
            while at >= 0:
                number = self._terms.count(_GAP, 0, at)  # a gap stands before each term, so as many before this one
                found.append((self._starts[number], self._ends[number]))
                at = self._terms.find(sought, at + 1)
        if self._folded and any(piece in self._folded for piece in wanted.unspaced):
            found += [place[:2] for place in unspaced_places(wanted.unspaced, self._folded)]
        return _apart(found) if len(found) > 1 else found


def _apart(places: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Places in order; of those that overlap the first."""
    kept: list[tuple[int, int]] = []
    for start, end in sorted(places):
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return kept
