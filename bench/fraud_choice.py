"""How the method of `bench/fraud.py` is settled without a look at what it is tried on: inside the training part.

What is chosen: how much more a word counts that tells frauds from honest advertisements apart (naive Bayes weights),
and whether copies count once for each or once together. Whatever learns from labels here sees training labels alone.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import product
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Rows = NDArray[np.int64]


class Choice(NamedTuple):
    """`power` of the naive Bayes weight of a word (0: none); `together`: all copies of a text weigh as one."""

    power: float
    together: bool


CHOICES = tuple(Choice(power, together) for power, together in product((0.0, 0.5, 1.0), (False, True)))


def weighed(group: NDArray[Any], together: bool) -> Array:
    """What each advertisement counts in training."""
    _, inverse, sizes = np.unique(group, return_inverse=True, return_counts=True)
    return np.asarray(1.0 / sizes[inverse] if together else np.ones(len(group)))


def telling(has: NDArray[np.bool_], label: Array, weight: Array, power: float) -> NDArray[np.float32]:
    """How much more each column counts for telling the classes apart in these (training) rows: the size of the
    logarithm of how much oftener it stands in one than in the other, one text each added, to this power.
    """
    shares = []
    for wanted in (1, 0):
        of = label == wanted
        shares.append((weight[of] @ has[of] + 1.0) / (weight[of].sum() + 2.0))
    return np.asarray(np.abs(np.log(shares[0] / shares[1])) ** power, dtype=np.float32)


def chosen(
    train: Rows,
    part: Rows,
    tried: Callable[[Rows, Rows, Choice], Array],
    measure: Callable[[Array, Rows], float],
) -> Choice:
    """The choice that does best on the training rows: each of their `part`s scored by what the others teach.

    `part[i]` is the inner part of `train[i]`. `tried(learn, judge, choice)` gives scores of the rows `judge`;
    `measure(scores, rows)` says how good scores are. The first of equals wins.
    """
    best, most = CHOICES[0], -math.inf
    for choice in CHOICES:
        scores = np.zeros(len(train))
        for number in np.unique(part):
            inside = part == number
            scores[inside] = tried(train[~inside], train[inside], choice)
        found = measure(scores, train)
        if found > most:
            best, most = choice, found
    return best
