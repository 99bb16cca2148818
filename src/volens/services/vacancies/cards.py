"""Vacancies in lists: each row in words, ready for `listing`. No look-up is repeated for a row."""

from __future__ import annotations

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
from volens.services.vacancies import labels, presentation, queries, workplaces
from volens.services.vacancies.index import index
from volens.services.vacancies.listing import MARK, SEAM, marked
from volens.services.vacancies.queries import SearchPage
from volens.services.vacancies.rows import Row


class Card(NamedTuple):
    """A vacancy as a list shows it. `title` and `text` are markup: escaped, with matches marked."""

    number: int
    url: str
    title: Markup | str
    employer: str
    place: str
    distance: str
    pay: str
    period: str
    monthly: str
    chips: Sequence[str]
    when: str
    as_of: str
    sample: bool
    text: Markup | str
    lang: str


@lru_cache(maxsize=16)
def _base(code: str) -> str:
    with override(code):
        return reverse("vacancies:vacancy", args=[0]).removesuffix("0/")


def vacancy_url(number: int | str) -> str:
    """The permalink of a vacancy in the active language."""
    return f"{_base(presentation.language())}{number}/"


def make(rows: Sequence[Row], hits: Sequence[Hit] = (), *, query: Query | None = None) -> list[Card]:
    """Cards for rows; with `hits`, distances; with a `query` that has words, the words marked."""
    code = presentation.language()
    base = _base(code)
    today = timezone.localdate()
    zone = timezone.get_current_timezone()
    contracts, hours = labels.contracts(code), labels.hours(code)
    shown = _highlighted(rows, query) if query is not None and query.text else None
    near = None
    if query is not None and query.latitude is not None and query.longitude is not None:
        near = (query.latitude, query.longitude)
    made = []
    for number, row in enumerate(rows):
        amount, period = presentation.pay(row.pay_min, row.pay_max, row.pay_currency, row.pay_period, code)
        monthly = ""
        comparable = presentation.comparable(row.pay_period, row.hours, row.weekly_hours)
        if amount and comparable and (row.pay_month_min is not None or row.pay_month_max is not None):
            monthly = presentation.monthly(row.pay_month_min, row.pay_month_max, row.pay_currency, code)
        away = hits[number].distance_km if hits else None
        posted = row.posted_at.astimezone(zone).date()
        title, text = shown[number] if shown is not None else (row.title, row.snippet)
        chips = [name for name in (contracts.get(row.contract), hours.get(row.hours)) if name]
        made.append(
            Card(
                row.id,
                f"{base}{row.id}/",
                title,
                row.employer,
                workplaces.line(row, code, near=near),
                presentation.distance(away) if away is not None else "",
                amount,
                period,
                monthly,
                chips,
                presentation.short_day(posted, code) if row.as_of else presentation.ago(posted, today, code),
                presentation.short_day(row.as_of, code) if row.as_of and not row.is_sample else "",
                row.is_sample,
                text,
                row.language if row.language and not code.startswith(row.language) else "",
            )
        )
    return made


def _highlighted(rows: Sequence[Row], query: Query) -> list[tuple[Markup | str, Markup | str]]:
    """Title and text of each row with what matched marked: one call for all of them.

    Where neither title nor first words hold a match, the passage that does is looked up in the whole text.
    """
    highlight = index().highlight
    joined = SEAM.join([part.replace(SEAM, " ") for row in rows for part in (row.title, row.snippet)])
    parts = marked(highlight(query, joined, size=len(joined) + 1)).split(SEAM)
    if len(parts) != 2 * len(rows):  # longer than the engine reads
        parts = [marked(highlight(query, part, size=300)) for row in rows for part in (row.title, row.snippet)]
    pairs: list[tuple[Markup | str, Markup | str]] = list(zip(parts[::2], parts[1::2], strict=True))
    unmarked = [at for at, (title, text) in enumerate(pairs) if MARK not in title and MARK not in text]
    if unmarked:
        whole = queries.texts([rows[at].id for at in unmarked])
        for at in unmarked:
            text = whole.get(rows[at].id, "")
            if text:
                pairs[at] = (pairs[at][0], marked(highlight(query, text)))
    return pairs


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
