"""Publishing figures: exact ones of vacancies every day, protected ones of a quarter once it is over."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import secrets
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from volens.engines.disclosure import method
from volens.services.market import exact, protected, queries, recorded
from volens.services.market.models import Inputs, PopulationTable, Publication
from volens.services.market.sources import SOURCES
from volens.services.market.tables import APPLICATIONS, PROTECTED, VACANCIES, Row, Table, quarter_end
from volens.services.trust import actions as trust
from volens.services.trust.protected import quarter

#: A quarter's figures wait until every employer had its sixty days to answer.
DELAY = {"applications": dt.timedelta(days=61), "decisions": dt.timedelta(days=1)}
#: How long exact tables are kept, and what they were made of.
EXACT_KEPT, INPUTS_KEPT = dt.timedelta(days=400), dt.timedelta(days=31)
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
        table = PopulationTable.objects.create(loaded_by=actor.strip(), loaded_at=timezone.now(), regions=found)
        trust.record_decision("market", recorded.population_name(table), "loaded", recorded.population(table))
    return len(found)


def publish_due(now: dt.datetime | None = None) -> int:
    """Publish whatever is due: vacancies of today, quarters that are over. Returns how many tables were published."""
    today = timezone.localdate(now)
    return publish_vacancies(today) + sum(_publish_quarter(first, today) for first in _past_quarters(today))


def publish_vacancies(day: dt.date) -> int:
    """The exact tables of a day, if they are not there yet. Vacancies are public facts (S8)."""
    period = day.isoformat()
    there = set(Publication.objects.filter(name__in=exact.NAMES, period=period).values_list("name", flat=True))
    made = 0
    if not there:
        content = exact.inputs()
        told = hashlib.sha256(content).hexdigest()
        how = {"method": exact.METHOD, "inputs": told, "source": VACANCIES}
        with transaction.atomic():
            for name, (spec, rows) in exact.tables(content).items():
                if rows:
                    _keep(name, period, spec, rows, how)
                    made += 1
            if made:
                _keep_inputs(VACANCIES, period, told, exact.packed(content))
    expired = Publication.objects.filter(name__in=exact.NAMES, period__lt=(day - EXACT_KEPT).isoformat())
    for each in expired:  # one by one: each gets its erasure in the log
        each.delete()
    return made


def forget_inputs(now: dt.datetime) -> int:
    """Delete what tables of vacancies and of applications were made of, once its time is over."""
    limit = timezone.localdate(now) - INPUTS_KEPT
    gone = Inputs.objects.filter(source=VACANCIES, period__lt=limit.isoformat()).delete()[0]
    names = [table.name for table in PROTECTED if table.records == APPLICATIONS]
    recent = Publication.objects.filter(name__in=names, made_at__date__gte=limit).values_list("made", flat=True)
    kept = {str(made.get("inputs", "")) for made in recent if isinstance(made, dict)}
    return gone + Inputs.objects.filter(source=APPLICATIONS).exclude(digest__in=kept).delete()[0]


def _past_quarters(today: dt.date) -> list[dt.date]:
    """First days of the quarters that are over, latest first."""
    first = dt.date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
    found = []
    for _each in range(QUARTERS_BACK):
        before = first - dt.timedelta(days=1)
        first = dt.date(before.year, (before.month - 1) // 3 * 3 + 1, 1)
        found.append(first)
    return found


def _publish_quarter(first: dt.date, today: dt.date) -> int:
    made, end, period = 0, quarter_end(first), quarter(first)
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
            made += _publish_tables(source, tables, rows, period, there)
    return made


def _publish_tables(source: str, tables: list[Table], rows: list[Row], period: str, there: set[str]) -> int:
    """The tables of one source together, with what is needed to make them again. Those that are there stay."""
    populations = queries.populations()
    until: dict[str, str] = {}
    if source == APPLICATIONS:
        content = protected.one_digest(rows, period, secrets.token_bytes(protected.SALT))
        until["until"] = (timezone.localdate() + INPUTS_KEPT).isoformat()
    else:
        content = protected.tags(rows, period)
    how: dict[str, Any] = {
        "method": method(),
        "keys": protected.epoch(),
        "inputs": hashlib.sha256(content).hexdigest(),
        "source": source,
        "populations": populations.pk if populations else None,
        **until,
    }
    made = 0
    with transaction.atomic():
        inhabitants = populations.regions if populations else {}
        for each in protected.make(tables, rows, SOURCES[source].columns, period, inhabitants):
            if each.table.name not in there:
                _keep(each.table.name, period, each.spec, each.rows, how, each.refused)
                made += 1
        _keep_inputs(source, period, how["inputs"], content)
    return made


def _keep_inputs(source: str, period: str, digest: str, content: bytes) -> None:
    Inputs.objects.get_or_create(source=source, period=period, digest=digest, defaults={"content": content})


def _keep(
    name: str,
    period: str,
    spec: Mapping[str, Any],
    rows: list[dict[str, Any]],
    how: Mapping[str, Any],
    refused: str = "",
) -> None:
    """Write a publication down, with a digest that the log carries too (S11). Call it inside a transaction."""
    made = Publication(
        name=name, period=period, made_at=timezone.now(), spec=dict(spec), rows=rows, made=dict(how), refused=refused
    )
    made.digest = recorded.digest(made)
    made.save(force_insert=True)
    outcome = "refused" if refused else "published"
    trust.record_decision("market", recorded.publication_name(made), outcome, recorded.publication(made))
