"""What leaves the engine: no true count, nothing below ten, multiples of five; near the truth where much is counted."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.examples import few
from volens.engines.disclosure import (
    OUTPUT_COLUMNS,
    Column,
    NoGeographyError,
    Records,
    Spec,
    noise_table,
    publish,
    shown_together,
)


def records(seed: int, size: int, **categories: int) -> Records:
    chance = np.random.default_rng(seed)
    columns = {
        name: [f"{name}{value}" for value in np.minimum(chance.geometric(0.4, size) - 1, many - 1)]
        for name, many in categories.items()
    }
    return Records(columns, chance.integers(0, 1 << 16, size).astype(np.uint16))


def true_counts(source: Records, *by: str) -> dict[tuple[str, ...], int]:
    columns = [source.column(name) for name in by]
    found: dict[tuple[str, ...], int] = {}
    for row in zip(*(column.codes.tolist() for column in columns), strict=True):
        values = tuple(column.categories[code] for column, code in zip(columns, row, strict=True))
        found[values] = found.get(values, 0) + 1
    return found


@given(seed=st.integers(0, 10**6), size=st.integers(0, 3_000))
@settings(max_examples=few(30), deadline=None)
def test_nothing_below_ten_is_shown_and_all_is_rounded(seed: int, size: int) -> None:
    source = records(seed, size, a=4, b=7)
    exact = true_counts(source, "a", "b") if size else {}
    for cell in publish(source, Spec("t", ("a", "b"))).cells:
        truth = exact.get(cell.values, 0)
        assert cell.count is None or (truth >= 10 and cell.count >= 10 and cell.count % 5 == 0)
        assert cell.count is None or abs(cell.count - truth) <= noise_table().maximum + 2


def test_an_empty_cell_and_a_small_one_look_the_same() -> None:
    source = Records({"a": ["x"] * 40 + ["y"] * 3, "b": ["u"] * 40 + ["v"] * 3}, np.arange(43).astype(np.uint16))
    rows = {(row["a"], row["b"]): row for row in publish(source, Spec("t", ("a", "b"))).rows()}
    empty, small = rows["x", "v"], rows["y", "v"]
    assert (empty["count"], empty["status"]) == (small["count"], small["status"]) == (None, "below_threshold")


def test_large_cells_are_right_within_the_stated_variance() -> None:
    chance = np.random.default_rng(5)
    size = 400_000
    codes = {name: chance.integers(0, many, size) for name, many in (("a", 10), ("b", 20), ("c", 10))}
    source = Records(
        {name: Column(each, tuple(f"{name}{n:02}" for n in range(each.max() + 1))) for name, each in codes.items()},
        chance.integers(0, 1 << 16, size).astype(np.uint16),
    )
    table = publish(source, Spec("t", ("a", "b", "c")))
    exact = np.bincount((codes["a"] * 20 + codes["b"]) * 10 + codes["c"])
    errors = np.array([cell.count for cell in table.cells], dtype=float) - exact
    rounding = 2.0  # of a remainder from -2 to 2, each as likely
    assert abs(errors.mean()) < 0.25
    assert errors.var() == pytest.approx(table.variance + rounding, rel=0.12)


def test_the_same_people_get_the_same_figure_in_every_table() -> None:
    source = records(3, 5_000, a=5, b=4)
    plain = {cell.values[0]: cell.count for cell in publish(source, Spec("one", ("a",))).cells}
    totals = {
        cell.values[0]: cell.count
        for cell in publish(source, Spec("two", ("a", "b"), margins=True)).cells
        if cell.values[0] and not cell.values[1]
    }
    only = publish(source, Spec("three", ("a",), where={"a": frozenset({"a1"})})).cells[0]
    assert plain == totals
    assert only.count == plain["a1"]


def test_groups_and_choices_are_counted_as_one_would_by_hand() -> None:
    source = records(4, 4_000, a=5, b=3)
    exact = true_counts(source, "a", "b")
    spec = Spec("t", ("a",), where={"b": frozenset({"b0", "b2"})}, groups={"a": {f"a{n}": "rest" for n in range(1, 5)}})
    shown = {cell.values[0]: cell.count or 0 for cell in publish(source, spec).cells}
    for label, members in (("a0", ["a0"]), ("rest", ["a1", "a2", "a3", "a4"])):
        truth = sum(exact.get((a, b), 0) for a in members for b in ("b0", "b2"))
        assert abs(shown[label] - truth) <= 10


def test_only_named_columns_leave_and_the_records_never_do() -> None:
    source = records(1, 300, a=3)
    for row in publish(source, Spec("t", ("a",))).rows():
        assert set(row) == {"a", *OUTPUT_COLUMNS}
    assert repr(source) == "Records(confidential)"
    with pytest.raises(TypeError, match="not written down"):
        pickle.dumps(source)


def test_mistakes_are_named() -> None:
    source = records(1, 10, a=3)
    with pytest.raises(KeyError, match="no column 'region'; there are a"):
        publish(source, Spec("t", ("region",)))
    with pytest.raises(ValueError, match="3 records, but there are 2 keys"):
        Records({"a": ["x", "y", "z"]}, np.zeros(2, dtype=np.uint16))
    wide = Records({f"c{n}": [str(m) for m in range(50)] for n in range(4)}, np.zeros(50, dtype=np.uint16))
    with pytest.raises(ValueError, match="more than 1,000,000 cells"):
        publish(wide, Spec("t", ("c0", "c1", "c2", "c3")))


@given(populations=st.dictionaries(st.sampled_from("ABCDEFGH"), st.integers(0, 200_000), min_size=1))
def test_no_shown_region_is_small_and_none_can_be_had_by_subtraction(populations: dict[str, int]) -> None:
    try:
        shown = shown_together("ABCDEFGH", populations, rest="elsewhere")
    except NoGeographyError:
        assert sum(populations.values()) < 50_000
        return
    people: dict[str, int] = {}
    for region, label in shown.items():
        people[label] = people.get(label, 0) + populations.get(region, 0)
    assert set(shown) == set("ABCDEFGH")
    assert min(people.values()) >= 50_000


def test_without_a_population_table_there_is_no_geography() -> None:
    with pytest.raises(NoGeographyError, match="No population table"):
        shown_together(["US-NJ"], {}, rest="elsewhere")
