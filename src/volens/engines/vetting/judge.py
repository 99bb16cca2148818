"""The one door of the engine: is this vacancy decent, and why not."""

from __future__ import annotations

from datetime import date

from volens.engines.vetting.floors import PayFloors
from volens.engines.vetting.structure import advertised, declared
from volens.engines.vetting.verdict import Posting, Verdict


def judge(posting: Posting, floors: PayFloors | None = None, *, on: date) -> Verdict:
    """Judge a vacancy as of a day. Pure: the same posting, floors and day give the same verdict.

    `floors` are the minimum wages of the deployment (`packs.pay.floors`); without them pay is not compared.
    Findings come in reading order: the declarations first, then the vacancy's own fields and text. An answer that is
    absent, and that the advertisement does not give either, is listed in `Verdict.undeclared` and is no finding.
    Hold and block put the vacancy in front of a person.
    """
    findings = (*declared(posting), *advertised(posting, floors, on))
    return Verdict.of(findings, _undeclared(posting))


def _undeclared(posting: Posting) -> tuple[str, ...]:
    """The questions left open, without those the advertisement itself answers."""
    codes = posting.declarations.undeclared()
    advertised_codes: set[str] = set()
    if posting.pay is not None:
        advertised_codes |= {"pay_min_minor", "currency", "pay_period"}
    if posting.weekly_hours is not None:
        advertised_codes.add("weekly_hours")
    if posting.legal_employer.strip():
        advertised_codes.add("legal_employer")
    return tuple(code for code in codes if code not in advertised_codes) if advertised_codes else codes
