"""From the journal into the tree, in batches that tell little about who read how much."""

from __future__ import annotations

import itertools
import logging
import secrets
import time
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from volens.engines.log import Cell, Leaf, LeafType, LogError, LogReader, leaf_hash, pad_reads, parse_leaf
from volens.engines.log.leaf import padded_length
from volens.services.trust.reading import Purpose
from volens.services.trust.record.entering import HOUSE, OFFICE, ORGANISATION, filler, is_filler
from volens.services.trust.record.models import LogEntry
from volens.services.trust.record.place import Place, here

log = logging.getLogger("volens.log")

#: Reads of one office for one purpose that look like none, in one batch.
QUANTUM = 4
#: Erasures of people who left, in every batch: whether anybody left, and with how many readings, shows to nobody (S4).
LEFT, ERASURES = "erased.person-left", 8
#: Batches without anything true come at random moments, so often in a day on average.
COVER_PER_DAY = 48
#: What each office reads for. Every batch has fillers for all of these.
READS = (
    *((OFFICE, purpose) for purpose in (Purpose.COMPLAINT, Purpose.HELP)),
    *((ORGANISATION, each) for each in Purpose if each.value.startswith("application")),
)


def integrate(*, cover: bool = False) -> int:
    """Bring everything that waits into the tree; how many entries the tree has then. Safe at any time, in any process.

    Nothing waits: nothing happens, unless `cover` asks for a batch of fillers.
    """
    place = here()
    if not place.begun:
        from volens.services.trust.record import beginning

        beginning.begin(place)
    integrator, secret = place.integrator(), place.fillers
    waiting = cover
    while True:
        before = integrator.checkpoint()
        more = waiting

        def arrange(entries: list[bytes], more: bool = more) -> list[bytes]:
            return padded(entries, secret) if entries or more else []

        batch = integrator.integrate(arrange=arrange)
        waiting = False
        if before is not None and batch.checkpoint.size == before.size:
            break
        if before is None and batch.checkpoint.size == 0:
            break
    index_entries(place)
    return batch.checkpoint.size


def integrate_or_log() -> None:
    """`integrate` for callers whose own work must not fail with it: what is wrong is logged, and nothing is lost."""
    try:
        integrate()
    except (LogError, OSError, RuntimeError):
        log.exception("the log does not go on; entries stay durable in its journal")


def padded(entries: Iterable[bytes], secret: bytes) -> list[bytes]:
    """The entries of a batch, the reads among them filled up; those first, the rest in the order they came."""
    make, today = filler(secret), timezone.now().date()
    reads: list[Leaf] = []
    gone: list[Leaf] = []
    others: list[bytes] = []
    for entry in entries:
        leaf = parse_leaf(entry)
        if leaf.type is LeafType.READ:
            reads.append(leaf)
        elif leaf.type is LeafType.ERASURE and leaf.purpose == LEFT:
            gone.append(leaf)
        else:
            others.append(entry)
    cells = [Cell(today, office, f"read.{purpose.value}") for office, purpose in READS]
    filled = pad_reads(reads, cells, QUANTUM, lambda _count: bytes.fromhex(make()))
    missing = padded_length(len(gone), ERASURES) - len(gone)
    gone += [Leaf(LeafType.ERASURE, today, HOUSE, LEFT, make()) for _ in range(missing)]
    gone.sort(key=lambda leaf: leaf.commitment)
    return [*others, *(leaf.serialise() for leaf in (*filled, *gone))]


def index_entries(place: Place) -> int:
    """Note where each leaf stands, as far as the log has come since the last time. Returns how many were noted.

    Fillers are left out: nobody asks for them. The last entry of each batch of notes is always kept, as the mark.
    """
    reader = place.reader()
    if reader is None:
        return 0
    noted = 0
    while True:
        with transaction.atomic():
            start = next_position()
            end = min(reader.checkpoint.size, start + 5000)
            if start >= end:
                return noted
            rows = list(_rows(reader, start, end, place.fillers))
            LogEntry.objects.bulk_create(rows, ignore_conflicts=True)
            noted += len(rows)


def next_position() -> int:
    """The first position that was not looked at yet."""
    last = LogEntry.objects.order_by("-position").values_list("position", flat=True).first()
    return 0 if last is None else last + 1


def _rows(reader: LogReader, start: int, end: int, secret: bytes) -> Iterable[LogEntry]:
    for position, entry in zip(itertools.count(start), reader.entries(start, end), strict=False):
        if position == end - 1 or not is_filler(secret, parse_leaf(entry).commitment):
            yield LogEntry(position=position, leaf=leaf_hash(entry).hex())


class Tending:
    """What the worker does for the log every few seconds: the tree follows the journal, covers come at random."""

    def __init__(self) -> None:
        self._cover_at = time.monotonic() + _until_cover()

    def __call__(self) -> None:
        """Once."""
        from volens.services.trust.record import changes

        changes.note_changes()
        cover = time.monotonic() >= self._cover_at
        if cover:
            self._cover_at = time.monotonic() + _until_cover()
        integrate(cover=cover)


def _until_cover() -> float:
    """Seconds until the next cover: without memory, so that no batch tells when the next is due."""
    return secrets.SystemRandom().expovariate(COVER_PER_DAY / 86_400)
