"""What an occupation pays here, from the published figures. Nothing is counted while a page is made."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from volens.services.market import queries as market
from volens.services.market.queries import Pay, PaySheet
from volens.services.vacancies import labels, presentation

#: Quartiles of fewer vacancies say more about those than about the work; such rows are only in the published file.
ENOUGH = 10
#: Length of the drawing of quartiles, in its own units.
WIDTH = 200.0


def find(sheet: PaySheet, work: str, region: str = "", currency: str = "") -> Pay | None:
    """The published pay of an ISCO-08 group where enough vacancies state it, in a currency or the commonest one."""
    found = sheet.find(work, region, currency)
    return found if found is not None and found.vacancies >= ENOUGH else None


@dataclass(frozen=True, slots=True)
class PayShown:
    """Quartiles in words, and where they lie in a drawing from nothing to the highest of them."""

    work: str
    code: str
    region: str  # "": everywhere
    low: str
    median: str
    high: str
    vacancies: int
    left: float
    middle: float
    right: float
    here: float | None  # where the pay of the vacancy in view lies, if it has one
    here_shown: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """What a page shows: the narrowest published figure, the same everywhere to compare, and what it is made of."""

    first: PayShown
    everywhere: PayShown | None
    broader: bool  # the figure is of the group above: too few vacancies state the pay of the occupation itself
    samples: bool
    day: str
    period: str


def block(isco: str, code: str, *, region: str = "", currency: str = "", amount: int | None = None) -> Block | None:
    """Pay of an ISCO-08 group in a region; None where nothing is published. One small query.

    Where too few state it: the region before the whole, the unit group before its minor group, never wider than that.
    `amount`: the monthly pay (minor units) of the vacancy in view, shown beside the quartiles.
    """
    if len(isco) < 2:
        return None
    sheet = market.pay_sheet()
    for work in (isco, isco[:3]) if len(isco) == 4 else (isco,):
        everywhere = find(sheet, work, "", currency)
        here = find(sheet, work, region, currency) if region else None
        found = here or everywhere
        if found is not None:
            return Block(
                first=shown(found, code, amount),
                everywhere=shown(everywhere, code, amount) if here and everywhere else None,
                broader=work != isco,
                samples=sheet.samples,
                day=presentation.day(dt.date.fromisoformat(sheet.period), code),
                period=sheet.period,
            )
    return None


def brief(sheet: PaySheet, isco: str, code: str, region: str = "") -> str:
    """The middle of the published pay of a unit group in a few words, "" where it is not shown."""
    found = (find(sheet, isco, region) if region else None) or find(sheet, isco)
    return _money(found.median, found.currency, code) if found is not None else ""


def shown(pay: Pay, code: str, amount: int | None = None) -> PayShown:
    """A published row in words."""
    most = max(pay.high, amount or 0, 1) * 1.08
    return PayShown(
        work=labels.occupation(pay.work, code),
        code=pay.work,
        region=labels.region(pay.region, code) if pay.region else "",
        low=_money(pay.low, pay.currency, code),
        median=_money(pay.median, pay.currency, code),
        high=_money(pay.high, pay.currency, code),
        vacancies=pay.vacancies,
        left=_at(pay.low, most),
        middle=_at(pay.median, most),
        right=_at(pay.high, most),
        here=_at(amount, most) if amount is not None else None,
        here_shown=_money(amount, pay.currency, code) if amount is not None else "",
    )


def _at(amount: int, most: float) -> float:
    return round(WIDTH * amount / most, 1)


def _money(amount: int, currency: str, code: str) -> str:
    return presentation.monthly(amount, amount, currency, code)
