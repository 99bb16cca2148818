"""The clauses of Toyland once more, slowly: plain fractions and dates, its own YAML reading, nothing of the engine.

Every reading of the engine has to agree with this. Amounts are in yuan as fractions; None means that no rule is known.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from math import floor
from pathlib import Path

import yaml

ROOT = Path(__file__).parent / "toy" / "parameters"


class NoRuleError(Exception):
    """A value is needed that the law of that day does not give."""


def fraction(value):
    text = str(value)
    if text.endswith("%"):
        return Fraction(text[:-1]) / 100
    return Fraction(text)


@cache
def entries(name):
    content = yaml.safe_load((ROOT / (name.replace(".", "/") + ".yaml")).read_text())
    return sorted(content["values"].items())


def parameter(name, day):
    best = None
    for start, entry in entries(name):
        if start <= day:
            best = entry
    if best is None or (best.get("until") and day > best["until"]):
        raise NoRuleError(name)
    return best["value"]


def number(name, day):
    return fraction(parameter(name, day))


def step(scale, at):
    value = Fraction(0)
    for threshold, amount in scale:
        if at >= fraction(threshold):
            value = fraction(amount)
    return value


def cents_half_up(value):
    sign = -1 if value < 0 else 1
    return sign * Fraction(floor(abs(value) * 100 + Fraction(1, 2)), 100)


def cents_half_even(value):
    return Fraction(round(value * 100), 100)


def next_month(year, month, count):
    index = year * 12 + month - 1 + count
    return index // 12, index % 12 + 1


def later(day, count, overflow):
    """Add months; where the month is too short, stay in it, or overflow to the next first."""
    year, month = next_month(day.year, day.month, count)
    if day.day <= monthrange(year, month)[1]:
        return date(year, month, day.day)
    if overflow:
        year, month = next_month(year, month, 1)
        return date(year, month, 1)
    return date(year, month, monthrange(year, month)[1])


def full_months(start, end):
    """The largest count of months, clipped at month ends, that does not pass the end."""
    count = (end.year - start.year) * 12 + end.month - start.month + 2
    while later(start, count, overflow=False) > end:
        count -= 1
    return count


def age(person):
    born, day = person["birth"], person["claim_day"]
    years = day.year - born.year + 1
    while True:
        try:
            birthday = born.replace(year=born.year + years)
        except ValueError:
            birthday = date(born.year + years, 3, 1)
        if birthday <= day:
            return years
        years -= 1


def tax(person, day):
    scale = [(fraction(low), fraction(rate)) for low, rate in parameter("insurance.tax", day)]
    owed = Fraction(0)
    for position, (low, rate) in enumerate(scale):
        high = scale[position + 1][0] if position + 1 < len(scale) else None
        top = person["wage"] if high is None else min(person["wage"], high)
        owed += max(Fraction(0), top - low) * rate
    return cents_half_up(owed)


def eligible(person, day):
    return person["contribution_months"] >= number("ui.minimum", day) and person["involuntary"] and person["registered"]


def months(person, day, _others):
    if not eligible(person, day):
        return 0
    return min(
        step(parameter("ui.duration", day), person["contribution_months"]) + person["unused_months"],
        number("ui.longest", day),
    )


def amount(person, day, _others=()):
    if not eligible(person, day):
        return Fraction(0)
    wages = parameter("ui.minimum_wage", day)
    if person["region"] not in wages:
        raise NoRuleError("ui.minimum_wage")
    unit = number("ui.step", day)
    ceiling = floor(fraction(wages[person["region"]]) * number("ui.share", day) / unit) * unit
    own = max(cents_half_up(person["wage"] * number("ui.replacement", day)), number("ui.floor", day))
    return min(ceiling, own)


def supplement(person, day, _others=()):
    if person["price_rise"] < number("ui.price_trigger", day):
        return Fraction(0)
    return cents_half_even(amount(person, day) * person["price_rise"])


def jobless(person, _day, others):
    return not any(member["employed"] for member in [person, *others])


def hard(person, day, others):
    limit = number("hardship.age_women" if person["sex"] == "female" else "hardship.age_men", day)
    return person["registered"] and (age(person) >= limit or person["disabled"] or jobless(person, day, others))


def skills(person, day, _others):
    paid = step(parameter("skills.amount", day), person["skill_level"])
    if day <= date(2018, 12, 31):
        return min(paid, number("skills.old_ceiling", day))
    return paid if person["contribution_months"] >= number("skills.months", day) else Fraction(0)


def insurance(person, day, others):
    if not hard(person, day, others):
        return Fraction(0)
    cents = person["premium"] * number("insurance.share", day) * 100
    return min(Fraction(-floor(-cents), 100), number("insurance.ceiling", day))


def first_day(person, _day, _others):
    return later(person["claim_day"], person["unused_months"], overflow=False).replace(day=1) + timedelta(days=14)


def months_adult(person, day, _others):
    start, end = later(person["birth"], int(number("hardship.majority", day)), overflow=True), person["claim_day"]
    days = 360 * (end.year - start.year) + 30 * (end.month - start.month) + min(end.day, 30) - min(start.day, 30)
    return max(full_months(start, end) - floor(Fraction(days, 30)), -12)


def household_wages(person, day, others):
    return sum((member["wage"] - tax(member, day) for member in [person, *others] if member["employed"]), Fraction(0))


def heating(person, day, others):
    helped = person["region"] in {"north", "west"}
    if not (helped and household_wages(person, day, others) < number("rebate.income_limit", day)):
        return Fraction(0)
    return fraction(parameter("rebate.heating", day)[person["region"]])


def everything(person, day, others):
    return amount(person, day) + supplement(person, day) + insurance(person, day, others)


RULES = {
    "age": lambda person, _day, _others: age(person),
    "ui_eligible": lambda person, day, _others: eligible(person, day),
    "ui_months": months,
    "ui_amount": amount,
    "supplement": supplement,
    "jobless_household": jobless,
    "hard_to_place": hard,
    "skills_subsidy": skills,
    "insurance_subsidy": insurance,
    "wage_tax": lambda person, day, _others: tax(person, day),
    "first_day": first_day,
    "months_adult": months_adult,
    "household_wages": household_wages,
    "heating": heating,
    "everything": everything,
}


def decide(person, day, others):
    """Return every result as JSON writes it, None where no rule is known."""
    values = {}
    for name, rule in RULES.items():
        try:
            values[name] = shown(rule(person, day, others), money=name not in {"age", "ui_months", "months_adult"})
        except NoRuleError:
            values[name] = None
    return values


def shown(value, *, money):
    if isinstance(value, (bool, date)):
        return value if isinstance(value, bool) else value.isoformat()
    if not money:
        return int(value)
    cents = value * 100
    assert cents.denominator == 1
    return f"{'-' if cents < 0 else ''}{abs(int(cents)) // 100}.{abs(int(cents)) % 100:02d}"
