"""Codes by the words their labels use: naive Bayes on TF-IDF weights, all codes equally likely beforehand.

Weights of a title have the length 1 (as J. Rennie and others, "Tackling the poor assumptions of naive Bayes text
classifiers", 2003, advise), so that a long title is not surer of itself than a short one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from volens.engines.linking.features import terms
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
        self._counts: NDArray[np.float16] = arrays["counts"]
        self._totals: NDArray[np.float32] = arrays["totals"]

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
        cells = rows * size + codes[owners]
        counts = np.bincount(cells, values * weights[owners], minlength=len(ids) * size).reshape(len(ids), size)
        return cls(
            list(ids),
            {
                "idf": idf.astype(np.float32),
                "counts": counts.astype(np.float16),
                "totals": (counts.sum(axis=0) + SMOOTHING * len(ids)).astype(np.float32),
            },
        )

    def _weighted(self, title: Title) -> tuple[list[int], NDArray[np.float32]]:
        known = [(self._ids[term], strength) for term, strength in terms(title).items() if term in self._ids]
        rows = [row for row, _ in known]
        weights = np.array([strength for _, strength in known], dtype=np.float32) * self._idf[rows]
        return rows, _unit(weights)

    def scores(self, title: Title) -> NDArray[np.float32]:
        """Log-likelihood of the title's known words for every code, less that of the likeliest; 0 if none is known."""
        rows, weights = self._weighted(title)
        if not rows:
            return np.zeros(len(self._totals), dtype=np.float32)
        return _likelihood(weights, self._counts[rows].astype(np.float32), self._totals)

    def scores_without(self, title: Title, code: int, weight: float) -> NDArray[np.float32]:
        """`scores` as they would be had this label of this code not been counted: for calibration."""
        rows, weights = self._weighted(title)
        if not rows:
            return np.zeros(len(self._totals), dtype=np.float32)
        counts = self._counts[rows].astype(np.float32)
        counts[:, code] = np.maximum(counts[:, code] - weight * weights, 0)
        elsewhere = counts.max(axis=1) > 1e-3  # a word of this label alone would not be known
        if not elsewhere.any():
            return np.zeros(len(self._totals), dtype=np.float32)
        totals = self._totals.copy()
        totals[code] -= weight * float(weights.sum())
        return _likelihood(_unit(weights[elsewhere]), counts[elsewhere], totals)


def _unit(weights: NDArray[np.float32]) -> NDArray[np.float32]:
    """The same direction with length 1."""
    length = np.linalg.norm(weights)
    return (weights / length).astype(np.float32) if length else weights


def _likelihood(
    weights: NDArray[np.float32], counts: NDArray[np.float32], totals: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Log-likelihood by code of words with these weights and counts, less that of the likeliest code."""
    found = (weights[:, None] * np.log(counts + SMOOTHING)).sum(axis=0) - weights.sum() * np.log(totals)
    return np.asarray(found - found.max(), dtype=np.float32)
