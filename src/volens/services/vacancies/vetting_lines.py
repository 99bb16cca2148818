"""Advertisements as JSON Lines, judged: the contract of `volens vet`."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import orjson
from django.utils.translation import gettext as _

from volens.engines import pay as pay_engine
from volens.engines.pay import Pay, Period
from volens.engines.vetting import (
    DeclarationError,
    Declarations,
    Finding,
    Posting,
    Verdict,
    judge_all,
    message,
)
from volens.engines.vetting.learned import signs, whole
from volens.services.vacancies import pool, vetting

#: Lines given to a worker at once.
CHUNK = 250
#: As many chunks are not worth starting processes for.
INLINE_CHUNKS = 4
_WORDS = ("lang", "title", "text", "employer", "company_profile", "contact", "place")
_CHINESE = re.compile("[\u3400-\u9fff]")
_LATIN = re.compile("[A-Za-z]+")
#: What an advertisement that does not hold the field at all is not held for.
_ONLY_IF_GIVEN = {"title.missing": "title", "employer.missing": "employer", "place.missing": "place"}


class LineError(ValueError):
    """A line that is no advertisement: the field, what is wrong with it, and what to write instead."""


class Told(NamedTuple):
    """What became of one line: its answer, or why there is none. Blank lines have neither."""

    line: int
    answer: dict[str, Any] | None
    problem: str


@dataclass(frozen=True, slots=True)
class _Chunk:
    first: int
    lines: list[bytes]
    on: dt.date
    features: bool


@dataclass(frozen=True, slots=True)
class Advertisement:
    """One line, read: its own id, the fields it holds, the posting, and what its features are worked out from."""

    id: Any
    given: frozenset[str]
    posting: Posting
    described: signs.Advertisement


def vet(lines: Iterable[bytes], *, on: dt.date, workers: int, features: bool = False) -> Iterator[list[Told]]:
    """Judge lines in their order, in chunks; a bad line is told of and the others are judged.

    With `features` each answer also has what `volens.engines.vetting.learned.whole.features` makes of the line.
    """
    return pool.ordered(_vetted, _chunks(lines, on, features), workers=workers, inline=INLINE_CHUNKS)


def _chunks(lines: Iterable[bytes], on: dt.date, features: bool) -> Iterator[_Chunk]:
    waiting: list[bytes] = []
    number = 0
    for number, line in enumerate(lines, 1):
        waiting.append(line)
        if len(waiting) == CHUNK:
            yield _Chunk(number - len(waiting) + 1, waiting, on, features)
            waiting = []
    if waiting:
        yield _Chunk(number - len(waiting) + 1, waiting, on, features)


def _vetted(chunk: _Chunk) -> list[Told]:
    told: list[Told] = []
    read: list[tuple[int, Advertisement]] = []
    for number, line in enumerate(chunk.lines, chunk.first):
        if not line.strip():
            continue
        try:
            read.append((number, advertisement(line)))
        except LineError as error:
            told.append(Told(number, None, str(error)))
    verdicts = judge_all([ad.posting for _number, ad in read], vetting.floors(), on=chunk.on)
    for (number, ad), verdict in zip(read, verdicts, strict=True):
        described = {"features": whole.features(ad.described)} if chunk.features else {}
        told.append(Told(number, answer(ad, verdict) | described, ""))
    return sorted(told, key=lambda each: each.line)


def advertisement(line: bytes) -> Advertisement:
    """Read one line. Raises LineError with the field, what is wrong with it and what to write instead."""
    try:
        line.decode()
    except UnicodeDecodeError as error:
        raise LineError(_("This is not UTF-8. Save the file as UTF-8.")) from error
    try:
        raw = orjson.loads(line.removeprefix(b"\xef\xbb\xbf"))  # some editors put a mark before the first line
    except orjson.JSONDecodeError as error:
        raise LineError(
            _("This is not JSON (%(reason)s). Write one object a line, in UTF-8.") % {"reason": error}
        ) from error
    if not isinstance(raw, dict):
        raise LineError(_('This is not an object. Write {"id": ..., "text": ...}.'))
    given = {name: value for name, value in raw.items() if value is not None}
    if "id" not in given:
        raise LineError(_("Field id is missing, so nobody could tell whose answer it is. Give each line an “id”."))
    if "text" not in given and "title" not in given:
        raise LineError(_("It has neither “text” nor “title”, so there is nothing to judge. Give “text”."))
    if isinstance(given.get("contact"), dict | list):
        given["contact"] = orjson.dumps(given["contact"]).decode()
    for name in _WORDS:
        if name in given and not isinstance(given[name], str):
            raise LineError(_("Field %(name)s is not text. Write it in double quotes.") % {"name": name})
    if not any(given.get(name, "").strip() for name in ("text", "title")):
        raise LineError(_("Its text and title are empty, so there is nothing to judge. Give “text”."))
    return Advertisement(raw["id"], frozenset(given), _posting(given), _described(given))


def _described(given: Mapping[str, Any]) -> signs.Advertisement:
    """Raises LineError for facts that are none."""
    facts = given.get("facts", {})
    remedy = _('Write {"employment_type": "Full-time", "remote": false}; possible: %(names)s.') % {
        "names": ", ".join((*whole.FACTS, "remote"))
    }
    if not isinstance(facts, dict) or set(facts) - {*whole.FACTS, "remote"}:
        raise LineError(_("Field facts cannot be read.") + f" {remedy}")
    remote = facts.get("remote") or False
    named = {name: value for name, value in facts.items() if name != "remote" and value is not None}
    if not isinstance(remote, bool) or not all(isinstance(value, str) for value in named.values()):
        raise LineError(_("Field facts cannot be read.") + f" {remedy}")
    pay = given.get("pay") or ""
    return signs.Advertisement(
        title=given.get("title", ""),
        text=given.get("text", ""),
        employer=given.get("employer", ""),
        company_profile=given.get("company_profile", ""),
        pay=pay if isinstance(pay, str) else " ".join(str(pay[end]) for end in ("min", "max") if pay.get(end)),
        contact=given.get("contact", ""),
        place=given.get("place", ""),
        facts=named,
        remote=remote,
    )


def _posting(given: Mapping[str, Any]) -> Posting:
    try:
        declarations = Declarations.from_json(given.get("declarations", {}))
    except DeclarationError as error:
        raise LineError(
            _("Field %(name)s: %(problem)s")
            % {"name": "declarations", "problem": str(error).removeprefix("declarations: ")}
        ) from error
    text = given.get("text", "")
    return Posting(
        title=given.get("title", ""),
        text=text,
        employer=given.get("employer", ""),
        place=given.get("place", ""),
        pay=_pay(given.get("pay")),
        language=given.get("lang") or language_of(f"{given.get('title', '')} {text}"),
        contact=given.get("contact", ""),
        declarations=declarations,
        company_profile=given.get("company_profile", ""),
    )


def _pay(value: Any) -> Pay | None:
    """Pay as text ("£12 an hour") or as {"min", "max", "currency", "period"}, amounts in whole units."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if isinstance(value, str):
        return pay_engine.parse(value)
    remedy = _('Write text such as "GBP 12 an hour", or {"min": 12, "max": 14, "currency": "GBP", "period": "hour"}.')
    if not isinstance(value, dict) or set(value) - {"min", "max", "currency", "period"}:
        raise LineError(_("Field pay cannot be read.") + f" {remedy}")
    amounts = [value.get("min"), value.get("max")]
    currency, period = value.get("currency"), value.get("period")
    readable = all(each is None or _amount(each) for each in amounts) and amounts != [None, None]
    named = isinstance(currency, str) and isinstance(period, str)
    if not (readable and named) or currency not in pay_engine.current_currencies() or period not in set(Period):
        raise LineError(_("Field pay cannot be read.") + f" {remedy}")
    digits = 10 ** pay_engine.exponent(currency)
    low, high = (None if each is None else round(each * digits) for each in amounts)
    try:
        return Pay(low, high, currency, Period(period))
    except ValueError as error:  # the lower end above the upper, or more than anybody is paid
        raise LineError(_("Field pay cannot be read.") + f" {remedy}") from error


def _amount(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1e12


def language_of(text: str) -> str:
    """Chinese (zh) where it has at least a quarter as many Chinese characters as Latin words, else English (en)."""
    chinese = len(_CHINESE.findall(text))
    return "zh" if chinese and chinese * 4 >= len(_LATIN.findall(text)) else "en"


def answer(ad: Advertisement, verdict: Verdict) -> dict[str, Any]:
    """The verdict as one object of the contract; messages in the language of the advertisement."""
    findings = tuple(each for each in verdict.findings if _ONLY_IF_GIVEN.get(each.rule, "") in {"", *ad.given})
    outcome = Verdict.of(findings, ()).outcome
    return {
        "id": ad.id,
        "verdict": outcome.value,
        "findings": [_finding(each, ad.posting.language) for each in findings],
        "probabilities": {name: round(float(value), 4) for name, value in verdict.probabilities.items()},
        "undeclared": list(verdict.undeclared) if "declarations" in ad.given else [],
        "rules": verdict.rules,
    }


def _finding(finding: Finding, language: str) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "net": finding.net,
        "indicator": finding.indicator.value,
        "severity": finding.severity.value,
        "field": finding.field,
        "span": list(finding.span) if finding.span else None,
        "quote": finding.quote,
        "message": message(finding, language),
        "reference": finding.reference,
    }
