"""The job-retention rebate for employers that keep their staff."""

from __future__ import annotations

from volens.engines.rules import (
    Bool,
    Category,
    Ground,
    Money,
    Number,
    Parameters,
    all_of,
    at_most,
    floor_to,
    rule,
    where,
)

NOTICE = "稳岗返还年度通知 (yearly notice of the job-retention rebate)"


@rule(
    unit="bool",
    cite=NOTICE,
    since="2021-01-01",
    result=True,
    label={"en": "rebate can be had", "zh-Hans": "符合稳岗返还条件"},
    grounds=[
        Ground("contributions", {"en": "contributions paid for twelve months", "zh-Hans": "缴费满十二个月"}, NOTICE),
        Ground("kept_staff", {"en": "staff lost within the ceiling", "zh-Hans": "裁员率未超过上限"}, NOTICE),
    ],
)
def rebate_eligible(firm_contribution_months: Number, insured_staff: Number, staff_lost: Number, p: Parameters) -> Bool:
    ceiling = where(insured_staff <= p.rebate.small_staff, p.rebate.small_ceiling, p.rebate.ceiling)
    return all_of(
        contributions=firm_contribution_months >= p.rebate.minimum_months,
        kept_staff=at_most(staff_lost, insured_staff, ceiling),
    )


@rule(
    unit="CNY",
    cite=NOTICE,
    since="2021-01-01",
    result=True,
    label={"en": "rebate, highest", "zh-Hans": "稳岗返还（最高）"},
)
def rebate(rebate_eligible: Bool, employer_size: Category, contributions_paid: Money, p: Parameters) -> Money:
    return where(rebate_eligible, floor_to(contributions_paid * p.rebate.share[employer_size]), 0)
