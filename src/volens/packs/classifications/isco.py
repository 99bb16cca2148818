"""ISCO-08: the 619 groups of the International Standard Classification of Occupations, in English and Chinese.

Codes and English titles are those of the International Labour Organization's published structure (International
Standard Classification of Occupations: ISCO-08, Volume 1, Geneva 2012). The Chinese titles are this project's own.
"""

from __future__ import annotations

import csv
import enum
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from types import MappingProxyType

from volens.engines.chinese import simplified

ATTRIBUTION = (
    "International Standard Classification of Occupations, ISCO-08. Codes and English titles: International Labour "
    "Organization. Chinese titles: Volens; they are not an official translation."
)


class Level(enum.IntEnum):
    """The four levels; the value is the number of digits of a code."""

    MAJOR = 1
    SUB_MAJOR = 2
    MINOR = 3
    UNIT = 4


@dataclass(frozen=True, slots=True)
class Group:
    """One group of ISCO-08 with its titles in sentence case."""

    code: str
    en: str
    zh: str

    @property
    def level(self) -> Level:
        """Major, sub-major, minor or unit group."""
        return Level(len(self.code))

    def title(self, language: str = "en") -> str:
        """Title in Chinese for any tag that starts with "zh" ("zh", "zh-hans", "zh_CN"), otherwise in English."""
        return self.zh if language.lower().startswith("zh") else self.en


class Isco:
    """The whole classification, read-only. Codes are strings: "0110" is not 110."""

    def __init__(self, groups: Mapping[str, Group]) -> None:
        """Take all groups by code; every group but the major ones must have its parent among them."""
        self._groups = MappingProxyType(dict(sorted(groups.items())))
        children: dict[str, list[Group]] = {}
        for code, group in self._groups.items():
            parent = code[:-1]
            if parent and parent not in self._groups:
                raise ValueError(f"ISCO-08 group {code} has no parent {parent}")
            children.setdefault(parent, []).append(group)
        self._children = {code: tuple(found) for code, found in children.items()}

    def __len__(self) -> int:
        return len(self._groups)

    def __iter__(self) -> Iterator[Group]:
        """All groups in the order of the classification: each group before its parts."""
        return iter(self._groups.values())

    def __contains__(self, code: object) -> bool:
        return code in self._groups

    def exists(self, code: str, level: Level | None = None) -> bool:
        """Whether the code is a group of ISCO-08, and of this level when one is asked for."""
        group = self._groups.get(code)
        return group is not None and (level is None or group.level is level)

    def group(self, code: str) -> Group:
        """The group of a code; KeyError with the code when there is none."""
        return self._groups[code]

    def title(self, code: str, language: str = "en") -> str:
        """Title of a group in a language; KeyError when the code does not exist."""
        return self._groups[code].title(language)

    def parent(self, code: str) -> Group | None:
        """The group one level up; None for a major group. KeyError when the code does not exist."""
        return self._groups.get(self._groups[code].code[:-1])

    def ancestors(self, code: str) -> tuple[Group, ...]:
        """The groups above, major group first, without the group itself. KeyError when the code does not exist."""
        self._groups[code]
        return tuple(self._groups[code[:length]] for length in range(1, len(code)))

    def children(self, code: str) -> tuple[Group, ...]:
        """The groups one level down, in order; none for a unit group. KeyError when the code does not exist."""
        return self._children.get(self._groups[code].code, ())

    def major_groups(self) -> tuple[Group, ...]:
        """The ten major groups, armed forces first."""
        return self._children[""]

    def at(self, level: Level) -> tuple[Group, ...]:
        """All groups of one level, in order."""
        return tuple(group for group in self if group.level is level)

    def units(self, code: str) -> tuple[Group, ...]:
        """The unit groups inside a group (itself when it is one). KeyError when the code does not exist."""
        prefix = self._groups[code].code
        return tuple(group for group in self.at(Level.UNIT) if group.code.startswith(prefix))

    def search(self, prefix: str, language: str = "en", *, limit: int = 20) -> tuple[Group, ...]:
        """Groups whose code, title or word of the title starts with the prefix, for a field that completes.

        Codes first, then titles, then words inside titles; broad groups before narrow ones; at most `limit`. Chinese
        does not space its words, so any place in the title counts as a start. An empty prefix finds nothing.
        """
        wanted = simplified(prefix.strip().casefold())
        if not wanted:
            return ()
        ranked: list[tuple[int, int, str, Group]] = []
        for group in self:
            rank = _rank(group, wanted, language)
            if rank is not None:
                ranked.append((rank, len(group.code), group.code, group))
        return tuple(group for *_, group in sorted(ranked, key=lambda found: found[:3])[:limit])


def _rank(group: Group, wanted: str, language: str) -> int | None:
    """0 when the code starts with what is wanted, 1 the title, 2 a word of it, None otherwise."""
    if group.code.startswith(wanted):
        return 0
    title = group.title(language).casefold()
    if title.startswith(wanted):
        return 1
    inside = wanted in title if language.lower().startswith("zh") else f" {wanted}" in title.replace("(", " ")
    return 2 if inside else None


@lru_cache(maxsize=1)
def isco() -> Isco:
    """ISCO-08 as shipped, read once per process."""
    groups: dict[str, Group] = {}
    folder = resources.files(__package__) / "isco08"
    for major in range(10):
        for row in csv.DictReader((folder / f"{major}.csv").read_text(encoding="utf-8").splitlines()):
            groups[row["code"]] = Group(row["code"], row["en"], row["zh"])
    return Isco(groups)
