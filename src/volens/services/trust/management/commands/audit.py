"""`volens audit`: compare the database with the log, and sign what was found."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation

from volens.engines.log import LogError
from volens.services.trust import security_log
from volens.services.trust.record import auditing, report
from volens.services.trust.record.place import KeyLostError
from volens.services.trust.security_log import Event


class Command(BaseCommand):
    """The audit."""

    help = (
        "Compare the database with the log: every stored row that has an entry, published figures made again, forbidden"
        " fields, time limits. Writes nothing to either. Exit code 1: something was found."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Options of the command."""
        parser.add_argument("--json", type=Path, help="write the signed report here")
        parser.add_argument("--pdf", type=Path, help="write the report on paper here")
        parser.add_argument("--language", choices=[code for code, _name in settings.LANGUAGES], default="en",
                            help="of the PDF (default: en)")  # fmt: skip

    def handle(self, *args: Any, **options: Any) -> None:
        """Look, tell, sign."""
        try:
            checks = auditing.audit()
            told = report.content(checks, timezone.now())
            if options["json"] is not None:
                options["json"].write_bytes(report.signed(told))
            if options["pdf"] is not None:
                with translation.override(options["language"]):
                    options["pdf"].write_bytes(report.as_pdf(told))
        except (LogError, OSError, KeyLostError) as error:
            raise CommandError(str(error)) from error
        for check in checks:
            self.stdout.write(f"{check.name}: {check.looked_at} looked at, {len(check.findings)} found")
            for finding in check.findings:
                self.stdout.write(f"  {finding.where}: {finding.what}")
            for note in check.notes:
                self.stdout.write(f"  note: {note}")
        if not told["good"]:
            security_log.tell(Event.AUDIT_FOUND, count=sum(len(check.findings) for check in checks))
            raise CommandError("The record and the database do not agree, or a time limit was missed.", returncode=1)
