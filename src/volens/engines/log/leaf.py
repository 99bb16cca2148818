"""What goes into the log: a leaf says what an office did, and names its subject only by a salted commitment.

No leaf holds personal data. A commitment is HMAC-SHA-256 under a salt that only the person's record holds; when the
salt is erased nobody can tell any more which leaves were about whom, yet every proof still verifies.
"""

from __future__ import annotations

import hmac
import re
import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from volens.engines.log.canonical import canonical, parse
from volens.engines.log.errors import FormatError

SALT_SIZE = 32
_COMMITMENT = re.compile(r"[0-9a-f]{64}", re.ASCII)
_CODE = re.compile(r"[a-z0-9][a-z0-9_.:/-]{0,99}", re.ASCII)
_FIELDS = {"commitment", "day", "office", "purpose", "type"}


class LeafType(StrEnum):
    """What kinds of acts are on the record."""

    GENESIS = "genesis"
    DECISION = "decision"
    PUBLICATION = "publication"
    WITHDRAWAL = "withdrawal"
    RULE_CHANGE = "rule_change"
    POLICY_CHANGE = "policy_change"
    GRANT = "grant"
    READ = "read"
    ERASURE = "erasure"


@dataclass(frozen=True)
class Leaf:
    """One act: its kind, the day, the office that did it, what for, and the commitment to its content or subject.

    `office` and `purpose` are codes (lower-case ASCII letters, digits, `_ . : / -`), never names of people or free
    text; `commitment` is 64 hexadecimal digits. Raises FormatError otherwise.
    """

    type: LeafType
    day: date
    office: str
    purpose: str
    commitment: str

    def __post_init__(self) -> None:
        for field in ("office", "purpose"):
            if not _CODE.fullmatch(getattr(self, field)):
                raise FormatError(field, f"{getattr(self, field)!r} is not a code of at most 100 of a-z 0-9 _ . : / -")
        if not _COMMITMENT.fullmatch(self.commitment):
            raise FormatError("commitment", "not 64 lower-case hexadecimal digits")

    def serialise(self) -> bytes:
        """The entry of the log: canonical JSON."""
        return canonical(
            {
                "commitment": self.commitment,
                "day": self.day.isoformat(),
                "office": self.office,
                "purpose": self.purpose,
                "type": self.type.value,
            }
        )


def parse_leaf(entry: bytes) -> Leaf:
    """Read an entry strictly: canonical JSON of exactly the five fields."""
    value: Any = parse(entry)
    if not isinstance(value, dict) or set(value) != _FIELDS:
        raise FormatError("leaf", f"not an object of exactly {', '.join(sorted(_FIELDS))}")
    for field, held in value.items():
        if not isinstance(held, str):
            raise FormatError(field, "not a string")
    try:
        kind = LeafType(value["type"])
    except ValueError:
        raise FormatError("type", f"{value['type']!r} is not a type of leaf") from None
    try:
        day = date.fromisoformat(value["day"])
    except ValueError:
        raise FormatError("day", f"{value['day']!r} is not a date") from None
    if day.isoformat() != value["day"]:
        raise FormatError("day", f"{value['day']!r} is not written as YYYY-MM-DD")
    return Leaf(kind, day, value["office"], value["purpose"], value["commitment"])


def commit(salt: bytes, domain: str, content: bytes) -> str:
    """The commitment to `content` under a secret salt of 32 bytes, as hexadecimal digits.

    `domain` (a code such as `read` or `decision`) keeps commitments of different uses apart. Without the salt a
    commitment can be neither opened nor linked to another, even by someone who can guess every content.
    """
    if len(salt) != SALT_SIZE:
        raise FormatError("salt", f"{len(salt)} bytes where {SALT_SIZE} are expected")
    label = domain.encode()
    return hmac.digest(salt, len(label).to_bytes(2) + label + content, "sha256").hex()


def opens(commitment: str, salt: bytes, domain: str, content: bytes) -> bool:
    """Whether the commitment was made to this content under this salt."""
    return hmac.compare_digest(commitment, commit(salt, domain, content))


@dataclass(frozen=True)
class Cell:
    """Reads that look alike but for their commitments: one day, one office, one purpose."""

    day: date
    office: str
    purpose: str


def padded_length(count: int, quantum: int) -> int:
    """The length a batch of `count` is filled up to: `quantum`, or the next of its doubles that is enough."""
    if quantum < 1:
        raise ValueError("a quantum is at least 1")
    length = quantum
    while length < count:
        length *= 2
    return length


def pad_reads(
    leaves: Iterable[Leaf], cells: Iterable[Cell], quantum: int, random: Callable[[int], bytes] = secrets.token_bytes
) -> list[Leaf]:
    """Reads of one batch with fillers, so that neither number nor order tells how many there were.

    Every cell given (and every one that has a read) gets `quantum` leaves, or the next double that is enough: with
    every office's cells listed, and batches at a steady beat, up to `quantum` reads look like none. Fillers are leaves
    with random commitments, which nobody can tell from true ones without the salts. Leaves are ordered by commitment:
    where a leaf stands tells nothing. `random` gives that many unpredictable bytes.
    """
    by_cell: dict[Cell, list[Leaf]] = {cell: [] for cell in cells}
    for leaf in leaves:
        if leaf.type is not LeafType.READ:
            raise FormatError("type", f"only reads are padded, not {leaf.type}")
        by_cell.setdefault(Cell(leaf.day, leaf.office, leaf.purpose), []).append(leaf)
    padded: list[Leaf] = []
    for cell, held in sorted(by_cell.items(), key=lambda item: (item[0].day, item[0].office, item[0].purpose)):
        fillers = [
            Leaf(LeafType.READ, cell.day, cell.office, cell.purpose, random(32).hex())
            for _ in range(padded_length(len(held), quantum) - len(held))
        ]
        padded += _ordered([*held, *fillers])
    return padded


def _ordered(leaves: Sequence[Leaf]) -> list[Leaf]:
    return sorted(leaves, key=lambda leaf: leaf.commitment)
