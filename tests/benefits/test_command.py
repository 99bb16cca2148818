"""`volens rules`: facts in, results with reasons out; errors that say what to do."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command


def rules(*arguments: str) -> str:
    out = io.StringIO()
    call_command("rules", *arguments, stdout=out)
    return out.getvalue()


def check(tmp_path: Path, facts: Any, *arguments: str) -> dict[str, Any]:
    path = tmp_path / "facts.json"
    path.write_text(json.dumps(facts), encoding="utf-8")
    said: dict[str, Any] = json.loads(rules("check", *arguments, str(path), "--json"))
    return said


def test_a_complete_case_has_values_and_a_trace(tmp_path: Path) -> None:
    facts = {"contribution_months": 60, "involuntary": True, "registered": True, "unused_months": 0}
    said = check(tmp_path, facts, "--pack", "cn", "--date", "2021-06-01", "--goal", "ui_months")
    months = said["results"]["ui_months"]
    assert months["value"] == 18
    assert months["trace"]["from"]


def test_an_incomplete_case_has_intervals_and_a_question(tmp_path: Path) -> None:
    said = check(tmp_path, {}, "--pack", "us-nj", "--date", "2025-03-03")
    assert said["results"]["weekly_rate"]["value"] == {"low": "0.00", "high": "875.00"}
    assert said["next_question"]["fact"] in {"base_weeks", "base_year_earnings", "average_weekly_wage"}


def test_a_refusal_has_grounds_and_a_month(tmp_path: Path) -> None:
    facts = {"contribution_months": 8, "involuntary": True, "registered": True}
    said = check(tmp_path, facts, "--pack", "cn", "--date", "2021-06-01", "--goal", "ui_eligible")
    grounds = said["results"]["ui_eligible"]["grounds"]
    assert [ground["code"] for ground in grounds["failing"]] == ["contributions"]
    assert grounds["when"]["month"] == "2021-10-01"


def test_unknown_facts_are_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="shoe_size"):
        check(tmp_path, {"shoe_size": 44}, "--pack", "cn")


def test_a_broken_file_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "facts.json"
    path.write_text('{\n"a": 1,,\n}', encoding="utf-8")
    with pytest.raises(CommandError, match="line 2"):
        rules("check", "--pack", "cn", str(path))


def test_a_reform_tells_winners_and_cost(tmp_path: Path) -> None:
    rules("population", "us-nj", "--size", "2000", "--seed", "3", "--output", str(tmp_path / "people"))
    reform = tmp_path / "reform.yaml"
    reform.write_text("name: higher share\nparameters:\n  rate.share: 65%\n", encoding="utf-8")
    said = json.loads(
        rules(
            "simulate",
            "--pack",
            "us-nj",
            "--date",
            "2025-03-03",
            "--population",
            str(tmp_path / "people"),
            "--reform",
            str(reform),
            "--goal",
            "weekly_rate",
            "--json",
        )
    )
    change = said["changes"]["weekly_rate"]
    assert said["persons"] == 2000
    assert change["winners"] > 0
    assert change["losers"] == 0
    assert float(change["cost"]) == pytest.approx(
        float(said["after"]["weekly_rate"]["total"]) - float(said["before"]["weekly_rate"]["total"])
    )


def test_the_graph_is_a_drawing() -> None:
    assert rules("graph", "--pack", "de", "--date", "2022-05-01").lstrip().startswith("<svg")


def test_lint_reports_the_ilo_minima() -> None:
    said = json.loads(rules("lint", "cn-gd", "--json"))
    assert any(line["convention"] == "C168 art. 19" and not line["reached"] for line in said["ilo"])
