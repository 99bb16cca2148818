"""The same job from two feeds is shown once, and goes on being shown when one of them drops it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.vacancies.deliveries import found, imported, posting, written
from volens.services.vacancies import indexing
from volens.services.vacancies.models import Vacancy

pytestmark = pytest.mark.django_db(transaction=True)

TEXT = (
    "You cook lunch for two hundred people a day in our canteen at the harbour, together with three colleagues. "
    "You plan the week's menu with the head cook, order vegetables from the market and label allergens. "
    "We work from seven to half past three, Monday to Friday, and plan shifts four weeks ahead. "
    "You have cooked for large groups before or are ready to learn it; a food hygiene certificate can be taken with us."
)


def one(**changes: object) -> dict:
    return posting(1, **{"title": "Canteen cook", "description": TEXT} | changes)


def other(**changes: object) -> dict:
    """The same job as another board shows it: edited title, pay in another format, boilerplate added."""
    made = {
        "title": "Canteen Cook (m/f/d)",
        "description": f"<p>{TEXT}</p><p>JobBoard brings people and work together. Apply today!</p>",
        "baseSalary": "£2,600 - £3,100 per month",
        "url": "https://board.example.net/9",
        "identifier": "board-9",
    }
    return posting(9, **made | changes)


def shown() -> set[str]:
    by_id = dict(Vacancy.objects.values_list("pk", "source_key"))
    return {by_id[number] for number in found()}


def test_the_same_job_from_two_feeds_is_shown_once(tmp_path: Path) -> None:
    imported(written(tmp_path / "a.jsonl", [one()]), source="harbour")
    imported(
        written(tmp_path / "b.jsonl", [other(), posting(5, title="Dock electrician", description="Cables.")]),
        source="board",
    )
    assert shown() == {"job-1", "job-5"}
    assert Vacancy.objects.get(source_key="board-9").duplicate_of.source_key == "job-1"
    assert indexing.check().agrees


def test_when_the_shown_one_ends_the_other_takes_its_place(tmp_path: Path) -> None:
    imported(written(tmp_path / "a.jsonl", [one(), posting(2, title="Porter")]), source="harbour")
    imported(written(tmp_path / "b.jsonl", [other()]), source="board")
    imported(written(tmp_path / "c.jsonl", [posting(2, title="Porter")]), source="harbour")
    assert shown() == {"job-2", "board-9"}
    imported(written(tmp_path / "d.jsonl", [one(), posting(2, title="Porter")]), source="harbour")
    assert shown() == {"job-2", "job-1"}


def test_a_group_of_three_is_shown_once_whichever_ends(tmp_path: Path) -> None:
    for source, record in (("harbour", one()), ("board", other()), ("third", other(identifier="third-1"))):
        imported(written(tmp_path / "a.jsonl", [record]), source=source)
    assert shown() == {"job-1"}
    imported(
        written(tmp_path / "a.jsonl", [one(title="Ship's carpenter", description="Masts and decks.")]), source="harbour"
    )
    assert shown() == {"job-1", "board-9"}


def test_the_one_that_states_clearly_more_is_shown(tmp_path: Path) -> None:
    bare = one(baseSalary=None, validThrough=None, employmentType=None)
    imported(written(tmp_path / "a.jsonl", [bare]), source="harbour")
    imported(written(tmp_path / "b.jsonl", [other()]), source="board")
    assert shown() == {"board-9"}


def test_a_source_knows_its_own_jobs_apart(tmp_path: Path) -> None:
    twice = [one(), one(identifier="job-2", url="https://harbour.example.org/jobs/2")]
    imported(written(tmp_path / "a.jsonl", twice))
    assert shown() == {"job-1", "job-2"}


def test_a_record_of_the_past_never_hides_an_open_job(tmp_path: Path) -> None:
    import datetime as dt

    imported(written(tmp_path / "a.jsonl", [one(validThrough="2019-05-01")]), source="old", as_of=dt.date(2019, 1, 1))
    imported(written(tmp_path / "b.jsonl", [other()]), source="board")
    assert shown() == {"job-1", "board-9"}


def test_a_change_that_makes_it_another_job_brings_it_back(tmp_path: Path) -> None:
    imported(written(tmp_path / "a.jsonl", [one()]), source="harbour")
    imported(written(tmp_path / "b.jsonl", [other()]), source="board")
    imported(
        written(tmp_path / "b.jsonl", [other(title="Night nurse", description="A ward of twelve.")]), source="board"
    )
    assert shown() == {"job-1", "board-9"}
    assert indexing.check().agrees
