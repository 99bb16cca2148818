"""`volens link` answers line by line, for people and for programs, and names the line it cannot read."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from io import BytesIO, StringIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.classifications import packages
from volens.engines.linking import Group, save_embedding, train
from volens.services.classifications import actions, queries
from volens.services.classifications.management.commands import link

pytestmark = pytest.mark.django_db


@pytest.fixture
def esco(tmp_path: Path) -> None:
    actions.load_esco(packages.folder(tmp_path / "ESCO v1.1.1", packages.esco_files()))


def _link(*arguments: str, given: bytes = b"", monkeypatch: pytest.MonkeyPatch | None = None) -> str:
    out = StringIO()
    if monkeypatch is not None:
        monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=BytesIO(given)))
    call_command("link", *arguments, "--lexical", stdout=out, stderr=StringIO())
    return out.getvalue()


def _rows(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def _file(path: Path, *rows: Any) -> str:
    path.write_text("".join(f"{row if isinstance(row, str) else json.dumps(row)}\n" for row in rows), encoding="utf-8")
    return str(path)


def test_titles_from_a_file_become_ranked_codes(esco: None, tmp_path: Path) -> None:
    asked = _file(tmp_path / "q.jsonl", {"id": "a", "text": "Sr. Welder (m/f)"}, "", {"id": 2, "text": "goat herder"})
    rows = _rows(_link(asked, "--scheme", "esco", "--json", "--limit", "2"))
    assert [row["id"] for row in rows] == ["a", 2]
    assert rows[0]["codes"][0] == packages.WELDER
    assert rows[1]["codes"][0] == packages.GOAT_HERDER
    for row in rows:
        assert len(row["codes"]) == len(row["scores"]) == 2
        assert row["scores"] == sorted(row["scores"], reverse=True)


def test_standard_input_and_plain_lines(esco: None, monkeypatch: pytest.MonkeyPatch) -> None:
    said = _link("--scheme", "esco", given=b"welder\n\nherder\n", monkeypatch=monkeypatch)
    first, second = said.splitlines()
    assert first.split("\t")[0] == "welder"
    assert packages.WELDER in first.split("\t")[1]
    assert second.startswith("herder\t")


def test_the_shipped_occupations_need_nothing_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    given = json.dumps({"id": 1, "text": "急聘叉车司机 包吃住"}).encode()
    (row,) = _rows(_link("--json", "--limit", "1", given=given, monkeypatch=monkeypatch))
    assert row["codes"] == ["8344"]


def test_skills_are_found_in_sentences(esco: None, tmp_path: Path) -> None:
    asked = _file(tmp_path / "q.jsonl", {"id": "s", "text": "Every morning you milk - rain or shine - our animals."})
    (row,) = _rows(_link(asked, "--scheme", "esco-skills", "--json", "--limit", "1"))
    assert row["codes"] == [packages.MILK]


def test_candidates_of_ones_own(tmp_path: Path) -> None:
    corpus = _file(tmp_path / "c.jsonl", {"id": "x", "text": "bus driver"}, {"id": "y", "text": "baker"})
    asked = _file(tmp_path / "q.jsonl", {"id": 1, "text": "bakers"})
    (row,) = _rows(_link(asked, "--corpus", corpus, "--json"))
    assert row["codes"][0] == "y"


def test_coded_titles_teach(tmp_path: Path) -> None:
    corpus = _file(tmp_path / "c.jsonl", {"id": "x", "text": "driving"}, {"id": "y", "text": "baking"})
    examples = _file(
        tmp_path / "e.jsonl",
        {"text": "dough hand", "codes": ["y"]},
        {"text": "oven hand", "codes": ["y"]},
        {"text": "bus captain", "codes": ["x"]},
    )
    asked = _file(tmp_path / "q.jsonl", {"id": 1, "text": "dough and oven hand"})
    (row,) = _rows(_link(asked, "--corpus", corpus, "--examples", examples, "--json", "--limit", "1"))
    assert row["codes"] == ["y"]


def test_what_is_not_sure_enough_is_left_out(esco: None, tmp_path: Path) -> None:
    asked = _file(tmp_path / "q.jsonl", {"id": 1, "text": "zzz qqq"}, {"id": 2, "text": "welder"})
    rows = _rows(_link(asked, "--scheme", "esco", "--json", "--least", "0.3"))
    assert rows[0] == {"id": 1, "codes": [], "scores": []}
    assert all(score >= 0.3 for score in rows[1]["scores"])


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("not json", "line 2: is not a JSON object"),
        ("[1]", "line 2: is not a JSON object"),
        ('{"text": "cook"}', "line 2, field id: is missing"),
        ('{"id": null, "text": "cook"}', "line 2, field id: is missing"),
        ('{"id": 1}', "line 2, field text: is missing"),
        ('{"id": 1, "text": 5}', "line 2, field text: must be text"),
    ],
)
def test_a_bad_line_is_told_of_and_the_others_are_answered(esco: None, tmp_path: Path, line: str, message: str) -> None:
    asked = _file(tmp_path / "q.jsonl", {"id": "good", "text": "welder"}, line, {"id": 3, "text": "herder"})
    out, told = StringIO(), StringIO()
    with pytest.raises(SystemExit, match="1"):
        call_command("link", asked, "--scheme", "esco", "--json", "--lexical", stdout=out, stderr=told)
    assert [row["id"] for row in _rows(out.getvalue())] == ["good", 3]
    assert told.getvalue().startswith(f"{asked}, {message}")
    assert len(told.getvalue().splitlines()) == 1


def test_problems_end_in_a_message(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="volens classification load esco PATH"):
        _link("--scheme", "esco", _file(tmp_path / "known.jsonl"))
    with pytest.raises(CommandError, match="cannot be read"):
        _link(str(tmp_path / "q.jsonl"))
    with pytest.raises(CommandError, match="--limit"):
        _link("--limit", "0")
    with pytest.raises(CommandError, match="--least"):
        _link("--least", "2")
    with pytest.raises(CommandError, match="line 1, field codes"):
        _link("--examples", _file(tmp_path / "e.jsonl", {"text": "cook", "codes": "5120"}), str(tmp_path / "e.jsonl"))
    with pytest.raises(CommandError, match="nothing to link to"):
        _link("--corpus", _file(tmp_path / "c.jsonl", ""), str(tmp_path / "c.jsonl"))
    with pytest.raises(CommandError, match="no examples"):
        _link("--examples", str(tmp_path / "c.jsonl"), str(tmp_path / "c.jsonl"))


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_long_inputs_keep_their_order(esco: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, jobs: str) -> None:
    monkeypatch.setattr(link, "BLOCK", 7)
    rows = [{"id": i, "text": f"welder {'herder' * (i % 3)}"} for i in range(60)]
    asked = _file(tmp_path / "q.jsonl", *rows[:20], "{", *rows[20:], "}")
    out, told = StringIO(), StringIO()
    with pytest.raises(SystemExit, match="1"):
        call_command("link", asked, "--scheme", "esco", "--json", "--lexical", "--jobs", jobs, stdout=out, stderr=told)
    assert [line.split(": ")[0].removeprefix(asked) for line in told.getvalue().splitlines()] == [
        ", line 21",
        ", line 62",
    ]
    assert [row["id"] for row in _rows(out.getvalue())] == list(range(60))


def test_meaning_is_learned_first_and_kept(esco: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "train", lambda groups, **_: train(list(groups)[:3], dimensions=8, epochs=30))
    asked = _file(tmp_path / "q.jsonl", {"id": 1, "text": "welder"})
    out, told = StringIO(), StringIO()
    call_command("link", asked, "--scheme", "esco", "--json", "--jobs", "1", stdout=out, stderr=told)
    assert "Learning what job titles mean" in told.getvalue()
    kept = queries.embedding_path()
    assert kept.is_file()
    call_command("link", asked, "--scheme", "esco", "--json", "--jobs", "1", stdout=out, stderr=(again := StringIO()))
    assert again.getvalue() == ""
    first, second = _rows(out.getvalue())
    assert first == second
    assert first["codes"][0] == packages.WELDER


def test_only_the_embedding_for_what_is_loaded_is_kept(esco: None, monkeypatch: pytest.MonkeyPatch) -> None:
    groups = [Group(("cook", "line cook", "grill cook")), Group(("nurse", "ward nurse", "night nurse"))]
    small = train(groups, dimensions=8, epochs=1)
    monkeypatch.setattr(actions, "train", lambda _groups, **_: small)
    old = queries.models() / "embedding-old.npz"
    save_embedding(old, small)
    assert queries.embedding() is not None  # better an older one than none
    path = actions.build_embedding()
    assert [file.name for file in queries.models().glob("embedding-*.npz")] == [path.name]


@pytest.mark.deep
def test_before_there_is_a_database_it_says_what_to_do(tmp_path: Path) -> None:
    apart = os.environ | {"VOLENS_DATA": str(tmp_path), "VOLENS_DATABASE": ""}
    command = [sys.executable, "-m", "volens", "link", "--lexical"]
    asked = subprocess.run(command, input="cook\n", env=apart, capture_output=True, text=True, check=False)
    assert (asked.returncode, asked.stdout) == (1, "")
    assert asked.stderr.strip() == "CommandError: The database cannot be read. Was it made? Run: volens migrate"
