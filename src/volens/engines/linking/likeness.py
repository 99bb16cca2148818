"""How alike titles are to titles that were coded before: by letters and words, by meaning, by what labels say."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from volens.engines.linking.features import ASIDE, grams, terms
from volens.engines.linking.linker import Linker
from volens.engines.linking.titles import HAN, Title, clean, fold, is_han, placeless

#: Of what labels say of a title so many likeliest codes are looked at.
TOLD = 20
#: How much titles of which labels say the same count as alike.
SAME_SAID = 0.5
#: Codes that differ in their last characters only are a family: classifications number each level with one or two.
LAST = 2

#: How many characters of a Chinese word's beginning and end are looked at on their own.
BEGINNINGS = (1, 2)
ENDS = (1, 2, 3)

_LATIN = re.compile(r"[a-z]+")
_HAN_RUN = re.compile(f"[{HAN}]{{2,}}")


class Asked(NamedTuple):
    """A cleaned title, and what cleaning cut: to some offices "trainee" is a code of its own.

    Of Chinese, where nothing parts words, what was cut are the pairs of characters that the cleaned title lacks.
    """

    title: Title
    cut: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> Asked:
        """Clean a title."""
        title = clean(text)
        kept = {*title.words, *title.aside}
        folded = placeless(fold(text))
        cut = {word for word in _LATIN.findall(folded) if word not in kept}
        if not folded.isascii():
            cut |= {two for run in _HAN_RUN.findall(folded) for two in _twos(run)}
            cut -= {two for word in kept if is_han(word) for two in _twos(word)}
        return cls(title, tuple(sorted(cut)))

    @property
    def empty(self) -> bool:
        """Whether there is nothing to go by."""
        return not (self.title.words or self.title.aside)


class _Rows:
    """Sparse rows, found again by the features they share with others."""

    def __init__(self, rows: Sequence[Mapping[str, float]], *, rare: bool) -> None:
        """`rare`: features count by how rare they are, and rows have the length 1."""
        seen = Counter(feature for row in rows for feature in row)
        self._ids = {feature: index for index, feature in enumerate(seen)}
        self._size, self._rare = len(rows), rare
        counts = np.array(list(seen.values()), dtype=np.float64)
        self._idf = np.log((1 + len(rows)) / (1 + counts)) + 1 if rare else np.ones(len(seen))
        weighted = [self._weighted(row) for row in rows]
        owner = np.repeat(np.arange(len(rows)), [len(columns) for columns, _weights in weighted])
        flat = np.concatenate([columns for columns, _weights in weighted])
        order = np.argsort(flat, kind="stable")
        self._starts = np.searchsorted(flat[order], np.arange(len(seen) + 1))
        self._lengths = np.diff(self._starts)
        self._owner = owner[order]
        self._values = np.concatenate([weights for _columns, weights in weighted])[order]

    def _weighted(self, row: Mapping[str, float]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        ids = self._ids
        known = [feature for feature in row if feature in ids]
        columns = np.array([ids[feature] for feature in known], dtype=np.int64)
        weights = np.array([row[feature] for feature in known], dtype=np.float64)
        if not self._rare:
            return columns, weights
        weights *= self._idf[columns]
        length = float(weights @ weights) ** 0.5
        return columns, weights / length if length else weights

    def products(self, rows: Sequence[Mapping[str, float]]) -> NDArray[np.float32]:
        """The product of each of these rows with each known one."""
        found = np.zeros((len(rows), self._size), dtype=np.float32)
        for index, row in enumerate(rows):
            columns, weights = self._weighted(row)
            first, lengths = self._starts[columns], self._lengths[columns]
            ends = np.cumsum(lengths)
            if len(ends) and ends[-1]:
                where = np.repeat(first - ends + lengths, lengths) + np.arange(ends[-1])
                added = self._values[where] * np.repeat(weights, lengths)
                found[index] = np.bincount(self._owner[where], added, minlength=self._size)
        return found


class Likeness:
    """Likeness of titles to the examples: letters and words, meaning, and what labels say, alone and together."""

    def __init__(self, linker: Linker, asked: Sequence[Asked], told: Sequence[Mapping[str, float]]) -> None:
        """`told` is what labels say of each title: `tellings`."""
        self._linker = linker
        self._letters = _Rows([features(one) for one in asked], rare=True)
        self._told = _Rows(told, rare=False)
        self._vectors = linker.vectors([one.title for one in asked])
        #: How alike a title is to itself.
        self.itself = (1.0 if self._vectors is None else 3.0) + SAME_SAID * 2

    def rows(self, asked: Sequence[Asked], told: Sequence[Mapping[str, float]]) -> NDArray[np.float32]:
        """One row of likenesses to all examples for each title."""
        letters = self._letters.products([features(one) for one in asked])
        alike = self._told.products(told)
        alike *= SAME_SAID
        if self._vectors is not None:
            vectors = self._linker.vectors([one.title for one in asked])
            assert vectors is not None  # noqa: S101 - one linker, one embedding
            near = vectors @ self._vectors.T
            np.maximum(near, 0, out=near)
            near *= near
            alike += near
        # letters + alike + letters * alike, in place: these are the largest arrays of all
        found = letters + 1
        found *= alike
        found += letters
        return found


def tellings(linker: Linker, titles: Sequence[Title], said: NDArray[np.float32]) -> list[dict[str, float]]:
    """The likeliest codes and families by labels alone: roots of halved chances, so that a product is at most 1.

    Two titles may share no word; when labels say the same of both, what an office made of one tells of the other.
    `said` is `linker.kinds` of the titles.
    """
    chances = linker.chances(titles, said)
    most = min(TOLD, chances.shape[1])
    best = np.argpartition(-chances, most - 1, axis=1)[:, :most]
    codes = linker.codes
    found = []
    for row, picked in enumerate(best.tolist()):
        likely: dict[str, float] = {}
        for place in picked:
            half, code = float(chances[row, place]) / 2, codes[place]
            likely[code] = half
            if family := code[:-LAST]:
                likely[f"{family}*"] = likely.get(f"{family}*", 0.0) + half
        found.append({name: value**0.5 for name, value in likely.items()})
    return found


def features(asked: Asked) -> dict[str, float]:
    """Letters and words of a title, those said aside at half weight, and those cut: examples teach what they matter.

    Of Chinese also how it begins and ends: the end names the kind of work (员, 工, 工程师), the beginning its object.
    """
    found = terms(asked.title) | dict.fromkeys((f"-{word}" for word in asked.cut), 1.0)
    for words, strength in ((asked.title.words, 1.0), (asked.title.aside, ASIDE)):
        for word in words:
            for piece in _pieces(word):
                found.setdefault(piece, strength)
    return found


def _pieces(word: str) -> Iterator[str]:
    if is_han(word):
        yield from (f"^{word[:length]}" for length in BEGINNINGS)
        yield from (f"{word[-length:]}$" for length in ENDS)
    else:
        yield from (f"~{gram}" for gram in grams(word))


def _twos(word: str) -> Iterator[str]:
    return (word[start : start + 2] for start in range(len(word) - 1))
