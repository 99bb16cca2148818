"""`volens replay_erasures`: after restoring a backup, erase again everyone who left since."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from volens.services.trust import actions


class Command(BaseCommand):
    """Replay the journal of erasures."""

    help = "Erase again whoever left since the database's backup was made. `volens serve` does it at every start."

    def handle(self, *args: Any, **options: Any) -> None:
        """Replay and say how many."""
        self.stdout.write(f"{actions.replay_erasures()} erased again")
