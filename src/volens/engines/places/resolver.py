"""From a location text to the place it names: all readings of all parts, weighed together.

The best account of a text explains most of its parts consistently: "Newark, DE" is in Delaware because a Newark is
there and none in Germany. What is left unexplained lowers the confidence; a text that names nothing known gives None,
never a guess.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from volens.engines.places import spelling
from volens.engines.places.names import fold, has_han
from volens.engines.places.parts import split
from volens.engines.places.port import MUNICIPALITIES, Gazetteer, Kind, Match, Place
from volens.engines.places.readings import CHINESE_ENDINGS, Reading, read
from volens.engines.places.suggest import distance_km
from volens.engines.places.vocabulary import ORDINARY

#: Countries that name their cities by a territory's own code: a text may give either.
PARENTS = {"HK": "CN", "MO": "CN", "TW": "CN", "PR": "US", "GU": "US", "VI": "US", "AS": "US", "MP": "US", "RE": "FR"}
PARENTS |= {"GP": "FR", "MQ": "FR", "GF": "FR", "YT": "FR", "JE": "GB", "GG": "GB", "IM": "GB"}
#: Where people write a region's code right after the city and leave the country out.
CODE_COUNTRIES = ("US", "CA", "AU")
#: Country and city are one: the bare name is the city.
#: Regions that are one city, whatever the rest of the country does.
CITY_REGIONS = frozenset({"US-DC"})
CITY_STATES = frozenset({"SG", "HK", "MO", "MC", "GI", "VA"})
#: A city without any hint must be this large (inhabitants), or bear its name alone.
BARE_POPULATION = 15_000
#: What a place without a known population counts as among its namesakes.
UNKNOWN_POPULATION = 1500
#: A Chinese name is a city of China unless one abroad is 40 times larger: 柏林 is Berlin, not a town of Chongqing.
OF_CHINA = 0.4
#: What a name that is not a city's main one takes off: it yields to a main name unless its city is 250 times larger.
ALIAS = 0.6
#: Chinese names of foreign cities are spellings of a sound: many towns share one, and one city has several.
#: There 20 times larger is enough.
ALIAS_CHINESE = 0.325
#: How names of counties and districts of China end: such a name is specific even when the population is unknown.
COUNTY_ENDINGS = ("县", "旗", "区")
CHINESE_UNITS = (*COUNTY_ENDINGS, "市", "自治州", "地区", "盟")
#: A city this large is believed over the region code beside it ("CA, AB, Toronto").
CONTRADICTING_POPULATION = 300_000
NESTED_KM, NESTED_KM_CHINA = 60.0, 45.0


@dataclass(frozen=True, slots=True)
class _Area:
    """A country and region that parts of the text (`used`) or the caller's hints name."""

    country: str
    region: str
    used: frozenset[int]
    weight: float


class _Account(NamedTuple):
    """One way to understand the text. `rank` is None when no city is named."""

    score: float
    area: _Area
    rank: int | None
    part: int
    alias: bool
    runner_up: float


class Resolver:
    """Understands location texts against a gazetteer. Stateless; callers cache what repeats."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer

    def resolve(self, name: str, *, country: str = "", region: str = "", language: str = "") -> Place | None:
        """The place a text names, or None when it names none that is known.

        `country` and `region` are hints (names or codes) that decide between namesakes; the text may overrule them.
        `language` (BCP 47) decides between a Chinese and a Japanese reading of the same characters.
        """
        gazetteer = self._gazetteer
        readings = read(gazetteer, split(name[:500]))
        hint = self._hint(country, region)
        if not readings:
            return self._of_area(hint, 0.6) if name.strip() == "" and hint.country else None
        accounts = list(self._accounts(name, readings, hint, language))
        best = max(accounts, key=lambda account: account.score) if accounts else None
        if best is None or best.rank is None:
            mended = self._mended(readings, best.area if best else hint)
            if mended is not None:
                return mended
        if best is None:
            return None
        if best.rank is None:
            missed = [
                index for index, reading in enumerate(readings) if index not in best.area.used and not reading.street
            ]
            guessed = missed and all(readings[index].code for index in best.area.used)
            return self._of_area(best.area, 0.5 if guessed else 0.65 if missed else 0.95)
        return self._city(best, readings)

    def resolve_address(
        self, *, locality: str = "", region: str = "", country: str = "", street: str = "", language: str = ""
    ) -> Place | None:
        """The place of a schema.org PostalAddress: `addressLocality`, `addressRegion`, `addressCountry`.

        Falls back from the locality to the street line (some feeds put everything there), then to region and country.
        """
        for text in (locality, street):
            if text.strip():
                place = self.resolve(text, country=country, region=region, language=language)
                if place is not None and place.kind is Kind.CITY:
                    return place
        return self.resolve(", ".join(part for part in (region, country) if part.strip()), language=language)

    def _hint(self, country: str, region: str) -> _Area:
        gazetteer = self._gazetteer
        countries = gazetteer.countries(fold(country)) if country else ()
        regions = gazetteer.regions(fold(region)) if region else ()
        if countries:
            inside = [code for code in regions if _within(code.partition("-")[0], countries[0])]
            return _Area(countries[0], inside[0] if inside else "", frozenset(), 0.0)
        if regions:
            ordered = sorted(regions, key=_code_order) if len(fold(region)) <= 3 else list(regions)
            return _Area(ordered[0].split("-")[0], ordered[0], frozenset(), 0.0)
        return _Area("", "", frozenset(), 0.0)

    def _areas(self, readings: Sequence[Reading]) -> Iterator[_Area]:
        """Every consistent choice of a country part and a region part, and none at all."""
        yield _Area("", "", frozenset(), 0.0)
        spelled = {code for reading in readings for code in reading.countries}
        for index, reading in enumerate(readings):
            first = 0.4 if index == 0 and len(readings) > 1 else 0.0
            for country in reading.countries:
                weight = 1.6 + first if reading.code else 2.0
                yield _Area(country, "", frozenset({index}), weight)
                for other, inner in enumerate(readings):
                    for region in inner.regions if other != index else ():
                        if _within(region.partition("-")[0], country):
                            bonus = 1.6 if inner.code else 2.0
                            yield _Area(country, region, frozenset({index, other}), weight + bonus)
            for region in reading.regions:
                if reading.key.isdigit():
                    continue
                country = region.partition("-")[0]
                known = country in CODE_COUNTRIES and not spelled.difference({country}, reading.countries)
                if reading.code and "-" not in reading.text:
                    weight = 1.5 + (1.0 if known and index > 0 else 0.0) + (0.1 if country == "US" else 0.0)
                else:
                    weight = 2.0
                yield _Area(country, region, frozenset({index}), weight)

    def _accounts(self, name: str, readings: Sequence[Reading], hint: _Area, language: str) -> Iterator[_Account]:
        for area in self._areas(readings):
            area_score, effective = self._with_hint(area, hint)
            open_parts = [index for index in range(len(readings)) if index not in area.used]
            cost = sum(_unexplained(readings[index], bool(effective.country)) for index in open_parts)
            if area.used and self._plausible_area(area, readings, hint, name):
                yield _Account(area_score - cost, effective, None, -1, False, 0.0)
            for index in open_parts:
                reading = readings[index]
                found = self._best_city(reading, effective, language, bare=not effective.country)
                if found is None:
                    continue
                match, prior, runner_up = found
                if not effective.country and not self._bare(match, reading, len(open_parts)):
                    continue
                if not effective.region and not self._city_over_area(match, reading, area.country, hint):
                    continue
                if not area.region and self._elsewhere(match, readings, index, effective.country):
                    continue
                own = _unexplained(reading, bool(effective.country))
                score = area_score - cost + own + 3.0 + prior - 0.05 * index - (0.8 if reading.shortened else 0.0)
                yield _Account(score, effective, match.rank, index, match.alias, runner_up)

    def _elsewhere(self, match: Match, readings: Sequence[Reading], index: int, country: str) -> bool:
        """Whether another part names a region of the country that a small city is not in."""
        if not country or self._gazetteer.population(match.rank) >= CONTRADICTING_POPULATION:
            return False
        region = self._gazetteer.location(match.rank)[1]
        named = [
            code
            for other, reading in enumerate(readings)
            if other != index
            for code in reading.regions
            if code.startswith(country + "-") and not (reading.code and reading.countries and other == 0)
        ]
        return bool(named) and bool(region) and region not in named

    def _with_hint(self, area: _Area, hint: _Area) -> tuple[float, _Area]:
        """The area's weight and the area itself once the caller's hint is added or found to contradict it."""
        if not hint.country:
            return area.weight, area
        if not area.country:
            return 1.0 + (0.8 if hint.region else 0.0), replace(hint, used=area.used)
        if not (_within(area.country, hint.country) or _within(hint.country, area.country)):
            return area.weight - 1.5, area
        if area.region or not hint.region:
            return area.weight + 1.0 - (0.8 if hint.region and hint.region != area.region else 0.0), area
        return area.weight + 1.8, replace(area, region=hint.region)

    def _plausible_area(self, area: _Area, readings: Sequence[Reading], hint: _Area, name: str) -> bool:
        """Whether an area may stand alone. A lone code must stand between commas: "GB, LDS", not "HR & Admin"."""
        if len(area.used) > 1:
            return True
        reading = readings[next(iter(area.used))]
        if not reading.code:
            return True
        if len(readings) > 1 and not re.search(rf"(?:^|,)\s*{re.escape(reading.text)}\s*(?:,|$)", name):
            return False
        if area.region:
            known = reading.text.isupper() and area.country in CODE_COUNTRIES
            return area.country == hint.country or (known and (len(readings) > 1 or not reading.countries))
        return reading.text.isupper() or len(readings) > 1

    def _best_city(
        self, reading: Reading, area: _Area, language: str, *, bare: bool
    ) -> tuple[Match, float, float] | None:
        """The likeliest bearer of a name inside an area, its prior, and the runner-up's share of its population."""
        best: tuple[float, Match] | None = None
        second = 0.0
        chinese = has_han(reading.key)
        prefers_china = bare and chinese and not language.lower().startswith("ja")
        cities = reading.cities
        if not cities and area.region in reading.regions and not reading.shortened:  # "NY, NY"
            namesake = self._gazetteer.region(area.region)
            cities = self._gazetteer.find(fold(namesake.name)) if namesake else ()
        for match in cities:
            country, region = self._gazetteer.location(match.rank)
            if area.country and not _within(country, area.country):
                continue
            if area.region and region != area.region and not area.region.endswith(f"-{country}"):
                continue
            prior = (
                min(1.8, math.log10(self._gazetteer.population(match.rank) or UNKNOWN_POPULATION) * 0.25)
                - (ALIAS_CHINESE if chinese else ALIAS) * match.alias
            )
            prior += OF_CHINA if prefers_china and country == "CN" else 0.0
            if best is None or prior > best[0]:
                second, best = best[0] if best else 0.0, (prior, match)
            else:
                second = max(second, prior)
        if best is None:
            return None
        return best[1], best[0], second / best[0] if best[0] > 0 else 1.0

    def _bare(self, match: Match, reading: Reading, parts: int) -> bool:
        """Whether a city may be meant by its name alone, without country or region."""
        population = self._gazetteer.population(match.rank)
        text, long = reading.text, len(reading.key) >= 5
        if text.lower() in ORDINARY:
            return parts == 1 and text.istitle() and not match.alias and population >= 100_000
        if parts > 1:
            return population >= 100_000 and not match.alias and not reading.shortened
        if has_han(reading.key):
            floor = 100_000 if match.alias else 0 if text.endswith(CHINESE_UNITS) else 10_000
        elif match.alias:
            unlike_a_name = text.islower() or (text.isupper() and not long)
            floor = 10**9 if unlike_a_name else 100_000 if long else 500_000
        elif text.islower() or (text.isupper() and not long):
            floor = 50_000
        else:
            alone = len(reading.cities) == 1 and len(reading.key) >= 6 and not reading.shortened
            floor = 5000 if alone else BARE_POPULATION
        return population >= floor

    def _city_over_area(  # noqa: PLR0911 - namesakes differ
        self, match: Match, reading: Reading, stated: str, hint: _Area
    ) -> bool:
        """When a name alone is both an area's and a city's: "New York" is the city, "California" the state."""
        if reading.code or not (reading.countries or reading.regions):
            return True
        country, region = self._gazetteer.location(match.rank)
        if reading.countries and not stated:
            return country in reading.countries and country in CITY_STATES
        lands = {code.partition("-")[0] for code in reading.regions}
        said = stated or hint.country
        if not lands or (said and not any(_within(land, said) for land in lands)):
            return True
        if "CN" in lands:
            return region in reading.regions and region in MUNICIPALITIES
        if has_han(reading.key) and country == "CN":
            return True  # 德州 is Dezhou unless something says Texas
        population = self._gazetteer.population(match.rank)
        if region in reading.regions:
            return region in CITY_REGIONS or population >= (2_000_000 if match.alias else 20_000)
        return country in lands and population >= 400_000 and not match.alias

    def _city(self, account: _Account, readings: Sequence[Reading]) -> Place:
        """The city of an account, narrowed to a part of it that the text also names, with the confidence."""
        assert account.rank is not None  # noqa: S101 - the caller asks only then
        rank, explained, several = account.rank, {*account.area.used, account.part}, False
        here = self._gazetteer.coordinates(rank)
        for index, reading in enumerate(readings):
            if index in explained or not reading.cities:
                continue
            if any(match.rank == rank for match in reading.cities):
                explained.add(index)
                continue
            finer = self._part_of(rank, here, reading)
            if finer is not None:
                explained.add(index)
                rank = finer
            elif not has_han(reading.key) and account.area.country:
                several = several or self._best_city(reading, account.area, "", bare=False) is not None
        confidence = 0.95 - (0.05 if account.alias else 0.0)
        country, region = self._gazetteer.location(rank)
        conflicting = not account.area.region and any(
            code.startswith(country + "-") and code != region
            for index, reading in enumerate(readings)
            if index not in explained
            for code in reading.regions
        )
        missed = sum(
            1
            for index, reading in enumerate(readings)
            if index not in explained and not reading.street and not reading.code
        )
        confidence -= min(0.3, 0.12 * missed) + (0.35 if conflicting else 0.0) + (0.2 if several else 0.0)
        if readings[account.part].shortened:
            confidence -= 0.1
        if not account.area.country:
            confidence -= 0.3 * max(0.0, account.runner_up - 0.5)
        return replace(self._gazetteer.city(rank), confidence=round(max(0.2, confidence), 2))

    def _part_of(self, rank: int, here: tuple[float, float], reading: Reading) -> int | None:
        """The rank of a district or suburb that a part names, near enough to the city to lie in it."""
        country, region = self._gazetteer.location(rank)
        reach = NESTED_KM
        if country == "CN":
            ending = next((ending for ending in CHINESE_ENDINGS if reading.text.endswith(ending)), "")
            reach = CHINESE_ENDINGS.get(ending, NESTED_KM_CHINA)
        best: tuple[bool, int] | None = None
        for match in reading.cities:
            if match.rank <= rank or self._gazetteer.location(match.rank) != (country, region):
                continue
            county = reading.text.endswith(COUNTY_ENDINGS) and not match.alias
            if country == "CN" and self._gazetteer.population(match.rank) == 0 and not county:
                continue
            if distance_km(here, self._gazetteer.coordinates(match.rank)) <= reach:
                best = min(best or (True, match.rank), (match.alias, match.rank))
        return best[1] if best else None

    def _of_area(self, area: _Area, confidence: float) -> Place | None:
        place = self._gazetteer.region(area.region) if area.region else None
        if place is None:
            place = self._gazetteer.country(area.country)
        return None if place is None else replace(place, confidence=confidence)

    def _mended(self, readings: Sequence[Reading], area: _Area) -> Place | None:
        """A city misspelled by one letter, looked for only inside a country the text or the caller names."""
        if not area.country:
            return None
        floor = 1000 if area.region else 50_000
        for index, reading in enumerate(readings):
            if index in area.used or not reading.empty or reading.street or not spelling.mendable(reading.key):
                continue
            best: int | None = None
            for key in spelling.variants(reading.key):
                mended = Reading(key, key, cities=self._gazetteer.find(key))
                found = self._best_city(mended, area, "", bare=False) if mended.cities else None
                if found and self._gazetteer.population(found[0].rank) >= (500_000 if found[0].alias else floor):
                    best = found[0].rank if best is None else min(best, found[0].rank)
            if best is not None:
                return replace(self._gazetteer.city(best), confidence=0.6)
        return None


def _within(inner: str, outer: str) -> bool:
    return inner == outer or PARENTS.get(inner) == outer


def _code_order(region: str) -> int:
    country = region.partition("-")[0]
    return CODE_COUNTRIES.index(country) if country in CODE_COUNTRIES else len(CODE_COUNTRIES)


def _unexplained(reading: Reading, in_area: bool) -> float:
    """What a part costs an account that does not use it."""
    if reading.street or reading.key.isdigit() or (reading.code and in_area):
        return 0.3
    return 1.0
