"""Which passages are boilerplate: seen in many postings, so that sharing them says nothing."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from volens.engines.duplicates.words import Hashes

_ROWS, _BITS = 2, 21
_MASK = np.uint64((1 << _BITS) - 1)
_HALVE_AFTER = 16_384
#: A passage in no more recent postings than this counts in full.
RARE = 6


class Commonness:
    """How many recent postings held a passage, estimated in 8 MB whatever the number of postings.

    A count-min sketch that halves all counts every 16,384 postings: what is still used stays common, the rest fades.
    Estimates never fall below the true recent count.
    """

    def __init__(self) -> None:
        self._counts: NDArray[np.uint16] = np.zeros((_ROWS, 1 << _BITS), np.uint16)
        self._seen = 0

    def observe(self, sequences: Hashes) -> None:
        """Count the passages of one more posting."""
        for row, cells in enumerate(self._cells(sequences)):
            counts = self._counts[row]
            counts[cells] = np.minimum(counts[cells], 65_534) + 1
        self._seen += 1
        if self._seen % _HALVE_AFTER == 0:
            self._counts >>= 1

    def weights(self, sequences: Hashes) -> NDArray[np.float64]:
        """How much each passage says: 1 when rare, towards 0 the more postings hold it."""
        first, second = self._cells(sequences)
        counts = np.minimum(self._counts[0][first], self._counts[1][second]).astype(np.float64)
        weights: NDArray[np.float64] = RARE / np.maximum(counts, RARE)
        return weights

    @staticmethod
    def _cells(sequences: Hashes) -> tuple[Hashes, Hashes]:
        return sequences & _MASK, (sequences >> np.uint64(_BITS)) & _MASK
