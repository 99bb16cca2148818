"""What each part of a location text may name: countries, regions, cities. One part may name several."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from volens.engines.places.names import fold, has_han
from volens.engines.places.parts import Part, break_up, without_modifiers
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
_AREA_ENDINGS = ("自治州", "自治县", "地区", "盟")
#: What follows a city's name when the whole names a street, a school or a firm.
_NOT_PLACES = (
    *("路", "东路", "西路", "南路", "北路", "中路", "一路", "二路", "街", "大街", "大道", "巷"),
    *("大学", "学院", "中学", "小学", "公司", "集团", "银行", "医院", "有限", "师范", "大厦"),
)


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
    broken = break_up(part) if depth < 3 else [part]
    if broken != [part]:
        for piece in broken:
            yield from _read(gazetteer, piece, depth + 1)
        return
    if has_han(key):
        yield from _read_chinese(gazetteer, key)
        return
    pieces = list(_split_off(gazetteer, part, depth)) if depth < 3 else []
    if not pieces and " & " in key:
        pieces = [_look_up(gazetteer, piece, piece) for piece in key.split(" & ")]
        pieces = pieces if any(piece.cities or not (piece.empty or piece.code) for piece in pieces) else []
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
            if len(key) <= 3 and not _any_city_in(gazetteer, others, reading):
                continue
            yield from [*others, reading] if tail else [reading, *others]
            return


def _any_city_in(gazetteer: Gazetteer, readings: Sequence[Reading], area: Reading) -> bool:
    """Whether a part may be a city of the country or region that a code names: "IT Officer" is not in Italy."""
    for reading in readings:
        for match in reading.cities:
            country, region = gazetteer.location(match.rank)
            if country in area.countries or region in area.regions:
                return True
    return False


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
        position += len(reading.text)
        if units == 0 and not (reading.regions or reading.countries) and key[position:].startswith(_NOT_PLACES):
            position = 0  # 中山大学 is not in 中山
            break
        yield reading
        units += 1
    if position < len(key):
        rest = key[position:]
        yield Reading(rest, rest, street=units > 0)


def _longest(gazetteer: Gazetteer, text: str) -> Reading | None:
    """The longest name a Chinese text begins with, but an area before a city that only repeats it (上海浦东)."""
    found = _longest_of_all(gazetteer, text)
    if found is None or found.countries or found.regions:
        return found
    for length in range(len(found.text) - 2, 1, -1):
        if found.text[length:] not in CHINESE_ENDINGS and not found.text.endswith(_AREA_ENDINGS):
            area = _look_up(gazetteer, text[:length], text[:length])
            if area.countries or area.regions:
                return area
    return found


def _longest_of_all(gazetteer: Gazetteer, text: str) -> Reading | None:
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
