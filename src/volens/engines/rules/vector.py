"""Reading 4: whole populations with numpy, column by column; `vector_code` writes what runs, `simulate` adds it up."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from volens.engines.rules.expression import Node
from volens.engines.rules.graph import Graph
from volens.engines.rules.interval import roots
from volens.engines.rules.vector_code import SPACE, Array, source


def program(graph: Graph, nodes: Sequence[Node], name: object) -> Callable[..., tuple[Any, ...]]:
    """Return the compiled function of `source`; `name` identifies the nodes among the graph's readings."""
    key = ("vector", name)
    if key not in graph.readings:
        text, constants = source(nodes)
        space = {**SPACE, **constants}
        exec(compile(text, f"<vector {graph.pack} {graph.day}>", "exec"), space)  # noqa: S102 - our own generated text
        graph.readings[key] = space["run"]
    return graph.readings[key]  # type: ignore[no-any-return]


def columns(
    graph: Graph, facts: Mapping[str, Array], goals: Iterable[str] | None = None, household: Array | None = None
) -> dict[str, tuple[Array, Array | None]]:
    """Compute whole columns: for each goal its values (internal integers) and where they are known (None: everywhere).

    `facts` are arrays of internal integers within their declared ranges (`population.Population` checks them);
    `household` numbers the households, whose members stand side by side.
    """
    names = graph.goals(goals)
    nodes = roots(graph, names)
    size = len(next(iter(facts.values())))
    starts, counts = bounds(household)
    results = iter(program(graph, nodes, names)(facts, size, starts, counts))
    found: dict[str, tuple[Array, Array | None]] = {}
    for name in names:
        value = _full(next(results), size)
        valid = None if graph.rules[name].valid is None else _full(next(results), size).astype(bool)
        found[name] = (value, valid)
    return found


def bounds(household: Array | None) -> tuple[Array | None, Array | None]:
    """Return where each household starts and how many members it has."""
    if household is None or not len(household):
        return None, None
    starts = np.flatnonzero(np.concatenate(([True], household[1:] != household[:-1])))
    return starts, np.diff(np.append(starts, len(household)))


def _full(value: Any, size: int) -> Array:
    return value if isinstance(value, np.ndarray) else np.full(size, value)
