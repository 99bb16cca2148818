"""The places of a vacancy: most have one, some are open at several."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson
from django.utils.translation import ngettext

from volens.engines.search import places as spots
from volens.engines.search.port import FurtherPlace
from volens.services.vacancies import labels

if TYPE_CHECKING:
    from volens.services.vacancies.models import Vacancy
    from volens.services.vacancies.rows import Row


class Workplace(NamedTuple):
    """One place: the name as shown, ISO 3166 code of its region, degrees."""

    name: str
    region: str
    latitude: float | None
    longitude: float | None

    def shown(self, code: str) -> str:
        """The name, or that of the region where there is none."""
        return self.name or (labels.region(self.region, code) if self.region else "")


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
        made.append(Workplace(found.place, found.region, found.latitude, found.longitude))
    return made + [
        Workplace(each["name"], each["region"], each["latitude"], each["longitude"])
        for each in stored(found.further_places)
    ]


def line(found: Vacancy | Row, code: str, *, near: tuple[float, float] | None = None) -> str:
    """The place in a list: "Leeds", "Leeds and 3 more places". The nearest is named where a place was asked for."""
    if not found.further_places:
        return found.place or (labels.region(found.region, code) if found.region else "")
    all_ = of(found)
    named = all_[0] if near is None else min(all_, key=lambda each: _away(each, *near))
    others = len(all_) - 1
    if not others:
        return named.shown(code)
    told = {"place": named.shown(code), "count": others}
    return ngettext("%(place)s and %(count)s more place", "%(place)s and %(count)s more places", others) % told


def _away(where: Workplace, latitude: float, longitude: float) -> float:
    spot = spots.spot(where.latitude, where.longitude)
    return float("inf") if spot is None else spots.distances_km(latitude, longitude, [spot])[0]
