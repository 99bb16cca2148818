"""Where the work is: the gazetteer's places for what a source wrote."""

from __future__ import annotations

from typing import Any, NamedTuple

import orjson

from volens.packs import places
from volens.services.vacancies.importing import texts
from volens.services.vacancies.importing.draft import Draft, Whereabouts
from volens.services.vacancies.importing.numbers import number
from volens.services.vacancies.importing.rejects import RecordError

MAX_PLACE = 200
#: Places kept of one job, besides the first.
MAX_FURTHER = 30
NONE = "[]"


class Place(NamedTuple):
    """Where work is: names as shown, ISO 3166 codes, GeoNames id, degrees."""

    name: str = ""
    country: str = ""
    region: str = ""
    id: int | None = None
    latitude: float | None = None
    longitude: float | None = None


def further(draft: Draft, first: Place, language: str) -> str:
    """The other places of the job, each once, as JSON. One that cannot be read is left out: the job has a place."""
    if not draft.further:
        return NONE
    seen = {_identity(first)}
    kept = []
    for written in draft.further:
        try:
            there = place(written, language)
        except RecordError:
            continue
        identity = _identity(there)
        if not any(identity) or identity in seen:
            continue
        seen.add(identity)
        kept.append(
            {
                "name": there.name,
                "region": there.region or there.country,
                "latitude": there.latitude,
                "longitude": there.longitude,
                "place_id": there.id,
            }
        )
        if len(kept) == MAX_FURTHER:
            break
    return orjson.dumps(kept).decode()


def _identity(where: Place) -> tuple[Any, ...]:
    """What tells two places of one job apart: what people read, and where it is to some 100 m."""
    return (
        where.name,
        where.region or where.country,
        None if where.latitude is None else round(where.latitude, 3),
        None if where.longitude is None else round(where.longitude, 3),
    )


def place(draft: Draft | Whereabouts, language: str) -> Place:
    """Where the work is: coordinates of the source, else of the place the gazetteer finds by the words given."""
    said = {
        name: texts.line(getattr(draft, name), name, MAX_PLACE) for name in ("place", "locality", "region", "country")
    }
    latitude = number(draft.latitude, "latitude", -90, 90)
    longitude = number(draft.longitude, "longitude", -180, 180)
    if latitude is None or longitude is None or (latitude == 0 and longitude == 0):
        latitude = longitude = None
    found = None
    if said["locality"]:
        found = places.resolve_address(
            locality=said["locality"], region=said["region"], country=said["country"], language=language
        )
    elif said["place"]:
        found = places.resolve(said["place"], country=said["country"], region=said["region"], language=language)
    elif said["region"] or said["country"]:
        found = places.resolve_address(region=said["region"], country=said["country"], language=language)
    if found is None and latitude is not None and longitude is not None:
        found = places.nearest(latitude, longitude, within_km=50)
    name = said["locality"] or said["place"]
    if found is None:
        name = name or ", ".join(part for part in (said["region"], said["country"]) if part)
        return Place(name[:MAX_PLACE], latitude=latitude, longitude=longitude)
    own = latitude is not None
    return Place(
        places.name(found, language)[:MAX_PLACE],
        found.country,
        found.region,
        found.id or None,
        latitude if own else found.latitude,
        longitude if own else found.longitude,
    )
