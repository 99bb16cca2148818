"""The clauses of Toyland."""

from volens.engines.rules import (
    Bool,
    Category,
    Day,
    Ground,
    Members,
    Money,
    Number,
    Parameters,
    add_months,
    age_on,
    all_of,
    any_of,
    band,
    ceil_to,
    first_of_month,
    floor_to,
    greatest,
    half_even,
    half_up,
    is_in,
    least,
    marginal,
    months_between,
    rule,
    total,
    where,
)


@rule(unit="year", cite="Toy Code art. 1", label={"en": "age at the claim", "zh-Hans": "申请时年龄"})
def age(birth: Day, claim_day: Day) -> Number:
    return age_on(birth, claim_day)


@rule(
    unit="bool",
    cite="Toy Code art. 2",
    result=True,
    label={"en": "entitled to benefit", "zh-Hans": "可领失业金"},
    grounds=[
        Ground(
            "contributions",
            {"en": "contributions for at least twelve months", "zh-Hans": "缴费满十二个月"},
            "art. 2(1)",
        ),
        Ground("involuntary", {"en": "the job ended against your will", "zh-Hans": "非因本人意愿"}, "art. 2(2)"),
        Ground("registered", {"en": "registered as unemployed", "zh-Hans": "已登记"}, "art. 2(3)"),
    ],
)
def ui_eligible(contribution_months: Number, involuntary: Bool, registered: Bool, p: Parameters) -> Bool:
    return all_of(contributions=contribution_months >= p.ui.minimum, involuntary=involuntary, registered=registered)


@rule(unit="month", cite="Toy Code art. 3", result=True, label={"en": "months of benefit", "zh-Hans": "领取月数"})
def ui_months(contribution_months: Number, unused_months: Number, ui_eligible: Bool, p: Parameters) -> Number:
    full = least(band(contribution_months, p.ui.duration) + unused_months, p.ui.longest)
    return where(ui_eligible, full, 0)


@rule(unit="CNY/month", cite="Toy Code art. 4", result=True, label={"en": "monthly benefit", "zh-Hans": "每月失业金"})
def ui_amount(ui_eligible: Bool, region: Category, wage: Money, p: Parameters) -> Money:
    ceiling = p.ui.minimum_wage[region] * p.ui.share
    own = greatest(half_up(wage * p.ui.replacement), p.ui.floor)
    return where(ui_eligible, least(floor_to(ceiling, p.ui.step), own), 0)


@rule(unit="CNY/month", cite="Toy Code art. 5", result=True, label={"en": "price supplement", "zh-Hans": "物价补贴"})
def supplement(ui_amount: Money, price_rise: Number, p: Parameters) -> Money:
    return where(price_rise >= p.ui.price_trigger, half_even(ui_amount * price_rise), 0)


@rule(unit="bool", cite="Toy Code art. 6", label={"en": "nobody at home has a job", "zh-Hans": "零就业家庭"})
def jobless_household(household: Members, employed: Bool) -> Bool:
    return household.all(~employed)


@rule(
    unit="bool",
    cite="Toy Code art. 7",
    result=True,
    label={"en": "hard to place", "zh-Hans": "就业困难"},
    grounds=[
        Ground("age", {"en": "over the age for your sex", "zh-Hans": "达到年龄"}),
        Ground("disabled", {"en": "disabled", "zh-Hans": "残疾"}),
        Ground("jobless", {"en": "nobody at home has a job", "zh-Hans": "零就业家庭"}),
        Ground("registered", {"en": "registered as unemployed", "zh-Hans": "已登记"}),
    ],
)
def hard_to_place(
    age: Number, sex: Category, registered: Bool, disabled: Bool, jobless_household: Bool, p: Parameters
) -> Bool:
    old = where(sex == "female", age >= p.hardship.age_women, age >= p.hardship.age_men)
    return all_of(registered=registered) & any_of(age=old, disabled=disabled, jobless=jobless_household)


@rule(
    name="skills_subsidy",
    unit="CNY",
    cite="Toy Code art. 8",
    result=True,
    until="2018-12-31",
    ends_with=0,
    label={"en": "skills subsidy", "zh-Hans": "技能补贴"},
)
def skills_old(skill_level: Number, p: Parameters) -> Money:
    return least(band(skill_level, p.skills.amount), p.skills.old_ceiling)


@rule(
    name="skills_subsidy",
    unit="CNY",
    cite="Toy Code art. 8a",
    result=True,
    since="2019-01-01",
    label={"en": "skills subsidy", "zh-Hans": "技能补贴"},
)
def skills_new(skill_level: Number, contribution_months: Number, p: Parameters) -> Money:
    return where(contribution_months >= p.skills.months, band(skill_level, p.skills.amount), 0)


@rule(
    unit="CNY/month", cite="Toy Code art. 9", result=True, label={"en": "contribution subsidy", "zh-Hans": "社保补贴"}
)
def insurance_subsidy(premium: Money, hard_to_place: Bool, p: Parameters) -> Money:
    return where(hard_to_place, least(ceil_to(premium * p.insurance.share), p.insurance.ceiling), 0)


@rule(unit="CNY/month", cite="Toy Code art. 10", label={"en": "tax on wages", "zh-Hans": "工资税"})
def wage_tax(wage: Money, p: Parameters) -> Money:
    return half_up(marginal(wage, p.insurance.tax))


@rule(unit="date", cite="Toy Code art. 11", label={"en": "first day of benefit", "zh-Hans": "起领日"})
def first_day(claim_day: Day, unused_months: Number) -> Day:
    return first_of_month(add_months(claim_day, unused_months, "month_end")) + 14


@rule(unit="month", cite="Toy Code art. 12", label={"en": "months since majority", "zh-Hans": "成年后月数"})
def months_adult(birth: Day, claim_day: Day, p: Parameters) -> Number:
    adult = add_months(birth, p.hardship.majority, "day_reached")
    return greatest(months_between(adult, claim_day, "month_end") - months_between(adult, claim_day, "thirty"), -12)


@rule(unit="CNY/month", cite="Toy Code art. 13", label={"en": "household wages", "zh-Hans": "家庭工资"})
def household_wages(household: Members, wage: Money, wage_tax: Money, employed: Bool) -> Money:
    return household.sum(where(employed, wage - wage_tax, 0))


@rule(unit="CNY/month", cite="Toy Code art. 14", result=True, label={"en": "heating help", "zh-Hans": "取暖补助"})
def heating(region: Category, household_wages: Money, p: Parameters) -> Money:
    return where(
        is_in(region, "north", "west") & (household_wages < p.rebate.income_limit), p.rebate.heating[region], 0
    )


@rule(unit="CNY/month", cite="Toy Code art. 15", result=True, label={"en": "everything together", "zh-Hans": "合计"})
def everything(ui_amount: Money, supplement: Money, insurance_subsidy: Money) -> Money:
    return total(ui_amount, supplement, insurance_subsidy)
