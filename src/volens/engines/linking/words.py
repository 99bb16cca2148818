"""Codes by the words their labels use: naive Bayes on TF-IDF weights, all codes equally likely beforehand.

Weights of a title have the length 1 (as J. Rennie and others, "Tackling the poor assumptions of naive Bayes text
classifiers", 2003, advise), so that a long title is not surer of itself than a short one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from volens.engines.linking.features import known_terms, terms
from volens.engines.linking.titles import Title

#: Added to the count of each word for each code.
SMOOTHING = 0.1


class Words:
    """Log-likelihood of words by code. Read-only."""

    def __init__(self, vocabulary: Sequence[str], arrays: Mapping[str, NDArray[Any]]) -> None:
        """Take what `build` or a file on disk gives."""
        self.vocabulary = vocabulary
        self.arrays = arrays
        self._ids = {term: index for index, term in enumerate(vocabulary)}
        self._idf: NDArray[np.float32] = arrays["idf"]
        self._starts: NDArray[np.int32] = arrays["starts"]
        self._codes: NDArray[np.int32] = arrays["codes"]
        self._counts: NDArray[np.float32] = arrays["counts"]
        self._gains: NDArray[np.float32] = np.log1p(self._counts / SMOOTHING)
        self._totals: NDArray[np.float32] = arrays["totals"]
        self._lengths = np.diff(self._starts)
        self._common = np.log(self._totals)

    @classmethod
    def build(cls, titles: Sequence[Title], codes: NDArray[np.int64], weights: NDArray[np.float32]) -> Words:
        """Count the words of labels by code; `codes` are numbered from 0 and each has a label."""
        ids: dict[str, int] = {}
        used = [terms(title) for title in titles]
        rows = np.array([ids.setdefault(term, len(ids)) for found in used for term in found])
        strengths = np.array([strength for found in used for strength in found.values()])
        owners = np.repeat(np.arange(len(used)), [len(found) for found in used])
        idf = np.log((1 + len(used)) / (1 + np.bincount(rows))) + 1
        values = strengths * idf[rows]
        values /= np.sqrt(np.bincount(owners, values**2, minlength=len(used)))[owners]
        size = int(codes.max()) + 1
        cells, first = np.unique(rows * size + codes[owners], return_inverse=True)
        counts = np.bincount(first, values * weights[owners])
        column = cells % size
        return cls(
            list(ids),
            {
                "idf": idf.astype(np.float32),
                "starts": np.searchsorted(cells, np.arange(len(ids) + 1) * size).astype(np.int32),
                "codes": column.astype(np.int32),
                "counts": counts.astype(np.float32),
                "totals": (np.bincount(column, counts, minlength=size) + SMOOTHING * len(ids)).astype(np.float32),
            },
        )

    def _weighted(self, title: Title) -> tuple[list[int], NDArray[np.float32]]:
        known = known_terms(title, self._ids)
        rows = list(known)
        weights = np.array(list(known.values()), dtype=np.float32) * self._idf[rows]
        return rows, _unit(weights)

    def scores(self, title: Title) -> NDArray[np.float32]:
        """Log-likelihood of the title's known words for every code, less that of the likeliest; 0 if none is known."""
        rows, weights = self._weighted(title)
        if not rows:
            return np.zeros(len(self._totals), dtype=np.float32)
        lengths = self._lengths[rows]
        ends = np.cumsum(lengths)  # the cells of all words one after another, added up in one go
        cells = np.repeat(self._starts[rows] - ends + lengths, lengths) + np.arange(ends[-1])
        gained = self._gains[cells] * np.repeat(weights, lengths)
        found = np.bincount(self._codes[cells], gained, minlength=len(self._totals)) - weights.sum() * self._common
        return np.asarray(found - found.max(), dtype=np.float32)

    def scores_without(self, title: Title, gone: Sequence[tuple[Title, float]], code: int) -> NDArray[np.float32]:
        """`scores` of a title as they would be had some labels of a code not been counted: for calibration.

        `gone` are those labels with their weights.
        """
        rows, weights = self._weighted(title)
        counted: dict[int, float] = {}
        for label, weight in gone:
            for row, value in zip(*self._weighted(label), strict=True):
                counted[row] = counted.get(row, 0.0) + weight * float(value)
        kept: list[tuple[float, NDArray[np.int32], NDArray[np.float32]]] = []
        for row, strength in zip(rows, weights.tolist(), strict=True):
            cells = slice(self._starts[row], self._starts[row + 1])
            codes, counts = self._codes[cells], self._counts[cells].copy()
            counts[codes == code] -= counted.get(row, 0.0)
            if counts.max() > 1e-3:  # a word of these labels alone would not be known
                kept.append((strength, codes, np.maximum(counts, 0)))
        length = np.sqrt(sum(strength * strength for strength, *_ in kept)) or 1.0
        totals = self._totals.copy()
        totals[code] = max(totals[code] - sum(counted.values()), SMOOTHING)
        found = -sum(strength for strength, *_ in kept) / length * np.log(totals)
        for strength, codes, counts in kept:
            found[codes] += strength / length * np.log1p(counts / SMOOTHING)
        return np.asarray(found - found.max(), dtype=np.float32)


def _unit(weights: NDArray[np.float32]) -> NDArray[np.float32]:
    """The same direction with length 1."""
    length = np.linalg.norm(weights)
    return (weights / length).astype(np.float32) if length else weights
