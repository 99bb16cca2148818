"""The one door of the engine: is this vacancy decent, and why not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Final

from volens.engines.vetting.circumstances import Circumstances
from volens.engines.vetting.floors import PayFloors
from volens.engines.vetting.messages import rules
from volens.engines.vetting.structure import advertised, declared, surrounding
from volens.engines.vetting.text import Reading as TextReading
from volens.engines.vetting.text import RuleBook, default_book
from volens.engines.vetting.text import read as read_text
from volens.engines.vetting.verdict import Finding, Indicator, Posting, Severity, Verdict

if TYPE_CHECKING:
    from volens.engines.vetting.learned import Net, Reading

#: The learned net reads so much of a text.
_LEARNED_LENGTH: Final = 20_000
_UNKNOWN: Final = Circumstances()


@dataclass(frozen=True, slots=True)
class Nets:
    """The nets that read text: a book of rules, and a learned net or none."""

    book: RuleBook
    learned: Net | None = None


@cache
def shipped_nets() -> Nets:
    """The rules and the learned net that come with Volens; without a trained model, the rules alone."""
    from volens.engines.vetting.learned import Net
    from volens.engines.vetting.learned.net import SHIPPED

    return Nets(default_book(), Net.load() if SHIPPED.exists() else None)


def judge(
    posting: Posting,
    floors: PayFloors | None = None,
    *,
    on: date,
    known: Circumstances = _UNKNOWN,
    nets: Nets | None = None,
) -> Verdict:
    """Judge a vacancy as of a day. Pure: the same posting, floors, circumstances, nets and day give the same verdict.

    `floors` are the minimum wages of the deployment (`packs.pay.floors`); without them pay is not compared.
    Findings come in reading order: the declarations first, then the vacancy's own fields, then the text. An answer
    that is absent, and that the advertisement does not give either, is listed in `Verdict.undeclared` and is no
    finding. Hold and block put the vacancy in front of a person; the learned net may hold, never block.
    """
    return judge_all([posting], floors, on=on, known=[known], nets=nets)[0]


def judge_all(
    postings: Sequence[Posting],
    floors: PayFloors | None = None,
    *,
    on: date,
    known: Sequence[Circumstances] = (),
    nets: Nets | None = None,
) -> list[Verdict]:
    """Judge many vacancies as of a day, as `judge` does each: faster, because the learned net reads them in one go."""
    nets = nets or shipped_nets()
    texts = [posting.text[:_LEARNED_LENGTH] for posting in postings]
    learned = nets.learned.read(texts) if nets.learned is not None else [None] * len(postings)
    return [
        _judged(posting, floors, on, known[number] if number < len(known) else _UNKNOWN, nets.book, learned[number])
        for number, posting in enumerate(postings)
    ]


def _judged(
    posting: Posting, floors: PayFloors | None, on: date, known: Circumstances, book: RuleBook, learned: Reading | None
) -> Verdict:
    title, text = read_text(posting.title, "title", book), read_text(posting.text, "text", book)
    profile = read_text(posting.company_profile, "company_profile", book)
    findings = [*declared(posting), *advertised(posting, floors, on), *surrounding(posting, known, on)]
    findings += [each for each in (*title.findings, *text.findings, *profile.findings) if not _said(each, findings)]
    if learned is not None:
        findings += _learned(posting.text, text, learned)
    return Verdict.of(
        tuple(findings),
        _undeclared(posting),
        (*title.suppressed, *text.suppressed, *profile.suppressed),
        learned.probabilities if learned is not None else {},
        book.version,
    )


def _said(finding: Finding, before: Sequence[Finding]) -> bool:
    """Whether an amount or age found in the same words says the same, at least as heavily."""
    start, end = finding.span or (0, 0)
    return any(
        each.span is not None
        and each.field == finding.field
        and each.indicator is finding.indicator
        and each.span[0] < end
        and start < each.span[1]
        and (each.severity is Severity.BLOCK or each.severity is finding.severity)
        for each in before
    )


def _learned(text: str, rules_saw: TextReading, learned: Reading) -> list[Finding]:
    """Sentences the learned net would show a person, but for what the rules stop at already."""
    seen = {finding.indicator for finding in rules_saw.findings if finding.severity is not Severity.WARN}
    found = []
    for hit in learned.hits:
        indicator = Indicator(hit.indicator)
        if indicator in seen or any(
            each.indicator is indicator and each.span and hit.span.start < each.span[1] and each.span[0] < hit.span.end
            for each in rules_saw.suppressed
        ):
            continue  # the rules stop it already, or saw the words and what takes them back
        quote = text[hit.span.start : hit.span.end]
        found.append(
            Finding(
                rule="learned.sentence", indicator=indicator, severity=Severity.HOLD, field="text",
                reference=rules()["learned.sentence"].reference, quote=quote, span=(hit.span.start, hit.span.end),
                parameters={"probability": f"{100 * hit.probability:.0f}", "quote": quote}, net="learned",
            )
        )  # fmt: skip
    return found


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
