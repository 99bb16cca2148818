"""One law, many readings: all of them agree with each other and with an independent, slow reference, to the cent."""

from __future__ import annotations

import os
import sqlite3
from datetime import date
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.examples import few
from tests.rules import people, reference
from tests.rules.toy import PACK
from volens.engines.rules import sql, vector
from volens.engines.rules.explain import explainer
from volens.engines.rules.interval import consider
from volens.engines.rules.scalar import decide
from volens.engines.rules.serial import dump, load

RULES = tuple(reference.RULES)
CROWD_DAYS = [
    "2016-12-31",
    "2018-12-31",
    "2021-06-30",
    "2021-07-01",
    "2022-09-01",
    "2024-02-29",
    "2026-01-01",
    "2031-01-01",
]


@given(people.person(), st.lists(people.person(), max_size=3), people.days)
@settings(max_examples=few(150), deadline=None)
def test_one_person_gets_the_same_answer_decided_explained_and_considered(person, others, day):
    graph = PACK.on(day)
    expected = reference.decide(people.understood(person), day, [people.understood(other) for other in others])

    told, members = people.written(person), [people.written(other) for other in others]
    assert decide(graph, told, members, RULES) == expected

    steps = explainer(graph, RULES)(SimpleNamespace(**person), [SimpleNamespace(**other) for other in others])
    assert {step.info.name: step.record()["value"] for step in steps} == expected

    findings = consider(graph, told, members, RULES)
    assert {name: None if found.state == "no rule" else found.record() for name, found in findings.items()} == expected


@given(people.person(), people.days)
@settings(max_examples=few(40), deadline=None)
def test_a_graph_that_was_stored_and_read_again_decides_alike(person, day):
    graph = PACK.on(day)
    again = load(dump(graph))
    assert again.hash == graph.hash
    assert decide(again, people.written(person), goals=RULES) == decide(graph, people.written(person), goals=RULES)


def expected_crowd(crowd, day):
    homes = {}
    for number, person in crowd:
        homes.setdefault(number, []).append(people.understood(person))
    seen = dict.fromkeys(homes, 0)
    rows = []
    for number, _ in crowd:
        at = seen[number]
        seen[number] += 1
        members = homes[number]
        rows.append(reference.decide(members[at], day, members[:at] + members[at + 1 :]))
    return rows


@pytest.mark.parametrize("day", CROWD_DAYS)
def test_a_population_in_numpy_agrees_with_the_reference(day):
    crowd, graph = people.crowd(600, seed=hash(day) % 1000), PACK.on(day)
    facts = {name: np.array([person[name] for _, person in crowd]) for name in PACK.facts}
    found = vector.columns(graph, facts, RULES, np.array([number for number, _ in crowd]))
    for row, expected in enumerate(expected_crowd(crowd, date.fromisoformat(day))):
        for name in RULES:
            values, known = found[name]
            shown = graph.rules[name].shape.show(int(values[row])) if known is None or known[row] else None
            assert shown == expected[name], (name, crowd[row])


def rows_of(connection, graph, dialect, *, natural):
    query = sql.statement(graph, dialect, household="home", goals=RULES, natural=natural)
    shapes = [graph.rules[name].shape for name in RULES]
    for row in sorted(connection.execute(query).fetchall()):
        values = row[1:]
        if natural:
            yield {
                name: None if value is None else (str(value) if shape.kind == "date" else shape.show(int(value)))
                for name, shape, value in zip(RULES, shapes, values, strict=True)
            }
        else:
            yield {
                name: None if value is None else shape.show(int(value))
                for name, shape, value in zip(RULES, shapes, values, strict=True)
            }


def stored(value, shape, dialect):
    """A value as a database would hold it in natural form."""
    if shape.kind == "date":
        day = date.fromordinal(value)
        return day if dialect == "postgresql" else day.isoformat()
    if shape.kind == "category":
        return shape.domain.codes[value]
    return bool(value) if shape.kind == "bool" and dialect == "postgresql" else value


def fill(connection, crowd, dialect, *, natural):
    kinds = {"date": "DATE", "category": "TEXT", "bool": "BOOLEAN", "number": "BIGINT"}
    names = list(PACK.facts)
    typed = [f'"{name}" {kinds[PACK.facts[name].shape.kind] if natural else "BIGINT"}' for name in names]
    connection.execute("DROP TABLE IF EXISTS persons")
    connection.execute(f"CREATE TABLE persons (id BIGINT, home BIGINT, {', '.join(typed)})")
    rows = [
        (
            row,
            number,
            *(stored(person[name], PACK.facts[name].shape, dialect) if natural else person[name] for name in names),
        )
        for row, (number, person) in enumerate(crowd)
    ]
    mark = "%s" if dialect == "postgresql" else "?"
    places = ",".join([mark] * len(rows[0]))
    cursor = connection.cursor()
    cursor.executemany(f"INSERT INTO persons VALUES ({places})", rows)


@pytest.mark.parametrize("natural", [False, True])
@pytest.mark.parametrize("day", CROWD_DAYS)
def test_sqlite_agrees_with_the_reference(day, natural):
    crowd, graph = people.crowd(250, seed=7), PACK.on(day)
    connection = sqlite3.connect(":memory:")
    fill(connection, crowd, "sqlite", natural=natural)
    assert list(rows_of(connection, graph, "sqlite", natural=natural)) == expected_crowd(crowd, date.fromisoformat(day))
    connection.close()


@pytest.mark.postgres
@pytest.mark.parametrize("natural", [False, True])
@pytest.mark.parametrize("day", CROWD_DAYS)
def test_postgresql_agrees_with_the_reference(day, natural):
    dsn = os.environ.get("VOLENS_TEST_POSTGRES")
    if not dsn:
        pytest.skip("VOLENS_TEST_POSTGRES names no server")
    import psycopg

    crowd, graph = people.crowd(250, seed=8), PACK.on(day)
    with psycopg.connect(dsn) as connection:
        connection.execute("SET search_path TO pg_temp")
        fill(connection, crowd, "postgresql", natural=natural)
        assert list(rows_of(connection, graph, "postgresql", natural=natural)) == expected_crowd(
            crowd, date.fromisoformat(day)
        )
        connection.rollback()


def test_sql_totals_are_the_sums_of_the_rows():
    crowd, graph = people.crowd(250, seed=9), PACK.on("2026-02-01")
    connection = sqlite3.connect(":memory:")
    fill(connection, crowd, "sqlite", natural=False)
    rows = connection.execute(
        sql.statement(graph, "sqlite", household="home", goals=["ui_amount", "heating"])
    ).fetchall()
    totals = connection.execute(
        sql.statement(graph, "sqlite", household="home", goals=["ui_amount", "heating"], totals=True)
    ).fetchone()
    amounts, heating = ([row[at] for row in rows if row[at] is not None] for at in (1, 2))
    assert totals == (len(crowd), sum(amounts), len(amounts), sum(heating), len(heating))
    assert 0 < len(amounts) < len(crowd)
    connection.close()
