"""Walking a graph downwards from some nodes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from volens.engines.rules.expression import Node


def below(roots: Iterable[Node]) -> list[Node]:
    """Return the nodes under these, arguments first. The table makes arguments first, so the index is an order."""
    seen: dict[int, Node] = {}
    pending = list(roots)
    while pending:
        node = pending.pop()
        if node.index not in seen:
            seen[node.index] = node
            pending.extend(node.args)
    return [seen[index] for index in sorted(seen)]


def reasons_of(node: Node) -> set[tuple[Any, ...]]:
    """Return (name, last day known or "") of everything below a node for which no rule is known."""
    seen: set[int] = set()
    reasons: set[tuple[Any, ...]] = set()
    pending = [node]
    while pending:
        current = pending.pop()
        if current.lapsed and current.index not in seen:
            seen.add(current.index)
            if current.op == "missing":
                reasons.add(current.data)
            elif current.op == "pick" and None in current.data[0]:
                reasons.add((current.data[1], current.data[2]))
            pending.extend(current.args)
    return reasons


def facts_of(node: Node) -> set[str]:
    """Return the names of the facts a node depends on."""
    seen: set[int] = set()
    names: set[str] = set()
    pending = [node]
    while pending:
        current = pending.pop()
        if current.index not in seen:
            seen.add(current.index)
            if current.op == "fact":
                names.add(current.data[0])
            pending.extend(current.args)
    return names
