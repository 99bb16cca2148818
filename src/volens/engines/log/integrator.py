"""From the journal into the tree: plans a batch, writes its tiles, signs the checkpoint, in steps that can be resumed.

The order of a batch is decided once and written down (the plan) before any tile is. Whatever happens later, the next
run finishes that very batch, so two different trees of the same size are never signed.
"""

from __future__ import annotations

import struct
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from volens.engines.log.checkpoint import Checkpoint, SignedCheckpoint, open_checkpoint, sign_checkpoint
from volens.engines.log.cosignature import WitnessKey, select
from volens.engines.log.errors import DamagedError, LogError
from volens.engines.log.growth import Edge, load_edge
from volens.engines.log.journal import Journal
from volens.engines.log.merkle import EMPTY_ROOT
from volens.engines.log.note import NoteSigner, Signature
from volens.engines.log.storage import Storage
from volens.engines.log.tiles import WIDTH, pack_entries, parse_entries

CHECKPOINT = "checkpoint"
COSIGNED = "cosigned-checkpoint"
PLAN = "plan"
#: How many entries go into the tree at once, and how large the journal grows before it is shortened.
BATCH = 1 << 14
JOURNAL_BYTES = 1 << 24

Arrange = Callable[[list[bytes]], Sequence[bytes]]

_PLAN = struct.Struct(">16s16sQQI32s")
_PLAN_MAGIC = b"volens log plan1"
_FILLER = 2**64 - 1


@dataclass(frozen=True)
class Plan:
    """A batch: the size of the tree it begins at, the journal number it reads up to, its entries, and their numbers.

    The number of an entry is the one it has in the journal; None for one that the arrangement added.
    """

    journal: bytes
    start: int
    through: int
    entries: tuple[bytes, ...]
    numbers: tuple[int | None, ...]

    def serialise(self) -> bytes:
        """As bytes, with a hash to tell when they are damaged."""
        numbers = b"".join((_FILLER if number is None else number).to_bytes(8) for number in self.numbers)
        body = numbers + pack_entries(self.entries)
        digest = sha256(struct.pack(">16sQQ", self.journal, self.start, self.through) + body).digest()
        return _PLAN.pack(_PLAN_MAGIC, self.journal, self.start, self.through, len(self.entries), digest) + body


def parse_plan(data: bytes) -> Plan:
    """Read a plan. Raises DamagedError when it was altered."""
    if len(data) < _PLAN.size:
        raise DamagedError("the plan of the last batch is cut short")
    magic, journal, start, through, count, digest = _PLAN.unpack_from(data)
    body = data[_PLAN.size :]
    if magic != _PLAN_MAGIC or sha256(struct.pack(">16sQQ", journal, start, through) + body).digest() != digest:
        raise DamagedError("the plan of the last batch was altered")
    numbers = [int.from_bytes(body[at : at + 8]) for at in range(0, 8 * count, 8)]
    return Plan(
        journal,
        start,
        through,
        tuple(parse_entries(body[8 * count :], "plan", count)),
        tuple(None if number == _FILLER else number for number in numbers),
    )


@dataclass(frozen=True)
class Batch:
    """What is in the tree now: the checkpoint, and where each entry of the journal went: number to leaf index."""

    checkpoint: SignedCheckpoint
    places: dict[int, int]


def _places(plan: Plan) -> dict[int, int]:
    return {number: plan.start + at for at, number in enumerate(plan.numbers) if number is not None}


class Integrator:
    """The one writer of a log's tiles and checkpoint. Several may run; a lock lets one at a time.

    `public` holds what is served, `private` the plan. The journal may be appended to by others all the while.
    """

    def __init__(
        self, public: Storage, private: Storage, journal: Journal, signer: NoteSigner, origin: str = ""
    ) -> None:
        self._public = public
        self._private = private
        self._journal = journal
        self._signer = signer
        self.origin = origin or signer.name
        self._edge: Edge | None = None
        self._edge_root = b""

    def checkpoint(self) -> SignedCheckpoint | None:
        """The log's latest checkpoint, verified; None before the first."""
        data = self._public.read(CHECKPOINT)
        return None if data is None else open_checkpoint(data, self.origin, [self._signer.key])

    def last_batch(self) -> Batch | None:
        """The latest batch again, for a caller that crashed before it noted the places; None before the first."""
        with self._public.lock("integrate"):
            data, checkpoint = self._private.read(PLAN), self.checkpoint()
            if data is None or checkpoint is None:
                return None
            plan = parse_plan(data)
            return Batch(checkpoint, _places(plan)) if plan.start + len(plan.entries) == checkpoint.size else None

    def integrate(self, limit: int = BATCH, arrange: Arrange | None = None) -> Batch:
        """Bring up to `limit` entries from the journal into the tree and sign what results.

        `arrange` may reorder and add entries (padding); it must keep every one it gets, and is called with an empty
        list when there are none. An interrupted batch is finished first, and then returned alone. Raises DamagedError
        and signs nothing when what is stored contradicts the checkpoint.
        """
        with self._public.lock("integrate"):
            checkpoint = self.checkpoint() or self._publish(Edge(), {})
            plan = self._last_plan(checkpoint)
            if checkpoint.size != plan.start or not plan.entries:
                entries = self._journal.entries(plan.through, limit)
                plan = _arranged(plan.journal, checkpoint.size, plan.through, entries, arrange)
                if not plan.entries:
                    return Batch(checkpoint, {})
                self._private.write({PLAN: plan.serialise()})
            edge = self._edge_of(checkpoint).copy()
            first = edge.size // WIDTH
            full = edge.append(plan.entries)
            files = {tile.path(): data for tile, data in (full | edge.partial()).items()}
            signed = self._publish(edge, files)
            for tile in full:  # their partial forms are no longer needed; those of later tiles never existed
                if tile.index == first >> 8 * max(tile.level, 0):
                    self._public.remove(f"{tile.path()}.p")
            self._journal.drop_before(plan.through, JOURNAL_BYTES)
            return Batch(signed, _places(plan))

    def _last_plan(self, checkpoint: SignedCheckpoint) -> Plan:
        """The last plan: carried out when the checkpoint ends where it does, interrupted when it begins there."""
        data, journal = self._private.read(PLAN), self._journal.identifier()
        if data is None:
            if checkpoint.size:
                raise DamagedError(
                    f"the log has {checkpoint.size} entries but the plan of its last batch is missing: restore the"
                    " private folder from the same backup as the tiles"
                )
            return Plan(journal, 0, 0, (), ())
        plan = parse_plan(data)
        if checkpoint.size not in {plan.start, plan.start + len(plan.entries)}:
            raise DamagedError(
                f"the checkpoint says {checkpoint.size} entries, the last batch {plan.start} to"
                f" {plan.start + len(plan.entries)}: tiles and private folder are not from the same backup"
            )
        if plan.journal != journal:
            raise DamagedError(
                "the journal is not the one that the last batch was read from: restore it, or let `adopt_journal` start"
                " on this one and say openly that entries acknowledged but not in the tree are lost"
            )
        return plan

    def adopt_journal(self) -> int:
        """Go on with another journal after the old one or the plan was lost; the size the log goes on from.

        An operator's last resort: entries that were only in the old journal never reach the tree, and an interrupted
        batch is finished only if its plan is there.
        """
        with self._public.lock("integrate"):
            checkpoint, data = self.checkpoint(), self._private.read(PLAN)
            size = checkpoint.size if checkpoint else 0
            plan = parse_plan(data) if data else None
            entries = plan.entries if plan and plan.start == size else ()
            fresh = Plan(self._journal.identifier(), size, self._journal.bounds()[0], entries, (None,) * len(entries))
            self._private.write({PLAN: fresh.serialise()})
            return size

    def _edge_of(self, checkpoint: SignedCheckpoint) -> Edge:
        if self._edge is None or self._edge.size != checkpoint.size or self._edge_root != checkpoint.root:
            self._edge = load_edge(self._public, checkpoint.size, checkpoint.root)
        return self._edge

    def _publish(self, edge: Edge, files: dict[str, bytes]) -> SignedCheckpoint:
        """Write tiles, then the checkpoint. A tile that is there already must be the same: a proof may rest on it."""
        for path, data in files.items():
            held = self._public.read(path)
            if held is not None and held != data:
                raise DamagedError(f"{path} is there already with other content")
        if files:
            self._public.write(files)
        signed = sign_checkpoint(
            Checkpoint(self.origin, edge.size, edge.root() if edge.size else EMPTY_ROOT), self._signer
        )
        self._public.write({CHECKPOINT: signed.note.serialise()})
        self._edge, self._edge_root = edge, signed.root
        return signed

    def add_cosignatures(
        self, checkpoint: SignedCheckpoint, signatures: Iterable[Signature], witnesses: Iterable[WitnessKey]
    ) -> SignedCheckpoint:
        """Publish witnesses' cosignatures of a checkpoint of this log; those that are not theirs or fail are dropped.

        The largest checkpoint with cosignatures stays at `cosigned-checkpoint`; when it is also the latest one,
        `checkpoint` carries them too. Gives the checkpoint with what was added.
        """
        good = select(signatures, checkpoint.note, witnesses)
        with self._public.lock("integrate"):
            open_checkpoint(checkpoint.note, self.origin, [self._signer.key])
            note = checkpoint.note
            for path in (COSIGNED, CHECKPOINT):
                data = self._public.read(path)
                held = None if data is None else open_checkpoint(data, self.origin, [self._signer.key])
                if held is not None and held.note.text == note.text:
                    note = note.with_signatures(held.note.signatures)
            note = note.with_signatures(good)
            latest = self.checkpoint()
            if latest is None or latest.size < checkpoint.size:
                raise LogError(f"the log has not reached {checkpoint.size} entries")
            cosigned = self._public.read(COSIGNED)
            if good:
                if not cosigned or open_checkpoint(cosigned, self.origin, [self._signer.key]).size <= checkpoint.size:
                    self._public.write({COSIGNED: note.serialise()})
                if latest.note.text == note.text:
                    self._public.write({CHECKPOINT: note.serialise()})
        return SignedCheckpoint(checkpoint.checkpoint, note)


def _arranged(journal: bytes, start: int, consumed: int, entries: list[bytes], arrange: Arrange | None) -> Plan:
    """The plan of a batch. Equal entries are interchangeable; each journal number gets one of them."""
    if arrange is None:
        numbers: tuple[int | None, ...] = tuple(range(consumed, consumed + len(entries)))
        return Plan(journal, start, consumed + len(entries), tuple(entries), numbers)
    arranged = tuple(arrange(list(entries)))
    waiting: defaultdict[bytes, deque[int]] = defaultdict(deque)
    for at, entry in enumerate(entries):
        waiting[entry].append(consumed + at)
    numbers = tuple(waiting[entry].popleft() if waiting.get(entry) else None for entry in arranged)
    if lost := sum(map(len, waiting.values())):
        raise ValueError(f"the arrangement lost {lost} entries of the journal")
    return Plan(journal, start, consumed + len(entries), arranged, numbers)
