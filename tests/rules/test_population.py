"""Populations: totals and reforms equal the sum over persons, whatever the chunks; synthetic ones follow their
marginals.
"""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.rules import people
from tests.rules.toy import PACK
from volens.engines.rules import FactError, Reform
from volens.engines.rules.population import ParquetPopulation, Population
from volens.engines.rules.scalar import compiled
from volens.engines.rules.simulate import compare, simulate
from volens.engines.rules.synthetic import Marginal, generate

GRAPH = PACK.build("2026-03-01")
CROWD = people.crowd(3000, seed=11)


def population():
    columns = {name: np.array([person[name] for _, person in CROWD]) for name in PACK.facts}
    return Population(columns, np.array([number for number, _ in CROWD]))


def one_by_one(graph):
    """Every result of every person, through the scalar reading."""
    homes = {}
    for number, person in CROWD:
        homes.setdefault(number, []).append(SimpleNamespace(**person))
    decide = compiled(graph)
    at, rows = {}, []
    for number, _ in CROWD:
        position = at.get(number, 0)
        at[number] = position + 1
        members = homes[number]
        rows.append(decide(members[position], members[:position] + members[position + 1 :]))
    return [dict(zip(graph.results, row, strict=True)) for row in rows]


class Small(Population):
    """A population that comes in tiny chunks."""

    def chunks(self, graph, names, rows=97):
        yield from super().chunks(graph, names, 97)


@pytest.mark.parametrize("kind", [Population, Small])
def test_totals_are_the_sums_over_persons(kind):
    plain = population()
    found = simulate(GRAPH, kind(plain.columns, plain.household), by="region")
    rows = one_by_one(GRAPH)
    for name, total in found.totals.items():
        values = [row[name] for row in rows]
        assert total.amount == sum(int(value) for value in values if value is not None)
        assert total.receivers == sum(1 for value in values if value)
        assert total.not_known == values.count(None)
        assert sum(group[name].amount for group in found.groups.values()) == total.amount
        assert sum(group[name].not_known for group in found.groups.values()) == total.not_known
    assert found.totals["ui_amount"].not_known > 0
    assert found.persons == len(CROWD)


@pytest.mark.parametrize("kind", [Population, Small])
def test_a_reform_counts_winners_losers_and_cost_as_two_runs_would(kind):
    reform = Reform(
        "r", {"ui.share": "95%", "ui.floor": 400, "insurance.ceiling": 100, "ui.minimum_wage": {"isle": 1300}}
    )
    changed = PACK.build("2026-03-01", reform, GRAPH.table)
    plain = population()
    effect = compare(GRAPH, changed, kind(plain.columns, plain.household), by="sex")
    before, after = one_by_one(GRAPH), one_by_one(changed)
    for name, change in effect.changes.items():
        pairs = [(old[name], new[name]) for old, new in zip(before, after, strict=True)]
        moves = [int(new) - int(old) for old, new in pairs if old is not None and new is not None]
        assert change.winners == sum(1 for move in moves if move > 0)
        assert change.losers == sum(1 for move in moves if move < 0)
        assert change.gain == sum(move for move in moves if move > 0)
        assert change.cost == sum(moves)
        assert effect.after[name].amount == sum(int(new) for _, new in pairs if new is not None)
    assert effect.changes["ui_amount"].winners > 0 < effect.changes["insurance_subsidy"].losers
    assert sum(group["everything"].cost for group in effect.groups.values()) == effect.changes["everything"].cost


def test_what_a_reform_does_not_touch_is_evaluated_once():
    changed = PACK.build("2026-03-01", Reform("r", {"rebate.income_limit": 6000}), GRAPH.table)
    for name in ("ui_amount", "everything", "hard_to_place"):
        assert changed.rules[name].node is GRAPH.rules[name].node
    effect = compare(GRAPH, changed, population())
    assert effect.nodes > 100
    assert effect.again < 8
    assert effect.changes["heating"].winners > 0 == effect.changes["everything"].winners
    with pytest.raises(ValueError, match="table"):
        compare(GRAPH, PACK.build("2026-03-01"), population())


def test_a_column_outside_its_range_is_refused_with_the_row():
    plain = population()
    columns = dict(plain.columns)
    columns["wage"] = columns["wage"].copy()
    columns["wage"][1234] = -5
    with pytest.raises(FactError, match=r"row 1234 holds -5, outside 0\.00 to 100000\.00"):
        simulate(GRAPH, Population(columns, plain.household))
    del columns["premium"]
    with pytest.raises(FactError, match="premium"):
        simulate(GRAPH, Population(columns, plain.household))
    with pytest.raises(FactError, match="sort by household"):
        simulate(GRAPH, Population(plain.columns, plain.household[::-1]))
    with pytest.raises(FactError, match="more than 8"):
        simulate(GRAPH, Population(plain.columns, plain.household // 10))


def written_table():
    rows = [people.written(person) for _, person in CROWD]
    table = {}
    for name, fact in PACK.facts.items():
        values = [row[name] for row in rows]
        if fact.shape.kind == "date":
            values = [dt.date.fromisoformat(value) for value in values]
        elif isinstance(values[0], str) and fact.shape.kind == "number":
            values = [float(value) for value in values]
        table[name] = values
    return pa.table({**table, "household": [number for number, _ in CROWD]})


def test_a_parquet_file_gives_the_same_totals(tmp_path):
    pq.write_table(written_table(), tmp_path / "people.parquet", row_group_size=500)
    found = simulate(GRAPH, ParquetPopulation(tmp_path / "people.parquet"))
    assert {name: total.record() for name, total in found.totals.items()} == {
        name: total.record() for name, total in simulate(GRAPH, population()).totals.items()
    }


def test_households_are_never_cut_between_batches(tmp_path):
    pq.write_table(written_table(), tmp_path / "people.parquet")
    source = ParquetPopulation(tmp_path / "people.parquet")
    seen, persons = set(), 0
    for _, homes in source.chunks(GRAPH, {"wage", "employed"}, rows=101):
        assert not seen & set(homes.tolist())
        seen |= set(homes.tolist())
        persons += len(homes)
    assert persons == len(CROWD)


def test_identifiers_and_gaps_in_a_file_are_refused(tmp_path):
    table = written_table()
    path = tmp_path / "people.parquet"
    pq.write_table(table.append_column("name", pa.array(["x"] * len(CROWD))), path)
    with pytest.raises(FactError, match="name: this column is no fact"):
        simulate(GRAPH, ParquetPopulation(path))
    pq.write_table(table.drop_columns(["wage"]), path)
    with pytest.raises(FactError, match="wage"):
        simulate(GRAPH, ParquetPopulation(path))
    wages = pa.array([None, *table["wage"].to_pylist()[1:]], type=pa.float64())
    pq.write_table(table.set_column(table.schema.get_field_index("wage"), "wage", wages), path)
    with pytest.raises(FactError, match="empty"):
        simulate(GRAPH, ParquetPopulation(path))
    regions = pa.array(["atlantis"] * len(CROWD))
    pq.write_table(table.set_column(table.schema.get_field_index("region"), "region", regions), path)
    with pytest.raises(FactError, match="atlantis"):
        simulate(GRAPH, ParquetPopulation(path))


def test_synthetic_persons_follow_their_marginals_and_their_seed(tmp_path):
    marginals = {
        "registered": Marginal(share=0.7),
        "region": Marginal(weights={"north": 3, "south": 1}),
        "contribution_months": Marginal(steps=((0, 11, 1), (12, 120, 3))),
        "wage": Marginal(median=4000, spread=0.4, zero=0.25),
        "price_rise": Marginal(mean=0.02, deviation=0.01),
    }
    wanted = PACK.facts.values()
    drawn = generate(wanted, 60_000, seed=5, marginals=marginals, sizes={1: 0.5, 2: 0.3, 4: 0.2}, folder=tmp_path)
    assert abs(drawn.columns["registered"].mean() - 0.7) < 0.01
    assert abs((drawn.columns["region"] == 0).mean() - 0.75) < 0.01
    assert set(np.unique(drawn.columns["region"])) == {0, 1}
    assert abs((drawn.columns["contribution_months"] < 12).mean() - 0.25) < 0.01
    wages = drawn.columns["wage"]
    assert abs((wages == 0).mean() - 0.25) < 0.01
    assert abs(np.median(wages[wages > 0]) / 400_000 - 1) < 0.02
    assert abs(drawn.columns["price_rise"].mean() - 200) < 3
    sizes = np.bincount(np.bincount(drawn.household))
    assert abs(sizes[1] / sizes.sum() - 0.5) < 0.01
    simulate(GRAPH, drawn)

    again = Population.open(tmp_path)
    assert again.about["seed"] == 5
    assert again.about["marginals"]["registered"] == {"share": 0.7}
    other = generate([PACK.facts["wage"]], 60_000, seed=5, marginals={"wage": marginals["wage"]})
    assert np.array_equal(again.columns["wage"], other.columns["wage"])
    assert not np.array_equal(generate([PACK.facts["wage"]], 60_000, seed=6).columns["wage"], other.columns["wage"])
    assert sum(column.dtype.itemsize for column in again.columns.values()) < 32


def test_a_synthetic_population_refuses_nonsense():
    with pytest.raises(ValueError, match="50,000,000"):
        generate(PACK.facts.values(), 50_000_001, seed=1)
    with pytest.raises(FactError, match="not there"):
        generate(PACK.facts.values(), 10, seed=1, marginals={"height": Marginal()})
    with pytest.raises(FactError, match="atlantis"):
        generate(PACK.facts.values(), 10, seed=1, marginals={"region": Marginal(weights={"atlantis": 1})})
