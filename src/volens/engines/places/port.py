"""What the engine of places knows and what it needs: a place, and the port of a gazetteer."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol


class Kind(enum.StrEnum):
    """How precise a place is."""

    CITY = "city"
    REGION = "region"
    COUNTRY = "country"


#: Regions of China that are one city: their name alone is the city.
MUNICIPALITIES = frozenset({"CN-BJ", "CN-SH", "CN-TJ", "CN-CQ", "CN-HK", "CN-MO"})


@dataclass(frozen=True, slots=True)
class Place:
    """A populated place, or a region or country when the text names nothing smaller.

    Only a city has coordinates (WGS 84 degrees): the middle of a region is nobody's workplace. `id` is the GeoNames
    id, 0 for a region that has none here. `region` is ISO 3166-2 or ""; `admin` is the GeoNames first-level code
    ("BR.27"), known for nearly every city. `confidence` (0 to 1) says how much of the text the place explains and how
    clearly it beats the next reading; below .5 a person should look.
    """

    id: int
    name: str
    name_zh: str
    country: str
    region: str
    latitude: float | None
    longitude: float | None
    population: int
    kind: Kind = Kind.CITY
    admin: str = ""
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One line under the place field: the place and its label in the language asked for."""

    place: Place
    label: str


class Match(NamedTuple):
    """A city that bears a name. `rank` 0 is the most populous of the world; `alias`: not its main name."""

    rank: int
    alias: bool


class Gazetteer(Protocol):
    """Names in, places out. Keys are folded by `names.fold`; implementations are read-only and shared."""

    def find(self, key: str) -> Sequence[Match]:
        """Cities with exactly this folded name, most populous first."""
        ...

    def starting(self, prefix: str, limit: int) -> Sequence[int]:
        """Ranks of the most populous cities with a name that starts with the folded prefix, at most `limit`."""
        ...

    def city(self, rank: int) -> Place:
        """The city of a rank."""
        ...

    def location(self, rank: int) -> tuple[str, str]:
        """Country and region (ISO 3166-2 or "") of a city, without the cost of the whole record."""
        ...

    def coordinates(self, rank: int) -> tuple[float, float]:
        """Latitude and longitude of a city in degrees."""
        ...

    def population(self, rank: int) -> int:
        """Inhabitants of a city, 0 where unknown."""
        ...

    def around(self, latitude: float, longitude: float, radius_km: float) -> Sequence[int]:
        """Ranks of cities in the cells that the circle touches (a superset of those inside it)."""
        ...

    def countries(self, key: str) -> Sequence[str]:
        """ISO 3166-1 codes of the countries with this folded name or code."""
        ...

    def regions(self, key: str) -> Sequence[str]:
        """ISO 3166-2 codes of the regions with this folded name or abbreviation."""
        ...

    def country(self, code: str) -> Place | None:
        """The country of an ISO 3166-1 code."""
        ...

    def region(self, code: str) -> Place | None:
        """The region of an ISO 3166-2 code."""
        ...

    def region_codes(self, country: str) -> Sequence[str]:
        """All ISO 3166-2 codes known of a country, in the order of the table."""
        ...
