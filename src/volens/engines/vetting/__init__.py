"""Is this vacancy decent? Judges a vacancy, never a worker, and says why: rule, evidence, indicator, article, remedy.

    >>> from datetime import date
    >>> judge(Posting(title="Cook", employer="Canteen Ltd", place="Leeds"), on=date(2026, 1, 1)).outcome
    <Outcome.PUBLISH: 'publish'>

The structural net stands here; text rules and the learned net will join it behind the same door, `judge`.
"""

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
from volens.engines.vetting.judge import judge
from volens.engines.vetting.messages import declaration_labels, message, remedy, rules
from volens.engines.vetting.verdict import Finding, Indicator, Outcome, Posting, Severity, Verdict

__all__ = [
    "CODES",
    "Confidence",
    "DeclarationError",
    "Declarations",
    "Finding",
    "Indicator",
    "Keeper",
    "Lodging",
    "Method",
    "Outcome",
    "PayFloor",
    "PayFloors",
    "Payee",
    "Posting",
    "Problem",
    "Severity",
    "Verdict",
    "declaration_labels",
    "judge",
    "message",
    "remedy",
    "rules",
]
