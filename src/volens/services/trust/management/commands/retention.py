"""`volens retention`: the table of docs/retention.md, made from the clocks that run."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from volens.services.trust import rooms

HEAD = """# How long what is kept

Made by `volens retention` from the clocks that `volens daily` runs; a test compares the two. The worker of
`volens serve` runs the clocks every hour. Leaving does not wait for a clock: it deletes at once.

| What | Kept | Why |
|---|---|---|
"""
FOOT = """
A person's account, profile, contacts, choices and the record of who read their data are kept until the person deletes
them or closes the account; then at once. Nothing is kept by law in these rooms. An account that nobody uses is not
deleted behind its person's back.

## Keys and backups

Personal data is sealed with a key for each person (AES-256-GCM). Keys lie in `VOLENS_KEYS` (default: `keys/` in the
data directory), the journal in `journal/` of the data directory. Back up three things apart: the database as long as
you like; the keys for 35 days at most, so that a key destroyed today is in no backup later; the journal of erasures
(`journal/erasures.jsonl`) always with its newest state. After restoring a database, `volens serve` first erases again
everyone who left since (`volens replay_erasures` does the same by hand). Never restore keys that are older
than the database.
"""


def table() -> str:
    """The document."""
    clocks = [clock for room in sorted(rooms.all_rooms(), key=lambda room: room.name) for clock in room.clocks]
    return HEAD + "".join(f"| `{each.table}` | {each.keeps} | {each.why} |\n" for each in clocks) + FOOT


class Command(BaseCommand):
    """Print the document."""

    help = "Print docs/retention.md."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print."""
        self.stdout.write(table(), ending="")
