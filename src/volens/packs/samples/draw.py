"""Choices that come out the same on every machine and every Python version.

Only ``Random.random()`` is promised by Python to repeat its sequence for a given seed; ``choice``, ``sample`` and
``shuffle`` have changed between versions. Everything here is therefore built on that one call.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

T = TypeVar("T")


class Draw:
    """A reproducible source of choices, seeded with a text (hashed with SHA-512 by Python, not with ``hash()``)."""

    def __init__(self, seed: str) -> None:
        self._random = random.Random(seed).random  # noqa: S311 - sample texts, nothing secret

    def below(self, n: int) -> int:
        """A whole number from 0 to ``n - 1``."""
        return int(self._random() * n)

    def pick(self, options: Sequence[T]) -> T:
        """One of ``options``, each as likely as the others."""
        return options[int(self._random() * len(options))]

    def chance(self, probability: float) -> bool:
        """True with the given probability (0 to 1)."""
        return self._random() < probability

    def between(self, low: float, high: float) -> float:
        """A number from ``low`` up to ``high``."""
        return low + self._random() * (high - low)

    def some(self, options: Sequence[T], count: int) -> list[T]:
        """``count`` different options (or all, if there are fewer), in the order in which they were given."""
        total = len(options)
        if count >= total:
            return list(options)
        left, out = count, []
        for position, option in enumerate(options):  # selection sampling (Knuth, TAOCP 2, algorithm S)
            if self._random() * (total - position) < left:
                out.append(option)
                left -= 1
                if not left:
                    break
        return out

    def shuffled(self, options: Sequence[T]) -> list[T]:
        """All options in a new order (Fisher and Yates)."""
        out = list(options)
        for last in range(len(out) - 1, 0, -1):
            other = self.below(last + 1)
            out[last], out[other] = out[other], out[last]
        return out
