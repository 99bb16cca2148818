"""`volens figures publish` and `volens figures population FILE`."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from volens.services.market import actions


class Command(BaseCommand):
    """Published figures."""

    help = "Publish the figures that are due, or load how many people live in each region."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The two words and what they take."""
        words = parser.add_subparsers(dest="what", required=True, metavar="{publish,population}")
        words.add_parser("publish", help="publish what is due now; the daily clock does it too")
        population = words.add_parser("population", help="load a CSV with the columns region and inhabitants")
        population.add_argument("file", type=Path)
        population.add_argument("--by", required=True, metavar="NAME", help="who loads it; recorded")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it and say what was done."""
        if options["what"] == "publish":
            self.stdout.write(f"{actions.publish_due()} tables published.")
            return
        try:
            with options["file"].open(encoding="utf-8-sig", newline="") as lines:
                count = actions.load_populations(options["by"], lines)
        except (OSError, UnicodeDecodeError, actions.PopulationError) as error:
            raise CommandError(f"{options['file']}: {error}") from error
        self.stdout.write(f"{count} regions loaded.")
