"""An answer in words and pieces a page can show."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from volens.engines.rules import Fact
from volens.engines.rules.explain import Step
from volens.engines.rules.graph import ParameterUse, RuleInfo
from volens.engines.rules.values import BOOL, CATEGORY, DATE, Shape, Text, money_digits, text_of, unit_words
from volens.services.benefits import remarks
from volens.services.benefits.queries import Answer, Result
from volens.services.vacancies.presentation import colon, in_a_row, listed, money, sentences
from volens.services.vacancies.presentation import day as day_words


def engine_language(code: str) -> str:
    """The engine's name of one of our languages."""
    return "zh-Hans" if code.startswith("zh") else "en"


def value_words(shape: Shape, value: int, code: str) -> str:
    """A value as the page's language writes it: money with its symbol, dates in words."""
    language = engine_language(code)
    if shape.kind == DATE:
        return day_words(dt.date.fromordinal(value), code)
    currency = shape.unit[0][0] if shape.kind not in {BOOL, CATEGORY} and money_digits(shape.unit) is not None else ""
    if currency and shape.scale == 1:
        currency = next(name for name, power in shape.unit if power == 1 and name.isupper())
        rest = unit_words(shape.unit, language).replace(unit_words(((currency, 1),), language), "", 1).strip()
        space = " " if rest and language == "en" else ""
        return f"{money(value, currency, code)}{space}{rest}"
    return shape.words(value, language)


@dataclass(frozen=True, slots=True)
class Law:
    """A figure of the law as an answer used it."""

    label: str
    value: str
    source: str
    article: str
    since: str
    until: str
    confidence: str
    note: str


@dataclass(frozen=True, slots=True)
class Reason:
    """One step of an explanation: what, how it comes about, which article, and the steps below it."""

    label: str
    value: str
    because: str
    cite: str
    facts: Sequence[tuple[str, str]] = ()
    below: Sequence[Reason] = ()


@dataclass(frozen=True, slots=True)
class ResultCard:
    """One result on the page."""

    name: str
    label: str
    state: str  # yes | no | value | range | depends | no-rule
    headline: str
    detail: str
    cite: str
    reason: Reason | None
    law: Sequence[Law]
    known_until: str = ""  # with no rule known: the last day on which one was, as 2025-12-31
    failing: Sequence[tuple[str, str, str]] = ()  # condition not met, its article, what would meet it
    when: str = ""  # from when it would hold if things go on as they are


def confidence_words(mark: str) -> str:
    """What a mark of confidence means."""
    return {
        "T": pgettext("confidence", "text of the law read"),
        "S": pgettext("confidence", "from a secondary source"),
        "M": pgettext("confidence", "from memory, to be verified"),
    }.get(mark, mark)


def results(found: Answer, code: str) -> list[ResultCard]:
    """Every result, in the order of the topic."""
    names = _code_names(found, engine_language(code))
    return [_card(name, each, code, names) for name, each in found.results.items()]


def _code_names(found: Answer, language: str) -> dict[str, str]:
    """What the codes of this law's choices are called: a figure by city is told by the names of the cities."""
    return {
        each: fact.shape.domain.labels[each][language]
        for fact in found.graph.all_facts.values()
        if fact.shape.kind == CATEGORY and fact.shape.domain is not None
        for each in fact.shape.domain.codes
        if language in fact.shape.domain.labels.get(each, {})
    }


def _card(name: str, found: Result, code: str, names: Mapping[str, str]) -> ResultCard:
    language = engine_language(code)
    finding, info = found.finding, found.finding.info
    headline, detail = _said(found, code)
    return ResultCard(
        name=name,
        label=text_of(info.label, language),
        state=finding.state.replace(" ", "-"),
        headline=headline,
        detail=detail,
        cite=info.cite,
        reason=_reason(found.step, found.labels, code) if found.step else None,
        law=[_law(use, code, names) for use in _figures(found, info)],
        known_until=max((str(after) for _name, after in info.lapsed if after), default="")
        if finding.state == "no rule"
        else "",
        failing=[
            (text_of(each.label, language), each.cite, in_a_row(*(need.words(language) for need in each.needed)))
            for each in (found.refusal.failing if found.refusal else ())
        ],
        when=found.refusal.when.words(language) if found.refusal and found.refusal.when else "",
    )


def _said(found: Result, code: str) -> tuple[str, str]:
    """The result in a few words, and what it still depends on."""
    finding, shape = found.finding, found.finding.info.shape
    language = engine_language(code)
    names = [text_of(fact.label, language) for fact in found.depends_on]
    if found.on_household:
        names.append(_("your household"))
    depends = _("Depends on: %(facts)s.") % {"facts": (", " if language == "en" else "、").join(names)} if names else ""
    if finding.state == "no rule":
        return _("No rule known"), _not_known(finding.info, found.labels, code)
    if finding.state == "yes":
        return pgettext("answer", "Yes"), ""
    if finding.state == "no":
        return pgettext("answer", "No"), ""
    if finding.state == "value":
        return value_words(shape, finding.low, code), ""
    if finding.state == "range":
        low, high = value_words(shape, finding.low, code), value_words(shape, finding.high, code)
        return _("%(low)s to %(high)s") % {"low": low, "high": high}, depends
    return _("Open"), depends


def _not_known(info: RuleInfo, labels: Mapping[str, Text], code: str) -> str:
    """In plain words, what is not known, and since when: by the label of the figure, never by its name in the pack."""
    language = engine_language(code)
    said: dict[str, None] = {}
    for name, after in info.lapsed:
        label = text_of(labels.get(str(name), info.label), language)
        if after:
            last = day_words(dt.date.fromisoformat(str(after)), code)
            said[_("“%(figure)s” is known until %(day)s only.") % {"figure": label, "day": last}] = None
        else:
            said[_("“%(figure)s” is not known for this day.") % {"figure": label}] = None
    return sentences(said)


def _reason(step: Step, labels: Mapping[str, Text], code: str) -> Reason:
    language = engine_language(code)
    info = step.info
    return Reason(
        label=text_of(info.label, language),
        value=_("no rule known") if step.value is None else value_words(info.shape, int(step.value), code),
        because=_not_known(info, labels, code) if step.value is None else step.because(language),
        cite=info.cite,
        facts=[(text_of(fact.label, language), value_words(fact.shape, value, code)) for fact, value in step.facts],
        below=[_reason(each, labels, code) for each in step.rules],
    )


def _figures(found: Result, info: RuleInfo) -> list[ParameterUse]:
    """The figures of the law behind a result: its own, and those of the steps it was computed from."""
    uses = {(use.pack, use.name): use for use in info.parameters}
    waiting = [found.step] if found.step else []
    while waiting:
        step = waiting.pop(0)
        uses.update({(use.pack, use.name): use for use in step.info.parameters})
        waiting.extend(step.rules)
    return list(uses.values())


def _day_in_words(said: str, code: str) -> str:
    """A day of a pack (2026-11-30) as the page writes it."""
    return day_words(dt.date.fromisoformat(said), code) if said else ""


def _law(use: ParameterUse, code: str, names: Mapping[str, str]) -> Law:
    language = engine_language(code)
    if use.shape is not None and use.number is not None:
        value = value_words(use.shape, use.number, code)
    elif isinstance(use.value, list):
        value = listed(*(f"{pair[0]} → {pair[1]}" for pair in use.value))
    elif isinstance(use.value, dict):
        value = in_a_row(*(f"{names.get(str(key), key)}{colon()}{each}" for key, each in use.value.items()))
    else:
        value = str(use.value)
    return Law(
        label=text_of(use.label, language),
        value=value,
        source=use.source,
        article=remarks.in_language(use.article, code),
        since=_day_in_words(use.start, code),
        until=_day_in_words(use.until, code),
        confidence=use.confidence,
        note=remarks.in_language(use.note, code),
    )


@dataclass(frozen=True, slots=True)
class Field:
    """A question as a form field. `kind`: yes-no | choice | number | money | percent | date."""

    name: str
    label: str
    kind: str
    options: Sequence[tuple[str, str]]
    suffix: str
    low: str
    high: str
    value: str
    error: str


def field_of(fact: Fact, code: str, *, value: str = "", error: str = "", question: bool = True) -> Field:
    """The form field that asks for a fact."""
    language = engine_language(code)
    shape = fact.shape
    options: list[tuple[str, str]] = []
    suffix = ""
    if shape.kind == BOOL:
        kind, options = "yes-no", [("yes", pgettext("answer", "Yes")), ("no", pgettext("answer", "No"))]
    elif shape.kind == CATEGORY:
        assert shape.domain is not None  # noqa: S101 - a category has its codes
        kind = "choice"
        options = [(each, shape.domain.labels.get(each, {}).get(language, each)) for each in shape.domain.codes]
    elif shape.kind == DATE:
        kind = "date"
    elif not shape.unit and shape.scale != 1:
        kind, suffix = "percent", "%"
    else:
        kind = "money" if money_digits(shape.unit) is not None else "number"
        suffix = unit_words(shape.unit, language)
    low, high = str(shape.show(fact.low)), str(shape.show(fact.high))
    asked = text_of(fact.question, language) if question and fact.question else text_of(fact.label, language)
    return Field(fact.name, asked, kind, options, suffix, low, high, value, error)


def given_words(fact: Fact, value: object, code: str) -> str:
    """An answer as the person gave it, in words."""
    return value_words(fact.shape, fact.read(value), code)
