"""A saved search in its one canonical form: equal forms ring for the same vacancies and are stored once.

A form is a union of *entries*. Every entry demands features (all of them), choices (one of each group), numbers, and,
rarely, something that only the text of a vacancy can tell: a phrase, or a longer word of a script without spaces.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from volens.engines.alerts import traits
from volens.engines.search import words
from volens.engines.search.matching import check
from volens.engines.search.parsing import Clause, parse
from volens.engines.search.port import Query
from volens.engines.search.schema import keyword

#: The choices of which any may match, in the order of an entry's columns.
CHOICES = ("region", "isco", "contract", "hours", "language", "employer", "currency", "lodging", "access")
REGION, ISCO = CHOICES.index("region"), CHOICES.index("isco")

#: A demand that only the text decides: ("row", stems) or ("letters", run), or ("after", seconds).
Demand = tuple[str, tuple[str, ...] | str | int]
Circle = tuple[float, float, float]

NO_FLOOR = -(2**63)


@dataclass(frozen=True, slots=True)
class Form:
    """What a saved search asks for. `groups`: features and demands, any of which may match; none: no words asked."""

    groups: tuple[tuple[tuple[str, ...], tuple[Demand, ...]], ...]
    choices: tuple[tuple[str, ...], ...]
    floor: int  # pay a month in minor units; NO_FLOOR: none
    circle: Circle | None
    impossible: bool = False  # asks for what no vacancy has

    @property
    def key(self) -> tuple[object, ...]:
        """What is equal exactly when two forms are."""
        return (self.groups, self.choices, self.floor, self.circle, self.impossible)


def form(query: Query) -> Form:
    """The canonical form of a search. Order, page and moment do not matter. Raises ValueError for senseless numbers."""
    check(query)
    parsed = parse(query.text)
    # Where one clause has letters, the search looks for letters wherever it can (engines.search.finding).
    groups = {_group(group) for group in parsed.groups}
    floor = NO_FLOOR if query.min_pay_month is None else min(max(query.min_pay_month, -(2**62)), 2**62)
    after: tuple[Demand, ...] = () if query.posted_after is None else (("after", query.posted_after),)
    found = groups or {((), ())}
    found = {(features, (*demands, *after)) for features, demands in found}
    codes = [code for code in query.isco if code.isascii() and code.isdigit() and len(code) <= 4]
    choices = (
        _values(query.regions),
        _widest([traits.isco_key(code) for code in codes], codes),
        _values(query.contracts),
        _values(query.hours),
        _values(query.languages),
        _values(query.employers),
        _values((query.currency,) if query.currency and query.min_pay_month is not None else ()),
        ("none", "optional") if query.accommodation_optional else (),
        ("yes",) if query.accessible else (),
    )
    circle = None
    if query.radius_km is not None and query.latitude is not None and query.longitude is not None:
        circle = (float(query.latitude), float(query.longitude), float(query.radius_km))
    return Form(tuple(sorted(found, key=repr)), choices, floor, circle, impossible=bool(query.isco) and not codes)


def _values(values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted({keyword(value) for value in values}))


def _widest(keys: list[str], codes: list[str]) -> tuple[str, ...]:
    """Codes without those that lie in another one chosen, so that a vacancy has one of them at most."""
    chosen = dict(zip(keys, codes, strict=True))
    kept = []
    for key, code in chosen.items():
        if not any(traits.isco_key(code[:digits]) in chosen for digits in range(1, len(code))):
            kept.append(key)
    return tuple(sorted(kept))


def _group(clauses: tuple[Clause, ...]) -> tuple[tuple[str, ...], tuple[Demand, ...]]:
    features: set[str] = set()
    demands: set[Demand] = set()
    for clause in clauses:
        if clause.is_phrase:
            _phrase(clause, features, demands)
            continue
        word = clause.words[0]
        if words.is_unspaced(word.written):
            _letters(word.written, features, demands)
        else:
            features.add(word.term)
    return tuple(sorted(features)), tuple(sorted(demands))


def _phrase(clause: Clause, features: set[str], demands: set[Demand]) -> None:
    """As the search does: words between spaces in a row, letters of other scripts in a row."""
    row: list[str] = []
    for run in [*words.runs(clause.text), ""]:
        if run and not words.is_unspaced(run):
            row.append(words.stem(run))
            continue
        features.update(row)
        if len(row) > 1:
            demands.add(("row", tuple(row)))
        row = []
        if run:
            _letters(run, features, demands)


def _letters(run: str, features: set[str], demands: set[Demand]) -> None:
    features.update(traits.letters(run))
    if len(run) > 2:
        demands.add(("letters", run))


def cells(circle: Circle, most: int) -> list[str]:
    """The grid cells a circle touches, of the finest grid where they are at most `most`; else none."""
    latitude, longitude, radius = circle
    up = radius / 111.0 + 0.02
    low, high = max(latitude - up, -90.0), min(latitude + up, 90.0)
    steepest = math.cos(math.radians(min(max(abs(low), abs(high)), 89.9)))
    across = up / steepest
    for level, side in enumerate(traits.GRIDS):
        around = traits.grid_columns(level)
        rows = range(int((low + 90) // side), int((high + 90) // side) + 1)
        if low <= -89.9 or high >= 89.9 or across >= 180:
            columns = set(range(around))
        else:
            first, last = int((longitude - across + 180) // side), int((longitude + across + 180) // side)
            columns = {column % around for column in range(first, last + 1)}
        if len(rows) * len(columns) <= most:
            return [traits.grid_cell(level, row, column) for row in rows for column in sorted(columns)]
    return []
