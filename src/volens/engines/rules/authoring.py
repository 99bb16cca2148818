"""What a rule function is handed besides facts: the parameters `p` and the members of the household."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Any

from volens.engines.rules.errors import complaint
from volens.engines.rules.expression import Bool, Node, Number, Table
from volens.engines.rules.operations import where
from volens.engines.rules.values import NUMBER, Shape

if TYPE_CHECKING:
    from volens.engines.rules.parameter_values import ParameterReader


class Parameters:
    """What a rule calls `p`: attribute access along the names of the parameter files."""

    __slots__ = ("_prefix", "_reader")

    def __init__(self, reader: ParameterReader, prefix: str = "") -> None:
        self._reader, self._prefix = reader, prefix

    def __getattr__(self, part: str) -> Any:
        name = f"{self._prefix}{part}"
        reader = self._reader
        if name in reader.layers:
            return reader.read(name)
        if name in reader.groups:
            return Parameters(reader, f"{name}.")
        near = difflib.get_close_matches(name, reader.layers, 1)
        hint = f"Did you mean {near[0]}?" if near else "Add it to the parameters, or correct the name"
        raise complaint("unknown-name", f"There is no parameter {name}", hint)

    def in_force(self, name: str) -> bool:
        """Whether a parameter has a value on this day; False where it is known to have ended (or not begun).

        Where nobody knows, the rule that asks is itself not known.
        """
        return self._reader.in_force(f"{self._prefix}{name}")


class Members:
    """What a rule calls `household`: aggregates over the members, the person included."""

    __slots__ = ("_largest", "_table")

    def __init__(self, table: Table, largest: int) -> None:
        self._table, self._largest = table, largest

    def sum(self, value: Number) -> Number:
        """The sum over the members."""
        return self._over("sum", value)  # type: ignore[no-any-return]

    def count(self, condition: Bool) -> Number:
        """How many members meet the condition."""
        unit = Shape(NUMBER, (("person", 1),))
        return self.sum(where(condition, self._table.constant(1, unit), self._table.constant(0, unit)))

    def any(self, condition: Bool) -> Bool:
        """Whether some member meets the condition."""
        return self._over("any", condition)  # type: ignore[no-any-return]

    def all(self, condition: Bool) -> Bool:
        """Whether every member meets the condition."""
        return ~self.any(~condition)

    def max(self, value: Number) -> Number:
        """The largest value among the members."""
        return self._over("max", value)  # type: ignore[no-any-return]

    def min(self, value: Number) -> Number:
        """The smallest value among the members."""
        return self._over("min", value)  # type: ignore[no-any-return]

    def _over(self, how: str, value: Node) -> Any:
        if not isinstance(value, Node):
            raise complaint("type-clash", "An aggregate needs a symbolic value", "Pass a fact or an expression")
        return self._table.make("household", (value,), value.shape, (how, self._largest))
