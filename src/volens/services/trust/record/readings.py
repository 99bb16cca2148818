"""The readings of one person as the log knows them: their leaves, and whether they are in the tree."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from volens.engines.log import Leaf
from volens.services.trust import journal, reading
from volens.services.trust.models import JournalPosition, LogEntry, Reading
from volens.services.trust.reading import Subject
from volens.services.trust.record import beginning
from volens.services.trust.record.entering import hash_of
from volens.services.trust.record.place import here
from volens.services.trust.vault import Vault


@dataclass(frozen=True, slots=True)
class Told:
    """A reading as it was written down: what is sealed about it, and its leaf."""

    id: UUID
    detail: dict[str, Any]
    leaf: Leaf


def of(person: Subject, opened: Vault) -> list[Told]:
    """Every reading of a person, those only in the local journal too. Two queries and the new end of the journal."""
    sealed = {row.pk: bytes(row.detail) for row in Reading.objects.filter(person_id=person.pk)}
    done = dict(JournalPosition.objects.values_list("file", "position"))
    tag = str(person.journal_tag)
    for name in journal.reads_files():
        for entry, _position in journal.lines(name, done.get(name, 0)):
            if entry.get("tag") == tag:
                sealed.setdefault(UUID(entry["id"]), bytes.fromhex(entry["sealed"]))
    found = []
    for identifier, kept in sealed.items():
        detail = opened.unseal_json(f"reading:{identifier}", kept)
        found.append(Told(identifier, detail, reading.leaf_of(opened, identifier, detail)))
    return found


def opening(told: Told, opened: Vault) -> dict[str, Any]:
    """What opens the commitment of a reading's leaf: for the person alone, to show to whom they choose."""
    return {
        "commitment": told.leaf.commitment,
        "salt": reading.salt_of(opened, told.id).hex(),
        "content": {"id": str(told.id), **told.detail},
    }


def positions(leaves: Iterable[str]) -> dict[str, int]:
    """Where these leaves (by hash) stand in the log; those that are not in the tree yet are left out. One query."""
    wanted = list(leaves)
    found: dict[str, int] = {}
    for start in range(0, len(wanted), 500):
        part = LogEntry.objects.filter(leaf__in=wanted[start : start + 500])
        found |= dict(part.values_list("leaf", "position"))
    return found


def before_the_log(at: dt.datetime) -> bool:
    """Whether something happened before the log began: there is no proof of it."""
    begun = beginning.begun_on(here())
    return begun is not None and at < dt.datetime.fromisoformat(begun)


def hashes(told: Iterable[Told]) -> list[str]:
    """Their leaf hashes."""
    return [hash_of(each.leaf) for each in told]
