"""A pack of law: facts, rules and dated parameters of one jurisdiction, alone or laid over a national one."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any

from volens.engines.rules.build import Builder
from volens.engines.rules.errors import Problem, RuleError
from volens.engines.rules.expression import Table
from volens.engines.rules.facts import Fact
from volens.engines.rules.graph import Graph
from volens.engines.rules.parameters import Parameter, load_parameters
from volens.engines.rules.rule import Rule, by_name, rules_in
from volens.engines.rules.values import Text, read_date
from volens.engines.rules.yaml_lines import Mapped, load_yaml_text

_CACHED_GRAPHS = 64


@dataclass(frozen=True, slots=True)
class Household:
    """Who counts as a household, for aggregates over its members. `largest` bounds how many persons it can have."""

    label: Text
    question: Text
    largest: int = 20


@dataclass(frozen=True, slots=True)
class Reform:
    """Changed law: parameters with another value (as it would stand in YAML), and rules that replace others by name."""

    name: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    rules: tuple[Rule, ...] = ()

    @classmethod
    def from_yaml(cls, text: str, name: str = "reform.yaml") -> Reform:
        """Read `name:` and `parameters:` (name to new value). Raises RuleError with file and line."""
        content = load_yaml_text(text, name)
        if not isinstance(content, Mapped) or not isinstance(content.get("parameters"), Mapped):
            problem = Problem(name, 1, "not-a-reform", "A reform needs parameters", "Write parameters: {ui.share: 0.8}")
            raise RuleError(problem)
        flat: dict[str, Any] = {}
        _flatten("", content["parameters"], flat)
        return cls(str(content.get("name") or name), flat)


def _flatten(prefix: str, content: Mapped, into: dict[str, Any]) -> None:
    for key, value in content.items():
        name = f"{prefix}{key}"
        if isinstance(value, Mapped) and not {"value", "values", "table"} & set(value):
            _flatten(f"{name}.", value, into)
        else:
            into[name] = value["table"] if isinstance(value, Mapped) and "table" in value else value


class Pack:
    """The law of one jurisdiction.

    name: "cn", or "cn-gd" for an overlay. parent: the pack this one is laid over; its facts, rules and parameters hold
    where this one says nothing, and parameters it marks `role: ceiling` (or floor) bound this one's.
    """

    def __init__(
        self,
        name: str,
        *,
        title: Text,
        facts: Iterable[Fact] = (),
        rules: Iterable[Rule | ModuleType] = (),
        parameters: Path | Mapping[str, Parameter] | None = None,
        cases: Path | None = None,
        parent: Pack | None = None,
        household: Household | None = None,
        notes: Text | None = None,
    ) -> None:
        self.name, self.title, self.parent, self.notes = name, title, parent, notes or {}
        self.household: Household | None = household or (parent.household if parent else None)
        own = list(facts)
        self.facts: dict[str, Fact] = {**(parent.facts if parent else {}), **{fact.name: fact for fact in own}}
        self.own_rules = [
            made for item in rules for made in ([item] if isinstance(item, Rule) else rules_in(item))
        ]  # fmt: skip
        self.rules = by_name(self.own_rules)
        loaded = (
            load_parameters(parameters, parameters.parent) if isinstance(parameters, Path) else dict(parameters or {})
        )
        self.parameters: dict[str, Parameter] = loaded
        self.cases = cases
        self._graphs: OrderedDict[tuple[date, str], Graph] = OrderedDict()
        self._own_facts = own

    @property
    def layers(self) -> list[Pack]:
        """The pack itself and those it is laid over, the nearest first."""
        return [self, *(self.parent.layers if self.parent else [])]

    def rule_names(self) -> list[str]:
        """Every rule name of this pack and its parents, parents' first, in the order they were written."""
        return list(dict.fromkeys(name for layer in reversed(self.layers) for name in layer.rules))

    def build(self, day: date | str, reform: Reform | None = None, table: Table | None = None) -> Graph:
        """Read the law for one day. Raises RuleError with every problem found.

        Pass another graph's `table` to share equal sub-expressions with it (what a reform comparison needs).
        """
        when = read_date(day)
        if problems := self.problems():
            raise RuleError(*problems)
        return Builder(self, when, reform, table or Table()).graph()

    def on(self, day: date | str) -> Graph:
        """The graph of a day, kept for the next call."""
        when = read_date(day)
        key = (when, "")
        if key not in self._graphs:
            self._graphs[key] = self.build(when)
            if len(self._graphs) > _CACHED_GRAPHS:
                self._graphs.popitem(last=False)
        self._graphs.move_to_end(key)
        return self._graphs[key]

    def problems(self) -> list[Problem]:
        """Every error that can be seen without choosing a day, this pack's and its parents'."""
        found = [problem for fact in self._own_facts for problem in fact.problems]
        found += [problem for made in self.own_rules for problem in made.problems]
        found += [p for parameter in self.parameters.values() for p in parameter.problems if p.severity == "error"]
        names: dict[str, Fact] = {}
        for fact in self._own_facts:
            if fact.name in names:
                remedy = f"The other is in line {names[fact.name].line}; rename one"
                found.append(
                    Problem(fact.file, fact.line, "duplicate", f"The fact {fact.name} is declared twice", remedy)
                )
            names[fact.name] = fact
            if fact.name in self.rules:
                made = self.rules[fact.name][0]
                found.append(
                    Problem(made.file, made.line, "duplicate", f"{fact.name} is a rule and a fact", "Rename one")
                )
        for versions in self.rules.values():
            found += _overlaps(versions)
        return sorted(set(found)) + (self.parent.problems() if self.parent else [])

    def change_days(self) -> list[date]:
        """Every day on which some parameter or rule of this pack changes."""
        days: set[date] = set()
        for layer in self.layers:
            for parameter in layer.parameters.values():
                days.update(parameter.changes())
            for made in layer.own_rules:
                days.update(day for day in (made.since, made.until and made.until + timedelta(days=1)) if day)
        return sorted(days)


def _overlaps(versions: list[Rule]) -> Iterable[Problem]:
    ordered = sorted(versions, key=lambda made: (made.since or date.min, made.line))
    for left, right in pairwise(ordered):
        if (left.until or date.max) >= (right.since or date.min):
            day = right.since or left.until or "every day"
            message = f"Two versions of {right.name} hold on {day} (also line {left.line})"
            yield Problem(
                right.file, right.line, "overlapping-dates", message, "End one with until= before the other's since="
            )
