"""`volens source list|held|approve|revoke|release|add-feed`."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from volens.services.vacancies import actions, receiving, waiting
from volens.services.vacancies.importing import fetch, locks, readers
from volens.services.vacancies.importing.mapping import MappingError
from volens.services.vacancies.importing.rejects import excerpt
from volens.services.vacancies.management.commands.import_vacancies import source_for
from volens.services.vacancies.models import Source, Vacancy


class Command(BaseCommand):
    """See and decide where vacancies come from. Every decision is recorded with a name."""

    help = (
        "list; held NAME; approve NAME --by WHO --reason TEXT; revoke NAME --by WHO; release NAME --by WHO; "
        "add-feed NAME URL"
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """One sub-command for each decision."""
        actions_ = parser.add_subparsers(dest="action", required=True)
        listing = actions_.add_parser("list", help="all sources and how they are")
        listing.add_argument("--json", action="store_true")
        for name, help_text in (
            ("approve", "publish what employers did not declare, marked as such (S10)"),
            ("revoke", "take the approval back"),
            ("release", "obey a held delivery after all"),
        ):
            one = actions_.add_parser(name, help=help_text)
            one.add_argument("name")
            one.add_argument("--by", required=True, metavar="WHO", help="who decides (recorded)")
            if name == "approve":
                one.add_argument("--reason", required=True, metavar="TEXT", help="why (recorded)")
                one.add_argument(
                    "--licensed",
                    action="store_true",
                    help="a licensed agency or public service: one contact may stand for many employers (recorded)",
                )
        held = actions_.add_parser("held", help="what of a source is not shown, why, and what would put it right")
        held.add_argument("name")
        held.add_argument("--json", action="store_true")
        feed = actions_.add_parser("add-feed", help="fetch vacancies from an address by a schedule")
        feed.add_argument("source", metavar="NAME")
        feed.add_argument("url")
        feed.add_argument("--every", type=int, default=360, metavar="MINUTES")
        feed.add_argument("--format", choices=readers.FORMATS)
        feed.add_argument("--mapping", type=Path, metavar="FILE")
        feed.add_argument("--title")
        feed.add_argument("--attribution")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do what was asked and say what came of it."""
        try:
            answer = getattr(self, "_" + options["action"].replace("-", "_"))(options)
        except (
            actions.SourceError,
            fetch.FetchError,
            PermissionDenied,
            MappingError,
            ValidationError,
            locks.BusyError,
        ) as error:
            raise CommandError("; ".join(getattr(error, "messages", [str(error)]))) from error
        self.stdout.write(answer)

    def _source(self, options: dict[str, Any]) -> Source:
        found = Source.objects.filter(name=options["name"]).first()
        if found is None:
            known = ", ".join(Source.objects.values_list("name", flat=True)) or "-"
            raise CommandError(_("There is no source “%(name)s”. There are: %(known)s.") % {**options, "known": known})
        return found

    def _approve(self, options: dict[str, Any]) -> str:
        source = self._source(options)
        actions.approve_source(options["by"], source, options["reason"], licensed=options["licensed"])
        processed, _indexed = receiving.process_and_index()
        published = processed.states.get(Vacancy.State.PUBLISHED, 0) if processed else 0
        return ngettext(
            "Approved. %(count)d vacancy published.", "Approved. %(count)d vacancies published.", published
        ) % {"count": published}

    def _revoke(self, options: dict[str, Any]) -> str:
        held = actions.revoke_approval(options["by"], self._source(options))
        receiving.process_and_index()
        return ngettext(
            "Revoked. %(count)d vacancy is no longer shown.", "Revoked. %(count)d vacancies are no longer shown.", held
        ) % {"count": held}

    def _release(self, options: dict[str, Any]) -> str:
        ended = actions.release_delivery(options["by"], self._source(options))
        receiving.process_and_index()
        return ngettext("Released. %(count)d vacancy ended.", "Released. %(count)d vacancies ended.", ended) % {
            "count": ended
        }

    def _held(self, options: dict[str, Any]) -> str:
        source = self._source(options)
        found = list(waiting.of(source))
        if options["json"]:
            return json.dumps([each.as_dict() for each in found], ensure_ascii=False)
        if not found:
            return _("Nothing of “%(name)s” is held.") % {"name": source.name}
        lines = [line for each in found if each.stopped for line in _told(each)]
        if only := sum(not each.stopped for each in found):
            lines.append(
                ngettext(
                    "%(count)d vacancy waits only because its employer declared too little and the source is not"
                    " approved:",
                    "%(count)d vacancies wait only because their employers declared too little and the source is not"
                    " approved:",
                    only,
                )
                % {"count": only}
            )
            lines.append(f'  volens source approve {source.name} --by NAME --reason "..."')
        return "\n".join(lines)

    def _add_feed(self, options: dict[str, Any]) -> str:
        if options["every"] < 5:
            raise CommandError(_("A feed is fetched every 5 minutes at most."))
        try:
            fetch.check(options["url"])
        except fetch.UnknownHostError as error:
            self.stderr.write(_("Note: %(problem)s It is asked again at every visit.") % {"problem": error})
        source, _mapping = source_for(
            options | {"kind": Source.Kind.FEED, "url": options["url"], "schedule_minutes": options["every"]}
        )
        return _("Feed “%(name)s” is fetched every %(every)d minutes, first by `volens feeds` or the worker.") % {
            "name": source.name,
            "every": options["every"],
        }

    def _list(self, options: dict[str, Any]) -> str:
        rows = [self._row(source) for source in Source.objects.all()]
        if options["json"]:
            return json.dumps(rows, default=str)
        if not rows:
            return _("There are no sources yet: volens import FILE --source NAME")
        lines = []
        for row in rows:
            who = row["approved_by"]
            cells = [
                row["name"],
                row["kind"],
                f"{row['published']:,} / {row['vacancies']:,}",
                _("approved by %(who)s") % {"who": who} if who else _("not approved"),
                row["last_run"] or "-",
            ]
            lines.append("  ".join([*cells, f"{_('HELD')}: {row['held']}"] if row["held"] else cells))
        return "\n".join(lines)

    def _row(self, source: Source) -> dict[str, Any]:
        run = source.runs.first()
        approval = source.approvals.filter(revoked_at__isnull=True).first()
        return {
            "name": source.name,
            "kind": source.kind,
            "url": source.url,
            "vacancies": source.vacancies.exclude(state=Vacancy.State.EXPIRED).count(),
            "published": source.vacancies.filter(state=Vacancy.State.PUBLISHED).count(),
            "approved_by": approval.approved_by if approval else "",
            "held": source.held_reason if source.held_at else "",
            "last_run": run and f"{run.started_at:%Y-%m-%d %H:%M} {run.state}",
            "next_fetch_at": source.next_fetch_at,
        }


def _told(each: waiting.Waiting) -> list[str]:
    """One vacancy in lines: which it is, and for every finding what it says and what to do."""
    state = _("not published") if each.state == Vacancy.State.BLOCKED else _("held")
    lines = [f"{each.id}  {excerpt(each.title)}  [{state}]"]
    for finding in each.stopped:
        lines.append(f"  - {finding.message}")
        lines.append("    " + _("Remedy: %(remedy)s") % {"remedy": finding.remedy})
    return lines
