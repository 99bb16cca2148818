"""What the log carries of published figures, and the audit's question: do they come out the same when made again?"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.utils import timezone

from volens.engines.disclosure import method
from volens.services.market import exact, protected
from volens.services.market.models import Inputs, PopulationTable, Publication
from volens.services.market.sources import SOURCES
from volens.services.market.tables import APPLICATIONS, PROTECTED, VACANCIES, quarter_of
from volens.services.trust.actions import Check, Recorded, register_check, register_recorded

NO_SUCH = "there is no such table: slipped in or altered"
#: Said at every audit, whether or not anything changed: that an application was taken back must show to nobody (S4).
SILENT = (
    "Tables of applications are made again as long as the records they count are there; whether some are gone by now"
    " is not told. Then the log vouches for them as they were published."
)
FORGOTTEN = "what it was made of is no longer kept; the log vouches for it as published"


def digest(each: Publication) -> str:
    """SHA-256 over everything that is published of a table, and over how it was made."""
    told = {
        "made": each.made,
        "name": each.name,
        "period": each.period,
        "refused": each.refused,
        "rows": each.rows,
        "spec": each.spec,
        "version": each.version,
    }
    return hashlib.sha256(json.dumps(told, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def publication_name(each: Publication) -> str:
    """How the record names a published table. The number at the end is never given to another.

    Tables published before it was kept what they are made of were named by table and period alone.
    """
    if each.made == {}:
        return f"{each.name} {each.period}"
    return f"figures:{each.name}:{each.period}:{each.version}:{each.pk}"


def publication(each: Publication, _purpose: str = "") -> dict[str, Any]:
    """A published table, made of its row. What the row says of its own digest counts for nothing."""
    if each.made == {}:
        told = json.dumps({"spec": each.spec, "rows": each.rows}, sort_keys=True, ensure_ascii=False)
        return {"digest": hashlib.sha256(told.encode()).hexdigest()}
    at = each.made_at.astimezone(dt.UTC).isoformat()
    return {"name": each.name, "period": each.period, "at": at, "digest": digest(each), "told": each.digest}


def _find_publication(about: str) -> Publication | None:
    if not about.startswith("figures:"):
        name, _space, period = about.partition(" ")
        return Publication.objects.filter(name=name, period=period, version=1).first()
    return Publication.objects.filter(pk=number).first() if (number := _number(about)) is not None else None


def _number(about: str) -> int | None:
    """The number at the end of a name; None when there is none: the name was altered."""
    tail = about.rpartition(":")[2]
    return int(tail) if tail.isascii() and tail.isdigit() else None


def population_name(table: PopulationTable) -> str:
    """How the record names a population table."""
    return f"populations:{table.pk}"


def population(table: PopulationTable, _purpose: str = "") -> dict[str, Any]:
    """A population table as it was loaded."""
    at = table.loaded_at.astimezone(dt.UTC).isoformat()
    return {"by": table.loaded_by, "at": at, "regions": table.regions}


def _find_population(about: str) -> PopulationTable | None:
    return PopulationTable.objects.filter(pk=number).first() if (number := _number(about)) is not None else None


def made_again(check: Check) -> None:
    """Make every published table again from what it was made of, and compare. Nothing that is counted is told."""
    ordered = Publication.objects.order_by("period", "name", "version")
    for period, tables in groupby(ordered, key=lambda each: each.period):
        listed = list(tables)
        check.looked_at += len(listed)
        for each in listed:
            if each.made == {}:  # whoever emptied it altered what the log carries of it, which is found there
                check.note(f"{_name(each)}: published before it was kept what tables are made of, so not made again")
        for source, ours in _by_source(listed):
            if source == VACANCIES:
                _exact_again(check, period, ours)
            elif source in SOURCES:
                _protected_again(check, source, period, ours)
            else:
                _each(check, ours, "does not say what it was made of: slipped in or altered")
    check.note(SILENT)


def _by_source(listed: Iterable[Publication]) -> list[tuple[str, list[Publication]]]:
    found: dict[str, list[Publication]] = {}
    for each in listed:
        if each.made == {}:
            continue
        source = each.made.get("source", "") if isinstance(each.made, dict) and "inputs" in each.made else ""
        found.setdefault(str(source), []).append(each)
    return sorted(found.items())


def _each(check: Check, tables: Iterable[Publication], problem: str) -> None:
    for each in tables:
        check.found(_name(each), problem)


def _name(each: Publication) -> str:
    return f"market.Publication {each.name} {each.period}"


def _inputs(each: Publication) -> bytes | None:
    kept = Inputs.objects.filter(source=each.made["source"], period=each.period, digest=each.made.get("inputs")).first()
    return None if kept is None else bytes(kept.content)


def _compare(check: Check, each: Publication, spec: Any, rows: Any, refused: str) -> None:
    if (each.spec, each.rows, each.refused) != (spec, rows, refused):
        check.found(_name(each), "comes out otherwise when it is made again from what it was made of: it was altered")


def _exact_again(check: Check, period: str, tables: list[Publication]) -> None:
    for each in tables:
        kept = _inputs(each)
        if each.made.get("method") != exact.METHOD:
            check.note(f"{_name(each)}: counted by another version of this program, so not made again")
        elif kept is None:
            if Inputs.objects.filter(source=VACANCIES, period__lt=period).exists():
                check.found(_name(each), "what it was made of is missing, while older inputs are there")
            else:
                check.note(f"{_name(each)}: {FORGOTTEN}")
        else:
            try:
                content = exact.unpacked(kept)
            except ValueError:
                content = b""
            if hashlib.sha256(content).hexdigest() != each.made["inputs"]:
                check.found(_name(each), "what it was made of was altered (market.Inputs)")
            else:
                made = exact.tables(content).get(each.name)
                if made is None:
                    check.found(_name(each), NO_SUCH)
                else:
                    _compare(check, each, *made, "")


def _able(check: Check, source: str, tables: list[Publication]) -> list[tuple[Publication, bytes]]:
    """Those that can be made again, each with what is kept of its records; of the others it is said why not."""
    able, today = [], timezone.localdate().isoformat()
    for each in tables:
        kept = _inputs(each)
        if each.made.get("method") != method():
            check.note(f"{_name(each)}: made by another version of the method, so not made again")
        elif each.made.get("keys") != protected.epoch():
            check.note(f"{_name(each)}: made with other keys than those of today, so not made again")
        elif kept is None and source == APPLICATIONS and str(each.made.get("until", "")) < today:
            check.note(f"{_name(each)}: {FORGOTTEN}")
        elif kept is None or hashlib.sha256(kept).hexdigest() != each.made["inputs"]:
            check.found(_name(each), "the digests of what it was made of are missing or altered (market.Inputs)")
        else:
            able.append((each, kept))
    return able


def _protected_again(check: Check, source: str, period: str, tables: list[Publication]) -> None:
    able = _able(check, source, tables)
    if not able:
        return
    try:
        quarter = quarter_of(period)
    except ValueError:
        _each(check, (each for each, _then in able), f"{period} is no quarter: it was altered")
        return
    rows = SOURCES[source].rows(*quarter)
    if source == APPLICATIONS:  # all or nothing: whether any of them changed shows nowhere
        for each, then in able:
            if protected.one_digest(rows, period, then[: protected.SALT]) == then:
                _protected_compared(check, each, source, rows)
        return
    now = protected.tags(rows, period)
    for each, then in able:
        changed = protected.difference(then, now)
        if changed.added:
            check.found(_name(each), "a record was added after it was published, dated back to its quarter")
        elif changed.altered:
            check.found(_name(each), "a record it counts was altered after it was published")
        elif changed.gone:
            check.note(
                f"{_name(each)}: a record it counts was deleted since, so not made again; the log vouches for it"
            )
        else:
            _protected_compared(check, each, source, rows)


def _protected_compared(check: Check, each: Publication, source: str, rows: list[Any]) -> None:
    number = each.made.get("populations")
    loaded = PopulationTable.objects.filter(pk=number).first() if number is not None else None
    if number is not None and loaded is None:
        check.found(_name(each), f"the population table {number} it was grouped by is gone")
        return
    planned = [table for table in PROTECTED if table.records == source]
    populations = loaded.regions if loaded else {}
    for made in protected.make(planned, rows, SOURCES[source].columns, each.period, populations):
        if made.table.name == each.name:
            _compare(check, each, made.spec, made.rows, made.refused)
            return
    check.found(_name(each), NO_SUCH)


def register() -> None:
    """Tell the room of trust."""
    register_check("published figures, made again", made_again)
    register_recorded(
        Recorded(
            "market",
            ("published", "refused"),
            "market.Publication",
            publication_name,
            _find_publication,
            publication,
            lambda: ((row, row.made_at) for row in Publication.objects.iterator()),
        )
    )
    register_recorded(
        Recorded(
            "market",
            ("loaded",),
            "market.PopulationTable",
            population_name,
            _find_population,
            population,
            lambda: ((row, row.loaded_at) for row in PopulationTable.objects.iterator()),
        )
    )
