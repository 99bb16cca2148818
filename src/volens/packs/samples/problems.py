"""Deliberate faults, so that vetting has something to hold: about three in a hundred samples carry one.

A fault shows in the declarations or in the structure (pay, place, employer), never as a mark saying so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from volens.engines.vetting.declarations import Keeper, Lodging, Payee
from volens.packs.samples.conditions import amount_text
from volens.packs.samples.declarations import minor

if TYPE_CHECKING:
    from collections.abc import Callable

    from volens.packs.samples.conditions import Facts
    from volens.packs.samples.draw import Draw

SHARE: Final = 0.03
_LOW_HOURLY: Final = {"CN": 7.5, "US": 4.5, "GB": 6.0, "IE": 7.0, "CA": 8.0, "AU": 11.0}  # below any minimum there


class Case(NamedTuple):
    """One sample while it is being spoiled."""

    posting: dict[str, Any]
    declared: dict[str, Any]
    facts: Facts
    draw: Draw

    def say(self, english: str, chinese: str) -> None:
        """Add a sentence to the description, in its language and markup."""
        text = chinese if self.facts.language == "zh" else english
        before = self.posting["description"]
        self.posting["description"] = f"{before}\n<p>{text}</p>" if before.startswith("<") else f"{before}\n\n{text}"


def _low_pay(case: Case) -> None:
    pay = case.facts.pay
    amount = _LOW_HOURLY[case.facts.place.country] + case.draw.below(3) * 0.5
    case.posting["baseSalary"] = {
        "@type": "MonetaryAmount",
        "currency": pay.currency,
        "value": {"@type": "QuantitativeValue", "value": amount, "unitText": "HOUR"},
    }
    if "pay_min_minor" in case.declared:
        case.declared.update(pay_min_minor=minor(amount), pay_max_minor=minor(amount), pay_period="hour")
    shown = amount_text(amount, pay.currency)
    case.say(f"Training rate for the first months: {shown} an hour.", f"前期学徒阶段工资{shown}元/小时。")


def _fee(case: Case) -> None:
    english, chinese = case.draw.pick(
        (("a placement deposit", "岗位押金"), ("the induction course", "岗前培训费"), ("the uniform", "服装费"))
    )
    amount, currency = case.draw.pick((100, 150, 300, 500)), case.facts.pay.currency
    case.declared["worker_pays"], case.declared["worker_pays_minor"] = True, minor(amount)
    case.declared["worker_pays_for"] = chinese if case.facts.language == "zh" else english
    case.declared["currency"] = currency
    shown = amount_text(amount, currency)
    case.say(f"New starters pay {shown} for {english} before the first day.", f"入职前需交{chinese}{shown}元。")


def _papers_kept(case: Case) -> None:
    case.declared["documents_kept_by"] = case.draw.pick((Keeper.EMPLOYER.value, Keeper.RECRUITER.value))


def _cannot_leave(case: Case) -> None:
    case.declared["may_leave_site"] = False
    case.declared["lodging"] = Lodging.REQUIRED.value


def _cannot_resign(case: Case) -> None:
    case.declared["may_resign"] = case.draw.chance(0.5)
    case.declared["resignation_cost_minor"] = minor(case.draw.pick((500, 1000, 2000)))
    case.declared["currency"] = case.facts.pay.currency


def _paid_elsewhere(case: Case) -> None:
    case.declared["paid_to"] = case.draw.pick((Payee.RECRUITER.value, Payee.OTHER.value))


def _endless_week(case: Case) -> None:
    case.declared["weekly_hours"], case.declared["rest_days"] = 72 + 6 * case.draw.below(3), 0
    chinese = case.facts.language == "zh"
    case.posting["workHours"] = "每天12小时，无固定休息日" if chinese else "twelve hours a day, no fixed day off"


def _too_young(case: Case) -> None:
    case.declared["minimum_age"], case.declared["night_work"] = 13 + case.draw.below(2), True


def _no_place(case: Case) -> None:
    case.posting.pop("jobLocation", None)
    case.posting.pop("jobLocationType", None)
    case.declared.pop("workplace", None)


def _no_employer(case: Case) -> None:
    case.posting.pop("hiringOrganization", None)
    case.declared.pop("legal_employer", None)


def _per_head(case: Case) -> None:
    case.declared["recruiter_paid_per_head"] = True
    case.declared["group_transport"] = True


FAULTS: Final[tuple[Callable[[Case], None], ...]] = (
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


def spoil(posting: dict[str, Any], declared: dict[str, Any], facts: Facts, draw: Draw) -> None:
    """Put one fault into the posting and its declarations."""
    draw.pick(FAULTS)(Case(posting, declared, facts, draw))
