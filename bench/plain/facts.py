"""Print what the benchmark needs to know of the deployment: searches to ask, how many vacancies, the middleware."""

from __future__ import annotations

import json
import random
from typing import Any
from urllib.parse import urlencode

import django
from django.conf import settings

django.setup()

from django.http import QueryDict  # noqa: E402 - after the settings

from volens.services.vacancies import queries  # noqa: E402
from volens.services.vacancies.parameters import read  # noqa: E402

SEARCHES = 150
PLACES = ("", "", "", "", "New York", "Chicago", "南昌", "上海")


def searches(titles: list[str]) -> list[str]:
    """Addresses as people ask them, each of which fills a page: words, places, filters, and now and then nothing."""
    draw = random.Random(7)
    found: list[str] = []
    for _ in range(20_000):
        title = draw.choice(titles)
        asked: dict[str, Any] = {}
        if draw.random() < 0.85:
            asked["q"] = draw.choice(title.split()) if title.isascii() else title[: draw.choice((1, 2))]
        if place := draw.choice(PLACES):
            asked |= {"where": place, "radius": 200}
        if draw.random() < 0.25:
            asked["hours"] = "full_time"
        address = urlencode(asked)
        page = queries.search(read(QueryDict(address), language="en"), facets=())
        if address not in found and page.total >= 20 and not page.corrected:
            found.append(address)
        if len(found) == SEARCHES:
            break
    return found


titles = list(queries.visible().order_by("id").values_list("title", flat=True))
print(json.dumps({"searches": searches(titles), "vacancies": len(titles), "middleware": settings.MIDDLEWARE}))
