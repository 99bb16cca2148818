"""What it takes to publish a vacancy that a rule blocks (S10): two different people, and written words of each of them
why every blocking finding does not hold. Against what the employer itself declared nobody can publish.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from volens.engines.vetting import Severity
from volens.services.vacancies.models import Review, ReviewCase
from volens.services.vacancies.review import grounds, told

#: So many different reviewers publish against a rule that blocks.
REVIEWERS = 2
#: The fields of a declaration start with this (`volens.engines.vetting.Finding.field`).
_DECLARATION = "declarations."


@dataclass(frozen=True, slots=True)
class Block:
    """A finding that blocks. `code`: as among the grounds; `declared`: it stands on an answer of the employer."""

    code: str
    rule: str
    message: str
    reference: str
    quote: str
    declared: bool

    @property
    def key(self) -> str:
        """What words about it are kept by: the same as long as the rule stops the same words, so that what a reviewer
        writes about one finding never counts for another that a new delivery put in its place.
        """
        return f"{self.rule}-{hashlib.sha256(self.quote.encode()).hexdigest()[:12]}"


def of(case: ReviewCase, language: str = "en") -> list[Block]:
    """The findings that block what the case is about, in a language."""
    return [
        Block(
            f"finding-{number}",
            each.rule,
            each.message,
            each.reference,
            each.quote,
            each.field.startswith(_DECLARATION),
        )
        for number, each in enumerate(told.of(grounds.findings(case), language))
        if each.severity == Severity.BLOCK
    ]


def answered(case: ReviewCase, blocks: Sequence[Block], whys: Mapping[str, str]) -> list[dict[str, Any]]:
    """The blocking findings as they are kept with a decision to publish, each with why it does not hold."""
    kept = grounds.chosen(case, [each.code for each in blocks])
    return [each | {"why": whys[block.key].strip()[:3000]} for block, each in zip(blocks, kept, strict=True)]


def answers(review: Review, blocks: Sequence[Block]) -> bool:
    """Whether a decision to publish says of each of these findings why it does not hold: what an import blocks may
    have changed since the decision was written.
    """
    known = {(each["rule"], each.get("quote", "")) for each in review.grounds if each.get("why")}
    return all((each.rule, each.quote) in known for each in blocks)


def beyond(case: ReviewCase, findings: Sequence[Mapping[str, Any]]) -> bool:
    """Whether these findings, of the rules as they are now, block for something the case does not show as blocking.

    Asked of the findings as they are stored: what lies within another of the same rule is shown with that one. What was
    a hold or a hint then does not count: nobody had to write why it does not hold.
    """
    known = {
        (each["rule"], each.get("quote", "")) for each in grounds.findings(case) if each["severity"] == Severity.BLOCK
    }
    return any(
        each["severity"] == Severity.BLOCK and (each["rule"], each.get("quote", "")) not in known for each in findings
    )
