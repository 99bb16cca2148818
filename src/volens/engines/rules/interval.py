"""Reading 3: a case with unknowns. Every value is a lowest and a highest; yes/no is no, yes, or depends.

Sound: whatever the unknown facts turn out to be, the answer lies inside. Narrowing: telling more never widens it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from volens.engines.rules import dates
from volens.engines.rules.errors import FactError
from volens.engines.rules.expression import Node
from volens.engines.rules.facts import Fact
from volens.engines.rules.graph import Graph, RuleInfo
from volens.engines.rules.ranges import RANGES, Span, round_value
from volens.engines.rules.traversal import below
from volens.engines.rules.values import BOOL

Spans = dict[str, Span]


class Entries:
    """The lowest and highest entry of a table between two positions, remembered."""

    __slots__ = ("seen", "values")

    def __init__(self, values: Sequence[int | None]) -> None:
        self.values, self.seen = tuple(values), dict[Span, Span]()

    def __call__(self, low: int, high: int) -> Span:
        """Return the span of the entries from one position to another."""
        found = self.seen.get((low, high))
        if found is None:
            found = self.seen[low, high] = RANGES["pick"]((self.values, ""), [(low, high)])
        return found


_SPACE: dict[str, Any] = {
    "_round": round_value,
    "_bisect": bisect_right,
    "_month_index": dates.month_index,
    "_first_of_month": dates.first_of_month,
    "_add_months": dates.add_months,
    "_ranges": RANGES,
    **{f"_months_{name}": function for name, function in dates.MONTHS_BETWEEN.items()},
}


class _Writer:
    """Writes a function that keeps a lowest `l` and a highest `h` for each node."""

    def __init__(self, goals: Sequence[Node], facts: Mapping[str, Fact], *, member: bool = False) -> None:
        self.lines: list[str] = []
        self.functions: list[str] = []
        self.constants: dict[str, Any] = {}
        self.facts: dict[str, Fact] = {}
        self.shared: list[int] = []
        self.declared, self.member = facts, member
        for node in below(goals):
            if node.low != node.high:
                self.write(node)

    def put(self, node: Node, low: str, high: str) -> None:
        self.lines += [f"l{node.index} = {low}", f"h{node.index} = {high}"]

    def keep(self, prefix: str, node: Node, value: Any) -> str:
        name = f"{prefix}{node.index}"
        self.constants[name] = value
        return name

    def write(self, node: Node) -> None:
        index = node.index
        if node.op == "fact":
            name = node.data[0]
            self.facts[name] = self.declared[name]
            self.lines.append(f"l{index}, h{index} = {name}")
        elif node.op == "household":
            self.shared.append(index)
            if not self.member:
                self.household(node)
        else:
            _WRITERS.get(node.op, _general)(self, node, [_ends(arg) for arg in node.args])

    def household(self, node: Node) -> None:
        """Write an aggregate: over the members told, or over whoever there may be."""
        (arg,), (how, most) = node.args, node.data
        inner = _Writer([arg], self.declared, member=True)
        i, passed = node.index, "".join(f", l{k}, h{k}" for k in inner.shared)
        names = ", ".join(f"{name}=({fact.low}, {fact.high})" for name, fact in inner.facts.items())
        low, high = _ends(arg)
        body = "".join(f"    {line}\n" for line in inner.lines)
        ends = "".join(f"l{k}, h{k}, " for k in inner.shared)
        self.functions.append(
            f"def _m{i}(told{passed}):\n    return _n{i}({ends}**told)\n"
            f"def _n{i}({ends}{names}{', ' if names else ''}**rest):\n{body}    return {low}, {high}\n"
        )
        self.constants.update(inner.constants)
        self.put(node, low, high)
        unknown = {
            "sum": f"l{i} += {(most - 1) * min(0, arg.low)}; h{i} += {(most - 1) * max(0, arg.high)}",
            "any": f"h{i} = {bool(arg.high)}",
            "max": f"h{i} = {arg.high}",
            "min": f"l{i} = {arg.low}",
        }[how]
        step = {
            "sum": f"l{i} += a; h{i} += b",
            "any": f"l{i} = l{i} or a; h{i} = h{i} or b",
            "max": f"l{i} = max(l{i}, a); h{i} = max(h{i}, b)",
            "min": f"l{i} = min(l{i}, a); h{i} = min(h{i}, b)",
        }[how]
        self.lines += [
            "if household is None:", f"    {unknown}", "else:", "    for o in household:",
            f"        a, b = _m{i}(o{passed})", f"        {step}",
        ]  # fmt: skip


def _ends(node: Node) -> tuple[str, str]:
    if node.low == node.high:
        text = str(node.low) if node.low >= 0 else f"({node.low})"
        return text, text
    return f"l{node.index}", f"h{node.index}"


Ends = list[tuple[str, str]]


def _general(writer: _Writer, node: Node, ends: Ends) -> None:
    spans = ", ".join(f"({low}, {high})" for low, high in ends)
    data = writer.keep("D", node, node.data)
    writer.lines.append(f"l{node.index}, h{node.index} = _ranges[{node.op!r}]({data}, ({spans},))")


def _sum(writer: _Writer, node: Node, ends: Ends) -> None:
    (a, b), (c, d) = ends
    writer.put(node, *((f"{a} + {c}", f"{b} + {d}") if node.op == "add" else (f"{a} - {d}", f"{b} - {c}")))


def _product(writer: _Writer, node: Node, ends: Ends) -> None:
    if all(arg.low >= 0 for arg in node.args):
        (a, b), (c, d) = ends
        writer.put(node, f"{a} * {c}", f"{b} * {d}")
    else:
        _general(writer, node, ends)


def _quotient(writer: _Writer, node: Node, ends: Ends) -> None:
    (a, b), (c, d) = ends
    writer.put(node, f"{a} // {d if node.args[0].low >= 0 else c}", f"{b} // {c}") if node.args[
        0
    ].low >= 0 else _general(writer, node, ends)


def _round(writer: _Writer, node: Node, ends: Ends) -> None:
    mode, divisor, multiple = node.data
    times = "" if multiple == 1 else f" * {multiple}"
    form = {
        "floor": f"{{0}} // {divisor}{times}",
        "ceil": f"-(-{{0}} // {divisor}){times}",
        "half_up": f"(2 * {{0}} + {divisor}) // {2 * divisor}{times}" if node.args[0].low >= 0 else "",
    }.get(mode) or f"_round({mode!r}, {{0}}, {divisor}, {multiple})"
    writer.put(node, *(form.format(end) for end in ends[0]))


def _less(sign: str) -> Callable[[_Writer, Node, Ends], None]:
    def write(writer: _Writer, node: Node, ends: Ends) -> None:
        (a, b), (c, d) = ends
        writer.put(node, f"{b} {sign} {c}", f"{a} {sign} {d}")

    return write


def _equal(writer: _Writer, node: Node, ends: Ends) -> None:
    (a, b), (c, d) = ends
    writer.put(node, f"{a} == {b} == {c} == {d}", f"{a} <= {d} and {c} <= {b}")


def _logic(word: str) -> Callable[[_Writer, Node, Ends], None]:
    def write(writer: _Writer, node: Node, ends: Ends) -> None:
        writer.put(node, *(f" {word} ".join(end[side] for end in ends) for side in (0, 1)))

    return write


def _where(writer: _Writer, node: Node, ends: Ends) -> None:
    (no, yes), (a, b), (c, d) = ends
    low, high = f"l{node.index}", f"h{node.index}"
    writer.lines += [
        f"if {no}:", f"    {low} = {a}; {high} = {b}",
        f"elif {yes}:", f"    {low} = {a} if {a} <= {c} else {c}; {high} = {b} if {b} >= {d} else {d}",
        "else:", f"    {low} = {c}; {high} = {d}",
    ]  # fmt: skip


def _extreme(sign: str) -> Callable[[_Writer, Node, Ends], None]:
    def write(writer: _Writer, node: Node, ends: Ends) -> None:
        low, high = f"l{node.index}", f"h{node.index}"
        writer.put(node, *ends[0])
        for a, b in ends[1:]:
            writer.lines += [f"if {a} {sign} {low}: {low} = {a}", f"if {b} {sign} {high}: {high} = {b}"]

    return write


def _band(writer: _Writer, node: Node, ends: Ends) -> None:
    edges, values = node.data
    if list(values) != sorted(values):
        _general(writer, node, ends)
        return
    at, value = writer.keep("E", node, edges), writer.keep("V", node, values)
    writer.put(node, *(f"{value}[_bisect({at}, {end})]" for end in ends[0]))


def _pick(writer: _Writer, node: Node, ends: Ends) -> None:
    name = writer.keep("P", node, Entries(node.data[0]))
    (low, high), i = ends[0], node.index
    values = writer.keep("Q", node, tuple(value or 0 for value in node.data[0]))
    writer.lines += [f"if {low} == {high}: l{i} = h{i} = {values}[{low}]", f"else: l{i}, h{i} = {name}({low}, {high})"]


def _months(writer: _Writer, node: Node, ends: Ends) -> None:
    (a, b), (c, d) = ends
    name = f"_months_{node.data[0]}"
    writer.put(node, f"{name}({b}, {c})", f"{name}({a}, {d})")


def _rising(name: str) -> Callable[[_Writer, Node, Ends], None]:
    def write(writer: _Writer, node: Node, ends: Ends) -> None:
        extra = "".join(f", {item!r}" for item in node.data)
        writer.put(node, *(f"{name}({', '.join(end[side] for end in ends)}{extra})" for side in (0, 1)))

    return write


_WRITERS: dict[str, Callable[[_Writer, Node, Ends], None]] = {
    "add": _sum,
    "sub": _sum,
    "mul": _product,
    "div": _quotient,
    "round": _round,
    "lt": _less("<"),
    "le": _less("<="),
    "eq": _equal,
    "and": _logic("and"),
    "or": _logic("or"),
    "not": lambda writer, node, ends: writer.put(node, f"not {ends[0][1]}", f"not {ends[0][0]}"),
    "ground": lambda writer, node, ends: writer.put(node, *ends[0]),
    "where": _where,
    "min": _extreme("<"),
    "max": _extreme(">"),
    "band": _band,
    "pick": _pick,
    "months_between": _months,
    "month_index": _rising("_month_index"),
    "first_of_month": _rising("_first_of_month"),
    "add_months": _rising("_add_months"),
}


def roots(graph: Graph, names: Iterable[str]) -> list[Node]:
    """Return the value and validity nodes of some rules, one after the other."""
    infos = [graph.rules[name] for name in names]
    return [node for info in infos for node in ([info.node] if info.valid is None else [info.node, info.valid])]


def intervals(graph: Graph, nodes: Sequence[Node], name: object) -> Callable[..., tuple[int, ...]]:
    """Return a compiled function `(household=None, **spans) -> (low, high, low, high, ...)` for some nodes.

    Facts left out span their whole range; `household` is None where nothing is told of the other members, or a list of
    spans. `name` identifies the choice of nodes among the graph's compiled readings.
    """
    key = ("interval", name)
    if key not in graph.readings:
        writer = _Writer(nodes, graph.all_facts or graph.facts)
        told = "".join(f", {fact.name}=({fact.low}, {fact.high})" for fact in writer.facts.values())
        body = "".join(f"    {line}\n" for line in writer.lines)
        returned = ", ".join(end for node in nodes for end in _ends(node))
        text = (
            "".join(writer.functions) + f"def consider(household=None{told}, **rest):\n{body}    return ({returned},)\n"
        )
        space = {**_SPACE, **writer.constants}
        exec(compile(text, f"<interval {graph.pack} {graph.day}>", "exec"), space)  # noqa: S102 - our own generated text
        graph.readings[key] = space["consider"]
    return graph.readings[key]  # type: ignore[no-any-return]


@dataclass(frozen=True, slots=True)
class Finding:
    """What can be said of one result.

    `known`: it cannot change any more. `state` is "yes", "no", "depends", "value", "range" or "no rule".
    """

    info: RuleInfo
    low: int
    high: int
    state: str

    @property
    def known(self) -> bool:
        """Whether no further answer can change this result."""
        return self.state not in {"depends", "range"}

    def record(self) -> Any:
        """JSON: a value, {"low", "high"}, "depends", or None where no rule is known."""
        shape = self.info.shape
        if self.state == "no rule":
            return None
        if self.known:
            return shape.show(self.low)
        return "depends" if self.state == "depends" else {"low": shape.show(self.low), "high": shape.show(self.high)}


def finding(info: RuleInfo, value: Span, valid: Span) -> Finding:
    """Name the state of one result from its interval and that of its validity."""
    low, high = int(value[0]), int(value[1])
    settled = bool(valid[0]) and low == high
    if not valid[1]:
        state = "no rule"
    elif info.shape.kind == BOOL:
        state = ("yes" if low else "no") if settled else "depends"
    elif info.shape.kind == "category":
        state = "value" if settled else "depends"
    else:
        state = "value" if settled else "range"
    return Finding(info, low, high, state)


def findings(graph: Graph, names: Sequence[str], ends: Sequence[int]) -> dict[str, Finding]:
    """Turn what `intervals` returned for the `roots` of these rules into findings."""
    found: dict[str, Finding] = {}
    at = 0
    for name in names:
        info, valid = graph.rules[name], (1, 1)
        value = (ends[at], ends[at + 1])
        at += 2
        if info.valid is not None:
            valid = (ends[at], ends[at + 1])
            at += 2
        found[name] = finding(info, value, valid)
    return found


def read_spans(graph: Graph, given: Mapping[str, object], prefix: str = "") -> Spans:
    """Read facts of which any may be absent, None, or {"low": ..., "high": ...}. Raises FactError naming every wrong
    one.
    """
    declared = graph.all_facts or graph.facts
    wrong: dict[str, str] = {}
    spans: Spans = {}
    for name, value in given.items():
        fact = declared.get(name)
        if fact is None:
            wrong[f"{prefix}{name}"] = "there is no such fact in this pack"
        elif value is not None:
            try:
                spans[name] = _span(fact, value)
            except ValueError as error:
                wrong[f"{prefix}{name}"] = str(error)
    if wrong:
        raise FactError(wrong)
    return spans


def _span(fact: Fact, value: object) -> Span:
    if not isinstance(value, Mapping):
        point = fact.read(value)
        return point, point
    if unknown := set(value) - {"low", "high"}:
        raise ValueError(f"{', '.join(map(str, unknown))}: a range has low and high only")
    low = fact.read(value["low"]) if value.get("low") is not None else fact.low
    high = fact.read(value["high"]) if value.get("high") is not None else fact.high
    if low > high:
        raise ValueError("the lowest value is above the highest")
    return low, high


def consider(
    graph: Graph,
    facts: Mapping[str, object],
    household: Sequence[Mapping[str, object]] | None = None,
    goals: Iterable[str] | None = None,
) -> dict[str, Finding]:
    """Say what is certain already, with any facts absent; `household` None means nothing is told of other members.

    This is the fast reading; `questions.outlook` splits cases where that makes the answer tighter.
    """
    names = graph.goals(goals)
    spans = read_spans(graph, facts)
    members = (
        None
        if household is None
        else [read_spans(graph, given, f"household.{i}.") for i, given in enumerate(household, 1)]
    )
    return findings(graph, names, intervals(graph, roots(graph, names), names)(members, **spans))
