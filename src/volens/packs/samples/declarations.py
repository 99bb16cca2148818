"""What the invented employer declares about pay, papers, leaving and lodging. Some employers leave some of it out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from volens.engines.vetting.declarations import Keeper, Lodging, Method, Payee

if TYPE_CHECKING:
    from volens.packs.samples.conditions import Facts
    from volens.packs.samples.draw import Draw

_SHARE_SILENT: Final = 0.12  # employers who declare nothing, as in most feeds
_SHARE_PARTIAL: Final = 0.25
_FIRST_PAY_DAYS: Final = {"weekly": 7, "biweekly": 14, "semi-monthly": 15}


def minor(amount: float) -> int:
    """An amount in minor units (all currencies of the samples have a hundred to the unit)."""
    return round(amount * 100)


def declare(draw: Draw, facts: Facts) -> dict[str, Any]:
    """The declarations of one vacancy by code (``engines.vetting.declarations``), consistent with text and fields."""
    if draw.chance(_SHARE_SILENT):
        return {}
    place, employer, pay = facts.place, facts.employer, facts.pay
    address = f"{facts.district}{employer.street}" if facts.language == "zh" else employer.street
    region = "" if place.region.startswith(place.city) else place.region
    given: dict[str, Any] = {
        "worker_pays": False,
        "documents_kept_by": Keeper.WORKER.value,
        "may_leave_site": True,
        "may_resign": True,
        "resignation_cost_minor": 0,
        "pay_min_minor": minor(pay.low),
        "pay_max_minor": minor(pay.high),
        "currency": pay.currency,
        "pay_period": pay.period.lower(),
        "pay_method": Method.BANK_TRANSFER.value,
        "first_pay_days": _FIRST_PAY_DAYS.get(facts.cycle, draw.pick((25, 30, 31))),
        "paid_to": Payee.WORKER.value,
        "weekly_hours": facts.hours,
        "rest_days": facts.shift.rest_days(place.country),
        "overtime_paid": True,
        "minimum_age": max(facts.occupation.minimum_age, 18 if facts.shift.night else 16),
        "night_work": facts.shift.night,
        "written_contract": True,
        "contract_language": "zh-Hans" if facts.language == "zh" else "en",
        "lodging": (Lodging.OPTIONAL if facts.lodging else Lodging.NONE).value,
        "group_transport": False,
        "recruiter_paid_per_head": False,
        "legal_employer": employer.legal_name,
        "licence_required": bool(employer.licence),
        "licence": employer.licence,
        "workplace": f"{region}{place.city}市{address}"
        if facts.language == "zh"
        else f"{address}, {place.city}, {place.region} {place.postal_code}",
        "workplace_accessible": facts.accessible,
    }
    if not employer.licence:
        del given["licence"]
    if draw.chance(_SHARE_PARTIAL):
        for code in draw.some(list(given), 2 + draw.below(9)):
            del given[code]
        if "licence" not in given:  # saying that one is needed and not which would be a finding
            given.pop("licence_required", None)
        if "currency" not in given:  # an amount needs its currency
            for code in ("pay_min_minor", "pay_max_minor", "resignation_cost_minor"):
                given.pop(code, None)
    return given
