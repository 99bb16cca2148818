"""`volens daily`: throw away what is over, in every room; take the journal in. The worker runs it too."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from volens.services.trust import actions, rooms
from volens.services.trust.record import changes, integrating


class Command(BaseCommand):
    """The retention clock."""

    help = "Delete what is older than docs/retention.md allows, in every room, and take in the journal of readings."

    def handle(self, *args: Any, **options: Any) -> None:
        """Run every clock; one that fails does not stop the others, but the command then ends with an error."""
        now, failed = timezone.now(), []
        self.stdout.write(f"journal of readings: {actions.absorb()} taken in")
        changes.note_changes()
        self.stdout.write(f"log: {integrating.integrate()} entries")
        for room in rooms.all_rooms():
            for clock in room.clocks:
                try:
                    gone = clock.expire(now)
                except Exception as error:  # noqa: BLE001 - reported below
                    failed.append(f"{clock.table}: {type(error).__name__}: {error}")
                else:
                    self.stdout.write(f"{clock.table}: {gone} deleted")
            for turn in room.turns:
                try:
                    done = turn.run(now)
                except Exception as error:  # noqa: BLE001 - reported below
                    failed.append(f"{turn.name}: {type(error).__name__}: {error}")
                else:
                    self.stdout.write(f"{turn.name}: {done} done")
        if failed:
            raise SystemExit("\n".join(failed))
