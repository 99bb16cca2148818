"""What people and other programs read: explanations, cases, OpenFisca's JSON, the picture, overlays and reforms in
YAML.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from tests.rules.test_decisions import PERSON
from tests.rules.toy import FACTS, PACK
from volens.engines.rules import FactError, Pack, Reform, RuleError, least, rule
from volens.engines.rules.calculate import calculate
from volens.engines.rules.cases import read_cases_text, run, run_all
from volens.engines.rules.explain import explain
from volens.engines.rules.parameters import read_tree
from volens.engines.rules.picture import picture
from volens.engines.rules.scalar import decide
from volens.engines.rules.yaml_lines import load_yaml_text

GRAPH = PACK.build("2021-08-01")
WORDS = {"en": "x", "zh-Hans": "x"}


def test_an_explanation_gives_value_article_parameters_with_dates_and_words_in_both_languages():
    (step,) = explain(GRAPH, PERSON, goals=["ui_amount"])
    record = step.record("en")
    assert record["value"] == "1890.00"
    assert record["words"] == "monthly benefit: 1890.00 CNY a month (Toy Code art. 4)"
    assert record["because"] == (
        "1890.00 CNY a month, because entitled to benefit (yes): the smaller of (the entry for region (North) "
        "(2100.00 CNY a month) times share of the minimum wage (90 %), rounded down) and (the larger of (monthly wage "
        "(3210.57 CNY a month) times replacement rate (2/3), rounded) and lowest benefit (650.25 CNY a month))"
    )
    assert record["confidence"] == "M"
    share = next(use for use in record["parameters"] if use["name"] == "ui.share")
    assert share == {
        "name": "ui.share",
        "label": "share of the minimum wage",
        "value": "0.9",
        "unit": "share",
        "from": "2020-01-01",
        "until": None,
        "source": "Toy Code",
        "article": "art. 4",
        "confidence": "M",
        "pack": "toy",
        "note": "",
    }
    assert [below["rule"] for below in record["from"]] == ["ui_eligible"]
    assert {fact["fact"]: fact["words"] for fact in record["facts"]} == {
        "region": "North",
        "wage": "3210.57 CNY a month",
    }
    chinese = step.record("zh-Hans")
    assert chinese["words"] == "每月失业金：1890.00元/月（Toy Code art. 4）"
    assert chinese["because"].startswith("1890.00元/月，因为可领失业金 (是)：")


def test_an_explanation_of_what_is_not_known_says_since_when():
    late = PACK.build("2026-03-01")
    (step,) = explain(late, PERSON, goals=["skills_subsidy"])
    assert step.words("en") == "skills subsidy: no rule known (Toy Code art. 8a)"
    assert step.because("en") == "no rule known for skills.months after 2025-12-31"
    assert step.because("zh-Hans") == "2025-12-31之后没有关于skills.months的已知规定"
    assert step.record()["not_known"] == [{"name": "skills.months", "after": "2025-12-31"}]


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
@pytest.mark.parametrize("day", ["2016-06-01", "2021-08-01", "2026-03-01"])
def test_every_rule_of_every_person_can_be_said(day, language):
    for person in (
        PERSON,
        {**PERSON, "registered": False, "region": "isle", "price_rise": 0, "contribution_months": 3},
    ):
        for step in explain(PACK.build(day), person, [{"employed": True, "wage": 9000}], list(GRAPH.rules)):
            lines = step.lines(language)
            assert all(line.strip() for line in lines)
            assert "None" not in " ".join(lines)


CASES = """
- name: five years
  period: 2021-08
  input: {contribution_months: 60, involuntary: true, registered: true, unused_months: 0}
  output: {ui_months: 18, ui_eligible: yes}
  source: Toy Code art. 3
- name: nothing told
  date: 2021-08-01
  input: {}
  output: {ui_months: {low: 0, high: 24}, ui_eligible: depends}
- name: no rule any more
  period: month:2026-08
  input: {contribution_months: 60, skill_level: 1}
  output: {skills_subsidy: null}
- name: with a household, in OpenFisca's nesting
  period: 2021-08
  input: {persons: {ana: {employed: {2021-08: false}, wage: 0}}}
  household: [{employed: true, wage: 3000}]
  output: {persons: {ana: {household_wages: {2021-08: 3000}, jobless_household: false}}}
- name: nearly
  period: 2021-08
  absolute_error_margin: 0.01
  input: {contribution_months: 60, involuntary: true, registered: true, region: north, wage: 3210.57}
  output: {ui_amount: 1889.99}
"""


def test_cases_in_openfisca_shape_pass_and_fail_as_they_should():
    cases = read_cases_text(CASES)
    assert [outcome.passed for outcome in run_all(PACK, cases)] == [True] * 5
    wrong = read_cases_text(CASES.replace("18", "19").replace("1889.99", "1889.98").replace("24}", "23}"))
    assert [outcome.passed for outcome in run_all(PACK, wrong)] == [False, False, True, True, False]
    assert str(run(PACK, wrong[0])) == "cases.yaml:2: five years: ui_months: expected 19, found 18"
    strange = read_cases_text(
        CASES.replace("skill_level", "skull_level").replace("ui_eligible: yes", "ui_elegible: yes")
    )
    outcomes = run_all(PACK, strange)
    assert "ui_elegible is not a rule" in str(outcomes[0])
    assert "skull_level" in str(outcomes[2])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- name: a\n  period: 2021-08\n  input: {}\n", "needs an output"),
        ("- name: a\n  period: soon\n  output: {}\n", "not a date"),
        ("- name: a\n  period: 2021-08\n  outptu: {}\n  output: {}\n", "outptu"),
    ],
)
def test_a_malformed_case_names_its_line(text, said):
    with pytest.raises(RuleError, match=said) as caught:
        read_cases_text("- name: fine\n  period: 2021-08\n  output: {}\n" + text)
    assert caught.value.problems[0].line == 4


def test_a_situation_in_openfisca_json_is_filled_in():
    situation = {
        "persons": {
            "ana": {
                "contribution_months": {"2021-08": 61},
                "registered": True,
                "involuntary": True,
                "unused_months": {"2021-08": 2},
                "employed": False,
                "wage": 0,
                "ui_months": {"2021-08": None, "2024-08": None},
                "household_wages": {"2021-08": None},
            },
            "bo": {"employed": True, "wage": {"2021-08": 5000}},
        },
        "households": {"home": {"members": ["ana", "bo"]}},
    }
    answer = calculate(PACK, situation)
    assert answer["persons"]["ana"]["ui_months"] == {"2021-08": 20, "2024-08": None}
    assert answer["persons"]["ana"]["household_wages"] == {"2021-08": "4940.00"}
    assert answer["open"] == {
        "ana": {
            "ui_months": {
                "2024-08": {"range": {"low": 0, "high": 24}, "depends_on": ["contribution_months", "unused_months"]}
            }
        }
    }
    assert answer["households"] == situation["households"]
    assert situation["persons"]["ana"]["ui_months"] == {"2021-08": None, "2024-08": None}


@pytest.mark.parametrize(
    ("situation", "path"),
    [
        ({}, "persons"),
        ({"persons": {"ana": {"nose": 1}}}, "persons.ana.nose"),
        ({"persons": {"ana": {"wage": -1, "wage_tax": {"2021-08": None}}}}, "persons.ana.wage"),
        ({"persons": {"ana": {"ui_months": {"2021-08": 3}}}}, "persons.ana.ui_months.2021-08"),
        ({"persons": {"ana": {"ui_months": {"soon": None}}}}, "persons.ana"),
        ({"persons": {"ana": {}}, "households": {"h": {"members": ["bo"]}}}, "households.h"),
    ],
)
def test_a_wrong_situation_names_the_path(situation, path):
    with pytest.raises(FactError) as caught:
        calculate(PACK, situation)
    assert path in caught.value.fields


def test_the_picture_shows_every_rule_and_fact_with_its_article():
    root = ET.fromstring(picture(GRAPH, language="zh-Hans"))  # noqa: S314 - our own text
    space = "{http://www.w3.org/2000/svg}"
    titles = [group.find(f"{space}title").text for group in root.iter(f"{space}g")]
    assert "每月失业金 — Toy Code art. 4" in titles
    assert "缴费月数" in titles
    assert len(titles) == len(set(titles))
    boxes = {
        group.find(f"{space}title").text: float(group.find(f"{space}rect").get("x")) for group in root.iter(f"{space}g")
    }
    assert boxes["缴费月数"] < boxes["可领失业金 — Toy Code art. 2"] < boxes["每月失业金 — Toy Code art. 4"]
    places = [
        (group.find(f"{space}rect").get("x"), group.find(f"{space}rect").get("y")) for group in root.iter(f"{space}g")
    ]
    assert len(places) == len(set(places))
    assert picture(GRAPH) == picture(PACK.build("2021-08-01"))


def local_parameters(text, name):
    return {item.name: item for item in read_tree(name, load_yaml_text(text, "local.yaml"), "local.yaml")}


LOCAL = """label: {en: a, zh-Hans: b}
unit: share
source: Local Act
article: "1"
confidence: T
values:
  2020-06-01: VALUE
"""


def with_role(role):
    """The national pack, its share of the minimum wage marked as a bound."""
    text = LOCAL.replace("unit: share", f"unit: share\nrole: {role}").replace("VALUE", "0.8")
    return Pack("nation", title=WORDS, parent=PACK, parameters=local_parameters(text, "ui.share"))


@pytest.mark.parametrize(
    ("role", "local", "paid"),
    [("ceiling", "0.7", 1470), ("ceiling", "0.95", 1680), ("floor", "0.7", 1680), ("floor", "0.95", 1995)],
)
def test_a_local_value_stays_within_the_national_ceiling_or_floor(role, local, paid):
    town = Pack(
        "town",
        title=WORDS,
        parent=with_role(role),
        parameters=local_parameters(LOCAL.replace("VALUE", local), "ui.share"),
    )
    graph = town.on("2021-08-01")
    assert decide(graph, PERSON, goals=["ui_amount"]) == {"ui_amount": f"{paid}.00"}
    used = [(use.pack, use.value) for use in graph.rules["ui_amount"].parameters if use.name == "ui.share"]
    assert used == [("town", local), ("nation", "0.8")]  # both are shown
    before = town.on("2020-05-01")  # not yet law in town or nation: the country's own value
    assert [use.pack for use in before.rules["ui_amount"].parameters if use.name == "ui.share"] == ["toy"]


def test_a_local_value_that_has_lapsed_does_not_fall_back_in_silence():
    ended = LOCAL.replace("VALUE", "{value: 0.7, until: 2020-12-31}")
    town = Pack("town", title=WORDS, parent=PACK, parameters=local_parameters(ended, "ui.share"))
    assert decide(town.on("2021-08-01"), PERSON, goals=["ui_amount", "ui_months"]) == {
        "ui_amount": None,
        "ui_months": 21,
    }
    # Whom it does not concern is answered all the same.
    assert decide(town.on("2021-08-01"), {**PERSON, "registered": False}, goals=["ui_amount"]) == {"ui_amount": "0.00"}


def test_an_overlay_rule_replaces_the_national_one_and_can_stand_on_it():
    @rule(name="ui_months", unit="month", cite="Local Act art. 2", label=WORDS, since="2021-01-01", result=True)
    def local_months(national_ui_months, contribution_months):
        return least(national_ui_months, contribution_months)

    town = Pack("town", title=WORDS, parent=PACK, rules=[local_months])
    few = {**PERSON, "contribution_months": 12, "unused_months": 24}
    assert decide(town.on("2021-08-01"), few, goals=["ui_months"]) == {"ui_months": 12}
    assert decide(PACK.on("2021-08-01"), few, goals=["ui_months"]) == {"ui_months": 24}
    assert decide(town.on("2020-08-01"), few, goals=["ui_months"]) == {"ui_months": 24}
    assert town.on("2021-08-01").rules["ui_months"].cite == "Local Act art. 2"
    assert len(town.facts) == len(FACTS)


def test_a_reform_in_yaml_changes_parameters_and_says_that_it_is_one():
    reform = Reform.from_yaml(
        "name: half\nparameters:\n  ui:\n    share: 50%\n  ui.minimum_wage: {table: {isle: 1000}}\n"
    )
    graph = PACK.build("2021-08-01", reform)
    assert decide(graph, PERSON, goals=["ui_amount"]) == {"ui_amount": "1050.00"}
    assert decide(graph, {**PERSON, "region": "isle"}, goals=["ui_amount"]) == {"ui_amount": "500.00"}
    assert graph.rules["ui_amount"].confidence == "R"


def test_a_reform_can_replace_a_rule():
    @rule(name="ui_months", unit="month", cite="Bill 1", label=WORDS, result=True)
    def flat(ui_eligible):
        return ui_eligible.table.constant(6, PACK.on("2021-08-01").rules["ui_months"].shape)

    graph = PACK.build("2021-08-01", Reform("flat", rules=(flat,)), GRAPH.table)
    assert decide(graph, PERSON, goals=["ui_months"]) == {"ui_months": 6}
    assert graph.rules["ui_amount"].node is GRAPH.rules["ui_amount"].node
