"""Witness cosignatures (C2SP tlog-cosignature, Ed25519 `cosignature/v1`) and how many of them are enough.

A cosignature says: at this time, this was the largest tree the witness had seen of this log, and it continued all the
earlier ones. It says nothing about what the entries mean.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from volens.engines.log.errors import FormatError, QuorumError, SignatureError
from volens.engines.log.note import (
    COSIGNATURE,
    Note,
    Signature,
    check_name,
    format_key,
    key_id,
    parse_key,
    verify_ed25519,
)

_SIZE = 8 + 64
MAX_TIME = 2**63 - 1


def _message(text: str, timestamp: int) -> bytes:
    return f"cosignature/v1\ntime {timestamp}\n{text}".encode()


@dataclass(frozen=True)
class WitnessKey:
    """A witness's public key."""

    name: str
    public: bytes

    @property
    def key_id(self) -> bytes:
        """The four bytes that stand before its signatures."""
        return key_id(self.name, COSIGNATURE, self.public)

    def verify(self, text: str, value: bytes) -> bool:
        """Whether `value` is a time and this witness's signature of the text at that time."""
        if len(value) != _SIZE:
            return False
        timestamp = int.from_bytes(value[:8])
        return timestamp <= MAX_TIME and verify_ed25519(self.public, value[8:], _message(text, timestamp))

    def vkey(self) -> str:
        """The key as text, to publish."""
        return format_key(self.name, COSIGNATURE, self.public)


def parse_witness_key(text: str) -> WitnessKey:
    """A witness's public key from its text."""
    return WitnessKey(*parse_key(text, COSIGNATURE))


@dataclass(frozen=True)
class Cosigner:
    """Cosigns with a private Ed25519 key. One key serves one witness only: the message does not name the witness."""

    name: str
    private: Ed25519PrivateKey

    def __post_init__(self) -> None:
        check_name(self.name)

    @property
    def key(self) -> WitnessKey:
        """What others need to verify."""
        return WitnessKey(self.name, self.private.public_key().public_bytes_raw())

    def sign(self, text: str, timestamp: int) -> Signature:
        """A cosignature line for a checkpoint's text at a POSIX time in whole seconds."""
        if not 0 <= timestamp <= MAX_TIME:
            raise FormatError("timestamp", f"{timestamp} is not a POSIX time")
        value = timestamp.to_bytes(8) + self.private.sign(_message(text, timestamp))
        return Signature(self.name, self.key.key_id, value)


def signed_at(signature: Signature) -> int:
    """The POSIX time in a cosignature that has been verified."""
    return int.from_bytes(signature.value[:8])


@dataclass(frozen=True)
class Quorum:
    """Which witnesses count, and how many of them must have cosigned."""

    witnesses: tuple[WitnessKey, ...]
    threshold: int

    def __post_init__(self) -> None:
        keys = {witness.public for witness in self.witnesses}
        if len(keys) != len(self.witnesses):
            raise FormatError("quorum", "the same key stands for two witnesses")
        if not 0 <= self.threshold <= len(self.witnesses):
            raise FormatError("quorum", f"{self.threshold} of {len(self.witnesses)} witnesses cannot be asked for")

    def cosigned(self, note: Note, now: int | None = None) -> dict[str, int]:
        """Which of the witnesses cosigned the note, and the latest time each says. Others' signatures are ignored.

        With `now` (POSIX seconds) cosignatures from the future do not count. Raises SignatureError when one of these
        witnesses' signatures does not verify.
        """
        known = {(witness.name, witness.key_id): witness for witness in self.witnesses}
        found: dict[str, int] = {}
        for signature in note.signatures:
            witness = known.get((signature.name, signature.key_id))
            if witness is None:
                continue
            if not witness.verify(note.text, signature.value):
                raise SignatureError(f"the cosignature by {signature.name} does not verify")
            if now is None or signed_at(signature) <= now:
                found[witness.vkey()] = max(signed_at(signature), found.get(witness.vkey(), 0))
        return found

    def check(self, note: Note, now: int | None = None) -> dict[str, int]:
        """As `cosigned`; raises QuorumError when they are fewer than the threshold."""
        found = self.cosigned(note, now)
        if len(found) < self.threshold:
            raise QuorumError(f"{len(found)} of the known witnesses cosigned; the policy asks for {self.threshold}")
        return found


def select(signatures: Iterable[Signature], note: Note, witnesses: Iterable[WitnessKey]) -> list[Signature]:
    """Those of the given lines that are good cosignatures of the note by one of the witnesses; the rest are dropped."""
    known = {(witness.name, witness.key_id): witness for witness in witnesses}
    return [
        signature
        for signature in signatures
        if (witness := known.get((signature.name, signature.key_id))) and witness.verify(note.text, signature.value)
    ]
