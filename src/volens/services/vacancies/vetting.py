"""From a stored vacancy to its verdict and to the state the verdict leads to (S10)."""

from __future__ import annotations

import datetime as dt
import functools
import itertools
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any, NamedTuple

from volens.engines.pay import Pay, Period
from volens.engines.vetting import (
    Declarations,
    Finding,
    Indicator,
    Nets,
    Outcome,
    PayFloors,
    Posting,
    Severity,
    Verdict,
    judge,
    judge_all,
    shipped_nets,
)
from volens.services.vacancies.models import Vacancy


class Judgement(NamedTuple):
    """A verdict in the form it is stored in."""

    state: str
    findings: list[dict[str, Any]]
    undeclared: list[str]


@functools.cache
def floors() -> PayFloors | None:
    """The minimum wages of this deployment."""
    from volens.packs import pay

    return pay.floors()


def posting(vacancy: Vacancy) -> Posting:
    """The vacancy as the engine of vetting sees it."""
    pay = None
    if vacancy.pay_period and (vacancy.pay_min is not None or vacancy.pay_max is not None):
        pay = Pay(vacancy.pay_min, vacancy.pay_max, vacancy.pay_currency, Period(vacancy.pay_period))
    declarations = Declarations.from_json(vacancy.declarations)
    return Posting(
        title=vacancy.title,
        text=vacancy.text,
        employer=vacancy.employer,
        legal_employer=declarations.legal_employer or "",
        place=vacancy.place or ("remote" if vacancy.remote else ""),
        country=vacancy.region[:2],
        region=vacancy.region if "-" in vacancy.region else "",
        pay=pay,
        language=vacancy.language,
        contact=vacancy.apply_contact or vacancy.apply_url or vacancy.original_url,
        weekly_hours=vacancy.weekly_hours,
        declarations=declarations,
    )


def judged(vacancy: Vacancy, *, on: dt.date, approved: bool, nets: Nets | None = None) -> Judgement:
    """Judge a vacancy. `approved`: its source may publish what employers did not declare. `nets`: not the shipped."""
    verdict = judge(posting(vacancy), floors(), on=on, nets=nets)
    return Judgement(
        state_for(verdict, approved=approved), [_finding(f) for f in verdict.findings], [*verdict.undeclared]
    )


def state_for(verdict: Verdict, *, approved: bool) -> str:
    """Blocked and held wait for a person; undeclared ones for their source to be approved (S9, S10)."""
    if verdict.outcome is Outcome.BLOCK:
        return Vacancy.State.BLOCKED.value
    if verdict.outcome is Outcome.HOLD or (verdict.undeclared and not approved):
        return Vacancy.State.HELD.value
    return Vacancy.State.PUBLISHED.value


class Change(NamedTuple):
    """What other rules would make of one vacancy: the outcome and the rules that speak, before and after."""

    vacancy: int
    title: str
    before: Outcome
    after: Outcome
    rules_before: tuple[str, ...]
    rules_after: tuple[str, ...]


#: So many vacancies a preview looks back over, the newest first.
PREVIEWED = 10_000
_AT_ONCE = 200


def preview(nets: Nets, *, on: dt.date, last: int = PREVIEWED) -> Iterator[Change | None]:
    """Judge the last vacancies by today's rules and by others; None for each that would stay as it is.

    Writes nothing. Costs two judgements a vacancy, read in batches.
    """
    newest = Vacancy.objects.order_by("-pk")[:last].iterator(chunk_size=_AT_ONCE)
    while batch := list(itertools.islice(newest, _AT_ONCE)):
        postings = [posting(vacancy) for vacancy in batch]
        before = judge_all(postings, floors(), on=on, nets=shipped_nets())
        after = judge_all(postings, floors(), on=on, nets=nets)
        for vacancy, old, new in zip(batch, before, after, strict=True):
            rules_before, rules_after = _speaking(old), _speaking(new)
            same = old.outcome is new.outcome and rules_before == rules_after
            change = Change(vacancy.pk, vacancy.title, old.outcome, new.outcome, rules_before, rules_after)
            yield None if same else change


def _speaking(verdict: Verdict) -> tuple[str, ...]:
    return tuple(sorted({finding.rule for finding in verdict.findings}))


def stored_findings(vacancy: Vacancy) -> list[Finding]:
    """The findings of a stored vacancy as the engine made them."""
    return [
        Finding(
            **each
            | {
                "indicator": Indicator(each["indicator"]),
                "severity": Severity(each["severity"]),
                "span": tuple(each["span"]) if each["span"] else None,
            }
        )
        for each in vacancy.findings
    ]


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        **asdict(finding) | {"parameters": dict(finding.parameters)},
        "span": list(finding.span) if finding.span else None,
    }
