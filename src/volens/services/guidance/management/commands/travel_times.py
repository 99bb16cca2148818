"""`volens travel-times FILE --by NAME`."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from volens.services.guidance import actions


class Command(BaseCommand):
    """Travel times."""

    help = "Load how many minutes the way from one place to another takes: CSV with from, to, mode, minutes."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The table, and who loads it."""
        parser.add_argument("file", type=Path, help="replaces what was loaded before; an empty table removes it")
        parser.add_argument("--by", required=True, metavar="NAME", help="who loads it; recorded")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load it and say how much."""
        try:
            with options["file"].open(encoding="utf-8-sig", newline="") as lines:
                count = actions.load_travel_times(options["by"], lines)
        except (OSError, UnicodeDecodeError, actions.TravelTimesError) as error:
            raise CommandError(f"{options['file']}: {error}") from error
        self.stdout.write(f"{count} ways loaded.")
