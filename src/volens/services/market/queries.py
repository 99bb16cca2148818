"""The newest version of each published table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from volens.services.market.models import PopulationTable, Publication


def newest(name: str) -> Publication | None:
    """The table of the latest period. One query."""
    return Publication.objects.filter(name=name).order_by("-period", "-version").first()


def of_period(name: str, period: str) -> Publication | None:
    """The latest version of a table for a period. One query."""
    return Publication.objects.filter(name=name, period=period).order_by("-version").first()


def periods(name: str) -> list[str]:
    """Every period a table was published for, latest first. One query."""
    return list(Publication.objects.filter(name=name).order_by("-period").values_list("period", flat=True).distinct())


def has_populations() -> bool:
    """Whether the operator has loaded a population table."""
    return PopulationTable.objects.exists()


def populations() -> PopulationTable | None:
    """The population table that holds now. One query."""
    return PopulationTable.objects.order_by("-pk").first()


@dataclass(frozen=True, slots=True)
class Pay:
    """Published quartiles of monthly pay of an ISCO-08 group, in minor units; region "" is everywhere."""

    work: str
    region: str
    currency: str
    vacancies: int
    low: int
    median: int
    high: int


@dataclass(frozen=True, slots=True)
class PaySheet:
    """The newest table of pay by occupation, ready to be looked up in. `period` is its day, "" without one."""

    period: str
    samples: bool
    rows: Mapping[tuple[str, str], tuple[Pay, ...]]

    def find(self, work: str, region: str = "", currency: str = "") -> Pay | None:
        """The pay of a group, or None where too few state it. Without a currency, that of the most vacancies."""
        there = (each for each in self.rows.get((work, region), ()) if not currency or each.currency == currency)
        return next(there, None)


def pay_sheet() -> PaySheet:
    """What was last published of pay by occupation. One small query while nothing new was published."""
    found = Publication.objects.filter(name="pay-by-occupation").order_by("-period", "-version")
    latest = found.values_list("pk", "digest").first()
    return PaySheet("", samples=False, rows={}) if latest is None else _sheet(*latest)


@lru_cache(maxsize=2)
def _sheet(key: int, _digest: str) -> PaySheet:
    published = Publication.objects.get(pk=key)
    rows: dict[tuple[str, str], list[Pay]] = {}
    for row in sorted(published.rows, key=lambda each: -each["count"]):
        pay = Pay(row["work"], row["region"], row["currency"], row["count"], row["low"], row["median"], row["high"])
        rows.setdefault((pay.work, pay.region), []).append(pay)
    return PaySheet(
        published.period, bool(published.spec.get("samples")), {where: tuple(each) for where, each in rows.items()}
    )
