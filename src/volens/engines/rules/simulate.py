"""Readings 4 and 6 over a population: totals, and a reform's winners, losers and cost, in one pass and constant
memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from volens.engines.rules.expression import Node
from volens.engines.rules.graph import Graph
from volens.engines.rules.interval import roots
from volens.engines.rules.population import CHUNK, Source
from volens.engines.rules.traversal import below, facts_of
from volens.engines.rules.values import BOOL, NUMBER, Shape
from volens.engines.rules.vector import bounds, program
from volens.engines.rules.vector_code import Array, width

Progress = Callable[[int], None]


@dataclass(slots=True)
class Sum:
    """The total of one result: how many get it, how much, and for how many no rule is known."""

    name: str
    shape: Shape
    amount: int = 0
    receivers: int = 0
    persons: int = 0
    not_known: int = 0

    def add(self, value: Any, valid: Any, size: int) -> None:
        """Add a chunk."""
        self.persons += size
        if valid is not None:
            known = int(np.count_nonzero(valid)) if isinstance(valid, np.ndarray) else size * bool(valid)
            self.not_known += size - known
            value = value * valid if isinstance(value, np.ndarray) or isinstance(valid, np.ndarray) else value
        if isinstance(value, np.ndarray):
            self.receivers += int(np.count_nonzero(value))
            self.amount += int(value.sum(dtype=np.int64)) if value.dtype != bool else 0
        else:
            self.receivers += size * bool(value)
            self.amount += size * int(value)
        if self.shape.kind == BOOL:
            self.amount = self.receivers

    def record(self) -> dict[str, Any]:
        """JSON; the amount as people write it."""
        shown = self.shape.show(self.amount) if self.shape.kind == NUMBER else self.amount
        return {"total": shown, "receivers": self.receivers, "persons": self.persons, "not_known": self.not_known}


@dataclass(slots=True)
class Change:
    """What a reform does to one result."""

    name: str
    shape: Shape
    winners: int = 0
    losers: int = 0
    gain: int = 0
    loss: int = 0
    not_known: int = 0
    kind: Any = np.int64  # wide enough for every difference

    @property
    def cost(self) -> int:
        """What the reform costs more than today, in internal units."""
        return self.gain - self.loss

    def add(self, before: Any, after: Any, known: Any, size: int) -> None:
        """Add a chunk."""
        if known is not None:
            self.not_known += size - (
                int(np.count_nonzero(known)) if isinstance(known, np.ndarray) else size * bool(known)
            )
        left, right = (np.asarray(side).astype(self.kind, copy=False) for side in (before, after))
        difference = right - left
        if known is not None:
            difference = difference * known
        difference = np.broadcast_to(difference, (size,))
        plus = np.maximum(difference, 0)
        gain, winners = int(plus.sum(dtype=np.int64)), int(np.count_nonzero(plus))
        self.winners += winners
        self.losers += int(np.count_nonzero(difference)) - winners
        self.gain += gain
        self.loss += gain - int(difference.sum(dtype=np.int64))

    def record(self) -> dict[str, Any]:
        """JSON; amounts as people write them."""

        def show(value: int) -> Any:
            return self.shape.show(value) if self.shape.kind == NUMBER else value

        return {
            "winners": self.winners, "losers": self.losers, "gain": show(self.gain), "loss": show(self.loss),
            "cost": show(self.cost), "not_known": self.not_known,
        }  # fmt: skip


@dataclass(slots=True)
class Simulation:
    """Totals for everybody and, where asked, for each code of a category."""

    persons: int
    totals: dict[str, Sum]
    groups: dict[str, dict[str, Sum]] = field(default_factory=dict)


@dataclass(slots=True)
class ReformEffect:
    """Today's totals, the reform's, and what changes for whom. Of `nodes` steps of today's law `shared` serve the
    reform too and were evaluated once; `again` steps exist in the reform only.
    """

    persons: int
    before: dict[str, Sum]
    after: dict[str, Sum]
    changes: dict[str, Change]
    groups: dict[str, dict[str, Change]]
    nodes: int
    shared: int
    again: int


def simulate(
    graph: Graph,
    population: Source,
    goals: Iterable[str] | None = None,
    *,
    by: str | None = None,
    progress: Progress | None = None,
) -> Simulation:
    """Total each goal over a population; `by` names a category fact to break the totals down. Raises FactError."""
    names = graph.goals(goals)
    nodes = roots(graph, names)
    run = program(graph, nodes, names)
    codes = _codes(graph, by)
    result = Simulation(0, {name: Sum(name, graph.rules[name].shape) for name in names})
    result.groups = {code: {name: Sum(name, graph.rules[name].shape) for name in names} for code in codes}
    for columns, household in population.chunks(graph, _facts(nodes, by)):
        size = len(next(iter(columns.values()))) if columns else population.size
        values = run(columns, size, *bounds(household))
        for name, value, valid in _pairs(graph, names, values):
            result.totals[name].add(value, valid, size)
            for position, code in enumerate(codes):
                here = columns[by] == position  # type: ignore[index]
                result.groups[code][name].add(*_within(value, valid, here), int(np.count_nonzero(here)))
        result.persons += size
        if progress:
            progress(result.persons)
    return result


def compare(
    graph: Graph,
    reform: Graph,
    population: Source,
    goals: Iterable[str] | None = None,
    *,
    by: str | None = None,
    progress: Progress | None = None,
) -> ReformEffect:
    """Run today's law and a reform side by side. Both graphs must share one table: `pack.build(day, reform,
    graph.table)`.

    Equal sub-expressions are one node there and are evaluated once; a result the reform does not touch costs nothing
    more.
    """
    if graph.table is not reform.table:
        raise ValueError("build the reform into the table of the graph: pack.build(day, reform, graph.table)")
    names = graph.goals(goals)
    touched = [name for name in names if _different(graph, reform, name)]
    first, second = roots(graph, names), roots(reform, touched)
    run = program(graph, [*first, *second], ("reform", reform.hash, names))
    codes, nodes = _codes(graph, by), [*first, *second]
    shapes = {name: graph.rules[name].shape for name in names}
    today, reformed = ({node.index for node in below(roots(law, names))} for law in (graph, reform))
    kinds = {name: _kind(graph, reform, name) for name in names}
    effect = ReformEffect(
        0, {name: Sum(name, shapes[name]) for name in names}, {name: Sum(name, shapes[name]) for name in names},
        {name: Change(name, shapes[name], kind=kinds[name]) for name in names},
        {code: {name: Change(name, shapes[name], kind=kinds[name]) for name in touched} for code in codes},
        len(today), len(today & reformed), len(reformed - today),
    )  # fmt: skip
    for columns, household in population.chunks(graph, _facts(nodes, by)):
        size = len(next(iter(columns.values()))) if columns else population.size
        values = run(columns, size, *bounds(household))
        old = {name: (value, valid) for name, value, valid in _pairs(graph, names, values)}
        new = {name: (value, valid) for name, value, valid in _pairs(reform, touched, values[len(first) :])}
        for name in names:
            effect.before[name].add(*old[name], size)
        for name in touched:
            effect.after[name].add(*new[name], size)
            known = _both(old[name][1], new[name][1])
            effect.changes[name].add(old[name][0], new[name][0], known, size)
            for position, code in enumerate(codes):
                here = columns[by] == position  # type: ignore[index]
                before, after = _within(old[name][0], new[name][0], here)
                settled = known[here] if isinstance(known, np.ndarray) else known
                effect.groups[code][name].add(before, after, settled, int(np.count_nonzero(here)))
        effect.persons += size
        if progress:
            progress(effect.persons)
    for name in names:
        if name not in touched:
            effect.after[name] = effect.before[name]
    return effect


def _different(graph: Graph, reform: Graph, name: str) -> bool:
    first, second = graph.rules[name], reform.rules[name]
    return first.node is not second.node or first.valid is not second.valid


def _kind(graph: Graph, reform: Graph, name: str) -> Any:
    """The narrowest integers that hold both results and their difference."""
    first, second = graph.rules[name].node, reform.rules[name].node
    ends = (first.low, first.high, second.low, second.high, second.high - first.low, second.low - first.high)
    return np.dtype(f"i{width(*ends)}")


def _both(left: Any, right: Any) -> Any:
    if left is None or right is None:
        return right if left is None else left
    return left & right


def _pairs(graph: Graph, names: Sequence[str], values: Sequence[Any]) -> Iterable[tuple[str, Any, Any]]:
    at = 0
    for name in names:
        value, valid = values[at], None
        at += 1
        if graph.rules[name].valid is not None:
            valid = values[at]
            at += 1
        yield name, value, valid


def _within(value: Any, valid: Any, here: Array) -> tuple[Any, Any]:
    return tuple(side[here] if isinstance(side, np.ndarray) else side for side in (value, valid))  # type: ignore[return-value]


def _codes(graph: Graph, by: str | None) -> tuple[str, ...]:
    if by is None:
        return ()
    fact = graph.all_facts.get(by)
    if fact is None or fact.shape.domain is None:
        raise ValueError(f"{by} is not a category; results can be broken down by a category only")
    return fact.shape.domain.codes


def _facts(nodes: Sequence[Node], by: str | None) -> set[str]:
    names = {name for node in nodes for name in facts_of(node)}
    return names | {by} if by else names


__all__ = ["CHUNK", "Change", "ReformEffect", "Simulation", "Sum", "compare", "simulate"]
