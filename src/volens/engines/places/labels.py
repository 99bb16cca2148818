"""How a place is written for a reader: its name, and its name with region and country."""

from __future__ import annotations

from volens.engines.places.port import MUNICIPALITIES, Gazetteer, Kind, Place


def name(place: Place, language: str) -> str:
    """The place's name in Chinese for any "zh", where there is one, else as GeoNames writes it."""
    return place.name_zh if language.lower().startswith("zh") and place.name_zh else place.name


def label(gazetteer: Gazetteer, place: Place, language: str) -> str:
    """A label such as "Newark, New Jersey, US" or "南昌，江西，中国" that resolves to the same place again."""
    chinese = language.lower().startswith("zh")
    pieces = [name(place, language)]
    if place.kind is Kind.CITY and place.region:
        region = gazetteer.region(place.region)
        same = region is not None and name(region, language) == pieces[0]
        if region is not None and not (same and place.region in MUNICIPALITIES):
            pieces.append(name(region, language))
    if place.kind is not Kind.COUNTRY and place.country:
        country = gazetteer.country(place.country)
        if country is not None and chinese and country.name_zh != pieces[-1]:
            pieces.append(country.name_zh or country.name)
        elif country is not None and not chinese:
            pieces.append(place.country)
    return ("\uff0c" if chinese else ", ").join(pieces)
