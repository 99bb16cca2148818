"""The content of the samples, read from the YAML files beside this module and checked while reading."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

import yaml

from volens.packs.samples.phrase import ContentError, Phrase, Spelling, compile_phrase, for_country

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from importlib.resources.abc import Traversable

Language = Literal["en", "zh"]
ENGLISH_COUNTRIES: Final = ("US", "GB", "IE", "CA", "AU")
CURRENCIES: Final = {"US": "USD", "GB": "GBP", "IE": "EUR", "CA": "CAD", "AU": "AUD", "CN": "CNY"}
PERIODS: Final = {"h": "HOUR", "d": "DAY", "w": "WEEK", "m": "MONTH", "y": "YEAR"}
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # same result, faster where libyaml is there


class Band(NamedTuple):
    """What an occupation is paid in the middle of a country: low and high amount per period."""

    period: str
    low: float
    high: float


class Place(NamedTuple):
    """A real city. ``factor`` scales pay; ``floor`` is the least pay per hour (China: per month)."""

    country: str
    city: str
    region: str
    latitude: float
    longitude: float
    postal_code: str
    districts: tuple[str, ...]
    area_code: str
    factor: float
    floor: float
    tags: frozenset[str]


class Shift(NamedTuple):
    """A working pattern; ``texts`` by language."""

    key: str
    hours: Mapping[str, float]
    rest: Mapping[str, int]
    night: bool
    part: bool
    texts: Mapping[str, tuple[str, ...]]

    def weekly_hours(self, country: str) -> float:
        """Hours a week in ``country``."""
        return float(self.hours.get(country, self.hours.get("any", 40)))

    def rest_days(self, country: str) -> int:
        """Whole days off a week in ``country``."""
        return int(self.rest.get(country, self.rest.get("any", 2)))


@dataclass(frozen=True, slots=True)
class Occupation:
    """One occupation with its conditions and its sentences in one or both languages."""

    key: str
    code: str
    kind: str
    shifts: tuple[str, ...]
    weight: int
    bands: Mapping[str, tuple[Band, ...]]
    near: str
    part: bool
    seasonal: bool
    remote: bool
    accessible: bool
    lodging: str
    transport: bool
    minimum_age: int
    texts: Mapping[str, Mapping[str, Any]]

    @property
    def major_group(self) -> str:
        """The first digit of the ISCO-08 unit group."""
        return self.code[0]


class Wording(NamedTuple):
    """The sentences of one occupation for one country, compiled."""

    noun: str
    titles: tuple[Phrase, ...]
    scene: tuple[Phrase, ...]
    do: tuple[Phrase, ...]
    need: tuple[Phrase, ...]
    plus: tuple[Phrase, ...]
    perk: tuple[Phrase, ...]


def _folder() -> Traversable:
    return resources.files("volens.packs.samples") / "data"


def _read(file: Traversable) -> Any:
    return yaml.load(file.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506 - one of the safe loaders


@cache
def table(name: str) -> dict[str, Any]:
    """A data file other than the occupations, as read."""
    return dict(_read(_folder() / f"{name}.yaml"))


def parse_bands(text: str, where: str) -> tuple[Band, ...]:
    """Read ``m3800-5200 h24-28``; raises ContentError naming ``where``."""
    bands = []
    for part in str(text).split():
        low, _, high = part[1:].partition("-")
        try:
            band = Band(PERIODS[part[0]], float(low), float(high))
        except (KeyError, ValueError):
            msg = f"{where}: pay {part!r} is not like h18-24, d200-260, w600-800, m4000-6000 or y30000-40000"
            raise ContentError(msg) from None
        if not 0 < band.low < band.high:
            msg = f"{where}: pay {part!r} must rise from low to high"
            raise ContentError(msg)
        bands.append(band)
    return tuple(bands)


def _occupation(row: Mapping[str, Any], file: str) -> Occupation:
    where = f"{file}: {row.get('key', row)}"
    try:
        made = Occupation(
            key=row["key"],
            code=row["code"],
            kind=row["kind"],
            shifts=tuple(row["shift"]),
            weight=row.get("weight", 2),
            bands={country: parse_bands(text, where) for country, text in row["pay"].items()},
            near=row.get("near", ""),
            part=row.get("part", False),
            seasonal=row.get("seasonal", False),
            remote=row.get("remote", False),
            accessible=row.get("accessible", False),
            lodging=row.get("lodging", ""),
            transport=row.get("transport", False),
            minimum_age=row.get("age", 16),
            texts={language: row[language] for language in ("en", "zh") if language in row},
        )
    except KeyError as missing:
        msg = f"{where}: {missing} is missing"
        raise ContentError(msg) from None
    if made.kind not in table("employers")["kinds"]:
        msg = f"{where}: employers.yaml has no kind {made.kind!r}"
        raise ContentError(msg)
    if unknown := set(made.shifts) - set(shifts()):
        msg = f"{where}: shifts.yaml has no {sorted(unknown)}"
        raise ContentError(msg)
    for language, texts in made.texts.items():
        for part in ("titles", "scene", "do", "need", "plus"):
            if not texts.get(part) or not all(isinstance(text, str) for text in texts[part]):
                msg = f"{where}: {language}.{part} must be a list of sentences"
                raise ContentError(msg)
        if ("CN" in made.bands) < (language == "zh"):
            msg = f"{where}: Chinese text without pay for CN"
            raise ContentError(msg)
    return made


@cache
def occupations() -> tuple[Occupation, ...]:
    """All occupations, in the order of file names and entries; raises ContentError for unusable content."""
    found: dict[str, Occupation] = {}
    for file in sorted((_folder() / "occupations").iterdir(), key=lambda entry: entry.name):
        if file.name.endswith(".yaml"):
            for row in _read(file):
                made = _occupation(row, file.name)
                if made.key in found:
                    msg = f"{file.name}: {made.key} is there twice"
                    raise ContentError(msg)
                found[made.key] = made
    return tuple(found.values())


@cache
def places() -> Mapping[str, tuple[Place, ...]]:
    """The cities by country code."""
    return {
        country: tuple(
            Place(
                country=country,
                city=row["city"],
                region=row["region"],
                latitude=row["lat"],
                longitude=row["lon"],
                postal_code=row["post"],
                districts=tuple(row.get("districts", ())),
                area_code=row.get("area", ""),
                factor=row["factor"],
                floor=row["floor"],
                tags=frozenset(row["tags"]),
            )
            for row in rows
        )
        for country, rows in table("places").items()
    }


@cache
def places_near(country: str, tag: str) -> tuple[Place, ...]:
    """The cities of a country that have ``tag`` around them (all of them for an empty tag)."""
    return tuple(place for place in places()[country] if not tag or tag in place.tags)


@cache
def shifts() -> Mapping[str, Shift]:
    """The working patterns by key."""
    return {
        key: Shift(
            key=key,
            hours=row["hours"],
            rest=row["rest"] if isinstance(row["rest"], dict) else {"any": row["rest"]},
            night=row.get("night", False),
            part=row.get("part", False),
            texts={"en": tuple(row["en"]), "zh": tuple(row["zh"])},
        )
        for key, row in table("shifts").items()
    }


@cache
def _spelling() -> Spelling:
    return Spelling(table("spelling"))


def spelled(text: str, country: str) -> str:
    """English text in the spelling of ``country``."""
    return _spelling().american(text) if country == "US" else text


@lru_cache(maxsize=4096)
def _compiled(text: str, country: str) -> Phrase:
    return compile_phrase(spelled(text, country))


def compiled(texts: Sequence[str], country: str) -> tuple[Phrase, ...]:
    """Phrases that apply in ``country``, respelled and compiled."""
    return tuple(_compiled(text, country) for text in for_country(texts, country))


@cache
def wording(key: str, language: Language, country: str) -> Wording:
    """The sentences of the occupation ``key`` for one country; raises ContentError where there are too few."""
    texts = {occupation.key: occupation for occupation in occupations()}[key].texts[language]
    for part, least in (("titles", 1), ("scene", 1), ("do", 3), ("need", 2), ("plus", 1)):
        if len(for_country(texts[part], country)) < least:
            msg = f"{key}: {language}.{part} needs at least {least} for {country}"
            raise ContentError(msg)
    nouns = texts["noun"]
    noun = nouns if isinstance(nouns, str) else for_country(nouns, country)[0]
    return Wording(
        noun=spelled(noun, country),
        titles=compiled(texts["titles"], country),
        scene=compiled(texts["scene"], country),
        do=compiled(texts["do"], country),
        need=compiled(texts["need"], country),
        plus=compiled(texts["plus"], country),
        perk=compiled(texts.get("perk", ()), country),
    )


@cache
def settings(kind: str, language: Language, country: str) -> tuple[Phrase, ...]:
    """What can be said of the workplaces of employers of ``kind``."""
    return compiled(table("settings")[kind][language], country)


class Sections:
    """The shared sentences of one language, compiled for one country and looked up by path (``pay``, ``start.now``)."""

    def __init__(self, language: Language, country: str) -> None:
        self._country = country
        self._lists: dict[str, tuple[Phrase, ...]] = dict(self._walk("", table(f"sections_{language}")))

    def _walk(self, prefix: str, node: Mapping[str, Any]) -> Iterator[tuple[str, tuple[Phrase, ...]]]:
        for name, inner in node.items():
            path = f"{prefix}{name}"
            if isinstance(inner, dict):
                yield from self._walk(f"{path}.", inner)
            elif isinstance(inner, str):
                yield path, compiled([inner], self._country)
            elif all(isinstance(item, str) for item in inner):
                yield path, compiled(inner, self._country)

    def __getitem__(self, path: str) -> tuple[Phrase, ...]:
        return self._lists[path]

    def get(self, path: str) -> tuple[Phrase, ...]:
        """The phrases at ``path``, or none."""
        return self._lists.get(path, ())


@cache
def sections(language: Language, country: str) -> Sections:
    """The shared sentences for one language and country."""
    return Sections(language, country)
