"""The clauses of SGB III, text of March 2022."""

from __future__ import annotations

from volens.engines.rules import (
    Bool,
    Ground,
    Money,
    Number,
    Parameters,
    all_of,
    as_unit,
    band,
    choose,
    divide,
    greatest,
    half_up,
    rule,
    where,
)


@rule(
    unit="bool",
    cite="SGB III § 142(1), § 143",
    label={"en": "qualifying period completed", "zh-Hans": "满足参保期限"},
)
def qualified(insured_months: Number, p: Parameters) -> Bool:
    return insured_months >= p.qualifying.months


@rule(
    unit="bool",
    cite="SGB III § 142(2)",
    label={"en": "short qualifying period completed", "zh-Hans": "满足短期参保期限"},
)
def qualified_short(insured_months: Number, mostly_short_jobs: Bool, p: Parameters) -> Bool:
    return mostly_short_jobs & (insured_months >= p.qualifying.short_months)


@rule(
    unit="bool",
    cite="SGB III § 137, § 138",
    result=True,
    label={"en": "entitled to unemployment benefit", "zh-Hans": "有权领取失业金"},
    grounds=[
        Ground(
            "insured",
            {"en": "insured for long enough in the last 30 months", "zh-Hans": "最近30个月内参保时间足够"},
            "SGB III § 142",
        ),
        Ground(
            "hours",
            {"en": "works fewer than 15 hours a week", "zh-Hans": "每周工作少于15小时"},
            "SGB III § 138(3)",
        ),
    ],
)
def entitled(qualified: Bool, qualified_short: Bool, weekly_hours: Number, p: Parameters) -> Bool:
    # `where` and not `or`: whoever completed the full period needs no rule on the short one.
    return all_of(insured=where(qualified, True, qualified_short), hours=weekly_hours < p.unemployed.hours)


@rule(
    unit="month",
    cite="SGB III § 147(2) and (3)",
    result=True,
    label={"en": "months of benefit", "zh-Hans": "领取月数"},
)
def months_of_benefit(
    entitled: Bool,
    qualified: Bool,
    insured_months: Number,
    insured_months_five_years: Number,
    age: Number,
    p: Parameters,
) -> Number:
    # The months of the last 30 are among those of the last five years, whatever was told.
    counted = greatest(insured_months_five_years, insured_months)
    full = choose(
        (age >= p.duration.oldest, band(counted, p.duration.from_oldest)),
        (age >= p.duration.older, band(counted, p.duration.from_older)),
        (age >= p.duration.old, band(counted, p.duration.from_old)),
        otherwise=band(counted, p.duration.standard),
    )
    return where(entitled, where(qualified, full, band(insured_months, p.duration.short)), 0)


@rule(
    unit="EUR/day",
    cite="SGB III § 149, § 154, § 338",
    result=True,
    label={"en": "benefit a day", "zh-Hans": "每日失业金"},
)
def daily_benefit(entitled: Bool, flat_rate_net: Money, child: Bool, p: Parameters) -> Money:
    daily_net = divide(flat_rate_net, p.month.days, rounding="half_up")
    return where(entitled, half_up(daily_net * where(child, p.rate.with_child, p.rate.without_child)), 0)


@rule(
    unit="EUR/month",
    cite="SGB III § 154",
    result=True,
    label={"en": "benefit a month", "zh-Hans": "每月失业金"},
)
def monthly_benefit(daily_benefit: Money, p: Parameters) -> Money:
    return as_unit(daily_benefit * p.month.days, "EUR/month")


@rule(
    unit="EUR/month",
    cite="SGB III § 155(1)",
    result=True,
    label={"en": "benefit a month beside a side income", "zh-Hans": "有兼职收入时的每月失业金"},
)
def benefit_with_side_income(monthly_benefit: Money, side_income: Money, p: Parameters) -> Money:
    return greatest(monthly_benefit - greatest(side_income - p.side_income.free, 0), 0)
