"""How far to trust each kind of evidence: a multinomial logit fitted to labels that were left out of the index.

The chance of a code is the softmax of a weighted sum of its scores. The weights are those that make the left-out labels
likeliest, so the chance given is one that came true on them. Advertisements are less tidy than labels, and what they
call a job is often in no list: labels are blurred first, and two of three lose every label of their code that shares a
word with them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from volens.engines.linking.embedding import Embedding, unit
from volens.engines.linking.features import terms
from volens.engines.linking.letters import Letters
from volens.engines.linking.points import Points
from volens.engines.linking.titles import Title, is_han
from volens.engines.linking.training import held_out
from volens.engines.linking.words import Words

#: Keeps weights of scores that tell nothing from growing.
RIDGE = 1e-3
STEPS = 25
#: Labels left out one at a time to learn how far to trust the evidence, fewer where there are very many codes.
CASES = 2_000
MOST_CELLS = 6_000_000
#: Trust where there is too little to learn it from: letters and words.
UNLEARNED = (10.0, 1.0)
#: With an embedding: how letters, words and meaning are mixed, and how sure to be where that cannot be learned. Only
#: how sure is learned: labels that are left out have neither misspellings nor the words no label has, for which letters
#: are there, so fitting the mix on them would leave the letters out.
MIX = (0.3, 0.03, 1.0)
UNLEARNED_SURE = 10.0


class Labels(NamedTuple):
    """Labels of an index: texts, cleaned, number of their code, weights, vectors where there is an embedding."""

    texts: Sequence[str]
    titles: Sequence[Title]
    owner: NDArray[np.int64]
    weights: NDArray[np.float32]
    vectors: NDArray[np.float32] | None


def calibrate(
    labels: Labels, letters: Letters, words: Words, points: Points | None, embedding: Embedding | None
) -> NDArray[np.float64]:
    """Leave labels out one at a time, together with those of the same code and words, and see what is found."""
    size = int(labels.owner[-1]) + 1
    starts = np.searchsorted(labels.owner, np.arange(size))
    ends = np.append(starts[1:], len(labels.titles))
    chosen = _chosen(labels, starts, ends, size, unseen=points is not None)
    signatures = [frozenset(terms(title)) for title in labels.titles]
    cases: list[NDArray[np.float32]] = []
    right: list[int] = []
    for number, index in enumerate(chosen):
        code = int(labels.owner[index])
        of_code = range(int(starts[code]), int(ends[code]))
        hard = number % 3 > 0
        gone = [
            other
            for other in of_code
            if signatures[other] == signatures[index]
            or (hard and any(" " not in term and len(term) > 1 for term in signatures[other] & signatures[index]))
        ]
        if len(gone) == len(of_code):
            gone = [other for other in gone if signatures[other] == signatures[index]]
        if len(gone) == len(of_code):
            continue
        asked = blurred(labels.titles[index], number, labels.titles[chosen[(number * 7919 + 1) % len(chosen)]])
        likeness = letters.scores(asked) * labels.weights
        likeness[gone] = 0
        if not likeness.any():
            continue
        out = [(labels.titles[other], float(labels.weights[other])) for other in gone]
        scores = [np.maximum.reduceat(likeness, starts), words.scores_without(asked, out, code)]
        if points is not None and embedding is not None and labels.vectors is not None:
            scores.append(_near_without(embedding.encode([asked]), labels, points, code, gone, of_code))
        cases.append(np.stack(scores, axis=1).astype(np.float32))
        right.append(code)
    if len(cases) < 50 or size < 2:
        return np.array(UNLEARNED) if points is None else UNLEARNED_SURE * np.array(MIX)
    if points is None:
        return fit(np.stack(cases), np.array(right))
    mixed = np.stack([case @ np.array(MIX, dtype=np.float32) for case in cases])[:, :, None]
    return np.asarray(float(fit(mixed, np.array(right))[0]) * np.array(MIX))


def _chosen(
    labels: Labels, starts: NDArray[np.int64], ends: NDArray[np.int64], size: int, *, unseen: bool
) -> list[int]:
    """Labels to leave out, spread evenly: where an embedding was trained, those it has not seen."""
    able = (labels.weights == labels.weights.max()) & ((ends - starts)[labels.owner] > 1)
    if unseen:
        fresh = able & np.array([held_out(text) for text in labels.texts])
        able = fresh if fresh.sum() >= 100 else able
    found = np.flatnonzero(able)
    if not len(found):
        return []
    wanted = max(60, min(CASES, MOST_CELLS // size))
    picked: list[int] = found[np.unique(np.linspace(0, len(found) - 1, wanted).astype(int))].tolist()
    return picked


def _near_without(
    asked: NDArray[np.float32], labels: Labels, points: Points, code: int, gone: Sequence[int], of_code: Sequence[int]
) -> NDArray[np.float32]:
    """Nearness of all codes to a title as it would be had some labels of one code not been there."""
    if labels.vectors is None:
        raise ValueError("Labels without vectors have no nearness.")
    near: NDArray[np.float32] = points.scores(asked)[0]
    kept = [index for index in of_code if index not in set(gone)]
    place = points.arrays["place"][kept]
    sums = np.zeros((len(kept), labels.vectors.shape[1]), dtype=np.float32)
    numbers = {number: row for row, number in enumerate(dict.fromkeys(place.tolist()))}
    for index, number in zip(kept, place.tolist(), strict=True):
        sums[numbers[number]] += labels.vectors[index] * labels.weights[index]
    near[code] = float((unit(sums[: len(numbers)]) @ asked[0]).max())
    return near


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
    chosen = scores[np.arange(cases), right].astype(np.float64)
    weights = np.full(kinds, 1.0)
    for _ in range(STEPS):
        chances = softmax(scores @ weights.astype(scores.dtype)).astype(scores.dtype)
        expected = np.einsum("nc,nck->nk", chances, scores).astype(np.float64)
        gradient = (chosen - expected).mean(axis=0) - RIDGE * weights
        second = np.array(
            [
                [float(np.einsum("nc,nc,nc->", chances, scores[:, :, k], scores[:, :, m])) for m in range(kinds)]
                for k in range(kinds)
            ]
        )
        second = second / cases - expected.T @ expected / cases
        step = np.linalg.solve(second + RIDGE * np.eye(kinds), gradient)
        moved = np.maximum(weights + step * min(1.0, 5.0 / max(float(np.abs(step).max()), 1e-12)), 0.0)
        if np.allclose(moved, weights, rtol=1e-4):
            break
        weights = moved
    return weights
