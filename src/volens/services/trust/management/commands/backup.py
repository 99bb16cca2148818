"""`volens backup`: database, index, journals and log into one folder, keys into another."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from volens.services.trust.record import backing_up


class Command(BaseCommand):
    """A backup."""

    help = "Back up database, index and log, and apart from them the keys, which expire after 35 days."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Options of the command."""
        parser.add_argument("folder", type=Path, help="where backups are; each gets a folder of its own in it")
        parser.add_argument("--keys", type=Path, required=True, help="where backups of keys are: on other storage")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make it."""
        data, keys = options["folder"].resolve(), options["keys"].resolve()
        if keys.is_relative_to(data) or data.is_relative_to(keys):  # one copied with the other is as bad as beside it
            raise CommandError("Keys beside the data they lock protect nothing: choose another folder for --keys.")
        try:
            made, _keys = backing_up.back_up(options["folder"], options["keys"], timezone.now(), self.stdout.write)
        except (backing_up.BackupError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"done: {made}")
