"""`volens index rebuild|check|drain`."""

from __future__ import annotations

import argparse
import json
import time
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from volens.engines.search.port import SearchIndexError
from volens.services.vacancies import indexing
from volens.services.vacancies.importing import progress


class Command(BaseCommand):
    """Build, check and update the search index."""

    help = "rebuild: build the index anew; check: compare it with the database; drain: index what waits in the outbox."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Options of the command."""
        parser.add_argument("action", choices=("rebuild", "check", "drain"))
        parser.add_argument("--json", action="store_true", help="print the result as JSON and nothing else")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do one of the three."""
        try:
            answer = self._check() if options["action"] == "check" else self._write(options)
        except SearchIndexError as error:
            raise CommandError(str(error)) from error
        words = answer.pop("words")
        self.stdout.write(json.dumps(answer) if options["json"] else words)
        if not answer.get("agrees", True):
            raise SystemExit(1)

    def _write(self, options: dict[str, Any]) -> dict[str, Any]:
        began = time.perf_counter()
        with progress.bar(quiet=options["json"]) as bar:
            do = indexing.rebuild if options["action"] == "rebuild" else indexing.drain
            done = do(progress=lambda count: bar.on_stage("index", count))
        seconds = round(time.perf_counter() - began, 2)
        if options["action"] == "rebuild":
            words = _("%(count)d vacancies indexed in %(seconds)s s.") % {"count": done, "seconds": seconds}
            return {"indexed": done, "seconds": seconds, "words": words}
        words = _("%(count)d changes indexed in %(seconds)s s.") % {"count": done, "seconds": seconds}
        return {"changes": done, "seconds": seconds, "words": words}

    def _check(self) -> dict[str, Any]:
        found = indexing.check()
        lines = [
            _("Database: %(database)d vacancies to be found. Index: %(index)d. Changes waiting: %(waiting)d.")
            % {"database": found.database, "index": found.index, "waiting": found.waiting}
        ]
        if found.agrees:
            lines.append(_("They agree."))
        for count, ids, text in (
            (found.missing, found.missing_ids, _("%(count)d missing from the index: %(ids)s")),
            (found.surplus, found.surplus_ids, _("%(count)d in the index that should not be found: %(ids)s")),
        ):
            if count:
                lines.append(
                    text % {"count": count, "ids": ", ".join(map(str, ids)) + (" …" if count > len(ids) else "")}
                )
        if not found.agrees:
            lines.append(_("Run `volens index rebuild`."))
        return {**asdict(found), "agrees": found.agrees, "words": "\n".join(lines)}
