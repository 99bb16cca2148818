"""A search asked again within seconds is not made again; what ends or changes is never shown from memory."""

from __future__ import annotations

import datetime as dt
import time
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from volens.services.vacancies import page_cache
from volens.services.vacancies.index import index
from volens.services.vacancies.indexing import document
from volens.services.vacancies.models import Vacancy

PAGE = "/en/vacancies/"


@pytest.fixture
def kept(world: dict[str, Vacancy], settings: Any) -> dict[str, Vacancy]:
    settings.PAGE_CACHE_SECONDS = 60
    return world


def asks_nothing(client: Client, page: str = PAGE) -> bool:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(page).status_code == 200
    return not queries.captured_queries


def test_the_same_search_costs_no_second_query(kept: Any, client: Client) -> None:
    first = client.get(PAGE)
    assert asks_nothing(client)
    assert client.get(PAGE).content == first.content


def test_another_search_language_or_visitor_with_a_cookie_is_not_answered_from_memory(
    kept: Any, client: Client
) -> None:
    english = client.get(PAGE).content
    assert client.get("/zh-hans/vacancies/").content != english
    assert client.get(f"{PAGE}?q=nothing-like-this").content != english
    client.cookies["csrftoken"] = "x"
    assert not asks_nothing(client)


def test_a_change_of_the_index_is_seen_at_once(kept: dict[str, Vacancy], client: Client) -> None:
    client.get(PAGE)
    shown = next(each for each in kept.values() if each.state == Vacancy.State.PUBLISHED)
    shown.title = "A title nobody has seen yet"
    shown.save()
    index().put([document(shown)])
    assert b"A title nobody has seen yet" in client.get(PAGE).content


def test_an_ended_vacancy_is_not_shown_from_memory(
    kept: dict[str, Vacancy], client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.PAGE_CACHE_SECONDS = 86_400
    Vacancy.objects.filter(state=Vacancy.State.PUBLISHED).update(valid_through=timezone.now() + dt.timedelta(hours=1))
    shown = next(each for each in kept.values() if each.state == Vacancy.State.PUBLISHED).title.encode()
    assert shown in client.get(PAGE).content
    assert asks_nothing(client)
    now, clock = timezone.now, time.monotonic
    monkeypatch.setattr(timezone, "now", lambda: now() + dt.timedelta(hours=1))
    monkeypatch.setattr(page_cache, "time", SimpleNamespace(monotonic=lambda: clock() + 3600))
    assert not asks_nothing(client)
    assert shown not in client.get(PAGE).content


def test_it_can_be_turned_off(kept: Any, client: Client, settings: Any) -> None:
    settings.PAGE_CACHE_SECONDS = 0
    client.get(PAGE)
    assert not asks_nothing(client)
