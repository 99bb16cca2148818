"""Publishing figures: exact ones of vacancies every day, protected ones of a quarter once it is over."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from volens.engines.disclosure import (
    BASE,
    THRESHOLD,
    NoGeographyError,
    Planner,
    Records,
    RefusedError,
    Spec,
    publish,
    shown_together,
)
from volens.services.market import exact
from volens.services.market.models import Population, Publication
from volens.services.market.sources import SOURCES
from volens.services.market.tables import ELSEWHERE, PROTECTED, Row, Table
from volens.services.trust import actions as trust
from volens.services.trust import protected

#: A quarter's figures wait until every employer had its sixty days to answer.
DELAY = {"applications": dt.timedelta(days=61), "decisions": dt.timedelta(days=1)}
#: Quarters looked back for those not published yet.
QUARTERS_BACK = 4


class PopulationError(ValueError):
    """The population table cannot be read: the message names line, field and remedy."""


def load_populations(actor: str, lines: Iterable[str]) -> int:
    """Replace the population table by a CSV with the columns `region` (ISO 3166-2) and `inhabitants`.

    All or nothing. Returns how many regions. Raises PopulationError at the first bad line.
    """
    if not actor.strip():
        raise PopulationError(_("Say who loads the table: it is recorded with a name."))
    reader = csv.DictReader(lines)
    if not {"region", "inhabitants"} <= set(reader.fieldnames or ()):
        raise PopulationError(_("Line 1: the table needs the columns “region” and “inhabitants”."))
    found: dict[str, int] = {}
    for row in reader:
        region, written = (row["region"] or "").strip().upper(), (row["inhabitants"] or "").strip().replace(",", "")
        if not region or len(region) > 12:
            raise PopulationError(
                _("Line %(line)d, region: “%(value)s” is no code such as US-NJ or CN-44.")
                % {"line": reader.line_num, "value": region}
            )
        if not written.isascii() or not written.isdigit():
            raise PopulationError(
                _("Line %(line)d, inhabitants: “%(value)s” is no whole number.")
                % {"line": reader.line_num, "value": written}
            )
        if region in found:
            raise PopulationError(
                _("Line %(line)d, region: “%(value)s” is there twice.") % {"line": reader.line_num, "value": region}
            )
        found[region] = int(written)
    with transaction.atomic():
        Population.objects.all().delete()
        Population.objects.bulk_create(Population(region=region, inhabitants=many) for region, many in found.items())
        trust.record_decision("market", "population", "loaded", {"by": actor.strip(), "regions": found})
    return len(found)


def publish_due(now: dt.datetime | None = None) -> int:
    """Publish whatever is due: vacancies of today, quarters that are over. Returns how many tables were published."""
    today = timezone.localdate(now)
    return publish_vacancies(today) + sum(_publish_quarter(first, today) for first in _past_quarters(today))


def publish_vacancies(day: dt.date) -> int:
    """The exact tables of a day, if they are not there yet. Vacancies are public facts (S8)."""
    made = 0
    for name, (spec, rows) in exact.tables().items():
        if rows and not Publication.objects.filter(name=name, period=day.isoformat()).exists():
            _keep(name, day.isoformat(), spec, rows)
            made += 1
    Publication.objects.filter(name__in=exact.NAMES, period__lt=(day - dt.timedelta(days=400)).isoformat()).delete()
    return made


def _past_quarters(today: dt.date) -> list[dt.date]:
    """First days of the quarters that are over, latest first."""
    first = dt.date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
    found = []
    for _each in range(QUARTERS_BACK):
        before = first - dt.timedelta(days=1)
        first = dt.date(before.year, (before.month - 1) // 3 * 3 + 1, 1)
        found.append(first)
    return found


def quarter_end(first: dt.date) -> dt.date:
    """The first day after a quarter."""
    return dt.date(first.year + (first.month == 10), (first.month + 2) % 12 + 1, 1)


def quarter_name(first: dt.date) -> str:
    """A quarter as SDMX writes it: "2026-Q3"."""
    return f"{first.year}-Q{(first.month - 1) // 3 + 1}"


def _publish_quarter(first: dt.date, today: dt.date) -> int:
    made, end, period = 0, quarter_end(first), quarter_name(first)
    for source, delay in DELAY.items():
        tables = [table for table in PROTECTED if table.records == source]
        there = set(
            Publication.objects.filter(name__in=[table.name for table in tables], period=period).values_list(
                "name", flat=True
            )
        )
        if today < end + delay or len(there) == len(tables):
            continue
        rows = SOURCES[source].rows(first, end)
        if rows:
            made += _publish_tables(tables, rows, SOURCES[source].columns, period, there)
    return made


def _publish_tables(
    tables: list[Table], rows: list[Row], columns: tuple[str, ...], period: str, there: set[str]
) -> int:
    """The tables of one source together, each planned against those before it."""
    records = Records(
        {name: [row.columns.get(name) or ELSEWHERE for row in rows] for name in columns},
        protected.keys_of((row.day, row.identifier) for row in rows),
    )
    planner, made = Planner(records), 0
    populations = dict(Population.objects.values_list("region", "inhabitants"))
    for table in tables:
        refused, shown, spec = "", [], table.spec
        try:
            if table.region:
                regions = [one for one in records.column(table.region).categories if one != ELSEWHERE]
                groups = {table.region: shown_together(regions, populations, rest=ELSEWHERE)}
                spec = Spec(spec.name, spec.by, spec.where, groups, spec.margins)
            planner.admit(spec)
            shown = publish(records, spec).rows()
        except NoGeographyError:
            refused = "too_few_people" if populations else "no_population_table"
        except RefusedError:
            refused = "guessable"
        if table.name not in there:
            _keep(table.name, period, _described(spec), shown, refused)
            made += 1
    return made


def _described(spec: Spec) -> dict[str, Any]:
    return {
        "by": list(spec.by),
        "columns": [*spec.by, "count", "status"],
        "protected": {"method": "cell key", "threshold": THRESHOLD, "base": BASE},
    }


def _keep(name: str, period: str, spec: Mapping[str, Any], rows: list[dict[str, Any]], refused: str = "") -> None:
    """Write a publication down, with a digest that the record of decisions carries too (S11)."""
    told = json.dumps({"spec": spec, "rows": rows}, sort_keys=True, ensure_ascii=False).encode()
    digest = hashlib.sha256(told).hexdigest()
    with transaction.atomic():
        Publication.objects.create(
            name=name,
            period=period,
            made_at=timezone.now(),
            spec=dict(spec),
            rows=rows,
            refused=refused,
            digest=digest,
        )
        trust.record_decision("market", f"{name} {period}", "refused" if refused else "published", {"digest": digest})
