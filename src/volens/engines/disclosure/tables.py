"""From confidential records to a table that may be published: noise, threshold, rounding, and nothing else in it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from volens.engines.disclosure.noise import KEYS, Ints, NoiseTable, noise_table
from volens.engines.disclosure.records import Records

#: A count below this is never shown.
THRESHOLD: Final = 10
#: What is shown is a multiple of this.
BASE: Final = 5
#: A table of more cells is refused: nobody reads it, and it cannot be checked against the others.
MOST_CELLS: Final = 1_000_000

#: Everything a published table may hold beside its dimensions. Adding to it is a decision on safeguard S8.
OUTPUT_COLUMNS: Final = ("count", "status")


@dataclass(frozen=True, slots=True)
class Spec:
    """Which table: its name, its dimensions, and which records are in it.

    `by`: columns in the order shown. `where`: for a column, the categories that are in; other records are left out.
    `groups`: for a column, categories that are shown as one; those not named stay as they are. `margins`: totals too.
    """

    name: str
    by: tuple[str, ...]
    where: Mapping[str, frozenset[str]] = field(default_factory=dict)
    groups: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    margins: bool = False

    def views(self) -> list[tuple[str, ...]]:
        """The dimensions of the table itself, and with margins those of every total of it."""
        if not self.margins:
            return [self.by]
        found: list[tuple[str, ...]] = [()]
        for name in self.by:
            found += [(*one, name) for one in found]
        return sorted(found, key=lambda one: (-len(one), [self.by.index(name) for name in one]))


@dataclass(frozen=True, slots=True)
class Cell:
    """One published cell: its category in each dimension ("" is a total), its count, or None if it is below 10."""

    values: tuple[str, ...]
    count: int | None

    @property
    def status(self) -> str:
        """SDMX code list CL_OBS_STATUS would say A, normal value; and C of CL_CONF_STATUS where it is held back."""
        return "published" if self.count is not None else "below_threshold"


@dataclass(frozen=True, slots=True)
class Published:
    """A table that may leave. A cell that is not listed is below the threshold, or empty: which, is not said."""

    spec: Spec
    cells: tuple[Cell, ...]
    variance: float
    threshold: int = THRESHOLD
    base: int = BASE

    def rows(self) -> list[dict[str, str | int | None]]:
        """The cells as rows of the dimensions and of `OUTPUT_COLUMNS`: the only way out."""
        return [
            {**dict(zip(self.spec.by, cell.values, strict=True)), "count": cell.count, "status": cell.status}
            for cell in self.cells
        ]


@dataclass(frozen=True, slots=True)
class Exact:
    """The true table of one view. Confidential: only the engine's own modules use it."""

    values: tuple[tuple[str, ...], ...]
    counts: Ints
    shown: Ints  # the published count, or -1

    def __repr__(self) -> str:
        return "Exact(confidential)"


def publish(records: Records, spec: Spec, noise: NoiseTable | None = None) -> Published:
    """Count, perturb, hold back, round. Linear in the records; a million by three columns takes a moment.

    Raises KeyError for a column there is not, ValueError for a table of too many cells. Whether the table may stand
    beside those published before is for `planner.Planner` to say.
    """
    noise = noise or noise_table()
    cells: list[Cell] = []
    for view in spec.views():
        exact = tabulate(records, spec, view, noise)
        at = [spec.by.index(name) for name in view]
        for values, shown in zip(exact.values, exact.shown.tolist(), strict=True):
            full = [""] * len(spec.by)
            for place, value in zip(at, values, strict=True):
                full[place] = value
            cells.append(Cell(tuple(full), shown if shown >= 0 else None))
    return Published(spec, tuple(cells), noise.variance)


def tabulate(records: Records, spec: Spec, view: tuple[str, ...], noise: NoiseTable) -> Exact:
    """The true and the published counts of one view; every combination of categories is listed, empty ones too.

    Listing all, rather than those that occur, is what hides whether a cell is empty.
    """
    inside, position, labels = _positions(records, spec, view)
    keys = records.keys if inside is None else records.keys[inside]
    values = _products(labels)
    counts: Ints = np.bincount(position, minlength=len(values)).astype(np.int64)
    # Sums of 16-bit keys stay exact in a double up to 2^37 records.
    sums: Ints = np.bincount(position, weights=keys, minlength=len(values)).astype(np.int64) % KEYS
    return Exact(tuple(values), counts, protect(counts, sums, noise))


def sums_of(records: Records, spec: Spec, view: tuple[str, ...], numbers: Ints) -> list[int]:
    """The sum of a number of each record in every cell of a view, in the order of `tabulate`; exact below 2^53."""
    inside, position, labels = _positions(records, spec, view)
    size = math.prod(map(len, labels))
    found = np.bincount(position, weights=numbers if inside is None else numbers[inside], minlength=size)
    return [int(each) for each in found.tolist()]


def _positions(
    records: Records, spec: Spec, view: tuple[str, ...]
) -> tuple[NDArray[np.bool_] | None, Ints, list[tuple[str, ...]]]:
    """Which records are in (None: all), the cell each of those is in, and the categories along each dimension."""
    inside = np.ones(len(records.keys), dtype=bool)
    for name, wanted in spec.where.items():
        column = records.column(name)
        member = np.array([category in wanted for category in column.categories], dtype=bool)
        inside &= member[column.codes] if len(member) else False
    everything = bool(inside.all())
    size = 1
    labels: list[tuple[str, ...]] = []
    position: Ints = np.zeros(len(inside) if everything else int(inside.sum()), dtype=np.int64)
    for name in view:
        codes, categories = shown_as(records, spec, name)
        size *= len(categories)
        if size > MOST_CELLS:
            raise ValueError(
                f"Table {spec.name!r} would have more than {MOST_CELLS:,} cells. Leave out a dimension or group one."
            )
        position *= len(categories)
        position += codes if everything else codes[inside]
        labels.append(categories)
    return (None if everything else inside), position, labels


def protect(counts: Ints, cell_keys: Ints, noise: NoiseTable) -> Ints:
    """Perturbed, rounded counts; -1 where the true or the perturbed one is below the threshold."""
    perturbed = counts + noise.noise(counts, cell_keys)
    rounded = (2 * perturbed + BASE) // (2 * BASE) * BASE
    shown: Ints = np.where((counts < THRESHOLD) | (perturbed < THRESHOLD), -1, rounded)
    return shown


def shown_as(records: Records, spec: Spec, name: str) -> tuple[Ints, tuple[str, ...]]:
    """A column's codes and categories as the table shows them: grouped, and only those that are in."""
    column = records.column(name)
    wanted = spec.where.get(name)
    groups = spec.groups.get(name, {})
    shown = [
        groups.get(category, category) if wanted is None or category in wanted else None
        for category in column.categories
    ]
    labels = tuple(sorted({label for label in shown if label is not None}))
    if labels == column.categories and not groups:
        return column.codes, labels
    place = {label: at for at, label in enumerate(labels)}
    new = np.array([0 if label is None else place[label] for label in shown], dtype=np.int64)
    return (new[column.codes] if len(new) else column.codes), labels


def _products(labels: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = [()]
    for categories in labels:
        found = [(*one, category) for one in found for category in categories]
    return found
