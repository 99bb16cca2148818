"""Is this vacancy decent? Judges a vacancy, never a worker, and says why: rule, evidence, indicator, article, remedy.

    >>> from datetime import date
    >>> judge(Posting(title="Cook", employer="Canteen Ltd", place="Leeds"), on=date(2026, 1, 1)).outcome
    <Outcome.PUBLISH: 'publish'>

Three nets stand behind the one door, `judge`: declarations and fields (`structure`), rules about the text (`text`, data
in `rules/`), and a learned net (`learned`), which may hold a vacancy and never block or publish it alone.
"""

from volens.engines.vetting import evidence, sharing, structure
from volens.engines.vetting.circumstances import Circumstances
from volens.engines.vetting.declarations import (
    CODES,
    DeclarationError,
    Declarations,
    Keeper,
    Lodging,
    Method,
    Payee,
    Problem,
)
from volens.engines.vetting.floors import Confidence, PayFloor, PayFloors
from volens.engines.vetting.judge import Nets, judge, judge_all, shipped_nets
from volens.engines.vetting.messages import declaration_labels, message, remedy, rules
from volens.engines.vetting.verdict import Finding, Indicator, Outcome, Posting, Severity, Verdict

__all__ = [
    "CODES",
    "Circumstances",
    "Confidence",
    "DeclarationError",
    "Declarations",
    "Finding",
    "Indicator",
    "Keeper",
    "Lodging",
    "Method",
    "Nets",
    "Outcome",
    "PayFloor",
    "PayFloors",
    "Payee",
    "Posting",
    "Problem",
    "Severity",
    "Verdict",
    "declaration_labels",
    "evidence",
    "judge",
    "judge_all",
    "message",
    "remedy",
    "rules",
    "sharing",
    "shipped_nets",
    "structure",
]
