"""Small tables behind the columns of the query index: names as numbers, and sets of names of which any may match."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Bools = NDArray[np.bool_]
Reals = NDArray[np.float64]


class Numbers(dict[Any, int]):
    """Things numbered as they come; 0 is kept for "nothing asked"."""

    def __missing__(self, name: Any) -> int:
        number = len(self) + 1
        self[name] = number
        return number


class Sets:
    """Sets of names, numbered; for a name, the sets that hold it."""

    def __init__(self) -> None:
        self.numbers = Numbers()
        self._holding: dict[str, list[int]] = {}

    def number(self, names: tuple[str, ...]) -> int:
        """The number of a set; 0 for the empty one, which asks for nothing."""
        if not names:
            return 0
        before = len(self.numbers)
        number = self.numbers[names]
        if len(self.numbers) > before:
            for name in names:
                self._holding.setdefault(name, []).append(number)
        return number

    def __len__(self) -> int:
        return len(self.numbers) + 1

    def matching(self, names: list[list[str]]) -> Bools:
        """For each of many vacancies (rows) and each set (columns) whether one of the vacancy's names is in it."""
        found = np.zeros((len(names), len(self)), dtype=np.bool_)
        found[:, 0] = True
        for at, own in enumerate(names):
            for name in own:
                if holding := self._holding.get(name):
                    found[at, holding] = True
        return found


def spread(starts: Longs, lengths: Longs) -> Longs:
    """The numbers of many ranges, one range after another."""
    ends = np.cumsum(lengths)
    total = int(ends[-1]) if len(ends) else 0
    found: Longs = np.arange(total, dtype=np.int64) + np.repeat(starts - (ends - lengths), lengths)
    return found
