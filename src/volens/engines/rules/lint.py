"""Looking a whole pack over: citations, dates, gaps, overlaps, unreachable branches, units, bare numbers, unused
facts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from volens.engines.rules.errors import Problem, RuleError
from volens.engines.rules.expression import Node
from volens.engines.rules.graph import Graph, RuleInfo
from volens.engines.rules.pack import Pack
from volens.engines.rules.traversal import below, facts_of
from volens.engines.rules.values import read_date

_MOST_DAYS = 400


def lint(pack: Pack, days: Iterable[date | str] | None = None) -> list[Problem]:
    """Return every finding, errors first.

    The pack is built on each day on which something changes (or the days given).
    """
    found: dict[Problem, None] = dict.fromkeys(pack.problems())
    found.update(dict.fromkeys(problem for problem in _warnings(pack)))
    if any(problem.severity == "error" for problem in found):
        return _sorted(found)
    used_facts: set[str] = set()
    used_parameters: set[str] = set()
    for day in _days(pack, days):
        try:
            graph = pack.build(day)
        except RuleError as error:
            found.update(dict.fromkeys(error.problems))
            continue
        for info in graph.rules.values():
            used_facts |= facts_of(info.node)
            used_parameters |= {use.name for use in info.parameters}
            found.update(dict.fromkeys(_unreachable(info)))
        found.update(dict.fromkeys(_bare(graph)))
    found.update(dict.fromkeys(_unused(pack, used_facts, used_parameters)))
    return _sorted(found)


def _sorted(found: Iterable[Problem]) -> list[Problem]:
    return sorted(found, key=lambda problem: (problem.severity != "error", problem))


def _days(pack: Pack, days: Iterable[date | str] | None) -> list[date]:
    if days is not None:
        return [read_date(day) for day in days]
    changes = pack.change_days()
    around = {day for change in changes for day in (change, change + timedelta(days=1))}
    return sorted(around)[-_MOST_DAYS:] or [date(2020, 1, 1)]


def _warnings(pack: Pack) -> Iterator[Problem]:
    """Warnings that can be seen in the files: gaps, ends nobody has followed up, ceilings a local value exceeds, facts
    from memory.
    """
    national = {name: parameter for layer in pack.layers[1:] for name, parameter in layer.parameters.items()}
    for parameter in pack.parameters.values():
        yield from (problem for problem in parameter.problems if problem.severity == "warning")
        last = parameter.entries[-1] if parameter.entries else None
        if last and last.until and not last.ended:
            message = f"{parameter.name}: no rule is known after {last.until}"
            remedy = "Add the next notice when it is published, or ended: true if the measure is over"
            yield Problem(last.file, last.line, "open-end", message, remedy, "warning")
        for entry in parameter.entries:
            if entry.confidence == "M":
                message = f"{parameter.name} from {entry.start} is from memory"
                yield Problem(
                    entry.file, entry.line, "confidence", message, "Check it against the instrument", "warning"
                )
        bound = national.get(parameter.name)
        if bound and bound.role and not parameter.by and not parameter.threshold_unit:
            for entry in parameter.entries:
                over, _ = bound.at(entry.start)
                if over is None or over.value is None or entry.value is None or isinstance(over.value, (dict, tuple)):
                    continue
                outside = entry.value > over.value if bound.role == "ceiling" else entry.value < over.value
                if outside:
                    message = f"{parameter.name} from {entry.start} lies outside the national {bound.role}"
                    yield Problem(
                        entry.file,
                        entry.line,
                        "beyond-ceiling",
                        message,
                        "Correct it, or leave it: it is capped",
                        "warning",
                    )


def _unreachable(info: RuleInfo) -> Iterator[Problem]:
    """Branches no person can be on: a condition that the declared ranges of its facts already decide."""
    for node in below([info.node]):
        if node.op == "where" and _decided(node.args[0]):
            held = "holds" if node.args[0].low else "fails"
            names = ", ".join(sorted(facts_of(node.args[0])))
            message = f"The rule {info.name} has a branch nobody can be on: its condition ({names}) always {held}"
            remedy = "Widen the range of the facts, or remove the branch"
            yield Problem(info.file, info.line, "unreachable", message, remedy, "warning")
        elif node.op == "ground" and _decided(node.args[0]):
            message = f"The ground {node.data[0]} of {info.name} is always {'met' if node.args[0].low else 'unmet'}"
            yield Problem(info.file, info.line, "unreachable", message, "Correct the condition or the range", "warning")
        elif node.op == "band" and (idle := [edge for edge in node.data[0] if edge > node.args[0].high]):
            message = f"The rule {info.name} has {len(idle)} steps of a scale that nobody reaches"
            remedy = "Widen the range of the fact, or shorten the scale"
            yield Problem(info.file, info.line, "unreachable", message, remedy, "warning")


def _decided(node: Node) -> bool:
    return node.low == node.high and bool(facts_of(node)) and not node.lapsed


def _bare(graph: Graph) -> Iterator[Problem]:
    for file, line, number in dict.fromkeys(graph.table.bare_numbers):
        yield Problem(
            file, line, "bare-number", f"The number {number} stands in a rule", "Make it a dated parameter", "warning"
        )


def _unused(pack: Pack, facts: set[str], parameters: set[str]) -> Iterator[Problem]:
    for fact in pack.facts.values():
        if fact.name not in facts and (pack.parent is None or fact.name not in pack.parent.facts):
            yield Problem(
                fact.file, fact.line, "unused", f"No rule uses the fact {fact.name}", "Remove it: do not ask", "warning"
            )
    for parameter in pack.parameters.values():
        if parameter.name not in parameters:
            message = f"No rule reads the parameter {parameter.name}"
            yield Problem(parameter.file, parameter.line, "unused", message, "Remove it, or use it", "warning")
