"""A made-up country whose law uses every operation of the engine, for tests only."""

from pathlib import Path

from tests.rules.toy import clauses
from volens.engines.rules import Household, Pack, Sensitivity, facts

FACTS = [
    facts.count(
        "contribution_months",
        unit="month",
        high=600,
        grows=True,
        label={"en": "months of contributions", "zh-Hans": "缴费月数"},
        question={"en": "For how many months were contributions paid?", "zh-Hans": "缴费多少个月？"},
    ),
    facts.yes_no(
        "registered",
        label={"en": "registered as unemployed", "zh-Hans": "已登记失业"},
        question={"en": "Are you registered as unemployed?", "zh-Hans": "您是否已登记失业？"},
    ),
    facts.yes_no(
        "involuntary",
        label={"en": "the job ended against your will", "zh-Hans": "非因本人意愿中断就业"},
        question={"en": "Did the job end against your will?", "zh-Hans": "是否非因本人意愿失去工作？"},
    ),
    facts.count(
        "unused_months",
        unit="month",
        high=24,
        source="ledger",
        label={"en": "unused months of earlier benefit", "zh-Hans": "以前未领完的月数"},
    ),
    facts.category(
        "region",
        values={
            "north": {"en": "North", "zh-Hans": "北部"},
            "south": {"en": "South", "zh-Hans": "南部"},
            "west": {"en": "West", "zh-Hans": "西部"},
            "isle": {"en": "Isle", "zh-Hans": "岛"},
        },
        fixed=True,
        sensitivity=Sensitivity.SENSITIVE,
        label={"en": "region", "zh-Hans": "地区"},
        question={"en": "In which region?", "zh-Hans": "在哪个地区？"},
    ),
    facts.category(
        "sex",
        values={"female": {"en": "female", "zh-Hans": "女"}, "male": {"en": "male", "zh-Hans": "男"}},
        fixed=True,
        label={"en": "sex", "zh-Hans": "性别"},
        question={"en": "What is your sex?", "zh-Hans": "您的性别？"},
    ),
    facts.day(
        "birth",
        low="1930-01-01",
        high="2012-12-31",
        fixed=True,
        label={"en": "date of birth", "zh-Hans": "出生日期"},
        question={"en": "When were you born?", "zh-Hans": "您的出生日期？"},
    ),
    facts.day(
        "claim_day",
        low="2015-01-01",
        high="2035-12-31",
        grows=True,
        sensitivity=Sensitivity.NONE,
        source="ledger",
        label={"en": "day of the claim", "zh-Hans": "申请日期"},
    ),
    facts.yes_no(
        "disabled",
        sensitivity=Sensitivity.SPECIAL,
        label={"en": "disabled", "zh-Hans": "残疾"},
        question={"en": "Do you have a recognised disability?", "zh-Hans": "您是否持有残疾证？"},
    ),
    facts.yes_no(
        "employed",
        label={"en": "has a job", "zh-Hans": "在业"},
        question={"en": "Do you have a job?", "zh-Hans": "您是否有工作？"},
    ),
    facts.money(
        "wage",
        unit="CNY/month",
        high=100_000,
        sensitivity=Sensitivity.SENSITIVE,
        label={"en": "monthly wage", "zh-Hans": "月工资"},
        question={"en": "What is the monthly wage?", "zh-Hans": "月工资是多少？"},
    ),
    facts.count(
        "skill_level",
        unit="count",
        low=0,
        high=5,
        label={"en": "skill level", "zh-Hans": "技能等级"},
        question={"en": "Which level is on the certificate (0 for none)?", "zh-Hans": "证书等级（没有填0）？"},
    ),
    facts.money(
        "premium",
        unit="CNY/month",
        high=20_000,
        label={"en": "contributions you pay", "zh-Hans": "个人缴费额"},
        question={"en": "How much do you pay a month?", "zh-Hans": "每月缴费多少？"},
    ),
    facts.share(
        "price_rise", low="-0.1", high="0.5", source="notice", label={"en": "rise of prices", "zh-Hans": "物价涨幅"}
    ),
]

PACK = Pack(
    "toy",
    title={"en": "Toyland", "zh-Hans": "玩具国"},
    facts=FACTS,
    rules=[clauses],
    parameters=Path(__file__).parent / "parameters",
    household=Household(
        {"en": "household", "zh-Hans": "家庭"}, {"en": "Who lives with you?", "zh-Hans": "您与谁同住？"}, largest=8
    ),
)
