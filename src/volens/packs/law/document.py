"""A pack as a page of documentation: clauses, figures with their dates, cases with what came of them.

Written to docs/law/<pack>.md by `volens rules document`; a test compares, so the page can never say something else than
the pack does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any

from volens.engines.rules import Pack, Rule
from volens.engines.rules.cases import Case, read_cases, run
from volens.engines.rules.parameters import Entry, Parameter
from volens.engines.rules.values import show_unit
from volens.packs.law import ilo

MARKS = {"T": "text read", "S": "secondary source", "M": "**from memory, verify**"}


def render(pack: Pack) -> str:
    """The whole page, in Markdown."""
    return "\n".join(
        [
            f"# {pack.title['en']} · {pack.title['zh-Hans']}",
            "",
            f"Pack `{pack.name}`. Written by `volens rules document`; do not edit. Not legal advice: who runs it checks it.",
            "",
            *_notes(pack),
            *_clauses(pack),
            *_figures(pack),
            *_cases(pack),
            *_minima(pack),
        ]
    )


def _notes(pack: Pack) -> Iterator[str]:
    if pack.notes:
        yield from ("> " + pack.notes["en"], "", "> " + pack.notes["zh-Hans"], "")


def _clauses(pack: Pack) -> Iterator[str]:
    yield from ("## Clauses", "", "| result | 名称 | unit | article | in force | name |", "|---|---|---|---|---|---|")
    for made in pack.own_rules:
        since = made.since.isoformat() if made.since else ""
        until = made.until.isoformat() if made.until else ""
        force = f"{since} – {until}".strip() if since or until else ""
        yield (
            f"| {made.label['en']} | {made.label['zh-Hans']} | {_unit(made)} | {made.cite} | {force} | `{made.name}` |"
        )
    yield ""


def _unit(made: Rule) -> str:
    return made.shape.kind if made.shape.kind in {"bool", "date", "category"} else show_unit(made.shape.unit)


def _figures(pack: Pack) -> Iterator[str]:
    yield from (
        "## Figures of the law",
        "",
        "After a last day with nothing following, **no rule is known**: answers say so.",
        "",
        "| figure | value | from | until | source | mark |",
        "|---|---|---|---|---|---|",
    )
    for name in sorted(pack.parameters):
        parameter = pack.parameters[name]
        for entry in parameter.entries:
            yield _figure(parameter, entry)
    yield ""


def _figure(parameter: Parameter, entry: Entry) -> str:
    label = f"{parameter.label['en']} · {parameter.label['zh-Hans']}"
    value = "ended" if entry.ended else _value(entry.value)
    until = entry.until.isoformat() if entry.until else ""
    note = f" {entry.note}" if entry.note else ""
    return (
        f"| {label} (`{parameter.name}`, {parameter.unit}) | {value} | {entry.start.isoformat()} | {until} |"
        f" {entry.source} {entry.article}{note} | {MARKS.get(entry.confidence, entry.confidence)} |"
    )


def _value(value: Any) -> str:
    if isinstance(value, Mapping):
        return "; ".join(f"{code}: {_value(each)}" for code, each in value.items())
    if isinstance(value, (tuple, list)):
        return ", ".join(f"{_value(pair[0])} → {_value(pair[1])}" for pair in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Fraction):
        return str(value.numerator) if value.denominator == 1 else _decimal(value)
    return str(value)


def _decimal(value: Fraction) -> str:
    """A fraction as a decimal where it ends, else as it is."""
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return f"{float(value):.6f}".rstrip("0") if rest == 1 else f"{value.numerator}/{value.denominator}"


def cases(pack: Pack) -> list[Case]:
    """Every case of the pack's own folder, in the order of the files."""
    if pack.cases is None:
        return []
    return [case for path in sorted(pack.cases.glob("*.yaml")) for case in read_cases(path)]


def _cases(pack: Pack) -> Iterator[str]:
    yield from ("## Cases", "", "| case | day | told | answer | source |", "|---|---|---|---|---|")
    for case in cases(pack):
        told = _pairs(case.input.items())
        if case.household:
            told += f"; others: {', '.join(_pairs(each.items()) for each in case.household)}"
        came = "as expected" if run(pack, case).passed else "**not as expected**"
        yield f"| {case.name} | {case.day} | {told or '–'} | {_pairs(case.output.items())} ({came}) | {case.source} |"
    yield ""


def _pairs(pairs: Iterable[tuple[str, Any]]) -> str:
    return ", ".join(f"{name} {_said(value)}" for name, value in pairs)


def _said(value: Any) -> str:
    if value is None:
        return "= no rule known"
    if isinstance(value, Mapping):
        return f"= {value['low']} to {value['high']}"
    return f"= {str(value).lower() if isinstance(value, bool) else value}"


def _minima(pack: Pack) -> Iterator[str]:
    lines = ilo.report(pack)
    if not lines:
        return
    yield from (
        "## Beside the ILO's minima",
        "",
        "A report, not a gate. Figures of C102 and of C168 article 19 are from memory and have to be checked.",
        "",
        "| typical claimant | convention | measure | at least | here | reached | mark |",
        "|---|---|---|---|---|---|---|",
    )
    for line in lines:
        reached = "yes" if line.reached else "**no**"
        yield (
            f"| {line.claimant['en']} | {line.convention} | {line.measure['en']} | {line.floor} | {line.given} | {reached} |"
            f" {MARKS[line.confidence]} |"
        )
    yield ""
