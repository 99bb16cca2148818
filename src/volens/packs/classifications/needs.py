"""What the unit groups of ISCO-08 ask for: Volens's own short list of skills, for where no larger one is loaded.

Skills and who needs them were written for this project from general knowledge of the trades; nothing comes from ESCO or
O*NET. The most telling skill of a group stands first.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from types import MappingProxyType

FOLDER = "needs"


@dataclass(frozen=True, slots=True)
class Skill:
    """One skill, named as a worker would."""

    key: str
    en: str
    zh: str

    def name(self, language: str = "en") -> str:
        """Its name in Chinese for any tag that starts with "zh", otherwise in English."""
        return self.zh if language.lower().startswith("zh") else self.en


@lru_cache(maxsize=1)
def skills() -> tuple[Skill, ...]:
    """All skills; their places in this order are their numbers in `needs`."""
    rows = csv.DictReader(_text("skills.csv").splitlines())
    return tuple(Skill(row["key"], row["en"], row["zh"]) for row in rows)


@lru_cache(maxsize=1)
def needs() -> Mapping[str, Mapping[int, float]]:
    """The skills of each unit group by number, each as much needed as any other.

    ValueError when a line names a skill that is not in the list.
    """
    numbers = {skill.key: number for number, skill in enumerate(skills())}
    found: dict[str, Mapping[int, float]] = {}
    for number, line in enumerate(_text("groups.txt").splitlines(), 1):
        code, _, keys = line.partition(":")
        if not keys or code.startswith("#"):
            continue
        unknown = [key for key in keys.split() if key not in numbers]
        if unknown:
            raise ValueError(f"groups.txt, line {number}: no skill is called {', '.join(unknown)}. See skills.csv.")
        found[code.strip()] = MappingProxyType({numbers[key]: 1.0 for key in keys.split()})
    return MappingProxyType(found)


def _text(name: str) -> str:
    return (resources.files(__package__) / FOLDER / name).read_text(encoding="utf-8")
