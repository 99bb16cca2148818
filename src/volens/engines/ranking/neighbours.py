"""Which work lies near which by the skills it asks for: counts that can be told one by one, nothing learned.

A kind of work asks for a skill with a weight from 0 to 1 (in ESCO: the share of its occupations that need it). Work is
near when both ask for the same: the cosine of their weights, in which a skill that nearly every work asks for counts
little (inverse document frequency, Sparck Jones 1972). What is told beside it are plain counts of named skills.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

#: A kind of work wants a skill when at least so much of it asks for it ...
WANTED = 0.25
#: ... and at least so many skills, the most asked for, where it is too mixed for that; at most so many are compared.
FEWEST, MOST = 8, 40
#: A skill comes along when the first work asks for it at least so much.
HELD = 0.1
#: Fewer skills in common, or less likeness, are chance.
LEAST_SHARED, LEAST_LIKENESS = 2, 0.05


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Work near another: how alike what both ask for is (0 to 1), wanted skills that come along, and those to learn.

    Skills stand in the order of what they say about the work, the most telling first.
    """

    code: str
    likeness: float
    shared: tuple[int, ...]
    missing: tuple[int, ...]


class Skills:
    """What kinds of work ask for: by code, each skill's number and weight. Built once, read-only."""

    def __init__(self, asked: Mapping[str, Mapping[int, float]]) -> None:
        """Take the weights; a weight of zero or less is no need."""
        self._asked = {
            code: {skill: weight for skill, weight in needs.items() if weight > 0} for code, needs in asked.items()
        }
        counts: dict[int, int] = {}
        for needs in self._asked.values():
            for skill in needs:
                counts[skill] = counts.get(skill, 0) + 1
        total = len(self._asked)
        telling = {skill: math.log((1 + total) / many) for skill, many in counts.items()}
        self._worth = {
            code: {skill: weight * telling[skill] for skill, weight in needs.items()}
            for code, needs in self._asked.items()
        }
        self._length = {code: math.hypot(*worth.values()) for code, worth in self._worth.items()}
        self._wanted = {code: self._wanted_by(code) for code in self._asked}

    def __contains__(self, code: object) -> bool:
        return bool(self._asked.get(code)) if isinstance(code, str) else False

    def _wanted_by(self, code: str) -> tuple[int, ...]:
        needs, worth = self._asked[code], self._worth[code]
        often = sorted(needs, key=lambda skill: (-needs[skill], -worth[skill], skill))
        many = max(FEWEST, sum(weight >= WANTED for weight in needs.values()))
        return tuple(sorted(often[: min(many, MOST)], key=lambda skill: (-worth[skill], skill)))

    def wanted(self, code: str) -> Sequence[int]:
        """The skills a kind of work asks for most, the most telling first; empty where none are known."""
        return self._wanted.get(code, ())

    def near(self, code: str, *, limit: int = 12) -> list[Neighbour]:
        """The kinds of work nearest to one, nearest first; equal ones by code. Empty where no skills are known."""
        if code not in self:
            return []
        held = {skill for skill, weight in self._asked[code].items() if weight >= HELD}
        found: list[Neighbour] = []
        for other, wanted in self._wanted.items():
            shared = tuple(skill for skill in wanted if skill in held)
            if other == code or len(shared) < LEAST_SHARED:
                continue
            likeness = self._likeness(code, other)
            if likeness >= LEAST_LIKENESS:
                missing = tuple(skill for skill in wanted if skill not in held)
                found.append(Neighbour(other, likeness, shared, missing))
        return sorted(found, key=lambda each: (-each.likeness, each.code))[: max(0, limit)]

    def _likeness(self, one: str, other: str) -> float:
        first, second = sorted((self._worth[one], self._worth[other]), key=len)
        length = self._length[one] * self._length[other]
        return math.fsum(worth * second.get(skill, 0.0) for skill, worth in first.items()) / length if length else 0.0
