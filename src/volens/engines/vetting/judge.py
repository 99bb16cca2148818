"""The one door of the engine: is this vacancy decent, and why not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Final

from volens.engines.vetting.circumstances import Circumstances
from volens.engines.vetting.floors import PayFloors
from volens.engines.vetting.messages import rules
from volens.engines.vetting.structure import advertised, declared, surrounding
from volens.engines.vetting.text import RuleBook, default_book
from volens.engines.vetting.text import read as read_text
from volens.engines.vetting.text.disguise import unmasked
from volens.engines.vetting.text.folding import fold
from volens.engines.vetting.text.net import Reading as Read
from volens.engines.vetting.verdict import Finding, Indicator, Posting, Severity, Verdict

if TYPE_CHECKING:
    from volens.engines.vetting.learned import Net, Reading
    from volens.engines.vetting.learned.units import Unit

#: The learned net reads so much of a text.
_LEARNED_LENGTH: Final = 20_000
#: A rule that holds, and does not block, holds by itself where the learned net makes the sentence out to be a sign at
#: least this likely (in a text of usual length). Chosen with the frozen set and advertisements written blind in view.
_BORNE_OUT: Final = 0.75
#: The same where rules see weak signs of two indicators.
_BORNE_OUT_TWICE: Final = 0.6
#: The same where rules see weak signs of three indicators or more: no sentence has to carry them alone.
_BORNE_OUT_OFTEN: Final = 0.4
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
    said = [
        (
            read_text(posting.title, "title", nets.book),
            read_text(posting.text, "text", nets.book),
            read_text(posting.company_profile, "company_profile", nets.book),
        )
        for posting in postings
    ]
    learned: Sequence[Reading | None] = [None] * len(postings)
    if nets.learned is not None:
        texts = [posting.text[:_LEARNED_LENGTH] for posting in postings]
        weak = [[each.span for each in text.findings if each.span and _weak(each, nets.book)] for _, text, _ in said]
        learned = nets.learned.read(texts, weak)
    return [
        _judged(posting, floors, on, known[number] if number < len(known) else _UNKNOWN, nets, learned[number], *told)
        for number, (posting, told) in enumerate(zip(postings, said, strict=True))
    ]


def _judged(
    posting: Posting, floors: PayFloors | None, on: date, known: Circumstances, nets: Nets, learned: Reading | None,
    title: Read, text: Read, profile: Read,
) -> Verdict:  # fmt: skip
    book = nets.book
    findings = [*declared(posting), *advertised(posting, floors, on), *surrounding(posting, known, on)]
    told = [each for each in (*title.findings, *text.findings, *profile.findings) if not _said(each, findings)]
    findings += _told_once(_weighed(told, learned, book))
    if learned is not None:
        findings += _learned(posting.text, findings, learned)
    return Verdict.of(
        tuple(findings),
        _undeclared(posting),
        (*title.suppressed, *text.suppressed, *profile.suppressed),
        learned.probabilities if learned is not None else {},
        book.version,
    )


#: Warnings below holds below blocks.
_WEIGHT: Final = {severity: weight for weight, severity in enumerate(Severity)}


def _told_once(findings: Sequence[Finding]) -> list[Finding]:
    """Without what the same rule says again, no heavier, of words it has named: one reading within another."""

    def within(one: Finding, other: Finding) -> bool:
        (start, end), (first, last) = one.span or (0, 0), other.span or (0, 0)
        same = (one.rule, one.field, one.indicator) == (other.rule, other.field, other.indicator)
        if not same or one.span is None or other.span is None or _WEIGHT[one.severity] > _WEIGHT[other.severity]:
            return False
        heavier = _WEIGHT[other.severity] > _WEIGHT[one.severity]
        return start < last and first < end if heavier else (first <= start and end <= last and one.span != other.span)

    return [one for one in findings if not any(within(one, other) for other in findings)]


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


def _weighed(told: list[Finding], learned: Reading | None, book: RuleBook) -> list[Finding]:
    """What text rules found, with a single weak sign as a note and no hold.

    Nearly every honest advertisement has words of one weak sign. A rule whose file says that it is weighed is therefore
    a note where the learned net makes nothing of its sentence (the more indicators rules see, the less it need make of
    it); so is a doubtful combination of a rule that blocks. Whatever else holds or blocks, words in a title and
    disguised words are never weighed, nor is a rule an operator adds unless its file says so.
    """
    if learned is None:
        return told
    weak = [each for each in told if _weak(each, book)]
    if not weak:
        return told
    seen = len({each.indicator for each in told if each.severity is not Severity.WARN})
    # A rule does not weaken with the length of a text: whoever adds honest sentences hides nothing.
    bar = _BORNE_OUT if seen < 2 else _BORNE_OUT_TWICE if seen == 2 else _BORNE_OUT_OFTEN
    signs = [unit for unit, sure in learned.near if sure >= bar]
    alone = [each for each in weak if not any(_meets(unit, each) for unit in signs)]
    return [replace(each, severity=Severity.WARN) if each in alone else each for each in told]


def _weak(finding: Finding, book: RuleBook) -> bool:
    if finding.severity is not Severity.HOLD or finding.field != "text" or finding.span is None:
        return False
    rule = book.rules.get(finding.rule)
    if rule is None or not (rule.weighed or rule.severity is Severity.BLOCK):  # what blocks and holds here is doubtful
        return False
    return finding.span[1] <= _LEARNED_LENGTH and not _disguised(finding.quote, book)


def _disguised(quote: str, book: RuleBook) -> bool:
    """Whether the rules read other letters or digits than stand there: the learned net reads what stands there."""
    plain = fold(quote)
    as_written = [letter for letter in quote.casefold() if letter.isalnum()]
    return (
        len(plain.text) != len(quote)
        or [letter for letter in plain.text if letter.isalnum()] != as_written
        or unmasked(plain, book).text != plain.text
    )


def _meets(unit: Unit, finding: Finding) -> bool:
    start, end = finding.span or (0, 0)
    return unit.start < end and start < unit.end


def _learned(text: str, told: Sequence[Finding], learned: Reading) -> list[Finding]:
    """Sentences the learned net would show a person, but for what the rules stop at already (not what is a note).

    What a rule saw and took back is no reason to overlook a sentence: the net reads the no as well, and more of it.
    Sentences that are odd only together say nothing more of a text that rules stop for what it says plainly.
    """
    seen = {finding.indicator for finding in told if finding.severity is not Severity.WARN and finding.field == "text"}
    found = []
    for hit in learned.hits:
        indicator = Indicator(hit.indicator)
        if indicator in seen or (seen and not hit.alone):
            continue
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
