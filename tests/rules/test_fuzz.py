"""Random laws: whatever expression somebody writes, all readings agree with plain exact arithmetic."""

from __future__ import annotations

import sqlite3
from fractions import Fraction
from math import floor
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.examples import few
from volens.engines.rules import Pack, facts, operations, rule, sql, vector
from volens.engines.rules.interval import consider, intervals
from volens.engines.rules.questions import outlook
from volens.engines.rules.scalar import compiled

WORDS = {"en": "x", "zh-Hans": "x"}
DECLARED = [
    facts.count("x", unit="count", low=-40, high=1000, label=WORDS, question=WORDS),
    facts.count("y", unit="count", low=0, high=30, label=WORDS, question=WORDS),
    facts.count("z", unit="count", low=-3, high=3, label=WORDS, question=WORDS),
    facts.yes_no("b", label=WORDS, question=WORDS),
    facts.yes_no("d", label=WORDS, question=WORDS),
    facts.category("c", values=["p", "q", "r", "s", "t", "u"], label=WORDS, question=WORDS),
]
ROUNDINGS = {
    "floor_to": lambda value: Fraction(floor(value)),
    "ceil_to": lambda value: Fraction(-floor(-value)),
    "half_up": lambda value: Fraction(floor(abs(value) + Fraction(1, 2))) * (-1 if value < 0 else 1),
    "half_even": lambda value: Fraction(round(value)),
    "truncate": lambda value: Fraction(int(value)),
}
small = st.integers(-12, 12)
shares = st.fractions(Fraction(-2), Fraction(2), max_denominator=9)


def numbers(inner):
    number, truth = inner
    return st.one_of(
        st.tuples(st.sampled_from(["add", "sub", "least", "greatest"]), number, number),
        st.tuples(st.just("scale"), number, shares, st.sampled_from(sorted(ROUNDINGS)), st.sampled_from([1, 1, 5, 10])),
        st.tuples(st.just("times"), number, st.sampled_from(["y", "z"])),
        st.tuples(st.just("over"), number, st.sampled_from(["y"])),
        st.tuples(st.just("where"), truth, number, number),
    )


def truths(inner):
    number, truth = inner
    return st.one_of(
        st.tuples(st.sampled_from(["lt", "le", "eq"]), number, number),
        st.tuples(st.sampled_from(["and", "or"]), truth, truth),
        st.tuples(st.just("not"), truth),
        st.tuples(st.just("choice"), truth, truth, truth),
    )


def trees(depth):
    number = st.one_of(
        st.sampled_from(["x", "y", "z"]).map(lambda name: ("fact", name)), small.map(lambda value: ("lit", value))
    )
    truth = st.one_of(
        st.sampled_from(["b", "d"]).map(lambda name: ("fact", name)),
        st.sets(st.sampled_from("pqrstu"), min_size=1).map(lambda codes: ("isin", tuple(sorted(codes)))),
    )
    for _ in range(depth):
        number, truth = st.one_of(number, numbers((number, truth))), st.one_of(truth, truths((number, truth)))
    return number, truth


NUMBER, TRUTH = trees(4)


def build(tree, given_facts):
    """The tree as somebody would write it with the engine."""
    op, *args = tree
    if op == "fact":
        return given_facts[args[0]]
    if op == "lit":
        return given_facts["x"] * 0 + args[0]
    if op == "isin":
        return operations.is_in(given_facts["c"], *args[0])
    if op == "scale":
        return getattr(operations, args[2])(build(args[0], given_facts) * args[1], args[3])
    if op in {"times", "over"}:
        left, right = build(args[0], given_facts), given_facts[args[1]]
        return left * right if op == "times" else operations.divide(left, operations.greatest(right, 1))
    parts = [build(arg, given_facts) for arg in args]
    return {
        "add": lambda a, b: a + b,
        "sub": lambda a, b: a - b,
        "least": operations.least,
        "greatest": operations.greatest,
        "where": operations.where,
        "lt": lambda a, b: a < b,
        "le": lambda a, b: a <= b,
        "eq": lambda a, b: a == b,
        "and": lambda a, b: a & b,
        "or": lambda a, b: a | b,
        "not": lambda a: ~a,
        "choice": operations.where,
    }[op](*parts)


def plain(tree, person):
    """The tree in exact arithmetic."""
    op, *args = tree
    if op == "fact":
        return person[args[0]]
    if op == "lit":
        return Fraction(args[0])
    if op == "isin":
        return "pqrstu"[person["c"]] in args[0]
    if op == "scale":
        return ROUNDINGS[args[2]](plain(args[0], person) * args[1] / args[3]) * args[3]
    if op in {"times", "over"}:
        left, right = plain(args[0], person), person[args[1]]
        return left * right if op == "times" else Fraction(floor(left / max(right, 1)))
    parts = [plain(arg, person) for arg in args]
    return {
        "add": lambda a, b: a + b,
        "sub": lambda a, b: a - b,
        "least": min,
        "greatest": max,
        "where": lambda c, a, b: a if c else b,
        "lt": lambda a, b: a < b,
        "le": lambda a, b: a <= b,
        "eq": lambda a, b: a == b,
        "and": lambda a, b: a and b,
        "or": lambda a, b: a or b,
        "not": lambda a: not a,
        "choice": lambda c, a, b: a if c else b,
    }[op](*parts)


PEOPLE = st.lists(
    st.fixed_dictionaries({fact.name: st.integers(fact.low, fact.high) for fact in DECLARED}), min_size=1, max_size=12
)


def law(number, truth):
    @rule(unit="count", cite="art. 1", label=WORDS)
    def amount(x, y, z, b, d, c):
        return build(number, {"x": x, "y": y, "z": z, "b": b, "d": d, "c": c})

    @rule(unit="bool", cite="art. 2", label=WORDS)
    def verdict(x, y, z, b, d, c):
        return build(truth, {"x": x, "y": y, "z": z, "b": b, "d": d, "c": c})

    return Pack("fuzz", title=WORDS, facts=DECLARED, rules=[amount, verdict]).on("2021-01-01")


@pytest.mark.parametrize(
    "share", [Fraction(1, 2), Fraction(1, 4), Fraction(-3, 2), Fraction(2, 3), Fraction(5), Fraction(7, 8)]
)
@pytest.mark.parametrize("step", [1, 5, 10])
def test_halves_and_signs_are_rounded_alike_everywhere(share, step):
    values = range(-40, 61)
    persons = [{"x": value, "y": 0, "z": 0, "b": 0, "d": 0, "c": 0} for value in values]
    for mode, exact in ROUNDINGS.items():
        graph = law(("scale", ("fact", "x"), share, mode, step), ("fact", "b"))
        expected = [int(exact(Fraction(value) * share / step) * step) for value in values]
        assert [compiled(graph)(SimpleNamespace(**person))[0] for person in persons] == expected, mode
        assert [consider(graph, {**known(person)})["amount"].low for person in persons] == expected, mode
        columns = {name: np.array([person[name] for person in persons]) for name in persons[0]}
        assert vector.columns(graph, columns)["amount"][0].tolist() == expected, mode
        assert [row[0] for row in in_sqlite(graph, persons)] == expected, mode


def known(person):
    return {fact.name: fact.shape.show(person[fact.name]) for fact in DECLARED}


def in_sqlite(graph, persons):
    connection = sqlite3.connect(":memory:")
    names = [fact.name for fact in DECLARED]
    connection.execute(f"CREATE TABLE persons (id INTEGER, {', '.join(names)})")
    rows = [(row, *(person[name] for name in names)) for row, person in enumerate(persons)]
    connection.executemany(f"INSERT INTO persons VALUES ({','.join('?' * len(rows[0]))})", rows)
    found = [tuple(row[1:]) for row in sorted(connection.execute(sql.statement(graph, "sqlite")))]
    connection.close()
    return found


@given(NUMBER, TRUTH, PEOPLE)
@settings(max_examples=few(250), deadline=None)
def test_every_reading_of_a_random_law_is_exact(number, truth, persons):
    graph = law(number, truth)
    expected = [(int(plain(number, person)), int(plain(truth, person))) for person in persons]

    decide = compiled(graph)
    assert [tuple(map(int, decide(SimpleNamespace(**person)))) for person in persons] == expected

    for person, (amount, verdict) in zip(persons, expected, strict=True):
        point = intervals(graph, [info.node for info in graph.rules.values()], "all")
        assert point(None, **{name: (value, value) for name, value in person.items()}) == (
            amount,
            amount,
            verdict,
            verdict,
        )

    columns = {fact.name: np.array([person[fact.name] for person in persons]) for fact in DECLARED}
    found = vector.columns(graph, columns)
    assert list(zip(found["amount"][0].tolist(), map(int, found["verdict"][0]), strict=True)) == expected

    assert in_sqlite(graph, persons) == expected


@given(NUMBER, TRUTH, PEOPLE, st.sets(st.sampled_from(["x", "y", "z", "b", "d", "c"])))
@settings(max_examples=few(200), deadline=None)
def test_a_random_law_with_unknowns_is_sound_and_what_is_called_live_covers_what_matters(number, truth, persons, told):
    graph = law(number, truth)
    shapes = {fact.name: fact.shape for fact in DECLARED}
    first = persons[0]
    known = {name: shapes[name].show(first[name]) for name in told}
    fast, view = consider(graph, known), outlook(graph, known)
    for person in persons:
        case = {**person, **{name: first[name] for name in told}}
        for name, value in (("amount", plain(number, case)), ("verdict", plain(truth, case))):
            assert fast[name].low <= int(value) <= fast[name].high
            assert view.findings[name].low <= int(value) <= view.findings[name].high
            # Facts that are not listed as mattering do not: with the listed ones alike, so is the result.
            alike = {**first, **{other: case[other] for other in view.depends_on.get(name, ())}}
            assert value == plain(number if name == "amount" else truth, alike)
