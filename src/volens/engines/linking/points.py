"""Codes by the points their labels make in the embedding: labels that mean one thing make one point."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from volens.engines.linking.embedding import unit


class Points:
    """One or more points for each code. Read-only."""

    def __init__(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        """Take what `build` or a file on disk gives."""
        self.arrays = arrays
        self._vectors: NDArray[np.float32] = arrays["vectors"].astype(np.float32)
        self._starts: NDArray[np.int64] = arrays["starts"]
        self._single = len(self._starts) == len(self._vectors)

    @classmethod
    def build(
        cls,
        vectors: NDArray[np.float32],
        owner: NDArray[np.int64],
        parts: Sequence[str],
        weights: NDArray[np.float32],
    ) -> Points:
        """Gather label vectors: labels of one code (numbered from 0, ascending) with the same part make one point."""
        numbers: dict[tuple[int, str], int] = {}
        place = np.array(
            [numbers.setdefault(key, len(numbers)) for key in zip(owner.tolist(), parts, strict=True)], dtype=np.int64
        )
        codes = np.array([code for code, _ in numbers], dtype=np.int64)
        order = np.argsort(codes, kind="stable")
        where = np.empty(len(order), dtype=np.int64)
        where[order] = np.arange(len(order))
        sums = np.zeros((len(numbers), vectors.shape[1]), dtype=np.float32)
        np.add.at(sums, where[place], vectors * weights[:, None])
        codes = codes[order]
        return cls(
            {
                "vectors": unit(sums).astype(np.float16),
                "starts": np.searchsorted(codes, np.arange(int(codes[-1]) + 1)),
                "place": where[place],
            }
        )

    def scores(self, rows: NDArray[np.float32]) -> NDArray[np.float32]:
        """Cosine of each row with the nearest point of each code."""
        near = rows @ self._vectors.T
        return np.asarray(near if self._single else np.maximum.reduceat(near, self._starts, axis=1), dtype=np.float32)
