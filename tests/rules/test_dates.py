"""Months and days by named convention, alike in plain Python, numpy and whole ranges; and law that changes by date."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rules import people
from tests.rules.toy import PACK
from volens.engines.rules import Pack, dates, facts, rule
from volens.engines.rules.interval import consider
from volens.engines.rules.parameters import read_tree
from volens.engines.rules.ranges import RANGES
from volens.engines.rules.yaml_lines import load_yaml_text

DAY = st.one_of(
    st.dates(date(1901, 1, 1), date(2150, 12, 31)),
    st.builds(date, st.integers(1996, 2008), st.sampled_from([1, 2, 3]), st.sampled_from([1, 27, 28])),
    st.builds(lambda year, shift: date(year, 3, 1) - timedelta(days=shift), st.integers(1990, 2030), st.integers(0, 3)),
)
WORDS = {"en": "x", "zh-Hans": "x"}


@pytest.mark.parametrize(
    ("convention", "start", "end", "months"),
    [
        ("month_end", "2023-01-31", "2023-02-28", 1),
        ("month_end", "2024-01-31", "2024-02-28", 0),
        ("month_end", "2024-01-31", "2024-02-29", 1),
        ("day_reached", "2023-01-31", "2023-02-28", 0),
        ("day_reached", "2023-01-31", "2023-03-01", 1),
        ("calendar", "2023-01-31", "2023-02-01", 1),
        ("thirty", "2023-01-31", "2023-02-28", 0),
        ("thirty", "2023-01-31", "2023-03-01", 1),
        ("thirty", "2023-01-30", "2023-02-28", 0),
        ("day_reached", "2000-02-29", "2018-02-28", 215),
        ("day_reached", "2000-02-29", "2018-03-01", 216),
    ],
)
def test_months_between(convention, start, end, months):
    count = dates.MONTHS_BETWEEN[convention]
    assert count(date.fromisoformat(start).toordinal(), date.fromisoformat(end).toordinal()) == months


@given(DAY, DAY, st.sampled_from(["month_end", "day_reached"]))
def test_the_count_of_months_is_the_largest_that_does_not_pass_the_end(start, end, convention):
    first, last = start.toordinal(), end.toordinal()
    months = dates.MONTHS_BETWEEN[convention](first, last)
    assert dates.add_months(first, months, convention) <= last < dates.add_months(first, months + 1, convention)


@given(DAY, DAY, st.integers(-1200, 1200), st.sampled_from(dates.CONVENTIONS))
def test_numpy_counts_as_plain_python_does(start, end, months, convention):
    first, last = start.toordinal(), end.toordinal()
    arrays = np.array([first]), np.array([last])
    assert dates.months_between_array(*arrays, convention).item() == dates.MONTHS_BETWEEN[convention](first, last)
    later = dates.add_months(first, months, convention)
    assert dates.add_months_array(arrays[0], np.array([months]), convention).item() == later
    assert dates.month_index_array(arrays[0]).item() == start.year * 12 + start.month - 1
    assert dates.day_of_month_array(arrays[0]).item() == start.day
    assert date.fromordinal(dates.first_of_month(dates.month_index(first))) == start.replace(day=1)


@given(DAY, st.integers(0, 800), st.integers(0, 800), st.data())
def test_a_range_of_days_covers_what_each_day_in_it_gives(start, wide, further, data):
    low = start.toordinal()
    one, other = (low, low + wide), (low + further, low + further + wide)
    first, second = data.draw(st.integers(*one)), data.draw(st.integers(*other))
    for convention in dates.CONVENTIONS:
        floor, top = RANGES["months_between"]((convention,), [one, other])
        assert floor <= dates.MONTHS_BETWEEN[convention](first, second) <= top
        floor, top = RANGES["add_months"]((convention,), [one, (0, wide)])
        assert floor <= dates.add_months(first, second % (wide + 1), convention) <= top
    floor, top = RANGES["day_of_month"]((), [one])
    assert floor <= dates.day_of_month(first) <= top


def parameter(text):
    found = read_tree("p.x", load_yaml_text(text, "x.yaml"), "x.yaml")
    return {item.name: item for item in found}


TEXT = """
label: {en: a, zh-Hans: b}
unit: month
source: Act
article: "1"
confidence: T
values:
  2020-01-01: 10
  2021-03-01: {value: 20, until: 2022-02-28}
  2022-05-01: {value: 30, until: 2024-02-29}
  2024-03-01: {ended: true}
"""


def reading_pack():
    @rule(unit="month", cite="1", label=WORDS)
    def value(p):
        return p.p.x

    @rule(unit="month", cite="1", label=WORDS)
    def if_in_force(p, months):
        return months + p.p.x if p.p.in_force("x") else months

    @rule(unit="month", cite="1", label=WORDS, name="temporary", since="2021-01-01", until="2021-12-31", ends_with=0)
    def temporary(months):
        return months

    @rule(unit="month", cite="1", label=WORDS, name="yearly", until="2021-12-31")
    def yearly(months):
        return months

    fact = facts.count("months", unit="month", high=5, label=WORDS, question=WORDS)
    return Pack(
        "dated", title=WORDS, facts=[fact], rules=[value, if_in_force, temporary, yearly], parameters=parameter(TEXT)
    )


DATED = reading_pack()
EDGES = [
    date(2020, 1, 1),
    date(2021, 3, 1),
    date(2022, 3, 1),
    date(2022, 5, 1),
    date(2024, 3, 1),
    date(2021, 1, 1),
    date(2022, 1, 1),
]


@given(
    st.one_of(
        st.dates(date(2018, 1, 1), date(2026, 1, 1)),
        st.builds(lambda day, shift: day + timedelta(days=shift), st.sampled_from(EDGES), st.integers(-1, 1)),
    )
)
def test_law_holds_from_its_day_until_its_day_and_not_a_day_longer(day):
    found = {name: item.record() for name, item in consider(DATED.on(day), {"months": 3}).items()}
    held = None
    if date(2020, 1, 1) <= day < date(2021, 3, 1):
        held = 10
    elif date(2021, 3, 1) <= day <= date(2022, 2, 28):
        held = 20
    elif date(2022, 5, 1) <= day <= date(2024, 2, 29):
        held = 30
    assert found["value"] == held
    assert found["if_in_force"] == (3 if day >= date(2024, 3, 1) else None if held is None else 3 + held)
    assert found["temporary"] == (None if day < date(2021, 1, 1) else 3 if day <= date(2021, 12, 31) else 0)
    assert found["yearly"] == (3 if day <= date(2021, 12, 31) else None)


def test_the_last_day_known_is_part_of_the_answer():
    assert DATED.on("2022-04-01").rules["value"].lapsed == (("p.x", "2022-02-28"),)
    assert DATED.on("2022-04-01").rules["yearly"].lapsed == (("yearly", "2021-12-31"),)


@given(st.sampled_from(people.BOUNDARIES))
def test_the_law_of_the_day_before_a_change_is_another_law(boundary):
    before, after = PACK.on(boundary - timedelta(days=1)), PACK.on(boundary)
    assert before.hash != after.hash
    assert PACK.build(boundary).hash == after.hash


def test_openfisca_brackets_and_metadata_are_read():
    text = """
description: Scale
metadata:
  unit: share
  threshold_unit: CNY/month
  label: {en: a, zh-Hans: b}
  reference: [{title: Act, href: "https://example.org"}]
  article: "3"
  confidence: S
brackets:
- threshold: {2020-01-01: {value: 0}}
  rate: {2020-01-01: {value: 0.03}, 2021-01-01: {value: 0.05}}
- threshold: {2020-01-01: {value: 3000}, 2021-01-01: {value: 4000}}
  rate: {2020-01-01: {value: 0.1}}
"""
    (item,) = parameter(text).values()
    assert item.problems == ()
    assert [entry.start.year for entry in item.entries] == [2020, 2021]
    assert [[float(part) for part in pair] for pair in item.entries[1].value] == [[0, 0.05], [4000, 0.1]]
    assert "example.org" in item.entries[0].source
