"""From a stored vacancy to its verdict and to the state the verdict leads to (S10)."""

from __future__ import annotations

import datetime as dt
import functools
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any, NamedTuple

from volens.engines.pay import Pay, Period
from volens.engines.vetting import (
    Circumstances,
    Declarations,
    Finding,
    Indicator,
    Nets,
    Outcome,
    PayFloors,
    Posting,
    Severity,
    Verdict,
    evidence,
    judge_all,
    shipped_nets,
    structure,
)
from volens.services.vacancies import circumstances, usual_pay
from volens.services.vacancies.models import Vacancy


class Judgement(NamedTuple):
    """A verdict in the form it is stored in."""

    state: str
    findings: list[dict[str, Any]]
    undeclared: list[str]
    suppressed: list[dict[str, Any]]


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


class Case(NamedTuple):
    """A vacancy to judge: as of which day, whether its source may publish what employers did not declare, and what is
    known beside it.
    """

    vacancy: Vacancy
    on: dt.date
    approved: bool = False
    known: Circumstances = Circumstances()


def judged(
    vacancy: Vacancy, *, on: dt.date, approved: bool, known: Circumstances | None = None, nets: Nets | None = None
) -> Judgement:
    """Judge a vacancy. `approved`: its source may publish what employers did not declare. `nets`: not the shipped."""
    return judged_all([Case(vacancy, on, approved, known or Circumstances())], nets=nets)[0]


def judged_all(cases: Sequence[Case], *, nets: Nets | None = None) -> list[Judgement]:
    """Judge many, in their order: faster than one by one."""
    found: dict[int, Judgement] = {}
    for day in {case.on for case in cases}:
        of_day = [(number, case) for number, case in enumerate(cases) if case.on == day]
        postings = [posting(case.vacancy) for _number, case in of_day]
        verdicts = judge_all(postings, floors(), on=day, known=[case.known for _number, case in of_day], nets=nets)
        for (number, case), each, verdict in zip(of_day, postings, verdicts, strict=True):
            found[number] = Judgement(
                state_for(verdict, approved=case.approved),
                [_finding(finding) for finding in verdict.findings],
                [*verdict.undeclared],
                evidence.of(each, verdict.suppressed),
            )
    return [found[number] for number in range(len(cases))]


def shared(judgement: Judgement, known: Circumstances) -> Judgement:
    """The same judgement with what turned out afterwards: who else uses the contact or text."""
    more = [_finding(finding) for finding in structure.sharing(known)]
    if not more:
        return judgement
    state = Vacancy.State.HELD.value if judgement.state == Vacancy.State.PUBLISHED else judgement.state
    return judgement._replace(state=state, findings=judgement.findings + more)


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
    related = Vacancy.objects.select_related("source", "organisation")
    newest = related.order_by("-pk")[:last].iterator(chunk_size=_AT_ONCE)
    while batch := list(itertools.islice(newest, _AT_ONCE)):
        postings = [posting(vacancy) for vacancy in batch]
        known = _beside(batch, postings)
        before = judge_all(postings, floors(), on=on, known=known, nets=shipped_nets())
        after = judge_all(postings, floors(), on=on, known=known, nets=nets)
        for vacancy, old, new in zip(batch, before, after, strict=True):
            rules_before, rules_after = _speaking(old), _speaking(new)
            same = old.outcome is new.outcome and rules_before == rules_after
            change = Change(vacancy.pk, vacancy.title, old.outcome, new.outcome, rules_before, rules_after)
            yield None if same else change


def _beside(batch: Sequence[Vacancy], postings: Sequence[Posting]) -> list[Circumstances]:
    """What is known today beside stored vacancies. Four queries."""
    live = [vacancy for vacancy in batch if not circumstances.stands_alone(vacancy)]
    usual = usual_pay.within(usual_pay.known(), {vacancy.region for vacancy in live})
    changed = circumstances.changed(live)
    licensed = circumstances.licensed_sources({vacancy.source_id for vacancy in live})
    secret = circumstances.secret()
    marks = [
        None
        if circumstances.stands_alone(vacancy)
        else circumstances.marks(each, secret, poster=vacancy.organisation.name if vacancy.organisation else "")
        for vacancy, each in zip(batch, postings, strict=True)
    ]
    sharing = circumstances.Sharing.of(marks)
    known = []
    for vacancy, each, own in zip(batch, postings, marks, strict=True):
        if circumstances.stands_alone(vacancy):
            known.append(Circumstances())
            continue
        contact, text = sharing.count(own)
        agency = circumstances.is_licensed(vacancy.organisation) or vacancy.source_id in licensed
        agency = agency or (vacancy.organisation is None and circumstances.names_licence(each))
        known.append(Circumstances(contact, text, agency, usual_pay.of(vacancy, usual), changed.get(vacancy.pk, ())))
    return known


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
