"""Bytes of a delivery: plain, gzip or zip, with limits; and the encoding of text."""

from __future__ import annotations

import codecs
import contextlib
import gzip
import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from volens.services.vacancies.importing.rejects import DeliveryError

#: What compressed data may unpack to, and how many times its own size. Job feeds compress 5 to 30 times.
MAX_UNPACKED = 16 * 1024**3
MAX_RATIO = 200
RATIO_FROM = 32 * 1024**2  # small files may be as repetitive as they like
MAX_MEMBERS = 20_000
CHUNK = 1 << 20

_GZIP, _ZIP = b"\x1f\x8b", b"PK\x03\x04"


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a delivery: the file itself, or a member of a zip. `workbook` says it is an XLSX file at `path`."""

    name: str
    stream: IO[bytes]
    path: Path | None = None
    workbook: bool = False


class Bounded(io.RawIOBase):
    """A stream that refuses to unpack a bomb: more than MAX_UNPACKED bytes, or MAX_RATIO times its packed size."""

    def __init__(self, stream: IO[bytes] | gzip.GzipFile, packed: int) -> None:
        self._stream = stream
        self._limit = min(MAX_UNPACKED, max(RATIO_FROM, packed * MAX_RATIO))
        self._seen = 0

    def readable(self) -> bool:
        """Yes."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Read up to the length of `buffer`."""
        try:
            data = self._stream.read(len(buffer))
        except (OSError, EOFError, zlib.error, zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
            raise DeliveryError("bad_archive", value=str(error)) from error
        self._seen += len(data)
        if self._seen > self._limit:
            raise DeliveryError("bomb", limit=f"{self._limit:,}")
        buffer[: len(data)] = data
        return len(data)


class _Rejoined(io.RawIOBase):
    """A stream of which the first bytes were read already: they come first again."""

    def __init__(self, head: bytes, stream: IO[bytes]) -> None:
        self._head = head
        self._stream = stream

    def readable(self) -> bool:
        """Yes."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Read up to the length of `buffer`."""
        if self._head:
            data, self._head = self._head[: len(buffer)], self._head[len(buffer) :]
        else:
            data = self._stream.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


def with_head(stream: IO[bytes], size: int) -> tuple[bytes, IO[bytes]]:
    """The first bytes of a stream, and the stream as if they had not been read."""
    head = b""
    while len(head) < size and (more := stream.read(size - len(head))):
        head += more
    return head, io.BufferedReader(_Rejoined(head, stream), CHUNK)


def _bounded(stream: IO[bytes] | gzip.GzipFile, packed: int) -> IO[bytes]:
    return io.BufferedReader(Bounded(stream, packed), CHUNK)


class Watch:
    """How far a delivery has been read, for a progress bar: bytes of the files as they lie on the disk."""

    def __init__(self) -> None:
        self._before = 0
        self._open: IO[bytes] | None = None

    def opened(self, stream: IO[bytes]) -> None:
        """A file begins."""
        self._open = stream

    def closed(self, size: int) -> None:
        """A file ends."""
        self._before, self._open = self._before + size, None

    @property
    def position(self) -> int:
        """Bytes read so far."""
        return self._before + (self._open.tell() if self._open is not None else 0)


@contextlib.contextmanager
def _opened(path: Path, watch: Watch | None) -> Iterator[IO[bytes]]:
    try:
        stream = path.open("rb", buffering=CHUNK)
    except OSError as error:
        raise DeliveryError("not_readable", value=error.strerror or str(error)) from error
    with stream:
        if watch is None:
            yield stream
            return
        watch.opened(stream)
        yield stream
        watch.closed(path.stat().st_size)


def parts(path: Path, watch: Watch | None = None) -> Iterator[Part]:
    """The files a path holds, one after another; each must be read before the next is asked for.

    Raises DeliveryError: not readable, not unpackable, a bomb.
    """
    with _opened(path, watch) as stream:
        magic = stream.read(4)
        stream.seek(0)
        if magic.startswith(_GZIP):
            size = path.stat().st_size
            with gzip.GzipFile(fileobj=stream) as unpacked:
                yield Part(path.name.removesuffix(".gz"), _bounded(unpacked, size))
        elif magic == _ZIP:
            yield from _members(path, stream)
        else:
            yield Part(path.name, stream)


def _members(path: Path, stream: IO[bytes]) -> Iterator[Part]:
    try:
        with zipfile.ZipFile(stream) as archive:
            members = [info for info in archive.infolist() if not info.is_dir()]
            names = {info.filename for info in members}
            if "[Content_Types].xml" in names and any(name.startswith("xl/") for name in names):
                yield Part(path.name, stream, path, workbook=True)
                return
            if len(members) > MAX_MEMBERS or sum(info.file_size for info in members) > MAX_UNPACKED:
                raise DeliveryError("bomb", limit=f"{MAX_UNPACKED:,}")
            for info in members:
                base = info.filename.rsplit("/", 1)[-1]
                if base.startswith(".") or info.filename.startswith("__MACOSX/"):
                    continue
                with archive.open(info) as member:
                    yield Part(f"{path.name}/{info.filename}", _bounded(member, info.compress_size))
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError) as error:
        raise DeliveryError("bad_archive", value=str(error)) from error


def encoding(sample: bytes) -> str:
    """The encoding of text, from its first bytes: a byte order mark, UTF-8, UTF-16, GB18030, else Windows-1252.

    In Chinese text of the GB family nearly all bytes above 127 stand in pairs; in Western text they stand alone.
    """
    for mark, name in (
        (b"\xef\xbb\xbf", "utf-8-sig"),
        (b"\xff\xfe\0\0", "utf-32"),
        (b"\0\0\xfe\xff", "utf-32"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):
        if sample.startswith(mark):
            return name
    if sample.count(0) * 4 > len(sample):
        return "utf-16-le" if sample[1::2].count(0) > sample[0::2].count(0) else "utf-16-be"
    if _decodes(sample, "utf-8") or not any(byte > 127 for byte in sample):
        return "utf-8"
    if _paired(sample) and _decodes(sample, "gb18030"):
        return "gb18030"
    # Mostly sound UTF-8 with a few bad bytes: the bad records are rejected, the others kept.
    text = sample.decode("utf-8", "replace")
    if text.count("\ufffd") * 20 < sum(char > "\x7f" for char in text):
        return "utf-8"
    return "cp1252"


def _decodes(sample: bytes, name: str) -> bool:
    for cut in range(4):  # a sample may end inside a character
        with contextlib.suppress(UnicodeDecodeError):
            sample[: len(sample) - cut].decode(name)
            return True
    return False


def _paired(sample: bytes) -> bool:
    high = paired = run = 0
    for byte in sample:
        if byte > 127:
            run += 1
            continue
        high += run
        paired += run - run % 2
        run = 0
    return paired + run >= 0.8 * (high + run)


def errors_of(encoding: str) -> str:
    """How to decode what is not valid: marked, so that the record is refused; UTF-16 and UTF-32 cannot mark."""
    return "replace" if encoding.lower().replace("_", "-").startswith(("utf-16", "utf-32")) else "surrogateescape"


def transcoded(stream: IO[bytes], name: str) -> Iterator[bytes]:
    """The stream as UTF-8 in chunks. What is not valid in its encoding becomes invalid UTF-8, so that it is noticed."""
    if name in {"utf-8", "utf-8-sig"}:
        first = stream.read(CHUNK)
        yield first.removeprefix(b"\xef\xbb\xbf")
        while chunk := stream.read(CHUNK):
            yield chunk
        return
    decoder = codecs.getincrementaldecoder(name)(errors_of(name))
    while chunk := stream.read(CHUNK):
        yield decoder.decode(chunk).encode("utf-8", "surrogateescape")
    yield decoder.decode(b"", final=True).encode("utf-8", "surrogateescape")


def decoded(stream: IO[bytes], name: str) -> Iterator[str]:
    """The stream as text in chunks; U+FFFD stands for what is not valid. Raises DeliveryError: no such encoding."""
    try:
        decoder = codecs.getincrementaldecoder("utf-8-sig" if name == "utf-8" else name)("replace")
    except LookupError:
        raise DeliveryError("encoding", value=name) from None
    while chunk := stream.read(CHUNK):
        yield decoder.decode(chunk)
    yield decoder.decode(b"", final=True)
