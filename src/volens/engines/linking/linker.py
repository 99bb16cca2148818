"""Titles to codes by the labels they resemble."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from volens.engines.linking.titles import Title, clean, is_han


class Entry(NamedTuple):
    """One name of an occupation: its code in the classification, the name, its language, how much it counts (0 to 1)."""

    code: str
    label: str
    language: str = "en"
    weight: float = 1.0


class Link(NamedTuple):
    """One answer: a code, how well it fits (0 to 1), the chance that it is right (0 to 1), the label it owes this to."""

    code: str
    score: float
    confidence: float
    label: str


#: Below this confidence `assign` says nothing.
ABSTAIN = 0.25


def grams(word: str) -> Iterator[str]:
    """Letters of a word: in Chinese runs of 1 to 3 characters, elsewhere 2 to 5 letters with the word's borders."""
    if is_han(word):
        for length in (1, 2, 3):
            for start in range(len(word) - length + 1):
                yield word[start : start + length]
        return
    bordered = f" {word} "
    for length in (2, 3, 4, 5):
        if length >= len(bordered):
            yield bordered
            return
        for start in range(len(bordered) - length + 1):
            yield bordered[start : start + length]


class Linker:
    """A searchable set of labels. Read-only after it is built; safe to share between threads."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        """Index the entries; ValueError when there is none with a usable label."""
        usable = sorted({entry for entry in entries if entry.code and clean(entry.label).words})
        if not usable:
            raise ValueError("A linker needs at least one entry with a code and a label.")
        self._entries = usable
        self._codes = [entry.code for entry in usable]
        self._starts = np.array([i for i, c in enumerate(self._codes) if i == 0 or self._codes[i - 1] != c])
        self._weights = np.array([entry.weight for entry in usable], dtype=np.float32)
        counted = [self._count(clean(entry.label)) for entry in usable]
        frequency = Counter(gram for counts in counted for gram in counts)
        size = len(usable)
        self._idf = {gram: math.log((1 + size) / (1 + n)) + 1 for gram, n in frequency.items()}
        postings: dict[str, tuple[list[int], list[float]]] = {gram: ([], []) for gram in frequency}
        for index, counts in enumerate(counted):
            vector = self._vector(counts)
            for gram, weight in vector.items():
                where, weights = postings[gram]
                where.append(index)
                weights.append(weight)
        self._postings = {
            gram: (np.array(where, dtype=np.int32), np.array(weights, dtype=np.float32))
            for gram, (where, weights) in postings.items()
        }

    @staticmethod
    def _count(title: Title) -> Counter[str]:
        return Counter(gram for word in (*title.words, *title.aside) for gram in grams(word))

    def _vector(self, counts: Counter[str]) -> dict[str, float]:
        known = {g: (1 + math.log(n)) * self._idf[g] for g, n in counts.items() if g in self._idf}
        norm = math.sqrt(sum(w * w for w in known.values())) or 1.0
        return {g: w / norm for g, w in known.items()}

    def _scores(self, title: str) -> NDArray[np.float32]:
        total = np.zeros(len(self._entries), dtype=np.float32)
        for gram, weight in self._vector(self._count(clean(title))).items():
            where, weights = self._postings[gram]
            total[where] += weight * weights
        return total * self._weights

    def link(self, title: str, text: str = "", *, limit: int = 5) -> tuple[Link, ...]:
        """The `limit` best codes for a title, best first; empty when nothing in it is known.

        `text` (duties, skills) is looked at when the title alone does not decide.
        """
        scores = self._scores(title)
        best = np.maximum.reduceat(scores, self._starts)
        order = np.argsort(-best, kind="stable")[:limit]
        ends = [*self._starts[1:].tolist(), len(self._entries)]
        found = []
        for position in order.tolist():
            start, score = int(self._starts[position]), float(best[position])
            if score <= 0:
                break
            label = self._entries[start + int(np.argmax(scores[start : ends[position]]))].label
            found.append(Link(self._codes[start], score, score, label))
        return tuple(found)

    def link_many(self, titles: Sequence[str], *, limit: int = 5) -> list[tuple[Link, ...]]:
        """`link` for many titles at once, in their order."""
        return [self.link(title, limit=limit) for title in titles]

    def assign(self, title: str, text: str = "", *, least: float = ABSTAIN) -> Link | None:
        """The best code if its confidence is at least `least`, otherwise None: better no code than a wrong one."""
        links = self.link(title, text, limit=1)
        return links[0] if links and links[0].confidence >= least else None
