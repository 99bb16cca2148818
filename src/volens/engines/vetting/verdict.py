"""The vacancy that is judged, and the verdict on it."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field

from volens.engines.pay import Pay
from volens.engines.vetting.declarations import NOTHING_DECLARED, Declarations


class Outcome(enum.StrEnum):
    """What becomes of the vacancy. Hold and block both put it before a named reviewer, neither refuses it (S9)."""

    PUBLISH = "publish"
    HOLD = "hold"
    BLOCK = "block"


class Severity(enum.StrEnum):
    """How heavy a finding is: a warning is shown, a hold asks a person, a block says: not publishable as it is."""

    WARN = "warn"
    HOLD = "hold"
    BLOCK = "block"


class Indicator(enum.StrEnum):
    """What a finding points to: the ILO's indicators of forced labour (2012) and what is added to them."""

    FEE = "fee"
    DOCUMENTS = "documents"
    WAGES = "wages"
    MOVEMENT = "movement"
    OVERTIME = "overtime"
    DECEPTION = "deception"
    VULNERABILITY = "vulnerability"
    INTIMIDATION = "intimidation"
    ISOLATION = "isolation"
    CONDITIONS = "conditions"
    VIOLENCE = "violence"
    STATE_IMPOSED = "state_imposed"
    DISCRIMINATION = "discrimination"
    FRAUD = "fraud"


@dataclass(frozen=True, slots=True)
class Posting:
    """A vacancy as the vetting engine sees it. Nothing about any worker is ever part of it (S10).

    `country` is ISO 3166-1 ("CN"), `region` ISO 3166-2 ("CN-JX"); `language` BCP 47; empty means not known.
    """

    title: str = ""
    text: str = ""
    employer: str = ""
    legal_employer: str = ""
    place: str = ""
    country: str = ""
    region: str = ""
    pay: Pay | None = None
    language: str = ""
    contact: str = ""
    weekly_hours: float | None = None
    declarations: Declarations = NOTHING_DECLARED
    company_profile: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One reason, with its evidence.

    `rule` and `remedy` are codes of the message catalogue (`messages.message`, `messages.remedy` give the sentence in a
    language); `parameters` fill its gaps. `field` names where it was found: a field of the posting, or
    "declarations.<code>". `span` is where in that field's text the `quote` stands, None for an answer.
    """

    rule: str
    indicator: Indicator
    severity: Severity
    field: str
    reference: str
    quote: str = ""
    span: tuple[int, int] | None = None
    parameters: Mapping[str, str] = dataclass_field(default_factory=dict, hash=False)
    net: str = "structure"

    @property
    def message(self) -> str:
        """The code of the message: the rule's own."""
        return self.rule

    @property
    def remedy(self) -> str:
        """The code of the sentence that says how to put it right: the rule's own."""
        return self.rule


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was decided, why, and what the employer left open (codes of declarations, in reading order).

    `suppressed` are matches of text rules that a negation or a warning takes back: evidence for a reviewer, no reason.
    `probabilities` are the learned net's, by indicator; empty where it was not asked. `rules` is the version of the
    text rules, with the hash of their files.
    """

    outcome: Outcome
    findings: tuple[Finding, ...] = ()
    undeclared: tuple[str, ...] = ()
    suppressed: tuple[Finding, ...] = ()
    probabilities: Mapping[str, float] = dataclass_field(default_factory=dict, hash=False)
    rules: str = ""

    @classmethod
    def of(
        cls,
        findings: tuple[Finding, ...],
        undeclared: tuple[str, ...],
        suppressed: tuple[Finding, ...] = (),
        probabilities: Mapping[str, float] | None = None,
        rules: str = "",
    ) -> Verdict:
        """The verdict the findings lead to: the heaviest decides, warnings alone do not stop anything."""
        severities = {finding.severity for finding in findings}
        if Severity.BLOCK in severities:
            outcome = Outcome.BLOCK
        elif Severity.HOLD in severities:
            outcome = Outcome.HOLD
        else:
            outcome = Outcome.PUBLISH
        return cls(outcome, findings, undeclared, suppressed, probabilities or {}, rules)
