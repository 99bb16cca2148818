"""Findings in the reader's language: what is wrong, where it stands, which rule, which article, the remedy."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from volens.engines.vetting import CODES, Finding, Indicator, Severity, message, remedy
from volens.engines.vetting.handbook import indicator_name
from volens.services.vacancies.models import Vacancy
from volens.services.vacancies.posting.content import STEPS

#: The step of the wizard where an answer is given, to lead the employer there.
STEP_OF = {name: step for step, names in STEPS.items() for name in names}
FIELD_STEPS = {
    "title": "what",
    "text": "what",
    "employer": "declarations",
    "legal_employer": "declarations",
    "place": "where",
    "pay": "pay",
    "weekly_hours": "hours",
    "contact": "conditions",
    "language": "what",
}


#: The rule about a change after approval. It sends the vacancy to a person, and is no reason to turn it down.
CHANGED = "changed.after_approval"
#: Between the names of what a sentence may be about, in any language.
MATTERS = " · "


@dataclass(frozen=True, slots=True)
class Told:
    """One finding in words. `step` is where the employer can put it right, "" where nowhere.

    `matters`: for a sentence the learned net points at, what it may be about; a rule's message says so itself.
    """

    rule: str
    severity: str
    indicator: str
    net: str
    field: str
    quote: str
    span: tuple[int, int] | None
    message: str
    remedy: str
    reference: str
    step: str
    matters: tuple[str, ...] = ()

    @property
    def matters_line(self) -> str:
        """What it may be about, on one line."""
        return MATTERS.join(self.matters)

    @property
    def stops(self) -> bool:
        """Whether it keeps the vacancy from being published."""
        return self.severity != Severity.WARN


class Piece(NamedTuple):
    """A piece of a text: words, the findings that point at them by number from 1, and those that end with them."""

    words: str
    numbers: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()


def finding_of(stored: dict[str, Any]) -> Finding:
    """A stored finding as the engine made it."""
    known = {name: stored[name] for name in Finding.__dataclass_fields__ if name in stored}
    return Finding(
        **known
        | {
            "indicator": Indicator(stored["indicator"]),
            "severity": Severity(stored["severity"]),
            "span": tuple(stored["span"]) if stored.get("span") else None,
        }
    )


def of(stored: Iterable[dict[str, Any]], code: str) -> list[Told]:
    """Stored findings in a language, heaviest first, in their own order within; what says the same again, once."""
    told = [_told(finding_of(each), code) for each in stored]
    weight = {Severity.BLOCK.value: 0, Severity.HOLD.value: 1, Severity.WARN.value: 2}
    return _once(sorted(told, key=lambda each: weight[each.severity]))


def _once(told: Sequence[Told]) -> list[Told]:
    """Each matter once: what patterns of one rule see in the same words, and the learned net in the same sentence.

    Of two that lie in each other the heavier is told, of equally heavy ones the longer. They come heaviest first.
    """
    kept: list[Told] = []
    for each in told:
        for at, other in enumerate(kept):
            if not _same_words(each, other):
                continue
            longer = each if each.severity == other.severity and _length(each) > _length(other) else other
            kept[at] = replace(longer, matters=tuple(dict.fromkeys((*other.matters, *each.matters))))
            break
        else:
            kept.append(each)
    return kept


def _same_words(one: Told, other: Told) -> bool:
    """Whether two findings of one rule point at the same words, or one at some of the other's."""
    if (one.rule, one.field) != (other.rule, other.field) or one.span is None or other.span is None:
        return False
    (start, stop), (low, high) = one.span, other.span
    return (low <= start and stop <= high) or (start <= low and high <= stop)


def _length(each: Told) -> int:
    return each.span[1] - each.span[0] if each.span is not None else 0


def _told(finding: Finding, code: str) -> Told:
    if finding.rule == CHANGED:
        finding = _in_words(finding)
    try:
        words, cure = message(finding, code), remedy(finding, code)
    except KeyError:  # a rule of an older catalogue
        words, cure = finding.quote or finding.rule, ""
    declared = finding.field.rpartition(".")[2]
    step = STEP_OF.get(declared, "") if declared in CODES else FIELD_STEPS.get(finding.field, "")
    return Told(
        rule=finding.rule,
        severity=finding.severity.value,
        indicator=finding.indicator.value,
        net=finding.net,
        field=finding.field,
        quote=finding.quote,
        span=finding.span,
        message=words,
        remedy=cure,
        reference=finding.reference,
        step=step,
        matters=(indicator_name(finding.indicator, code),) if finding.net == "learned" else (),
    )


def _in_words(finding: Finding) -> Finding:
    """A finding about changed answers with their names in the active language."""
    from volens.services.vacancies.posting import telling

    names = [name for name in finding.parameters.get("fields", "").split(", ") if name and name != "place_id"]
    words = dict.fromkeys(telling.label(name) for name in names)
    return replace(finding, parameters={"fields": "; ".join(words)})


def stops(stored: Iterable[dict[str, Any]]) -> bool:
    """Whether any of these stored findings keeps a vacancy from being published."""
    return any(each["severity"] != Severity.WARN for each in stored)


def state_imposed(stored: Iterable[dict[str, Any]]) -> bool:
    """Whether a finding that stops it points to workers supplied by the state: two people decide then."""
    return any(each["indicator"] == Indicator.STATE_IMPOSED and each["severity"] != Severity.WARN for each in stored)


@dataclass(frozen=True, slots=True)
class TakenBack:
    """Words a rule saw and what takes them back, in their sentence. No reason to stop anything: for a reviewer to see.

    `pieces`: words, whether the rule saw them, and whether they take it back.
    """

    rule: str
    about: str
    pieces: tuple[tuple[str, bool, bool], ...]
    by: str


def taken_back(stored: Iterable[Mapping[str, Any]], vacancy: Vacancy, code: str) -> list[TakenBack]:
    """Stored evidence in a language, on the text it was found in. What does not fit the text is left out."""
    found: dict[tuple[Any, ...], TakenBack] = {}
    for each in stored:
        text = str(getattr(vacancy, each["field"], ""))
        places = [each["sentence"], each["span"], *([each["by"]] if each["by"] else [])]
        if each["field"] not in {"title", "text"} or not all(0 <= low < high <= len(text) for low, high in places):
            continue
        by = text[slice(*each["by"])] if each["by"] else ""
        about = indicator_name(Indicator(each["indicator"]), code)
        key = (each["field"], each["sentence"][0], about, by)  # rules of one matter in one sentence are told once
        if key in found:
            found[key] = replace(found[key], rule=f"{found[key].rule}, {each['rule']}")
        else:
            found[key] = TakenBack(each["rule"], about, tuple(_cut(text, each)), by)
    return list(found.values())


def _cut(text: str, each: Mapping[str, Any]) -> Iterator[tuple[str, bool, bool]]:
    """A sentence cut where the words seen begin and end, and those that take them back."""
    start, end = each["sentence"]
    seen, back = each["span"], each["by"] or (start, start)
    cuts = sorted({start, end, *(at for at in (*seen, *back) if start < at < end)})
    for low, high in itertools.pairwise(cuts):
        yield text[low:high], seen[0] <= low and high <= seen[1], back[0] <= low and high <= back[1]


def pieces(text: str, told: Sequence[Told], field: str) -> list[Piece]:
    """A text cut wherever a finding that points into it begins or ends."""
    spans = [
        (*each.span, number)
        for number, each in enumerate(told, 1)
        if each.span is not None and each.field == field and 0 <= each.span[0] < each.span[1] <= len(text)
    ]
    cuts = sorted({0, len(text), *(at for start, stop, _number in spans for at in (start, stop))})
    return [
        Piece(
            text[low:high],
            tuple(number for start, stop, number in spans if start <= low and high <= stop),
            tuple(number for _start, stop, number in spans if stop == high),
        )
        for low, high in itertools.pairwise(cuts)
    ]
