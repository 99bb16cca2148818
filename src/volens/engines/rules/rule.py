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

    `ends_with` is the value after `until` when the law itself says that nothing follows (a temporary measure); without it the
    result after `until` is "no rule known".
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
    """Make a function a rule. Its arguments name facts, other rules, `p` (parameters), `date` (the day the law is read for),
    `household` (aggregates over its members), or `national_NAME` (the parent pack's version of a rule an overlay replaces).

    unit: "bool", "date", or a unit such as "month", "CNY/month", "share". cite: instrument and article. label and note: words
    by language. result: whether people are told this value. Two functions with one `name` are two versions by date.
    """

    def declare(function: Callable[..., Any]) -> Rule:
        code = function.__code__
        file, line = code.co_filename, code.co_firstlineno
        problems: list[Problem] = []

        def wrong(what: str, message: str, remedy: str) -> None:
            problems.append(Problem(file, line, what, f"The rule {function.__name__} {message}", remedy))

        shape = Shape(BOOL)
        if not unit:
            wrong("missing-unit", "has no unit", 'Add unit="month", "CNY/month", "bool", ...')
        elif unit == "date":
            shape = Shape(DATE)
        elif unit == "category":
            shape = Shape(CATEGORY)
        elif unit != "bool":
            try:
                shape = Shape(NUMBER, parse_unit(unit))
            except ValueError as error:
                wrong("unknown-unit", f"has an unknown unit: {error}", "Correct the unit")
        if not cite.strip():
            wrong("missing-citation", "cites no law", 'Add cite="instrument, article"')
        if lacking := [language for language in LANGUAGES if not (label or {}).get(language)]:
            wrong("missing-text", f"has no label in {', '.join(lacking)}", 'Add label={"en": ..., "zh-Hans": ...}')
        for ground in grounds:
            if any(not ground.label.get(language) for language in LANGUAGES):
                wrong(
                    "missing-text", f"has a ground {ground.code} without words in every language", "Complete its label"
                )
        dates: list[date | None] = []
        for given in (since, until):
            try:
                dates.append(read_date(given) if given is not None else None)
            except ValueError as error:
                wrong("bad-date", f"has a bad date: {error}", "Write since and until as 2021-06-01")
                dates.append(None)
        arguments = tuple(inspect.signature(function).parameters)
        made = Rule(
            name or function.__name__, function, shape, arguments, cite, label or {}, dates[0], dates[1], ends_with,
            tuple(grounds), result, note or {}, file, line, tuple(problems),
        )  # fmt: skip
        known = _REGISTERED.setdefault(function.__module__, [])
        known[:] = [other for other in known if (other.file, other.line) != (file, line)]
        known.append(made)
        return made

    return declare


def rules_in(*modules: ModuleType) -> list[Rule]:
    """Return every rule declared in these modules, in order, also versions whose function name was used again."""
    return [made for module in modules for made in _REGISTERED.get(module.__name__, [])]


def by_name(rules: Iterable[Rule]) -> Mapping[str, list[Rule]]:
    """Group versions by rule name."""
    grouped: dict[str, list[Rule]] = {}
    for made in rules:
        grouped.setdefault(made.name, []).append(made)
    return grouped
