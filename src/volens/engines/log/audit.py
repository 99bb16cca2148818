"""Checks a whole log from its entries up, and compares what its witnesses say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from volens.engines.log.checkpoint import SignedCheckpoint, open_checkpoint
from volens.engines.log.cosignature import WitnessKey, signed_at
from volens.engines.log.errors import FormatError, LogError, SignatureError
from volens.engines.log.growth import Edge
from volens.engines.log.merkle import leaf_hash
from volens.engines.log.note import Note, Verifier
from volens.engines.log.reader import LogReader
from volens.engines.log.storage import Reader
from volens.engines.log.tiles import ENTRIES, WIDTH, Tile, parse_entries, width_at


@dataclass(frozen=True)
class Finding:
    """Something stored is not what it should be: where (a path, or `checkpoint`), what, and which entry if known."""

    path: str
    problem: str
    index: int | None = None


def audit(storage: Reader, signed: SignedCheckpoint) -> Iterator[Finding]:
    """Rebuild the tree of a checkpoint from its bundles and compare every tile; nothing found means all is as signed.

    Reads everything once, keeps at most a few hundred hashes. An entry that was changed is named by its index as far as
    the tile above it still tells the original hash.
    """
    edge = Edge()
    for number in range(-(-signed.size // WIDTH)):
        width = WIDTH if number < signed.size >> 8 else width_at(0, signed.size)
        bundle, tile = Tile(ENTRIES, number, width), Tile(0, number, width)
        data = storage.read(bundle.path())
        try:
            entries = None if data is None else parse_entries(data, bundle.path(), width)
        except FormatError as error:
            yield Finding(bundle.path(), str(error), number * WIDTH)
            return
        if entries is None:
            yield Finding(bundle.path(), "missing", number * WIDTH)
            return
        yield from _changed(storage.read(tile.path()), tile, bundle, entries)
        for full, expected in edge.append(entries).items():
            yield from _compare(storage, full, expected)
    for partial, expected in edge.partial().items():
        yield from _compare(storage, partial, expected)
    if edge.root() != signed.root:
        yield Finding("checkpoint", f"the entries do not lead to the root signed for {signed.size}")


def _changed(leaves: bytes | None, tile: Tile, bundle: Tile, entries: list[bytes]) -> Iterator[Finding]:
    if leaves is None or len(leaves) != tile.width * 32:
        return  # told when the tiles are compared
    for at, entry in enumerate(entries):
        if leaf_hash(entry) != leaves[32 * at : 32 * at + 32]:
            yield Finding(bundle.path(), "the entry does not match its leaf hash", tile.index * WIDTH + at)


def _compare(storage: Reader, tile: Tile, expected: bytes) -> Iterator[Finding]:
    if tile.level != ENTRIES:
        data = storage.read(tile.path())
        if data != expected:
            yield Finding(tile.path(), "missing" if data is None else "not what the entries lead to")


class Fault(StrEnum):
    """What a comparison of witnesses can show."""

    NOT_SIGNED_BY_LOG = "not_signed_by_log"
    NOT_THE_PUBLISHED_LOG = "not_the_published_log"
    TWO_HISTORIES = "two_histories"
    WENT_BACK = "went_back"


@dataclass(frozen=True)
class Accusation:
    """What is wrong with what a witness cosigned or the log signed. `by` is the witness's name, or the log's origin."""

    by: str
    fault: Fault
    size: int


@dataclass(frozen=True)
class _Statement:
    witness: WitnessKey
    note: Note
    signed: SignedCheckpoint | None
    time: int


def compare_witnesses(
    notes: Iterable[Note], witnesses: Iterable[WitnessKey], log: LogReader, log_keys: Iterable[Verifier]
) -> list[Accusation]:
    """Which of the witnesses cosigned something other than the published log, and whether the log itself is at fault.

    `notes` are cosigned checkpoints gathered from each witness, from receipts, from anywhere. Each is compared with
    the published tiles, as far as `log` has verified them. At fault itself is a witness that cosigned what the log
    never signed, a smaller tree after a larger one, or a deviating tree and then (or before) the published one of at
    least that size. A witness that only cosigned the deviating tree may have been shown nothing else: the log, which
    signed it, then stands accused of two histories.
    """
    keys = tuple(log_keys)
    known = tuple(witnesses)
    accusations: list[Accusation] = []
    statements: list[_Statement] = []
    for note in notes:
        signed = _opened(note, log.origin, keys)
        for witness in known:
            statements += [
                _Statement(witness, note, signed, signed_at(line))
                for line in note.signatures
                if (line.name, line.key_id) == (witness.name, witness.key_id) and witness.verify(note.text, line.value)
            ]
    confirmed: dict[WitnessKey, int] = {}  # the largest published tree that each witness cosigned
    deviating: list[tuple[WitnessKey, int]] = []
    for statement in statements:
        signed, witness = statement.signed, statement.witness
        if signed is None:
            accusations.append(Accusation(witness.name, Fault.NOT_SIGNED_BY_LOG, _claimed_size(statement.note)))
        elif signed.size <= log.checkpoint.size:
            if log.root_at(signed.size) == signed.root:
                confirmed[witness] = max(signed.size, confirmed.get(witness, 0))
            else:
                deviating.append((witness, signed.size))
    for witness, size in deviating:
        accusations += [
            Accusation(witness.name, Fault.NOT_THE_PUBLISHED_LOG, size),
            Accusation(log.origin, Fault.TWO_HISTORIES, size),
        ]
        if confirmed.get(witness, -1) >= size:
            accusations.append(Accusation(witness.name, Fault.TWO_HISTORIES, size))
    accusations += _went_back(statements)
    return list(dict.fromkeys(accusations))


def _went_back(statements: list[_Statement]) -> Iterator[Accusation]:
    for witness in {statement.witness for statement in statements}:
        said = sorted(
            (statement.time, statement.signed.size)
            for statement in statements
            if statement.witness == witness and statement.signed
        )
        largest, when = 0, -1
        for time, size in said:
            if size < largest and time > when:
                yield Accusation(witness.name, Fault.WENT_BACK, size)
            if size > largest:
                largest, when = size, time


def _opened(note: Note, origin: str, keys: tuple[Verifier, ...]) -> SignedCheckpoint | None:
    try:
        return open_checkpoint(note, origin, keys)
    except (SignatureError, FormatError):
        return None


def _claimed_size(note: Note) -> int:
    try:
        return int(note.text.split("\n")[1])
    except (LogError, IndexError, ValueError):
        return -1
