"""Deliberate faults, so that vetting has something to hold: about three in a hundred samples carry one.

A fault shows in the declarations or in the structure (pay, place, employer), never as a mark saying so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from volens.engines.vetting.declarations import Keeper, Lodging, Payee
from volens.packs.samples.conditions import amount_text
from volens.packs.samples.declarations import minor

if TYPE_CHECKING:
    from collections.abc import Callable

    from volens.packs.samples.conditions import Facts
    from volens.packs.samples.draw import Draw

SHARE: Final = 0.03


def _low_pay(posting: dict[str, Any], declared: dict[str, Any], facts: Facts, draw: Draw) -> None:
    amount = {"CN": 7.5, "US": 4.5, "GB": 6.0, "IE": 7.0, "CA": 8.0, "AU": 11.0}[facts.place.country] + draw.below(
        3
    ) * 0.5
    posting["baseSalary"] = {
        "@type": "MonetaryAmount",
        "currency": facts.pay.currency,
        "value": {"@type": "QuantitativeValue", "value": amount, "unitText": "HOUR"},
    }
    if "pay_min_minor" in declared:
        declared |= {"pay_min_minor": minor(amount), "pay_max_minor": minor(amount), "pay_period": "hour"}
    per = (
        f"{amount_text(amount, 'CNY')}元/小时"
        if facts.language == "zh"
        else f"{amount_text(amount, facts.pay.currency)} an hour"
    )
    _say(posting, f"Training rate for the first months: {per}.", f"前期学徒阶段工资{per}。", facts)


def _fee(posting: dict[str, Any], declared: dict[str, Any], facts: Facts, draw: Draw) -> None:
    kind = draw.pick(("deposit", "training", "uniform"))
    amount = draw.pick((100, 150, 300, 500))
    english = {"deposit": "a placement deposit", "training": "the induction course", "uniform": "the uniform"}[kind]
    chinese = {"deposit": "岗位押金", "training": "岗前培训费", "uniform": "服装费"}[kind]
    declared["worker_pays"], declared["worker_pays_minor"] = True, minor(amount)
    declared["worker_pays_for"] = chinese if facts.language == "zh" else english
    declared["currency"] = facts.pay.currency
    _say(
        posting,
        f"New starters pay {amount_text(amount, facts.pay.currency)} for {english} before the first day.",
        f"入职前需交{chinese}{amount}元。",
        facts,
    )


def _papers_kept(posting: dict[str, Any], declared: dict[str, Any], facts: Facts, draw: Draw) -> None:
    declared["documents_kept_by"] = draw.pick((Keeper.EMPLOYER.value, Keeper.RECRUITER.value))


def _cannot_leave(posting: dict[str, Any], declared: dict[str, Any], facts: Facts, draw: Draw) -> None:
    declared["may_leave_site"] = False
    declared["lodging"] = Lodging.REQUIRED.value


def _cannot_resign(posting: dict[str, Any], declared: dict[str, Any], facts: Facts, draw: Draw) -> None:
    declared["may_resign"] = draw.chance(0.5)
    declared["resignation_cost_minor"], declared["currency"] = minor(draw.pick((500, 1000, 2000))), facts.pay.currency


def _paid_elsewhere(posting: dict[str, Any], declared: dict[str, Any], facts: Facts, draw: Draw) -> None:
    declared["paid_to"] = draw.pick((Payee.RECRUITER.value, Payee.OTHER.value))


def _endless_week(posting: dict[str, Any], declared: dict[str, Any], facts: Facts, draw: Draw) -> None:
    declared["weekly_hours"], declared["rest_days"] = 72 + 6 * draw.below(3), 0
    posting["workHours"] = (
        "每天12小时，无固定休息日" if facts.language == "zh" else "twelve hours a day, no fixed day off"
    )


def _too_young(posting: dict[str, Any], declared: dict[str, Any], facts: Facts, draw: Draw) -> None:
    declared["minimum_age"], declared["night_work"] = 13 + draw.below(2), True


def _no_place(posting: dict[str, Any], declared: dict[str, Any], facts: Facts, draw: Draw) -> None:
    posting.pop("jobLocation", None)
    posting.pop("jobLocationType", None)
    declared.pop("workplace", None)


def _no_employer(posting: dict[str, Any], declared: dict[str, Any], facts: Facts, draw: Draw) -> None:
    posting.pop("hiringOrganization", None)
    declared.pop("legal_employer", None)


def _per_head(posting: dict[str, Any], declared: dict[str, Any], facts: Facts, draw: Draw) -> None:
    declared["recruiter_paid_per_head"] = True
    declared["group_transport"] = True


FAULTS: Final[tuple[Callable[[dict[str, Any], dict[str, Any], Facts, Draw], None], ...]] = (
    _low_pay,
    _fee,
    _papers_kept,
    _cannot_leave,
    _cannot_resign,
    _paid_elsewhere,
    _endless_week,
    _too_young,
    _no_place,
    _no_employer,
    _per_head,
)


def _say(posting: dict[str, Any], english: str, chinese: str, facts: Facts) -> None:
    text = chinese if facts.language == "zh" else english
    description = posting["description"]
    posting["description"] = (
        f"{description}\n<p>{text}</p>" if description.startswith("<") else f"{description}\n\n{text}"
    )


def spoil(posting: dict[str, Any], declared: dict[str, Any], facts: Facts, draw: Draw) -> None:
    """Put one fault into the posting and its declarations."""
    draw.pick(FAULTS)(posting, declared, facts, draw)
