"""The place field of a search: what continues the letters typed, and what is near a point."""

from __future__ import annotations

import math
import unicodedata

from volens.engines.places.labels import label
from volens.engines.places.names import fold
from volens.engines.places.port import Gazetteer, Kind, Place, Suggestion

_EARTH_KM = 6371.0088


def distance_km(first: tuple[float, float], second: tuple[float, float]) -> float:
    """Great-circle distance in kilometres between two (latitude, longitude) points in degrees."""
    lat_1, lon_1, lat_2, lon_2 = map(math.radians, (*first, *second))
    half = math.sin((lat_2 - lat_1) / 2) ** 2
    half += math.cos(lat_1) * math.cos(lat_2) * math.sin((lon_2 - lon_1) / 2) ** 2
    return 2 * _EARTH_KM * math.asin(min(1.0, math.sqrt(half)))


def suggest(gazetteer: Gazetteer, prefix: str, *, limit: int = 8, language: str = "en") -> list[Suggestion]:
    """Cities whose name starts with what was typed, most populous first, each label once.

    After a comma the region or country may be begun: "newark, new j", "Paris, F".
    """
    typed, *narrower = unicodedata.normalize("NFKC", prefix).split(",")
    key = fold(typed)
    if not key or limit < 1:
        return []
    narrow = [fold(piece) for piece in narrower if fold(piece)]
    found: dict[str, Suggestion] = {}
    ranks = list(gazetteer.starting(key, 60))
    if narrow:
        ranks = [match.rank for match in gazetteer.find(key)] + ranks
    for rank in ranks:
        place = gazetteer.city(rank)
        if narrow and not all(_within(gazetteer, place, piece) for piece in narrow):
            continue
        text = label(gazetteer, place, language)
        found.setdefault(text, Suggestion(place, text))
        if len(found) == limit:
            break
    return list(found.values())


def _within(gazetteer: Gazetteer, place: Place, prefix: str) -> bool:
    names = [place.country, place.region.rpartition("-")[2]]
    for area in (gazetteer.country(place.country), gazetteer.region(place.region)):
        if area is not None:
            names += [area.name, area.name_zh]
    return any(fold(name).startswith(prefix) for name in names if name)


def nearest(
    gazetteer: Gazetteer, latitude: float, longitude: float, *, min_population: int = 0, within_km: float = 300.0
) -> Place | None:
    """The city nearest to a point, of at least this population, or None when there is none within that distance.

    Raises ValueError for a point that is not on Earth.
    """
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise ValueError(
            f"({latitude}, {longitude}) is not a point on Earth: latitude -90 to 90, longitude -180 to 180."
        )
    here = (latitude, longitude)
    radius = min(25.0, within_km)
    while True:
        best, at = math.inf, -1
        for rank in gazetteer.around(latitude, longitude, radius):
            if gazetteer.population(rank) >= min_population:
                away = distance_km(here, gazetteer.coordinates(rank))
                best, at = min((best, at), (away, rank))
        if at >= 0 and best <= radius:
            place = gazetteer.city(at)
            assert place.kind is Kind.CITY  # noqa: S101 - what the port promises
            return place
        if radius >= within_km:
            return None
        radius = min(radius * 4, within_km)
