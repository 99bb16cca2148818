"""Titles as points: what means the same lies near, whatever its letters or its language.

A title's vector is the sum of the vectors of its words, pairs of words and pieces of words (P. Bojanowski and others,
"Enriching word vectors with subword information", 2017), each as heavy as it is rare. `training` learns the vectors.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from volens.engines.linking.features import ASIDE, pairs, parts
from volens.engines.linking.titles import Title

#: Words kept with their vectors: half a kilobyte each.
KEPT_WORDS = 50_000


class Embedding:
    """Vectors of features. Read-only; safe to share between threads."""

    def __init__(self, vocabulary: Sequence[str], arrays: Mapping[str, NDArray[Any]]) -> None:
        """Take what `training` or a file on disk gives: `idf` by feature and `table`, one row for each feature."""
        self.vocabulary = vocabulary
        self.arrays = arrays
        self._ids = {feature: index for index, feature in enumerate(vocabulary)}
        self._idf: NDArray[np.float32] = arrays["idf"]
        self._table: NDArray[np.float16] = arrays["table"]
        self.dimensions = int(self._table.shape[1])
        self._nothing = np.zeros(self.dimensions, dtype=np.float32)
        said = hashlib.sha256("\n".join(vocabulary).encode())
        said.update(self._idf.tobytes() + self._table.tobytes())
        self.digest = said.hexdigest()
        self._of_word = lru_cache(maxsize=KEPT_WORDS)(self._word)

    def _sum(self, features: Mapping[str, float]) -> NDArray[np.float32]:
        known = [(self._ids[feature], weight) for feature, weight in features.items() if feature in self._ids]
        if not known:
            return self._nothing
        rows = np.array([row for row, _ in known])
        weights = np.array([weight for _, weight in known], dtype=np.float32) * self._idf[rows]
        return np.asarray(weights @ self._table[rows].astype(np.float32), dtype=np.float32)

    def _word(self, word: str) -> NDArray[np.float32]:
        return self._sum(parts(word))

    def raw(self, title: Title) -> NDArray[np.float32]:
        """The vector of a title, of any length: long when much of it is known."""
        total = np.zeros(self.dimensions, dtype=np.float32)
        for words, strength in ((title.words, 1.0), (title.aside, ASIDE)):
            for word in words:
                total += strength * self._of_word(word)
            for pair in pairs(words):
                row = self._ids.get(pair)
                if row is not None:
                    total += strength * float(self._idf[row]) * self._table[row]
        return total

    def encode(self, titles: Sequence[Title]) -> NDArray[np.float32]:
        """One row of length 1 for each title; a row of zeros where nothing is known."""
        found = np.zeros((len(titles), self.dimensions), dtype=np.float32)
        for index, title in enumerate(titles):
            found[index] = self.raw(title)
        return unit(found)


def unit(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """The same directions with length 1; zeros stay."""
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9), dtype=np.float32)
