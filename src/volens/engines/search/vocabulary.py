"""The words titles are made of: what a prefix may continue to, and what a misspelled word was probably meant to be."""

from __future__ import annotations

from rapidfuzz import process
from rapidfuzz.distance import OSA

from volens.engines.search import words
from volens.engines.search.parsing import Parsed
from volens.engines.search.store import Snapshot

_LARGEST = 400_000


class Vocabulary:
    """Every title word of one state of the index, with the number of titles that have it."""

    def __init__(self, snapshot: Snapshot) -> None:
        found = snapshot.searcher.terms_with_prefix("title_words", "", limit=_LARGEST)
        self._frequency: dict[str, int] = dict(found)
        self._by_length: dict[int, list[str]] = {}
        for word in self._frequency:
            if word.isalpha() and not words.is_unspaced(word):
                self._by_length.setdefault(len(word), []).append(word)

    @property
    def size(self) -> int:
        """How many words there are."""
        return len(self._frequency)

    def nearest(self, word: str) -> str | None:
        """The title word that a misspelled one most probably stands for, or None.

        One wrong, missing, extra or swapped letter is allowed in words of four letters and more, two from eight.
        Closer words go first, then those with the same first letter, then the more frequent.
        """
        if len(word) < 4 or not word.isalpha() or words.is_unspaced(word):
            return None
        allowed = 1 if len(word) < 8 else 2
        near: list[tuple[int, bool, int, str]] = []
        for length in range(len(word) - allowed, len(word) + allowed + 1):
            known = self._by_length.get(length, [])
            for found, distance, _ in process.extract(
                word, known, scorer=OSA.distance, score_cutoff=allowed, limit=None
            ):
                near.append((int(distance), found[0] != word[0], -self._frequency[found], found))
        return min(near)[3] if near else None


def corrected(parsed: Parsed, unknown: set[str], vocabulary: Vocabulary) -> str:
    """The text with its unknown words replaced by what they probably meant; empty if none could be."""
    text = parsed.folded
    places = {word.start: word for clause in parsed.clauses for word in clause.words if word.written in unknown}
    changed = False
    for start in sorted(places, reverse=True):
        if better := vocabulary.nearest(places[start].written):
            text = text[:start] + better + text[places[start].end :]
            changed = True
    return " ".join(text.split()) if changed else ""
