"""The retirement age, rising month by month from 2025 (decision of the NPCSC and measures, 2024-09-13)."""

from __future__ import annotations

from volens.engines.rules import (
    Category,
    Day,
    Number,
    Parameters,
    add_months,
    as_unit,
    band,
    choose,
    divide,
    first_of_month,
    is_in,
    least,
    months_between,
    rule,
    where,
    year_of,
)

DECISION = "全国人大常委会关于实施渐进式延迟法定退休年龄的决定 (2024-09-13)"


@rule(
    unit="month",
    cite=DECISION,
    since="2025-01-01",
    result=True,
    label={"en": "months of delay", "zh-Hans": "延迟月数"},
)
def retirement_delay(birth: Day, retirement_group: Category, p: Parameters) -> Number:
    def delay(first: Day, step: Number, cap: Number) -> Number:
        since = months_between(first_of_month(first), first_of_month(birth), "calendar")
        steps = divide(where(since >= 0, since, 0), step, rounding="floor")
        return where(since >= 0, least(as_unit(steps, "month") + p.retirement.first_step, cap), 0)

    group = p.retirement
    return choose(
        (is_in(retirement_group, "man"), delay(group.man.first_birth, group.man.step, group.man.cap)),
        (
            is_in(retirement_group, "woman_55"),
            delay(group.woman_55.first_birth, group.woman_55.step, group.woman_55.cap),
        ),
        otherwise=delay(group.woman_50.first_birth, group.woman_50.step, group.woman_50.cap),
    )


@rule(
    unit="date",
    cite=DECISION,
    since="2025-01-01",
    result=True,
    label={"en": "month of retirement (its first day)", "zh-Hans": "退休月份（当月首日）"},
)
def retirement_month(birth: Day, retirement_group: Category, retirement_delay: Number, p: Parameters) -> Day:
    return first_of_month(
        add_months(first_of_month(birth), p.retirement.former_age[retirement_group] + retirement_delay, "month_end")
    )


@rule(
    unit="month",
    cite=DECISION,
    since="2025-01-01",
    result=True,
    label={"en": "months of pension contributions needed", "zh-Hans": "最低缴费月数"},
)
def pension_contribution_months(retirement_month: Day, p: Parameters) -> Number:
    return band(as_unit(year_of(retirement_month), "year"), p.retirement.contributions)
