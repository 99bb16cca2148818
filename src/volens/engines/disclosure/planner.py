"""Whether a table may be published beside those that are: no small count may be had from any three of them together."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from volens.engines.disclosure.attack import BOUND, guess
from volens.engines.disclosure.noise import NoiseTable, noise_table
from volens.engines.disclosure.records import Records
from volens.engines.disclosure.tables import THRESHOLD, Spec, sums_of, tabulate

#: Tables of more cells than this take too long to check against each other, and are refused.
MOST_CHECKED = 20_000

Area = dict[str, frozenset[str]]
#: Categories, true count, what is shown of it, who is in it, and of how many published counts it is made.
_Told = tuple[tuple[str, ...], int, int | None, int, int]
#: Two numbers below this name a record; sums of them stay exact for eight million records.
_NAME = 1 << 30


class RefusedError(ValueError):
    """A table must not be published: the message says why, beside which tables, and what would help; never a count."""


@dataclass(frozen=True, slots=True)
class _Cell:
    """One cell of one view: what it covers, column by column, its true count and what is published of it.

    `figures`: how many published counts `shown` is made of; more than one where an attacker adds up.
    """

    area: Area
    count: int
    shown: int | None
    people: int  # names the set of people: equal for equal sets, and adds up when sets are joined
    figures: int = 1

    def apart(self, other: _Cell) -> bool:
        """Whether no record can be in both."""
        return any(name in other.area and not wanted & other.area[name] for name, wanted in self.area.items())

    def key(self) -> frozenset[tuple[str, frozenset[str]]]:
        return frozenset(self.area.items())


@dataclass(slots=True)
class _View:
    """The cells of a view: a grid over `columns`, whose categories are all those of the records or fewer."""

    table: str
    cells: list[_Cell]
    columns: dict[str, frozenset[str]]
    added_up: bool = False  # totals as an attacker adds them up; their parts are published by themselves
    published: list[_Cell] = field(default_factory=list)
    _places: dict[tuple[frozenset[str], ...], int] = field(default_factory=dict)
    _labels: dict[str, dict[str, frozenset[str]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.published = [cell for cell in self.cells if cell.shown is not None]
        names = sorted(self.cells[0].area) if self.cells else []
        self._labels = {name: {} for name in names}
        for at, cell in enumerate(self.published):
            self._places[tuple(cell.area[name] for name in names)] = at
            for name in names:
                self._labels[name] |= dict.fromkeys(cell.area[name], cell.area[name])

    def around(self, cell: _Cell) -> int | None:
        """The published cell of this view in which a cell lies by its definition; a view's cells are apart."""
        key = []
        for name, labels in self._labels.items():
            label = labels.get(next(iter(cell.area[name]))) if cell.area.get(name) else None
            if label is None or not cell.area[name] <= label:
                return None
            key.append(label)
        return self._places.get(tuple(key))

    def covers(self, whole: _Cell, parts: Sequence[_Cell]) -> bool:
        """Whether parts of this view fill a cell completely by definition."""
        return all(
            frozenset().union(*(part.area[name] for part in parts)) >= whole.area.get(name, every)
            for name, every in self.columns.items()
        )


@dataclass(slots=True)
class _Leftover:
    """A small count that can be had by subtraction: each way to it, and the tables needed."""

    equations: dict[object, tuple[int, int]] = field(default_factory=dict)
    tables: set[str] = field(default_factory=set)
    pieces: int = 0
    name: str = ""


class Planner:
    """Keeps the tables published from one set of records, and says whether another may join them."""

    def __init__(self, records: Records, noise: NoiseTable | None = None) -> None:
        self._records = records
        self._noise = noise or noise_table()
        self._published: dict[str, tuple[Spec, list[_View]]] = {}
        # Not secret, only distinct: two sets of people are told apart by the sums of their numbers.
        self._names = np.random.default_rng(1).integers(0, _NAME, (2, len(records.keys)))

    def admit(self, spec: Spec) -> None:
        """Take a table in, or raise RefusedError. A table of the same name is replaced, not stood beside."""
        views = self._views(spec)
        others = [each for name, (_, each) in self._published.items() if name != spec.name]
        for group in itertools.chain([()], ((one,) for one in others), itertools.combinations(others, 2)):
            self._check(spec, views, [view for one in group for view in one])
        self._published[spec.name] = (spec, views)

    def admitted(self) -> list[Spec]:
        """The tables taken in, in the order they came."""
        return [spec for spec, _ in self._published.values()]

    def _check(self, spec: Spec, own: list[_View], others: list[_View]) -> None:
        found: dict[object, _Leftover] = defaultdict(_Leftover)
        for each in _leftovers([*own, *others]):
            if each.count < THRESHOLD:
                one = found[each.key]
                one.equations[each.way] = (each.difference, each.cells)
                one.tables |= each.tables
                one.pieces = min(one.pieces or each.pieces, each.pieces)
                one.name = ", ".join(" or ".join(sorted(v)) for _, v in sorted(each.area.items())) or "all"
        for one in found.values():
            # One way alone may make surer than all ways together, which contradict each other: neither may be too sure.
            ways = [[each] for each in dict.fromkeys(one.equations.values())]
            chance = max(
                guess(each, one.pieces, self._noise.maximum, self._noise.variance)
                for each in [list(one.equations.values()), *ways]
            )
            if chance > BOUND:
                beside = sorted(one.tables - {spec.name})
                raise RefusedError(
                    f"Table {spec.name!r}"
                    + (f" together with {', '.join(map(repr, beside))}" if beside else "")
                    + f" would let a small count within “{one.name}” be guessed with a probability of {chance:.0%};"
                    f" {BOUND:.0%} is the most allowed. Show fewer categories, group small ones, or leave out totals."
                )

    def _views(self, spec: Spec) -> list[_View]:
        found = []
        for view in spec.views():
            exact = tabulate(self._records, spec, view, self._noise)
            if len(exact.values) > MOST_CHECKED:
                raise RefusedError(
                    f"Table {spec.name!r} has more than {MOST_CHECKED:,} cells, too many to check. Group some."
                )
            rows = zip(exact.values, exact.counts.tolist(), exact.shown.tolist(), self._people(spec, view), strict=True)
            told = [(values, count, shown if shown >= 0 else None, who, 1) for values, count, shown, who in rows]
            found.append(self._view(spec, view, told))
            totals = (each for size in range(len(view)) for each in itertools.combinations(view, size))
            found += [self._view(spec, fewer, _added_up(view, fewer, told), added_up=True) for fewer in totals]
        return found

    def _people(self, spec: Spec, view: tuple[str, ...]) -> list[int]:
        first, second = (sums_of(self._records, spec, view, numbers) for numbers in self._names)
        return [one + (other << 60) for one, other in zip(first, second, strict=True)]

    def _view(self, spec: Spec, view: tuple[str, ...], told: list[_Told], *, added_up: bool = False) -> _View:
        covers = [self._covers(spec, name) for name in view]
        rest: Area = {name: wanted for name, wanted in spec.where.items() if name not in view}
        cells = [
            _Cell(
                rest | {name: cover[value] for name, cover, value in zip(view, covers, values, strict=True)},
                count,
                shown,
                who,
                figures,
            )
            for values, count, shown, who, figures in told
        ]
        columns = {name: frozenset(self._records.column(name).categories) for name in {*view, *rest}}
        return _View(spec.name, cells, columns, added_up)

    def _covers(self, spec: Spec, name: str) -> dict[str, frozenset[str]]:
        """For each category a table shows, the categories of the records it stands for."""
        wanted, groups = spec.where.get(name), spec.groups.get(name, {})
        members: dict[str, set[str]] = defaultdict(set)
        for category in self._records.column(name).categories:
            if wanted is None or category in wanted:
                members[groups.get(category, category)].add(category)
        return {label: frozenset(each) for label, each in members.items()}


def _added_up(view: tuple[str, ...], fewer: tuple[str, ...], told: Iterable[_Told]) -> list[_Told]:
    """Totals over some dimensions of a view, as an attacker adds them up; held back where one of their cells is."""
    at = [view.index(name) for name in fewer]
    sums: dict[tuple[str, ...], _Told] = {}
    for values, count, shown, who, figures in told:
        key = tuple(values[place] for place in at)
        _, before, sum_shown, all_of_them, many = sums.get(key, (key, 0, 0, 0, 0))
        both = None if shown is None or sum_shown is None else sum_shown + shown
        sums[key] = (key, before + count, both, all_of_them + who, many + figures)
    return list(sums.values())


@dataclass(frozen=True, slots=True)
class _Difference:
    """One equation: a published count less some of its published parts, and what that leaves."""

    key: object  # equal for leftovers known to be the same
    way: object  # equal for the same equation
    area: Area
    count: int
    pieces: int
    difference: int
    cells: int
    tables: frozenset[str]


def _leftovers(views: Sequence[_View]) -> Iterator[_Difference]:
    """What is left of each published cell when the published parts of one other view, or of two, are taken away."""
    for whole_view in views:
        parts_of = [_parts(whole_view, view) if view is not whole_view and not view.added_up else [] for view in views]
        for at, whole in enumerate(whole_view.published):
            for view, parts in zip(views, parts_of, strict=True):
                if not parts or not parts[at]:
                    continue
                inside = [part for part in parts[at] if part.shown is not None]
                if inside:
                    yield from _left(whole, inside, view, parts[at], {whole_view.table, view.table})
                for other, others in zip(views, parts_of, strict=True):
                    if other is view or not others:
                        continue
                    more = [
                        part
                        for part in others[at]
                        if part.shown is not None and all(part.apart(taken) for taken in inside)
                    ]
                    if more:
                        tables = {whole_view.table, view.table, other.table}
                        yield from _left(whole, [*inside, *more], view, parts[at], tables)


def _left(whole: _Cell, taken: list[_Cell], view: _View, parts: list[_Cell], tables: set[str]) -> Iterator[_Difference]:
    """The equation of one leftover, if it can hold anybody. Equal leftovers got in different ways get equal keys."""
    held_back = [part for part in parts if part.shown is None and all(part.apart(one) for one in taken)]
    count = whole.count - sum(one.count for one in taken)
    difference = (whole.shown or 0) - sum(one.shown or 0 for one in taken)
    # A total that is added up says otherwise than the same total published: they are two ways.
    way = (whole.key(), whole.figures, difference, frozenset(one.key() for one in taken))
    # Who is left names the leftover: also where different parts lead to the same people, which the attacker may know.
    key: object = whole.people - sum(one.people for one in taken) if count else way
    area, pieces = whole.area, 1
    if view.covers(whole, parts):
        if not held_back and count == 0:
            return
        if sum(part.count for part in held_back) == count:
            key = key if count else frozenset(part.key() for part in held_back)
            pieces = len(held_back)
            area = held_back[0].area if pieces == 1 else area
    yield _Difference(key, way, area, count, pieces, difference, whole.figures + len(taken), frozenset(tables))


def _parts(whole_view: _View, view: _View) -> list[list[_Cell]]:
    """For each published cell of one view, the cells of another that lie within it."""
    found: list[list[_Cell]] = [[] for _ in whole_view.published]
    for cell in view.cells:
        at = whole_view.around(cell)
        if at is not None:
            found[at].append(cell)
    return found if any(found) else []
