"""Checkpoints (C2SP tlog-checkpoint): a note that says how large a log is and what its root is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from volens.engines.log.errors import FormatError, SignatureError
from volens.engines.log.merkle import EMPTY_ROOT, HASH_SIZE
from volens.engines.log.note import Note, NoteSigner, Verifier, decode64, encode64, open_note, parse_note

MAX_SIZE = 2**63 - 1


def parse_decimal(text: str, where: str) -> int:
    """A count in ASCII digits without leading zeroes, up to 2**63 - 1."""
    if not text.isascii() or not text.isdigit() or (text[0] == "0" and text != "0") or len(text) > 19:
        raise FormatError(where, f"{text[:40]!r} is not a plain decimal number")
    number = int(text)
    if number > MAX_SIZE:
        raise FormatError(where, f"{number} is more than any log holds")
    return number


@dataclass(frozen=True)
class Checkpoint:
    """The state of a log: its origin, its number of entries and its root hash."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def text(self) -> str:
        """The text that is signed."""
        return "\n".join([self.origin, str(self.size), encode64(self.root), *self.extensions, ""])


def parse_text(text: str) -> Checkpoint:
    """Read the text of a checkpoint strictly."""
    lines = text.split("\n")
    if len(lines) < 4 or lines.pop():
        raise FormatError("checkpoint", "fewer than three lines: origin, size, root hash")
    for number, line in enumerate(lines, 1):
        if not line:
            raise FormatError(f"line {number}", "empty")
    origin, size, root, *extensions = lines
    checkpoint = Checkpoint(
        origin, parse_decimal(size, "line 2"), decode64(root, "line 3", HASH_SIZE), tuple(extensions)
    )
    if not checkpoint.size and checkpoint.root != EMPTY_ROOT:
        raise FormatError("line 3", "a root other than that of the empty tree for a tree without entries")
    return checkpoint


@dataclass(frozen=True)
class SignedCheckpoint:
    """A checkpoint with the note it came in. Made by `open_checkpoint`, after its log's signature was verified."""

    checkpoint: Checkpoint
    note: Note

    @property
    def size(self) -> int:
        """How many entries the log has."""
        return self.checkpoint.size

    @property
    def root(self) -> bytes:
        """Its root hash."""
        return self.checkpoint.root


def open_checkpoint(data: bytes | Note, origin: str, keys: Iterable[Verifier]) -> SignedCheckpoint:
    """A checkpoint of the log `origin`, signed by one of its keys. Raises FormatError or SignatureError."""
    note = data if isinstance(data, Note) else parse_note(data)
    open_note(note, keys)
    checkpoint = parse_text(note.text)
    if checkpoint.origin != origin:
        raise SignatureError(f"a checkpoint of {checkpoint.origin!r}, not of {origin!r}")
    return SignedCheckpoint(checkpoint, note)


def sign_checkpoint(checkpoint: Checkpoint, signer: NoteSigner) -> SignedCheckpoint:
    """A checkpoint under its log's signature. The caller has made sure that it continues every earlier one."""
    text = checkpoint.text()
    if parse_text(text) != checkpoint:
        raise FormatError("checkpoint", "a line of it holds a newline")
    return SignedCheckpoint(checkpoint, Note(text, (signer.sign(text),)))
