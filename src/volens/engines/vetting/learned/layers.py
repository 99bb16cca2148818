"""Training of the hidden layer: small batches and Adam, in numpy alone, the same to the digit every time.

Nothing is drawn at random: the first weights, the order of batches and the units left out of a batch come from a hash.
No product of matrices is left to a BLAS, whose sums depend on the processor.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from volens.engines.vetting.learned.features import mixed

#: Hidden units, times the sentences are gone through, sentences a batch.
UNITS = 48
ROUNDS = 5
BATCH = 512
#: How far a step goes; which share of the units is left out of each batch, so that none relies on another; and which
#: share of the features, so that a sentence is known by more than one of its words.
RATE = 1.25e-3
LEFT_OUT = 0.3
UNREAD = 0.4
#: Where outputs start: few sentences are bad.
_START = -3.0
_FIRST, _SECOND, _TINY = 0.9, 0.999, 1e-8

Float = NDArray[np.float32]


class Layers(NamedTuple):
    """Weights of features (columns of the matrix) and biases of units, and the same of outputs."""

    weights: Float
    bias: Float
    out: Float
    intercepts: Float


class Matrix(NamedTuple):
    """A sparse matrix, row by row: row i has `values[starts[i]:starts[i + 1]]` in `columns`, never none."""

    starts: NDArray[np.int64]
    columns: NDArray[np.int64]
    values: NDArray[np.float64]
    width: int


class _Batch(NamedTuple):
    """Some rows of a matrix, ready for both directions."""

    rows: NDArray[np.int64]
    first: NDArray[np.int64]
    columns: NDArray[np.int32]
    values: Float
    touched: NDArray[np.int64]
    begins: NDArray[np.int64]
    owner: NDArray[np.int32]
    by_column: NDArray[np.int64]


def fit_layers(matrix: Matrix, targets: NDArray[np.float64], weight: NDArray[np.float64]) -> Layers:
    """The layers that tell these targets (rows of 0 and 1) from the rows of a matrix, each row with its weight."""
    height, outputs = targets.shape
    shape = (matrix.width, UNITS)
    at = Layers(
        (_even(shape, 1) * np.sqrt(0.75 / UNITS)).astype(np.float32),
        np.zeros(UNITS, np.float32),
        (_even((UNITS, outputs), 2) * np.sqrt(3 / UNITS)).astype(np.float32),
        np.full(outputs, _START, np.float32),
    )
    means, squares = ([np.zeros_like(part) for part in at] for _ in range(2))
    share = (weight / weight.mean()).astype(np.float32)
    wanted = targets.astype(np.float32)
    batches = list(_batches(matrix, height))
    step = 0
    for round_ in range(ROUNDS):
        for number in _order(len(batches), round_ + 3):
            batch, step = batches[int(number)], step + 1
            slopes = _slopes(at, batch, wanted[batch.rows], share[batch.rows], step)
            length = np.float32(RATE * np.sqrt(1 - _SECOND**step) / (1 - _FIRST**step))
            for part, slope in enumerate(slopes):
                where: NDArray[np.int64] | slice = batch.touched if part == 0 else slice(None)
                mean = np.float32(_FIRST) * means[part][where] + np.float32(1 - _FIRST) * slope
                square = np.float32(_SECOND) * squares[part][where] + np.float32(1 - _SECOND) * slope * slope
                means[part][where], squares[part][where] = mean, square
                at[part][where] -= length * mean / (np.sqrt(square) + np.float32(_TINY))
    return at


def _slopes(at: Layers, batch: _Batch, wanted: Float, share: Float, step: int) -> Sequence[Float]:
    """The slope of the mean log loss of a batch, for each part of the layers; of the weights, for columns touched."""
    values = batch.values * _staying(batch.values.shape, UNREAD, step + 100_000)
    sums = np.add.reduceat(at.weights[batch.columns] * values[:, None], batch.first, axis=0) + at.bias
    stays = _staying(sums.shape, LEFT_OUT, step + 1000)
    open_ = (stays * (sums > 0)).astype(np.float32)
    units = sums * open_
    raw = np.einsum("ij,jk->ik", units, at.out) + at.intercepts
    gap = (0.5 * (1 + np.tanh(0.5 * raw)) - wanted) * (share / np.float32(len(share)))[:, None]
    back = np.einsum("ik,jk->ij", gap, at.out) * open_
    worth = values[batch.by_column]
    weights = np.add.reduceat(back[batch.owner] * worth[:, None], batch.begins, axis=0)
    return weights, back.sum(axis=0), np.einsum("ij,ik->jk", units, gap), gap.sum(axis=0)


def _batches(matrix: Matrix, height: int) -> Iterator[_Batch]:
    order = _order(height, 2)
    for low in range(0, height, BATCH):
        rows = order[low : low + BATCH]
        sizes = matrix.starts[rows + 1] - matrix.starts[rows]
        first = np.concatenate((np.zeros(1, np.int64), np.cumsum(sizes)[:-1]))
        places = np.repeat(matrix.starts[rows] - first, sizes) + np.arange(int(sizes.sum()))
        columns, values = matrix.columns[places].astype(np.int32), matrix.values[places].astype(np.float32)
        by_column = np.argsort(columns, kind="stable")
        touched, begins = np.unique(columns[by_column], return_index=True)
        owner = np.repeat(np.arange(len(rows), dtype=np.int32), sizes)[by_column]
        yield _Batch(rows, first, columns, values, touched.astype(np.int64), begins, owner, by_column)


def _staying(shape: tuple[int, ...], left_out: float, salt: int) -> Float:
    """0 for the share that is left out; for the others what makes up for it."""
    return (_even(shape, salt) > 2 * left_out - 1) * np.float32(1 / (1 - left_out))


def _order(size: int, salt: int) -> NDArray[np.int64]:
    """The numbers from 0 to before `size`, shuffled."""
    return np.argsort(mixed(np.arange(size, dtype=np.uint64), 100 + salt), kind="stable")


def _even(shape: tuple[int, ...], salt: int) -> Float:
    """Numbers spread evenly from -1 to 1."""
    drawn = mixed(np.arange(int(np.prod(shape)), dtype=np.uint64), 1000 + salt) >> np.uint64(40)
    return (drawn.astype(np.float32) / np.float32(1 << 23) - np.float32(1)).reshape(shape)
