"""Publications and withdrawals of vacancies: one leaf for each run, over the list of what was shown and what no more.

The leaf's commitment is the Merkle root (RFC 9162) over the list; vacancies are public facts, so no salt is needed and
anyone who has the list can check it. The list is a file: for each vacancy its number (8 bytes) and the SHA-256 of what
was shown of it (32 bytes, zero when it is no longer shown), by number. Before them stands number 0 with 32 bytes by
chance: two runs of a day that show or withdraw the same are two entries.
"""

from __future__ import annotations

import itertools
import secrets
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from uuid import uuid4

from django.utils import timezone

from volens.engines.log import Leaf, LeafType
from volens.engines.log.merkle import leaf_hash, root_of
from volens.engines.log.storage import DirectoryStorage
from volens.services.trust.record.entering import HOUSE, append, hash_of
from volens.services.trust.record.models import Record
from volens.services.trust.record.place import folder

ROOM = "vacancies"
GONE = bytes(32)
RUN = 0  # no vacancy has this number
_ROW = 40


def lists() -> DirectoryStorage:
    """Where the lists are."""
    return DirectoryStorage(folder() / "publications")


def record_publications(shown: Mapping[int, bytes], gone: Iterable[int]) -> None:
    """Put a run on the record: vacancies that are shown from now on (by SHA-256 of what is shown), and those
    that are not: held, blocked, taken back or over, whether or not they were shown before.

    Raises OSError when it cannot be made durable.
    """
    for kind, purpose, rows in (
        (LeafType.PUBLICATION, "published", sorted(shown.items())),
        (LeafType.WITHDRAWAL, "not-shown", [(number, GONE) for number in sorted(gone)]),
    ):
        if not rows:
            continue
        own = [(RUN, secrets.token_bytes(32)), *rows]
        data = b"".join(number.to_bytes(8) + digest for number, digest in own)
        identifier, day = uuid4(), timezone.now().date()
        lists().write({f"{identifier}.list": data})
        leaf = Leaf(kind, day, HOUSE, f"{ROOM}.{purpose}", root(data).hex())
        append([leaf])
        Record.objects.create(
            id=identifier, type=kind, room=ROOM, about=f"list:{identifier}", purpose=purpose, office=HOUSE, day=day,
            salt=b"", leaf=hash_of(leaf),
        )  # fmt: skip


def root(data: bytes) -> bytes:
    """The Merkle root over the rows of a list."""
    return root_of(leaf_hash(data[at : at + _ROW]) for at in range(0, len(data), _ROW))


def rows(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Number and digest of each vacancy."""
    for at in range(0, len(data), _ROW):
        if number := int.from_bytes(data[at : at + 8]):
            yield number, data[at + 8 : at + _ROW]


def list_of(record: Record) -> bytes | None:
    """The list of a run, or None when it is missing."""
    return lists().read(f"{record.id}.list")


def leaf_of(record: Record, data: bytes) -> Leaf:
    """The leaf that a list leads to."""
    return Leaf(LeafType(record.type), record.day, record.office, f"{ROOM}.{record.purpose}", root(data).hex())


def files() -> set[Path]:
    """The lists that are there."""
    return set((folder() / "publications").glob("*.list"))


def recorded_publications() -> dict[int, bytes]:
    """What is shown according to the record: number and digest of each vacancy, after all runs in their order."""
    records = Record.objects.filter(room=ROOM, about__startswith="list:").order_by("number").iterator()
    state: dict[int, bytes] = {}
    for number, digest in itertools.chain.from_iterable(rows(list_of(each) or b"") for each in records):
        if digest == GONE:
            state.pop(number, None)
        else:
            state[number] = digest
    return state
