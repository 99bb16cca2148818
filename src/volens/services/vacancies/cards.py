"""Vacancies in lists: each row in words, ready for `listing`.

What a card says is worked out once for a row, a language and a day, and kept by the row itself as its key: a vacancy
that changed is another row. Which rows are shown is asked of the index and the database each time (`queries.rows`).
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from markupsafe import Markup

from volens.engines.search.port import Hit, Query
from volens.services.vacancies import labels, marking, presentation, workplaces
from volens.services.vacancies.listing import Frame
from volens.services.vacancies.queries import SearchPage
from volens.services.vacancies.rows import KEPT, Row


class Card(NamedTuple):
    """A vacancy as a list shows it: first what it always says, last what a search adds.

    `title` and `text` are markup: escaped, with matches marked. `frames` is where `listing` keeps the markup it made of
    the fields before it.
    """

    number: int
    url: str
    employer: str
    place: str
    pay: str
    period: str
    monthly: str
    chips: Sequence[str]
    when: str
    as_of: str
    sample: bool
    lang: str
    frames: dict[tuple[str, str], Frame]
    title: Markup
    text: Markup
    distance: str = ""


@lru_cache(maxsize=16)
def _base(code: str) -> str:
    with override(code):
        return reverse("vacancies:vacancy", args=[0]).removesuffix("0/")


def vacancy_url(number: int | str) -> str:
    """The permalink of a vacancy in the active language."""
    return f"{_base(presentation.language())}{number}/"


def make(rows: Sequence[Row], hits: Sequence[Hit] = (), *, query: Query | None = None) -> list[Card]:
    """Cards for rows; with `hits`, distances; with a `query` that has words, the words marked."""
    code, today, zone = presentation.language(), timezone.localdate(), timezone.get_current_timezone()
    near = None
    if query is not None and query.latitude is not None and query.longitude is not None:
        near = (query.latitude, query.longitude)
    made = [_card(row, code, today, zone, near if row.further_places else None) for row in rows]
    if query is not None and query.text:
        texts = marking.titles_and_texts(rows, query)
        made = [Card._make((*card[:_TEXTS], *both, "")) for card, both in zip(made, texts, strict=True)]
    if any(hit.distance_km is not None for hit in hits):
        made = [Card._make((*card[:-1], _away(hit))) for card, hit in zip(made, hits, strict=True)]
    return made


_TEXTS = Card._fields.index("title")


def _away(hit: Hit) -> str:
    return "" if hit.distance_km is None else presentation.distance(hit.distance_km)


@lru_cache(maxsize=KEPT)
def _card(row: Row, code: str, today: dt.date, zone: dt.tzinfo, near: tuple[float, float] | None) -> Card:
    """What a card says whatever was searched for, in a language on a day. Kept as long as the row says the same.

    `near`: where was searched; only given for a vacancy at several places, of which the nearest is named.
    """
    amount, period = presentation.pay(row.pay_min, row.pay_max, row.pay_currency, row.pay_period, code)
    monthly = ""
    comparable = presentation.comparable(row.pay_period, row.hours, row.weekly_hours)
    if amount and comparable and (row.pay_month_min is not None or row.pay_month_max is not None):
        monthly = presentation.monthly(row.pay_month_min, row.pay_month_max, row.pay_currency, code)
    posted = row.posted_at.astimezone(zone).date()
    named = (labels.contracts(code).get(row.contract), labels.hours(code).get(row.hours))
    return Card(
        number=row.id,
        url=f"{_base(code)}{row.id}/",
        employer=row.employer,
        place=workplaces.line(row, code, near=near),
        pay=amount,
        period=period,
        monthly=monthly,
        chips=[name for name in named if name],
        when=presentation.short_day(posted, code) if row.as_of else presentation.ago(posted, today, code),
        as_of=presentation.short_day(row.as_of, code) if row.as_of and not row.is_sample else "",
        sample=row.is_sample,
        lang=row.language if row.language and not code.startswith(row.language) else "",
        frames={},
        title=marking.markable(row.title).plain,
        text=marking.markable(row.snippet).plain,
    )


class Spot(NamedTuple):
    """A dot of the map: position in its box, and how many vacancies stand there."""

    x: float
    y: float
    size: float


class NearMap(NamedTuple):
    """A map without a map: rings of distance around a place, a dot where vacancies are. North is up."""

    spots: Sequence[Spot]
    rings: Sequence[tuple[float, int]]  # radius in the box, kilometres
    size: int


MAP_SIZE = 220


def near_map(
    latitude: float, longitude: float, radius_km: float, points: Iterable[tuple[float | None, float | None]]
) -> NearMap:
    """Where points lie around a place, within a radius in kilometres; points at one spot share a larger dot."""
    middle = MAP_SIZE / 2
    scale = (middle - 18) / radius_km
    counted: dict[tuple[int, int], int] = {}
    for point_latitude, point_longitude in points:
        if point_latitude is None or point_longitude is None:
            continue
        north = (point_latitude - latitude) * 111.195
        east = ((point_longitude - longitude + 180) % 360 - 180) * 111.195 * math.cos(math.radians(latitude))
        if math.hypot(north, east) <= radius_km * 1.02:
            spot = (round(middle + east * scale), round(middle - north * scale))
            counted[spot] = counted.get(spot, 0) + 1
    spots = [Spot(x, y, round(min(4 + 1.6 * math.sqrt(number), 13), 1)) for (x, y), number in counted.items()]
    steps = [radius_km / 2, radius_km] if radius_km < 20 else [radius_km / 3, radius_km * 2 / 3, radius_km]
    return NearMap(spots, [(round(step * scale, 1), round(step)) for step in steps], MAP_SIZE)


def of_page(page: SearchPage) -> tuple[list[Card], NearMap | None]:
    """The cards of a page of results, and the map when a place was asked for."""
    query, place = page.query, page.parameters.place
    if page.corrected and query.text:
        query = replace(query, text=page.corrected)
    cards = make(page.rows, page.hits, query=query)
    if place is None or place.latitude is None or place.longitude is None or not page.rows:
        return cards, None
    points = [(each.latitude, each.longitude) for row in page.rows for each in workplaces.of(row)]
    return cards, near_map(place.latitude, place.longitude, page.parameters.radius_km, points)
