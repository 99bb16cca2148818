"""What a card says is worked out once and kept: never longer than it is so, and never what is somebody's own."""

from __future__ import annotations

import datetime as dt
import sqlite3
import threading
from contextlib import suppress
from typing import Any

import pytest
from django.db import DatabaseError, connection, connections, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.pages import vacancies
from tests.people.made import make_person
from volens.services.saved import actions
from volens.services.saved.actions import Act
from volens.services.vacancies.models import Vacancy
from volens.services.vacancies.rows import read_rows

PAGE = "/en/vacancies/"


@pytest.fixture
def nurse(world: dict[str, Vacancy], settings: Any) -> Vacancy:
    settings.PAGE_CACHE_SECONDS = 0  # every page is made anew: what is kept here are the cards
    return next(each for each in world.values() if each.title == "Registered nurse")


def page(client: Client, address: str = PAGE) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("query", ["", "?q=nurse"])
def test_a_changed_vacancy_shows_what_it_says_now_though_the_index_lags(
    nurse: Vacancy, client: Client, query: str
) -> None:
    page(client, PAGE + query)
    Vacancy.objects.filter(pk=nurse.pk).update(
        title="Senior <nurse>", employer="Another house", pay_min=123_400, pay_max=123_400, snippet="Nights only."
    )
    now = page(client, PAGE + query)
    marked = "<mark>nurse</mark>" if query else "nurse"
    assert f"Senior &lt;{marked}&gt;" in now
    assert "Registered" not in now
    assert all(said in now for said in ("Another house", "1,234", "Nights only."))


@pytest.mark.parametrize("state", [Vacancy.State.HELD, Vacancy.State.BLOCKED, Vacancy.State.EXPIRED])
def test_a_vacancy_that_was_stopped_vanishes_though_the_index_lags(
    nurse: Vacancy, client: Client, state: Vacancy.State
) -> None:
    assert f"/vacancies/{nurse.pk}/" in page(client)
    Vacancy.objects.filter(pk=nurse.pk).update(state=state)
    assert f"/vacancies/{nurse.pk}/" not in page(client)
    Vacancy.objects.filter(pk=nurse.pk).update(state=Vacancy.State.PUBLISHED)
    assert f"/vacancies/{nurse.pk}/" in page(client)


def test_a_vacancy_whose_last_day_passed_vanishes(nurse: Vacancy, client: Client) -> None:
    assert f"/vacancies/{nurse.pk}/" in page(client)
    Vacancy.objects.filter(pk=nurse.pk).update(valid_through=timezone.now() - dt.timedelta(seconds=1))
    assert f"/vacancies/{nurse.pk}/" not in page(client)


def test_each_language_and_day_has_words_of_its_own(
    nurse: Vacancy, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    Vacancy.objects.filter(pk=nurse.pk).update(posted_at=timezone.now(), valid_through=None)
    assert "today" in page(client, f"{PAGE}?q=nurse")
    assert "今天" in page(client, "/zh-hans/vacancies/?q=nurse")
    assert "today" in page(client, f"{PAGE}?q=nurse")
    tomorrow = timezone.now() + dt.timedelta(days=1)
    monkeypatch.setattr(timezone, "now", lambda: tomorrow)
    assert "yesterday" in page(client, f"{PAGE}?q=nurse")


def test_marks_of_one_search_are_not_shown_in_another(nurse: Vacancy, client: Client) -> None:
    assert "Registered <mark>nurse</mark>" in page(client, f"{PAGE}?q=nurse")
    assert "<mark>Registered</mark> nurse" in page(client, f"{PAGE}?q=registered")
    assert "Registered nurse" in page(client)


def test_the_distance_of_one_search_is_not_shown_in_another(nurse: Vacancy, client: Client) -> None:
    assert "km away" in page(client, f"{PAGE}?where=Newark&radius=30")
    assert "km away" not in page(client)


def test_what_a_person_keeps_and_hides_is_shown_to_that_person_alone(nurse: Vacancy, client: Client) -> None:
    account, own = make_person()
    other, of_other = make_person()
    actions.mark(account.pk, nurse.pk, Act.SAVE)
    actions.note(account.pk, nurse.pk, "ask about nights")
    actions.mark(other.pk, nurse.pk, Act.HIDE)
    for _ in range(2):  # whoever looks first, and again
        mine, theirs, visitors = page(own), page(of_other), page(client)
        assert "ask about nights" in mine
        assert 'value="unsave"' in mine
        assert f'<a href="{PAGE}{nurse.pk}/"' not in theirs
        assert f'<a href="{PAGE}{nurse.pk}/"' in visitors
        assert "mark-buttons" not in visitors
        assert "ask about nights" not in theirs + visitors


@pytest.mark.django_db(transaction=True)
def test_rows_are_read_again_after_any_change_and_only_then(settings: Any) -> None:
    """Outside a transaction, as a server reads: SQLite tells whether anything was written since."""
    made = vacancies.world()
    numbers, now = [each.pk for each in made.values()], timezone.now()

    def titles() -> set[str]:
        return {row.title for row in read_rows(numbers, now=now)}

    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            titles()
        return len(asked)

    first = titles()
    assert "Registered nurse" in first
    assert questions() == (0 if connection.vendor == "sqlite" else 1)

    Vacancy.objects.filter(pk=made["nurse"].pk).update(title="By this connection")
    assert titles() == first - {"Registered nurse"} | {"By this connection"}

    another = threading.Thread(target=_in_another_connection, args=(made["nurse"].pk, {"title": "By another"}))
    another.start()
    another.join()
    assert titles() == first - {"Registered nurse"} | {"By another"}

    with suppress(ZeroDivisionError), transaction.atomic():
        Vacancy.objects.filter(pk=made["nurse"].pk).update(state=Vacancy.State.HELD)
        assert titles() == first - {"Registered nurse"}
        raise ZeroDivisionError  # it is taken back
    assert titles() == first - {"Registered nurse"} | {"By another"}

    another = threading.Thread(target=_in_another_connection, args=(made["nurse"].pk, {"state": Vacancy.State.BLOCKED}))
    another.start()
    another.join()
    assert titles() == first - {"Registered nurse"}


def _in_another_connection(number: int, changes: dict[str, Any]) -> None:
    Vacancy.objects.filter(pk=number).update(**changes)
    connection.close()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite tells whether anything changed")
def test_a_database_that_fails_is_an_error_of_djangos(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = sqlite3.connect(":memory:")
    gone.close()
    with monkeypatch.context() as patch:
        for name, value in (("in_atomic_block", False), ("errors_occurred", False), ("connection", gone)):
            patch.setattr(connections["default"], name, value)
        with pytest.raises(DatabaseError):
            read_rows([1], now=timezone.now())
