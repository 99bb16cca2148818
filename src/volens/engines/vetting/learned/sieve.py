"""The first look at every sentence: one number for each, fast, that says whether a closer look is worth the time."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Sieve(NamedTuple):
    """A logistic regression of *any indicator*. `weights[bucket]` are worth `scales[block]` each.

    `bars[script]` is the output from which a sentence without (0) or with (1) Han characters is judged in full.
    """

    weights: NDArray[np.int8]
    scales: NDArray[np.float64]
    intercept: float
    bars: NDArray[np.float64]

    def outputs(
        self, indices: NDArray[np.int64], block: NDArray[np.int64], squares: NDArray[np.float64], size: int
    ) -> NDArray[np.float64]:
        """The output for each of `size` sentences whose features lie scattered, block 2 i words of sentence i, 2 i + 1
        meanings; `squares[bucket]` is what a feature adds to the square of the length of its block.
        """
        sums = np.bincount(block, weights=self.weights[indices], minlength=2 * size).reshape(-1, 2)
        norms = np.bincount(block, weights=squares[indices], minlength=2 * size).reshape(-1, 2)
        return np.asarray((sums * self.scales / np.sqrt(norms)).sum(axis=1) + self.intercept)
