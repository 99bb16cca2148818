"""How far to trust each kind of evidence: a multinomial logit fitted to labels that were left out of the index.

The chance of a code is the softmax of a weighted sum of its scores. The weights are those that make the left-out labels
likeliest, so the chance given is one that came true on them. Advertisements are less tidy than labels: two labels of
three are blurred first, by a word that does not belong or one that is missing.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from volens.engines.linking.titles import Title, is_han

#: Keeps weights of scores that tell nothing from growing.
RIDGE = 1e-3
STEPS = 25


def blurred(title: Title, number: int, other: Title) -> Title:
    """A label as an advertisement might give it: every third as it is, with a word of another, with a word less."""
    words = title.words
    if number % 3 == 1:
        foreign = other.words[0][:2] if is_han(other.words[0]) else other.words[0]
        return Title((foreign, *words), title.aside)
    if number % 3 == 2:
        if len(words) > 1:
            return Title(words[1:] if number % 2 else words[:-1], title.aside)
        if is_han(words[0]) and len(words[0]) > 3:
            return Title((words[0][2:] if number % 2 else words[0][:-1],), title.aside)
    return title


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
