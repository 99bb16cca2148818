"""What New Jersey's clauses ask about."""

from __future__ import annotations

from volens.engines.rules import Sensitivity, facts

FACTS = [
    facts.count(
        "base_weeks",
        unit="week",
        high=53,
        grows=False,
        label={"en": "base weeks", "zh-Hans": "基准周数"},
        question={
            "en": "In how many weeks of your base year did you earn at least the base week amount?",
            "zh-Hans": "在基准年内，有多少周的收入达到基准周金额？",
        },
    ),
    facts.money(
        "base_year_earnings",
        unit="USD",
        high=10_000_000,
        sensitivity=Sensitivity.SENSITIVE,
        label={"en": "earnings in the base year", "zh-Hans": "基准年总收入"},
        question={
            "en": "How much did you earn in covered work in your base year, before tax?",
            "zh-Hans": "基准年内，您在受保工作中的税前总收入是多少？",
        },
    ),
    facts.money(
        "average_weekly_wage",
        unit="USD/week",
        high=200_000,
        sensitivity=Sensitivity.SENSITIVE,
        label={"en": "average weekly wage", "zh-Hans": "平均周工资"},
        question={
            "en": "What was your average weekly wage in the base weeks, before tax?",
            "zh-Hans": "基准周内您的税前平均周工资是多少？",
        },
    ),
    facts.count(
        "dependants",
        unit="person",
        high=20,
        sensitivity=Sensitivity.SENSITIVE,
        label={"en": "dependants", "zh-Hans": "受抚养人数"},
        question={
            "en": "How many people depend on you (an unemployed spouse or partner, unmarried children)?",
            "zh-Hans": "有多少人由您抚养（未就业的配偶或伴侣、未婚子女）？",
        },
    ),
    facts.money(
        "weekly_earnings",
        unit="USD/week",
        high=200_000,
        sensitivity=Sensitivity.SENSITIVE,
        label={"en": "earnings in a week of benefit", "zh-Hans": "领取周内的收入"},
        question={
            "en": "How much do you earn in a week now, from part-time work?",
            "zh-Hans": "您现在的兼职工作一周收入多少？",
        },
    ),
]
