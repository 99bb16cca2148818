"""Parameters on one day as symbolic values: local over national, held by ceilings and floors, or no longer known."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from math import lcm
from typing import Any

from volens.engines.rules.errors import Problem, RuleError, complaint
from volens.engines.rules.expression import Node, NotKnown, Table
from volens.engines.rules.graph import ParameterUse
from volens.engines.rules.operations import ByCategory, Scale, greatest, least
from volens.engines.rules.parameters import Entry, Parameter
from volens.engines.rules.values import BOOL, DATE, NUMBER, Domain, Shape, decimal_text, parse_unit


class ParameterReader:
    """Reads parameters for one day. `uses` is a stack with, for each rule being read, the parameters it has read."""

    def __init__(
        self, table: Table, day: date, layers: dict[str, list[tuple[str, Parameter]]], domains: Mapping[str, Domain]
    ) -> None:
        self.table, self.day, self.layers, self.domains = table, day, layers, domains
        self.uses: list[dict[str, ParameterUse]] = []
        self.groups = {name[:at] for name in layers for at, char in enumerate(name) if char == "."}
        self._read_already: dict[str, tuple[Any, list[ParameterUse], tuple[str, str]]] = {}

    def in_force(self, name: str) -> bool:
        """Whether a parameter has a value on this day; gives up the rule being read where nobody knows."""
        layers = self.layers.get(name)
        if not layers:
            raise complaint("unknown-name", f"There is no parameter {name}", "Correct the name")
        entry, after = layers[0][1].at(self.day)
        if entry is None:
            raise NotKnown((name, after.isoformat() if after else ""))
        return not entry.ended

    def read(self, name: str) -> Any:
        """Return a parameter's value on this day as a symbolic value, a scale or a table, and note that the rule read
        it.
        """
        if name not in self._read_already:
            self._read_already[name] = self._read(name)
        value, uses, reason = self._read_already[name]
        if self.uses:
            self.uses[-1].update({f"{use.pack}:{name}": use for use in uses})
        if value is None:
            raise NotKnown(reason)
        return value

    def _read(self, name: str) -> tuple[Any, list[ParameterUse], tuple[str, str]]:
        value: Any = None
        uses: list[ParameterUse] = []
        for pack, parameter in self.layers[name]:
            entry, after = parameter.at(self.day)
            if entry is None and after is None:
                continue  # not yet law at this level
            bounds = value is not None
            if bounds and (not parameter.role or (entry and entry.ended)):
                continue
            if entry is None or entry.ended:
                # It was law at this level and is not now: never fall back in silence.
                last = entry.start if entry else after
                reason = (name, last.isoformat() if last else "")
                return self._filler(parameter, reason), uses, reason
            found = self.value_of(parameter, entry)
            uses.append(_use(pack, parameter, entry, found))
            value = self._bounded(value, found, parameter) if bounds else found
        return value, uses, (name, "")

    def _filler(self, parameter: Parameter, reason: tuple[str, str]) -> Any:
        """Stand in for a value no longer known, so that those it does not concern still get an answer."""
        entry = next((entry for entry in reversed(parameter.entries) if entry.value is not None), None)
        if entry is None:
            return None
        probe = self.value_of(parameter, entry)
        if isinstance(probe, ByCategory):
            return replace(probe, values=(None,) * len(probe.values), after=reason[1])
        if isinstance(probe, Scale):
            return replace(probe, lapsed=reason)
        return self.table.make("missing", (), probe.shape, reason, (probe.low, probe.low))

    def _bounded(self, local: Any, national: Any, parameter: Parameter) -> Any:
        """Hold a local value against the national one, where that is a ceiling or a floor."""
        join = least if parameter.role == "ceiling" else greatest
        if isinstance(local, Node) and isinstance(national, Node):
            return join(local, national)
        if isinstance(local, ByCategory) and isinstance(national, Node) and local.shape == national.shape:
            tight = min if parameter.role == "ceiling" else max
            values = tuple(value if value is None else tight(value, national.low) for value in local.values)
            return ByCategory(self.table, local.name, local.domain, values, local.shape)
        raise RuleError(
            Problem(parameter.file, parameter.line, "bad-role", f"{parameter.name} cannot bound what the overlay says",
                    "A ceiling or floor must be a single value in the same unit as the local one")
        )  # fmt: skip

    def value_of(self, parameter: Parameter, entry: Entry) -> Any:
        """Turn one entry into a node, a scale or a table."""
        if parameter.by is None:
            if parameter.threshold_unit is not None:
                return self._scale(parameter, entry.value)
            number, shape = self._number(parameter, [entry.value])
            return self.table.make(
                "param", (), shape, (parameter.name, entry.start.isoformat(), number[0]), (number[0], number[0])
            )
        domain = self.domains.get(parameter.by)
        if domain is None:
            raise RuleError(
                Problem(parameter.file, parameter.line, "unknown-name",
                        f"{parameter.name} is by {parameter.by}, which is no category", "Declare it as a fact")
            )  # fmt: skip
        for code in entry.value:
            if code not in domain.codes:
                near = difflib.get_close_matches(code, domain.codes, 1)
                remedy = f"Did you mean {near[0]}?" if near else f"Add it to the values of {parameter.by}"
                raise RuleError(
                    Problem(
                        entry.file,
                        entry.line,
                        "unknown-code",
                        f"{parameter.name}: {code!r} is no {parameter.by}",
                        remedy,
                    )
                )
        present = [code for code in domain.codes if code in entry.value]
        if parameter.threshold_unit is not None:
            scales = {code: self._scale(parameter, entry.value[code]) for code in present}
            return ByCategory(
                self.table,
                parameter.name,
                domain,
                tuple(scales.get(code) for code in domain.codes),
                scales[present[0]].shape,
            )
        numbers, shape = self._number(parameter, [entry.value[code] for code in present])
        by_code = dict(zip(present, numbers, strict=True))
        return ByCategory(self.table, parameter.name, domain, tuple(by_code.get(code) for code in domain.codes), shape)

    def _number(self, parameter: Parameter, values: list[Any]) -> tuple[list[int], Shape]:
        if parameter.kind == BOOL:
            return [int(value) for value in values], Shape(BOOL)
        if parameter.kind == DATE:
            return [value.toordinal() for value in values], Shape(DATE)
        shape = Shape(NUMBER, parse_unit(parameter.unit))
        amounts = [value * shape.factor for value in values]
        scale = lcm(*[amount.denominator for amount in amounts])
        return [int(amount * scale) for amount in amounts], Shape(NUMBER, shape.unit, scale)

    def _scale(self, parameter: Parameter, pairs: tuple[tuple[Fraction, Fraction], ...]) -> Scale:
        edge_unit = Shape(NUMBER, parse_unit(parameter.threshold_unit or ""))
        edges = [threshold * edge_unit.factor for threshold, _ in pairs]
        over = lcm(*[edge.denominator for edge in edges])
        values, shape = self._number(parameter, [Fraction(0), *[amount for _, amount in pairs]])
        at = Shape(NUMBER, edge_unit.unit, over)
        return Scale(self.table, tuple(int(edge * over) for edge in edges), at, tuple(values), shape)


def _use(pack: str, parameter: Parameter, entry: Entry, found: Any) -> ParameterUse:
    number, shape = (found.low, found.shape) if isinstance(found, Node) else (None, None)
    return ParameterUse(
        parameter.name, parameter.label, _plain(entry.value), parameter.unit, entry.start.isoformat(),
        entry.until.isoformat() if entry.until else "", entry.source, entry.article, entry.confidence, pack,
        entry.note, number, shape,
    )  # fmt: skip


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {code: _plain(item) for code, item in value.items()}
    if isinstance(value, tuple):
        return [[_plain(threshold), _plain(amount)] for threshold, amount in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return value
    return decimal_text(value)
