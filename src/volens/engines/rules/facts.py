"""Declaring what a law asks about: each fact with its kind, unit, range, sensitivity and question in every language."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from volens.engines.rules.errors import FactError, Problem, author_line
from volens.engines.rules.values import (
    BOOL,
    CATEGORY,
    DATE,
    LANGUAGES,
    NUMBER,
    Domain,
    Shape,
    Text,
    money_digits,
    parse_unit,
)


class Sensitivity(enum.IntEnum):
    """How much asking costs a person. The next question prefers the lowest that can settle the answer."""

    NONE = 0  # says nothing about a person: a date of claim, an index
    ORDINARY = 1  # age, months of contributions
    SENSITIVE = 2  # income, family, region of residence
    SPECIAL = 3  # health, disability and other special categories of data protection law


@dataclass(frozen=True, slots=True)
class Fact:
    """One input of the law. `low` and `high` bound it; values outside are refused, which is what makes every reading
    exact.

    `source` is "asked" (a question to the person), "ledger" (what the service itself knows: months drawn) or "notice"
    (a published figure). `fixed` facts (date of birth, sex) are never named as something to change. `grows` facts rise
    by one with each month that a person goes on as now; a date that grows moves on by a month (the day of the claim).
    """

    name: str
    shape: Shape
    low: int
    high: int
    question: Text
    label: Text
    sensitivity: Sensitivity
    source: str = "asked"
    fixed: bool = False
    grows: bool = False
    file: str = ""
    line: int = 0
    problems: tuple[Problem, ...] = field(default=(), compare=False)

    def read(self, value: object) -> int:
        """Turn a value as people write it into its integer. Raises ValueError with the range or form expected."""
        found = self.shape.read(value)
        if not self.low <= found <= self.high:
            raise ValueError(f"{value} is not between {self.shape.show(self.low)} and {self.shape.show(self.high)}")
        return found


def _fact(name: str, shape: Shape, low: object, high: object, declared: dict[str, Any]) -> Fact:
    file, line = author_line()
    problems: list[Problem] = []
    question, label = declared.pop("question", None) or {}, declared.pop("label", None) or {}
    source = declared.get("source", "asked")
    for what, text in (("label", label), ("question", question)):
        lacking = [language for language in LANGUAGES if not text.get(language)]
        if lacking and (what == "label" or source == "asked"):
            message = f"The fact {name} has no {what} in {', '.join(lacking)}"
            problems.append(Problem(file, line, "missing-text", message, f"Give {what}={{'en': ..., 'zh-Hans': ...}}"))
    if not name.isidentifier():
        problems.append(Problem(file, line, "bad-name", f"{name!r} cannot be an argument", "Use letters, digits and _"))
    ends = [0, 0]
    try:
        ends = [shape.read(end) for end in (low, high)]
        if ends[0] > ends[1]:
            raise ValueError("the lowest value is above the highest")
    except ValueError as error:
        problems.append(Problem(file, line, "bad-range", f"The range of {name}: {error}", "Correct low and high"))
    sensitivity = declared.pop("sensitivity", Sensitivity.ORDINARY)
    return Fact(
        name, shape, ends[0], ends[1], question, label, Sensitivity(sensitivity), file=file, line=line,
        problems=tuple(problems), **declared,
    )  # fmt: skip


def _shape(unit: str, scale: int = 1) -> Shape:
    try:
        return Shape(NUMBER, parse_unit(unit), scale)
    except ValueError:
        return Shape(NUMBER, (("?", 1),), scale)


def _number(name: str, unit: str, per: int, low: object, high: object, declared: dict[str, Any]) -> Fact:
    shape = _shape(unit, per)
    fact = _fact(name, shape, low, high, declared)
    if shape.unit == (("?", 1),):
        problem = Problem(
            fact.file, fact.line, "unknown-unit", f"{unit!r} is not a unit", "See engines.rules.values for the units"
        )
        object.__setattr__(fact, "problems", (*fact.problems, problem))
    return fact


def yes_no(name: str, **declared: Any) -> Fact:
    """A fact that is true or false. Keywords: question, label, sensitivity, source, fixed."""
    return _fact(name, Shape(BOOL), False, True, declared)


def count(name: str, *, unit: str, low: int = 0, high: int, **declared: Any) -> Fact:
    """A whole number with a unit ("month", "person"), between low and high inclusive.

    Keywords as `yes_no`, and grows.
    """
    return _number(name, unit, 1, low, high, declared)


def money(name: str, *, unit: str, low: object = 0, high: object, **declared: Any) -> Fact:
    """An amount ("CNY", "EUR/month"); low and high are in whole currency units, the minor unit is the finest
    there is.
    """
    fact = _number(name, unit, 1, low, high, declared)
    if money_digits(fact.shape.unit) is None and not fact.problems:
        problem = Problem(fact.file, fact.line, "unknown-unit", f"{unit!r} is not money", "Name an ISO 4217 currency")
        object.__setattr__(fact, "problems", (problem,))
    return fact


def share(name: str, *, per: int = 10_000, low: object = 0, high: object = 1, **declared: Any) -> Fact:
    """A share or rate, kept in steps of 1/per (10,000: hundredths of a percent). 0.032 and "3.2%" are the same."""
    return _number(name, "share", per, low, high, declared)


def day(name: str, *, low: object = "1900-01-01", high: object = "2150-12-31", **declared: Any) -> Fact:
    """A date between two dates inclusive."""
    return _fact(name, Shape(DATE), low, high, declared)


def category(name: str, *, values: Mapping[str, Text] | Iterable[str], **declared: Any) -> Fact:
    """One of a closed list of codes; `values` maps each code to its label in every language."""
    labels = values if isinstance(values, Mapping) else {}
    domain = Domain(declared.pop("domain", name), tuple(values), labels)
    return _fact(name, Shape(CATEGORY, (), 1, domain), domain.codes[0], domain.codes[-1], declared)


def read_facts(declared: Mapping[str, Fact], given: Mapping[str, object]) -> dict[str, int]:
    """Turn facts as people write them into integers; None means not told. Raises FactError naming every wrong one."""
    wrong: dict[str, str] = {}
    known: dict[str, int] = {}
    for name, value in given.items():
        fact = declared.get(name)
        if fact is None:
            wrong[name] = "there is no such fact in this pack"
        elif value is not None:
            try:
                known[name] = fact.read(value)
            except ValueError as error:
                wrong[name] = str(error)
    if wrong:
        raise FactError(wrong)
    return known
