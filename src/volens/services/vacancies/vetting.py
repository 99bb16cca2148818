"""From a stored vacancy to its verdict and to the state the verdict leads to (S10)."""

from __future__ import annotations

import datetime as dt
import functools
from dataclasses import asdict
from typing import Any, NamedTuple

from volens.engines.pay import Pay, Period
from volens.engines.vetting import (
    Declarations,
    Finding,
    Indicator,
    Outcome,
    PayFloors,
    Posting,
    Severity,
    Verdict,
    judge,
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


def judged(vacancy: Vacancy, *, on: dt.date, approved: bool) -> Judgement:
    """Judge a vacancy. `approved`: its source may publish what employers did not declare."""
    verdict = judge(posting(vacancy), floors(), on=on)
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
