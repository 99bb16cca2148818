"""The places of a vacancy: most have one, some are open at several."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson
from django.utils.translation import ngettext

from volens.engines.places.names import has_han
from volens.engines.search import places as spots
from volens.engines.search.port import FurtherPlace
from volens.packs import places
from volens.services.vacancies import labels

if TYPE_CHECKING:
    from volens.services.vacancies.models import Vacancy
    from volens.services.vacancies.rows import Row


class Workplace(NamedTuple):
    """One place: the name as stored, ISO 3166 code of its region, degrees, GeoNames id."""

    name: str
    region: str
    latitude: float | None
    longitude: float | None
    place_id: int | None = None

    def shown(self, code: str) -> str:
        """The name as its reader writes it, or that of the region where there is none."""
        return local_name(self.name, self.place_id, code) or (labels.region(self.region, code) if self.region else "")


@lru_cache(maxsize=16_384)
def local_name(name: str, place_id: int | None, code: str) -> str:
    """A place's name in the script of a reader (language tag) where the gazetteer has it, else as it was stored."""
    chinese = code.startswith("zh")
    if not name or place_id is None or chinese == has_han(name):
        return name
    place = places.by_id(place_id)
    return name if place is None else (place.name_zh if chinese else place.name) or name


def stored(value: Any) -> Sequence[Mapping[str, Any]]:
    """The further places as they are stored: the database gives them as JSON where it is asked in plain SQL."""
    if not value or value == "[]":
        return ()
    found: Sequence[Mapping[str, Any]] = orjson.loads(value) if isinstance(value, str | bytes) else value
    return found


def further(value: Any) -> tuple[FurtherPlace, ...]:
    """The further places as the index takes them."""
    return tuple(
        FurtherPlace(each["name"], each["region"], each["latitude"], each["longitude"]) for each in stored(value)
    )


def of(found: Vacancy | Row) -> list[Workplace]:
    """Every place of a vacancy, the first one first; empty where none is known."""
    made = []
    if found.place or found.region or found.latitude is not None:
        made.append(Workplace(found.place, found.region, found.latitude, found.longitude, found.place_id))
    return made + [
        Workplace(each["name"], each["region"], each["latitude"], each["longitude"], each.get("place_id"))
        for each in stored(found.further_places)
    ]


def line(found: Vacancy | Row, code: str, *, near: tuple[float, float] | None = None) -> str:
    """The place in a list: "Leeds", "Leeds and 3 more places". The nearest is named where a place was asked for."""
    if not found.further_places:
        name = local_name(found.place, found.place_id, code)
        return name or (labels.region(found.region, code) if found.region else "")
    all_ = of(found)
    first = all_[0] if near is None else min(all_, key=lambda each: _away(each, *near))
    others = len(all_) - 1
    if not others:
        return first.shown(code)
    told = {"place": first.shown(code), "count": others}
    return ngettext("%(place)s and %(count)s more place", "%(place)s and %(count)s more places", others) % told


def _away(where: Workplace, latitude: float, longitude: float) -> float:
    spot = spots.spot(where.latitude, where.longitude)
    return float("inf") if spot is None else spots.distances_km(latitude, longitude, [spot])[0]
