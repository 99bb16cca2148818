"""`volens samples load N`: invented vacancies, marked as such on every page."""

from __future__ import annotations

import argparse
import datetime as dt
import tempfile
from pathlib import Path
from typing import Any

import orjson
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from volens.packs import samples
from volens.services.vacancies import actions
from volens.services.vacancies.importing import locks, progress
from volens.services.vacancies.importing.run import Plan
from volens.services.vacancies.management.commands.import_vacancies import told
from volens.services.vacancies.models import Source
from volens.services.vacancies.receiving import receive

SOURCE = "samples"


class Command(BaseCommand):
    """Load sample vacancies through the same door as real ones."""

    help = "Load N sample vacancies (marked as samples on every page), as of a day."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Options of the command."""
        parser.add_argument("action", choices=("load",))
        parser.add_argument("count", type=int, metavar="N")
        parser.add_argument("--as-of", type=dt.date.fromisoformat, help="the day they are made for; default: today")
        parser.add_argument("--seed", type=int, default=1)

    def handle(self, *args: Any, **options: Any) -> None:
        """Generate, import, vet, index."""
        if options["count"] < 0:
            raise CommandError(_("The number of samples cannot be negative."))
        as_of = options["as_of"] or timezone.localdate()
        if isinstance(as_of, str):
            as_of = dt.date.fromisoformat(as_of)
        source, _created = Source.objects.update_or_create(
            name=SOURCE,
            defaults={"title": "Samples", "kind": Source.Kind.SAMPLE, "format": "jobposting", "as_of": as_of},
        )
        if not source.approvals.filter(revoked_at__isnull=True).exists():
            actions.approve_source("volens samples", source, "Invented vacancies, marked as samples on every page.")
        folder = Path(settings.DATA_DIR) / "incoming"
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder) as name, progress.bar() as bar:
            path = Path(name) / "samples.jsonl"
            with path.open("wb") as file:
                for posting in samples.generate(options["count"], seed=options["seed"], as_of=as_of):
                    file.write(orjson.dumps(posting, option=orjson.OPT_APPEND_NEWLINE))
            try:
                received = receive([path], source, Plan(watch=bar.watch, on_batch=bar.on_batch), bar.on_stage)
            except locks.BusyError as error:
                raise CommandError(str(error)) from error
        if options["verbosity"]:
            self.stdout.write(told(received))
