"""The same eight rules by hand: vectorised numpy as a user would write it, and plain typed Python for one person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

WAGES = np.array([160_000 + 3_700 * position for position in range(31)])


def vectors(c: dict[str, Any]) -> dict[str, int]:
    """Whole arrays in, totals out; money in int64 cents."""
    months = c["contribution_months"]
    ui_months = np.select([months >= 120, months >= 60, months >= 12], [24, 18, 12], 0)
    return _rest(c, ui_months)


def vectors_where(c: dict[str, Any]) -> dict[str, int]:
    """The same with nested np.where, which is faster than np.select."""
    months = c["contribution_months"]
    ui_months = np.where(months >= 120, 24, np.where(months >= 60, 18, np.where(months >= 12, 12, 0)))
    return _rest(c, ui_months)


def _rest(c: dict[str, Any], ui_months: Any) -> dict[str, int]:
    months, registered = c["contribution_months"], c["registered"]
    eligible = (months >= 12) & c["involuntary"] & registered
    ui_amount = np.where(eligible, (WAGES * 90 // 100)[c["region"]], 0)
    supplement = (ui_amount * 37 + 500) // 1000
    old = np.where(c["female"], c["age"] >= 40, c["age"] >= 50)
    hard = registered & (
        old | c["disabled"] | c["low_income"] | c["jobless_home"] | c["land_lost"] | (c["months_unemployed"] >= 12)
    )
    level = c["skill_level"]
    amount = np.where(level >= 3, 200_000, np.where(level >= 2, 150_000, np.where(level >= 1, 100_000, 0)))
    skills = np.where((months >= 12) & (c["certificate_months"] <= 12), np.minimum(amount, 180_000), 0)
    premium = c["premium"].astype(np.int64)
    insurance = np.where(hard & c["flexible"], np.minimum((4 * premium + 3) // 6, 81_230), 0)
    everything = ui_amount + supplement + insurance
    return {
        "ui_months": int(ui_months.sum()),
        "ui_eligible": int(eligible.sum()),
        "ui_amount": int(ui_amount.sum()),
        "supplement": int(supplement.sum()),
        "hard_to_employ": int(hard.sum()),
        "skills_subsidy": int(skills.sum()),
        "insurance_subsidy": int(insurance.sum()),
        "everything": int(everything.sum()),
    }


def in_chunks(c: dict[str, Any], size: int = 32_768) -> dict[str, int]:
    """`vectors_where` over chunks that fit in the cache."""
    result: dict[str, int] = {}
    for start in range(0, len(c["age"]), size):
        for name, value in vectors_where({key: column[start : start + size] for key, column in c.items()}).items():
            result[name] = result.get(name, 0) + value
    return result


@dataclass(slots=True)
class Person:
    """One person, as somebody would write it."""

    contribution_months: int
    registered: bool
    involuntary: bool
    region: int
    age: int
    female: bool
    disabled: bool
    low_income: bool
    jobless_home: bool
    land_lost: bool
    months_unemployed: int
    skill_level: int
    certificate_months: int
    premium: int
    flexible: bool


BANDS = ((12, 12), (60, 18), (120, 24))
LEVELS = ((1, 100_000), (2, 150_000), (3, 200_000))
WAGE_LIST = [int(wage) for wage in WAGES]


def by_band(value: int, bands: tuple[tuple[int, int], ...]) -> int:
    result = 0
    for threshold, amount in bands:
        if value >= threshold:
            result = amount
    return result


def decide(p: Person) -> tuple[int, bool, int, int, bool, int, int, int]:
    """All eight results for one person; bands in loops, as data."""
    months = by_band(p.contribution_months, BANDS)
    eligible = p.contribution_months >= 12 and p.involuntary and p.registered
    amount = WAGE_LIST[p.region] * 90 // 100 if eligible else 0
    supplement = (amount * 37 + 500) // 1000
    hard = p.registered and (
        p.age >= (40 if p.female else 50)
        or p.disabled or p.low_income or p.jobless_home or p.land_lost or p.months_unemployed >= 12
    )  # fmt: skip
    skills = 0
    if p.contribution_months >= 12 and p.certificate_months <= 12:
        skills = min(by_band(p.skill_level, LEVELS), 180_000)
    insurance = min((4 * p.premium + 3) // 6, 81_230) if hard and p.flexible else 0
    return months, eligible, amount, supplement, hard, skills, insurance, amount + supplement + insurance


def decide_tight(p: Person) -> tuple[int, bool, int, int, bool, int, int, int]:
    """The same, tuned by hand: no loops, no calls."""
    m = p.contribution_months
    months = 24 if m >= 120 else 18 if m >= 60 else 12 if m >= 12 else 0
    eligible = m >= 12 and p.involuntary and p.registered
    amount = WAGE_LIST[p.region] * 90 // 100 if eligible else 0
    supplement = (amount * 37 + 500) // 1000
    hard = p.registered and (
        p.age >= (40 if p.female else 50)
        or p.disabled or p.low_income or p.jobless_home or p.land_lost or p.months_unemployed >= 12
    )  # fmt: skip
    skills = 0
    if m >= 12 and p.certificate_months <= 12:
        level = p.skill_level
        skills = 180_000 if level >= 3 else 150_000 if level >= 2 else 100_000 if level >= 1 else 0
    insurance = 0
    if hard and p.flexible:
        insurance = (4 * p.premium + 3) // 6
        insurance = min(insurance, 81_230)
    return months, eligible, amount, supplement, hard, skills, insurance, amount + supplement + insurance
