"""How far to trust each kind of evidence: a multinomial logit fitted to labels that were left out of the index.

The chance of a code is the softmax of a weighted sum of its scores. The weights are those that make the left-out labels
likeliest, so the chance given is one that came true on them.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

#: Keeps weights of scores that tell nothing from growing.
RIDGE = 1e-3
STEPS = 25


def softmax(values: NDArray[np.floating]) -> NDArray[np.float64]:
    """Chances along the last axis."""
    raised = np.exp(values - values.max(axis=-1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=-1, keepdims=True), dtype=np.float64)


def fit(scores: NDArray[np.floating], right: NDArray[np.int64]) -> NDArray[np.float64]:
    """Weights (one for each score, at least 0) by Newton's method.

    `scores` has the shape (cases, codes, scores); `right` is the right code of each case.
    """
    cases, _, kinds = scores.shape
    values = scores.astype(np.float64)
    chosen = values[np.arange(cases), right]
    weights = np.full(kinds, 1.0)
    for _ in range(STEPS):
        chances = softmax(values @ weights)
        expected = np.einsum("nc,nck->nk", chances, values)
        gradient = (chosen - expected).mean(axis=0) - RIDGE * weights
        second = np.einsum("nc,nck,ncl->kl", chances, values, values) / cases - expected.T @ expected / cases
        step = np.linalg.solve(second + RIDGE * np.eye(kinds), gradient)
        moved = np.maximum(weights + step * min(1.0, 5.0 / max(float(np.abs(step).max()), 1e-12)), 0.0)
        if np.allclose(moved, weights, rtol=1e-4):
            break
        weights = moved
    return weights
