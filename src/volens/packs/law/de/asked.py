"""What the German clauses ask about."""

from __future__ import annotations

from volens.engines.rules import Sensitivity, facts

FACTS = [
    facts.count(
        "insured_months",
        unit="month",
        high=30,
        grows=True,
        label={"en": "insured months in the last 30 months", "zh-Hans": "最近30个月内的参保月数"},
        question={
            "en": "In how many of the last 30 months were you insured against unemployment?",
            "zh-Hans": "最近30个月内，您有多少个月参加了失业保险？",
        },
    ),
    facts.count(
        "insured_months_five_years",
        unit="month",
        high=60,
        grows=True,
        label={"en": "insured months in the last five years", "zh-Hans": "最近五年内的参保月数"},
        question={
            "en": "In how many months of the last five years were you insured against unemployment?",
            "zh-Hans": "最近五年内，您有多少个月参加了失业保险？",
        },
    ),
    facts.yes_no(
        "mostly_short_jobs",
        label={"en": "mostly jobs limited to a few weeks", "zh-Hans": "主要是短期工作"},
        question={
            "en": "Were most of your insured days in jobs limited from the start to at most 14 weeks?",
            "zh-Hans": "您的参保时间是否大多来自一开始就约定不超过14周的短期工作？",
        },
    ),
    facts.count(
        "age",
        unit="year",
        low=15,
        high=70,
        fixed=True,
        label={"en": "age", "zh-Hans": "年龄"},
        question={"en": "How old are you?", "zh-Hans": "您多大年纪？"},
    ),
    facts.yes_no(
        "child",
        sensitivity=Sensitivity.SENSITIVE,
        label={"en": "at least one child", "zh-Hans": "至少有一个子女"},
        question={
            "en": "Do you or your spouse have a child, in the sense of tax law?",
            "zh-Hans": "您或您的配偶是否有税法意义上的子女？",
        },
    ),
    facts.money(
        "flat_rate_net",
        unit="EUR/month",
        high=20_000,
        sensitivity=Sensitivity.SENSITIVE,
        label={"en": "flat-rate net pay", "zh-Hans": "标准净收入"},
        question={
            "en": "What was your flat-rate net pay a month (pay less 20 %, wage tax and solidarity surcharge)?",
            "zh-Hans": "您每月的标准净收入是多少（计算工资减去20%、工资税和团结附加税）？",
        },
    ),
    facts.count(
        "weekly_hours",
        unit="hour/week",
        high=60,
        label={"en": "hours worked a week", "zh-Hans": "每周工作小时"},
        question={"en": "How many hours a week do you work now?", "zh-Hans": "您现在每周工作多少小时？"},
    ),
    facts.money(
        "side_income",
        unit="EUR/month",
        high=20_000,
        sensitivity=Sensitivity.SENSITIVE,
        label={"en": "net side income", "zh-Hans": "兼职净收入"},
        question={
            "en": "How much do you earn beside the benefit in a month, after tax and costs?",
            "zh-Hans": "领取期间，您每月的兼职净收入是多少？",
        },
    ),
]
