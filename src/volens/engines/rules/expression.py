"""Symbolic values: what a rule function is called with, and the hash-consed graph it leaves behind.

Every operator makes one node in a `Table`; equal sub-expressions are one node, also across two dates or a reform built
into the same table. Units, denominators and ranges are checked as the node is made, so the error names the author's
line.
"""

# A table makes nodes of the class their kind asks for, which a type checker cannot follow.
# mypy: disable-error-code="no-any-return"
from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import gcd
from typing import Any, ClassVar, Self, TypeAlias, TypeVar

from volens.engines.rules import dates
from volens.engines.rules.errors import author_line, complaint
from volens.engines.rules.ranges import RANGES, Span
from volens.engines.rules.traversal import facts_of, reasons_of
from volens.engines.rules.values import (
    BOOL,
    CATEGORY,
    DATE,
    NUMBER,
    Domain,
    Shape,
    Unit,
    exact,
    money_digits,
    multiply_units,
    read_date,
    show_unit,
)

LARGEST = 2**62  # every reading keeps int64; numpy and SQL would wrap or fail beyond
Literal = bool | int | str | Fraction | Decimal | date


class Table:
    """The nodes of one or more graphs, each made once."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self.bare_numbers: list[tuple[str, int, str]] = []
        self._found: dict[tuple[Any, ...], Node] = {}

    def make(
        self, op: str, args: Sequence[Node], shape: Shape, data: tuple[Any, ...] = (), span: Span | None = None
    ) -> Any:
        """Return the node for this operation, making it if it is new. Refuses results that do not fit 64 bits."""
        key = (op, data, shape, *[arg.index for arg in args])
        node = self._found.get(key)
        if node is None:
            low, high = span or RANGES[op](data, [(arg.low, arg.high) for arg in args])
            if low < -LARGEST or high > LARGEST:
                raise complaint(
                    "overflow", "This can grow beyond 64 bits", "Give the facts a narrower range, or round earlier"
                )
            if shape.kind == DATE and not dates.EARLIEST <= low <= high <= dates.LATEST:
                raise complaint(
                    "date-range", "This date can leave the years 1600 to 2399", "Narrow the range of the facts it uses"
                )
            node = _CLASSES[shape.kind](self, op, tuple(args), shape, data, low, high)
            self._found[key] = node
            self.nodes.append(node)
        return node

    def constant(self, value: int, shape: Shape) -> Any:
        """Return the node of a constant."""
        return self.make("constant", (), shape, (value,), (value, value))


class Node:
    """One symbolic value. `low` and `high` bound what it can ever be; equal bounds mean it is known at build time."""

    __slots__ = ("args", "data", "high", "index", "known", "lapsed", "low", "op", "shape", "table")
    kind: ClassVar[str]

    def __init__(
        self, table: Table, op: str, args: tuple[Node, ...], shape: Shape, data: tuple[Any, ...], low: int, high: int
    ) -> None:
        self.table, self.op, self.args, self.shape, self.data = table, op, args, shape, data
        self.low, self.high = low, high
        self.index = len(table.nodes)
        # Lapsed: no rule is known at this date for some part of this. Known: the law itself fixes the value, before any
        # fact is told.
        self.lapsed: bool = any(arg.lapsed for arg in args) if args else op == "missing"
        if op == "pick":
            self.lapsed = self.lapsed or None in data[0]
        self.known: bool = all(arg.known for arg in args) and not self.lapsed if args else op in {"constant", "param"}

    __hash__ = object.__hash__

    def __bool__(self) -> bool:
        if self.known:
            return bool(self.low)
        refuse_lapsed(self)
        names = ", ".join(sorted(facts_of(self))) or "a value not known at build time"
        raise complaint(
            "if-on-a-fact",
            f"`if`, `and`, `or`, `not`, min() or max() on a person's fact ({names}): law is read once, for everybody",
            "Use where(condition, a, b), all_of, any_of, ~, least or greatest",
        )

    def _number(self) -> int:
        if self.known and self.shape.scale == 1:
            return self.low
        refuse_lapsed(self)
        raise complaint(
            "not-known", "A Python number is needed here, but this is symbolic", "Use the operators of the engine"
        )

    __int__ = __index__ = _number

    def __repr__(self) -> str:
        detail = ", ".join([*map(str, self.data), *(f"#{arg.index}" for arg in self.args)])
        return f"<#{self.index} {self.op}({detail}) {show_unit(self.shape.unit) if self.kind == NUMBER else self.kind}>"

    def __eq__(self, other: object) -> Bool:  # type: ignore[override]  # symbolic, like all comparisons
        return same(self, other)

    def __ne__(self, other: object) -> Bool:  # type: ignore[override]
        return ~same(self, other)


class Bool(Node):
    """Yes or no."""

    __slots__ = ()
    kind = BOOL

    def __and__(self, other: Bool | bool) -> Bool:
        return logic("and", (self, other))

    def __or__(self, other: Bool | bool) -> Bool:
        return logic("or", (self, other))

    __rand__, __ror__ = __and__, __or__

    def __invert__(self) -> Bool:
        if self.op == "not":
            return self.args[0]  # type: ignore[return-value]
        return self.table.make("not", (self,), self.shape)


class _Ordered(Node):
    __slots__ = ()

    def __le__(self, other: Any) -> Bool:
        return _compare("le", self, other)

    def __lt__(self, other: Any) -> Bool:
        return _compare("lt", self, other)

    def __ge__(self, other: Any) -> Bool:
        return _compare("le", other, self)

    def __gt__(self, other: Any) -> Bool:
        return _compare("lt", other, self)


class Number(_Ordered):
    """A count, an amount of money, a share or a length of time, with its unit."""

    __slots__ = ()
    kind = NUMBER

    def __add__(self, other: Self | int) -> Self:
        return _plus("add", self, other)

    def __radd__(self, other: Self | int) -> Self:
        return _plus("add", other, self)

    def __sub__(self, other: Self | int) -> Self:
        return _plus("sub", self, other)

    def __rsub__(self, other: Self | int) -> Self:
        return _plus("sub", other, self)

    def __neg__(self) -> Self:
        return _plus("sub", 0, self)

    def __mul__(self, other: Number | int | Fraction) -> Number:
        return _times(self, other)

    __rmul__ = __mul__

    def __truediv__(self, other: Number | int | Fraction) -> Number:
        right = lift(self.table, other, Shape(NUMBER))
        refuse_lapsed(right)
        if not right.known or not right.low:
            raise complaint(
                "division", "Division by something that may be zero or has no exact result",
                "Use divide(a, b, rounding=...) or at_most(a, b, share), which say what happens",
            )  # fmt: skip
        value, unit = Fraction(right.low, right.shape.scale), right.shape.unit
        inverse = Shape(NUMBER, multiply_units((), unit, -1), abs(value.numerator))
        sign = 1 if value > 0 else -1
        return _times(self, self.table.constant(sign * value.denominator, inverse))


class Day(_Ordered):
    """A date."""

    __slots__ = ()
    kind = DATE

    def __add__(self, other: Number | int) -> Day:
        return self.table.make("add", (self, _days(self, other)), self.shape)

    def __sub__(self, other: Any) -> Any:
        if isinstance(other, (Day, date)):
            right = lift(self.table, other, self.shape)
            return self.table.make("sub", (self, right), Shape(NUMBER, (("day", 1),)))
        return self.table.make("sub", (self, _days(self, other)), self.shape)


class Category(Node):
    """One of a closed list of codes."""

    __slots__ = ()
    kind = CATEGORY


#: How a signature says what it means; the unit is checked when the graph is built.
Money: TypeAlias = Number
Share: TypeAlias = Number
Count: TypeAlias = Number
_CLASSES: dict[str, type[Node]] = {BOOL: Bool, NUMBER: Number, DATE: Day, CATEGORY: Category}
AnyNode = TypeVar("AnyNode", bound=Node)
YES_NO = Shape(BOOL)


class NotKnown(Exception):  # noqa: N818 - a state of the law, not an error
    """Raised inside a rule that needs, at build time, a value for which no rule is known: the whole rule is then not
    known.
    """

    def __init__(self, *reasons: tuple[Any, ...]) -> None:
        super().__init__(*reasons)
        self.reasons = reasons


def refuse_lapsed(node: Node) -> None:
    """Give up the rule being read where a value the law no longer gives would have to be used as a Python value."""
    if node.lapsed and not facts_of(node):
        raise NotKnown(*sorted(reasons_of(node)))


def table_of(values: Sequence[Any]) -> Table:
    """Return the table of the first symbolic value among these."""
    for value in values:
        if isinstance(value, Node):
            return value.table
    raise complaint(
        "no-symbol", "None of these values is symbolic", "Use plain Python here, or pass a fact or a parameter"
    )


def lift(table: Table, value: Any, like: Shape) -> Any:
    """Return a node for a bare Python value, read in the unit of the value it meets.

    Bare numbers are remembered for lint.
    """
    if isinstance(value, Node):
        return value
    try:
        if like.kind == NUMBER and not isinstance(value, (bool, float, str, date)):
            number = exact(value) * 10 ** (money_digits(like.unit) or 0)
            if value not in {0, 1}:
                table.bare_numbers.append((*author_line(), str(value)))
            return table.constant(number.numerator, Shape(NUMBER, like.unit, number.denominator))
        if (like.kind == BOOL and isinstance(value, bool)) or (like.kind == CATEGORY and isinstance(value, str)):
            return table.constant(like.read(value), like)
        if like.kind == DATE and isinstance(value, (date, str)):
            return table.constant(read_date(value).toordinal(), like)
    except ValueError as error:
        raise complaint("bad-value", str(error), "Correct the value") from None
    raise complaint(
        "type-clash",
        f"{value!r} cannot stand where a {like.kind} is needed",
        "Floats are never exact: write a Fraction",
    )


def need(node: Any, kind: str, what: str) -> Any:
    """Refuse a value of another kind, naming the author's line."""
    if not isinstance(node, Node) or node.kind != kind:
        got = node.kind if isinstance(node, Node) else repr(node)
        raise complaint("type-clash", f"{what} needs a {kind}, not a {got}", "Check which value was meant")
    return node


def rescale(node: Node, scale: int) -> Node:
    """Return the same number over a larger denominator."""
    if node.shape.scale == scale:
        return node
    shape = Shape(NUMBER, node.shape.unit, scale)
    return node.table.make("mul", (node, node.table.constant(scale // node.shape.scale, Shape(NUMBER))), shape)


def common(table: Table, values: Sequence[Any]) -> list[Any]:
    """Lift values to one kind, one unit and one denominator, or say which unit clashes with which."""
    first = next(value for value in values if isinstance(value, Node))
    nodes = [lift(table, value, first.shape) for value in values]
    for node in nodes:
        if node.kind != first.kind or node.shape.domain != first.shape.domain:
            raise complaint("type-clash", f"A {first.kind} meets a {node.kind}", "Both sides must be of one kind")
        if node.shape.unit != first.shape.unit:
            left, right = show_unit(first.shape.unit), show_unit(node.shape.unit)
            raise complaint(
                "unit-clash", f"{left} meets {right}", "Convert with as_unit(...) or multiply by a rate with its unit"
            )
    if first.kind == NUMBER:
        scale = 1
        for node in nodes:
            scale = scale * node.shape.scale // gcd(scale, node.shape.scale)
        nodes = [rescale(node, scale) for node in nodes]
    return nodes


def logic(op: str, values: Sequence[Any]) -> Bool:
    """Join yes/no values with "and" or "or"."""
    table = table_of(values)
    nodes = [need(lift(table, value, YES_NO), BOOL, op) for value in values]
    return nodes[0] if len(nodes) == 1 else table.make(op, nodes, YES_NO)


def same(left: Any, right: Any) -> Bool:
    """Whether two values are equal."""
    table = table_of((left, right))
    if left.kind == CATEGORY and isinstance(right, str):
        return member(left, (right,))
    a, b = common(table, (left, right))
    return table.make("eq", (a, b), YES_NO)


def member(value: Category, codes: Sequence[str]) -> Bool:
    """Whether a category is one of these codes."""
    domain = value.shape.domain
    if not isinstance(domain, Domain):
        raise complaint("type-clash", "Only a category has codes", "Check which value was meant")
    try:
        mask = sum({1 << domain.position(code) for code in codes})
    except ValueError as error:
        raise complaint("unknown-code", str(error), "Correct the code, or add it to the fact's values") from None
    return value.table.make("isin", (value,), YES_NO, (mask,))


def _compare(op: str, left: Any, right: Any) -> Bool:
    table = table_of((left, right))
    return table.make(op, common(table, (left, right)), YES_NO)


def _plus(op: str, left: Any, right: Any) -> Any:
    table = table_of((left, right))
    a, b = common(table, (left, right))
    need(a, NUMBER, "Arithmetic")
    return table.make(op, (a, b), a.shape)


def _times(left: Number, right: Any) -> Number:
    other = need(lift(left.table, right, Shape(NUMBER)), NUMBER, "Multiplication")
    unit: Unit = multiply_units(left.shape.unit, other.shape.unit)
    if money_digits(left.shape.unit) is not None and money_digits(other.shape.unit) is not None:
        raise complaint("unit-clash", "Money is multiplied by money", "Multiply money by a count, a share or a rate")
    shape = Shape(NUMBER, unit, left.shape.scale * other.shape.scale)
    return left.table.make("mul", (left, other), shape)


def _days(day: Day, other: Any) -> Any:
    node = lift(day.table, other, Shape(NUMBER, (("day", 1),)))
    if node.kind != NUMBER or node.shape.unit != (("day", 1),) or node.shape.scale != 1:
        raise complaint(
            "unit-clash", "Only days can be added to a date", "Use add_months(date, months, convention) for months"
        )
    return node
