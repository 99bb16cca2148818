"""Training, in numpy alone and the same to the digit every time: nothing drawn at random, no threads, sorted input.

Two nets share one matrix of features. The *sieve*, one logistic regression of whether a sentence stands for any
indicator, is fitted by limited-memory BFGS; it only says which sentences are worth a closer look. The hidden layer
(`layers`) judges those. What makes probabilities of its outputs, the thresholds, and how much the sieve lets through,
are fitted on sentences of patterns the weights never saw.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from volens.engines.vetting.learned import features as feature
from volens.engines.vetting.learned.corpus import INDICATORS, Pattern
from volens.engines.vetting.learned.examples import Examples, examples, folds, groups
from volens.engines.vetting.learned.hidden import Hidden
from volens.engines.vetting.learned.layers import Matrix, fit_layers
from volens.engines.vetting.learned.net import STEPS_OF_RARITY, Net, logistic, probabilities, scripts
from volens.engines.vetting.learned.sieve import Sieve

#: The patterns are dealt to so many parts; one is left out to calibrate on.
FOLDS = 4
#: Weight of the penalty on squared weights of the sieve, and how many steps its search takes at most.
PENALTY = 1e-6
STEPS = 70
#: The least rarity: of what stands in every sentence.
COMMON = 0.125
#: A feature of fewer patterns than this counts as never seen.
PATTERNS = 2
#: How many of the held-out ordinary sentences may count as bad: those of whole advertisements (trade `advert`; of ten
#: such sentences one counts in about 1 of 10 cases, fewer where texts are longer: `net.GROWTH`), and all others, most
#: of which are hard on purpose. Without and with Han characters.
FALSE_ALARMS_ADVERTS = (0.010, 0.009)
FALSE_ALARMS_HARD = (0.010, 0.009)
#: The share of held-out bad sentences as likely as `SURE` that the sieve may lose.
LOST = 0.01
SURE = 0.5

Array = NDArray[np.float64]


class HeldOut(NamedTuple):
    """What a net that never saw its pattern nor one like it said of every example, and which part it was in.

    `sifted` is the sieve's raw output.
    """

    examples: Examples
    outputs: Array
    sifted: Array
    part: NDArray[np.int64]


class Fitted(NamedTuple):
    """Weights, before anything is known of how often they are wrong."""

    rarity: NDArray[np.uint8]
    sieve: Sieve
    hidden: Hidden

    def net(self, calibration: Array, bars: Array, data: str) -> Net:
        """The net of these weights."""
        sieve = self.sieve._replace(bars=bars)
        return Net(self.rarity, sieve, self.hidden, calibration, feature.shipped_lexicon(), data)


def train(chosen: Sequence[Pattern], data: str) -> tuple[Net, HeldOut]:
    """The net of these patterns, and what one that never saw a part of them said of that part."""
    held = hold_out(chosen, left_out(chosen))
    calibration = calibrate(held, chosen)
    fitted = fit(held.examples)
    shipped = fitted._replace(hidden=fitted.hidden.packed())
    return shipped.net(calibration, bars(held, calibration), data), held


def left_out(chosen: Sequence[Pattern]) -> NDArray[np.int64]:
    """0 for the patterns that the weights which calibrate never see, nor any like them; -1 for the others."""
    return np.where(folds(groups(chosen), chosen, FOLDS) == 0, 0, -1)


def hold_out(chosen: Sequence[Pattern], part: NDArray[np.int64]) -> HeldOut:
    """Train once per part without it and judge it, as often as there are parts; what is in part -1 is never judged."""
    whole = examples(chosen)
    outputs, sifted = np.zeros((len(whole.sentences), len(INDICATORS) + 1)), np.zeros(len(whole.sentences))
    for number in np.unique(part[part >= 0]):
        here, *said = hold_out_one(chosen, part, int(number))
        outputs[here], sifted[here] = said
    return HeldOut(whole, outputs, sifted, part)


def hold_out_one(
    chosen: Sequence[Pattern], part: NDArray[np.int64], number: int
) -> tuple[NDArray[np.int64], Array, Array]:
    """Train without one part and judge it: which examples those are, the outputs, what the sieve says."""
    whole = examples(chosen)
    fitted = fit(examples([pattern for pattern, own in zip(chosen, part, strict=True) if own != number]))
    here = np.flatnonzero(part[whole.pattern] == number)
    found = feature.features([whole.sentences[row] for row in here], feature.shipped_lexicon())
    net = fitted.net(np.zeros((2, 5)), np.zeros(2), "")
    return here, net.logits(found), net.sift(found)


def fit(given: Examples) -> Fitted:
    """Fit the sieve and the hidden layer."""
    found = feature.features(given.sentences, feature.shipped_lexicon())
    used, rarity = _rarity(found, given)
    rare = (rarity / STEPS_OF_RARITY)[found.indices]
    squares = np.add.reduceat(np.square(rare), found.starts[:-1])
    value = rare / np.repeat(np.sqrt(squares), found.lengths.ravel())
    lengths = found.lengths.sum(axis=1)
    rows = np.repeat(np.arange(len(given.sentences)), lengths)
    # What is not used counts in the length of a sentence, and for nothing else.
    kept = np.isin(found.indices, used, kind="table")
    column, value, rows = np.searchsorted(used, found.indices[kept]), value[kept], rows[kept]
    starts = np.concatenate((np.zeros(1, np.int64), np.cumsum(np.bincount(rows, minlength=len(lengths)))))
    targets = np.column_stack((given.targets, given.targets.max(axis=1)))
    layers = fit_layers(Matrix(starts, column, value, len(used)), targets, given.weights)
    solution = _fit_sieve(rows, column, value, len(used), given)
    worth = (rarity / STEPS_OF_RARITY)[used]
    sieve, scales = _whole(used, solution[:-1, None] * worth[:, None])
    weights, unit_scales = _whole(used, layers.weights * worth[:, None])
    out, bias, intercepts = (part.astype(np.float64) for part in (layers.out, layers.bias, layers.intercepts))
    return Fitted(
        rarity,
        Sieve(sieve[:, 0], scales[:, 0], float(solution[-1]), np.zeros(2)),
        Hidden(weights, unit_scales, bias, out, intercepts),
    )


def _fit_sieve(rows: NDArray[np.int64], column: NDArray[np.int64], value: Array, width: int, given: Examples) -> Array:
    """Weights of columns and, last, the intercept."""
    product = _Product(rows, column, value, width)
    weight = (given.weights / given.weights.sum())[:, None]
    targets = given.targets.max(axis=1)[:, None]

    def loss(flat: Array) -> tuple[float, Array]:
        parameters = flat[:, None]
        raw = product.forward(parameters[:-1]) + parameters[-1]
        gap = (logistic(raw) - targets) * weight
        gradient = np.empty_like(parameters)
        gradient[:-1] = product.back(gap) + PENALTY * parameters[:-1]
        gradient[-1] = gap.sum(axis=0)
        error = (weight * (np.logaddexp(0, raw) - targets * raw)).sum()
        return float(error + PENALTY * 0.5 * (parameters[:-1] ** 2).sum()), gradient.ravel()

    return minimise(loss, np.zeros(width + 1), STEPS)


def _whole(used: NDArray[np.int64], weights: Array) -> tuple[NDArray[np.int8], Array]:
    """Weights of columns as small whole numbers for all buckets, and what one is worth: of words, and of meanings."""
    found = np.zeros((feature.BUCKETS + feature.MEANING_BUCKETS, weights.shape[1]), np.int8)
    scales = np.ones((2, weights.shape[1]))
    for block, own in enumerate((used < feature.BUCKETS, used >= feature.BUCKETS)):
        largest = np.abs(weights[own]).max(axis=0, initial=0) / 127
        scales[block] = np.where(largest == 0, 1, largest)
        found[used[own]] = np.rint(weights[own] / scales[block]).astype(np.int8)
    return found, scales


def _rarity(found: feature.Features, given: Examples) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
    """The features of `PATTERNS` patterns and more, and how rare each bucket is, as `Net` keeps it."""
    sentences, size = len(given.sentences), feature.BUCKETS + feature.MEANING_BUCKETS
    sentence = np.repeat(np.arange(sentences), found.lengths.sum(axis=1))
    of_pattern = np.unique(given.pattern[sentence] * size + found.indices)
    used = np.flatnonzero(np.bincount(of_pattern % size, minlength=size) >= PATTERNS)
    logs = np.log((1 + sentences) / (1 + np.minimum(np.bincount(found.indices, minlength=size), sentences)[used]))
    mean = logs.mean()
    steps = np.rint(np.maximum(logs / mean, COMMON) * STEPS_OF_RARITY)
    unseen = np.rint(np.log(1 + sentences) / mean * STEPS_OF_RARITY)
    rarity = np.full(size, min(255, unseen), np.uint8)
    rarity[used] = np.minimum(255, steps).astype(np.uint8)
    return used, rarity


class _Product:
    """A sparse matrix times a dense one, and its transpose, in slices that fit the processor's cache."""

    def __init__(self, rows: NDArray[np.int64], columns: NDArray[np.int64], values: Array, width: int) -> None:
        self._forward = _slices(rows, columns, values)
        order = np.argsort(columns, kind="stable")
        self._back = _slices(columns[order], rows[order], values[order])
        self._shape = (int(rows[-1]) + 1, width)

    def forward(self, dense: Array) -> Array:
        return _times(self._forward, dense, self._shape[0])

    def back(self, dense: Array) -> Array:
        return _times(self._back, dense, self._shape[1])


_Slices = list[tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.float32]]]
#: Numbers of the matrix taken at a time.
_SLICE = 1 << 15


def _slices(rows: NDArray[np.int64], columns: NDArray[np.int64], values: Array) -> _Slices:
    """Runs of whole rows (sorted): which rows, where each begins, and its columns and values."""
    first = np.flatnonzero(np.diff(rows, prepend=-1))
    ends = np.append(first[1:], len(rows))
    found: _Slices = []
    at = 0
    while at < len(first):
        last = max(at + 1, int(np.searchsorted(ends, first[at] + _SLICE, side="right")))
        low, high = int(first[at]), int(ends[last - 1])
        found.append(
            (rows[first[at:last]], first[at:last] - low, columns[low:high], values[low:high].astype(np.float32))
        )
        at = last
    return found


def _times(slices: _Slices, dense: Array, height: int) -> Array:
    narrow = dense.astype(np.float32)
    result = np.zeros((height, dense.shape[1]))
    for rows, starts, columns, values in slices:
        result[rows] = np.add.reduceat(narrow[columns] * values[:, None], starts, axis=0)
    return result


def minimise(loss: Callable[[Array], tuple[float, Array]], start: Array, steps: int, memory: int = 8) -> Array:
    """Limited-memory BFGS with backtracking, for smooth convex functions."""
    at = start
    value, slope = loss(at)
    pairs: list[tuple[Array, Array, float]] = []
    for _ in range(steps):
        direction = -_two_loops(slope, pairs)
        descent = _dot(direction, slope)
        length = 1.0 if pairs else 1.0 / max(1e-12, float(np.sqrt(_dot(slope, slope))))
        for _ in range(20):
            there = at + length * direction
            new_value, new_slope = loss(there)
            if new_value <= value + 1e-4 * length * descent:
                break
            length *= 0.5
        else:
            break
        step, change = there - at, new_slope - slope
        curvature = _dot(step, change)
        if curvature > 1e-18:
            pairs = [*pairs[-(memory - 1) :], (step, change, curvature)]
        gained = value - new_value
        at, value, slope = there, new_value, new_slope
        if gained < 1e-7 * abs(value):
            break
    return at


def judged(held: HeldOut) -> HeldOut:
    """The examples that were held out and judged, alone."""
    given, rows = held.examples, held.part[held.examples.pattern] >= 0
    sentences = [sentence for sentence, own in zip(given.sentences, rows, strict=True) if own]
    kept = Examples(sentences, given.targets[rows], given.weights[rows], given.pattern[rows])
    return HeldOut(kept, held.outputs[rows], held.sifted[rows], held.part)


def bars(held: HeldOut, calibration: Array) -> Array:
    """How high the sieve is hung, for each script: all but `LOST` of the held-out bad sentences that count pass it."""
    held = judged(held)
    script = scripts(held.examples.sentences)
    likely = probabilities(held.outputs, calibration[script]).sum(axis=1) >= SURE
    found = np.full(2, -np.inf)
    for which in (0, 1):
        raw = np.sort(held.sifted[(script == which) & likely & (held.examples.targets.max(axis=1) > 0)])
        if len(raw):
            found[which] = raw[int(LOST * len(raw))]
    return found


def calibrate(held: HeldOut, chosen: Sequence[Pattern]) -> Array:
    """The calibration of `Net`, a row per script, from what was said of held-out patterns (Platt's method).

    The threshold (of texts of `net.USUAL` units) is the lowest that keeps ordinary sentences of whole advertisements
    within `FALSE_ALARMS_ADVERTS` and the others within `FALSE_ALARMS_HARD`.
    """
    held = judged(held)
    advert = np.array([pattern.trade == "advert" for pattern in chosen])[held.examples.pattern]
    script = scripts(held.examples.sentences)
    rows: list[Array] = []
    for which in (0, 1):
        here = script == which
        if not here.any():
            rows.append(rows[0] if rows else np.array([1.0, 0.0, 0.0, 1.0, 0.99]))
            continue
        outputs, targets = held.outputs[here], held.examples.targets[here]
        weights, bad = held.examples.weights[here], held.examples.targets[here].max(axis=1)
        inputs = np.column_stack((outputs[:, -1], outputs[:, :-1].max(axis=1), np.ones(len(bad))))
        row = np.append(minimise(_logistic_loss(inputs, bad, weights), np.array([1.0, 0.0, 0.0]), 200), [1.0, 1.0])
        row[3] = _sharpness(outputs[bad == 1, :-1], targets[bad == 1], weights[bad == 1])
        total = probabilities(outputs, np.tile(row, (len(bad), 1))).sum(axis=1)
        row[4] = np.clip(
            max(
                _threshold(total[mine], weights[mine], share)
                for mine, share in (
                    ((bad == 0) & advert[here], FALSE_ALARMS_ADVERTS[which]),
                    ((bad == 0) & ~advert[here], FALSE_ALARMS_HARD[which]),
                )
            ),
            0.05,
            0.995,
        )
        rows.append(row)
    return np.array(rows)


def _logistic_loss(inputs: Array, target: Array, weights: Array) -> Callable[[Array], tuple[float, Array]]:
    weight = weights / weights.sum()

    def loss(at: Array) -> tuple[float, Array]:
        raw = (inputs * at).sum(axis=1)
        gap = (logistic(raw) - target) * weight
        return float((weight * (np.logaddexp(0, raw) - target * raw)).sum()), (inputs * gap[:, None]).sum(axis=0)

    return loss


def _sharpness(own: Array, targets: Array, weights: Array) -> float:
    """How decided the softmax over indicators may be: the likeliest of a few values on held-out bad sentences."""
    best, found = 1.0, -np.inf
    for sharpness in (0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 3.0):
        parts = np.exp((own - own.max(axis=1, keepdims=True)) * sharpness)
        right = (parts * targets).sum(axis=1) / parts.sum(axis=1)
        likelihood = float((weights * np.log(right + 1e-12)).sum())
        if likelihood > found:
            best, found = sharpness, likelihood
    return best


def _threshold(values: Array, weights: Array, share: float) -> float:
    """The lowest threshold that at most `share` of the weight reaches."""
    if not len(values):
        return 0.0
    order = np.argsort(-values, kind="stable")
    spent = np.cumsum(weights[order])
    first_too_many = int(np.searchsorted(spent, share * weights.sum(), side="right"))
    return float(np.nextafter(values[order[first_too_many]], 1.0)) if first_too_many < len(order) else 0.0


def _two_loops(slope: Array, pairs: Sequence[tuple[Array, Array, float]]) -> Array:
    direction = slope.copy()
    factors: list[float] = []
    for step, change, curvature in reversed(pairs):
        factor = _dot(step, direction) / curvature
        factors.append(factor)
        direction -= factor * change
    if pairs:
        _, change, curvature = pairs[-1]
        direction *= curvature / _dot(change, change)
    for (step, change, curvature), factor in zip(pairs, reversed(factors), strict=True):
        direction += (factor - _dot(change, direction) / curvature) * step
    return direction


def _dot(one: Array, other: Array) -> float:
    """A sum that does not depend on how many threads a BLAS has."""
    return float((one * other).sum())
