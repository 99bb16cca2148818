"""Made-up populations with documented marginals and a seed, up to tens of millions of persons, written column by
column.

No row stands for anybody. Columns are drawn independently from the marginals given (or uniformly over the declared
range), so a synthetic population shows what a reform does to such marginals, not what it does to a country.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np

from volens.engines.rules.errors import FactError
from volens.engines.rules.facts import Fact
from volens.engines.rules.population import HOUSEHOLD, Population, narrowest
from volens.engines.rules.values import BOOL, CATEGORY
from volens.engines.rules.vector_code import Array

LARGEST = 50_000_000
_BLOCK = 1_000_000


@dataclass(frozen=True, slots=True)
class Marginal:
    """How one column is drawn.

    share: of yes. weights: by code. steps: (low, high, weight), uniform inside each. median and spread: log-normal.
    mean and deviation: normal. zero: the share of exact zeros before anything else. All values as people write them;
    what falls outside the declared range is clipped to it.
    """

    share: float | None = None
    weights: Mapping[str, float] | None = None
    steps: tuple[tuple[Any, Any, float], ...] | None = None
    median: float | None = None
    spread: float = 0.5
    mean: float | None = None
    deviation: float = 1.0
    zero: float = 0.0

    def draw(self, fact: Fact, rng: np.random.Generator, size: int) -> Array:
        """Draw a block of internal integers."""
        kind = narrowest(fact)
        if fact.shape.kind == BOOL:
            return rng.random(size) < (0.5 if self.share is None else self.share)
        if fact.shape.kind == CATEGORY:
            return rng.choice(fact.high + 1, size=size, p=self._chances(fact)).astype(kind)
        if self.steps is not None:
            chances = np.array([weight for _, _, weight in self.steps], dtype=float)
            which = rng.choice(len(self.steps), size=size, p=chances / chances.sum())
            low = np.array([fact.read(step[0]) for step in self.steps])[which]
            high = np.array([fact.read(step[1]) for step in self.steps])[which]
            values = rng.integers(low, high, endpoint=True)
        elif self.median is not None:
            values = np.rint(self.median * fact.shape.factor * np.exp(rng.standard_normal(size) * self.spread))
        elif self.mean is not None:
            values = np.rint((self.mean + rng.standard_normal(size) * self.deviation) * fact.shape.factor)
        else:
            values = rng.integers(fact.low, fact.high, size=size, endpoint=True)
        values = np.clip(values, fact.low, fact.high).astype(kind)
        if self.zero:
            values[rng.random(size) < self.zero] = 0
        return values

    def _chances(self, fact: Fact) -> Array:
        domain = fact.shape.domain
        assert domain is not None  # noqa: S101 - a category always has one
        weights = self.weights or {}
        if strangers := set(weights) - set(domain.codes):
            raise FactError({fact.name: f"the marginal names {', '.join(sorted(strangers))}, which is no code of it"})
        chances = np.array([weights.get(code, 0.0 if weights else 1.0) for code in domain.codes], dtype=float)
        return chances / chances.sum()

    def record(self) -> dict[str, Any]:
        """JSON, without what was not set."""
        return {
            field.name: value for field in fields(self) if (value := getattr(self, field.name)) != field.default
        }  # fmt: skip


def households(sizes: Mapping[int, float], rng: np.random.Generator, rows: int, first: int) -> Array:
    """Draw household numbers for a block of rows, counting up from `first`; the last household ends with the block."""
    chances = np.array(list(sizes.values()), dtype=float)
    drawn = rng.choice(list(sizes), size=rows, p=chances / chances.sum())
    numbers = np.repeat(np.arange(rows, dtype=np.int64), drawn)[:rows]
    return (numbers + first).astype(np.int32)


def generate(
    facts: Iterable[Fact],
    size: int,
    *,
    seed: int,
    marginals: Mapping[str, Marginal] | None = None,
    sizes: Mapping[int, float] | None = None,
    folder: Path | None = None,
) -> Population:
    """Draw a population. With a folder, columns are written there as memory-mapped .npy and never held in memory
    whole.

    sizes: shares of household sizes; without them the population has no households. The same seed gives the same
    columns, whichever others are drawn beside them.
    """
    if not 0 < size <= LARGEST:
        raise ValueError(f"a population has 1 to {LARGEST:,} persons, not {size:,}")
    chosen, wanted = dict(marginals or {}), {fact.name: fact for fact in facts}
    if strangers := set(chosen) - set(wanted):
        raise FactError(dict.fromkeys(sorted(strangers), "a marginal for a fact that is not there"))
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
    columns: dict[str, Array] = {}
    for name, fact in wanted.items():
        marginal, target = chosen.get(name, Marginal()), _column(folder, name, narrowest(fact), size)
        for block, start in enumerate(range(0, size, _BLOCK)):
            rows = min(_BLOCK, size - start)
            target[start : start + rows] = marginal.draw(fact, _rng(seed, name, block), rows)
        columns[name] = _closed(target)
    homes: Array | None = None
    if sizes:
        homes, first = _column(folder, HOUSEHOLD, np.dtype(np.int32), size), 0
        for block, start in enumerate(range(0, size, _BLOCK)):
            rows = min(_BLOCK, size - start)
            part = households(sizes, _rng(seed, HOUSEHOLD, block), rows, first)
            homes[start : start + rows], first = part, int(part[-1]) + 1
        homes = _closed(homes)
    about = {
        "synthetic": True, "size": size, "seed": seed,
        "households": {str(n): share for n, share in (sizes or {}).items()},
        "marginals": {name: chosen[name].record() if name in chosen else "uniform over its range" for name in wanted},
    }  # fmt: skip
    if folder is not None:
        (folder / "population.json").write_text(json.dumps(about, indent=1, ensure_ascii=False), encoding="utf-8")
    return Population(columns, homes, about)


def _rng(seed: int, name: str, block: int) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, zlib.crc32(name.encode()), block])))


def _column(folder: Path | None, name: str, kind: Any, size: int) -> Array:
    if folder is None:
        return np.empty(size, dtype=kind)
    return np.lib.format.open_memmap(folder / f"{name}.npy", mode="w+", dtype=kind, shape=(size,))


def _closed(column: Array) -> Array:
    """Write a mapped column out and map it again for reading only."""
    if isinstance(column, np.memmap):
        column.flush()
        return np.load(str(column.filename), mmap_mode="r")
    return column
