"""Where an organisation is, as far as the gazetteer knows the town it names."""

from __future__ import annotations

from volens.packs import places


def region_of(place: str) -> str:
    """The region (ISO 3166-2, else 3166-1) of a town as typed, or "" when it is unknown or the gazetteer not built."""
    try:
        found = places.resolve(place)
    except places.PlacesNotBuiltError:
        return ""
    if found is None or found.confidence < 0.5:
        return ""
    return found.region or found.country
