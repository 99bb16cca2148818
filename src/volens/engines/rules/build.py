"""Calling each rule once with symbolic values, for one day, and collecting the graph."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from volens.engines.rules import dates
from volens.engines.rules.authoring import Members, Parameters
from volens.engines.rules.errors import Problem, RuleError
from volens.engines.rules.expression import Node, NotKnown, Table, lift
from volens.engines.rules.graph import Graph, RuleInfo, lapsed_reasons, validity
from volens.engines.rules.parameter_values import ParameterReader
from volens.engines.rules.parameters import Parameter, reformed
from volens.engines.rules.rule import Rule
from volens.engines.rules.traversal import facts_of
from volens.engines.rules.values import DATE, NUMBER, Shape, show_unit

if TYPE_CHECKING:
    from volens.engines.rules.pack import Pack, Reform


class Builder:
    """Builds one graph."""

    def __init__(self, pack: Pack, day: date, reform: Reform | None, table: Table) -> None:
        self.pack, self.day, self.reform, self.table = pack, day, reform, table
        self.made: dict[tuple[str, int], RuleInfo] = {}
        self.stack: list[tuple[str, int]] = []
        layers: dict[str, list[tuple[str, Parameter]]] = {}
        for layer in pack.layers:
            for name, parameter in layer.parameters.items():
                layers.setdefault(name, []).append((layer.name, parameter))
        if reform:
            self._apply(reform, layers)
        domains = {}
        for fact in pack.facts.values():
            if fact.shape.domain:
                domains.update({fact.name: fact.shape.domain, fact.shape.domain.name: fact.shape.domain})
        self.parameters = ParameterReader(table, day, layers, domains)

    def _apply(self, reform: Reform, layers: dict[str, list[tuple[str, Parameter]]]) -> None:
        for name, raw in reform.parameters.items():
            if name not in layers:
                near = difflib.get_close_matches(name, layers, 1)
                remedy = f"Did you mean {near[0]}?" if near else "Name a parameter of the pack"
                raise RuleError(Problem(reform.name, 1, "unknown-name", f"There is no parameter {name}", remedy))
            layers[name] = [(reform.name, reformed(layers[name][0][1], raw, self.day, reform.name))]

    def graph(self) -> Graph:
        """Build every rule. Raises RuleError with the problems of all rules that failed."""
        problems: dict[Problem, None] = {}
        names = self.pack.rule_names() + [made.name for made in (self.reform.rules if self.reform else ())]
        rules: dict[str, RuleInfo] = {}
        for name in dict.fromkeys(names):
            try:
                rules[name] = self.rule(name)
            except RuleError as error:
                problems.update(dict.fromkeys(error.problems))
                self.stack.clear()
                self.parameters.uses.clear()
        if problems:
            raise RuleError(*problems)
        needed = {fact for info in rules.values() for fact in facts_of(info.node)}
        facts = {name: fact for name, fact in self.pack.facts.items() if name in needed}
        largest = self.pack.household.largest if self.pack.household else 0
        return Graph(self.pack.name, self.day, self.table, facts, rules, largest, self.pack.facts)

    def version(self, name: str, depth: int) -> tuple[Rule, bool]:
        """Return the version of a rule for this day and whether it is in force (else the nearest one, which is not)."""
        if self.reform and depth == 0:
            for made in self.reform.rules:
                if made.name == name:
                    return made, True
        latest: Rule | None = None
        for layer in self.pack.layers[depth:]:
            for made in layer.rules.get(name, ()):
                if made.in_force(self.day):
                    return made, True
                if latest is None or (made.until or date.min) > (latest.until or date.min):
                    latest = made
        if latest is None:
            raise KeyError(name)
        return latest, False

    def rule(self, name: str, depth: int = 0) -> RuleInfo:
        """Build one rule (and what it needs), once."""
        key = (name, depth)
        if key in self.made:
            return self.made[key]
        made, holds = self.version(name, depth)
        if key in self.stack:
            path = " -> ".join([*(step for step, _ in self.stack[self.stack.index(key) :]), name])
            raise RuleError(Problem(made.file, made.line, "cycle", f"{name} needs itself: {path}", "Break the circle"))
        self.stack.append(key)
        self.parameters.uses.append({})
        try:
            info = self._call(made, holds)
        finally:
            if self.stack:
                self.stack.pop()
        self.parameters.uses.pop()
        self.made[key] = info
        return info

    def _call(self, made: Rule, holds: bool) -> RuleInfo:
        rules: list[str] = []
        facts: list[str] = []
        arguments = {name: self._argument(made, name, rules, facts) for name in made.arguments}
        try:
            node = self._after_the_end(made)
            if holds:
                node = lift(self.table, made.function(**arguments), made.shape)
        except NotKnown as unknown:
            node = self._missing(made.shape, unknown.reasons[0])
        except TypeError as error:
            raise _type_error(made, error) from error
        self._check(made, node)
        lapsed = lapsed_reasons(node) if node.lapsed else ()
        return RuleInfo(
            made.name, node, validity(node, {}), made.cite, made.label, made.note,
            {ground.code: ground for ground in made.grounds}, tuple(self.parameters.uses[-1].values()),
            tuple(rules), tuple(facts),
            made.result, made.file, made.line, lapsed,
        )  # fmt: skip

    def _argument(self, made: Rule, name: str, rules: list[str], facts: list[str]) -> Any:
        if name == "p":
            return Parameters(self.parameters)
        if name == "date":
            return self.table.constant(self.day.toordinal(), Shape(DATE))
        if name == "household" and self.pack.household:
            return Members(self.table, self.pack.household.largest)
        depth = self.stack[-1][1]
        if name.startswith("national_") and name not in self.pack.facts:
            wanted = name.removeprefix("national_")
            for below in range(depth + 1, len(self.pack.layers)):
                if any(wanted in layer.rules for layer in self.pack.layers[below:]):
                    rules.append(wanted)
                    return self.rule(wanted, below).node
        if name in self.pack.facts:
            facts.append(name)
            fact = self.pack.facts[name]
            return self.table.make("fact", (), fact.shape, (name,), (fact.low, fact.high))
        if any(name in layer.rules for layer in self.pack.layers) or any(
            name == other.name for other in (self.reform.rules if self.reform else ())
        ):
            rules.append(name)
            return self.rule(name).node
        near = difflib.get_close_matches(name, [*self.pack.facts, *self.pack.rule_names()], 1)
        remedy = f"Did you mean {near[0]}?" if near else "Declare the fact or the rule, or correct the name"
        message = f"The rule {made.name} asks for {name}, which is no fact and no rule"
        raise RuleError(Problem(made.file, made.line, "unknown-name", message, remedy))

    def _after_the_end(self, made: Rule) -> Any:
        if made.ends_with is not None and made.until and self.day > made.until:
            return lift(self.table, made.ends_with, made.shape)
        after = made.until.isoformat() if made.until and self.day > made.until else ""
        return self._missing(made.shape, (made.name, after))

    def _missing(self, shape: Shape, reason: tuple[Any, ...]) -> Any:
        filler = dates.EARLIEST if shape.kind == DATE else 0
        return self.table.make("missing", (), shape, reason, (filler, filler))

    def _check(self, made: Rule, node: Any) -> None:
        def wrong(code: str, message: str, remedy: str) -> None:
            raise RuleError(Problem(made.file, made.line, code, f"The rule {made.name} {message}", remedy))

        if not isinstance(node, Node) or node.kind != made.shape.kind:
            wrong(
                "type-clash",
                f"declares {made.shape.kind} but returns {getattr(node, 'kind', node)}",
                "Correct unit= or the rule",
            )
        if node.shape.unit != made.shape.unit:
            declared, found = show_unit(made.shape.unit), show_unit(node.shape.unit)
            wrong("unit-clash", f"declares {declared} but returns {found}", "Correct unit= or the arithmetic")
        if node.kind == NUMBER and node.shape.unit and node.shape.scale != 1:
            remedy = "Say how it is rounded: half_up(...), floor_to(...), ceil_to(...)"
            wrong("not-rounded", f"returns 1/{node.shape.scale} parts of {show_unit(node.shape.unit)}", remedy)
        declared_codes = {ground.code for ground in made.grounds}
        used = set(_ground_codes(node, {info.node.index for (name, _), info in self.made.items() if name != made.name}))
        for code in sorted(used - declared_codes):
            wrong(
                "unknown-name",
                f"uses the ground {code}, which it does not declare",
                "Add Ground(code, label, cite) to grounds=",
            )


def _ground_codes(node: Node, stop: set[int]) -> Iterator[str]:
    pending, seen = [node], set(stop)
    while pending:
        current = pending.pop()
        if current.index not in seen:
            seen.add(current.index)
            if current.op == "ground":
                yield current.data[0]
            pending.extend(current.args)


def _type_error(made: Rule, error: TypeError) -> RuleError:
    file, line = made.file, made.line
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == made.file:
            line = trace.tb_lineno
        trace = trace.tb_next
    remedy = "Numbers, dates, categories and yes/no values do not mix: convert, or use the operations of engines.rules"
    return RuleError(Problem(file, line, "type-clash", f"The rule {made.name}: {error}", remedy))
