"""`volens application_states`: the steps of an application as Markdown, for docs/applications.md."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from volens.services.applications import drawing


class Command(BaseCommand):
    """Draw the table of steps."""

    help = "Print the states and steps of an application as Markdown, with a picture, for docs/applications.md."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print."""
        self.stdout.write(drawing.markdown())
