"""Reading 1: one person, decided by generated Python.

The graph becomes one straight function: values used more than once are locals, the rest stays inside conditional
expressions and so is only computed on the branch taken. It is as fast as the same law written by hand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import SimpleNamespace
from typing import Any

from volens.engines.rules import dates
from volens.engines.rules.errors import FactError
from volens.engines.rules.expression import Node
from volens.engines.rules.facts import read_facts
from volens.engines.rules.graph import Graph
from volens.engines.rules.ranges import round_value
from volens.engines.rules.traversal import below, facts_of

_DEEPEST = 30  # Python refuses expressions nested far beyond this
_NAMES: dict[str, Any] = {
    "_round": round_value,
    "_month_index": dates.month_index,
    "_day_of_month": dates.day_of_month,
    "_first_of_month": dates.first_of_month,
    "_add_months": dates.add_months,
    **{f"_months_{name}": function for name, function in dates.MONTHS_BETWEEN.items()},
}


class Writer:
    """Writes the nodes below some goals as Python statements and expressions."""

    def __init__(self, goals: Sequence[Node], fact: Callable[[str], str], *, member: bool = False) -> None:
        self.fact, self.member = fact, member
        self.lines: list[str] = []
        self.text: dict[int, str] = {}
        self.depth: dict[int, int] = {}
        self.functions: list[str] = []
        self.constants: dict[str, Any] = {}
        self.shared: set[int] = set()
        order = [node for node in below(goals) if node.low != node.high]
        self.uses: dict[int, int] = {node.index: 0 for node in order}
        for used in [*goals, *(arg for node in order for arg in node.args)]:
            if used.index in self.uses:
                self.uses[used.index] += 1
        for node in order:
            self.write(node)

    def ref(self, node: Node) -> str:
        """Return the text that stands for a node."""
        if node.low == node.high:
            return str(node.low) if node.low >= 0 else f"({node.low})"
        return self.text[node.index]

    def write(self, node: Node) -> None:
        """Write one node: inside its only user, or as a local."""
        if node.op == "household":
            self.text[node.index] = f"h{node.index}"
            self.shared.add(node.index)
            if not self.member:
                self.household(node)
            return
        text = self.fact(node.data[0]) if node.op == "fact" else _WRITERS[node.op](self, node)
        depth = 1 + max((self.depth.get(arg.index, 0) for arg in node.args), default=0)
        if self.uses[node.index] > 1 or depth > _DEEPEST:
            name = f"v{node.index}"
            self.lines.append(f"{name} = {text}")
            self.text[node.index], self.depth[node.index] = name, 0
        else:
            self.text[node.index], self.depth[node.index] = text, depth

    def household(self, node: Node) -> None:
        """Write an aggregate: the person's own value, then each other member's, by a function of the member's facts."""
        (arg,), (how, _) = node.args, node.data
        inner = Writer([arg], self.fact, member=True)
        name, shared = f"h{node.index}", sorted(inner.shared)
        passed = "".join(f", h{index}" for index in shared)
        body = "".join(f"    {line}\n" for line in inner.lines)
        self.functions.append(f"def _m{node.index}(f{passed}):\n{body}    return {inner.ref(arg)}\n")
        self.constants.update(inner.constants)
        value = f"_m{node.index}(o{passed})"
        self.lines.append(f"{name} = {self.ref(arg)}")
        step = {
            "sum": f"{name} += {value}",
            "any": f"{name} = {name} or {value}",
            "max": f"{name} = max({name}, {value})",
            "min": f"{name} = min({name}, {value})",
        }[how]
        self.lines += ["for o in others:", f"    {step}"]

    def lookup(self, table: Any) -> str:
        """Keep a tuple as a constant of the generated module and return its name."""
        for name, known in self.constants.items():
            if known == table:
                return name
        name = f"T{len(self.constants)}_{abs(hash(table)) % 10**8}"
        self.constants[name] = table
        return name


def _infix(sign: str) -> Callable[[Writer, Node], str]:
    def text(writer: Writer, node: Node) -> str:
        return "(" + f" {sign} ".join(writer.ref(arg) for arg in node.args) + ")"

    return text


def _sum(writer: Writer, node: Node) -> str:
    left, right = node.args
    if left.low == left.high == 0 and node.op == "add":
        return writer.ref(right)
    if right.low == right.high == 0:
        return writer.ref(left)
    return f"({writer.ref(left)} {'+' if node.op == 'add' else '-'} {writer.ref(right)})"


def _product(writer: Writer, node: Node) -> str:
    left, right = node.args
    for one, other in ((left, right), (right, left)):
        if one.low == one.high == 1:
            return writer.ref(other)
    return f"({writer.ref(left)} * {writer.ref(right)})"


def _logic(word: str, neutral: int) -> Callable[[Writer, Node], str]:
    def text(writer: Writer, node: Node) -> str:
        parts = [writer.ref(arg) for arg in node.args if not arg.low == arg.high == neutral]
        return "(" + f" {word} ".join(parts) + ")" if len(parts) > 1 else parts[0]

    return text


def _where(writer: Writer, node: Node) -> str:
    condition, yes, no = node.args
    if condition.low == condition.high:
        return writer.ref(yes if condition.low else no)
    if yes.low == yes.high == 1 and no.low == no.high == 0 and node.kind == "bool":
        return writer.ref(condition)
    return f"({writer.ref(yes)} if {writer.ref(condition)} else {writer.ref(no)})"


def _extreme(sign: str) -> Callable[[Writer, Node], str]:
    def text(writer: Writer, node: Node) -> str:
        result = writer.ref(node.args[0])
        for position, arg in enumerate(node.args[1:]):
            left, right, names = result, writer.ref(arg), [f"t{node.index}_{position}", f"s{node.index}_{position}"]
            tests = [
                f"({name} := {value})" if not _plain(value) else value
                for name, value in zip(names, (left, right), strict=True)
            ]
            use = [name if not _plain(value) else value for name, value in zip(names, (left, right), strict=True)]
            result = f"({use[0]} if {tests[0]} {sign} {tests[1]} else {use[1]})"
        return result

    return text


def _plain(text: str) -> bool:
    """Whether naming this again costs nothing."""
    return text.isidentifier() or text.lstrip("(-").rstrip(")").isdigit()


def _band(writer: Writer, node: Node) -> str:
    edges, values = node.data
    (at,) = node.args
    kept = [(edge, before) for edge, before in zip(edges, values, strict=False) if at.low < edge <= at.high]
    last = values[sum(1 for edge in edges if edge <= at.high)]
    value, name = writer.ref(at), f"t{node.index}"
    if not kept:
        return str(last)
    first, use = (value, value) if _plain(value) else (f"({name} := {value})", name)
    return "(" + _search(kept, last, first, use) + ")"


def _search(kept: list[tuple[int, int]], last: int, first: str, use: str) -> str:
    """Write a binary search over thresholds as nested conditions; `first` names the value on its first use."""
    if not kept:
        return str(last)
    if len(kept) <= 3:
        chain, seen = "", first
        for edge, before in kept:
            chain += f"{before} if {seen} < {edge} else "
            seen = use
        return chain + str(last)
    middle = len(kept) // 2
    edge, before = kept[middle]
    below_text = _search(kept[:middle], before, use, use)
    above_text = _search(kept[middle + 1 :], last, use, use)
    return f"({below_text}) if {first} < {edge} else ({above_text})"


def _round(writer: Writer, node: Node) -> str:
    mode, divisor, multiple = node.data
    (at,) = node.args
    value, times = writer.ref(at), "" if multiple == 1 else f" * {multiple}"
    if mode == "floor" or (mode == "truncate" and at.low >= 0):
        return f"({value} // {divisor}{times})"
    if mode == "ceil":
        return f"(-(-{value} // {divisor}){times})"
    if mode == "half_up" and at.low >= 0:
        half = (
            f"({value} + {divisor // 2}) // {divisor}"
            if divisor % 2 == 0
            else f"(2 * {value} + {divisor}) // {2 * divisor}"
        )
        return f"({half}{times})"
    return f"_round({mode!r}, {value}, {divisor}, {multiple})"


def _isin(writer: Writer, node: Node) -> str:
    (mask,), (value,) = node.data, node.args
    codes = [code for code in range(value.high + 1) if mask >> code & 1]
    if len(codes) == 1:
        return f"({writer.ref(value)} == {codes[0]})"
    return f"({writer.ref(value)} in {writer.lookup(frozenset(codes))})"


def _call(name: str) -> Callable[[Writer, Node], str]:
    def text(writer: Writer, node: Node) -> str:
        return (
            f"{name}(" + ", ".join([*(writer.ref(arg) for arg in node.args), *(repr(item) for item in node.data)]) + ")"
        )

    return text


_WRITERS: dict[str, Callable[[Writer, Node], str]] = {
    "add": _sum,
    "sub": _sum,
    "mul": _product,
    "div": _infix("//"),
    "round": _round,
    "lt": _infix("<"),
    "le": _infix("<="),
    "eq": _infix("=="),
    "isin": _isin,
    "and": _logic("and", 1),
    "or": _logic("or", 0),
    "not": lambda writer, node: f"(not {writer.ref(node.args[0])})",
    "ground": lambda writer, node: writer.ref(node.args[0]),
    "where": _where,
    "min": _extreme("<="),
    "max": _extreme(">="),
    "band": _band,
    "pick": lambda writer, node: (
        f"{writer.lookup(tuple(value or 0 for value in node.data[0]))}[{writer.ref(node.args[0])}]"
    ),
    "month_index": _call("_month_index"),
    "day_of_month": _call("_day_of_month"),
    "first_of_month": _call("_first_of_month"),
    "add_months": _call("_add_months"),
    "months_between": lambda writer, node: (
        f"_months_{node.data[0]}({writer.ref(node.args[0])}, {writer.ref(node.args[1])})"
    ),
}


def source(graph: Graph, goals: Iterable[str] | None = None, access: str = "attribute") -> tuple[str, dict[str, Any]]:
    """Return Python source of a function `decide(f, others=())` and the constants it needs.

    `f` holds the person's facts as internal integers: attributes, or items with access="item". It returns one value for
    each goal, None where no rule is known.
    """
    names = graph.goals(goals)
    infos = [graph.rules[name] for name in names]
    nodes = [node for info in infos for node in ([info.node] if info.valid is None else [info.node, info.valid])]
    writer = Writer(nodes, (lambda name: f"f.{name}") if access == "attribute" else (lambda name: f"f[{name!r}]"))
    returned = [
        writer.ref(info.node)
        if info.valid is None
        else f"({writer.ref(info.node)} if {writer.ref(info.valid)} else None)"
        for info in infos
    ]
    body = "".join(f"    {line}\n" for line in writer.lines)
    text = "".join(writer.functions) + f"def decide(f, others=()):\n{body}    return ({', '.join(returned)},)\n"
    return text, writer.constants


def compiled(
    graph: Graph, goals: Iterable[str] | None = None, access: str = "attribute"
) -> Callable[..., tuple[Any, ...]]:
    """Return the compiled function of `source`, made once for each choice of goals."""
    names = graph.goals(goals)
    key = ("scalar", names, access)
    if key not in graph.readings:
        text, constants = source(graph, names, access)
        space = {**_NAMES, **constants}
        exec(compile(text, f"<{graph.pack} {graph.day}>", "exec"), space)  # noqa: S102 - our own generated text, no input in it
        graph.readings[key] = space["decide"]
    return graph.readings[key]  # type: ignore[no-any-return]


def facts_needed(graph: Graph, goals: Iterable[str] | None = None) -> tuple[set[str], set[str]]:
    """Return the facts the goals need of the person, and those they need of the other members of the household."""
    names = graph.goals(goals)
    roots = [node for name in names for node in (graph.rules[name].node, graph.rules[name].valid) if node is not None]
    own = {fact for root in roots for fact in facts_of(root)}
    members = {fact for node in below(roots) if node.op == "household" for fact in facts_of(node.args[0])}
    return own, members


def read_case(
    graph: Graph,
    facts: Mapping[str, object],
    household: Sequence[Mapping[str, object]] = (),
    goals: Iterable[str] | None = None,
) -> tuple[SimpleNamespace, list[SimpleNamespace]]:
    """Read a complete case: the person's facts and those of the other members.

    Raises FactError for unknown, malformed and missing facts; the fields of member 2 are named "household.2.NAME".
    """
    own, shared = facts_needed(graph, goals)
    wrong: dict[str, str] = {}
    people: list[SimpleNamespace] = []
    for position, given in enumerate([facts, *household]):
        prefix = f"household.{position}." if position else ""
        known: dict[str, int] = {}
        try:
            known = read_facts(graph.all_facts or graph.facts, given)
        except FactError as error:
            wrong.update({f"{prefix}{name}": reason for name, reason in error.fields.items()})
        for name in (shared if position else own) - set(known):
            wrong.setdefault(f"{prefix}{name}", "not told, but the answer needs it")
        people.append(SimpleNamespace(**known))
    if len(household) >= max(graph.household, 1):
        wrong["household"] = f"more than {graph.household} persons" if graph.household else "this law has no households"
    if wrong:
        raise FactError(wrong)
    return people[0], people[1:]


def decide(
    graph: Graph,
    facts: Mapping[str, object],
    household: Sequence[Mapping[str, object]] = (),
    goals: Iterable[str] | None = None,
) -> dict[str, Any]:
    """Decide one complete case. Return each goal as JSON (money "2070.00", dates ISO), None where no rule is known."""
    names = graph.goals(goals)
    person, others = read_case(graph, facts, household, names)
    values = compiled(graph, names)(person, others)
    return {
        name: None if value is None else graph.rules[name].shape.show(int(value))
        for name, value in zip(names, values, strict=True)
    }
