"""Being a witness of a log, anywhere: fetch its checkpoint, see that it continues the last one, cosign, tell the log.

Needs neither this service's database nor its settings: only the log's address and public key, and a folder of its own.
"""

from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit

import httpx

from volens.engines.log import (
    Cosigner,
    DirectoryStorage,
    LogError,
    LogReader,
    MissingError,
    Note,
    RefusedError,
    Witness,
    parse_note_key,
    private_key,
)
from volens.engines.log.note import Signature
from volens.engines.log.storage import Reader, make_directory, sync_directory
from volens.engines.log.witness import ForkError

#: No file of a log is larger: 256 entries of at most 64 kB.
LARGEST = 256 * 65_538


class UnreachableError(LogError):
    """The log did not answer, or not with what was asked for."""


@dataclass
class WebReader:
    """A log's files over HTTP."""

    address: str

    def __post_init__(self) -> None:
        if urlsplit(self.address).scheme not in {"http", "https"}:
            raise UnreachableError(f"{self.address!r} is neither a folder nor an address of the web")
        self._client = httpx.Client(timeout=20, follow_redirects=False)

    def read(self, path: str) -> bytes | None:
        """The file at a path, or None where there is none."""
        address = f"{self.address.rstrip('/')}/{quote(path)}"
        try:
            with self._client.stream("GET", address) as answer:
                if answer.status_code == 404:
                    return None
                if answer.status_code != 200:
                    raise UnreachableError(f"{address} answers {answer.status_code}")
                data = bytearray()
                for part in answer.iter_bytes():
                    data += part
                    if len(data) > LARGEST:
                        raise UnreachableError(f"{address} sends more than any file of a log holds")
                return bytes(data)
        except httpx.HTTPError as error:
            raise UnreachableError(f"{address}: {str(error) or type(error).__name__}") from error

    def send(self, path: str, data: bytes) -> str:
        """Send something to the log; what it answers. Raises UnreachableError when it is not taken."""
        address = f"{self.address.rstrip('/')}/{path}"
        try:
            answer = self._client.post(address, content=data, headers={"Content-Type": "text/plain; charset=utf-8"})
        except httpx.HTTPError as error:
            raise UnreachableError(f"{address}: {str(error) or type(error).__name__}") from error
        if answer.status_code != 200:
            raise UnreachableError(f"{address} answers {answer.status_code}: {answer.text[:200].strip()}")
        return answer.text[:10_000]

    def close(self) -> None:
        """Let go of the connection."""
        self._client.close()


def reader(where: str) -> Reader:
    """The files of a log at an address or in a folder."""
    return WebReader(where) if "://" in where else DirectoryStorage(Path(where))


def own_key(store: Path, name: str) -> Cosigner:
    """The witness's own key: made once in its folder, readable by its owner only."""
    path = store / "witness.key"
    make_directory(store)
    with contextlib.suppress(FileExistsError):
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(os.urandom(32))
            file.flush()
            os.fsync(file.fileno())
        sync_directory(store)
    return Cosigner(name, private_key(path.read_bytes()))


@dataclass(frozen=True)
class Seen:
    """What one look at a log came to: its size, whether it grew since the last look, and our cosignatures."""

    size: int
    grew: bool
    note: Note
    signatures: tuple[Signature, ...]


def look(log: Reader, vkey: str, cosigner: Cosigner, store: Path, now: int) -> Seen:
    """Fetch the latest checkpoint and cosign it if it continues the last one. `now` in POSIX seconds.

    Raises ForkError when the log shows two histories (both checkpoints are then kept in the witness's folder as
    evidence), RefusedError when it cannot be cosigned for another reason, LogError when the log cannot be read.
    """
    key = parse_note_key(vkey)
    witness = Witness([cosigner], {key.name: [key]}, DirectoryStorage(store))
    before = witness.latest(key.name)
    fetched = LogReader(log, key.name, [key])
    signed = fetched.checkpoint
    old = before.size if before else 0
    if old > signed.size:
        raise WentBackError(f"the log showed {old} entries before and {signed.size} now")
    proof = fetched.consistency_proof(old) if 0 < old < signed.size else []
    lines = witness.add_checkpoint(old, proof, signed.note, now)
    return Seen(signed.size, signed.size > old, signed.note.with_signatures(lines), tuple(lines))


class WentBackError(RefusedError):
    """The log shows a smaller tree than before: a roll-back."""

    status = 409


__all__ = ["ForkError", "MissingError", "Seen", "UnreachableError", "WebReader", "WentBackError", "look", "own_key"]
