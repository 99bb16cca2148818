"""A pack that cannot be law says so with file, line and remedy, and names everything that is wrong at once."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest

from volens.engines.rules import (
    Ground,
    Pack,
    Reform,
    RuleError,
    add_months,
    all_of,
    band,
    divide,
    facts,
    half_up,
    least,
    pick,
    rule,
    where,
)
from volens.engines.rules.facts import FactError
from volens.engines.rules.lint import lint
from volens.engines.rules.parameters import read_tree
from volens.engines.rules.scalar import decide
from volens.engines.rules.yaml_lines import load_yaml_text

WORDS = {"en": "words", "zh-Hans": "文字"}
FACTS = [
    facts.count("months", unit="month", high=600, label=WORDS, question=WORDS),
    facts.money("wage", unit="CNY/month", high=100_000, label=WORDS, question=WORDS),
    facts.yes_no("registered", label=WORDS, question=WORDS),
    facts.day("birth", label=WORDS, question=WORDS),
    facts.category("region", values=["north", "south"], label=WORDS, question=WORDS),
]
GOOD = (
    "label: {en: a, zh-Hans: b}\nunit: share\nsource: Act\narticle: art. 1\nconfidence: T\nvalues:\n  2020-01-01: 0.5\n"
)


def parameters(text, name="p.x"):
    return {parameter.name: parameter for parameter in read_tree(name, load_yaml_text(text, "x.yaml"), "x.yaml")}


def pack(*rules, text=None, declared=FACTS):
    return Pack("test", title=WORDS, facts=declared, rules=rules, parameters=parameters(text) if text else None)


def problem(code, build):
    """Return the one problem of this code that building raises."""
    with pytest.raises(RuleError) as caught:
        build()
    found = [item for item in caught.value.problems if item.code == code]
    assert found, caught.value
    assert found[0].remedy
    assert found[0].line > 0
    return found[0]


def line_of(function, text):
    lines, first = inspect.getsourcelines(function)
    return first + next(at for at, line in enumerate(lines) if text in line)


def good(unit, **more):
    return rule(unit=unit, cite="Act art. 1", label=WORDS, **more)


def failing_rules():  # noqa: C901 - a table of rules
    @good("CNY/month")
    def branches(registered, wage):
        if registered:  # here
            return wage
        return wage * 0

    @good("bool")
    def chained(months):
        return 12 <= months <= 24  # here

    @good("CNY/month")
    def builtin_min(wage, months):
        return min(wage, wage * 2)  # here

    @good("bool")
    def negated(registered):
        return not registered  # here

    @good("CNY/month")
    def clash(wage, months):
        return wage + months  # here

    @good("CNY/month")
    def squared(wage):
        return wage * wage  # here

    @good("bool")
    def mixed(registered, months):
        return registered & months  # here

    @good("date")
    def months_as_days(birth, months):
        return birth + months  # here

    @good("date")
    def convention(birth, months):
        return add_months(birth, months, "whenever")  # here

    @good("month")
    def zero_divisor(months):
        return divide(months, months)  # here

    @good("bool")
    def stranger(region):
        return region == "east"  # here

    @good("month")
    def hole(region, months):
        return pick(region, {"north": months})  # here

    @good("CNY/month")
    def floating(wage):
        return half_up(wage * 0.1)  # here

    @good("month")
    def not_a_scale(months):
        return band(months, months)  # here

    @good("CNY/month")
    def explosion(wage, months):
        return half_up(wage * months * months * months * months * months)  # here

    return {
        "if-on-a-fact": [branches, chained, builtin_min, negated],
        "unit-clash": [clash, squared, months_as_days],
        "type-clash": [mixed, floating, not_a_scale],
        "convention": [convention],
        "division": [zero_divisor],
        "unknown-code": [stranger],
        "incomplete": [hole],
        "overflow": [explosion],
    }


CASES = [(code, made) for code, rules in failing_rules().items() for made in rules]


@pytest.mark.parametrize(("code", "made"), CASES, ids=[made.name for _, made in CASES])
def test_an_error_in_a_rule_names_the_very_line(code, made):
    found = problem(code, lambda: pack(made).build("2021-01-01"))
    assert found.file == __file__
    assert found.line == line_of(made.function, "# here")


def test_a_rule_without_unit_citation_and_words_is_refused_with_all_three():
    @rule()
    def bare(months):
        return months

    with pytest.raises(RuleError) as caught:
        pack(bare).build("2021-01-01")
    assert {item.code for item in caught.value.problems} == {"missing-unit", "missing-citation", "missing-text"}
    assert {item.line for item in caught.value.problems} == {line_of(bare.function, "@rule()")}


def test_rules_that_need_each_other_are_told_the_whole_circle():
    @good("month")
    def first(second):
        return second

    @good("month")
    def second(third):
        return third

    @good("month")
    def third(first):
        return first

    assert (
        "first -> second -> third -> first"
        in problem("cycle", lambda: pack(first, second, third).build("2021-01-01")).message
    )


def test_a_misspelt_name_is_answered_with_the_nearest_one():
    @good("month")
    def typo(month):
        return month

    @good("share")
    def wrong_parameter(p):
        return p.p.y

    assert "Did you mean months?" in problem("unknown-name", lambda: pack(typo).build("2021-01-01")).remedy
    assert (
        "Did you mean p.x?"
        in problem("unknown-name", lambda: pack(wrong_parameter, text=GOOD).build("2021-01-01")).remedy
    )


def test_a_result_in_another_unit_or_unrounded_is_refused():
    @good("CNY")
    def other_unit(wage):
        return wage

    @good("CNY/month")
    def unrounded(wage, p):
        return wage * p.p.x

    @good("bool")
    def number(months):
        return months

    problem("unit-clash", lambda: pack(other_unit).build("2021-01-01"))
    assert "half_up" in problem("not-rounded", lambda: pack(unrounded, text=GOOD).build("2021-01-01")).remedy
    problem("type-clash", lambda: pack(number).build("2021-01-01"))


def test_a_ground_that_is_not_declared_is_refused():
    @good("bool", grounds=[Ground("known", WORDS)])
    def verdict(registered, months):
        return all_of(known=registered, surprise=months >= 1)

    assert "surprise" in problem("unknown-name", lambda: pack(verdict).build("2021-01-01")).message


@pytest.mark.parametrize(
    ("code", "old", "new", "line"),
    [
        ("missing-unit", "unit: share\n", "", 1),
        ("unknown-unit", "unit: share", "unit: furlong", 2),
        ("missing-citation", "source: Act\n", "", 6),
        ("missing-citation", "article: art. 1\n", "", 6),
        ("missing-confidence", "confidence: T\n", "", 6),
        ("missing-text", "zh-Hans: b", "fr: b", 1),
        ("no-values", "values:\n  2020-01-01: 0.5\n", "", 1),
        ("bad-value", "2020-01-01: 0.5", "2020-01-01: much", 7),
        ("bad-value", "2020-01-01: 0.5", "January: 0.5", 7),
        ("bad-value", "2020-01-01: 0.5", "2020-01-01: {value: 1, until: 2019-01-01}", 7),
        ("unknown-key", "unit: share", "unit: share\nvalus: 3", 3),
        ("bad-role", "unit: share", "unit: share\nrole: roof", 3),
        ("overlapping-dates", "2020-01-01: 0.5", "2020-01-01: {value: 0.5, until: 2021-06-30}\n  2021-06-01: 0.6", 7),
        ("bad-value", "unit: share", "unit: month\nthreshold_unit: month", 8),
    ],
)
def test_a_parameter_names_its_file_and_line(code, old, new, line):
    @good("share")
    def reads(p):
        return p.p.x

    assert old in GOOD
    found = problem(code, lambda: pack(reads, text=GOOD.replace(old, new)).build("2021-01-01"))
    assert (found.file, found.line) == ("x.yaml", line)


def test_a_scale_must_rise():
    text = GOOD.replace("unit: share", "unit: month\nthreshold_unit: month").replace("0.5", "[[12, 3], [6, 2]]")
    assert "rise" in problem("bad-value", lambda: pack(text=text).build("2021-01-01")).message


def test_yaml_that_is_none_and_keys_that_stand_twice_name_the_line():
    with pytest.raises(RuleError) as caught:
        load_yaml_text("a: 1\nb: [1\n", "x.yaml")
    assert caught.value.problems[0].line == 3
    with pytest.raises(RuleError) as caught:
        load_yaml_text("a: 1\nb: 2\na: 3\n", "x.yaml")
    assert "twice" in caught.value.problems[0].message
    assert caught.value.problems[0].line == 3


def test_two_versions_of_a_rule_may_not_hold_on_one_day():
    @good("month", name="twice", until="2021-06-30")
    def before(months):
        return months

    @good("month", name="twice", since="2021-06-30")
    def after(months):
        return months

    assert "2021-06-30" in problem("overlapping-dates", lambda: pack(before, after).build("2021-01-01")).message


def test_a_table_with_an_unknown_code_or_category_is_refused():
    @good("share")
    def by_region(region, p):
        return p.p.x[region]

    text = GOOD.replace("unit: share", "unit: share\nby: region").replace("0.5", "{value: {nort: 0.5}}")
    found = problem("unknown-code", lambda: pack(by_region, text=text).build("2021-01-01"))
    assert "Did you mean north?" in found.remedy
    assert found.line == 8
    nowhere = text.replace("by: region", "by: province")
    assert "province" in problem("unknown-name", lambda: pack(by_region, text=nowhere).build("2021-01-01")).message


def test_facts_without_words_units_or_sensible_ranges_are_refused():
    declared = [
        facts.count("a", unit="lightyear", high=3, label=WORDS, question=WORDS),
        facts.count("b", unit="month", low=9, high=3, label=WORDS, question=WORDS),
        facts.yes_no("c", label={"en": "only English"}, question=WORDS),
        facts.money("d", unit="month", high=3, label=WORDS, question=WORDS),
        facts.yes_no("c", label=WORDS, question=WORDS),
    ]
    with pytest.raises(RuleError) as caught:
        pack(declared=declared).build("2021-01-01")
    assert {item.code for item in caught.value.problems} == {"unknown-unit", "bad-range", "missing-text", "duplicate"}
    assert {item.file for item in caught.value.problems} == {__file__}


def test_a_reform_of_a_parameter_that_is_not_there_is_refused():
    with pytest.raises(RuleError, match=r"Did you mean p\.x"):
        pack(text=GOOD).build("2021-01-01", Reform("r", {"p.y": 1}))
    with pytest.raises(RuleError, match="is not a number"):
        pack(text=GOOD).build("2021-01-01", Reform("r", {"p.x": "much"}))
    with pytest.raises(RuleError, match="A reform needs parameters"):
        Reform.from_yaml("name: nothing")


def test_wrong_and_missing_facts_are_all_named():
    @good("CNY/month")
    def paid(registered, wage, months):
        return where(registered & (months > 1), wage, 0)

    graph = pack(paid).build("2021-01-01")
    with pytest.raises(FactError) as caught:
        decide(graph, {"registered": "maybe", "wage": "12.345", "nose": 1})
    assert set(caught.value.fields) == {"registered", "wage", "nose", "months"}
    with pytest.raises(FactError, match="between 0 and 600"):
        decide(graph, {"registered": True, "wage": 1, "months": 601})


def test_lint_finds_gaps_open_ends_ceilings_dead_branches_bare_numbers_and_what_nobody_uses():
    @good("CNY/month")
    def paid(months, wage, p):
        return where(months >= 0, least(half_up(wage * p.p.x), 77), 0)

    gap = GOOD.replace(
        "2020-01-01: 0.5", "2020-01-01: {value: 0.5, until: 2020-06-30}\n  2020-08-01: {value: 0.6, until: 2020-12-31}"
    )
    national = pack(paid, text=gap.replace("unit: share", "unit: share\nrole: ceiling"))
    local = Pack(
        "local", title=WORDS, parent=national, parameters=parameters(GOOD.replace("0.5", "0.9").replace("T", "M"))
    )
    codes = {item.code for item in lint(national)}
    assert codes == {"gap", "open-end", "unreachable", "bare-number", "unused"}
    assert {item.code for item in lint(local)} >= {"beyond-ceiling", "confidence"}
    assert all(item.severity == "warning" for item in lint(national))
    unused = {item.message for item in lint(national) if item.code == "unused"}
    assert "No rule uses the fact registered" in unused


def test_the_shipped_example_is_free_of_errors():
    from tests.rules.toy import PACK

    assert [item for item in lint(PACK) if item.severity == "error"] == []
    assert all(Path(item.file).name for item in lint(PACK))
