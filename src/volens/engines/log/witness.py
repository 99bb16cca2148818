"""A witness (C2SP tlog-witness): remembers the latest checkpoint of each log, and cosigns only what continues it.

A pure state machine over a storage port: whoever runs it brings the network and the clock. What it remembers is durable
before a cosignature leaves it, so that not even a crash makes it cosign two histories.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import ClassVar

from volens.engines.log.checkpoint import SignedCheckpoint, open_checkpoint, parse_decimal
from volens.engines.log.cosignature import Cosigner, Quorum
from volens.engines.log.errors import DamagedError, FormatError, LogError, ProofError, SignatureError
from volens.engines.log.merkle import HASH_SIZE, verify_consistency
from volens.engines.log.note import Note, Signature, Verifier, decode64, encode64, open_note, parse_note
from volens.engines.log.receipt import MAX_PROOF
from volens.engines.log.storage import Storage

SIZE_TYPE = "text/x.tlog.size"
TEXT_TYPE = "text/plain; charset=utf-8"


class RefusedError(LogError):
    """The witness does not cosign. `status` is the answer over HTTP."""

    status: ClassVar[int] = 400


class BadRequestError(RefusedError):
    """The request makes no sense: form, or an old size beyond the new one."""


class UnknownLogError(RefusedError):
    """The witness does not watch this log."""

    status = 404


class UntrustedError(RefusedError):
    """No key of this log signed the checkpoint."""

    status = 403


class ConflictError(RefusedError):
    """The proof does not begin at the size the witness saw last: begin at `size`."""

    status = 409

    def __init__(self, size: int) -> None:
        super().__init__(f"the latest checkpoint cosigned has {size} entries: prove from there")
        self.size = size


class ForkError(ConflictError):
    """Two signed checkpoints of the same size with different roots: proof that the log shows two histories."""


class InconsistentError(RefusedError):
    """The consistency proof does not verify."""

    status = 422


class ClockError(RefusedError):
    """The witness's clock went back: a cosignature now would claim a larger tree for an earlier time."""

    status = 503


@dataclass(frozen=True)
class Request:
    """What `add-checkpoint` carries: the size the proof begins at, the proof, the checkpoint."""

    old: int
    proof: tuple[bytes, ...]
    note: Note

    def serialise(self) -> bytes:
        """The request's body."""
        lines = [f"old {self.old}", *map(encode64, self.proof), "", ""]
        return "\n".join(lines).encode() + self.note.serialise()


def parse_request(body: bytes) -> Request:
    """Read a request strictly. Raises FormatError."""
    head, separator, note = body.partition(b"\n\n")
    if not separator or not head.isascii():
        raise FormatError("request", "no empty line before the checkpoint, or a letter beyond ASCII before it")
    first, *hashes = head.decode("ascii").split("\n")
    if not first.startswith("old "):
        raise FormatError("line 1", "not 'old' and a size")
    if len(hashes) > MAX_PROOF:
        raise FormatError("request", f"a proof has at most {MAX_PROOF} hashes")
    proof = tuple(decode64(line, f"line {at}", HASH_SIZE) for at, line in enumerate(hashes, 2))
    return Request(parse_decimal(first.removeprefix("old "), "line 1"), proof, parse_note(note))


@dataclass(frozen=True)
class Answer:
    """An answer over HTTP."""

    status: int
    body: bytes
    content_type: str = TEXT_TYPE


class Witness:
    """Watches logs, each by its origin and its keys, and cosigns with one or more keys of its own."""

    def __init__(self, cosigners: Sequence[Cosigner], logs: Mapping[str, Sequence[Verifier]], storage: Storage) -> None:
        if not cosigners:
            raise ValueError("a witness needs a key")
        self._cosigners = tuple(cosigners)
        self._keys = tuple(cosigner.key for cosigner in self._cosigners)
        self._logs = dict(logs)
        self._storage = storage

    def latest(self, origin: str) -> SignedCheckpoint | None:
        """The largest checkpoint of a log that this witness cosigned, with its cosignatures; None before the first."""
        if origin not in self._logs:
            raise UnknownLogError(f"{origin!r} is not a log this witness watches")
        data = self._storage.read(_path(origin, "latest"))
        if data is None:
            return None
        signed = open_checkpoint(data, origin, self._logs[origin])
        open_note(signed.note, self._keys)
        return signed

    def evidence(self, origin: str) -> tuple[Note, Note] | None:
        """Two checkpoints of the same size, both signed by the log, with different roots: None when it never forked."""
        first, second = (self._storage.read(_path(origin, name)) for name in ("fork-ours", "fork-theirs"))
        return (parse_note(first), parse_note(second)) if first and second else None

    def add_checkpoint(self, old: int, proof: Sequence[bytes], note: Note, now: int) -> list[Signature]:
        """Cosign a checkpoint at the POSIX time `now` if it continues the latest one; the cosignatures.

        `old` must be the latest one's size (0 before the first, and then the proof is empty). Raises RefusedError: each
        reason is a class of its own. What is decided on and what is remembered change together, under a lock.
        """
        origin = note.text.split("\n", 1)[0]
        keys = self._logs.get(origin)
        if keys is None:
            raise UnknownLogError(f"{origin!r} is not a log this witness watches")
        try:
            signed = open_checkpoint(note, origin, keys)
        except SignatureError as error:
            raise UntrustedError(str(error)) from error
        except FormatError as error:
            raise BadRequestError(str(error)) from error
        if old > signed.size:
            raise BadRequestError(f"a proof from {old} entries cannot lead to {signed.size}")
        with self._storage.lock("witness"):
            try:
                before = self.latest(origin)
            except LogError as error:
                raise DamagedError(f"what this witness remembers of {origin!r} was altered: {error}") from error
            self._compare(before, old, proof, signed)
            if before and now < (last := max(Quorum(self._keys, 0).cosigned(before.note).values())):
                raise ClockError(f"the clock says {now}, and said {last} when this witness last cosigned")
            lines = [cosigner.sign(note.text, now) for cosigner in self._cosigners]
            # Only the log's own signatures are kept with ours: whatever else the note carried is not ours to pass on.
            good = open_note(note, keys)
            self._storage.write({_path(origin, "latest"): Note(note.text, (*good, *lines)).serialise()})
            return lines

    def _compare(
        self, before: SignedCheckpoint | None, old: int, proof: Sequence[bytes], after: SignedCheckpoint
    ) -> None:
        size = before.size if before else 0
        if before and after.size == size and after.root != before.root:
            self._keep_evidence(before, after)
            raise ForkError(size)
        if old != size:
            raise ConflictError(size)
        if before is None or not size or after.size == size:
            if proof:
                raise InconsistentError("a proof where none is needed")
            return
        try:
            verify_consistency(size, after.size, proof, before.root, after.root)
        except ProofError as error:
            raise InconsistentError(str(error)) from error

    def _keep_evidence(self, ours: SignedCheckpoint, theirs: SignedCheckpoint) -> None:
        origin = ours.checkpoint.origin
        if self._storage.read(_path(origin, "fork-theirs")) is None:
            self._storage.write(
                {
                    _path(origin, "fork-ours"): ours.note.serialise(),
                    _path(origin, "fork-theirs"): theirs.note.serialise(),
                }
            )

    def answer(self, body: bytes, now: int) -> Answer:
        """The answer to an `add-checkpoint` request over HTTP."""
        try:
            request = parse_request(body)
            lines = self.add_checkpoint(request.old, request.proof, request.note, now)
        except FormatError as error:
            return Answer(400, f"{error}\n".encode())
        except ConflictError as error:
            return Answer(error.status, f"{error.size}\n".encode(), SIZE_TYPE)
        except RefusedError as error:
            return Answer(error.status, f"{error}\n".encode())
        return Answer(200, "".join(line.line() for line in lines).encode())


def _path(origin: str, name: str) -> str:
    # An origin may hold any letter: its hash is a safe name for a folder.
    return f"logs/{sha256(origin.encode()).hexdigest()}/{name}"
