"""The clauses, in the order in which they are applied."""

from __future__ import annotations

from volens.engines.rules import (
    Bool,
    Ground,
    Money,
    Number,
    Parameters,
    any_of,
    as_unit,
    band,
    ceil_to,
    floor_to,
    greatest,
    half_up,
    least,
    rule,
    where,
)


@rule(
    unit="USD/week",
    cite="N.J.A.C. 12:17-7.1; N.J.S.A. 43:21-19(t)",
    label={"en": "earnings that make a base week", "zh-Hans": "基准周所需收入"},
)
def base_week_amount(p: Parameters) -> Money:
    return ceil_to(p.base_week.minimum_wage * p.base_week.hours, p.base_week.step)


@rule(
    unit="USD",
    cite="N.J.S.A. 43:21-4(e)",
    label={"en": "alternative earnings test", "zh-Hans": "替代收入标准"},
)
def alternative_earnings(p: Parameters) -> Money:
    return ceil_to(p.alternative.minimum_wage * p.alternative.hours, p.alternative.step)


@rule(
    unit="bool",
    cite="N.J.S.A. 43:21-4(e)",
    result=True,
    label={"en": "enough work in the base year", "zh-Hans": "基准年内工作量达标"},
    grounds=[
        Ground(
            "base_weeks",
            {"en": "enough base weeks in the base year", "zh-Hans": "基准年内基准周数足够"},
            "N.J.S.A. 43:21-4(e)",
        ),
        Ground(
            "earnings",
            {"en": "enough earnings in the base year", "zh-Hans": "基准年内总收入足够"},
            "N.J.S.A. 43:21-4(e)",
        ),
    ],
)
def enough_work(base_weeks: Number, base_year_earnings: Money, alternative_earnings: Money, p: Parameters) -> Bool:
    return any_of(base_weeks=base_weeks >= p.base_week.needed, earnings=base_year_earnings >= alternative_earnings)


@rule(
    unit="USD/week",
    cite="N.J.S.A. 43:21-3(c)",
    label={"en": "highest weekly rate", "zh-Hans": "每周最高金额"},
)
def maximum_rate(p: Parameters) -> Money:
    return floor_to(p.rate.statewide_average * p.rate.maximum_share, p.rate.step)


@rule(
    unit="USD/week",
    cite="N.J.S.A. 43:21-3(c)(3)",
    result=True,
    label={"en": "weekly benefit rate", "zh-Hans": "每周失业金"},
)
def weekly_rate(
    enough_work: Bool, average_weekly_wage: Money, dependants: Number, maximum_rate: Money, p: Parameters
) -> Money:
    # Each step is brought down to whole dollars: 1234.57 gives 740, and with one dependant 791 (not 792).
    raised = floor_to(
        floor_to(average_weekly_wage * p.rate.share, p.rate.step) * (1 + band(dependants, p.dependants.supplement)),
        p.rate.step,
    )
    return where(enough_work, least(raised, maximum_rate), 0)


@rule(
    unit="USD/week",
    cite="N.J.S.A. 43:21-3(b)",
    label={"en": "earnings that leave the benefit whole", "zh-Hans": "不扣减的收入"},
)
def disregard(weekly_rate: Money, p: Parameters) -> Money:
    return greatest(half_up(weekly_rate * p.partial.disregard_share), p.partial.disregard_least)


@rule(
    unit="USD/week",
    cite="N.J.S.A. 43:21-3(b)",
    result=True,
    label={"en": "benefit in a week with earnings", "zh-Hans": "有收入当周的失业金"},
)
def partial_benefit(weekly_rate: Money, weekly_earnings: Money, disregard: Money) -> Money:
    return greatest(weekly_rate - greatest(weekly_earnings - disregard, 0), 0)


@rule(
    unit="week",
    cite="N.J.S.A. 43:21-3(d)",
    result=True,
    label={"en": "weeks of benefit", "zh-Hans": "领取周数"},
)
def weeks_of_benefit(enough_work: Bool, base_weeks: Number, p: Parameters) -> Number:
    return where(enough_work, least(base_weeks, p.weeks.longest), 0)


@rule(
    unit="USD",
    cite="N.J.S.A. 43:21-3(d)",
    result=True,
    label={"en": "most benefit in a year", "zh-Hans": "一年内最高总额"},
)
def most_in_a_year(weekly_rate: Money, weeks_of_benefit: Number) -> Money:
    return as_unit(weekly_rate * weeks_of_benefit, "USD")
