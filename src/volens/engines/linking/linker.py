"""Titles to codes: letters, words and the chance that the answer is right."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from volens.engines.linking import calibration, storage
from volens.engines.linking.features import stem, terms
from volens.engines.linking.letters import Letters
from volens.engines.linking.titles import Title, body, clean
from volens.engines.linking.words import Words

#: Below this confidence `assign` says nothing.
ABSTAIN = 0.25
#: A title this sure of its code is not doubted by the text below it.
SURE = 0.5
#: What a text says counts this much of what the words of a title say: only titles that do not decide come to it.
TEXT = 2.0
#: What a label that says exactly the same adds for its code (in log odds). Left-out labels cannot teach this.
EXACT = 2.0
#: Labels left out one at a time to learn how far to trust the evidence.
CALIBRATION_CASES = 2_000
#: Cleaned titles remembered: feeds repeat themselves.
REMEMBERED = 20_000


class Entry(NamedTuple):
    """One name of an occupation: its code, the name, the name's language, how much it counts (0 to 1)."""

    code: str
    label: str
    language: str = "en"
    weight: float = 1.0


class Link(NamedTuple):
    """One answer: a code, the likeness of its best label (0 to 1), the chance that it is right, and that label."""

    code: str
    score: float
    confidence: float
    label: str


class Linker:
    """A searchable set of labels. Read-only after it is built; safe to share between threads."""

    def __init__(self, entries: Iterable[Entry], cache_dir: Path | None = None) -> None:
        """Index the entries; ValueError when there is none with a code and a label.

        With `cache_dir` the built model is kept there, and taken from there when the same entries come again.
        """
        self._entries = sorted({entry for entry in entries if entry.code and entry.label.strip() and entry.weight > 0})
        if not self._entries:
            raise ValueError("A linker needs at least one entry with a code and a label.")
        codes = [entry.code for entry in self._entries]
        self._codes = sorted(set(codes))
        number = {code: index for index, code in enumerate(self._codes)}
        self._owner = np.array([number[code] for code in codes], dtype=np.int64)
        self._starts = np.searchsorted(self._owner, np.arange(len(self._codes)))
        self._weights = np.array([entry.weight for entry in self._entries], dtype=np.float32)
        self.digest = hashlib.sha256(repr((storage.FORMAT, self._entries)).encode()).hexdigest()
        stored = storage.load(cache_dir, self.digest) if cache_dir else None
        if stored is None:
            stored = self._build()
            if cache_dir:
                storage.save(cache_dir, self.digest, stored)
        self._letters, self._words, self._trust = stored.letters, stored.words, stored.trust
        self._named: dict[str, set[int]] = {}
        for name, number in zip(stored.names, self._owner.tolist(), strict=True):
            self._named.setdefault(name, set()).add(number)
        self._remembered = lru_cache(maxsize=REMEMBERED)(self._link_title)

    def __len__(self) -> int:
        """Number of entries."""
        return len(self._entries)

    @property
    def codes(self) -> Sequence[str]:
        """All codes it can answer, sorted."""
        return self._codes

    def _build(self) -> storage.Model:
        titles = [clean(entry.label) for entry in self._entries]
        letters = Letters.build(titles)
        words = Words.build(titles, self._owner, self._weights)
        trust = self._calibrate(titles, letters, words)
        return storage.Model(letters, words, trust, [_name(title) for title in titles])

    def _calibrate(self, titles: Sequence[Title], letters: Letters, words: Words) -> NDArray[np.float64]:
        """Leave labels out one at a time, together with those of the same code and words, and see what is found."""
        sure = np.flatnonzero(self._weights == self._weights.max())
        chosen = sure[np.unique(np.linspace(0, len(sure) - 1, CALIBRATION_CASES).astype(int))].tolist()
        signatures = [frozenset(terms(title)) for title in titles]
        ends = np.append(self._starts[1:], len(titles))
        cases: list[NDArray[np.float32]] = []
        right: list[int] = []
        for number, index in enumerate(chosen):
            code = int(self._owner[index])
            asked = calibration.blurred(titles[index], number, titles[chosen[(number * 7919 + 1) % len(chosen)]])
            likeness = letters.scores(asked) * self._weights
            for other in range(self._starts[code], ends[code]):
                if signatures[other] == signatures[index]:
                    likeness[other] = 0
            if not likeness.any():
                continue
            spoken = words.scores_without(asked, titles[index], code, float(self._weights[index]))
            cases.append(np.stack([np.maximum.reduceat(likeness, self._starts), spoken], axis=1))
            right.append(code)
        if len(cases) < 50 or len(self._codes) < 2:
            return np.array([10.0, 1.0])
        return calibration.fit(np.stack(cases), np.array(right))

    def _link_title(self, title: Title, limit: int) -> tuple[Link, ...]:
        return self._ranked(title, self._words.scores(title), limit)

    def _ranked(self, title: Title, words: NDArray[np.float32], limit: int) -> tuple[Link, ...]:
        """The likeliest codes by the letters of the title and what words say, with the nearest label of each."""
        likeness = self._letters.scores(title) * self._weights
        best = np.maximum.reduceat(likeness, self._starts)
        evidence = np.stack([best, words], axis=1) @ self._trust
        evidence[list(self._named.get(_name(title), ()))] += EXACT
        chances = calibration.softmax(evidence)
        picked = np.arange(len(chances))
        if limit < len(chances):
            picked = np.argpartition(-chances, limit)[:limit]
        picked = picked[np.lexsort((picked, -chances[picked]))]
        ends = np.append(self._starts[1:], len(self._entries))
        found = []
        for code in picked.tolist():
            if not best[code] > 0 and not words.any():
                continue
            start = int(self._starts[code])
            nearest = start + int(np.argmax(likeness[start : ends[code]]))
            score = min(1.0, float(best[code]))
            found.append(Link(self._codes[code], score, float(chances[code]), self._entries[nearest].label))
        return tuple(found)

    def link(self, title: str, text: str = "", *, limit: int = 5) -> tuple[Link, ...]:
        """The `limit` best codes for a title, likeliest first; empty when nothing in it is known.

        `text` (duties, skills) is looked at when the title alone does not decide.
        """
        if limit < 1:
            return ()
        cleaned = clean(title)
        links = self._remembered(cleaned, limit)
        if not text or (links and links[0].confidence >= SURE):
            return links
        said = self._words.scores(Title(body(text), ()))
        return self._ranked(cleaned, self._words.scores(cleaned) + TEXT * said, limit)

    def link_many(self, titles: Iterable[str], *, limit: int = 5) -> list[tuple[Link, ...]]:
        """`link` for many titles at once, in their order."""
        return [self.link(title, limit=limit) for title in titles]

    def assign(self, title: str, text: str = "", *, least: float = ABSTAIN) -> Link | None:
        """The best code if its confidence is at least `least`, otherwise None: better no code than a wrong one."""
        links = self.link(title, text, limit=1)
        return links[0] if links and links[0].confidence >= least else None


def _name(title: Title) -> str:
    """What makes two titles the same: their words in any order, without what is said aside."""
    return " ".join(sorted({stem(word) for word in title.words}))
