"""Decisions replay from inputs and hash; a change of law finds whom it touches; two situations are compared."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.examples import few
from tests.rules import people
from tests.rules.toy import PACK
from volens.engines.rules import FactError, Reform
from volens.engines.rules.decisions import changed_rules, keep, make_decision, replay, touched
from volens.engines.rules.scalar import decide
from volens.engines.rules.serial import dump, load

ROOT = Path(__file__).resolve().parents[2]
GRAPH = PACK.build("2021-08-01")
PERSON = {
    "contribution_months": 61,
    "registered": True,
    "involuntary": True,
    "unused_months": 3,
    "region": "north",
    "sex": "female",
    "birth": "1980-02-29",
    "claim_day": "2021-08-15",
    "disabled": False,
    "employed": False,
    "wage": "3210.57",
    "skill_level": 2,
    "premium": "1000.01",
    "price_rise": "3.6%",
}


def test_a_decision_keeps_what_it_needed_and_replays_without_the_pack():
    made = make_decision(GRAPH, PERSON, [{"employed": True, "wage": 9000, "sex": "male"}], ["heating"])
    assert made.inputs == {"employed": False, "region": "north", "wage": "3210.57"}
    assert made.household == ({"employed": True, "wage": "9000.00"},)
    again = replay({GRAPH.hash: dump(GRAPH)}, made)
    assert again.agrees
    assert again.values == made.values == {"heating": "0.00"}


def test_a_replay_shows_what_somebody_altered():
    made = make_decision(GRAPH, PERSON, goals=["ui_amount"])
    forged = type(made)(made.hash, made.inputs, {"ui_amount": "9999.00"}, made.household)
    assert replay({GRAPH.hash: dump(GRAPH)}, forged).differences == {"ui_amount": ("9999.00", "1890.00")}
    altered = dump(GRAPH).replace(b"650.25", b"650.26").replace(b"65025", b"65026")
    with pytest.raises(ValueError, match="altered"):
        replay({GRAPH.hash: altered}, made)
    other = PACK.build("2016-08-01")
    with pytest.raises(ValueError, match="another graph"):
        replay({GRAPH.hash: dump(other)}, made)
    with pytest.raises(KeyError):
        replay({}, made)


def test_the_hash_is_the_same_in_every_process_and_moves_with_the_law_alone():
    code = "from tests.rules.toy import PACK; print(PACK.build('2021-08-01').hash)"
    for seed in ("0", "1"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, env=environment, cwd=ROOT, check=True
        )
        assert done.stdout.strip() == GRAPH.hash
    assert PACK.build("2021-08-02").hash == GRAPH.hash
    assert PACK.build("2021-08-01", Reform("r", {"ui.share": "89%"})).hash != GRAPH.hash
    assert load(dump(GRAPH)).hash == GRAPH.hash


@given(st.lists(people.person(), min_size=1, max_size=8))
@settings(max_examples=few(30), deadline=None)
def test_exactly_the_decisions_a_change_alters_are_found(persons):
    changed = PACK.build("2021-08-01", Reform("retroactive", {"ui.share": "85%", "skills.months": 24}))
    assert changed_rules(GRAPH, changed) == {"ui_amount", "supplement", "skills_subsidy", "everything"}
    decisions = [make_decision(GRAPH, people.written(person), id=str(at)) for at, person in enumerate(persons)]
    found = {
        item.decision.id: {name: after.record() for name, after in item.after.items()}
        for item in touched(GRAPH, changed, decisions)
    }
    for at, (person, before) in enumerate(zip(persons, decisions, strict=True)):
        after = decide(changed, people.written(person))
        expected = {name: value for name, value in after.items() if value != before.values[name]}
        assert found.get(str(at), {}) == expected


def test_a_change_that_needs_more_than_was_asked_then_says_so():
    decision = make_decision(PACK.build("2018-06-01"), PERSON, goals=["skills_subsidy"])
    assert set(decision.inputs) == {"skill_level"}
    (item,) = touched(PACK.build("2018-06-01"), PACK.build("2021-08-01"), [decision])
    assert item.open == ("skills_subsidy",)


def test_what_would_i_keep_if_i_took_this_job():
    now = {**PERSON, "wage": 0}
    found = keep(
        GRAPH,
        now,
        {"employed": True, "wage": 2000, "registered": False},
        [],
        income="wage",
        counted=["everything", "heating"],
    )
    # Benefit 650.25 + 23.41 + 666.68 and heating 120 go; 2000 comes, and heating stays: the household has under 5000.
    assert found.rows["ui_amount"].change == (-65025, -65025)
    assert found.rows["heating"].change == (0, 0)
    assert found.total == (200000 - 65025 - 2341 - 66668, 200000 - 65025 - 2341 - 66668)
    assert found.kept == (0.32983, 0.32983)
    assert found.unit == "CNY/month"


def test_the_comparison_stays_honest_with_facts_missing():
    now = {name: value for name, value in PERSON.items() if name not in {"premium", "wage"}}
    found = keep(
        GRAPH,
        now,
        {"employed": True, "wage": 2000, "registered": False},
        None,
        income="wage",
        counted=["insurance_subsidy"],
    )
    assert found.rows["insurance_subsidy"].change == (-81234, 0)
    with pytest.raises(ValueError, match="another unit"):
        keep(GRAPH, now, {}, income="wage", counted=["ui_months"])
    with pytest.raises(FactError):
        keep(GRAPH, now, {"wage": "lots"})
