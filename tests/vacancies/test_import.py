"""A delivery comes in once and for all: the same result twice, changes taken over, what vanished ended."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.examples import few
from tests.vacancies.deliveries import counts, emptied, found, imported, only_vacancy, posting, rejects, written
from volens.services.vacancies import indexing
from volens.services.vacancies.models import ImportRun, Source, Vacancy

pytestmark = pytest.mark.django_db(transaction=True)
State = Vacancy.State


def test_the_command_prints_its_contract_and_nothing_else(tmp_path: Path) -> None:
    answer = imported(written(tmp_path / "a.jsonl", [posting(1), posting(2), "{broken"]))
    assert list(answer) == ["read", "created", "updated", "unchanged", "expired", "rejected", "rejects_file"]
    assert counts(answer) == {"read": 3, "created": 2, "rejected": 1}


def test_what_was_delivered_is_stored_published_and_found(tmp_path: Path) -> None:
    imported(written(tmp_path / "a.jsonl", [posting(1)]))
    vacancy = only_vacancy()
    assert (vacancy.source_key, vacancy.title, vacancy.employer) == ("job-1", "Canteen cook 1", "Harbour Kitchens Ltd")
    assert (vacancy.place, vacancy.region) == ("Bristol", "GB-ENG")
    assert (vacancy.pay_min, vacancy.pay_max, vacancy.pay_currency, vacancy.pay_period) == (
        260_000,
        310_000,
        "GBP",
        "month",
    )
    assert "<" not in vacancy.text
    assert "• Keep the kitchen clean" in vacancy.text
    assert vacancy.declarations["weekly_hours"] == 37.5
    assert vacancy.state == State.PUBLISHED
    assert found() == {vacancy.pk}


def test_a_second_import_changes_nothing(tmp_path: Path) -> None:
    path = written(tmp_path / "a.jsonl", [posting(n) for n in range(1, 6)])
    imported(path)
    before = list(Vacancy.objects.order_by("pk").values())
    assert counts(imported(path)) == {"read": 5, "unchanged": 5}
    assert list(Vacancy.objects.order_by("pk").values()) == before


def test_a_change_is_taken_over_under_the_same_number_and_judged_again(tmp_path: Path) -> None:
    imported(written(tmp_path / "a.jsonl", [posting(1), posting(2)]))
    number = Vacancy.objects.get(source_key="job-1").pk
    answer = imported(
        written(
            tmp_path / "b.jsonl",
            [posting(1, description="A registration fee of £200 must be paid before you start."), posting(2)],
        )
    )
    assert counts(answer) == {"read": 2, "updated": 1, "unchanged": 1}
    changed = Vacancy.objects.get(source_key="job-1")
    assert changed.pk == number
    assert changed.state != State.PUBLISHED
    assert number not in found()


def test_what_vanished_from_a_complete_delivery_ends(tmp_path: Path) -> None:
    imported(written(tmp_path / "a.jsonl", [posting(1), posting(2), posting(3)]))
    answer = imported(written(tmp_path / "b.jsonl", [posting(1), posting(3)]))
    assert counts(answer) == {"read": 2, "unchanged": 2, "expired": 1}
    gone = Vacancy.objects.get(source_key="job-2")
    assert gone.state == State.EXPIRED
    assert gone.ended_at is not None
    assert gone.pk not in found()


def test_a_vacancy_that_comes_back_is_open_again(tmp_path: Path) -> None:
    both = written(tmp_path / "a.jsonl", [posting(1), posting(2)])
    imported(both)
    imported(written(tmp_path / "b.jsonl", [posting(1)]))
    assert counts(imported(both)) == {"read": 2, "updated": 1, "unchanged": 1}
    back = Vacancy.objects.get(source_key="job-2")
    assert (back.state, back.ended_at) == (State.PUBLISHED, None)
    assert len(found()) == 2


def test_a_partial_delivery_ends_nothing(tmp_path: Path) -> None:
    imported(written(tmp_path / "a.jsonl", [posting(1), posting(2)]))
    assert counts(imported(written(tmp_path / "b.jsonl", [posting(3)]), partial=True)) == {"read": 1, "created": 1}
    assert Vacancy.objects.filter(state=State.PUBLISHED).count() == 3


def test_a_delivery_that_breaks_off_ends_nothing_and_says_so(tmp_path: Path) -> None:
    imported(written(tmp_path / "a.jsonl", [posting(n) for n in range(1, 4)]))
    cut = tmp_path / "cut.json"
    cut.write_text(json.dumps([posting(1), posting(2), posting(3)])[:-700], encoding="utf-8")
    with pytest.raises(SystemExit) as ended:
        imported(cut)
    assert ended.value.code == 1
    assert ImportRun.objects.first().state == ImportRun.State.FAILED
    assert Vacancy.objects.filter(state=State.PUBLISHED).count() == 3


def test_other_sources_are_left_alone(tmp_path: Path) -> None:
    imported(written(tmp_path / "a.jsonl", [posting(1)]), source="one")
    imported(written(tmp_path / "b.jsonl", [posting(2, title="Boat builder")]), source="two")
    assert Vacancy.objects.filter(state=State.PUBLISHED).count() == 2


def test_past_its_last_day_a_vacancy_is_never_shown(tmp_path: Path) -> None:
    imported(written(tmp_path / "a.jsonl", [posting(1, validThrough="2020-01-31")]))
    assert only_vacancy().state == State.EXPIRED
    assert found() == set()


def test_rejects_name_line_field_and_reason_and_good_records_are_kept(tmp_path: Path) -> None:
    answer = imported(
        written(
            tmp_path / "a.jsonl",
            [
                posting(1),
                posting(2, title=None),
                posting(3, validThrough="soon"),
                '{"@type": "JobPosting", "title": ',
                posting(5, title="x" * 5000),
                posting(6, url="javascript:alert(1)"),
                posting(7),
            ],
        )
    )
    assert counts(answer) == {"read": 7, "created": 2, "rejected": 5}
    told = [(r["file"], r["line"], r["field"], r["code"]) for r in rejects(answer)]
    assert told == [
        ("a.jsonl", 2, "title", "missing"),
        ("a.jsonl", 3, "validThrough", "bad_date"),
        ("a.jsonl", 4, "", "bad_json"),
        ("a.jsonl", 5, "title", "too_long"),
        ("a.jsonl", 6, "url", "bad_url"),
    ]
    assert "YYYY-MM-DD" in rejects(answer)[1]["reason"]


def test_a_stored_vacancy_whose_record_is_rejected_later_is_kept_as_it_was(tmp_path: Path) -> None:
    imported(written(tmp_path / "a.jsonl", [posting(1), posting(2)]))
    answer = imported(written(tmp_path / "b.jsonl", [posting(1, validThrough="soon"), posting(2)]))
    assert counts(answer) == {"read": 2, "unchanged": 1, "rejected": 1}
    assert Vacancy.objects.get(source_key="job-1").state == State.PUBLISHED


def test_one_identifier_for_two_vacancies_is_a_mistake_of_the_source(tmp_path: Path) -> None:
    path = written(tmp_path / "a.jsonl", [posting(1), posting(1, title="Another job"), posting(1)])
    answer = imported(path)
    assert counts(answer) == {"read": 3, "created": 1, "unchanged": 1, "rejected": 1}
    assert rejects(answer)[0] | {"reason": ""} == {
        "file": "a.jsonl", "line": 2, "field": "key", "code": "repeated_key", "reason": "",
    }  # fmt: skip
    assert only_vacancy().title == "Canteen cook 1"
    assert counts(imported(path)) == {"read": 3, "unchanged": 2, "rejected": 1}


def test_records_without_an_identifier_are_known_by_what_they_say(tmp_path: Path) -> None:
    path = written(tmp_path / "a.jsonl", [posting(1, identifier=None, url=None), posting(2, identifier=None, url=None)])
    assert counts(imported(path)) == {"read": 2, "created": 2}
    assert counts(imported(path)) == {"read": 2, "unchanged": 2}


def test_a_delivery_that_suddenly_shrinks_is_held_until_someone_releases_it(tmp_path: Path) -> None:
    from django.core.management import call_command

    imported(written(tmp_path / "a.jsonl", [posting(n) for n in range(1, 41)]))
    answer = imported(written(tmp_path / "b.jsonl", [posting(n) for n in range(1, 5)]))
    assert counts(answer) == {"read": 4, "unchanged": 4}
    source = Source.objects.get()
    assert source.held_at is not None
    assert "36 of 40" in source.held_reason
    assert ImportRun.objects.first().state == ImportRun.State.HELD
    assert len(found()) == 40
    call_command("source", "release", "harbour", by="R. Viewer")
    source.refresh_from_db()
    assert source.held_at is None
    assert Vacancy.objects.filter(state=State.EXPIRED).count() == 36
    assert len(found()) == 4


def test_a_good_delivery_ends_a_hold(tmp_path: Path) -> None:
    full = written(tmp_path / "a.jsonl", [posting(n) for n in range(1, 31)])
    imported(full)
    imported(written(tmp_path / "b.jsonl", []))
    assert Source.objects.get().held_at is not None
    imported(full)
    assert Source.objects.get().held_at is None
    assert len(found()) == 30


def test_a_delivery_of_mostly_rubbish_ends_nothing(tmp_path: Path) -> None:
    imported(written(tmp_path / "a.jsonl", [posting(n) for n in range(1, 25)]))
    imported(written(tmp_path / "b.jsonl", [posting(n) for n in range(1, 15)] + ["{"] * 12))
    assert "12 of 26 records were rejected" in Source.objects.get().held_reason
    assert len(found()) == 24


def test_an_interrupted_run_is_closed_by_the_next_and_had_ended_nothing(tmp_path: Path) -> None:
    from django.utils import timezone

    imported(written(tmp_path / "a.jsonl", [posting(1), posting(2)]))
    ImportRun.objects.create(source=Source.objects.get(), started_at=timezone.now())
    imported(written(tmp_path / "b.jsonl", [posting(1), posting(2)]))
    assert [run.state for run in ImportRun.objects.order_by("pk")] == ["done", "failed", "done"]
    assert len(found()) == 2


def test_history_is_shown_as_of_its_day_and_has_no_last_day_of_today(tmp_path: Path) -> None:
    import datetime as dt

    past = posting(1, datePosted="2019-03-01", validThrough="2019-04-01")
    imported(written(tmp_path / "a.jsonl", [past]), as_of=dt.date(2019, 3, 1))
    vacancy = only_vacancy()
    assert (vacancy.state, vacancy.valid_through, vacancy.closed_on) == (State.PUBLISHED, None, dt.date(2019, 4, 1))
    assert vacancy.source.is_historical
    assert found() == {vacancy.pk}


def test_history_shown_as_of_a_day_after_its_last_days_is_still_shown_with_them(tmp_path: Path) -> None:
    import datetime as dt

    there = {"address": {"addressLocality": "Newark", "addressRegion": "NJ", "addressCountry": "US"}}
    past = posting(1, datePosted="2019-03-01", validThrough="2019-04-01", jobLocation=there)
    path = written(tmp_path / "a.jsonl", [past])
    assert counts(imported(path, as_of=dt.date(2020, 1, 1)))["created"] == 1
    vacancy = only_vacancy()
    assert (vacancy.state, vacancy.closed_on) == (State.PUBLISHED, dt.date(2019, 4, 1))
    assert counts(imported(path)) == {"read": 1, "unchanged": 1}


def test_worker_processes_give_the_same_result(tmp_path: Path) -> None:
    path = written(tmp_path / "a.jsonl", [posting(n) for n in range(1, 701)] + [posting(9, title=None)])
    assert counts(imported(path, workers=1)) == {"read": 701, "created": 700, "rejected": 1}
    assert counts(imported(path, workers=0)) == {"read": 701, "unchanged": 700, "rejected": 1}


_changes = st.fixed_dictionaries(
    {},
    optional={
        "title": st.sampled_from(["Cook", "Chef", "厨师", ""]),
        "validThrough": st.sampled_from(["2099-01-01", "2001-01-01", "never", None]),
        "description": st.sampled_from(["Short.", "<p>Long &amp; good</p>", 7, None]),
        "identifier": st.sampled_from(["A", "B", None]),
    },
)


@settings(max_examples=few(12), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deliveries=st.lists(st.lists(st.tuples(st.integers(1, 4), _changes), max_size=6), min_size=1, max_size=3))
def test_importing_the_last_delivery_again_never_changes_anything(tmp_path: Path, deliveries: list) -> None:
    emptied()
    for delivery in deliveries:
        path = written(tmp_path / "p.jsonl", [posting(number, **changes) for number, changes in delivery])
        first = imported(path)
    before = list(Vacancy.objects.order_by("pk").values())
    second = imported(path)
    assert list(Vacancy.objects.order_by("pk").values()) == before
    assert (second["created"], second["updated"], second["expired"]) == (0, 0, 0)
    assert (second["read"], second["rejected"]) == (first["read"], first["rejected"])
    assert indexing.check().agrees


@pytest.mark.deep
def test_worker_processes_judge_link_and_index_as_one_process_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from volens.services.vacancies import processing
    from volens.services.vacancies.importing.run import Plan, import_files

    path = written(tmp_path / "a.jsonl", [posting(n) for n in range(1, 20)])
    for name in ("one", "two"):
        import_files([path], Source.objects.create(name=name), Plan(workers=0))
    columns = ("state", "findings", "undeclared", "isco", "isco_confidence")
    monkeypatch.setattr(processing, "INLINE_BATCHES", 0)
    monkeypatch.setattr(processing, "BATCH", 5)
    assert processing.process(source=Source.objects.get(name="one"), workers=0).vacancies == 19
    assert processing.process(source=Source.objects.get(name="two"), workers=1).vacancies == 19
    one, two = (
        list(Vacancy.objects.filter(source__name=name).order_by("source_key").values_list(*columns))
        for name in ("one", "two")
    )
    assert one == two
    monkeypatch.setattr(indexing, "INLINE_CHUNKS", 0)
    monkeypatch.setattr("volens.services.vacancies.pool.usual_workers", lambda: 2)
    indexing.drain()
    assert indexing.check().agrees
    assert len(found()) == Vacancy.objects.filter(state=State.PUBLISHED, duplicate_of=None).count()
