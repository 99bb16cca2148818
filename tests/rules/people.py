"""Drawing persons and days for Toyland, with a liking for edges."""

from __future__ import annotations

import random
from datetime import date, timedelta
from fractions import Fraction

from hypothesis import strategies as st

from tests.rules.toy import PACK
from volens.engines.rules.values import BOOL, CATEGORY, DATE

EDGES = {
    "contribution_months": [0, 11, 12, 35, 36, 59, 60, 119, 120, 600],
    "wage": [0, 97536, 97537, 300000, 300001, 799999, 800000, 1700000, 1700001],
    "premium": [0, 1, 2, 121851, 121852],
    "price_rise": [-1000, -1, 0, 299, 300, 349, 350],
    "skill_level": [0, 1, 2, 3, 5],
    "birth": [date(1980, 2, 29).toordinal(), date(2000, 2, 29).toordinal(), date(1999, 3, 31).toordinal()],
    "claim_day": [
        date(2021, 2, 28).toordinal(),
        date(2020, 2, 29).toordinal(),
        date(2021, 3, 1).toordinal(),
        date(2021, 1, 31).toordinal(),
    ],
}
BOUNDARIES = sorted({change for change in PACK.change_days() if change > date(1, 1, 1)})
DAYS = sorted({day + timedelta(days=shift) for day in BOUNDARIES for shift in (-1, 0, 1)} - {date(2014, 12, 31)})


def internal(fact):
    """A strategy for one fact's internal integers."""
    edges = [value for value in EDGES.get(fact.name, []) if fact.low <= value <= fact.high]
    anywhere = st.integers(fact.low, fact.high)
    return st.one_of(st.sampled_from(edges), anywhere) if edges else anywhere


def person():
    """A strategy for a complete person, internal integers by fact."""
    return st.fixed_dictionaries({name: internal(fact) for name, fact in PACK.facts.items()})


days = st.one_of(st.sampled_from(DAYS), st.dates(date(2015, 1, 1), date(2032, 12, 31)))


def written(values):
    """A person as people write it."""
    return {name: PACK.facts[name].shape.show(value) for name, value in values.items()}


def understood(values):
    """A person as the reference takes it: fractions of yuan, dates, codes."""
    result = {}
    for name, value in values.items():
        shape = PACK.facts[name].shape
        if shape.kind == BOOL:
            result[name] = bool(value)
        elif shape.kind == DATE:
            result[name] = date.fromordinal(value)
        elif shape.kind == CATEGORY:
            result[name] = shape.domain.codes[value]
        else:
            result[name] = Fraction(value, shape.factor) if shape.factor != 1 else value
    return result


def crowd(size, seed, largest=5):
    """A list of (household number, person) drawn with a seed, households side by side."""
    rng = random.Random(seed)
    people, number = [], 0
    while len(people) < size:
        for _ in range(rng.randint(1, largest)):
            drawn = {}
            for name, fact in PACK.facts.items():
                edges = [value for value in EDGES.get(name, []) if fact.low <= value <= fact.high]
                near = fact.low + (fact.high - fact.low) // 20
                drawn[name] = rng.choice(
                    [rng.randint(fact.low, fact.high), rng.randint(fact.low, near), *edges[:3]]
                    if edges
                    else [rng.randint(fact.low, fact.high)]
                )
            people.append((number, drawn))
        number += 1
    return people
