"""The layer between features and indicators: what words come to mean together, learned from the sentences alone.

Each of a few dozen hidden units is a weighted sum of the features of a sentence, nothing where that is negative; the
outputs are weighted sums of the units. Words that lead to the same indicators come to drive the same units, so that
what was learned of one counts for sentences that use the other: paraphrase is read better than by one weight a word.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from volens.engines.vetting.learned.features import Features

#: How many steps of a weight become one when the layer is packed.
COARSER = 5


@dataclass(frozen=True)
class Hidden:
    """Two layers. `weights[bucket, unit]` are whole numbers worth `scales[block, unit]` (block 0 words, 1 meanings).

    A unit is the sum of its weights over the features of a sentence, each block divided by its length, plus its `bias`,
    or 0 where that is negative. Outputs are the units times `out[unit, output]`, plus `intercepts[output]`.
    """

    weights: NDArray[np.int8]
    scales: NDArray[np.float64]
    bias: NDArray[np.float64]
    out: NDArray[np.float64]
    intercepts: NDArray[np.float64]

    def packed(self) -> Hidden:
        """The same in a fifth of the steps: as good, and three fifths of the bytes in a file."""
        weights = np.rint(self.weights / np.float64(COARSER)).astype(np.int8)
        return replace(self, weights=weights, scales=self.scales * COARSER)

    def outputs(self, found: Features, norms: NDArray[np.float64]) -> NDArray[np.float64]:
        """The outputs for each sentence; `norms[sentence, block]` are the lengths of its features."""
        sums = np.add.reduceat(self.weights[found.indices], found.starts[:-1], axis=0, dtype=np.int32)
        worth = self.scales / norms[:, :, None]
        units = (sums.reshape(*norms.shape, -1) * worth).sum(axis=1) + self.bias
        raw = np.tile(self.intercepts, (len(units), 1))
        # Unit by unit: a product of matrices would round one sentence otherwise than many.
        for unit, weights in zip(np.maximum(units, 0).T, self.out, strict=True):
            raw += unit[:, None] * weights
        return raw
