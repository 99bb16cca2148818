"""Subtraction over every pair and triple of tables the planner lets through never makes a guess likelier than not."""

from __future__ import annotations

import itertools
from collections import Counter

import numpy as np
import pytest

from tests.disclosure.attacker import Figure, Grid, Score, added_up, attack
from tests.disclosure.test_planner import SPECS, admitted
from tests.disclosure.test_tables import records
from volens.engines.disclosure import Cell, Records, Spec, publish


def tables(source: Records, specs: list[Spec] | tuple[Spec, ...]) -> list[tuple[list[Grid], list[Grid]]]:
    """What is published of each table, each kind of totals by itself, with who is in each cell; and what adds up."""
    names = ("a", "b", "c")
    atoms = list(itertools.product(*(source.column(name).categories for name in names)))
    people = Counter(
        zip(*(np.array(source.column(n).categories)[source.column(n).codes].tolist() for n in names), strict=True)
    )
    found = []
    for spec in specs:
        by_view: dict[tuple[bool, ...], list[tuple[tuple[str, ...], Figure | None]]] = {}
        for cell in publish(source, spec).cells:
            inside = [at for at, atom in enumerate(atoms) if _is_in(dict(zip(names, atom, strict=True)), spec, cell)]
            about, truth = sum(1 << at for at in inside), sum(people[atoms[at]] for at in inside)
            figure = None if cell.count is None else Figure(about, cell.count, truth)
            by_view.setdefault(tuple(map(bool, cell.values)), []).append((cell.values, figure))
        grids: list[Grid] = []
        sums: list[Grid] = []
        for view, cells in by_view.items():
            grids.append([each for _values, each in cells if each is not None])
            places = [at for at, there in enumerate(view) if there]
            for fewer in range(len(places)):
                sums += [added_up(cells, by) for by in itertools.combinations(places, fewer)]
        found.append((grids, sums))
    return found


def _is_in(atom: dict[str, str], spec: Spec, cell: Cell) -> bool:
    """Whether a cell is about a combination of categories."""
    return all(atom[name] in wanted for name, wanted in spec.where.items()) and all(
        not value or spec.groups.get(name, {}).get(atom[name], atom[name]) == value
        for name, value in zip(spec.by, cell.values, strict=True)
    )


def tried(seeds: range, size: int, specs: tuple[Spec, ...] = SPECS, *, planned: bool = True) -> Score:
    score = Score()
    for seed in seeds:
        source = records(seed, size, a=5, b=3, c=2)
        published = tables(source, admitted(source, specs) if planned else specs)
        for three in itertools.combinations(published, min(3, len(published))):
            attack([grid for grids, _ in three for grid in grids], score, [grid for _, sums in three for grid in sums])
    return score


def test_every_pair_and_triple_of_published_tables_stays_under_even_odds() -> None:
    score = Score()
    for size in (60, 150, 300, 700):
        more = tried(range(4), size)
        score.attacked += more.attacked
        score.right += more.right
        score.surest = max(score.surest, more.surest)
    assert score.attacked > 150, "an attack that finds nothing to attack proves nothing"
    assert score.surest <= 0.5
    assert score.right <= score.attacked / 2


def test_the_same_attack_goes_through_where_nobody_plans() -> None:
    """The attacker is worth being afraid of: without the planner some guesses are surer than even odds."""
    assert tried(range(8), 300, planned=False).surest > 0.5


@pytest.mark.deep
def test_many_worlds_and_sizes() -> None:
    for size in (60, 120, 250, 500, 1_000, 2_000):
        score = tried(range(100, 140), size)
        assert score.surest <= 0.5
