"""Unemployment insurance, its price supplement, and the temporary allowance of 2020 to 2022."""

from __future__ import annotations

from volens.engines.rules import (
    Bool,
    Ground,
    Money,
    Number,
    Parameters,
    all_of,
    any_of,
    band,
    floor_to,
    greatest,
    half_up,
    least,
    rule,
    where,
)


@rule(
    unit="bool",
    cite="社会保险法第四十五条 (Social Insurance Law art. 45)",
    result=True,
    label={"en": "entitled to unemployment benefit", "zh-Hans": "可以领取失业保险金"},
    grounds=[
        Ground(
            "contributions",
            {"en": "contributions paid for at least one year", "zh-Hans": "缴费满一年"},
            "社会保险法第四十五条第一项",
        ),
        Ground(
            "involuntary",
            {"en": "the job ended against your will", "zh-Hans": "非因本人意愿中断就业"},
            "社会保险法第四十五条第二项",
        ),
        Ground(
            "registered",
            {"en": "registered as unemployed and looking for work", "zh-Hans": "已办理失业登记并有求职要求"},
            "社会保险法第四十五条第三项",
        ),
    ],
)
def ui_eligible(contribution_months: Number, involuntary: Bool, registered: Bool, p: Parameters) -> Bool:
    return all_of(
        contributions=contribution_months >= p.ui.minimum_months, involuntary=involuntary, registered=registered
    )


@rule(
    unit="month",
    cite="社会保险法第四十六条 (art. 46)",
    label={"en": "months for the contributions of this spell", "zh-Hans": "本次缴费对应的月数"},
)
def ui_spell_months(contribution_months: Number, p: Parameters) -> Number:
    return band(contribution_months, p.ui.duration)


@rule(
    unit="month",
    cite="社会保险法第四十六条 (art. 46)",
    result=True,
    label={"en": "longest benefit, with what was left before", "zh-Hans": "领取期限（含以前应领未领的月数）"},
)
def ui_months(ui_eligible: Bool, ui_spell_months: Number, unused_months: Number, p: Parameters) -> Number:
    return where(ui_eligible, least(ui_spell_months + unused_months, p.ui.longest), 0)


@rule(
    unit="CNY/month",
    cite="社会保险法第四十七条; 人社部发〔2017〕71号",
    result=True,
    label={"en": "benefit a month", "zh-Hans": "每月失业保险金"},
)
def ui_amount(ui_eligible: Bool, local_minimum_wage: Money, p: Parameters) -> Money:
    return where(ui_eligible, half_up(local_minimum_wage * p.ui.share), 0)


@rule(
    unit="bool",
    cite="人社厅发〔2020〕24号",
    since="2019-12-01",
    result=True,
    label={"en": "benefit goes on until retirement", "zh-Hans": "可继续领取至退休"},
    grounds=[
        Ground(
            "exhausted", {"en": "benefit drawn to its end", "zh-Hans": "失业保险金领取期满"}, "人社厅发〔2020〕24号"
        ),
        Ground(
            "near",
            {"en": "less than a year from retirement", "zh-Hans": "距法定退休年龄不足一年"},
            "人社厅发〔2020〕24号",
        ),
    ],
)
def ui_until_retirement(ui_exhausted: Bool, months_to_retirement: Number, p: Parameters) -> Bool:
    return all_of(exhausted=ui_exhausted, near=months_to_retirement < p.ui.near_retirement)


@rule(
    unit="bool",
    cite="发改价格〔2021〕1553号",
    result=True,
    label={"en": "price supplement is paid this month", "zh-Hans": "本月启动价格补贴"},
    grounds=[
        Ground(
            "consumer",
            {"en": "consumer prices rose enough", "zh-Hans": "居民消费价格涨幅达标"},
            "发改价格〔2021〕1553号",
        ),
        Ground("food", {"en": "food prices rose enough", "zh-Hans": "食品价格涨幅达标"}, "发改价格〔2021〕1553号"),
    ],
)
def price_supplement_runs(cpi_rise: Number, food_cpi_rise: Number, p: Parameters) -> Bool:
    return any_of(consumer=cpi_rise >= p.price.trigger, food=food_cpi_rise >= p.price.food_trigger)


@rule(
    unit="CNY/month",
    cite="发改价格〔2021〕1553号",
    result=True,
    label={"en": "price supplement this month", "zh-Hans": "本月价格补贴"},
)
def price_supplement(
    ui_eligible: Bool,
    temporary_allowance: Money,
    price_supplement_runs: Bool,
    index_rise: Number,
    supplement_base: Money,
    p: Parameters,
) -> Money:
    covered = ui_eligible | (temporary_allowance > 0) if p.price.allowance_too else ui_eligible
    return where(covered & price_supplement_runs, half_up(supplement_base * greatest(index_rise, 0)), 0)


@rule(
    unit="CNY/month",
    cite="人社部发〔2020〕40号 and successors",
    since="2020-03-01",
    until="2022-12-31",
    ends_with=0,
    result=True,
    label={"en": "temporary unemployment allowance, highest", "zh-Hans": "失业补助金（最高）"},
)
def temporary_allowance(
    contribution_months: Number,
    registered: Bool,
    ui_eligible: Bool,
    ui_exhausted: Bool,
    local_minimum_wage: Money,
    p: Parameters,
) -> Money:
    without_benefit = ui_exhausted | ~ui_eligible
    insured = contribution_months >= p.allowance.minimum_months
    standard = half_up(local_minimum_wage * p.ui.share)
    return where(registered & insured & without_benefit, floor_to(standard * p.allowance.share), 0)


@rule(
    unit="month",
    cite="人社部发〔2020〕40号 and successors",
    since="2020-03-01",
    until="2022-12-31",
    ends_with=0,
    result=True,
    label={"en": "months of the temporary allowance, at most", "zh-Hans": "失业补助金期限（最长）"},
)
def temporary_allowance_months(temporary_allowance: Money, p: Parameters) -> Number:
    return where(temporary_allowance > 0, p.allowance.longest, 0)
