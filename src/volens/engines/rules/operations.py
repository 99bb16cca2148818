"""The words rules are written in, beside the operators: where, least, band, pick, rounding, months.

Each takes symbolic values, parameters and bare Python values alike, and each is total: it has a result for every
person.
"""

# A table makes nodes of the class their kind asks for, which a type checker cannot follow.
# mypy: disable-error-code="no-any-return"
from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, cast, overload

from volens.engines.rules import dates
from volens.engines.rules.errors import complaint
from volens.engines.rules.expression import (
    YES_NO,
    AnyNode,
    Bool,
    Category,
    Day,
    Literal,
    Node,
    Number,
    Table,
    common,
    lift,
    logic,
    member,
    need,
    refuse_lapsed,
    rescale,
    table_of,
)
from volens.engines.rules.values import BOOL, CATEGORY, DATE, NUMBER, Domain, Shape, multiply_units, parse_unit


@dataclass(frozen=True, slots=True)
class Scale:
    """A parameter by threshold: from each threshold (inclusive) the value beside it holds; below the first,
    `values[0]`.
    """

    table: Table
    edges: tuple[int, ...]
    edge_shape: Shape
    values: tuple[int, ...]
    shape: Shape
    lapsed: tuple[str, str] | None = None  # (name, last day known) where no rule is known any more


@dataclass(frozen=True, slots=True)
class ByCategory:
    """A parameter with one entry for each code of a category: `table[region]` picks the person's own.

    Codes without an entry have no rule known; what depends on them is shown as such.
    """

    table: Table
    name: str
    domain: Domain
    values: tuple[Any, ...]  # int | Scale | None, by position
    shape: Shape
    after: str = ""  # the last day on which the missing entries were known, if ever

    def __getitem__(self, key: Any) -> Any:
        if isinstance(key, str):
            found = self.values[self.domain.position(key)]
            if found is None:
                return self.table.make("missing", (), self.shape, (self.name, self.after), (0, 0))
            return self.table.constant(found, self.shape) if isinstance(found, int) else found
        need(key, CATEGORY, f"The table {self.name}")
        if key.shape.domain != self.domain:
            raise complaint(
                "type-clash",
                f"{self.name} is by {self.domain.name}, not by {key.shape.domain.name}",
                "Pass the right category",
            )
        if any(isinstance(value, Scale) for value in self.values):
            return _Choice(key, self)
        return self.table.make("pick", (key,), self.shape, (self.values, self.name, self.after))


@dataclass(frozen=True, slots=True)
class _Choice:
    """A scale that depends on a category; only `band` and `marginal` can use it."""

    key: Category
    scales: ByCategory


@overload
def where(condition: Bool | bool, yes: AnyNode, no: AnyNode | Literal) -> AnyNode: ...
@overload
def where(condition: Bool | bool, yes: Literal, no: AnyNode) -> AnyNode: ...
def where(condition: Bool | bool, yes: Any, no: Any) -> Any:
    """`yes` where the condition holds, else `no`. A condition fixed by the law at this date leaves only its branch."""
    if isinstance(condition, bool):
        return yes if condition else no
    need(condition, BOOL, "where")
    if condition.known:
        return yes if condition.low else no
    if not isinstance(yes, Node) and not isinstance(no, Node):
        like = YES_NO if isinstance(yes, bool) else Shape(NUMBER)
        yes = lift(condition.table, yes, like)
    a, b = common(condition.table, (yes, no))
    return a if a is b else condition.table.make("where", (condition, a, b), a.shape)


def least(first: AnyNode, *others: AnyNode | Literal) -> AnyNode:
    """The smallest of the values: a ceiling."""
    return _extreme("min", (first, *others))


def greatest(first: AnyNode, *others: AnyNode | Literal) -> AnyNode:
    """The largest of the values: a floor."""
    return _extreme("max", (first, *others))


def _extreme(op: str, values: Sequence[Any]) -> Any:
    nodes = common(table_of(values), values)
    return nodes[0] if len(nodes) == 1 else nodes[0].table.make(op, nodes, nodes[0].shape)


def clamp(value: AnyNode, low: AnyNode | Literal, high: AnyNode | Literal) -> AnyNode:
    """The value, but not below `low` and not above `high`."""
    return least(greatest(value, low), high)


def total(first: Number, *others: Number) -> Number:
    """The sum of the values."""
    result = first
    for value in others:
        result = result + value
    return result


def all_of(*conditions: Bool | bool, **grounds: Bool | bool) -> Bool:
    """Whether every condition holds. A named condition is a ground of refusal, declared in the rule's `grounds`."""
    return logic("and", [*conditions, *_grounds(conditions, grounds)])


def any_of(*conditions: Bool | bool, **grounds: Bool | bool) -> Bool:
    """Whether at least one condition holds. Named conditions are grounds, as in `all_of`."""
    return logic("or", [*conditions, *_grounds(conditions, grounds)])


def _grounds(conditions: Sequence[Any], grounds: Mapping[str, Any]) -> list[Bool]:
    if not grounds:
        return []
    table = table_of([*conditions, *grounds.values()])
    lifted = {code: need(lift(table, value, YES_NO), BOOL, f"Ground {code}") for code, value in grounds.items()}
    return [table.make("ground", (node,), YES_NO, (code,)) for code, node in lifted.items()]


def is_in(value: Category, *codes: str) -> Bool:
    """Whether a category is one of these codes."""
    return member(need(value, CATEGORY, "is_in"), codes)


def pick(value: Category, entries: Mapping[str, AnyNode]) -> AnyNode:
    """The entry for the person's own code; every code must have one (or use the key "*" for the rest)."""
    domain = cast(Domain, need(value, CATEGORY, "pick").shape.domain)
    if unlisted := [code for code in domain.codes if code not in entries and "*" not in entries]:
        raise complaint(
            "incomplete", f"pick has no entry for {', '.join(unlisted)}", 'Add them, or an entry "*" for the rest'
        )
    codes = list(entries)
    result: Any = entries["*"] if "*" in entries else entries[codes[-1]]
    for code in reversed(codes if "*" in entries else codes[:-1]):
        if code != "*":
            result = where(member(value, (code,)), entries[code], result)
    return result


def band(value: Number, scale: Any) -> Number:
    """The value a scale gives from the highest threshold reached."""
    need(value, NUMBER, "band")
    if isinstance(scale, _Choice):
        return _by_code(scale, lambda one: band(value, one))
    if isinstance(scale, Scale) and scale.lapsed:
        return value.table.make("missing", (), scale.shape, scale.lapsed, (0, 0))
    edges, at = _on_edges(value, scale)
    return value.table.make("band", (at,), scale.shape, (edges, scale.values))


def marginal(value: Number, scale: Any) -> Number:
    """Tax-like scale: each slice of the value between two thresholds times the rate of that slice. Not rounded."""
    need(value, NUMBER, "marginal")
    if isinstance(scale, _Choice):
        return _by_code(scale, lambda one: marginal(value, one))
    if isinstance(scale, Scale) and scale.lapsed:
        return value.table.make(
            "missing", (), (value * value.table.constant(0, scale.shape)).shape, scale.lapsed, (0, 0)
        )
    edges, at = _on_edges(value, scale)
    parts: list[Any] = []
    for position, (edge, rate) in enumerate(zip(edges, scale.values[1:], strict=True)):
        low = value.table.constant(edge, at.shape)
        part = greatest(at - low, 0)
        if position + 1 < len(edges):
            part = least(part, value.table.constant(edges[position + 1] - edge, at.shape))
        parts.append(part * value.table.constant(rate, scale.shape))
    return total(*parts)


def _on_edges(value: Number, scale: Scale) -> tuple[tuple[int, ...], Number]:
    """Bring a value and the thresholds of a scale to one denominator."""
    if not isinstance(scale, Scale):
        raise complaint(
            "type-clash", "band and marginal need a scale", "Give the parameter thresholds (threshold_unit and pairs)"
        )
    probe = value.table.constant(scale.edges[0], scale.edge_shape)
    at, first = common(value.table, (value, probe))
    step = first.shape.scale // scale.edge_shape.scale
    return tuple(edge * step for edge in scale.edges), at


def _by_code(choice: _Choice, read: Any) -> Any:
    groups: dict[Any, list[str]] = {}
    for code, scale in zip(choice.scales.domain.codes, choice.scales.values, strict=True):
        groups.setdefault(scale, []).append(code)
    table = choice.scales.table
    result: Any = None
    for scale, codes in groups.items():
        found = (
            read(scale)
            if scale is not None
            else table.make("missing", (), choice.scales.shape, (choice.scales.name, choice.scales.after), (0, 0))
        )
        result = found if result is None else where(member(choice.key, codes), found, result)
    return result


def choose(*cases: tuple[Bool | bool, AnyNode | Literal], otherwise: AnyNode | Literal) -> AnyNode:
    """The value beside the first condition that holds, else `otherwise`."""
    result: Any = otherwise
    for condition, value in reversed(cases):
        result = where(condition, value, result)
    return result


def divide(left: Number, right: Number | int, rounding: str = "floor") -> Number:
    """Left / right as a whole number, rounded "floor", "ceil" or "half_up".

    The divisor must be at least 1: use greatest(x, 1).
    """
    other = lift(left.table, right, Shape(NUMBER))
    unit = multiply_units(left.shape.unit, other.shape.unit, -1)
    a, b = rescale(left, left.shape.scale * other.shape.scale), rescale(other, left.shape.scale * other.shape.scale)
    if b.low < 1:
        raise complaint(
            "division", "The divisor may be zero or negative", "Write divide(a, greatest(b, 1)) or guard it with where"
        )
    shape, table = Shape(NUMBER, unit), left.table
    if rounding == "half_up":
        if a.low < 0:
            raise complaint(
                "rounding", "half_up of a quotient that may be negative", "Clamp the dividend at zero first"
            )
        two = table.constant(2, Shape(NUMBER))
        a = table.make("add", (table.make("mul", (a, two), a.shape), b), a.shape)
        b = table.make("mul", (b, two), b.shape)
    elif rounding == "ceil":
        one = table.constant(1, b.shape)
        a = table.make("add", (a, table.make("sub", (b, one), b.shape)), a.shape)
    elif rounding != "floor":
        raise complaint("rounding", f"{rounding!r} is not a rounding", 'Use "floor", "ceil" or "half_up"')
    return table.make("div", (a, b), shape)


def at_most(part: Number, whole: Number, share: Any) -> Bool:
    """Whether part / whole is not above a share, without dividing: part <= share * whole (true when both are zero)."""
    return part <= whole * share


def floor_to(value: Number, step: Any = None) -> Number:
    """Round down to a multiple of `step` (in the value's own unit; the minor unit if none is given)."""
    return _round("floor", value, step)


def ceil_to(value: Number, step: Any = None) -> Number:
    """Round up to a multiple of `step`."""
    return _round("ceil", value, step)


def half_up(value: Number, step: Any = None) -> Number:
    """Round to the nearest multiple of `step`, halves away from zero."""
    return _round("half_up", value, step)


def half_even(value: Number, step: Any = None) -> Number:
    """Round to the nearest multiple of `step`, halves to the even neighbour."""
    return _round("half_even", value, step)


def truncate(value: Number, step: Any = None) -> Number:
    """Drop what is finer than `step`, towards zero."""
    return _round("truncate", value, step)


def _round(mode: str, value: Number, step: Any) -> Number:
    need(value, NUMBER, "Rounding")
    shape = Shape(NUMBER, value.shape.unit)
    size = Fraction(1)
    if step is not None:
        node = lift(value.table, step, shape)
        refuse_lapsed(node)
        if not node.known or node.low <= 0:
            raise complaint(
                "rounding", "The step of a rounding must be a positive number fixed by the law", "Use a parameter"
            )
        size = Fraction(node.low, node.shape.scale)
    if size.denominator != 1:
        shape = Shape(NUMBER, shape.unit, size.denominator)
    divisor = size * value.shape.scale
    data = (mode, int(divisor * divisor.denominator), size.numerator)
    at = rescale(value, value.shape.scale * divisor.denominator) if divisor.denominator != 1 else value
    if data[1:] == (1, 1) and shape == at.shape:
        return value
    return value.table.make("round", (at,), shape, data)


def as_unit(value: Number, unit: str) -> Number:
    """Say that this number is now meant in another unit (a count of months as a share of a scale, say).

    Converts nothing.
    """
    try:
        shape = Shape(NUMBER, parse_unit(unit), value.shape.scale)
    except ValueError as error:
        raise complaint("unknown-unit", str(error), "Correct the unit") from None
    one = value.table.constant(1, Shape(NUMBER))
    return value.table.make("mul", (value, one), shape)


def count_of(*conditions: Bool) -> Number:
    """How many of the conditions hold."""
    table = table_of(conditions)
    one, zero = table.constant(1, Shape(NUMBER)), table.constant(0, Shape(NUMBER))
    return total(*[where(condition, one, zero) for condition in conditions])


def _convention(convention: str) -> str:
    if convention not in dates.CONVENTIONS:
        raise complaint(
            "convention",
            f"{convention!r} is not a way of counting months",
            f"Use one of {', '.join(dates.CONVENTIONS)}",
        )
    return convention


def months_between(start: Day, end: Day, convention: str) -> Number:
    """Full months from start to end by a named convention of `engines.rules.dates`; negative if end comes first."""
    a, b = common(table_of((start, end)), (start, end))
    need(a, DATE, "months_between")
    return a.table.make("months_between", (a, b), Shape(NUMBER, (("month", 1),)), (_convention(convention),))


def age_on(birth: Day, day: Day, convention: str = "day_reached") -> Number:
    """Full years of age on a day. With `day_reached` a child of 29 February turns a year older on 1 March."""
    months = months_between(birth, day, convention)
    twelve = months.table.constant(12, Shape(NUMBER, (("month", 1), ("year", -1))))
    return months.table.make("div", (months, twelve), Shape(NUMBER, (("year", 1),)))


def add_months(day: Day, months: Number | int, convention: str) -> Day:
    """The date so many months later (or earlier), by a named convention."""
    unit = Shape(NUMBER, (("month", 1),))
    count = common(day.table, (lift(day.table, months, unit), day.table.constant(0, unit)))[0]
    return day.table.make("add_months", (need(day, DATE, "add_months"), count), day.shape, (_convention(convention),))


def first_of_month(day: Day) -> Day:
    """The first day of the month of a date."""
    index = day.table.make("month_index", (need(day, DATE, "first_of_month"),), Shape(NUMBER))
    return day.table.make("first_of_month", (index,), day.shape)


def year_of(day: Day) -> Number:
    """The calendar year of a date."""
    index = day.table.make("month_index", (need(day, DATE, "year_of"),), Shape(NUMBER))
    twelve = day.table.constant(12, Shape(NUMBER))
    return day.table.make("div", (index, twelve), Shape(NUMBER))


def scale_value(scale: Scale, at: int) -> int:
    """Return what a scale gives for an internal integer on its own thresholds."""
    return scale.values[bisect_right(scale.edges, at)]
