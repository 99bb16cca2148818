"""An attacker of our own, who shares no line with the planner: what cells are about as bits, every three tables.

They know the method, the noise table and the rounding, everything published and what each cell is about; not the keys,
and not who is in a cell.
From a published cell they take away published parts of it, of one other table or of two, and weigh what is left.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from volens.engines.disclosure import noise_table

#: A count under this must not be guessed; the attacker believes in values up to twice it.
SMALL, VALUES = 10, 20


@dataclass(frozen=True)
class Figure:
    """A published cell: the combinations of categories it is about, as bits, what is shown, and the truth to compare
    with. `figures`: how many were added up for it.
    """

    about: int
    shown: int
    truth: int
    figures: int = 1


#: One grid of cells that are apart: a table without totals, or one kind of totals of it.
Grid = Sequence[Figure]


@dataclass(frozen=True)
class Leftover:
    """What is left of a cell when its published parts are taken away: about what, and what the figures say of it."""

    about: int
    truth: int
    difference: int
    figures: int


def added_up(cells: Iterable[tuple[tuple[str, ...], Figure | None]], by: Sequence[int]) -> Grid:
    """Totals of a table over all its dimensions but some: those in which no cell is held back."""
    sums: dict[tuple[str, ...], Figure | None] = {}
    for values, cell in cells:
        key = tuple(values[at] for at in by)
        one = sums.get(key, Figure(0, 0, 0, 0))
        sums[key] = cell and one and _joined([one, cell])
    return [each for each in sums.values() if each is not None]


def _joined(parts: Sequence[Figure]) -> Figure:
    """Cells that are apart, added up."""
    return Figure(*(sum(getattr(each, name) for each in parts) for name in ("about", "shown", "truth", "figures")))


def leftovers(grids: Sequence[Grid], sums: Sequence[Grid] = ()) -> Iterator[Leftover]:
    """Every small group of people that can be had by subtraction within any three grids: parts are taken away from
    each cell, and from each total of `sums` that is not published but can be added up.
    """
    for whole_grid in [*grids, *sums]:
        for whole in whole_grid:
            inside = [
                [each for each in grid if not each.about & ~whole.about] for grid in grids if grid is not whole_grid
            ]
            for first in filter(None, inside):
                taken = _joined(first)
                yield from _small(whole, taken)
                for second in inside:
                    more = [each for each in second if not each.about & taken.about] if second is not first else []
                    if more:
                        yield from _small(whole, _joined([taken, *more]))


def _small(whole: Figure, taken: Figure) -> Iterator[Leftover]:
    left, truth = whole.about & ~taken.about, whole.truth - taken.truth
    if left and 0 < truth < SMALL:
        yield Leftover(left, truth, whole.shown - taken.shown, whole.figures + taken.figures)


@cache
def _error(figures: int) -> tuple[int, np.ndarray]:  # type: ignore[type-arg]
    """How far the sum of so many published figures is off, by trying noise and remainder: lowest value, chances."""
    if figures == 1:
        chances = np.zeros(27)
        for noise, chance in noise_table().probabilities(1_000).items():
            for remainder in range(5):
                near = 5 * int(np.floor((remainder + noise) / 5 + 0.5))
                chances[near - remainder + 13] += chance / 5
        return -13, chances
    low, chances = _error(figures - 1)
    first, one = _error(1)
    return low + first, np.convolve(chances, one)


def sureness(found: Sequence[Leftover]) -> tuple[float, int]:
    """How sure the attacker is of one small count, and of which, who has these equations for the same people and takes
    them for independent. The surer of two beliefs to begin with: any count alike, and small ones likelier.
    """
    values = np.arange(VALUES + 1)
    likelihood = np.zeros(VALUES + 1)
    for each in found:
        low, chances = _error(each.figures)
        at = each.difference - values - low
        good = (at >= 0) & (at < len(chances))
        likelihood += np.log(np.maximum(np.where(good, chances[np.clip(at, 0, len(chances) - 1)], 0), 1e-12))
    best = (0.0, 0)
    for prior in (np.zeros(VALUES + 1), -np.log1p(values)):
        weight = np.exp(likelihood + prior - (likelihood + prior).max())
        belief = weight / weight.sum()
        guess = int(belief[:SMALL].argmax())
        best = max(best, (float(belief[guess]), guess))
    return best


@dataclass
class Score:
    """How the attack went: small groups attacked, right guesses, and the surest belief in a small count."""

    attacked: int = 0
    right: int = 0
    surest: float = 0.0


def attack(grids: Sequence[Grid], score: Score, sums: Sequence[Grid] = ()) -> None:
    """Attack what is published: each way to a group by itself, and all ways to it together."""
    groups: dict[int, list[Leftover]] = defaultdict(list)
    for each in leftovers(grids, sums):
        groups[each.about].append(each)
    for found in groups.values():
        ways = list(dict.fromkeys(found))
        for equations in [*([one] for one in ways), ways]:
            sure, guess = sureness(equations)
            score.attacked += 1
            score.right += guess == found[0].truth
            score.surest = max(score.surest, sure)
