"""Each pack of law says what its cases say it says, and its documentation says the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from volens.engines.rules.cases import Case, run
from volens.engines.rules.lint import lint
from volens.packs import law
from volens.packs.law import document, ilo
from volens.packs.law.topics import TOPICS

DOCS = Path(__file__).resolve().parents[2] / "docs" / "law"
CASES = [(name, case) for name in law.PACKS for case in document.cases(law.load(name))]


@pytest.mark.parametrize(("name", "case"), CASES, ids=[f"{name}: {case.name}" for name, case in CASES])
def test_a_case_comes_out_as_the_law_says(name: str, case: Case) -> None:
    outcome = run(law.load(name), case)
    assert outcome.passed, str(outcome)


@pytest.mark.parametrize("name", law.PACKS)
def test_every_result_of_a_pack_is_shown_by_a_case(name: str) -> None:
    pack = law.load(name)
    shown = {result for case in document.cases(pack) for result in case.output}
    assert {made.name for made in pack.own_rules if made.result} <= shown


@pytest.mark.parametrize("name", law.PACKS)
def test_the_documentation_is_the_pack(name: str) -> None:
    written = (DOCS / f"{name}.md").read_text(encoding="utf-8")
    assert written == document.render(law.load(name)), f"run: volens rules document {name} --output docs/law/{name}.md"


@pytest.mark.parametrize("name", law.PACKS)
def test_a_pack_has_no_errors(name: str) -> None:
    assert [str(problem) for problem in lint(law.load(name)) if problem.severity == "error"] == []


@pytest.mark.parametrize("name", law.PACKS)
def test_topics_name_results_of_their_pack(name: str) -> None:
    results = {made.name for layer in law.load(name).layers for made in layer.own_rules}
    assert all(goal in results for topic in TOPICS[name] for goal in topic.goals)


@pytest.mark.parametrize("name", law.PACKS)
def test_what_was_left_out_on_purpose_is_said_in_both_languages(name: str) -> None:
    notes = law.load(name).notes
    assert "S4" in notes["en"]
    assert "S4" in notes["zh-Hans"]


def test_values_from_memory_carry_their_mark_on_the_page() -> None:
    text = document.render(law.load("cn"))
    share = next(line for line in text.splitlines() if "`ui.share`" in line)
    assert "from memory, verify" in share


def test_a_contributor_of_twelve_months_in_guangdong_falls_short_of_the_minima() -> None:
    short = {
        line.convention
        for line in ilo.report(law.load("cn-gd"))
        if "12 months" in line.claimant["en"] and not line.reached
    }
    assert {"C102 art. 24", "C168 art. 19"} <= short


def test_no_clause_punishes_declining() -> None:
    for name in law.PACKS:
        pack = law.load(name)
        words = " ".join(
            [*pack.facts, *(fact.label["en"] for fact in pack.facts.values()), *(m.label["en"] for m in pack.own_rules)]
        ).lower()
        assert not any(word in words for word in ("refus", "declin", "sanction", "suitable offer"))
