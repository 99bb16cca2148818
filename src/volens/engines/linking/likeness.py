"""How alike titles are to titles that were coded before: by letters and words, by meaning, by what labels say.

Letters and words count by how rare they are and by what they tell of codes: how often two examples that have one were
given the same code (supervised term weighting: F. Debole and F. Sebastiani, "Supervised term weighting for automated
text categorization", 2003; the measure is the purity of W. Shang and others, "A novel feature selection algorithm for
text categorization", 2007, drawn towards what any two examples have in common where few have a feature).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from volens.engines.linking.embedding import unit
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
#: How much a word counts that cleaning cut.
CUT = 1.5

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

    def __init__(
        self,
        rows: Sequence[Mapping[str, float]],
        codes: Sequence[Sequence[int]] = (),
        beside: Sequence[Mapping[str, float]] = (),
    ) -> None:
        """With the `codes` each row was given features count by how rare they are and what they tell of codes, and
        rows have the length 1. Rows `beside` follow the others; what features there are and count is told by these.
        """
        seen = Counter(feature for row in rows for feature in row)
        self._ids = {feature: index for index, feature in enumerate(seen)}
        self._size, self._worth = len(rows) + len(beside), None
        if codes:
            counts = np.array(list(seen.values()), dtype=np.float64)
            held = [np.array([self._ids[feature] for feature in row], dtype=np.int64) for row in rows]
            rarity = np.log((1 + len(rows)) / (1 + counts)) + 1
            self._worth = rarity * np.sqrt(agreement(held, codes, len(seen)))
        weighted = [self._weighted(row) for row in (*rows, *beside)]
        owner = np.repeat(np.arange(self._size), [len(columns) for columns, _weights in weighted])
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
        if self._worth is None:
            return columns, weights
        weights *= self._worth[columns]
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


class Labels(NamedTuple):
    """Codes as if they were titles: what all labels of each have in common, a row for each code of a linker."""

    features: list[dict[str, float]]
    told: list[dict[str, float]]
    vectors: NDArray[np.float32] | None

    @classmethod
    def of(cls, linker: Linker) -> Labels:
        """All codes of a linker, in its order."""
        together, told, sums = [], [], []
        for code in linker.codes:
            asked = [Asked.of(label) for label in linker.labels(code)]
            found: dict[str, float] = {}
            for row in map(features, asked):
                length = sum(weight * weight for weight in row.values()) ** 0.5
                for feature, weight in row.items():
                    found[feature] = found.get(feature, 0.0) + weight / length
            together.append(found)
            names = (code, f"{code[:-LAST]}*") if code[:-LAST] else (code,)
            told.append(dict.fromkeys(names, 0.5**0.5))
            vectors = linker.vectors([one.title for one in asked])
            if vectors is not None:
                sums.append(vectors.sum(axis=0))
        return cls(together, told, unit(np.stack(sums)) if sums else None)


class Likeness:
    """Likeness of titles to the examples: letters and words, meaning, and what labels say, alone and together."""

    def __init__(
        self,
        linker: Linker,
        asked: Sequence[Asked],
        told: Sequence[Mapping[str, float]],
        codes: Sequence[Sequence[int]],
        labels: Labels | None = None,
    ) -> None:
        """`told` is what labels say of each title (`tellings`), `codes` are numbers of those it was given.

        With `labels` these follow the titles as examples of their own.
        """
        self._linker = linker
        self._letters = _Rows([features(one) for one in asked], codes, labels.features if labels else ())
        self._told = _Rows(told, (), labels.told if labels else ())
        self._vectors = linker.vectors([one.title for one in asked])
        if labels is not None and labels.vectors is not None and self._vectors is not None:
            self._vectors = np.concatenate([self._vectors, labels.vectors])
        #: How alike a title is to itself.
        self.itself = (1.0 if self._vectors is None else 3.0) + SAME_SAID * 2

    def rows(self, asked: Sequence[Asked], told: Sequence[Mapping[str, float]]) -> NDArray[np.float32]:
        """One row of likenesses to all examples for each title."""
        return self._rows([features(one) for one in asked], told, self._linker.vectors([one.title for one in asked]))

    def rows_of_labels(self, labels: Labels) -> NDArray[np.float32]:
        """The same for codes."""
        return self._rows(labels.features, labels.told, labels.vectors)

    def _rows(
        self,
        rows: Sequence[Mapping[str, float]],
        told: Sequence[Mapping[str, float]],
        vectors: NDArray[np.float32] | None,
    ) -> NDArray[np.float32]:
        letters = self._letters.products(rows)
        alike = self._told.products(told)
        alike *= SAME_SAID
        if self._vectors is not None:
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


def agreement(held: Sequence[NDArray[np.int64]], codes: Sequence[Sequence[int]], features: int) -> NDArray[np.float64]:
    """For each feature the chance that two rows which have it were given the same code.

    `held` are the features of each row, `codes` its codes. To what was seen of each feature one pair is added that
    agrees as often as any two rows do: what a feature of one row tells is as little as that.
    """
    of_any_two = _agreeing([np.zeros(1, dtype=np.int64)] * len(codes), codes, 1, 1.0)
    return _agreeing(held, codes, features, float(of_any_two[0]))


def _agreeing(
    held: Sequence[NDArray[np.int64]], codes: Sequence[Sequence[int]], features: int, added: float
) -> NDArray[np.float64]:
    several = np.array([len(own) for own in codes])
    feature = np.concatenate([np.repeat(of_row, len(own)) for of_row, own in zip(held, codes, strict=True)])
    code = np.concatenate([np.tile(own, len(of_row)) for of_row, own in zip(held, codes, strict=True)])
    width = int(code.max()) + 1
    both, times = np.unique(feature * width + code, return_counts=True)
    same = np.bincount(both // width, times * (times - 1), minlength=features)
    number = np.bincount(feature, minlength=features)
    # Two codes of one row are no pair.
    within = np.repeat(several * (several - 1), [len(of_row) for of_row in held])
    pairs = number * (number - 1) - np.bincount(np.concatenate(held), within, minlength=features)
    return np.asarray((same + 2 * added) / (pairs + 2), dtype=np.float64)


def features(asked: Asked) -> dict[str, float]:
    """Letters and words of a title, those said aside at half weight, and those cut: examples teach what they matter.

    Of Chinese also how it begins and ends: the end names the kind of work (员, 工, 工程师), the beginning its object.
    """
    found = terms(asked.title) | dict.fromkeys((f"-{word}" for word in asked.cut), CUT)
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
