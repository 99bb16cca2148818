"""What an operator types, and what the commands say when something is wrong."""

from __future__ import annotations

import io
import json
import logging
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.vacancies.deliveries import DECLARED, approved, found, imported, posting, rejects, written
from volens.services.vacancies.models import ImportRun, Source, Vacancy

pytestmark = pytest.mark.django_db(transaction=True)


def said(*arguments: object, **options: object) -> tuple[str, str]:
    out, err = io.StringIO(), io.StringIO()
    call_command(*map(str, arguments), stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.jsonl", ""), ("a.csv", "Job title,Company,Location\n"), ("a.json", "[]"), ("a.json", "\n\n")],
)
@pytest.mark.parametrize("partial", [False, True])
def test_a_delivery_without_records_is_held_and_said_to_be(
    tmp_path: Path, name: str, content: str, partial: bool
) -> None:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    _out, err = said("import_vacancies", path, source="harbour", partial=partial)
    assert "holds no records" in err
    assert ImportRun.objects.get().state == ImportRun.State.HELD


def test_an_empty_delivery_ends_nothing_and_the_next_sound_one_ends_the_hold(tmp_path: Path) -> None:
    good = written(tmp_path / "a.jsonl", [posting(1)])
    imported(good)
    imported(written(tmp_path / "b.jsonl", []))
    assert len(found()) == 1
    assert Source.objects.get().held_at is not None
    imported(good)
    assert Source.objects.get().held_at is None


def test_held_vacancies_are_listed_with_reason_and_remedy(tmp_path: Path) -> None:
    records = [
        posting(1),
        posting(2, **{"volens:declarations": DECLARED | {"may_resign": False}}),
        posting(3, **{"volens:declarations": None}),
    ]
    out, _err = said("import_vacancies", written(tmp_path / "a.jsonl", records), source="harbour", workers=0)
    assert "volens source held harbour" in out
    blocked = Vacancy.objects.get(source_key="job-2")
    out, _err = said("source", "held", "harbour")
    assert f"{blocked.pk}  Canteen cook 2" in out
    assert "The worker may not resign." in out
    assert "Everyone may resign" in out
    assert "1 vacancy waits only" in out
    assert "Canteen cook 1" not in out
    listed = json.loads(said("source", "held", "harbour", json=True)[0])
    assert [(each["key"], each["state"]) for each in listed] == [("job-2", "blocked"), ("job-3", "held")]
    assert listed[0]["findings"][0]["rule"] == "resignation.barred"
    assert listed[1]["undeclared"]
    out, _err = said("source", "approve", "harbour", by="R. Viewer", reason="seen")
    assert "1 vacancy published" in out


def test_nothing_held_is_said_and_not_pointed_at(tmp_path: Path) -> None:
    out, _err = said("import_vacancies", written(tmp_path / "a.jsonl", [posting(1)]), source="harbour", workers=0)
    assert "source held" not in out
    assert "Nothing of" in said("source", "held", "harbour")[0]
    with pytest.raises(CommandError, match="no source"):
        said("source", "held", "other")


def test_broken_json_is_named_by_its_line_in_the_file(tmp_path: Path) -> None:
    answer = imported(written(tmp_path / "a.ndjson", [posting(1), "", '{"title": "x",', posting(2)]))
    (reject,) = rejects(answer)
    assert (reject["line"], reject["code"]) == (3, "bad_json")
    assert "line 1" not in reject["reason"]
    path = tmp_path / "b.json"
    path.write_text(json.dumps([posting(1)])[:-1] + ',\n{"title": "x",\n"description": oops}\n]', encoding="utf-8")
    (reject,) = rejects(imported(path, source="other"))
    assert (reject["line"], reject["code"]) == (3, "bad_json")


@pytest.mark.parametrize("name", ["Bad_Name!", "", "a b", "x" * 61, "../x", "南昌"])
def test_a_bad_name_is_refused_with_what_is_allowed(tmp_path: Path, name: str) -> None:
    path = written(tmp_path / "a.jsonl", [posting(1)])
    with pytest.raises(CommandError, match=r"1 to 60 of these characters.*hyphen.*underscore"):
        said("import_vacancies", path, source=name)
    assert not Source.objects.exists()


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("http://127.0.0.1/jobs", "private network"),
        ("http://[::1]:8000/jobs", "private network"),
        ("ftp://jobs.example.org/x", "http and https"),
        ("https://user:secret@jobs.example.org/x", "http and https"),
        ("https://jobs.example.org:99999/x", "http and https"),
    ],
)
def test_an_address_that_would_never_be_fetched_is_refused_at_once(address: str, told: str) -> None:
    with pytest.raises(CommandError, match=told):
        said("source", "add-feed", "board", address)
    assert not Source.objects.exists()


def test_a_host_nobody_knows_today_is_noted_and_kept() -> None:
    _out, err = said("source", "add-feed", "board", "https://nowhere.invalid/jobs")
    assert "nowhere.invalid" in err
    assert Source.objects.get().name == "board"


def test_a_failing_feed_is_told_once(caplog: pytest.LogCaptureFixture) -> None:
    Source.objects.create(name="board", kind="feed", url="http://nowhere.invalid/jobs", schedule_minutes=60)
    out, err = io.StringIO(), io.StringIO()
    with caplog.at_level(logging.INFO), pytest.raises(SystemExit):
        call_command("feeds", "board", stdout=out, stderr=err)
    assert (out.getvalue() + err.getvalue() + caplog.text).count("nowhere.invalid") == 1


def test_pay_below_nought_is_rejected_by_field_with_a_remedy(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        "编号,岗位名称,单位名称,工作地点,薪资\n1,厨师,食堂,南昌,-5元/月\n2,厨师,食堂,南昌,6000元/月\n", encoding="utf-8"
    )
    approved()
    answer = imported(path)
    (reject,) = rejects(answer)
    assert (reject["line"], reject["field"], reject["code"]) == (2, "薪资", "negative_amount")
    assert "Write what is paid" in reject["reason"]
    assert Vacancy.objects.get().pay_min == 600_000
