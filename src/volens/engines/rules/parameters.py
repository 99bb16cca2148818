"""Dated parameters: amounts, shares, scales and tables by region, read from YAML in OpenFisca's file shape.

A value holds from its date until its own `until`, or until the next value begins. After an `until` with nothing
following, no rule is known: the state is carried into every result and shown, never silently the last value.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

from volens.engines.rules.errors import Problem, RuleError
from volens.engines.rules.values import BOOL, DATE, LANGUAGES, NUMBER, Shape, Text, exact, parse_unit, read_date
from volens.engines.rules.yaml_lines import Mapped, load_yaml

CONFIDENCE = {
    "T": "text of the instrument read",
    "S": "secondary page",
    "M": "from memory, not verified",
    "R": "reform",
}
_OWN_KEYS = frozenset(
    [
        "description",
        "label",
        "unit",
        "threshold_unit",
        "by",
        "role",
        "source",
        "article",
        "confidence",
        "note",
        "values",
        "brackets",
        "metadata",
        "documentation",
    ]
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One value of a parameter: what holds, since when, until when, and where that is written."""

    start: date
    until: date | None
    value: Any  # Fraction | bool | date | ((threshold, amount), ...) | {code: one of these}
    source: str
    article: str
    confidence: str
    ended: bool = False
    note: str = ""
    file: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Parameter:
    """One dated parameter. `role` "ceiling" (or "floor") bounds whatever a local overlay sets under the same name."""

    name: str
    kind: str
    unit: str
    threshold_unit: str | None
    by: str | None
    role: str
    label: Text
    entries: tuple[Entry, ...]
    file: str
    line: int
    description: str = ""
    problems: tuple[Problem, ...] = field(default=(), compare=False)

    def at(self, day: date) -> tuple[Entry | None, date | None]:
        """Return the entry in force on a day, or None and the last day for which a rule is known (None if none
        before).
        """
        last: date | None = None
        for position, entry in enumerate(self.entries):
            if entry.start > day:
                break
            follower = self.entries[position + 1].start if position + 1 < len(self.entries) else None
            end = entry.until or (follower - timedelta(days=1) if follower else None)
            if end is None or day <= end:
                return entry, None
            last = end
        return None, last

    def changes(self) -> Iterator[date]:
        """Yield each day on which this parameter takes another value or stops being known."""
        for entry in self.entries:
            yield entry.start
            if entry.until:
                yield entry.until + timedelta(days=1)


def load_parameters(folder: Path, names: Path | None = None) -> dict[str, Parameter]:
    """Read every YAML file below a folder; `ui/amount.yaml` is the parameter (or group) "ui.amount"."""
    found: dict[str, Parameter] = {}
    for path in sorted(folder.rglob("*.yaml")):
        prefix = ".".join(path.relative_to(folder).with_suffix("").parts).replace("-", "_")
        shown = str(path.relative_to(names)) if names else str(path)
        content = load_yaml(path)
        for parameter in read_tree(prefix, content, shown):
            if parameter.name in found:
                other = found[parameter.name]
                problem = Problem(
                    parameter.file,
                    parameter.line,
                    "duplicate",
                    f"{parameter.name} also stands in {other.file}:{other.line}",
                    "Keep one",
                )
                parameter = _with_problem(parameter, problem)  # noqa: PLW2901
            found[parameter.name] = parameter
    return found


def _with_problem(parameter: Parameter, problem: Problem) -> Parameter:
    object.__setattr__(parameter, "problems", (*parameter.problems, problem))
    return parameter


def read_tree(prefix: str, content: Any, file: str) -> Iterator[Parameter]:
    """Yield the parameters of one parsed YAML mapping: itself if it has values, else its children."""
    if not isinstance(content, Mapped):
        problem = Problem(file, 1, "not-a-parameter", f"{prefix} is not a mapping", "Give it unit, label and values")
        yield Parameter(prefix, NUMBER, "", None, None, "", {}, (), file, 1, problems=(problem,))
        return
    if "values" in content or "brackets" in content or "unit" in content:
        yield _Reader(prefix, content, file).parameter()
        return
    for key, child in content.items():
        if key not in _OWN_KEYS:
            yield from read_tree(f"{prefix}.{key}", child, file)


class _Reader:
    """Reads one parameter and collects what is wrong with it."""

    def __init__(self, name: str, content: Mapped, file: str) -> None:
        self.name, self.file = name, file
        metadata = content.get("metadata")
        self.metadata: Mapping[str, Any] = metadata if isinstance(metadata, Mapped) else {}
        self.content = content
        self.problems: list[Problem] = []
        unit = self.get("unit")
        self.unit = "" if unit is None else str(unit)
        self.kind = {"bool": BOOL, "date": DATE}.get(self.unit, NUMBER)
        self.threshold_unit = self.get("threshold_unit")
        self.by = self.get("by")

    def get(self, key: str) -> Any:
        return self.content.get(key, self.metadata.get(key))

    def wrong(self, line: int, code: str, message: str, remedy: str) -> None:
        self.problems.append(Problem(self.file, line, code, message, remedy))

    def parameter(self) -> Parameter:
        line = self.content.line
        if self.get("unit") is None:
            self.wrong(
                line, "missing-unit", f"{self.name} has no unit", "Add unit: (share, month, CNY/month, bool, date, ...)"
            )
        for unit in (self.unit if self.kind == NUMBER else "", self.threshold_unit or ""):
            try:
                parse_unit(str(unit))
            except ValueError as error:
                self.wrong(self.content.at("unit"), "unknown-unit", f"{self.name}: {error}", "Correct the unit")
                self.unit = "share"
        label = self.get("label") or {}
        if lacking := [language for language in LANGUAGES if not (isinstance(label, Mapping) and label.get(language))]:
            remedy = "Add label: {en: ..., zh-Hans: ...}"
            self.wrong(line, "missing-text", f"{self.name} has no label in {', '.join(lacking)}", remedy)
            label = {}
        unknown = [key for key in self.content if key not in _OWN_KEYS]
        for key in unknown:
            self.wrong(
                self.content.at(key),
                "unknown-key",
                f"{self.name}: {key!r} is no key of a parameter",
                "Remove or correct it",
            )
        role = self.get("role") or ""
        if role not in {"", "ceiling", "floor"}:
            self.wrong(
                self.content.at("role"),
                "bad-role",
                f"{self.name}: role {role!r}",
                "Use ceiling or floor, or leave it out",
            )
        entries = sorted(self.entries(), key=lambda entry: entry.start)
        self.check_order(entries)
        return Parameter(
            self.name, self.kind, self.unit, self.threshold_unit, self.by, role, label, tuple(entries), self.file, line,
            str(self.get("description") or ""), tuple(self.problems),
        )  # fmt: skip

    def entries(self) -> Iterator[Entry]:
        values = self.content.get("values")
        if values is None and "brackets" in self.content:
            self.threshold_unit = self.threshold_unit or "count"
            values = _bracket_values(self.content["brackets"])
        if not isinstance(values, Mapped) or not values:
            self.wrong(
                self.content.line, "no-values", f"{self.name} has no values", "Add values: with at least one date"
            )
            return
        for key, raw in values.items():
            entry = self.entry(key, raw, values.at(key))
            if entry is not None:
                yield entry

    def entry(self, key: Any, raw: Any, line: int) -> Entry | None:
        body = raw if isinstance(raw, Mapped) and {"value", "ended"} & set(raw) else {"value": raw}
        extra = body.get("metadata") if isinstance(body.get("metadata"), Mapping) else {}
        if not isinstance(extra, Mapping):
            extra = {}

        def own(name: str, fallback: str = "") -> Any:
            return (
                body.get(name)
                or extra.get(name)
                or (extra.get(fallback) if fallback else None)
                or self.get(name)
                or self.get(fallback)
            )

        try:
            start = read_date(key)
            until = read_date(body["until"]) if body.get("until") else None
            if until and until < start:
                raise ValueError(f"until {until} is before its own start {start}")
            ended = bool(body.get("ended")) or body["value"] is None
            value = None if ended else self.value(body["value"])
        except ValueError as error:
            self.wrong(line, "bad-value", f"{self.name} at {key}: {error}", "Correct the date or value")
            return None
        source, article, confidence = own("source", "reference"), own("article"), own("confidence")
        if not source or not article:
            lacking = " and ".join(what for what, there in (("source", source), ("article", article)) if not there)
            self.wrong(
                line, "missing-citation", f"{self.name} at {key} has no {lacking}", "Add the instrument and the article"
            )
        if confidence not in CONFIDENCE:
            remedy = "Add confidence: T (text read), S (secondary) or M (memory)"
            self.wrong(line, "missing-confidence", f"{self.name} at {key}: confidence {confidence!r}", remedy)
        return Entry(
            start, until, value, _reference(source), str(article or ""), str(confidence or "M"), ended,
            str(own("note") or ""), self.file, line,
        )  # fmt: skip

    def value(self, raw: Any) -> Any:
        if self.by is not None:
            if not isinstance(raw, Mapping) or not raw:
                raise ValueError(f"a table by {self.by} needs a mapping from code to value")
            return {str(code): self.one(item) for code, item in raw.items()}
        return self.one(raw)

    def one(self, raw: Any) -> Any:
        if self.threshold_unit is not None:
            if (
                not isinstance(raw, list)
                or not raw
                or any(not isinstance(pair, list) or len(pair) != 2 for pair in raw)
            ):
                raise ValueError("a scale is a list of pairs [threshold, value]")
            pairs = tuple((exact(threshold), exact(amount)) for threshold, amount in raw)
            if any(left[0] >= right[0] for left, right in pairwise(pairs)):
                raise ValueError("the thresholds of a scale must rise")
            return pairs
        if self.kind == NUMBER:
            return exact(raw)
        shape = Shape(self.kind)
        return bool(shape.read(raw)) if self.kind == BOOL else read_date(raw)

    def check_order(self, entries: list[Entry]) -> None:
        for left, right in pairwise(entries):
            if left.start == right.start or (left.until and left.until >= right.start):
                end = left.until or right.start
                message = f"{self.name}: the value from {left.start} runs until {end}, the next begins {right.start}"
                self.wrong(left.line, "overlapping-dates", message, "End the first before the second begins")
            elif left.until and left.until + timedelta(days=1) < right.start:
                first, last = left.until + timedelta(days=1), right.start - timedelta(days=1)
                message = f"{self.name}: nothing is known from {first} to {last}"
                remedy = "Add the value, or an entry with ended: true if there was none"
                self.problems.append(Problem(self.file, left.line, "gap", message, remedy, "warning"))


def _reference(source: Any) -> str:
    if isinstance(source, list):
        return "; ".join(_reference(item) for item in source)
    if isinstance(source, Mapping):
        return " ".join(str(source[key]) for key in ("title", "href") if source.get(key))
    return str(source or "")


def _bracket_values(brackets: Any) -> Mapped:
    """Turn OpenFisca brackets (each with its own dated threshold and amount or rate) into dated lists of pairs."""
    result = Mapped()
    result.lines = {}

    def dated(bracket: Any, *names: str) -> Mapping[Any, Any]:
        found: Any = next((bracket[name] for name in names if name in bracket), {})
        return found.get("values", found) if isinstance(found, Mapping) else {}

    def plain(value: Any) -> Any:
        return value.get("value") if isinstance(value, Mapping) else value

    parts = [(dated(bracket, "threshold"), dated(bracket, "amount", "rate", "average_rate")) for bracket in brackets]
    days = sorted({read_date(key): key for pair in parts for side in pair for key in side}.items())
    for day, key in days:
        pairs, body = [], Mapped()
        body.lines = {}
        for sides in parts:
            held = [
                max((read_date(k), k) for k in side if read_date(k) <= day)
                if any(read_date(k) <= day for k in side)
                else None
                for side in sides
            ]
            values = [plain(side[at[1]]) if at else None for side, at in zip(sides, held, strict=True)]
            for side in sides:
                if key in side and isinstance(side[key], Mapped):
                    body.update({name: item for name, item in side[key].items() if name != "value"})
            if None not in values:
                pairs.append(values)
        result[day] = body
        body["value"] = pairs
        first = next(side for pair in parts for side in pair if key in side)
        result.lines[day] = first.at(key) if isinstance(first, Mapped) else 1
    return result


def reformed(parameter: Parameter, raw: Any, day: date, reform: str) -> Parameter:
    """Return a parameter that has a reform's value on every day. Raises RuleError where the value does not fit it."""
    content = Mapped(
        unit=parameter.unit, threshold_unit=parameter.threshold_unit, by=parameter.by, label=dict(parameter.label),
        source=reform, article="reform", confidence="R", role=parameter.role or None,
    )  # fmt: skip
    content.lines = {}
    if parameter.by is not None and isinstance(raw, Mapping):
        entry, _ = parameter.at(day)
        before = dict(entry.value) if entry and isinstance(entry.value, dict) else {}
        raw = {**{code: _raw(value) for code, value in before.items()}, **raw}
    values = Mapped()
    values.lines = {}
    values[date.min] = Mapped(value=raw)
    values[date.min].lines = {}
    content["values"] = values
    made = next(iter(read_tree(parameter.name, content, reform)))
    if made.problems:
        raise RuleError(*made.problems)
    return replace(made, entries=tuple(replace(entry, start=day) for entry in made.entries))


def _raw(value: Any) -> Any:
    return [list(pair) for pair in value] if isinstance(value, tuple) else value
