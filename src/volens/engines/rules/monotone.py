"""How each result moves with each fact: rising, falling, freely, or entangled.

Interval arithmetic is exact for a fact that a result only rises or only falls with, and for one that stands in one
place. It is loose only where a fact reaches a node by several ways that pull apart. Those entangled facts are the ones
worth cutting.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from volens.engines.rules.expression import Node

RISING, FALLING, FREE, ENTANGLED = 1, -1, 0, 2
Signs = Mapping[str, int]

_RISING_IN_ALL = frozenset(
    {"add", "and", "or", "min", "max", "round", "ground", "month_index", "first_of_month", "add_months", "household"}
)


def signs_of(nodes: Iterable[Node]) -> dict[int, Signs]:
    """Return, for each node (arguments first), how it moves with each fact below it."""
    found: dict[int, Signs] = {}
    for node in nodes:
        found[node.index] = (
            {} if node.low == node.high else _signs(node, [found.get(arg.index, {}) for arg in node.args])
        )
    return found


def _signs(node: Node, below: list[Signs]) -> Signs:
    if node.op == "fact":
        return {node.data[0]: FREE if node.kind == "category" else RISING}
    if node.op == "where":
        return _where(node, below)
    return _joined([_times(signs, sign) for signs, sign in zip(below, _directions(node), strict=True)])


def _directions(node: Node) -> list[int]:  # noqa: PLR0911 - a table in the form of code
    """How a node moves with each of its arguments."""
    if node.op in _RISING_IN_ALL:
        return [RISING] * len(node.args)
    if node.op == "sub":
        return [RISING, FALLING]
    if node.op in {"lt", "le", "months_between"}:
        return [FALLING, RISING]
    if node.op == "not":
        return [FALLING]
    if node.op == "mul":
        left, right = node.args
        return [_sign(right), _sign(left)]
    if node.op == "div":
        return [RISING, FALLING if node.args[0].low >= 0 else RISING if node.args[0].high <= 0 else FREE]
    if node.op == "band" and list(node.data[1]) == sorted(node.data[1]):
        return [RISING]
    return [FREE] * len(node.args)


def _sign(node: Node) -> int:
    return RISING if node.low >= 0 else FALLING if node.high <= 0 else FREE


def _times(signs: Signs, direction: int) -> Signs:
    return {name: sign if sign == ENTANGLED else sign * direction for name, sign in signs.items()}


def _joined(parts: list[Signs]) -> dict[str, int]:
    result: dict[str, int] = {}
    for part in parts:
        for name, sign in part.items():
            known = result.get(name)
            result[name] = sign if known is None else sign if sign == known and sign != FREE else ENTANGLED
    return result


def _where(node: Node, below: list[Signs]) -> Signs:
    yes, no = node.args[1:]
    direction = RISING if yes.low >= no.high else FALLING if yes.high <= no.low else FREE
    branches: dict[str, int] = dict(below[1])
    for name, sign in below[2].items():
        known = branches.get(name, sign)
        # Only one branch is ever taken, so two branches that pull apart are free, not entangled.
        branches[name] = ENTANGLED if ENTANGLED in {known, sign} else sign if sign == known else FREE
    return _joined([_times(below[0], direction), branches])
