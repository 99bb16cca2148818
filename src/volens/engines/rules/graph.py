"""The law of one day as one expression graph, with what each rule is called and where it is written."""

# A table makes nodes of the class their kind asks for, which a type checker cannot follow.
# mypy: disable-error-code="no-any-return"
from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from volens.engines.rules.expression import Bool, Node, Table
from volens.engines.rules.facts import Fact
from volens.engines.rules.rule import Ground
from volens.engines.rules.traversal import below, reasons_of
from volens.engines.rules.values import Shape, Text


@dataclass(frozen=True, slots=True)
class ParameterUse:
    """A parameter as a rule read it: its value on that day, since when and until when, and who says so."""

    name: str
    label: Text
    value: Any  # JSON: what people write
    unit: str
    start: str
    until: str
    source: str
    article: str
    confidence: str
    pack: str
    note: str = ""
    number: int | None = None  # the value inside the graph, where it is a single one
    shape: Shape | None = None


@dataclass(frozen=True, slots=True)
class RuleInfo:
    """One rule of one day: the node that computes it and everything an explanation says about it.

    `valid` is None where a rule is known for everybody; otherwise a yes/no node that says for whom the value means
    anything.
    """

    name: str
    node: Node
    valid: Bool | None
    cite: str
    label: Text
    note: Text
    grounds: Mapping[str, Ground]
    parameters: tuple[ParameterUse, ...]
    rules: tuple[str, ...]
    facts: tuple[str, ...]
    result: bool
    file: str
    line: int
    lapsed: tuple[tuple[Any, ...], ...] = ()

    @property
    def shape(self) -> Shape:
        """Kind, unit and denominator of the value."""
        return self.node.shape

    @property
    def confidence(self) -> str:
        """The weakest mark among the parameters read: T, S, M or R."""
        order = "TSMR"
        return max((use.confidence for use in self.parameters), key=order.index, default="T")


@dataclass(slots=True, weakref_slot=True)
class Graph:
    """One day's law. Everything else is a reading of this: see the modules of `engines.rules`.

    `hash` is a content hash: the same law gives the same hash in every process and Python version; words are not part
    of it.
    """

    pack: str
    day: date
    table: Table
    facts: dict[str, Fact]
    rules: dict[str, RuleInfo]
    household: int = 0  # the most persons one household can have; 0 where the law has no households
    all_facts: Mapping[str, Fact] = field(default_factory=dict)
    readings: dict[Any, Any] = field(default_factory=dict)  # compiled readings, made when first asked for
    _hash: str = ""

    @property
    def results(self) -> tuple[str, ...]:
        """The rules people are told, or all of them where none is marked."""
        marked = tuple(name for name, info in self.rules.items() if info.result)
        return marked or tuple(self.rules)

    @property
    def hash(self) -> str:
        """64 hex digits naming this law: the rule version stored with every decision."""
        if not self._hash:
            self._hash = _content_hash(self)
        return self._hash

    def goals(self, names: Iterable[str] | None) -> tuple[str, ...]:
        """Return the named rules, or the results. Raises KeyError for a name that is no rule."""
        chosen = self.results if names is None else tuple(names)
        for name in chosen:
            if name not in self.rules:
                raise KeyError(f"{name} is not a rule of {self.pack}")
        return chosen

    def nodes(self, names: Iterable[str] | None = None) -> list[Node]:
        """Every node some rule needs (its validity too), arguments before what uses them."""
        roots: list[Node] = []
        for name in self.rules if names is None else names:
            info = self.rules[name]
            roots += [info.node] if info.valid is None else [info.node, info.valid]
        return below(roots)


def shape_record(shape: Shape) -> list[Any]:
    """A shape as JSON."""
    domain = [shape.domain.name, list(shape.domain.codes)] if shape.domain else None
    return [shape.kind, [list(part) for part in shape.unit], shape.scale, domain]


def canonical(value: Any) -> bytes:
    """JSON in one form only: sorted keys, no spaces, UTF-8."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digests(nodes: Iterable[Node]) -> dict[int, str]:
    """Return a content digest for each node (given arguments first); it depends on the structure below, not on
    positions.
    """
    found: dict[int, str] = {}
    for node in nodes:
        content = [
            node.op,
            node.data,
            shape_record(node.shape),
            [found[arg.index] for arg in node.args],
            node.low,
            node.high,
        ]
        found[node.index] = hashlib.sha256(canonical(content)).hexdigest()
    return found


def _content_hash(graph: Graph) -> str:
    found = digests(graph.nodes())
    rules = {
        name: [
            found[info.node.index],
            None if info.valid is None else found[info.valid.index],
            info.cite,
            [[use.name, use.value, use.start, use.until, use.source, use.article] for use in info.parameters],
        ]
        for name, info in graph.rules.items()
    }
    facts = {
        name: [shape_record(fact.shape), fact.low, fact.high] for name, fact in graph.facts.items()
    }  # fmt: skip
    return hashlib.sha256(canonical([graph.pack, rules, facts, graph.household])).hexdigest()


def validity(node: Node, memo: dict[int, Any]) -> Bool | None:
    """Return for whom a value that depends on lapsed law still means something; None for everybody.

    A person on the branch that does not use the missing value is answered all the same: not entitled stays not
    entitled.
    """
    if not node.lapsed:
        return None
    if node.index not in memo:
        memo[node.index] = _validity(node, memo)
    return memo[node.index]


def _both(*parts: Bool | None) -> Bool | None:
    there = [part for part in parts if part is not None]
    if any(part.known and not part.low for part in there):
        return next(part for part in there if part.known and not part.low)
    there = [part for part in there if not part.known]
    if len(there) <= 1:
        return there[0] if there else None
    return there[0].table.make("and", there, there[0].shape)


def _validity(node: Node, memo: dict[int, Any]) -> Any:  # noqa: PLR0911 - one case for each kind of node
    yes_no, table = Shape("bool"), node.table
    if node.op == "missing":
        return table.constant(0, yes_no)
    parts = [validity(arg, memo) for arg in node.args]
    if node.op == "where":
        if parts[1] is None and parts[2] is None:
            return parts[0]
        true = table.constant(1, yes_no)
        branch = table.make(
            "where",
            (node.args[0], parts[1] if parts[1] is not None else true, parts[2] if parts[2] is not None else true),
            yes_no,
        )
        return _both(parts[0], branch)
    if node.op in {"and", "or"}:
        # A conjunct known to fail (a disjunct known to hold) settles the matter whatever the rest would say.
        settling: list[Any] = []
        for arg, part in zip(node.args, parts, strict=True):
            test: Any = arg if node.op == "or" else ~arg  # type: ignore[operator]
            settled = test if part is None else _both(part, test)
            if settled is not None and not (settled.known and not settled.low):
                settling.append(settled)
        whole: Any = _both(*parts)
        return table.make("or", (*settling, whole), yes_no) if settling else whole
    if node.op == "household":
        if parts[0] is None:
            return None
        bad = table.make("household", (~parts[0],), yes_no, ("any", node.data[1]))
        return ~bad
    if node.op == "pick" and None in node.data[0]:
        mask = sum(1 << position for position, value in enumerate(node.data[0]) if value is not None)
        return _both(parts[0], table.make("isin", node.args, yes_no, (mask,)))
    return _both(*parts)


def lapsed_reasons(node: Node) -> tuple[tuple[Any, ...], ...]:
    """What is not known about a value, and the last day on which it was."""
    return tuple(sorted(reasons_of(node)))
