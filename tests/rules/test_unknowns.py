"""With facts missing an answer is never wrong, only wider; telling more narrows it; no question is asked in vain."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.examples import few
from tests.rules import people
from tests.rules.toy import PACK
from volens.engines.rules.interval import consider
from volens.engines.rules.questions import next_question, outlook
from volens.engines.rules.scalar import compiled, decide

NAMES = sorted(PACK.facts)
subsets = st.sets(st.sampled_from(NAMES))
DAY = date(2021, 8, 1)


def known(person, names):
    return people.written({name: person[name] for name in names})


def inside(found, value):
    """Whether a value of the scalar reading is among those a finding allows."""
    if value is None:
        return found.state in {"no rule", "range", "depends"}
    return found.state != "no rule" and found.low <= int(value) <= found.high


@given(people.person(), st.lists(people.person(), max_size=2), subsets, people.days, st.booleans())
@settings(max_examples=few(150), deadline=None)
def test_whatever_the_unknown_facts_turn_out_to_be_the_answer_lies_inside(person, others, told, day, home_told):
    graph = PACK.on(day)
    facts = known(person, told)
    home = [known(other, told) for other in others] if home_told else None
    rules = tuple(graph.rules)
    values = compiled(graph, rules)(SimpleNamespace(**person), [SimpleNamespace(**other) for other in others])
    for findings in (consider(graph, facts, home, rules), outlook(graph, facts, home, rules).findings):
        for name, value in zip(rules, values, strict=True):
            assert inside(findings[name], value), (name, value, findings[name])


@given(people.person(), subsets, subsets, people.days)
@settings(max_examples=few(80), deadline=None)
def test_telling_more_never_widens_the_answer(person, first, more, day):
    graph = PACK.on(day)
    rules = tuple(graph.rules)
    for read in (
        lambda facts: consider(graph, facts, None, rules),
        lambda facts: outlook(graph, facts, None, rules).findings,
    ):
        before, after = read(known(person, first)), read(known(person, first | more))
        for name in rules:
            assert before[name].low <= after[name].low <= after[name].high <= before[name].high, name
            if before[name].known:
                assert after[name].state == before[name].state


@given(people.person(), people.person(), subsets)
@settings(max_examples=few(60), deadline=None)
def test_a_range_for_a_fact_covers_every_value_in_it(person, other, told):
    graph = PACK.on(DAY)
    numbers = [name for name in NAMES if PACK.facts[name].shape.kind in {"number", "date"}]
    facts = known(person, set(NAMES))
    for name in numbers:
        if name in told:
            low, high = sorted((person[name], other[name]))
            show = PACK.facts[name].shape.show
            facts[name] = {"low": show(low), "high": show(high)}
    found = outlook(graph, facts, [], tuple(graph.rules)).findings
    for choice in (person, {**person, **{name: other[name] for name in numbers if name in told}}):
        values = compiled(graph, tuple(graph.rules))(SimpleNamespace(**choice), [])
        assert all(inside(found[name], value) for name, value in zip(graph.rules, values, strict=True))


def test_the_verdict_stands_before_the_sensitive_questions():
    graph = PACK.on(DAY)
    facts = {"registered": True, "sex": "female", "birth": "1975-01-01", "claim_day": "2021-08-05"}
    assert outlook(graph, facts, goals=["hard_to_place"]).findings["hard_to_place"].state == "yes"
    assert next_question(graph, facts, goals=["hard_to_place"]) is None
    refused = outlook(graph, {"registered": False}, goals=["hard_to_place", "insurance_subsidy"])
    assert refused.findings["hard_to_place"].state == "no"
    assert refused.findings["insurance_subsidy"].record() == "0.00"


def test_a_fact_that_stands_in_two_places_is_cut_where_it_switches():
    graph = PACK.on(DAY)
    # The supplement is paid only where prices rise by 3.5 %, so it cannot be negative although prices may fall.
    assert outlook(graph, {}, goals=["supplement"]).findings["supplement"].record() == {"low": "0.00", "high": "945.00"}


def test_a_result_without_a_known_rule_says_so_and_asks_nothing():
    graph = PACK.on("2026-06-01")
    view = outlook(graph, {"contribution_months": 24}, goals=["skills_subsidy"])
    assert view.findings["skills_subsidy"].state == "no rule"
    assert view.findings["skills_subsidy"].info.lapsed == (("skills.months", "2025-12-31"),)
    assert next_question(graph, {}, goals=["skills_subsidy"]) is None


@given(
    people.person(),
    subsets,
    people.days,
    st.sampled_from([None, "hard_to_place", "heating", "everything", "supplement"]),
)
@settings(max_examples=few(60), deadline=None)
def test_a_question_comes_with_a_proof_that_its_answer_matters(person, told, day, goal):
    graph = PACK.on(day)
    facts = known(person, told)
    goals = [goal] if goal else list(graph.results)
    question = next_question(graph, facts, None, goals)
    assume(question is not None)
    assert question.name not in facts
    rest = people.written(person)
    members = list(question.members or ())
    if question.name == "household":
        cases = [({**rest, **question.others}, [{**rest, **member} for member in home]) for home in question.example]
    else:
        home = [{**rest, **member} for member in members]
        cases = [({**rest, **question.others, question.name: answer}, home) for answer in question.example]
    assert facts.items() <= {**question.others}.items()
    first, second = (decide(graph, facts, home, goals) for facts, home in cases)
    assert first != second


@given(people.person(), st.lists(people.person(), max_size=2), people.days)
@settings(max_examples=few(25), deadline=None)
def test_an_interview_ends_with_nothing_open_that_the_person_could_settle(person, others, day):
    graph = PACK.on(day)
    answers, facts, home, asked = people.written(person), {}, None, []
    while (question := next_question(graph, facts, home)) is not None:
        assert question.name not in asked
        asked.append(question.name)
        if question.name == "household":
            home = [people.written(other) for other in others]
        else:
            facts[question.name] = answers[question.name]
    # What is left hangs only on what the service itself knows; told that too, everything is decided.
    ledger = {name: answers[name] for name, fact in PACK.facts.items() if fact.source != "asked"}
    final = outlook(graph, {**facts, **ledger}, home)
    assert final.open == ()
    expected = decide(graph, answers, [people.written(other) for other in others])
    assert {name: found.record() for name, found in final.findings.items()} == expected
