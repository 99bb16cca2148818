"""The time zone of a place: a closing day ends when it ends there."""

from __future__ import annotations

import datetime as dt
import functools
import zoneinfo

from babel.core import get_global

#: Zones used throughout a country that has others in the tables, or that most of its people live in.
_USUAL = {
    "CN": "Asia/Shanghai",
    "DE": "Europe/Berlin",
    "ES": "Europe/Madrid",
    "NZ": "Pacific/Auckland",
    "PT": "Europe/Lisbon",
    "US": "America/New_York",
}
_ONE_ZONE = frozenset(_USUAL) - {"US"}


@functools.cache
def _zones_of_countries() -> dict[str, tuple[str, ...]]:
    """The canonical zones of each country (CLDR). Which the machine knows is asked once: that reads every file."""
    known = zoneinfo.available_timezones()
    found: dict[str, list[str]] = {}
    for zone, territory in sorted(get_global("zone_territories").items()):
        if zone in known:
            found.setdefault(territory, []).append(zone)
    return {country: tuple(zones) for country, zones in found.items()}


@functools.lru_cache(4096)
def _nearest(country: str, hours: int | None) -> str:
    if country in _ONE_ZONE or (hours is None and country in _USUAL):
        return _USUAL[country]
    zones = _zones_of_countries().get(country, ())
    if len(zones) < 2 or hours is None:
        return zones[0] if len(zones) == 1 else ""
    moment = dt.datetime(2026, 1, 15, tzinfo=dt.UTC)  # north of the tropics: standard time

    def distance(zone: str) -> float:
        offset = zoneinfo.ZoneInfo(zone).utcoffset(moment) or dt.timedelta()
        return abs(offset.total_seconds() / 3600 - hours)

    return min(zones, key=lambda zone: (distance(zone), zone not in _USUAL.values()))


def zone(country: str, longitude: float | None) -> str:
    """The zone's name for a country (ISO 3166-1) and, where it has several, a longitude; empty where unknown."""
    return _nearest(country, None if longitude is None else round(longitude / 15)) if country else ""


def local_day(moment: dt.datetime, region: str, longitude: float | None) -> dt.date:
    """The day a moment falls on at its place: `region` is ISO 3166-2 or 3166-1. In UTC where the zone is not known."""
    name = zone(region[:2], longitude)
    return moment.astimezone(zoneinfo.ZoneInfo(name) if name else dt.UTC).date()
