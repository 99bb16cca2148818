"""Titles to codes: letters, words, meaning, and the chance that the answer is right."""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from volens.engines.linking import calibration, storage
from volens.engines.linking.embedding import Embedding
from volens.engines.linking.features import stem
from volens.engines.linking.letters import Letters
from volens.engines.linking.names import Names
from volens.engines.linking.points import Points
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
#: In sentences a code's own name counts this much of what else is known, word for word.
NAMED = 2.0
#: Linked titles remembered: feeds repeat themselves.
REMEMBERED = 20_000
#: What speaks for the codes of a title is remembered until its text has been looked at: tens of kB each.
REMEMBERED_EVIDENCE = 8
#: Titles linked in one go: enough for the matrix product, few enough for the cache of the processor.
CHUNK = 128


class Entry(NamedTuple):
    """One name of an occupation: its code, the name, the name's language, how much it counts (0 to 1).

    Names of one code with the same `part` mean the same thing (an occupation within a group) and make one point.
    `preferred` is the name a concept goes by: what is looked for in sentences.
    """

    code: str
    label: str
    language: str = "en"
    weight: float = 1.0
    part: str = ""
    preferred: bool = False


class Link(NamedTuple):
    """One answer: a code, the likeness of its best label (0 to 1), the chance that it is right, and that label."""

    code: str
    score: float
    confidence: float
    label: str


class _Evidence(NamedTuple):
    """What speaks for each code (log odds to a constant), the likeness of each label, and whether anything is known."""

    codes: NDArray[np.float64]
    labels: NDArray[np.float32]
    known: bool


class Linker:
    """A searchable set of labels. Read-only after it is built; safe to share between threads."""

    def __init__(
        self,
        entries: Iterable[Entry],
        cache_dir: Path | None = None,
        *,
        embedding: Embedding | None = None,
        sentences: bool = False,
    ) -> None:
        """Index the entries; ValueError when there is none with a code and a label.

        With `cache_dir` the built model is kept there, and taken from there when the same entries come again. With an
        `embedding` meaning counts besides letters and words. With `sentences` what is linked is running text that may
        name several codes (skills in an advertisement), not a title.
        """
        self._entries = sorted({entry for entry in entries if entry.code and entry.label.strip() and entry.weight > 0})
        if not self._entries:
            raise ValueError("A linker needs at least one entry with a code and a label.")
        codes = [entry.code for entry in self._entries]
        self._codes = sorted(set(codes))
        number = {code: index for index, code in enumerate(self._codes)}
        self._owner = np.array([number[code] for code in codes], dtype=np.int64)
        self._starts = np.searchsorted(self._owner, np.arange(len(self._codes)))
        self._ends = np.append(self._starts[1:], len(self._entries))
        self._weights = np.array([entry.weight for entry in self._entries], dtype=np.float32)
        self._embedding = embedding
        self._sentences = sentences
        said = repr(
            (
                storage.FORMAT,
                embedding.digest if embedding else "",
                sentences,
                [tuple(entry) for entry in self._entries],
            )
        )
        self.digest = hashlib.sha256(said.encode()).hexdigest()
        stored = storage.load(cache_dir, self.digest) if cache_dir else None
        if stored is None:
            stored = self._build()
            if cache_dir:
                storage.save(cache_dir, self.digest, stored)
        self._letters, self._words, self._points, self._trust = stored[:4]
        self._named: dict[str, set[int]] = {}
        for name, owner in zip(stored.names, self._owner.tolist(), strict=True):
            self._named.setdefault(name, set()).add(owner)
        self._in_sentences = Names(*self._preferred(), len(self._codes)) if sentences else None
        self._remembered = lru_cache(maxsize=REMEMBERED)(self._link_title)
        self._remembered_evidence = lru_cache(maxsize=REMEMBERED_EVIDENCE)(self._of_title)
        self._sure_of: dict[Title, Link] = {}

    def __len__(self) -> int:
        """Number of entries."""
        return len(self._entries)

    @property
    def codes(self) -> Sequence[str]:
        """All codes it can answer, sorted."""
        return self._codes

    def _preferred(self) -> tuple[list[str], list[int]]:
        """Names that codes go by, all of a code that has no preferred one, and the numbers of their codes."""
        labels: list[str] = []
        numbers: list[int] = []
        for number, (start, end) in enumerate(zip(self._starts.tolist(), self._ends.tolist(), strict=True)):
            of_code = self._entries[start:end]
            chosen = [entry.label for entry in of_code if entry.preferred] or [entry.label for entry in of_code]
            labels += chosen
            numbers += [number] * len(chosen)
        return labels, numbers

    def _cleaned(self, text: str) -> Title:
        return Title(body(text), ()) if self._sentences else clean(text)

    def _build(self) -> storage.Model:
        titles = [clean(entry.label) for entry in self._entries]
        letters = Letters.build(titles)
        words = Words.build(titles, self._owner, self._weights)
        points = None
        vectors = None
        if self._embedding is not None:
            vectors = self._embedding.encode(titles)
            points = Points.build(vectors, self._owner, [entry.part for entry in self._entries], self._weights)
        labels = calibration.Labels(
            [entry.label for entry in self._entries], titles, self._owner, self._weights, vectors
        )
        trust = calibration.calibrate(labels, letters, words, points, self._embedding)
        return storage.Model(letters, words, points, trust, [_name(title) for title in titles])

    def _near(self, titles: Sequence[Title]) -> NDArray[np.float32] | None:
        """How near each code lies to each title."""
        if self._points is None or self._embedding is None:
            return None
        return self._points.scores(self._embedding.encode(titles))

    def _of_title(self, title: Title) -> _Evidence:
        near = self._near([title])
        return self._evidence(title, None if near is None else near[0])

    def _link_title(self, title: Title, limit: int) -> tuple[Link, ...]:
        return self._ranked(self._remembered_evidence(title), limit)

    @property
    def embedding(self) -> Embedding | None:
        """What it knows of meaning, None when it goes by letters and words alone."""
        return self._embedding

    def labels(self, code: str) -> Sequence[str]:
        """All labels of a code, in the order of their entries; empty when it has none."""
        place = bisect_left(self._codes, code)
        if place == len(self._codes) or self._codes[place] != code:
            return ()
        return [entry.label for entry in self._entries[self._starts[place] : self._ends[place]]]

    def vectors(self, titles: Sequence[Title]) -> NDArray[np.float32] | None:
        """Points of titles in the embedding, None without one."""
        return None if self._embedding is None else self._embedding.encode(titles)

    def kinds(self, titles: Sequence[Title]) -> NDArray[np.float32]:
        """Each kind of evidence for each code and title: letters, words, meaning where there is an embedding."""
        near = self._near(titles)
        found = np.zeros((len(titles), len(self._codes), 2 if near is None else 3), dtype=np.float32)
        for index, title in enumerate(titles):
            found[index, :, 0] = np.maximum.reduceat(self._letters.scores(title) * self._weights, self._starts)
            found[index, :, 1] = self._words.scores(title)
        if near is not None:
            found[:, :, 2] = near
        return found

    def chances(self, titles: Sequence[Title], said: NDArray[np.float32]) -> NDArray[np.float64]:
        """The chance of each code by labels alone: (titles, codes). `said` is what `kinds` gave for the titles."""
        evidence = said @ self._trust.astype(np.float32)
        for row, title in enumerate(titles):
            evidence[row, self.named(title)] += EXACT
        return calibration.softmax(evidence)

    def named(self, title: Title) -> list[int]:
        """Numbers of the codes that have a label of just these words."""
        return sorted(self._named.get(_name(title), ()))

    def label(self, code: str) -> str:
        """The first label of a code; "" when it has none."""
        place = bisect_left(self._codes, code)
        known = place < len(self._codes) and self._codes[place] == code
        return self._entries[int(self._starts[place])].label if known else ""

    def _evidence(self, title: Title, near: NDArray[np.float32] | None, text: str = "") -> _Evidence:
        """What letters, words and meaning of a title say."""
        words = self._words.scores(title)
        likeness = self._letters.scores(title) * self._weights
        evidence = self._trust[0] * np.maximum.reduceat(likeness, self._starts) + self._trust[1] * words
        if near is not None:
            evidence += self._trust[2] * near
        if self._in_sentences is not None:
            evidence += NAMED * self._trust[0 if near is None else 2] * self._in_sentences.scores(text)
        evidence[list(self._named.get(_name(title), ()))] += EXACT
        known = likeness.any() or words.any() or (near is not None and near.any())
        return _Evidence(evidence, likeness, bool(known))

    def _with_text(self, found: _Evidence, text: str) -> _Evidence:
        """What is known of a title, and what the words of the text below it say."""
        said = self._words.scores(Title(body(text), ()))
        return _Evidence(found.codes + self._trust[1] * TEXT * said, found.labels, found.known or bool(said.any()))

    def _ranked(self, found: _Evidence, limit: int) -> tuple[Link, ...]:
        """The likeliest codes, each with its nearest label."""
        if not found.known:
            return ()
        chances = calibration.softmax(found.codes)
        picked = np.arange(len(chances))
        if limit < len(chances):
            picked = np.argpartition(-chances, limit)[:limit]
        picked = picked[np.lexsort((picked, -chances[picked]))]
        links = []
        for code in picked.tolist():
            start, end = self._starts[code], self._ends[code]
            nearest = int(start + np.argmax(found.labels[start:end]))
            score = min(1.0, float(found.labels[nearest]))
            links.append(Link(self._codes[code], score, float(chances[code]), self._entries[nearest].label))
        return tuple(links)

    def link(self, title: str, text: str = "", *, limit: int = 5) -> tuple[Link, ...]:
        """The `limit` best codes for a title, likeliest first; empty when nothing in it is known.

        `text` (duties, skills) is looked at when the title alone does not decide.
        """
        if limit < 1:
            return ()
        if self._sentences:
            return self.link_many([f"{title}\n{text}" if text else title], limit=limit)[0]
        cleaned = clean(title)
        links = self._remembered(cleaned, limit)
        if not text or (links and links[0].confidence >= SURE):
            return links
        return self._ranked(self._with_text(self._remembered_evidence(cleaned), text), limit)

    def link_many(self, titles: Iterable[str], *, limit: int = 5) -> list[tuple[Link, ...]]:
        """`link` for many titles at once, in their order, faster than one by one."""
        if limit < 1:
            return [() for _ in titles]
        cleaned = [(self._cleaned(title), title if self._sentences else "") for title in titles]
        known = dict(self._linked(list(dict.fromkeys(cleaned)), limit))
        return [known[title] for title in cleaned]

    def _linked(
        self, asked: Sequence[tuple[Title, str]], limit: int
    ) -> Iterator[tuple[tuple[Title, str], tuple[Link, ...]]]:
        for start in range(0, len(asked), CHUNK):
            chunk = asked[start : start + CHUNK]
            near = self._near([title for title, _text in chunk])
            for index, (title, text) in enumerate(chunk):
                of_title = None if near is None else near[index]
                yield (title, text), self._ranked(self._evidence(title, of_title, text), limit)

    def assign(self, title: str, text: str = "", *, least: float = ABSTAIN) -> Link | None:
        """The best code if its confidence is at least `least`, otherwise None: better no code than a wrong one."""
        return _sure(self.link(title, text, limit=1), least)

    def assign_many(self, titles: Sequence[tuple[str, str]], *, least: float = ABSTAIN) -> list[Link | None]:
        """`assign` for many titles with their texts at once, in their order, faster than one by one."""
        if self._sentences:
            return [self.assign(title, text, least=least) for title, text in titles]
        found: list[Link | None] = []
        for start in range(0, len(titles), CHUNK):
            chunk = [(clean(title), text) for title, text in titles[start : start + CHUNK]]
            asked = [title for title in dict.fromkeys(title for title, _text in chunk) if title not in self._sure_of]
            near = self._near(asked) if asked else None
            said = {title: self._evidence(title, None if near is None else near[at]) for at, title in enumerate(asked)}
            found += [_sure(self._decided(title, text, said), least) for title, text in chunk]
        return found

    def _decided(self, title: Title, text: str, said: Mapping[Title, _Evidence]) -> Sequence[Link]:
        """The likeliest code of a title that was sure before, or of which this is `said`; and of the text below it."""
        if known := self._sure_of.get(title):
            return (known,)
        links = self._ranked(said[title], 1)
        if links and links[0].confidence >= SURE:
            if len(self._sure_of) >= REMEMBERED:
                self._sure_of.clear()
            self._sure_of[title] = links[0]
        elif text:
            links = self._ranked(self._with_text(said[title], text), 1)
        return links


def _sure(links: Sequence[Link], least: float) -> Link | None:
    return links[0] if links and links[0].confidence >= least else None


def _name(title: Title) -> str:
    """What makes two titles the same: their words in any order, without what is said aside."""
    return " ".join(sorted({stem(word) for word in title.words}))
