"""`volens feeds`: look at the feeds whose time has come."""

from __future__ import annotations

import argparse
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from volens.services.vacancies import feeds
from volens.services.vacancies.management.commands.import_vacancies import told
from volens.services.vacancies.models import Source


class Command(BaseCommand):
    """Fetch feeds once, or keep watching them."""

    help = "Fetch the feeds whose time has come (or those named, whatever the time)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Options of the command."""
        parser.add_argument("names", nargs="*", metavar="NAME", help="feeds to fetch now")
        parser.add_argument("--watch", action="store_true", help="stay, and fetch each feed when its time comes")

    def handle(self, *args: Any, **options: Any) -> None:
        """Visit the feeds and say what came of it."""
        failed = False
        if options["names"]:
            found = {source.name: source for source in Source.objects.filter(kind=Source.Kind.FEED)}
            if unknown := [name for name in options["names"] if name not in found]:
                raise CommandError(_("There is no feed “%(name)s”.") % {"name": unknown[0]})
            failed = self._say([feeds.visit(found[name]) for name in options["names"]])
        else:
            failed = self._say(feeds.visit_due())
        while options["watch"]:
            try:
                time.sleep(5)
            except KeyboardInterrupt:
                return
            self._say(feeds.visit_due())
        if failed:
            raise SystemExit(1)

    def _say(self, visits: list[feeds.Visit]) -> bool:
        for visit in visits:
            if visit.received is not None:
                self.stdout.write(f"{visit.source.name}: {told(visit.received)}")
            elif not visit.problem:
                self.stdout.write(_("%(name)s: nothing new.") % {"name": visit.source.name})
            if visit.problem:
                self.stderr.write(f"{visit.source.name}: {visit.problem}")
        return any(visit.problem for visit in visits)
