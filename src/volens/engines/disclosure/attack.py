"""What an attacker who subtracts can learn: the chance that their best guess of a small count is right.

The attacker knows the method, the noise table and the rounding, and all published figures; not the keys. From a total
and its published parts they get what is left, with an error whose distribution they can work out. Several such
equations for the same leftover are taken as independent, which credits the attacker with more than they have.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import numpy as np

from volens.engines.disclosure.noise import Floats, noise_table
from volens.engines.disclosure.tables import BASE, THRESHOLD

#: A guess may be right with this probability at most.
BOUND = 0.5
#: Equations with more parts than this tell nothing any more: their error is wider than all small counts.
MOST_PARTS = 400


@cache
def error(cells: int, maximum: int, variance: float) -> tuple[int, Floats]:
    """The distribution of the summed errors of so many published counts: its smallest value, and probabilities from it.

    One published count is off by its noise and by rounding. Of a large count the attacker does not know what remains
    when it is divided by the base; every remainder is as likely.
    """
    if cells == 1:
        reach = maximum + BASE
        chances = np.zeros(2 * reach + 1)
        for noise, chance in noise_table(maximum, variance).probabilities(maximum).items():
            for remainder in range(BASE):
                rounded = (2 * (remainder + noise) + BASE) // (2 * BASE) * BASE
                chances[rounded - remainder + reach] += chance / BASE
        return -reach, chances
    low, chances = error(cells - 1, maximum, variance)
    first, one = error(1, maximum, variance)
    return low + first, np.convolve(chances, one)


def guess(equations: Iterable[tuple[int, int]], pieces: int, maximum: int, variance: float) -> float:
    """How sure the attacker can be of one value below the threshold.

    `equations`: for each way to get the leftover, the published difference and how many published counts are in it.
    `pieces`: of how many held-back cells the leftover consists, so how large it may be. The larger of two beliefs to
    begin with counts: any value as likely as another, and small values likelier, in proportion to 1 / (n + 1).
    """
    values = np.arange(max(pieces * (THRESHOLD - 1), 2 * THRESHOLD) + 1)
    likelihood = np.zeros(len(values))
    for difference, cells in equations:
        low, chances = error(min(cells, MOST_PARTS), maximum, variance)
        at = difference - values - low
        inside = (at >= 0) & (at < len(chances))
        chance = np.where(inside, chances[np.clip(at, 0, len(chances) - 1)], 0.0)
        likelihood += np.log(np.maximum(chance, 1e-12))
    best = 0.0
    for prior in (np.zeros(len(values)), -np.log1p(values)):
        belief = np.exp(likelihood + prior - (likelihood + prior).max())
        belief /= belief.sum()
        best = max(best, float(belief[:THRESHOLD].max()))
    return best
