"""The structural net: what declarations, fields and dates show without any model of language."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Final

from volens.engines.pay import UNKNOWN_CURRENCY, exponent
from volens.engines.vetting.ages import named_age
from volens.engines.vetting.circumstances import (
    Circumstances,
    hour_cap,
    is_authority,
    only_messenger,
    out_of_line,
    shared,
)
from volens.engines.vetting.declarations import Declarations, Keeper, Lodging, Method, Payee
from volens.engines.vetting.fees import named_fee
from volens.engines.vetting.floors import Confidence, PayFloors
from volens.engines.vetting.messages import rules
from volens.engines.vetting.verdict import Finding, Posting, Severity

#: A month has at most so many days: pay that comes later is not monthly (ILO Convention 95, article 12).
LONGEST_MONTH_DAYS = 31
#: The usual outer limit of a week with overtime.
LONGEST_WEEK_HOURS = 60
#: The most any international instrument allows, on ships (Maritime Labour Convention 2006, standard A2.3).
EXTREME_WEEK_HOURS = 72
#: Below this nobody works in China (Labour Law, article 15); elsewhere below the age of ILO Convention 138, article 2.
MINIMUM_AGE_CHINA = 16
MINIMUM_AGE = 15
#: The age a vacancy should be open from; between the two a person looks at it.
SAFE_AGE = 16
#: No night work before this age (ILO Recommendation 190, paragraph 3).
NIGHT_WORK_AGE = 18
#: A range this many times as high as it begins says little about what will be paid.
WIDE_RANGE = 3
#: Declared and advertised pay may differ by rounding: one in a hundred.
_SAME_PAY_PERCENT = 1


def _finding(code: str, severity: Severity | None = None, **parameters: str) -> Finding:
    rule = rules()[code]
    return Finding(
        rule=code,
        indicator=rule.indicator,
        severity=severity or rule.severity,
        field=rule.field,
        reference=rule.reference.format_map(parameters),
        parameters=parameters,
    )


def _money(minor: int, currency: str) -> str:
    digits = exponent(currency)
    whole = f"{minor / 10**digits:,.{digits}f}"
    return whole if currency == UNKNOWN_CURRENCY else f"{currency} {whole}"


def declared(posting: Posting) -> Iterator[Finding]:
    """Findings about the employer's answers, in reading order."""
    answers = posting.declarations
    for check in _CHECKS:
        finding = check(answers, posting)
        if finding is not None:
            yield finding


def _worker_pays(answers: Declarations, _: Posting) -> Finding | None:
    if not answers.worker_pays and not answers.worker_pays_minor:
        return None
    amount = (
        _money(answers.worker_pays_minor, answers.currency or UNKNOWN_CURRENCY) if answers.worker_pays_minor else ""
    )
    purpose = f" ({answers.worker_pays_for})" if answers.worker_pays_for else ""
    return _finding("fee.declared", amount=f"{amount} " if amount else "", purpose=purpose)


def _documents(answers: Declarations, _: Posting) -> Finding | None:
    kept = answers.documents_kept_by
    return _finding("documents.kept") if kept is not None and kept != Keeper.WORKER else None


def _site(answers: Declarations, _: Posting) -> Finding | None:
    return _finding("movement.site") if answers.may_leave_site is False else None


def _resignation(answers: Declarations, _: Posting) -> Finding | None:
    if answers.may_resign is False:
        return _finding("resignation.barred")
    if answers.resignation_cost_minor:
        cost = _money(answers.resignation_cost_minor, answers.currency or UNKNOWN_CURRENCY)
        return _finding("resignation.cost", amount=cost)
    return None


def _payee(answers: Declarations, _: Posting) -> Finding | None:
    paid_to = answers.paid_to
    return _finding("pay.third_party") if paid_to is not None and paid_to != Payee.WORKER else None


def _first_pay(answers: Declarations, _: Posting) -> Finding | None:
    days = answers.first_pay_days
    return _finding("pay.late", days=str(days)) if days is not None and days > LONGEST_MONTH_DAYS else None


def _method(answers: Declarations, _: Posting) -> Finding | None:
    return _finding("pay.method") if answers.pay_method in {Method.IN_KIND, Method.VOUCHERS} else None


def _same_pay(answers: Declarations, posting: Posting) -> Finding | None:
    """Advertised and declared pay, compared for one month where both say how much that is."""
    stated, advertised = answers.pay, posting.pay
    if stated is None or advertised is None or stated.currency != advertised.currency:
        return None
    hours = _hours(posting)
    pairs = zip(stated.per_month(hours), advertised.per_month(hours), strict=True)
    differ = any(a is not None and b is not None and abs(a - b) * 100 > _SAME_PAY_PERCENT * max(a, b) for a, b in pairs)
    return _finding("pay.differs") if differ else None


def _week(_: Declarations, posting: Posting) -> Finding | None:
    hours = _hours(posting)
    if hours is not None and hours > EXTREME_WEEK_HOURS:
        return _finding("hours.extreme", hours=f"{hours:g}")
    if hours is not None and hours > LONGEST_WEEK_HOURS:
        return _finding("hours.excessive", hours=f"{hours:g}")
    return None


def _same_week(answers: Declarations, posting: Posting) -> Finding | None:
    stated, advertised = answers.weekly_hours, posting.weekly_hours
    if stated is None or advertised is None or abs(stated - advertised) <= 1:
        return None
    return _finding("hours.differ", declared=f"{stated:g}", advertised=f"{advertised:g}")


def _rest(answers: Declarations, _: Posting) -> Finding | None:
    return _finding("rest.short") if answers.rest_days is not None and answers.rest_days < 1 else None


def _overtime(answers: Declarations, _: Posting) -> Finding | None:
    return _finding("overtime.unpaid") if answers.overtime_paid is False else None


def _age(answers: Declarations, posting: Posting) -> Finding | None:
    age = answers.minimum_age
    if age is None or age >= SAFE_AGE:
        return None
    lawful = MINIMUM_AGE_CHINA if _country(posting) == "CN" else MINIMUM_AGE
    return _finding("age.under_minimum", None if age < lawful else Severity.HOLD, age=str(age))


def _night(answers: Declarations, _: Posting) -> Finding | None:
    young = answers.minimum_age is not None and answers.minimum_age < NIGHT_WORK_AGE
    return _finding("age.night") if answers.night_work and young else None


def _contract(answers: Declarations, _: Posting) -> Finding | None:
    return _finding("contract.none") if answers.written_contract is False else None


def _contract_language(answers: Declarations, posting: Posting) -> Finding | None:
    contract, advertisement = answers.contract_language, posting.language
    if not contract or not advertisement or advertisement == "und":
        return None
    if _base(contract) == _base(advertisement):
        return None
    return _finding("contract.language", contract=contract, advertisement=advertisement)


def _base(tag: str) -> str:
    return tag.replace("_", "-").split("-")[0].lower()


def _lodging(answers: Declarations, _: Posting) -> Finding | None:
    return _finding("lodging.required") if answers.lodging == Lodging.REQUIRED else None


def _transport(answers: Declarations, _: Posting) -> Finding | None:
    return _finding("transport.group") if answers.group_transport else None


def _recruiter(answers: Declarations, _: Posting) -> Finding | None:
    return _finding("recruiter.per_head") if answers.recruiter_paid_per_head else None


def _licence(answers: Declarations, _: Posting) -> Finding | None:
    return _finding("licence.missing") if answers.licence_required and not answers.licence else None


_CHECKS: Final[tuple[Callable[[Declarations, Posting], Finding | None], ...]] = (
    _worker_pays, _documents, _site, _resignation, _same_pay, _method, _first_pay, _payee, _week, _same_week, _rest,
    _overtime, _age, _night, _contract, _contract_language, _lodging, _transport, _recruiter, _licence,
)  # fmt: skip


def advertised(posting: Posting, floors: PayFloors | None, on: date) -> Iterator[Finding]:
    """Findings about the vacancy's own fields: what is missing, pay against the floor, a fee named in the text."""
    if not posting.title.strip():
        yield _finding("title.missing")
    answers = posting.declarations
    if not (posting.employer.strip() or posting.legal_employer.strip() or (answers.legal_employer or "").strip()):
        yield _finding("employer.missing")
    if not (posting.place.strip() or (answers.workplace or "").strip()):
        yield _finding("place.missing")
    if floors is not None:
        finding = _below_floor(posting, floors, on)
        if finding is not None:
            yield finding
    yield from _wide(posting)
    if only_messenger(posting.contact):
        yield _finding("contact.messenger")
    yield from _fee(posting)
    yield from _named_age(posting)


def surrounding(posting: Posting, known: Circumstances, on: date) -> Iterator[Finding]:
    """Findings that need more than the vacancy: other vacancies, what was approved, the law of the place."""
    hours = _hours(posting)
    cap = hour_cap(_country(posting), on)
    if cap and hours is not None and hours > cap.hours and posting.declarations.overtime_paid is False:
        yield _finding(
            "hours.over_cap", hours=f"{hours:g}", cap=f"{cap.hours:g}", place=_country(posting),
            since=cap.since.isoformat(), source=cap.source,
        )  # fmt: skip
    yield from sharing(known)
    if out_of_line(posting, known, hours):
        yield _finding("pay.out_of_line")
    if known.changed:
        yield _finding("changed.after_approval", fields=", ".join(known.changed))
    answers = posting.declarations
    if is_authority(posting) and (answers.group_transport or answers.recruiter_paid_per_head):
        yield _finding("supply.authority")


def sharing(known: Circumstances) -> Iterator[Finding]:
    """Findings about a contact or text that others use too. Known to a caller who judges many only in their order."""
    for code, count in shared(known):
        yield _finding(code, count=str(count))


def _below_floor(posting: Posting, floors: PayFloors, on: date) -> Finding | None:
    """Pay for an hour against the highest floor of the place on that day.

    Block where all of it is below a floor read in the law; hold where only the lower end is, where the period was
    guessed, or where the floor is reported and not yet checked by the operator.
    """
    pay = posting.declarations.pay or posting.pay
    if pay is None:
        return None
    hours = _hours(posting)
    floor = floors.applicable(country=posting.country, region=posting.region, on=on, weekly_hours=hours)
    if floor is None or floor.pay.currency != pay.currency:
        return None
    low, high = pay.per_hour(hours)
    lower, upper = (high if low is None else low), (low if high is None else high)
    least = floor.per_hour_minor
    if lower is None or upper is None or lower >= least:
        return None
    sure = upper < least and pay.max_minor is not None
    sure = sure and not pay.period_inferred and floor.confidence is Confidence.STATUTE
    return _finding(
        "pay.below_floor",
        None if sure else Severity.HOLD,
        hourly=_money(lower, pay.currency),
        floor=_money(least, pay.currency),
        place=floor.jurisdiction,
        since=floor.since.isoformat(),
        source=floor.source,
    )


def _wide(posting: Posting) -> Iterator[Finding]:
    pay = posting.declarations.pay or posting.pay
    if pay is None or pay.min_minor is None or pay.max_minor is None:
        return
    if pay.max_minor > WIDE_RANGE * pay.min_minor:
        yield _finding("pay.wide")


def _fee(posting: Posting) -> Iterator[Finding]:
    for name in ("title", "text"):
        fee = named_fee(getattr(posting, name))
        if fee is None:
            continue
        rule = rules()["fee.text"]
        yield Finding(
            rule=rule.code,
            indicator=rule.indicator,
            severity=rule.severity if fee.certain else Severity.HOLD,
            field=name,
            reference=rule.reference,
            quote=fee.quote,
            span=(fee.start, fee.end),
            parameters={"quote": fee.quote},
        )


def _named_age(posting: Posting) -> Iterator[Finding]:
    """A minimum age below the safe one, named in the words of the vacancy: always for a person to look at."""
    for name in ("title", "text"):
        named = named_age(getattr(posting, name), SAFE_AGE)
        if named is None:
            continue
        rule = rules()["minimum_age"]
        yield Finding(
            rule=rule.code,
            indicator=rule.indicator,
            severity=rule.severity,
            field=name,
            reference=rule.reference,
            quote=named.quote,
            span=(named.start, named.end),
            parameters={"age": str(named.age), "quote": named.quote},
        )


def _hours(posting: Posting) -> float | None:
    stated = posting.declarations.weekly_hours
    return stated if stated is not None else posting.weekly_hours


def _country(posting: Posting) -> str:
    return posting.country or posting.region[:2]
