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
    absent is listed in `Verdict.undeclared` and is no finding. Hold and block put the vacancy in front of a person.
    """
    findings = (*declared(posting), *advertised(posting, floors, on))
    return Verdict.of(findings, posting.declarations.undeclared())
