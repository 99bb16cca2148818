"""`volens load_measuring_data DATA`: real records of the past, to look at and to measure with."""

from __future__ import annotations

import argparse
import datetime as dt
import gzip
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from volens.services.vacancies.importing import layouts, locks, progress
from volens.services.vacancies.importing.mapping import Mapping, load
from volens.services.vacancies.importing.run import Plan
from volens.services.vacancies.management.commands.import_vacancies import approve, told
from volens.services.vacancies.models import Source
from volens.services.vacancies.receiving import receive

OPERATOR = "volens load_measuring_data"
REASON = "Public records of the past, loaded to look at and to measure with; nobody can apply any more."
USAJOBS = "Announcements of USAJOBS, U.S. Office of Personnel Management; public domain, shown as of their date."
EMSCAD = "Employment Scam Aegean Dataset, University of the Aegean; legitimate advertisements of 2012 to 2014."


class Command(BaseCommand):
    """Import the announcements of USAJOBS and the legitimate advertisements of EMSCAD from a folder."""

    help = "Import DATA/usajobs/announcements.jsonl.gz and DATA/emscad as records of the past."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """The folder."""
        parser.add_argument("data", type=Path, metavar="DATA")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import what is there."""
        data: Path = options["data"]
        usajobs = data / "usajobs" / "announcements.jsonl.gz"
        emscad = data / "emscad" / "queries.jsonl"
        if not usajobs.exists() and not emscad.exists():
            raise CommandError(_("%(data)s holds neither usajobs/ nor emscad/.") % {"data": data})
        try:
            if usajobs.exists():
                self._usajobs(usajobs)
            if emscad.exists():
                self._emscad(emscad)
        except locks.BusyError as error:
            raise CommandError(str(error)) from error

    def _usajobs(self, path: Path) -> None:
        source = _source("usajobs-historical", "USAJOBS", USAJOBS, _day_after_the_newest(path))
        self._import([path], source, Plan(format="usajobs"))

    def _emscad(self, path: Path) -> None:
        gold = path.with_name("gold.jsonl")
        legitimate = {record["id"] for record in _records(gold) if record["label"] == 0}
        source = _source("emscad", "EMSCAD", EMSCAD, "2014-12-31")
        folder = Path(settings.DATA_DIR) / "incoming"
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder) as name:
            kept = Path(name) / "emscad.jsonl"
            with kept.open("w", encoding="utf-8") as file:
                file.writelines(
                    json.dumps(record, ensure_ascii=False) + "\n"
                    for record in _records(path)
                    if record["id"] in legitimate
                )
            mapping: Mapping = load(layouts.path("emscad"))
            self._import([kept], source, Plan(format="table", mapping=mapping))

    def _import(self, paths: list[Path], source: Source, plan: Plan) -> None:
        approve(source, OPERATOR, REASON)
        with progress.bar(paths) as bar:
            watched = Plan(format=plan.format, mapping=plan.mapping, watch=bar.watch, on_batch=bar.on_batch)
            received = receive(paths, source, watched, bar.on_stage)
        self.stdout.write(f"{source}: {told(received)}")


def _day_after_the_newest(path: Path) -> str:
    """The day after the last opening date of the file: before it, some of its announcements did not exist yet."""
    days = (_day(record.get("open_date")) for record in _records(path))
    newest = max((day for day in days if day is not None), default=None)
    return (newest + dt.timedelta(days=1)).isoformat() if newest else ""


def _day(value: object) -> dt.date | None:
    try:
        return dt.date.fromisoformat(str(value)[:10])
    except ValueError:
        return None


def _source(name: str, title: str, attribution: str, as_of: str) -> Source:
    """The source, shown as of a day on which all its records existed."""
    day = dt.date.fromisoformat(as_of) if as_of else dt.date(2000, 1, 1)
    source, _created = Source.objects.update_or_create(
        name=name, defaults={"title": title, "attribution": attribution, "as_of": day}
    )
    return source


def _records(path: Path) -> Iterator[dict[str, Any]]:
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as file:
        for line in file:
            if line.strip():
                yield json.loads(line)
