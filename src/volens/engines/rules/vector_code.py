"""Reading 4, the code it runs: whole populations with numpy, in chunks that stay in the processor's cache.

The ranges proved when the graph was built choose the narrowest integers that cannot overflow, which is most of the
speed; results are exactly those of the scalar reading, to the minor unit.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from volens.engines.rules import dates
from volens.engines.rules.expression import Node
from volens.engines.rules.traversal import below
from volens.engines.rules.values import BOOL

Array = Any  # numpy arrays of several integer widths
_DEEPEST = 30
_FEW_EDGES = 6


def width(*ends: int) -> int:
    """Return 1, 2, 4 or 8: the bytes of the narrowest signed integer that holds all of these."""
    size = max(abs(end) for end in ends)
    return 1 if size < 2**7 else 2 if size < 2**15 else 4 if size < 2**31 else 8


def _half_even(number: Array, divisor: int) -> Array:
    whole, rest = np.divmod(number, divisor)
    return whole + ((2 * rest > divisor) | ((2 * rest == divisor) & (whole % 2 == 1)))


def _half_up(number: Array, divisor: int) -> Array:
    size = (2 * np.abs(number) + divisor) // (2 * divisor)
    return np.where(number < 0, -size, size)


def _truncate(number: Array, divisor: int) -> Array:
    size = np.abs(number) // divisor
    return np.where(number < 0, -size, size)


def _aggregate(how: str, values: Array, starts: Array | None, counts: Array | None) -> Array:
    """Aggregate over households, whose members stand side by side; without households everyone is alone."""
    if starts is None or counts is None:
        return values
    reduce = {"sum": np.add, "any": np.logical_or, "max": np.maximum, "min": np.minimum}[how].reduceat
    return np.repeat(reduce(values, starts), counts)


SPACE: dict[str, Any] = {
    "np": np,
    "i1": np.int8,
    "i2": np.int16,
    "i4": np.int32,
    "i8": np.int64,
    "_half_even": _half_even,
    "_half_up": _half_up,
    "_truncate": _truncate,
    "_aggregate": _aggregate,
    "_month_index": dates.month_index_array,
    "_day_of_month": dates.day_of_month_array,
    "_first_of_month": dates.first_of_month_array,
    "_add_months": dates.add_months_array,
    "_months_between": dates.months_between_array,
}


class _Writer:
    """Writes nodes as numpy expressions over one chunk; shared nodes become locals, dropped after their last use."""

    def __init__(self, goals: Sequence[Node]) -> None:
        self.lines: list[str] = []
        self.text: dict[int, str] = {}
        self.depth: dict[int, int] = {}
        self.constants: dict[str, Any] = {}
        order = [node for node in below(goals) if node.low != node.high]
        self.uses = {node.index: 0 for node in order}
        for used in [*goals, *(arg for node in order for arg in node.args)]:
            if used.index in self.uses:
                self.uses[used.index] += 1
        for node in order:
            self.write(node)

    def write(self, node: Node) -> None:
        text = _WRITERS[node.op](self, node)
        depth = 1 + max((self.depth.get(arg.index, 0) for arg in node.args), default=0)
        if self.uses[node.index] > 1 or depth > _DEEPEST or node.op == "fact":
            self.text[node.index], self.depth[node.index] = self.local(f"v{node.index}", text), 0
        else:
            self.text[node.index], self.depth[node.index] = text, depth

    def local(self, name: str, text: str) -> str:
        self.lines.append(f"{name} = {text}")
        return name

    def named(self, node: Node) -> str:
        """Return a name for a node that the text using it mentions more than once."""
        text = self.ref(node)
        if node.low == node.high or text.isidentifier():
            return text
        self.text[node.index] = self.local(f"v{node.index}", text)
        return self.text[node.index]

    def ref(self, node: Node, size: int = 0) -> str:
        """Return the text of a node, widened to `size` bytes where it is narrower."""
        if node.low == node.high:
            return str(node.low) if node.low >= 0 else f"({node.low})"
        text = self.text[node.index]
        own = width(node.low, node.high)
        if size <= own or node.kind == BOOL:
            return text
        if text.isidentifier():  # remember the widened copy: several users need it
            self.text[-node.index * 10 - size] = name = f"{text}_{size}"
            if f"{name} = " not in "".join(line[: len(name) + 3] for line in self.lines):
                self.lines.append(f"{name} = {text}.astype(i{size})")
            return name
        return f"{text}.astype(i{size})"

    def flag(self, node: Node, *, inverted: bool = False) -> str:
        """Return a yes/no node as 0 and 1 in one byte."""
        return f"({'~' if inverted else ''}{self.ref(node)}).view(i1)"

    def keep(self, prefix: str, node: Node, value: Any) -> str:
        self.constants[f"{prefix}{node.index}"] = value
        return f"{prefix}{node.index}"


def _arithmetic(sign: str) -> Callable[[_Writer, Node], str]:
    def text(writer: _Writer, node: Node) -> str:
        left, right = node.args
        if sign in "+-" and right.low == right.high == 0:
            return writer.ref(left, width(node.low, node.high))
        if sign == "+" and left.low == left.high == 0:
            return writer.ref(right, width(node.low, node.high))
        size = width(node.low, node.high, left.low, left.high, right.low, right.high)
        result = f"({writer.ref(left, size)} {sign} {writer.ref(right, size)})"
        return _narrow(result, size, node)

    return text


def _narrow(text: str, size: int, node: Node) -> str:
    own = width(node.low, node.high)
    return text if own == size else f"{text}.astype(i{own})"


def _compare(sign: str) -> Callable[[_Writer, Node], str]:
    def text(writer: _Writer, node: Node) -> str:
        left, right = node.args
        size = (
            0 if left.low == left.high or right.low == right.high else width(left.low, left.high, right.low, right.high)
        )
        return f"({writer.ref(left, size)} {sign} {writer.ref(right, size)})"

    return text


def _logic(sign: str, neutral: int) -> Callable[[_Writer, Node], str]:
    def text(writer: _Writer, node: Node) -> str:
        parts = [writer.ref(arg) for arg in node.args if not arg.low == arg.high == neutral]
        return "(" + f" {sign} ".join(parts) + ")"

    return text


def _steps(node: Node, value: str, edges: Sequence[int], values: Sequence[int]) -> str:
    """A step function as the sum of its jumps: comparing and adding is faster than looking up while the steps
    are few.
    """
    size, text = width(*values, *(b - a for a, b in pairwise(values))), ""
    for edge, before, after in zip(edges, values, values[1:], strict=False):
        if before != after:
            jump = f"({value} >= {edge}).view(i1)" if size == 1 else f"({value} >= {edge}).astype(i{size})"
            text += (
                f" + {jump}"
                if after - before == 1
                else f" + {jump} * {after - before}"
                if after > before
                else f" - {jump} * {before - after}"
            )
    start = f"{values[0]}" if values[0] or text.startswith(" -") else ""
    return _narrow(f"({start}{text if start else text[3:]})", size, node)


def _band(writer: _Writer, node: Node) -> str:
    (at,), (edges, values) = node.args, node.data
    kept = [position for position, edge in enumerate(edges) if at.low < edge <= at.high]
    first = sum(1 for edge in edges if edge <= at.low)
    inner_edges, inner_values = (
        [edges[position] for position in kept],
        [values[first], *(values[position + 1] for position in kept)],
    )
    if len(kept) <= _FEW_EDGES:
        return _steps(node, writer.named(at), inner_edges, inner_values)
    entries = writer.keep("B", node, np.array(inner_values, dtype=f"i{width(node.low, node.high)}"))
    if at.high - at.low < 65536:
        low, points = at.low, np.arange(at.low, at.high + 1)
        table = writer.constants[entries][np.searchsorted(np.array(inner_edges), points, side="right")]
        entries = writer.keep("L", node, table)
        return f"{entries}.take({writer.ref(at)}{f' - {low}' if low > 0 else f' + {-low}' if low else ''}, mode='clip')"
    steps = writer.keep("E", node, np.array(inner_edges))
    return f"{entries}.take(np.searchsorted({steps}, {writer.ref(at)}, side='right'))"


def _pick(writer: _Writer, node: Node) -> str:
    (at,), values = node.args, [value or 0 for value in node.data[0]]
    if at.high <= 3:
        return _steps(node, writer.named(at), range(1, at.high + 1), values[: at.high + 1])
    table = writer.keep("P", node, np.array(values, dtype=f"i{width(node.low, node.high)}"))
    return f"{table}.take({writer.ref(at)}, mode='clip')"


def _isin(writer: _Writer, node: Node) -> str:
    (at,), (mask,) = node.args, node.data
    size = at.high + 1
    codes = [code for code in range(size) if mask >> code & 1]
    others = [code for code in range(size) if not mask >> code & 1]
    if len(codes) <= 3:
        name = writer.named(at)
        return "(" + " | ".join(f"({name} == {code})" for code in codes) + ")"
    if len(others) <= 3:
        name = writer.named(at)
        return "(" + " & ".join(f"({name} != {code})" for code in others) + ")"
    table = writer.keep("M", node, np.array([bool(mask >> code & 1) for code in range(size)]))
    return f"{table}.take({writer.ref(at)}, mode='clip')"


def _where(writer: _Writer, node: Node) -> str:  # noqa: PLR0911 - the cheapest form that fits
    condition, yes, no = node.args
    if condition.low == condition.high:
        return writer.ref(yes if condition.low else no, width(node.low, node.high))
    if node.kind == BOOL:
        return _where_bool(writer, condition, yes, no)
    size = width(node.low, node.high)
    if no.low == no.high == 0 and yes.low != yes.high:
        return f"({writer.ref(yes, size)} * {writer.flag(condition)})"
    if yes.low == yes.high == 0 and no.low != no.high:
        return f"({writer.ref(no, size)} * {writer.flag(condition, inverted=True)})"
    flag = writer.flag(condition)
    if yes.low == yes.high and no.low == no.high:
        span = width(node.low, node.high, yes.low - no.low)
        flag = flag if span == 1 else f"{flag}.astype(i{span})"
        return _narrow(f"({flag} * {yes.low - no.low} + {writer.ref(no)})", span, node)
    if width(yes.low - no.high, yes.high - no.low) <= size:
        base = writer.named(no)
        wide = writer.ref(no, size) if base else base
        return f"(({writer.ref(yes, size)} - {wide}) * {flag} + {wide})"
    return f"np.where({writer.ref(condition)}, {writer.ref(yes, size)}, {writer.ref(no, size)})"


def _where_bool(writer: _Writer, condition: Node, yes: Node, no: Node) -> str:
    test = writer.named(condition)
    if yes.low == yes.high:
        return (
            f"({test} | {writer.ref(no)})"
            if yes.low
            else f"(~{test} & {writer.ref(no)})"
            if no.low != no.high
            else f"(~{test})"
        )
    if no.low == no.high:
        return f"(~{test} | {writer.ref(yes)})" if no.low else f"({test} & {writer.ref(yes)})"
    return f"(({test} & {writer.ref(yes)}) | (~{test} & {writer.ref(no)}))"


def _extreme(name: str) -> Callable[[_Writer, Node], str]:
    def text(writer: _Writer, node: Node) -> str:
        size = width(*(end for arg in node.args for end in (arg.low, arg.high)))
        result = writer.ref(node.args[0], size)
        for arg in node.args[1:]:
            result = f"np.{name}({result}, {writer.ref(arg, size)})"
        return _narrow(result, size, node)

    return text


def _round(writer: _Writer, node: Node) -> str:
    mode, divisor, multiple = node.data
    (at,) = node.args
    most = 2 * max(abs(at.low), abs(at.high)) + 2 * divisor
    size = (
        width(at.low, at.high, divisor, node.low, node.high)
        if mode in {"floor", "ceil"}
        else width(most, node.low, node.high)
    )
    times = "" if multiple == 1 else f" * {multiple}"
    if mode == "half_up" and at.low >= 0:
        if divisor % 2 == 0:
            size = width(at.high + divisor, node.low, node.high)
            result = f"(({writer.ref(at, size)} + {divisor // 2}) // {divisor}{times})"
        else:
            result = f"((2 * {writer.ref(at, size)} + {divisor}) // {2 * divisor}{times})"
    elif mode == "floor":
        result = f"({writer.ref(at, size)} // {divisor}{times})"
    elif mode == "ceil":
        result = f"(-(-{writer.ref(at, size)} // {divisor}){times})"
    else:
        result = f"(_{mode}({writer.ref(at, size)}, {divisor}){times})"
    return _narrow(result, size, node)


def _call(name: str) -> Callable[[_Writer, Node], str]:
    def text(writer: _Writer, node: Node) -> str:
        parts = [writer.ref(arg, 4) for arg in node.args] + [repr(item) for item in node.data]
        return f"{name}({', '.join(parts)}).astype(i{width(node.low, node.high)})"

    return text


def _fact(_: _Writer, node: Node) -> str:
    if node.kind == BOOL:
        return f"columns[{node.data[0]!r}].astype(bool, copy=False)"
    return f"columns[{node.data[0]!r}].astype(i{width(node.low, node.high)}, copy=False)"


def _household(writer: _Writer, node: Node) -> str:
    value = writer.ref(node.args[0], width(node.low, node.high))
    if node.args[0].low == node.args[0].high:
        value = f"np.full(n, {value})"
    return f"_aggregate({node.data[0]!r}, {value}, starts, counts)"


_WRITERS: dict[str, Callable[[_Writer, Node], str]] = {
    "fact": _fact,
    "add": _arithmetic("+"),
    "sub": _arithmetic("-"),
    "mul": _arithmetic("*"),
    "div": _arithmetic("//"),
    "round": _round,
    "lt": _compare("<"),
    "le": _compare("<="),
    "eq": _compare("=="),
    "and": _logic("&", 1),
    "or": _logic("|", 0),
    "not": lambda writer, node: f"(~{writer.ref(node.args[0])})",
    "ground": lambda writer, node: writer.ref(node.args[0]),
    "where": _where,
    "min": _extreme("minimum"),
    "max": _extreme("maximum"),
    "band": _band,
    "pick": _pick,
    "isin": _isin,
    "month_index": _call("_month_index"),
    "day_of_month": _call("_day_of_month"),
    "first_of_month": _call("_first_of_month"),
    "add_months": _call("_add_months"),
    "months_between": _call("_months_between"),
    "household": _household,
}


def _dropped(lines: list[str], returned: str) -> list[str]:
    """Add `del` after the last use of each local, so that its memory is used again while it is still in the cache."""
    last: dict[str, int] = {}
    names = {line.split(" = ", 1)[0] for line in lines}
    for position, line in enumerate(lines):
        for name in re.findall(r"\bv\d+(?:_\d)?\b", line):
            last[name] = position
    kept = set(re.findall(r"\bv\d+(?:_\d)?\b", returned))
    result = []
    for position, line in enumerate(lines):
        result.append(line)
        over = sorted(name for name in names if last.get(name) == position and name not in kept)
        if over:
            result.append(f"del {', '.join(over)}")
    return result


def source(nodes: Sequence[Node]) -> tuple[str, dict[str, Any]]:
    """Return source of `run(columns, n, starts, counts)`, giving one array (or one number) for each node, and its
    constants.
    """
    writer = _Writer(nodes)
    returned = ", ".join(writer.ref(node) for node in nodes)
    body = "".join(f"    {line}\n" for line in _dropped(writer.lines, returned))
    return f"def run(columns, n, starts=None, counts=None):\n{body}    return ({returned},)\n", writer.constants
