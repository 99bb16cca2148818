"""Subtracting published tables from each other gives nobody's small count away."""

from __future__ import annotations

import itertools
from collections import defaultdict

import numpy as np
import pytest

from tests.disclosure.test_tables import records, true_counts
from volens.engines.disclosure import Planner, Records, RefusedError, Spec, noise_table, publish

ADULTS = {"b": frozenset({"b0", "b1"})}
SPECS = (
    Spec("by a", ("a",)),
    Spec("by a and b", ("a", "b")),
    Spec("with totals", ("a", "b"), margins=True),
    Spec("some of b", ("a",), where=ADULTS),
    Spec("by b and c", ("b", "c")),
    Spec("all three", ("a", "b", "c")),
    Spec("grouped", ("a", "c"), groups={"a": {"a3": "rest", "a4": "rest", "a2": "rest"}}),
    Spec("one c", ("a", "b"), where={"c": frozenset({"c0"})}),
)


def admitted(source: Records, specs: tuple[Spec, ...] = SPECS) -> list[Spec]:
    planner = Planner(source)
    for spec in specs:
        try:
            planner.admit(spec)
        except RefusedError:
            continue
    return planner.admitted()


def lookup_error() -> dict[int, float]:
    """How far one published count is from the truth, by trying all of it: noise, then rounding."""
    found: dict[int, float] = defaultdict(float)
    for noise, chance in noise_table().probabilities(1_000).items():
        for count in range(1_000, 1_005):
            found[5 * round((count + noise + 1e-9) / 5) - count] += chance / 5
    return found


def two_errors() -> dict[int, float]:
    one = lookup_error()
    found: dict[int, float] = defaultdict(float)
    for (first, p), (second, q) in itertools.product(one.items(), one.items()):
        found[first - second] += p * q
    return found


def test_the_difference_of_two_published_figures_never_makes_a_guess_likelier_than_not() -> None:
    """An attacker of our own: every pair of published figures of which one set of people contains the other."""
    errors = two_errors()
    attacked = right = 0
    for seed in range(12):
        source = records(seed, 700, a=5, b=3, c=2)
        people = list(
            zip(*(np.array(source.column(n).categories)[source.column(n).codes].tolist() for n in "abc"), strict=True)
        )
        figures: dict[frozenset[int], int] = {}
        for spec in admitted(source):
            for cell in publish(source, spec).cells:
                if cell.count is None:
                    continue
                inside = frozenset(
                    at
                    for at, person in enumerate(people)
                    if all(
                        value
                        in ("", spec.groups.get(name, {}).get(person["abc".index(name)], person["abc".index(name)]))
                        for name, value in zip(spec.by, cell.values, strict=True)
                    )
                    and all(person["abc".index(name)] in wanted for name, wanted in spec.where.items())
                )
                figures[inside] = cell.count
        for whole, part in itertools.permutations(figures, 2):
            if part < whole and len(whole - part) < 10:
                belief = np.array([errors.get(figures[whole] - figures[part] - n, 0.0) for n in range(20)])
                attacked += 1
                right += int(belief.argmax()) == len(whole - part) and belief.max() > 0
                assert belief[:10].max() <= 0.5 * belief.sum() + 1e-9
    assert attacked > 10
    assert right <= attacked / 2


def test_a_table_that_gives_a_small_group_away_is_refused_with_the_tables_named() -> None:
    """Sweep the keys of one world: where the leftover is all but told, the second table must not appear."""
    refused = []
    for seed in range(60):
        chance = np.random.default_rng(seed)
        source = Records(
            {"a": ["x"] * 60 + ["y"] * 60, "b": ["in"] * 58 + ["out"] * 2 + ["in"] * 60},
            chance.integers(0, 1 << 16, 120).astype(np.uint16),
        )
        planner = Planner(source)
        planner.admit(Spec("everybody", ("a",)))
        try:
            planner.admit(Spec("only in", ("a",), where={"b": frozenset({"in"})}))
        except RefusedError as error:
            refused.append((str(error), len(planner.admitted())))
    assert 0 < len(refused) < 60
    assert all("'only in' together with 'everybody'" in message for message, _ in refused)
    assert {tables for _, tables in refused} == {1}


def test_several_ways_to_the_same_people_are_weighed_together() -> None:
    """A held-back cell in a table with totals can be had from its row and from its column: both are counted."""
    lone = both = 0
    for seed in range(80):
        source = records(seed, 400, a=3, b=3)
        exact = true_counts(source, "a", "b")
        if sum(count < 10 for count in exact.values()) != 1 or len(exact) != 9:
            continue
        for specs, add in (((Spec("rows", ("a",)), Spec("t", ("a", "b"))), "lone"), ((SPECS[2],), "both")):
            refused = len(admitted(source, specs)) < len(specs)
            lone += refused and add == "lone"
            both += refused and add == "both"
    assert both >= lone


def test_a_table_replaces_its_own_earlier_version() -> None:
    planner = Planner(records(1, 2_000, a=3, b=2))
    planner.admit(Spec("t", ("a",)))
    planner.admit(Spec("t", ("a", "b")))
    assert [spec.by for spec in planner.admitted()] == [("a", "b")]


def test_tables_with_no_small_group_at_all_are_all_admitted() -> None:
    chance = np.random.default_rng(2)
    source = Records(
        {name: [f"{name}{n}" for n in chance.integers(0, 3, 6_000)] for name in "abc"},
        chance.integers(0, 1 << 16, 6_000).astype(np.uint16),
    )
    assert len(admitted(source, SPECS[:3] + SPECS[4:6])) == 5


def test_a_table_too_fine_to_check_is_refused() -> None:
    wide = Records({n: [str(m) for m in range(200)] for n in "ab"}, np.zeros(200, dtype=np.uint16))
    with pytest.raises(RefusedError, match="too many to check"):
        Planner(wide).admit(Spec("t", ("a", "b")))
