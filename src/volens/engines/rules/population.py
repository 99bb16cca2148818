"""Populations for simulation: columns of small integers, in memory, memory-mapped or read from Parquet in batches.

Only facts of the law and a household number: a column that is neither is refused, so no identifier can slip in.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from volens.engines.rules.errors import FactError
from volens.engines.rules.facts import Fact
from volens.engines.rules.graph import Graph
from volens.engines.rules.values import BOOL, CATEGORY, DATE
from volens.engines.rules.vector_code import Array, width

CHUNK = 32_768  # rows: a chunk of every live column fits in the second-level cache
HOUSEHOLD = "household"
_EPOCH = 719_163  # ordinal of 1970-01-01


class Source(Protocol):
    """What a simulation reads: chunks of columns, whole households at a time."""

    @property
    def size(self) -> int:
        """How many persons there are."""
        ...

    def chunks(
        self, graph: Graph, names: set[str], rows: int = CHUNK
    ) -> Iterator[tuple[dict[str, Array], Array | None]]:
        """Yield the named columns and the household numbers of a chunk.

        Raises FactError where a column does not fit.
        """
        ...


@dataclass
class Population:
    """A population as arrays of internal integers (see `values`), one for each fact, and household numbers.

    Members of a household stand side by side. `about` documents where it comes from; `checked` remembers which columns
    were found to lie within their declared range.
    """

    columns: Mapping[str, Array]
    household: Array | None = None
    about: Mapping[str, Any] = field(default_factory=dict)
    checked: set[tuple[str, int, int]] = field(default_factory=set)

    @property
    def size(self) -> int:
        """How many persons there are."""
        return len(next(iter(self.columns.values())))

    @classmethod
    def open(cls, folder: Path) -> Population:
        """Map a folder written by `synthetic.generate` into memory without reading it."""
        about = json.loads((folder / "population.json").read_text(encoding="utf-8"))
        found = {path.stem: np.load(path, mmap_mode="r") for path in sorted(folder.glob("*.npy"))}
        return cls(found, found.pop(HOUSEHOLD, None), about)

    def check(self, facts: Mapping[str, Fact], largest: int = 0) -> None:
        """Make sure that every column lies within its declared range. Raises FactError naming column and row."""
        wrong: dict[str, str] = {}
        for name, fact in facts.items():
            key = (name, fact.low, fact.high)
            if key in self.checked:
                continue
            if name not in self.columns:
                wrong[name] = "the population has no such column, but the rules need it"
                continue
            for start in range(0, self.size, CHUNK * 8):
                part = self.columns[name][start : start + CHUNK * 8]
                if int(part.min()) < fact.low or int(part.max()) > fact.high:
                    row = start + int(np.flatnonzero((part < fact.low) | (part > fact.high))[0])
                    shown = f"{fact.shape.show(fact.low)} to {fact.shape.show(fact.high)}"
                    wrong[name] = f"row {row} holds {int(self.columns[name][row])}, outside {shown}"
                    break
            else:
                self.checked.add(key)
        if self.household is not None and largest and (HOUSEHOLD, largest, 0) not in self.checked:
            fault = _household_fault(self.household, largest)
            if fault:
                wrong[HOUSEHOLD] = fault
            self.checked.add((HOUSEHOLD, largest, 0))
        if wrong:
            raise FactError(wrong)

    def chunks(
        self, graph: Graph, names: set[str], rows: int = CHUNK
    ) -> Iterator[tuple[dict[str, Array], Array | None]]:
        """See `Source.chunks`. A chunk ends where a household ends."""
        self.check({name: graph.all_facts[name] for name in sorted(names)}, graph.household)
        start = 0
        while start < self.size:
            end = min(start + rows, self.size)
            if self.household is not None and end < self.size:
                end = start + int(np.searchsorted(self.household[start:end], self.household[end], side="left"))
            part = {name: self.columns[name][start:end] for name in names}
            yield part, None if self.household is None else self.household[start:end]
            start = end


def _household_fault(numbers: Array, largest: int) -> str:
    """Say what is wrong with household numbers: they must not fall, and no household may be larger than the law
    allows.
    """
    for start in range(0, len(numbers), CHUNK * 8):
        part = numbers[start : start + CHUNK * 8 + 1]
        if np.any(part[1:] < part[:-1]):
            row = start + int(np.flatnonzero(part[1:] < part[:-1])[0]) + 1
            return f"household numbers fall at row {row}; sort by household"
        tail = numbers[start + largest : start + largest + CHUNK * 8]
        if len(tail) and np.any(tail == numbers[start : start + len(tail)]):
            return f"a household has more than {largest} members"
    return ""


@dataclass
class ParquetPopulation:
    """A population in a Parquet file, values as people write them (codes, dates, amounts), read in batches."""

    path: Path

    def __post_init__(self) -> None:
        import pyarrow.parquet as pq

        self._file = pq.ParquetFile(self.path)

    @property
    def size(self) -> int:
        """How many persons there are."""
        return int(self._file.metadata.num_rows)

    def chunks(
        self, graph: Graph, names: set[str], rows: int = CHUNK
    ) -> Iterator[tuple[dict[str, Array], Array | None]]:
        """See `Source.chunks`. Raises FactError for columns that are no facts: identifiers have no place here."""
        present = set(self._file.schema_arrow.names)
        wrong = dict.fromkeys(
            sorted(present - set(graph.all_facts) - {HOUSEHOLD}), "this column is no fact of the law; remove it"
        )
        wrong |= dict.fromkeys(sorted(names - present), "the file has no such column, but the rules need it")
        if wrong:
            raise FactError(wrong)
        wanted = sorted(names | ({HOUSEHOLD} & present))
        rest: tuple[dict[str, Array], Array | None] | None = None
        for batch in self._file.iter_batches(batch_size=rows, columns=wanted):
            facts = {name: _converted(batch.column(name), graph.all_facts[name]) for name in names}
            homes = np.asarray(batch.column(HOUSEHOLD)) if HOUSEHOLD in present else None
            if rest is not None:
                facts = {name: np.concatenate((rest[0][name], column)) for name, column in facts.items()}
                homes = np.concatenate((rest[1], homes)) if homes is not None and rest[1] is not None else homes
            rest = None
            if homes is not None and len(homes):
                cut = int(np.searchsorted(homes, homes[-1], side="left"))
                rest = ({name: column[cut:] for name, column in facts.items()}, homes[cut:])
                facts, homes = {name: column[:cut] for name, column in facts.items()}, homes[:cut]
            yield from _checked(graph, facts, homes)
        if rest is not None:
            yield from _checked(graph, *rest)


def _checked(
    graph: Graph, facts: dict[str, Array], homes: Array | None
) -> Iterator[tuple[dict[str, Array], Array | None]]:
    if facts and len(next(iter(facts.values()))):
        Population(facts, homes).check({name: graph.all_facts[name] for name in facts}, graph.household)
        yield facts, homes


def _converted(column: Any, fact: Fact) -> Array:
    """Turn an Arrow column as people write it into internal integers."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if column.null_count:
        raise FactError({fact.name: f"{column.null_count} rows are empty; a simulation needs every fact"})
    if fact.shape.kind == BOOL:
        return np.asarray(column).astype(bool)
    if fact.shape.kind == DATE:
        days = column.cast(pa.date32()).cast(pa.int32())
        return np.asarray(days) + _EPOCH
    if fact.shape.kind == CATEGORY and fact.shape.domain is not None:
        plain = column.cast(pa.string())
        codes = pc.index_in(plain, value_set=pa.array(fact.shape.domain.codes))
        if codes.null_count:
            stranger = pc.filter(plain, pc.is_null(codes))[0].as_py()
            raise FactError({fact.name: f"{stranger!r} is not one of its codes"})
        return np.asarray(codes)
    factor = fact.shape.factor
    if pa.types.is_decimal(column.type):
        column = column.cast(pa.float64())
    numbers = np.asarray(column)
    if numbers.dtype.kind in "iu":
        return numbers.astype(np.int64) * factor
    scaled = np.rint(numbers * factor)
    if np.any(np.abs(scaled - numbers * factor) > 1e-4 * np.maximum(1.0, np.abs(scaled) * 1e-9)):
        raise FactError({fact.name: f"some values are finer than 1/{factor}"})
    return scaled.astype(np.int64)


def narrowest(fact: Fact) -> Any:
    """Return the dtype a column of this fact is stored in."""
    return np.dtype(bool) if fact.shape.kind == BOOL else np.dtype(f"i{width(fact.low, fact.high)}")
