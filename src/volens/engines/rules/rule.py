"""Declaring a rule: an ordinary typed function with a unit, a citation and a label."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import ModuleType
from typing import Any

from volens.engines.rules.errors import Problem
from volens.engines.rules.values import BOOL, CATEGORY, DATE, LANGUAGES, NUMBER, Shape, Text, parse_unit, read_date

_REGISTERED: dict[str, list[Rule]] = {}


@dataclass(frozen=True, slots=True)
class Ground:
    """One named condition of a yes/no rule: its code is the keyword in `all_of`, its words say what is required."""

    code: str
    label: Text
    cite: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """One version of a rule as written. `since` and `until` (inclusive) bound the days on which it is law.

    `ends_with` is the value after `until` when the law itself says that nothing follows (a temporary measure); without
    it the result after `until` is "no rule known".
    """

    name: str
    function: Callable[..., Any]
    shape: Shape
    arguments: tuple[str, ...]
    cite: str
    label: Text
    since: date | None
    until: date | None
    ends_with: Any
    grounds: tuple[Ground, ...]
    result: bool
    note: Text
    file: str
    line: int
    problems: tuple[Problem, ...] = field(default=(), compare=False)

    def in_force(self, day: date) -> bool:
        """Whether this version is law on a day."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call the function as written, for tests that read one clause alone."""
        return self.function(*args, **kwargs)


def rule(
    *,
    unit: str = "",
    cite: str = "",
    label: Text | None = None,
    name: str | None = None,
    since: str | date | None = None,
    until: str | date | None = None,
    ends_with: Any = None,
    grounds: Iterable[Ground] = (),
    result: bool = False,
    note: Text | None = None,
) -> Callable[[Callable[..., Any]], Rule]:
    """Make a function a rule.

    Its arguments name facts, other rules, `p` (parameters), `date` (the day the law is read
    for), `household` (aggregates over its members), or `national_NAME` (the parent pack's version of a rule an
    overlay replaces).

    unit: "bool", "date", or a unit such as "month", "CNY/month", "share". cite: instrument and article. label and
    note: words by language. result: whether people are told this value. Two functions with one `name` are two versions
    by date.
    """

    def declare(function: Callable[..., Any]) -> Rule:
        code = function.__code__
        wrong = _Faults(code.co_filename, code.co_firstlineno, function.__name__)
        wrong.citation(cite)
        wrong.words(label or {}, grounds)
        made = Rule(
            name or function.__name__, function, wrong.shape(unit), tuple(inspect.signature(function).parameters), cite,
            label or {}, wrong.day(since), wrong.day(until), ends_with, tuple(grounds), result, note or {}, wrong.file,
            wrong.line, tuple(wrong.problems),
        )  # fmt: skip
        known = _REGISTERED.setdefault(function.__module__, [])
        known[:] = [other for other in known if (other.file, other.line) != (made.file, made.line)]
        known.append(made)
        return made

    return declare


class _Faults:
    """Checks one declaration and collects what is wrong with it."""

    def __init__(self, file: str, line: int, function: str) -> None:
        self.file, self.line, self.function = file, line, function
        self.problems: list[Problem] = []

    def add(self, code: str, message: str, remedy: str) -> None:
        self.problems.append(Problem(self.file, self.line, code, f"The rule {self.function} {message}", remedy))

    def shape(self, unit: str) -> Shape:
        if not unit:
            self.add("missing-unit", "has no unit", 'Add unit="month", "CNY/month", "bool", ...')
            return Shape(BOOL)
        if kind := {"bool": BOOL, "date": DATE, "category": CATEGORY}.get(unit):
            return Shape(kind)
        try:
            return Shape(NUMBER, parse_unit(unit))
        except ValueError as error:
            self.add("unknown-unit", f"has an unknown unit: {error}", "Correct the unit")
            return Shape(NUMBER)

    def citation(self, cite: str) -> None:
        if not cite.strip():
            self.add("missing-citation", "cites no law", 'Add cite="instrument, article"')

    def words(self, label: Text, grounds: Iterable[Ground]) -> None:
        if lacking := [language for language in LANGUAGES if not label.get(language)]:
            self.add("missing-text", f"has no label in {', '.join(lacking)}", 'Add label={"en": ..., "zh-Hans": ...}')
        for ground in grounds:
            if any(not ground.label.get(language) for language in LANGUAGES):
                message = f"has a ground {ground.code} without words in every language"
                self.add("missing-text", message, "Complete its label")

    def day(self, given: str | date | None) -> date | None:
        try:
            return None if given is None else read_date(given)
        except ValueError as error:
            self.add("bad-date", f"has a bad date: {error}", "Write since and until as 2021-06-01")
            return None


def rules_in(*modules: ModuleType) -> list[Rule]:
    """Return every rule declared in these modules, in order, also versions whose function name was used again."""
    return [made for module in modules for made in _REGISTERED.get(module.__name__, [])]


def by_name(rules: Iterable[Rule]) -> Mapping[str, list[Rule]]:
    """Group versions by rule name."""
    grouped: dict[str, list[Rule]] = {}
    for made in rules:
        grouped.setdefault(made.name, []).append(made)
    return grouped
