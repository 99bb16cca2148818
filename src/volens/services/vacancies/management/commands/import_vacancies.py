"""`volens import FILE... --source NAME`."""

from __future__ import annotations

import argparse
import datetime as dt
import json
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from volens.services.vacancies import actions
from volens.services.vacancies.importing import locks, progress, readers
from volens.services.vacancies.importing.mapping import Mapping, MappingError, load, parse
from volens.services.vacancies.importing.run import Plan, failure_of
from volens.services.vacancies.models import ImportRun, Source
from volens.services.vacancies.receiving import Received, receive


class Command(BaseCommand):
    """Import vacancies from files, vet them, link them, and put them into the index."""

    help = (
        "Import vacancies: JobPosting (JSON-LD, JSON Lines, inside HTML), USAJOBS, CSV, TSV, XLSX; plain, .gz or .zip. "
        "A second import of the same delivery changes nothing. See docs/import.md."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Options of the command; `--json` is a contract with scripts."""
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--source", required=True, metavar="NAME", help="short name of where they come from")
        parser.add_argument("--format", choices=readers.FORMATS, help="default: by content")
        parser.add_argument("--mapping", type=Path, metavar="FILE", help="column mapping of a table (YAML)")
        parser.add_argument("--title", help="the source's name as shown to visitors")
        parser.add_argument("--attribution", help="what the source's licence asks to be said")
        parser.add_argument("--as-of", type=dt.date.fromisoformat, metavar="DATE", help="records of the past")
        parser.add_argument("--partial", action="store_true", help="not all the source offers: nothing expires")
        parser.add_argument("--approve-as", metavar="NAME", help="approve the source for undeclared vacancies, as NAME")
        parser.add_argument("--reason", default="", metavar="TEXT", help="why it is approved (recorded)")
        parser.add_argument(
            "--workers", type=int, help="processes that read records; default: one for each processor, four at most"
        )
        parser.add_argument("--json", action="store_true", help="print the summary as JSON and nothing else")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the import and print its summary."""
        files: list[Path] = options["files"]
        for path in files:
            if not path.is_file():
                raise CommandError(_("There is no file %(path)s.") % {"path": path})
        try:
            source, mapping = source_for(options)
            if options["approve_as"]:
                approve(source, options["approve_as"], options["reason"])
        except (MappingError, actions.SourceError, ValidationError) as error:
            raise CommandError("; ".join(getattr(error, "messages", [str(error)]))) from error
        with progress.bar(files, quiet=options["json"]) as bar:
            plan = Plan(
                format=options["format"] or source.format,
                mapping=mapping,
                complete=not options["partial"],
                workers=options["workers"],
                watch=bar.watch,
                on_batch=bar.on_batch,
            )
            try:
                received = receive(files, source, plan, bar.on_stage)
            except locks.BusyError as error:
                raise CommandError(str(error)) from error
        self.stdout.write(json.dumps(received.summary.as_dict()) if options["json"] else told(received))
        if reason := failure_of(received.run):
            self.stderr.write(reason)
        if received.run.state == ImportRun.State.FAILED:
            raise SystemExit(1)


def source_for(options: dict[str, Any]) -> tuple[Source, Mapping]:
    """The source of this name, made or brought up to date, and its column mapping."""
    source = Source.objects.filter(name=options["source"]).first() or Source(name=options["source"])
    for name in ("title", "attribution", "as_of", "format", "kind", "url", "schedule_minutes"):
        if options.get(name):
            setattr(source, name, options[name])
    if options.get("mapping"):
        import yaml

        mapping = load(options["mapping"])
        source.mapping = yaml.safe_load(options["mapping"].read_text(encoding="utf-8"))
    else:
        mapping = parse(source.mapping) if source.mapping else Mapping()
    source.full_clean(exclude=["created_at"])
    source.save()
    return source, mapping


def approve(source: Source, actor: str, reason: str) -> None:
    """Approve a source that is not approved yet; asking twice is no mistake."""
    if not source.approvals.filter(revoked_at__isnull=True).exists():
        actions.approve_source(actor, source, reason)


def told(received: Received) -> str:
    """The summary in words."""
    summary = received.summary
    lines = [
        _(
            "%(read)s read: %(created)s created, %(updated)s updated, %(unchanged)s unchanged, %(expired)s expired,"
            " %(rejected)s rejected."
        )
        % {name: f"{value:,}" if isinstance(value, int) else value for name, value in summary.as_dict().items()}
    ]
    if summary.rejects_file:
        lines.append(_("Rejected records, with line and reason: %(file)s") % {"file": summary.rejects_file})
    if received.processed is not None and (states := received.processed.states):
        published, others = states.get("published", 0), sum(states.values()) - states.get("published", 0)
        lines.append(_("Vetted: %(published)d published, %(others)d waiting for a reviewer or for approval.")
                     % {"published": published, "others": others})  # fmt: skip
        if not published and others and not received.run.source.approvals.filter(revoked_at__isnull=True).exists():
            lines.append(
                _("Employers declared nothing here, and the source is not approved: volens source approve %(name)s")
                % {"name": received.run.source.name}
                + ' --by NAME --reason "..."'
            )
    return "\n".join(lines)
