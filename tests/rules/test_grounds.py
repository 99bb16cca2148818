"""A refusal names every failing condition, its article, and what would have to be different, and that is true."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings

from tests.examples import few
from tests.rules import people
from tests.rules.toy import PACK
from volens.engines.rules import Ground, Pack, all_of, band, facts, rule
from volens.engines.rules.grounds import refusal, refusal_over_time, when
from volens.engines.rules.parameters import read_tree
from volens.engines.rules.scalar import decide
from volens.engines.rules.yaml_lines import load_yaml_text

DAY = date(2021, 8, 1)
FACTS = {
    "contribution_months": 10,
    "registered": False,
    "involuntary": True,
    "disabled": False,
    "employed": True,
    "sex": "female",
    "birth": "1983-05-01",
    "claim_day": "2021-08-15",
}


def test_all_failing_conditions_are_listed_not_only_the_first():
    found = refusal(PACK.on(DAY), FACTS, "ui_eligible")
    assert [(item.code, item.cite) for item in found.failing] == [
        ("contributions", "art. 2(1)"),
        ("registered", "art. 2(3)"),
    ]
    assert [need.words("en") for item in found.failing for need in item.needed] == [
        "months of contributions: at least 12 months",
        "registered as unemployed: would have to be yes",
    ]
    assert found.failing[0].needed[0].words("zh-Hans") == "缴费月数：至少12个月"
    assert found.enough


def test_where_one_of_several_would_do_they_stand_side_by_side():
    found = refusal(PACK.on(DAY), {**FACTS, "registered": True}, "hard_to_place")
    (only,) = found.failing
    assert [group[0].code for group in only.alternatives] == ["age", "disabled", "jobless"]
    # Sex and date of birth are fixed: nobody is told to have others.
    assert {need.fact.name for group in only.alternatives for item in group for need in item.needed} == {
        "claim_day",
        "disabled",
    }


def test_no_refusal_where_the_answer_is_yes_or_open():
    graph = PACK.on(DAY)
    assert refusal(graph, {**FACTS, "contribution_months": 12, "registered": True}, "ui_eligible") is None
    assert refusal(graph, {"contribution_months": 12}, "ui_eligible") is None
    partly = refusal(graph, {"contribution_months": 3}, "ui_eligible")
    assert [item.code for item in partly.failing] == ["contributions"]
    assert partly.open == ("involuntary", "registered")
    with pytest.raises(ValueError, match="yes/no"):
        refusal(graph, FACTS, "ui_amount")


def test_the_counterfactual_names_the_month_and_what_brings_it_about():
    found = refusal_over_time(PACK, DAY, {**FACTS, "registered": True}, "ui_eligible")
    assert found.when.words("en") == "from October 2021, when months of contributions reach 12 months"
    assert found.when.words("zh-Hans") == "自2021年10月起，缴费月数达到12个月时"
    assert refusal_over_time(PACK, DAY, FACTS, "ui_eligible").when is None  # registration does not come with time
    # Age comes with time: forty on 1 May 2023; the claim is made on the 15th.
    aged = when(PACK, DAY, {**FACTS, "registered": True}, "hard_to_place")
    assert (aged.month, aged.months) == (date(2023, 5, 1), 21)
    assert aged.words("en") == "from May 2023"


def test_the_counterfactual_follows_the_law_of_each_later_month():
    # From 2024 the scale is finer, but entitlement is not: the month found must be the first with a yes.
    for months in (1, 5, 11):
        found = when(
            PACK, date(2023, 11, 1), {**FACTS, "registered": True, "contribution_months": months}, "ui_eligible"
        )
        assert found.months == 12 - months


@given(people.person())
@settings(max_examples=few(80), deadline=None)
def test_meeting_every_need_listed_is_enough_when_it_says_so(person):
    graph, told = PACK.on(DAY), people.written(person)
    for goal in ("ui_eligible", "hard_to_place"):
        found = refusal(graph, told, goal, [])
        assert (found is None) == decide(graph, told, goals=[goal])[goal]
        if found is None:
            continue
        changed = dict(told)
        for item in found.failing:
            first = item.alternatives[0][0] if item.alternatives else item
            for need in first.needed[:1]:
                changed[need.fact.name] = need.fact.shape.show(need.value)
        assert decide(graph, changed, goals=[goal])[goal] == found.enough


@given(people.person())
@settings(max_examples=few(60), deadline=None)
def test_a_need_is_the_nearest_value_that_would_do(person):
    graph, told = PACK.on(DAY), people.written(person)
    found = refusal(graph, told, "ui_eligible")
    for item in found.failing if found else ():
        for need in item.needed:
            if need.fact.name == "contribution_months":
                assert need.value == 12
                assert need.relation == "at least"


WINDOWS = """
label: {en: a, zh-Hans: b}
unit: count
threshold_unit: month
source: Act
article: "1"
confidence: T
values:
  2020-01-01: [[10, 1], [21, 0], [50, 1]]
"""


def test_where_several_values_would_do_the_nearest_is_named():
    words = {"en": "x", "zh-Hans": "x"}

    @rule(unit="bool", cite="1", label=words, grounds=[Ground("window", words)])
    def within(months, p):
        return all_of(window=band(months, p.p.x) >= 1)

    parameters = {item.name: item for item in read_tree("p.x", load_yaml_text(WINDOWS, "x.yaml"), "x.yaml")}
    fact = facts.count("months", unit="month", high=100, label=words, question=words)
    graph = Pack("w", title=words, facts=[fact], rules=[within], parameters=parameters).on("2021-01-01")
    for told, relation, value in ((0, "at least", 10), (22, "at most", 20), (34, "at most", 20), (36, "at least", 50)):
        (failing,) = refusal(graph, {"months": told}, "within").failing
        assert [(need.relation, need.value) for need in failing.needed] == [(relation, value)]
