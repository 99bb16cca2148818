"""The journal: where an entry is durable before anything is shown, and stays until it is in the tree.

One file. After a header that names the number of its first entry come frames: length, check sum of the frame's head,
SHA-256 over number and body, body (entries as in a bundle). A frame is one `append`; it is there whole or not at all.
Several processes may append: a lock file lets one at a time.

A frame that a crash cut short was never acknowledged and is dropped when the next writer comes. Anything else that
does not check out is damage: the journal then refuses, and drops nothing.
"""

from __future__ import annotations

import contextlib
import os
import struct
import threading
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from volens.engines.log.errors import DamagedError
from volens.engines.log.merkle import leaf_hash
from volens.engines.log.storage import TEMPORARY, FileLock, make_directory, sync_directory
from volens.engines.log.tiles import pack_entries, parse_entries

_MAGIC = b"volens journal 1"
_HEADER = struct.Struct(">16s16sQI")
"""Magic, the journal's own identifier, number of its first entry, check sum of these."""
_HEAD = struct.Struct(">IIIQ32s")
"""Length of the body, number of entries, check sum of the other four, number of the first entry, hash."""
MAX_FRAME = 1 << 26


@dataclass(frozen=True)
class Pending:
    """An entry that is durable and not yet in the tree: its number in the journal and its leaf hash."""

    number: int
    leaf: bytes


def _head(length: int, count: int, number: int, digest: bytes) -> bytes:
    check = zlib.crc32(struct.pack(">IIQ32s", length, count, number, digest))
    return _HEAD.pack(length, count, check, number, digest)


def _header(identifier: bytes, first: int) -> bytes:
    return _HEADER.pack(_MAGIC, identifier, first, zlib.crc32(identifier + first.to_bytes(8)))


@dataclass
class _End:
    """Up to where the file has been checked: byte, and number of the next entry."""

    offset: int
    number: int


class Journal:
    """The journal at a path. One object may be shared by threads."""

    def __init__(self, path: Path) -> None:
        self.path = path
        make_directory(path.parent)
        self._name = os.fspath(path)
        self._threads = threading.Lock()
        self._processes = FileLock(path.with_name(f"{path.name}.lock"))
        self._file = -1
        self._identity: tuple[int, int] | None = None
        self._end = _End(0, 0)
        self._cursor = _End(0, 0)  # where the last reading began its last frame: reading on does not start over

    def close(self) -> None:
        """Let go of the file."""
        with self._threads:
            self._drop_file()
            self._processes.close()

    def _drop_file(self) -> None:
        if self._file >= 0:
            os.close(self._file)
            self._file, self._identity = -1, None

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        with self._threads, self._processes:
            self._refresh()
            yield

    def append(self, entry: bytes) -> Pending:
        """Make one entry durable. When this raises, the entry may or may not be there, and nothing may be shown."""
        return self.append_all([entry])[0]

    def append_all(self, entries: Sequence[bytes]) -> list[Pending]:
        """Make several entries durable with one write: all or, when this raises, all or none."""
        if not entries:
            return []
        body = pack_entries(entries)
        if len(body) > MAX_FRAME:
            raise ValueError(f"{len(body)} bytes in one go; append at most {MAX_FRAME}")
        hashes = [leaf_hash(entry) for entry in entries]
        with self._alone():
            number = self._end.number
            digest = sha256(number.to_bytes(8) + body).digest()
            frame = _head(len(body), len(entries), number, digest) + body
            # When this fails, what lies beyond the end is looked at, kept or dropped before the next append.
            _write_all(self._file, frame, self._end.offset)
            os.fsync(self._file)
            self._end = _End(self._end.offset + len(frame), number + len(entries))
        return [Pending(number + at, leaf) for at, leaf in enumerate(hashes)]

    def identifier(self) -> bytes:
        """Sixteen bytes that tell this journal from any other that may stand at its path."""
        with self._alone():
            return self._identifier()

    def bounds(self) -> tuple[int, int]:
        """The numbers of the first entry still here and of the next one to come."""
        with self._alone():
            return self._first(), self._end.number

    def entries(self, start: int, limit: int) -> list[bytes]:
        """Up to `limit` durable entries from number `start` on. Raises DamagedError when `start` is no longer here."""
        with self._alone():
            first, end = self._first(), self._end.number
            if not first <= start <= end:
                raise DamagedError(f"the journal holds the entries {first} to {end}, and not {start}")
            found: list[bytes] = []
            at = self._cursor if first <= self._cursor.number <= start else _End(_HEADER.size, first)
            for number, offset, body in self._frames(at.offset, at.number):
                self._cursor = _End(offset, number)
                held = parse_entries(body, f"journal entry {number}")
                found += held[max(0, start - number) :]
                if len(found) >= limit:
                    break
            return found[:limit]

    def drop_before(self, number: int, least: int = 0) -> bool:
        """Forget the entries before `number`, which are in the tree; nothing happens for less than `least` bytes.

        The rest is written to a new file that takes the old one's place in one step, once it is the smaller part.
        """
        with self._alone():
            if self._end.offset - _HEADER.size < least:
                return False
            if number > self._end.number:
                raise DamagedError(f"the journal ends at {self._end.number}, before {number}")
            kept_from, kept_number = self._end.offset, self._end.number
            for first, offset, body in self._frames(_HEADER.size, self._first()):
                if first + len(parse_entries(body, f"journal entry {first}")) > number:
                    kept_from, kept_number = offset, first
                    break
            dropped, kept = kept_from - _HEADER.size, self._end.offset - kept_from
            if dropped < max(least, kept, 1):
                return False
            rest = os.pread(self._file, kept, kept_from)
            self._replace(_header(self._identifier(), kept_number) + rest)
            return True

    def _replace(self, content: bytes) -> None:
        """Put a new file in place. Call under the lock."""
        fresh = self.path.with_name(self.path.name + TEMPORARY)
        descriptor = os.open(fresh, os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
        try:
            _write_all(descriptor, content, 0)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        fresh.replace(self.path)
        sync_directory(self.path.parent)
        self._refresh()

    def _first(self) -> int:
        return int.from_bytes(os.pread(self._file, 8, 32))

    def _identifier(self) -> bytes:
        return os.pread(self._file, 16, 16)

    def _refresh(self) -> None:
        """Take up what other processes did since: another file, more frames, a frame cut short. Call under the lock."""
        try:
            status = os.stat(self._name)  # noqa: PTH116 - before every append: the shortest way
        except FileNotFoundError:
            # Lost while we held it: its entries would be silently numbered anew.
            if self._identity is not None:
                raise DamagedError(f"the journal {self.path} is gone") from None
            self._replace(_header(os.urandom(16), 0))
            return
        if self._identity != (status.st_dev, status.st_ino):
            self._drop_file()
            self._file = os.open(self.path, os.O_RDWR | os.O_CLOEXEC)
            self._identity = (status.st_dev, status.st_ino)
            header = os.pread(self._file, _HEADER.size, 0)
            if len(header) < _HEADER.size or header != _header(header[16:32], int.from_bytes(header[32:40])):
                self._drop_file()
                raise DamagedError(f"{self.path} does not begin like a journal")
            self._end = _End(_HEADER.size, int.from_bytes(header[32:40]))
            self._cursor = _End(self._end.offset, self._end.number)
        if status.st_size < self._end.offset:
            raise DamagedError(f"the journal {self.path} is shorter than what was acknowledged")
        if status.st_size > self._end.offset:
            self._take_up(status.st_size)

    def _take_up(self, size: int) -> None:
        offset, number = self._end.offset, self._end.number
        for first, at, body in self._frames(offset, number, size):
            offset, number = at + _HEAD.size + len(body), first + len(parse_entries(body, f"journal entry {first}"))
        if offset < size:
            self._keep_aside(offset, size)
            os.ftruncate(self._file, offset)
        os.fsync(self._file)  # a writer that died may not have come to it
        self._end = _End(offset, number)

    def _frames(self, offset: int, number: int, size: int | None = None) -> Iterator[tuple[int, int, bytes]]:
        """Number, offset and body of each whole frame up to `size`, or up to the end that was checked before.

        Before `size` a frame cut short ends the reading quietly. Any other fault raises DamagedError.
        """
        end = self._end.offset if size is None else size
        while offset < end:
            fault = DamagedError(f"the journal {self.path} is damaged at byte {offset}")
            head = os.pread(self._file, _HEAD.size, offset)
            if size is not None and self._is_cut(head, offset, end):
                return
            length, count, _, first, digest = _HEAD.unpack(head.ljust(_HEAD.size))
            if head != _head(length, count, first, digest) or first != number or length > MAX_FRAME:
                raise fault
            body = os.pread(self._file, length, offset + _HEAD.size)
            if sha256(first.to_bytes(8) + body).digest() != digest:
                if size is None or offset + _HEAD.size + length < end:
                    raise fault
                return  # the last frame: not all of it reached the disk
            yield first, offset, body
            offset += _HEAD.size + length
            number += count

    def _is_cut(self, head: bytes, offset: int, end: int) -> bool:
        """Whether a frame's head is missing in part, or the file was made longer and nothing written there."""
        return len(head) < _HEAD.size or (not any(head) and not any(os.pread(self._file, end - offset, offset)))

    def _keep_aside(self, offset: int, size: int) -> None:
        """What is cut off was never acknowledged; the last such piece is kept for whoever investigates."""
        self.path.with_name(f"{self.path.name}.cut").write_bytes(os.pread(self._file, size - offset, offset))


def _write_all(descriptor: int, data: bytes, offset: int) -> None:
    view = memoryview(data)
    while view:
        written = os.pwrite(descriptor, view, offset)
        view, offset = view[written:], offset + written
