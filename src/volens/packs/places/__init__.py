"""The gazetteer of this deployment: GeoNames behind the engine of places, opened once per process and cached.

The file is built by `scripts/build_places.py`; opening it costs milliseconds because it is mapped, not read.
"""

from __future__ import annotations

from functools import cache, lru_cache

from volens.engines import places as engine
from volens.engines.places import Kind, Place, Suggestion, distance_km
from volens.packs.places.atlas import Atlas
from volens.packs.places.layout import BUILT, PlacesNotBuiltError

__all__ = [
    "ATTRIBUTION",
    "ATTRIBUTION_URL",
    "Kind",
    "Place",
    "PlacesNotBuiltError",
    "Suggestion",
    "by_id",
    "distance_km",
    "gazetteer",
    "label",
    "name",
    "nearest",
    "region_name",
    "regions",
    "resolve",
    "resolve_address",
    "suggest",
]

#: What the licence of the data asks a site to say, by language, and where it points.
ATTRIBUTION = {
    "en": "Place names and coordinates: GeoNames, licensed under CC BY 4.0, selected and converted.",
    "zh": "地名与坐标：GeoNames，依 CC BY 4.0 许可使用，经筛选和转换。",
}
ATTRIBUTION_URL = "https://www.geonames.org/"


@cache
def gazetteer() -> Atlas:
    """The built gazetteer. Raises PlacesNotBuiltError with the remedy when there is none."""
    return Atlas(BUILT)


@cache
def _resolver() -> engine.Resolver:
    return engine.Resolver(gazetteer())


@lru_cache(maxsize=65_536)
def resolve(name: str, *, country: str = "", region: str = "", language: str = "") -> Place | None:
    """The place a text names: "Newark, NJ", "江西省南昌市", "Remote, UK"; None when it names none that is known.

    `country` and `region` (names or codes) decide between namesakes, `language` (BCP 47) between scripts' readings.
    """
    return _resolver().resolve(name, country=country, region=region, language=language)


@lru_cache(maxsize=65_536)
def resolve_address(
    *, locality: str = "", region: str = "", country: str = "", street: str = "", language: str = ""
) -> Place | None:
    """The place of a schema.org PostalAddress, as precise as its fields allow."""
    return _resolver().resolve_address(
        locality=locality, region=region, country=country, street=street, language=language
    )


@lru_cache(maxsize=4096)
def suggest(prefix: str, limit: int = 8, language: str = "en") -> tuple[Suggestion, ...]:
    """Cities that continue what was typed in either script, most populous first, labelled in the language asked."""
    return tuple(engine.suggest(gazetteer(), prefix, limit=limit, language=language))


def nearest(latitude: float, longitude: float, *, min_population: int = 0, within_km: float = 300.0) -> Place | None:
    """The nearest city of at least this population, None when none lies within that distance (km)."""
    return engine.nearest(gazetteer(), latitude, longitude, min_population=min_population, within_km=within_km)


def by_id(geonames_id: int) -> Place | None:
    """The city with this GeoNames id."""
    return gazetteer().by_id(geonames_id)


def name(place: Place, language: str = "en") -> str:
    """A place's name in the language asked (Chinese where known, else as GeoNames writes it)."""
    return engine.name(place, language)


def label(place: Place, language: str = "en") -> str:
    """The place for a list or a form, like "Newark, New Jersey, US"; `resolve` understands it again."""
    return engine.label(gazetteer(), place, language)


def regions(country: str) -> tuple[Place, ...]:
    """The regions known of a country (ISO 3166-1 alpha-2), in the order of their codes; empty when none are."""
    atlas = gazetteer()
    found = (atlas.region(code) for code in atlas.region_codes(country.upper()))
    return tuple(region for region in found if region is not None)


def region_name(code: str, language: str = "en") -> str:
    """The name of an ISO 3166-2 region ("US-NJ"), or of a country ("DE"), or the code itself when unknown."""
    place = gazetteer().region(code) or gazetteer().country(code)
    return code if place is None else engine.name(place, language)
