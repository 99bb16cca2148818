"""`volens restore`: put a backup back, replay erasures, build the index."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from volens.services.trust import actions, kept
from volens.services.trust.record import backing_up


class Command(BaseCommand):
    """A restore."""

    help = "Put a backup back. Stop the service first. Erasures are replayed before it can serve again."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Options of the command."""
        parser.add_argument("folder", type=Path, help="the backup: a folder volens-YYYYMMDDTHHMMSSZ")
        parser.add_argument("--keys", type=Path, help="its keys: a folder keys-..., if there are none here")
        parser.add_argument("--no-index", action="store_true", help="do not build the index; `volens serve` will")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, in an order that leaves nobody's data readable who left."""
        call_command("migrate", verbosity=0)
        try:
            backing_up.restore(options["folder"], options["keys"], timezone.now(), self.stdout.write)
        except (backing_up.BackupError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"erasures: {actions.replay_erasures()} replayed")
        kept.orphan_keys(timezone.now())  # of people who left before the backup of the database, after that of the keys
        if not options["no_index"]:
            call_command("index", "rebuild", stdout=self.stdout)
        self.stdout.write("done; `volens audit` compares the database with the log")
