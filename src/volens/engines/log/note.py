"""Signed notes (C2SP signed-note): a text and, under an empty line, signatures by named Ed25519 keys.

Text is trusted only as the result of `open_note`: at least one given key signed it, and no given key's signature fails.
Signatures by other keys are ignored, so a log may change keys and witnesses may add theirs.
"""

from __future__ import annotations

import base64
import binascii
import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from volens.engines.log.errors import FormatError, SignatureError

ED25519 = 0x01
COSIGNATURE = 0x04
MAX_NOTE_BYTES = 1_000_000
MAX_SIGNATURES = 100
_MARK = "— "


def encode64(data: bytes) -> str:
    """Standard base64 with padding (RFC 4648, section 4)."""
    return base64.b64encode(data).decode("ascii")


def decode64(text: str, where: str, size: int | None = None) -> bytes:
    """The bytes of standard base64, of exactly `size` when given. Refuses what does not encode back to it."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise FormatError(where, "not base64") from None
    if encode64(data) != text:
        raise FormatError(where, "base64 with stray bits")
    if size is not None and len(data) != size:
        raise FormatError(where, f"{len(data)} bytes where {size} are expected")
    return data


def check_name(name: str, where: str = "key name") -> None:
    """Raise FormatError unless this can name a key: not empty, no space, no plus sign, no control character."""
    if not name or "+" in name or any(letter.isspace() or letter < " " for letter in name):
        raise FormatError(where, f"{name!r} is empty or has a space, a plus sign or a control character")


def key_id(name: str, kind: int, public: bytes) -> bytes:
    """The four bytes that, with the name, tell which key and which way of signing a signature line is by."""
    return sha256(name.encode() + b"\n" + bytes([kind]) + public).digest()[:4]


@dataclass(frozen=True)
class Signature:
    """A signature line: the key's name, its four-byte identifier, and what that key's way of signing puts there."""

    name: str
    key_id: bytes
    value: bytes

    def line(self) -> str:
        """The line as it stands in a note, with its newline."""
        return f"{_MARK}{self.name} {encode64(self.key_id + self.value)}\n"


def parse_signature(line: str, where: str) -> Signature:
    """Read one signature line, without its newline."""
    name, separator, value = line.removeprefix(_MARK).partition(" ")
    if not line.startswith(_MARK) or not separator:
        raise FormatError(where, "not a signature line: em dash, space, key name, space, base64")
    check_name(name, where)
    data = decode64(value, where)
    if len(data) < 5:
        raise FormatError(where, "a signature is at least five bytes: four of key identifier, then the signature")
    return Signature(name, data[:4], data[4:])


@dataclass(frozen=True)
class Note:
    """A text that ends in a newline, and its signatures; not yet verified."""

    text: str
    signatures: tuple[Signature, ...] = ()

    def serialise(self) -> bytes:
        """The note as it is stored and sent."""
        return (self.text + "\n" + "".join(signature.line() for signature in self.signatures)).encode()

    def with_signatures(self, more: Iterable[Signature]) -> Note:
        """The same text with signatures added; a later one by the same key takes the place of the earlier."""
        lines = {(line.name, line.key_id): line for line in (*self.signatures, *more)}
        return Note(self.text, tuple(lines.values()))


def parse_note(data: bytes) -> Note:
    """Read a note strictly. Raises FormatError with the line; says nothing about who signed it."""
    if len(data) > MAX_NOTE_BYTES:
        raise FormatError("note", f"longer than {MAX_NOTE_BYTES} bytes")
    try:
        whole = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise FormatError("note", f"not UTF-8 at byte {error.start}") from None
    if any(letter < " " and letter != "\n" for letter in whole):
        raise FormatError("note", "a control character other than newline")
    text, separator, below = whole.rpartition("\n\n")
    text += "\n"
    if not separator or not below.endswith("\n"):
        raise FormatError("note", "no empty line followed by signature lines that each end in a newline")
    lines = below[:-1].split("\n")
    if len(lines) > MAX_SIGNATURES:
        raise FormatError("note", f"more than {MAX_SIGNATURES} signatures")
    first = text.count("\n") + 2
    return Note(text, tuple(parse_signature(line, f"line {first + at}") for at, line in enumerate(lines)))


class Verifier(Protocol):
    """Checks signature lines of one key."""

    @property
    def name(self) -> str:
        """The key's name."""
        ...

    @property
    def key_id(self) -> bytes:
        """The four bytes that stand before its signatures."""
        ...

    def verify(self, text: str, value: bytes) -> bool:
        """Whether the line's bytes are a good signature of the text by this key."""
        ...


def verify_ed25519(public: bytes, signature: bytes, message: bytes) -> bool:
    """Whether an Ed25519 signature (RFC 8032) over the message is good."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


@dataclass(frozen=True)
class NoteKey:
    """A public Ed25519 key that signs notes as they are."""

    name: str
    public: bytes

    @property
    def key_id(self) -> bytes:
        """The four bytes that stand before its signatures."""
        return key_id(self.name, ED25519, self.public)

    def verify(self, text: str, value: bytes) -> bool:
        """Whether `value` is this key's signature of the text."""
        return verify_ed25519(self.public, value, text.encode())

    def vkey(self) -> str:
        """The key as text, to publish: name+identifier+base64."""
        return format_key(self.name, ED25519, self.public)


@dataclass(frozen=True)
class NoteSigner:
    """Signs notes with a private Ed25519 key."""

    name: str
    private: Ed25519PrivateKey

    def __post_init__(self) -> None:
        check_name(self.name)

    @property
    def key(self) -> NoteKey:
        """What others need to verify."""
        return NoteKey(self.name, self.private.public_key().public_bytes_raw())

    def sign(self, text: str) -> Signature:
        """A signature line for the text."""
        key = self.key
        return Signature(key.name, key.key_id, self.private.sign(text.encode()))


def private_key(seed: bytes) -> Ed25519PrivateKey:
    """The private key grown from a secret of 32 bytes."""
    if len(seed) != 32:
        raise FormatError("private key", f"{len(seed)} bytes where 32 are expected")
    return Ed25519PrivateKey.from_private_bytes(seed)


def format_key(name: str, kind: int, public: bytes) -> str:
    """A public key as text: name, plus, identifier in hexadecimal, plus, base64 of kind and key."""
    check_name(name)
    return f"{name}+{key_id(name, kind, public).hex()}+{encode64(bytes([kind]) + public)}"


def parse_key(text: str, kind: int) -> tuple[str, bytes]:
    """The name and the 32 bytes of a public key written as text. Raises FormatError on anything amiss."""
    name, _, rest = text.partition("+")
    identifier, separator, encoded = rest.partition("+")
    check_name(name)
    if not separator:
        raise FormatError("public key", "not of the form name+identifier+base64")
    data = decode64(encoded, "public key", 33)
    if data[0] != kind:
        raise FormatError("public key", f"of kind {data[0]:#04x} where {kind:#04x} is expected")
    if not hmac.compare_digest(key_id(name, kind, data[1:]).hex(), identifier):
        raise FormatError("public key", "its identifier does not belong to its name and bytes")
    return name, data[1:]


def parse_note_key(text: str) -> NoteKey:
    """A log's public key from its text."""
    return NoteKey(*parse_key(text, ED25519))


def open_note(note: Note, verifiers: Iterable[Verifier]) -> list[Signature]:
    """The signatures of `note` by the given keys, all verified.

    Raises SignatureError when there is none, or when one by a given key fails: somebody changed the text.
    """
    known = {(verifier.name, verifier.key_id): verifier for verifier in verifiers}
    good = []
    for signature in note.signatures:
        verifier = known.get((signature.name, signature.key_id))
        if verifier is None:
            continue
        if not verifier.verify(note.text, signature.value):
            raise SignatureError(f"the signature by {signature.name} does not verify")
        good.append(signature)
    if not good:
        raise SignatureError("no known key signed this note")
    return good
