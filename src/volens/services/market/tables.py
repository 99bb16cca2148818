"""Which tables are published: what each counts, of which records, by which columns."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from volens.engines.disclosure import Spec

#: A decision is counted under the first of these it was made within.
WITHIN: tuple[tuple[str, dt.timedelta], ...] = (
    ("1_day", dt.timedelta(days=1)),
    ("2_days", dt.timedelta(days=2)),
    ("7_days", dt.timedelta(days=7)),
    ("14_days", dt.timedelta(days=14)),
)
LATER = "later"

#: The source of the exact tables, and that of the tables about applications.
VACANCIES, APPLICATIONS = "vacancies", "applications"
#: Regions too small to be shown by themselves.
ELSEWHERE = "other"


@dataclass(frozen=True, slots=True)
class Row:
    """One record to be counted: an identifier that is only used to make its key, the day it happened, its columns."""

    identifier: str
    day: dt.date
    columns: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """A table that is published every quarter, under disclosure control.

    `records` names the source in `sources.py`. Tables of the same source are planned against each other. `region`: the
    column whose categories are places, if any; without a population table the table is then not published.
    """

    name: str
    records: str
    spec: Spec
    region: str = ""


PROTECTED: tuple[Table, ...] = (
    Table("decisions", "decisions", Spec("decisions", ("kind", "within"))),
    Table("applications-by-work", APPLICATIONS, Spec("applications-by-work", ("work", "answered"))),
    Table("applications-by-region", APPLICATIONS, Spec("applications-by-region", ("region", "answered")), "region"),
)


@dataclass(frozen=True, slots=True)
class Source:
    """Where records come from."""

    rows: Callable[[dt.date, dt.date], list[Row]]
    columns: tuple[str, ...] = field(default=())


def quarter_of(period: str) -> tuple[dt.date, dt.date]:
    """The first day of a quarter such as "2026-Q3", and the first after it. Raises ValueError for anything else."""
    year, _q, number = period.partition("-Q")
    first = dt.date(int(year), 3 * int(number) - 2, 1)
    return first, quarter_end(first)


def quarter_end(first: dt.date) -> dt.date:
    """The first day after a quarter."""
    return dt.date(first.year + (first.month == 10), (first.month + 2) % 12 + 1, 1)
