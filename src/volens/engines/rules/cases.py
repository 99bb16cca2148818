"""Tables of cases: each clause's tests and its documentation, in the shape of OpenFisca's YAML tests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from volens.engines.rules.errors import FactError, Problem, RuleError
from volens.engines.rules.interval import Finding
from volens.engines.rules.pack import Pack
from volens.engines.rules.questions import outlook
from volens.engines.rules.values import NUMBER, exact, read_date
from volens.engines.rules.yaml_lines import Mapped, load_yaml, load_yaml_text

_KEYS = frozenset(
    [
        "name",
        "date",
        "period",
        "input",
        "household",
        "output",
        "source",
        "note",
        "description",
        "absolute_error_margin",
        "keywords",
        "max_spiral_loops",
        "only_variables",
        "ignore_variables",
        "reforms",
        "extensions",
        "relative_error_margin",
    ]
)


@dataclass(frozen=True, slots=True)
class Case:
    """One case: facts told on a day (any may be absent) and the results expected."""

    name: str
    day: str
    input: Mapping[str, Any]
    output: Mapping[str, Any]
    household: tuple[Mapping[str, Any], ...] | None
    margin: Fraction
    source: str
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a case: `wrong` maps each result that is not as expected to (expected, found)."""

    case: Case
    wrong: Mapping[str, tuple[Any, Any]]
    problem: str = ""

    @property
    def passed(self) -> bool:
        """Whether everything came out as expected."""
        return not self.wrong and not self.problem

    def __str__(self) -> str:
        said = self.problem or "; ".join(
            f"{name}: expected {want}, found {got}" for name, (want, got) in self.wrong.items()
        )
        return f"{self.case.file}:{self.case.line}: {self.case.name}: {said or 'as expected'}"


def read_cases(path: Path) -> list[Case]:
    """Read the cases of a file, or of every .yaml file below a folder. Raises RuleError with file and line."""
    files = sorted(path.rglob("*.yaml")) if path.is_dir() else [path]
    return [case for file in files for case in _cases(load_yaml(file), str(file))]


def read_cases_text(text: str, name: str = "cases.yaml") -> list[Case]:
    """Read cases from text; `name` stands for the file in messages."""
    return _cases(load_yaml_text(text, name), name)


def _cases(content: Any, file: str) -> list[Case]:
    items = content if isinstance(content, list) else [content]
    problems: list[Problem] = []
    cases: list[Case] = []
    for item in items:
        line = item.line if isinstance(item, Mapped) else 1
        fault = _fault(item)
        if fault:
            problems.append(Problem(file, line, "bad-case", fault, "Write name, date (or period), input and output"))
            continue
        day = str(item.get("date") or item.get("period"))
        members = item.get("household")
        cases.append(
            Case(
                str(item.get("name") or f"line {line}"), day,
                _flat(item.get("input") or {}, day), _flat(item["output"], day),
                None if members is None else tuple(members), exact(item.get("absolute_error_margin") or 0),
                str(item.get("source") or ""), file, line,
            )
        )  # fmt: skip
    if problems:
        raise RuleError(*problems)
    return cases


def _fault(item: Any) -> str:
    if not isinstance(item, Mapped) or "output" not in item:
        return "A case needs an output"
    if unknown := [str(key) for key in item if key not in _KEYS]:
        return f"A case has the unknown keys {', '.join(unknown)}"
    try:
        read_date(_first_day(str(item.get("date") or item.get("period"))))
    except ValueError as error:
        return str(error)
    return ""


def _first_day(period: str) -> str:
    """OpenFisca periods: "2021", "2021-06", "month:2021-06" stand for their first day."""
    text = period.split(":")[1] if ":" in period else period
    return f"{text}-01-01" if len(text) == 4 else text


def _flat(given: Mapping[str, Any], day: str) -> dict[str, Any]:
    """Undo OpenFisca's nesting: {person: {...}} is the person, {variable: {period: value}} is its value."""
    if (
        len(given) == 1
        and isinstance(inner := next(iter(given.values())), Mapping)
        and next(iter(given)) in {"person", "persons"}
    ):
        given = (
            next(iter(inner.values()))
            if all(isinstance(value, Mapping) for value in inner.values()) and inner
            else inner
        )
    return {
        str(name): next(iter(value.values())) if isinstance(value, Mapping) and set(map(str, value)) == {day} else value
        for name, value in given.items()
    }


def run(pack: Pack, case: Case) -> Outcome:
    """Run one case: through the reading with unknowns, which at told facts is the decision itself."""
    try:
        graph = pack.on(_first_day(case.day))
        found = outlook(graph, case.input, case.household, case.output).findings
    except FactError as error:
        return Outcome(case, {}, str(error))
    except KeyError as error:
        return Outcome(case, {}, f"{error.args[0]}")
    wrong: dict[str, tuple[Any, Any]] = {}
    for name, expected in case.output.items():
        if not _agrees(found[name], expected, case.margin):
            wrong[name] = (expected, found[name].record())
    return Outcome(case, wrong)


def run_all(pack: Pack, cases: Iterable[Case]) -> list[Outcome]:
    """Run every case."""
    return [run(pack, case) for case in cases]


def _agrees(found: Finding, expected: Any, margin: Fraction) -> bool:  # noqa: PLR0911 - one case for each form
    shape = found.info.shape
    if expected is None:
        return found.state == "no rule"
    if isinstance(expected, str) and expected in {"depends", "yes", "no"}:
        return found.state == expected or (expected == "depends" and not found.known)
    try:
        if isinstance(expected, Mapping):
            low, high = (shape.read(expected[end]) for end in ("low", "high"))
            return (found.low, found.high) == (low, high)
        if not found.known or found.state == "no rule":
            return False
        if shape.kind != NUMBER:
            return found.low == shape.read(expected)
        return abs(found.low - exact(expected) * shape.factor) <= margin * shape.factor
    except ValueError:
        return False
