"""Where conditions switch, and which facts are still live: the two analyses behind verdicts and questions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

from volens.engines.rules.expression import Node
from volens.engines.rules.graph import Graph
from volens.engines.rules.interval import Spans, intervals, roots
from volens.engines.rules.monotone import ENTANGLED, signs_of
from volens.engines.rules.ranges import Span
from volens.engines.rules.traversal import below, facts_of

_SWITCHING = frozenset({"le", "lt", "eq", "isin", "band"})
_MOST_SWITCHES = 32
_MOST_CODES = 16
_SINGLE_PICKS = 64


class Cells:
    """Cuts the range of a fact at the values where some condition on it switches."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        kept = graph.readings.get("cells")
        if kept is None:
            kept = graph.readings["cells"] = _Switches(graph)
        self._switches: _Switches = kept

    def fixed(self, name: str) -> tuple[Span, ...]:
        """The cells that do not depend on what else is told."""
        return self._switches.fixed(name)

    def of(self, name: str, spans: Spans) -> list[Span]:
        """The cells inside what is told of a fact, cut also where conditions switch that other told facts have
        settled.
        """
        fact = self.graph.all_facts[name]
        low, high = spans.get(name, (fact.low, fact.high))
        starts = {start for start, _ in self.fixed(name) if low < start <= high}
        starts |= self._switches.moving(name, spans, low, high)
        edges = [low, *sorted(starts), high + 1]
        return [(a, b - 1) for a, b in pairwise(edges)]

    def entangled(self, goal: str) -> frozenset[str]:
        """The facts that one result depends on in ways that pull apart; see `monotone`."""
        return self._switches.entangled(goal)

    def member_spans(self) -> Spans:
        """The ranges of the facts that matter of other members of the household."""
        return self._switches.members


class _Switches:
    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.tests: dict[str, list[tuple[Node, frozenset[str]]]] = {}
        self.members: Spans = {}
        self._fixed: dict[str, tuple[Span, ...]] = {}
        self._entangled: dict[str, frozenset[str]] = {}
        for node in graph.nodes():
            if node.op == "household":
                for name in facts_of(node.args[0]):
                    fact = graph.all_facts[name]
                    self.members[name] = (fact.low, fact.high)
            names = frozenset(facts_of(node)) if node.low != node.high else frozenset()
            extreme = node.op in {"min", "max"} and any(arg.low == arg.high for arg in node.args)
            if (node.op in _SWITCHING or extreme) and 0 < len(names) <= 3 and not _has_household(node):
                for name in names:
                    self.tests.setdefault(name, []).append((node, names))

    def fixed(self, name: str) -> tuple[Span, ...]:
        """Cells from conditions on this fact alone; every code of a short category, both of yes and no."""
        if name not in self._fixed:
            fact = self.graph.all_facts.get(name)
            if fact is None:
                return ((0, 0),)
            low, high = fact.low, fact.high
            if fact.shape.kind == "bool" or (fact.shape.domain and high < _MOST_CODES):
                self._fixed[name] = tuple((code, code) for code in range(low, high + 1))
            elif fact.shape.domain:
                self._fixed[name] = (
                    tuple((code, code) for code in range(low, high + 1)) if high < _SINGLE_PICKS else ((low, high),)
                )
            else:
                starts: set[int] = set()
                for node, names in self.tests.get(name, ()):
                    if len(names) == 1:
                        starts |= self.switches(node, name, {}, low, high)
                if low < 0 < high:
                    starts |= {0, 1}
                edges = [low, *sorted(starts), high + 1]
                self._fixed[name] = tuple((a, b - 1) for a, b in pairwise(edges))
        return self._fixed[name]

    def entangled(self, goal: str) -> frozenset[str]:
        """Facts entangled in a result or in its validity."""
        if goal not in self._entangled:
            nodes = roots(self.graph, [goal])
            signs = signs_of(below(nodes))
            names = {name for node in nodes for name, sign in signs[node.index].items() if sign == ENTANGLED}
            self._entangled[goal] = frozenset(names)
        return self._entangled[goal]

    def moving(self, name: str, spans: Spans, low: int, high: int) -> set[int]:
        """Switches of conditions whose other facts are told exactly."""
        starts: set[int] = set()
        fact = self.graph.all_facts[name]
        if fact.shape.kind in {"bool", "category"}:
            return starts
        for node, names in self.tests.get(name, ()):
            if len(names) > 1 and all(
                spans.get(other, (0, 1))[0] == spans.get(other, (0, 1))[1] for other in names - {name}
            ):
                starts |= self.switches(node, name, {other: spans[other] for other in names - {name}}, low, high)
        return starts

    def switches(self, node: Node, name: str, told: Spans, low: int, high: int) -> set[int]:
        """Every value of a fact from which a condition (or a step of a scale) has another outcome."""
        watched: Sequence[Node] = node.args if node.op in {"min", "max"} else (node,)
        evaluate = intervals(self.graph, watched, ("watch", tuple(arg.index for arg in watched)))
        return switches(evaluate, name, told, None, (low, high), _sides(node))


def _one_outcome(ends: tuple[int, ...]) -> Any:
    return ends[0] if ends[0] == ends[1] else None


def switches(
    evaluate: Callable[..., tuple[int, ...]],
    name: str,
    told: Spans,
    members: list[Spans] | None,
    within: Span,
    side: Callable[[tuple[int, ...]], Any] = _one_outcome,
) -> set[int]:
    """Find by bisection every value of one fact from which an outcome is another, the other facts as told.

    `side` names the outcome from the ends `evaluate` returns, None while it is undecided.
    """
    starts: set[int] = set()
    pending = [within]
    while pending and len(starts) < _MOST_SWITCHES:
        low, high = pending.pop()
        if low == high or side(evaluate(members, **told, **{name: (low, high)})) is not None:
            continue
        middle = (low + high) // 2
        left, right = (side(evaluate(members, **told, **{name: (end, end)})) for end in (middle, middle + 1))
        if left != right:
            starts.add(middle + 1)
        pending += [(low, middle), (middle + 1, high)]
    return starts


def _sides(node: Node) -> Callable[[tuple[int, ...]], Any]:
    """Return a function that names the outcome of a node from its ends, None while it is undecided."""
    if node.op not in {"min", "max"}:
        return _one_outcome
    sign = 1 if node.op == "max" else -1

    def chosen(ends: tuple[int, ...]) -> Any:
        # Ties go to the first, strictly, so that neighbouring values agree on who wins.
        pairs = [(low, high) if sign == 1 else (-high, -low) for low, high in zip(ends[::2], ends[1::2], strict=True)]
        for at, (low, _) in enumerate(pairs):
            if all(low > high for _, high in pairs[:at]) and all(low >= high for _, high in pairs[at + 1 :]):
                return at
        return None

    return chosen


def _has_household(node: Node) -> bool:
    return any(other.op == "household" for other in below([node]))


def live_facts(graph: Graph, spans: Spans, members: list[Spans] | None, goals: tuple[str, ...]) -> set[str]:
    """Return the facts that undecided parts of the goals still lead to; "household" where members are not fully told.

    Parts that are decided, branches not taken, and the loser of a decided least or greatest are not followed.
    """
    key = ("live", goals)
    if key not in graph.readings:
        graph.readings[key] = [node for node in below(roots(graph, goals)) if node.low != node.high]
    nodes = graph.readings[key]
    ends = intervals(graph, nodes, ("all", goals))(members, **spans)
    span = {node.index: (ends[2 * at], ends[2 * at + 1]) for at, node in enumerate(nodes)}
    found: set[str] = set()
    seen: set[int] = set()
    pending = [node for node in roots(graph, goals) if node.index in span]
    while pending:
        node = pending.pop()
        low, high = span.get(node.index, (node.low, node.low))
        if node.index in seen or low == high:
            continue
        seen.add(node.index)
        if node.op == "fact":
            found.add(node.data[0])
        elif node.op == "household":
            if members is None or _members_open(node, members):
                found.add("household")
            pending.append(node.args[0])
        else:
            pending += _followed(node, span)
    return found


def _followed(node: Node, span: dict[int, Span]) -> Sequence[Node]:
    def at(arg: Node) -> Span:
        return span.get(arg.index, (arg.low, arg.high))

    if node.op == "where":
        no, yes = at(node.args[0])
        if no:
            return (node.args[1],)
        return node.args if yes else (node.args[2],)
    if node.op == "min":
        least = min(at(arg)[1] for arg in node.args)
        return [arg for arg in node.args if at(arg)[0] < least or at(arg)[1] == least]
    if node.op == "max":
        most = max(at(arg)[0] for arg in node.args)
        return [arg for arg in node.args if at(arg)[1] > most or at(arg)[0] == most]
    return node.args


def _members_open(node: Node, members: list[Spans]) -> bool:
    names = facts_of(node.args[0])
    return any(name not in member or member[name][0] != member[name][1] for member in members for name in names)
