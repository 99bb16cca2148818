"""What Guangdong sets for itself (广东省失业保险条例, revision in force from 2022-06-01), under the national ceilings."""

from __future__ import annotations

from volens.engines.rules import (
    Bool,
    Category,
    Ground,
    Members,
    Money,
    Number,
    Parameters,
    any_of,
    as_unit,
    divide,
    greatest,
    half_up,
    least,
    rule,
    where,
)

GD = "广东省失业保险条例"
PAGES = "Guangdong city pages (example)"


@rule(
    unit="month",
    cite=f"{GD}第十七条",
    since="2022-06-01",
    label={"en": "months for the contributions of this spell", "zh-Hans": "本次缴费对应的月数"},
)
def ui_spell_months(contribution_months: Number, national_ui_spell_months: Number, p: Parameters) -> Number:
    yearly = divide(least(contribution_months, p.ui.yearly_until), p.ui.year, rounding="floor")
    beyond = greatest(contribution_months - p.ui.yearly_until, 0)
    half_yearly = divide(beyond, p.ui.half_year, rounding="floor")
    return least(as_unit(yearly + half_yearly, "month"), national_ui_spell_months)


@rule(
    unit="CNY/month",
    cite=f"{GD}第十八条",
    since="2022-06-01",
    result=True,
    label={"en": "benefit a month", "zh-Hans": "每月失业保险金"},
)
def ui_amount(ui_eligible: Bool, region: Category, p: Parameters) -> Money:
    return where(ui_eligible, half_up(p.ui.minimum_wage[region] * p.ui.share), 0)


@rule(
    unit="CNY/month",
    cite=f"{GD}第二十条",
    since="2022-06-01",
    result=True,
    label={"en": "job-search allowance a month", "zh-Hans": "每月求职补贴"},
)
def job_search_allowance(ui_eligible: Bool, average_wage: Money, p: Parameters) -> Money:
    return where(ui_eligible, half_up(average_wage * p.ui.search_share), 0)


@rule(
    unit="month",
    cite=f"{GD}第二十条",
    since="2022-06-01",
    result=True,
    label={"en": "months of the job-search allowance, at most", "zh-Hans": "求职补贴期限（最长）"},
)
def job_search_months(ui_eligible: Bool, ui_months: Number, p: Parameters) -> Number:
    return where(ui_eligible, least(ui_months, p.ui.search_longest), 0)


@rule(
    unit="bool",
    cite="就业促进法第五十六条 (zero-employment household)",
    label={"en": "nobody in the household has work", "zh-Hans": "零就业家庭"},
)
def zero_employment_household(employed: Bool, household: Members) -> Bool:
    return household.all(~employed)


@rule(
    unit="bool",
    cite=f"就业促进法第五十二条; {PAGES}",
    result=True,
    label={"en": "hard to employ", "zh-Hans": "就业困难人员"},
    grounds=[
        Ground("age", {"en": "a woman from 40 or a man from 50", "zh-Hans": "女性满四十周岁或男性满五十周岁"}, PAGES),
        Ground("long", {"en": "registered as unemployed for a year", "zh-Hans": "登记失业满一年"}, PAGES),
        Ground("household", {"en": "nobody in the household has work", "zh-Hans": "零就业家庭成员"}, PAGES),
        Ground("minimum_living", {"en": "minimum living allowance", "zh-Hans": "享受最低生活保障"}, PAGES),
        Ground("land", {"en": "farmland lost to public use", "zh-Hans": "被征地农民"}, PAGES),
        Ground("disability", {"en": "disability certificate", "zh-Hans": "持有残疾人证"}, PAGES),
    ],
)
def hard_to_employ(
    registered: Bool,
    sex: Category,
    age: Number,
    unemployed_months: Number,
    minimum_living: Bool,
    zero_employment_household: Bool,
    land_lost: Bool,
    disabled: Bool,
    p: Parameters,
) -> Bool:
    grounds = any_of(
        age=age >= p.hard.age[sex],
        long=unemployed_months >= p.hard.unemployed_months,
        household=zero_employment_household,
        minimum_living=minimum_living,
        land=land_lost,
        disability=disabled,
    )
    return registered & grounds
