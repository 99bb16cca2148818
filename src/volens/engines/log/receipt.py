"""Receipts (C2SP tlog-proof): a file that proves, offline, that an entry is in a log that witnesses watch."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from volens.engines.log.checkpoint import SignedCheckpoint, open_checkpoint, parse_decimal
from volens.engines.log.cosignature import Quorum
from volens.engines.log.errors import FormatError, ProofError
from volens.engines.log.merkle import HASH_SIZE, leaf_hash, verify_inclusion
from volens.engines.log.note import Note, Verifier, decode64, encode64, parse_note

FIRST_LINE = "c2sp.org/tlog-proof@v1"
SUFFIX = ".tlog-proof"
MAX_PROOF = 63


@dataclass(frozen=True)
class Receipt:
    """Where an entry stands, the hashes that lead from it to the root, and the checkpoint that holds the root.

    `entry` is the entry itself, carried as the format's extra data; None when whoever verifies has it from elsewhere.
    """

    index: int
    proof: tuple[bytes, ...]
    note: Note
    entry: bytes | None = None

    def serialise(self) -> bytes:
        """The file's bytes."""
        lines = [FIRST_LINE]
        if self.entry is not None:
            lines.append(f"extra {encode64(self.entry)}")
        lines.append(f"index {self.index}")
        lines += map(encode64, self.proof)
        return ("\n".join(lines) + "\n\n").encode() + self.note.serialise()


def parse_receipt(data: bytes) -> Receipt:
    """Read a receipt strictly. Raises FormatError with the line. Says nothing yet about whether it holds."""
    head, separator, note = data.partition(b"\n\n")
    if not separator:
        raise FormatError("receipt", "no empty line before the checkpoint")
    try:
        lines = head.decode("ascii").split("\n")
    except UnicodeDecodeError:
        raise FormatError("receipt", "a letter beyond ASCII before the checkpoint") from None
    if lines[0] != FIRST_LINE:
        raise FormatError("line 1", f"not {FIRST_LINE!r}")
    entry = None
    at = 1
    if at < len(lines) and lines[at].startswith("extra "):
        entry = decode64(lines[at].removeprefix("extra "), "line 2")
        at += 1
    if at == len(lines) or not lines[at].startswith("index "):
        raise FormatError(f"line {at + 1}", "not 'index' and a number")
    index = parse_decimal(lines[at].removeprefix("index "), f"line {at + 1}")
    hashes = lines[at + 1 :]
    if len(hashes) > MAX_PROOF:
        raise FormatError(f"line {at + 2}", f"a proof has at most {MAX_PROOF} hashes")
    proof = tuple(decode64(line, f"line {at + 2 + number}", HASH_SIZE) for number, line in enumerate(hashes))
    return Receipt(index, proof, parse_note(note), entry)


def verify_receipt(
    receipt: Receipt,
    origin: str,
    keys: Iterable[Verifier],
    quorum: Quorum,
    *,
    entry: bytes | None = None,
    now: int | None = None,
) -> SignedCheckpoint:
    """Check everything a receipt claims: the log's signature, the witnesses' quorum, the way from entry to root.

    `entry` is the entry when the caller has it; it must then be the one in the receipt, if that carries one. `now`
    (POSIX seconds) refuses cosignatures from the future. Gives the checkpoint. Raises SignatureError, QuorumError or
    ProofError.
    """
    if entry is not None and receipt.entry is not None and entry != receipt.entry:
        raise ProofError("the receipt is for another entry")
    subject = receipt.entry if entry is None else entry
    if subject is None:
        raise ProofError("the receipt does not carry its entry, and none was given")
    signed = open_checkpoint(receipt.note, origin, keys)
    quorum.check(receipt.note, now)
    verify_inclusion(leaf_hash(subject), receipt.index, signed.size, receipt.proof, signed.root)
    return signed
