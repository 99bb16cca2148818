"""A pack beside the minima of the ILO's social security conventions: a report, never a gate.

Sources: C168 (1988) articles 15 and 18 as read; C168 article 19 and every figure of C102 (1952) from memory (M), so each
line carries its mark and has to be checked against the full text before anybody relies on it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from volens.engines.rules import Pack
from volens.engines.rules.interval import consider
from volens.engines.rules.values import Text

WEEKS_A_MONTH = Fraction(52, 12)


@dataclass(frozen=True, slots=True)
class Typical:
    """A typical claimant of a pack, the results that hold duration and amount, and what the amount replaces.

    `replaced` is the previous earnings (or, where `of_minimum_wage`, the minimum wage) for the amount's own period, in
    major units of currency.
    """

    name: Text
    day: str
    facts: Mapping[str, object]
    duration: str
    amount: str
    replaced: str
    of_minimum_wage: bool = False


TYPICAL: dict[str, tuple[Typical, ...]] = {
    "cn-gd": tuple(
        Typical(
            {"en": f"contributor of {months} months in Guangzhou", "zh-Hans": f"广州，缴费{months}个月"},
            "2025-04-01",
            {
                "contribution_months": months,
                "involuntary": True,
                "registered": True,
                "unused_months": 0,
                "region": "class_1",
            },
            "ui_months",
            "ui_amount",
            "2500",
            of_minimum_wage=True,
        )
        for months in (12, 48, 120)
    ),
    "cn": (
        Typical(
            {"en": "contributor of 12 months", "zh-Hans": "缴费12个月"},
            "2025-04-01",
            {
                "contribution_months": 12,
                "involuntary": True,
                "registered": True,
                "unused_months": 0,
                "local_minimum_wage": 2000,
            },
            "ui_months",
            "ui_amount",
            "2000",
            of_minimum_wage=True,
        ),
    ),
    "de": (
        Typical(
            {
                "en": "12 insured months, one child, flat-rate net of 1,800",
                "zh-Hans": "参保12个月，有子女，标准净收入1800欧元",
            },
            "2022-05-01",
            {
                "insured_months": 12,
                "insured_months_five_years": 12,
                "age": 35,
                "weekly_hours": 0,
                "child": True,
                "flat_rate_net": 1800,
                "mostly_short_jobs": False,
            },
            "months_of_benefit",
            "monthly_benefit",
            "1800",
        ),
    ),
    "us-nj": (
        Typical(
            {
                "en": "20 base weeks at 1,000 a week, three dependants",
                "zh-Hans": "20个基准周，周工资1000美元，三名受抚养人",
            },
            "2025-03-03",
            {"base_weeks": 20, "base_year_earnings": 20000, "average_weekly_wage": 1000, "dependants": 3},
            "weeks_of_benefit",
            "weekly_rate",
            "1000",
        ),
    ),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One comparison: what the convention asks, what the pack gives, whether it reaches it."""

    claimant: Text
    convention: str
    measure: Text
    floor: str
    given: str
    reached: bool
    confidence: str


_WEEKS = {"en": "weeks of benefit", "zh-Hans": "给付周数"}
_SHARE = {"en": "share of previous earnings", "zh-Hans": "占原收入比例"}
_SHARE_MINIMUM = {"en": "share of the minimum wage", "zh-Hans": "占最低工资比例"}


def report(pack: Pack) -> list[Line]:
    """Compare the pack's typical claimants with the minima. Empty where no typical claimant is described."""
    lines: list[Line] = []
    for typical in TYPICAL.get(pack.name, ()):
        graph = pack.on(dt.date.fromisoformat(typical.day))
        found = consider(graph, typical.facts, None, [typical.duration, typical.amount])
        duration, amount = found[typical.duration], found[typical.amount]
        if not (duration.known and amount.known) or "no rule" in {duration.state, amount.state}:
            raise ValueError(f"{pack.name}: the typical case {typical.name['en']!r} does not lead to one answer")
        months = any(name == "month" for name, _power in duration.info.shape.unit)
        weeks = Fraction(duration.low) * (WEEKS_A_MONTH if months else 1)
        share = Fraction(amount.low, amount.info.shape.factor) / Fraction(typical.replaced)
        given = f"{float(weeks):.1f}".removesuffix(".0")
        percent = f"{float(share * 100):.0f} %"
        measure = _SHARE_MINIMUM if typical.of_minimum_wage else _SHARE
        lines += [
            Line(typical.name, "C102 art. 24", _WEEKS, "13", given, weeks >= 13, "M"),
            Line(typical.name, "C168 art. 19", _WEEKS, "26", given, weeks >= 26, "M"),
            Line(typical.name, "C168 art. 15", measure, "50 %", percent, share >= Fraction(1, 2), "T"),
        ]
        if not typical.of_minimum_wage:  # C102 measures against the standard beneficiary's own earnings
            lines.append(Line(typical.name, "C102 art. 67", measure, "45 %", percent, share >= Fraction(45, 100), "M"))
    return lines
