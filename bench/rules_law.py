"""The eight rules every contestant of bench/rules.py computes, written for this engine; made up, near common law."""

from __future__ import annotations

from volens.engines.rules import (
    Bool,
    Category,
    Ground,
    Money,
    Number,
    Pack,
    Parameters,
    all_of,
    any_of,
    band,
    facts,
    floor_to,
    half_up,
    least,
    rule,
    total,
    where,
)
from volens.engines.rules.parameters import read_tree
from volens.engines.rules.synthetic import Marginal
from volens.engines.rules.yaml_lines import load_yaml_text

REGIONS = [f"r{number:02d}" for number in range(31)]
WAGES = {code: 1600 + 37 * position for position, code in enumerate(REGIONS)}
DAY = "2021-06-01"
PARAMETERS = f"""
ui:
  duration: {{unit: month, threshold_unit: month, values: {{2011-07-01: [[12, 12], [60, 18], [120, 24]]}}}}
  minimum_months: {{unit: month, values: {{2011-07-01: 12}}}}
  minimum_wage: {{unit: CNY/month, by: region, values: {{2018-01-01: {{value: {WAGES}}}}}}}
  share: {{unit: share, values: {{2017-01-01: 80%, 2020-01-01: 90%}}}}
  cpi: {{unit: share, values: {{2021-05-01: 3.7%}}}}
  cpi_trigger: {{unit: share, values: {{2021-01-01: 3.5%}}}}
hardship:
  age_women: {{unit: year, values: {{2008-01-01: 40}}}}
  age_men: {{unit: year, values: {{2008-01-01: 50}}}}
  months_unemployed: {{unit: month, values: {{2008-01-01: 12}}}}
skills:
  amount: {{unit: CNY, threshold_unit: count, values: {{2017-01-01: [[1, 1000], [2, 1500], [3, 2000]]}}}}
  months: {{unit: month, values: {{2017-01-01: 36, 2019-01-01: 12}}}}
  claim_months: {{unit: month, values: {{2017-01-01: 12}}}}
  ceiling: {{unit: CNY, values: {{2017-01-01: 1800}}}}
insurance:
  share: {{unit: share, values: {{2017-01-01: 2/3}}}}
  ceiling: {{unit: CNY/month, values: {{2017-01-01: 812.30}}}}
"""


def words(text: str) -> dict[str, str]:
    return {"en": text, "zh-Hans": text}


def labelled(name: str) -> dict[str, dict[str, str]]:
    return {"label": words(name), "question": words(f"{name}?")}


FACTS = [
    facts.count("contribution_months", unit="month", high=480, **labelled("months of contributions")),
    facts.yes_no("registered", **labelled("registered")),
    facts.yes_no("involuntary", **labelled("against one's will")),
    facts.category("region", values={code: words(code) for code in REGIONS}, **labelled("region")),
    facts.count("age", unit="year", low=16, high=70, **labelled("age")),
    facts.yes_no("female", **labelled("female")),
    facts.yes_no("disabled", sensitivity=3, **labelled("disabled")),
    facts.yes_no("low_income", sensitivity=2, **labelled("low income")),
    facts.yes_no("jobless_home", sensitivity=2, **labelled("nobody at home works")),
    facts.yes_no("land_lost", **labelled("land lost")),
    facts.count("months_unemployed", unit="month", high=240, **labelled("months unemployed")),
    facts.count("skill_level", unit="count", high=5, **labelled("skill level")),
    facts.count("certificate_months", unit="month", high=120, **labelled("months since the certificate")),
    facts.money("premium", unit="CNY/month", high=5000, **labelled("premium paid")),
    facts.yes_no("flexible", **labelled("flexible work")),
]
MARGINALS = {
    "contribution_months": Marginal(steps=((0, 11, 0.2), (12, 59, 0.3), (60, 119, 0.25), (120, 480, 0.25))),
    "registered": Marginal(share=0.7),
    "involuntary": Marginal(share=0.6),
    "disabled": Marginal(share=0.06),
    "low_income": Marginal(share=0.08),
    "jobless_home": Marginal(share=0.05),
    "land_lost": Marginal(share=0.03),
    "months_unemployed": Marginal(steps=((0, 5, 0.6), (6, 11, 0.2), (12, 60, 0.2))),
    "skill_level": Marginal(steps=((0, 0, 0.6), (1, 1, 0.15), (2, 2, 0.15), (3, 5, 0.1))),
    "certificate_months": Marginal(steps=((0, 24, 1.0),)),
    "premium": Marginal(median=800, spread=0.5),
    "flexible": Marginal(share=0.3),
}


@rule(unit="month", cite="art. 1", result=True, label=words("months of benefit"))
def ui_months(contribution_months: Number, p: Parameters) -> Number:
    return band(contribution_months, p.ui.duration)


@rule(
    unit="bool", cite="art. 2", result=True, label=words("entitled"),
    grounds=[Ground("contributions", words("a year of contributions")), Ground("registered", words("registered")),
             Ground("involuntary", words("against one's will"))],
)  # fmt: skip
def ui_eligible(contribution_months: Number, involuntary: Bool, registered: Bool, p: Parameters) -> Bool:
    return all_of(
        contributions=contribution_months >= p.ui.minimum_months, involuntary=involuntary, registered=registered
    )


@rule(unit="CNY/month", cite="art. 3", result=True, label=words("benefit"))
def ui_amount(ui_eligible: Bool, region: Category, p: Parameters) -> Money:
    return where(ui_eligible, floor_to(p.ui.minimum_wage[region] * p.ui.share), 0)


@rule(unit="CNY/month", cite="art. 4", result=True, label=words("price supplement"))
def supplement(ui_amount: Money, p: Parameters) -> Money:
    return half_up(ui_amount * p.ui.cpi) if p.ui.cpi >= p.ui.cpi_trigger else ui_amount * 0


@rule(unit="bool", cite="art. 5", result=True, label=words("hard to employ"))
def hard_to_employ(
    registered: Bool, age: Number, female: Bool, disabled: Bool, low_income: Bool, jobless_home: Bool, land_lost: Bool,
    months_unemployed: Number, p: Parameters,
) -> Bool:  # fmt: skip
    old = where(female, age >= p.hardship.age_women, age >= p.hardship.age_men)
    long = months_unemployed >= p.hardship.months_unemployed
    return registered & any_of(old, disabled, low_income, jobless_home, land_lost, long)


@rule(unit="CNY", cite="art. 6", result=True, label=words("skills subsidy"))
def skills_subsidy(
    skill_level: Number, contribution_months: Number, certificate_months: Number, p: Parameters
) -> Money:
    due = (contribution_months >= p.skills.months) & (certificate_months <= p.skills.claim_months)
    return where(due, least(band(skill_level, p.skills.amount), p.skills.ceiling), 0)


@rule(unit="CNY/month", cite="art. 7", result=True, label=words("insurance subsidy"))
def insurance_subsidy(hard_to_employ: Bool, flexible: Bool, premium: Money, p: Parameters) -> Money:
    return where(hard_to_employ & flexible, least(half_up(premium * p.insurance.share), p.insurance.ceiling), 0)


@rule(unit="CNY/month", cite="art. 8", result=True, label=words("all monthly payments"))
def everything(ui_amount: Money, supplement: Money, insurance_subsidy: Money) -> Money:
    return total(ui_amount, supplement, insurance_subsidy)


def pack() -> Pack:
    """The pack, its parameters read from the text above."""
    content = load_yaml_text(PARAMETERS, "bench.yaml")
    found = {}
    for group, children in content.items():
        for name, child in children.items():
            child.update({"label": words(name), "source": "made up", "article": "1", "confidence": "T"})
            found.update({parameter.name: parameter for parameter in read_tree(f"{group}.{name}", child, "bench.yaml")})
    rules = [made for made in globals().values() if type(made).__name__ == "Rule"]
    assert len(rules) == 8
    return Pack("bench", title=words("bench"), facts=FACTS, rules=rules, parameters=found)
