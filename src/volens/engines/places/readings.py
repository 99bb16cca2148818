"""What each part of a location text may name: countries, regions, cities. One part may name several."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from volens.engines.places.names import fold, has_han
from volens.engines.places.parts import Part, without_modifiers
from volens.engines.places.port import Gazetteer, Match

#: Endings of Chinese place names, and how far (km) such a place may lie from the city named before it.
CHINESE_ENDINGS = {
    "市": 200.0,
    "县": 200.0,
    "区": 45.0,
    "镇": 80.0,
    "乡": 80.0,
    "街道": 45.0,
    "新区": 60.0,
    "旗": 400.0,
}
_LONGEST_CHINESE = 12


@dataclass(frozen=True, slots=True)
class Reading:
    """The meanings of one part. `shortened`: found only after words like "greater" were taken off."""

    text: str
    key: str
    countries: Sequence[str] = ()
    regions: Sequence[str] = ()
    cities: Sequence[Match] = ()
    shortened: bool = False
    street: bool = False

    @property
    def code(self) -> bool:
        """Whether the part looks like a code ("NJ", "GBR", "13")."""
        return len(self.key) <= 3 and self.key.isascii()

    @property
    def empty(self) -> bool:
        """Whether the part names nothing known."""
        return not (self.countries or self.regions or self.cities)


def read(gazetteer: Gazetteer, parts: Sequence[Part]) -> list[Reading]:
    """The readings of all parts, in their order; a part may turn out to hold several ("Houston TX", "广东深圳")."""
    found: list[Reading] = []
    for part in parts:
        found.extend(_read(gazetteer, part, depth=0))
    return found


def _look_up(gazetteer: Gazetteer, text: str, key: str, *, street: bool = False, shortened: bool = False) -> Reading:
    return Reading(text, key, gazetteer.countries(key), gazetteer.regions(key), gazetteer.find(key), shortened, street)


def _read(gazetteer: Gazetteer, part: Part, depth: int) -> Iterator[Reading]:
    key = fold(part.text)
    if not key:
        return
    reading = _look_up(gazetteer, part.text, key, street=part.street)
    if not reading.empty:
        yield reading
        return
    if has_han(key):
        yield from _read_chinese(gazetteer, key)
        return
    pieces = list(_split_off(gazetteer, part, depth)) if depth < 3 else []
    if pieces:
        yield from pieces
        return
    for shorter in without_modifiers(key):
        reading = _look_up(gazetteer, part.text, shorter, shortened=True)
        if not reading.empty:
            yield reading
            return
    yield Reading(part.text, key, street=part.street)


def _split_off(gazetteer: Gazetteer, part: Part, depth: int) -> Iterator[Reading]:
    """A country or region written without a comma at either end: "Houston TX", "Berlin Germany", "UK London"."""
    words = part.text.split()
    lower = part.text.islower()
    for count in range(min(4, len(words) - 1), 0, -1):
        for tail in (True, False):
            end = " ".join(words[-count:] if tail else words[:count])
            rest = " ".join(words[:-count] if tail else words[count:])
            key = fold(end)
            if len(key) <= 3 and not (end.isupper() or lower):
                continue
            reading = Reading(end, key, gazetteer.countries(key), gazetteer.regions(key))
            if reading.empty:
                continue
            others = list(_read(gazetteer, Part(rest, part.street), depth + 1))
            if len(key) <= 3 and all(other.empty for other in others):
                continue
            yield from [*others, reading] if tail else [reading, *others]
            return


def _read_chinese(gazetteer: Gazetteer, key: str) -> Iterator[Reading]:
    """Units of a Chinese address, coarse to fine; the street and what follows is left as one unknown reading."""
    position, units = 0, 0
    while position < len(key) and units < 5:
        reading = _longest(gazetteer, key[position:])
        if reading is None:
            unit = _named_unit(key[position:])
            if not unit or not units:
                break
            reading = Reading(unit, unit)
        yield reading
        units += 1
        position += len(reading.text)
    if position < len(key):
        rest = key[position:]
        yield Reading(rest, rest, street=units > 0)


def _longest(gazetteer: Gazetteer, text: str) -> Reading | None:
    for length in range(min(_LONGEST_CHINESE, len(text)), 1, -1):
        piece = text[:length]
        reading = _look_up(gazetteer, piece, piece)
        if reading.empty:
            ending = next((ending for ending in CHINESE_ENDINGS if piece.endswith(ending)), "")
            if ending and length - len(ending) > 1:
                reading = _look_up(gazetteer, piece, piece.removesuffix(ending))
        if not reading.empty:
            return reading
    return None


def _named_unit(text: str) -> str:
    """An unknown district or county at the start of a text: two to six characters with their ending."""
    for index in range(2, min(7, len(text))):
        if text[index] in "区县镇乡旗":
            return text[: index + 1]
    return ""
