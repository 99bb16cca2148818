"""Samples and records of the past are never passed off as work that is open now."""

from __future__ import annotations

import datetime as dt
import gzip
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from tests.vacancies.deliveries import imported, only_vacancy, posting, written
from volens.services.vacancies import queries
from volens.services.vacancies.models import Source, Vacancy

pytestmark = pytest.mark.django_db(transaction=True)
LABEL = "vacancies shown (samples and historical records)"


@pytest.fixture(autouse=True)
def fresh_figures() -> Iterator[None]:
    queries.forget()
    yield
    queries.forget()


def past(folder: Path, **changes: object) -> None:
    record = posting(7, **{"datePosted": "2019-03-01", "validThrough": "2019-04-01", **changes})
    imported(written(folder / "past.jsonl", [record]), source="archive", as_of=dt.date(2019, 5, 1))
    queries.forget()


def test_where_only_the_past_is_shown_the_home_page_says_so(client: Client, tmp_path: Path) -> None:
    past(tmp_path)
    figures = queries.figures()
    assert (figures.open, figures.current) == (1, False)
    page = client.get("/en/").content.decode()
    assert LABEL in page
    assert "vacancies open now" not in page
    assert "new this week" not in page


def test_beside_real_vacancies_the_past_and_samples_are_not_counted(client: Client, tmp_path: Path) -> None:
    past(tmp_path)
    today = timezone.now().date().isoformat()
    current = [posting(1, datePosted=today), posting(2, datePosted="2026-01-01")]
    imported(written(tmp_path / "now.jsonl", [*current, posting(3, **{"volens:sample": True, "datePosted": today})]))
    queries.forget()
    figures = queries.figures()
    assert (figures.open, figures.this_week, figures.current) == (2, 1, True)
    assert LABEL not in client.get("/en/").content.decode()


def test_an_empty_deployment_counts_nought_open(client: Client) -> None:
    assert (queries.figures().open, queries.figures().current) == (0, True)
    assert LABEL not in client.get("/en/").content.decode()


def test_a_closed_announcement_says_so_instead_of_offering_to_apply(client: Client, tmp_path: Path) -> None:
    past(tmp_path)
    page = client.get(f"/en/vacancies/{only_vacancy().pk}/").content.decode()
    assert "This announcement has closed." in page
    assert 'class="button block"' not in page


def test_an_announcement_that_still_runs_can_be_seen_where_it_was_made(client: Client, tmp_path: Path) -> None:
    past(tmp_path, validThrough="2099-01-01")
    page = client.get(f"/en/vacancies/{only_vacancy().pk}/").content.decode()
    assert "This announcement has closed." not in page
    assert 'class="button block"' in page


def test_measuring_data_is_shown_as_of_a_day_on_which_all_of_it_existed(tmp_path: Path) -> None:
    folder = tmp_path / "usajobs"
    folder.mkdir()
    records = [
        {"control_number": n, "position_title": "Nurse", "agency": "Clinic", "open_date": day, "close_date": end}
        for n, (day, end) in enumerate([("2024-02-01", "2024-02-02"), ("2025-12-31", "2026-01-09"), (None, None)], 1)
    ]
    with gzip.open(folder / "announcements.jsonl.gz", "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(record) + "\n" for record in records)
    call_command("load_measuring_data", str(tmp_path), stdout=io.StringIO())
    assert Source.objects.get().as_of == dt.date(2026, 1, 1)
    assert not Vacancy.objects.filter(state=Vacancy.State.EXPIRED).exists()
    assert Vacancy.objects.count() == 3
