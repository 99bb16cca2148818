"""Tiles and entry bundles (C2SP tlog-tiles): the tree and its entries as files that any web server can serve.

A tile at level l holds up to 256 hashes, each over 256**l entries; a bundle holds the entries under a tile of level 0.
Neither changes once written, except that a partial one (`.p/W`) is followed by a wider one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from volens.engines.log.errors import FormatError
from volens.engines.log.merkle import HASH_SIZE

WIDTH = 256
#: The longest entry that the two-byte length in a bundle can state.
MAX_ENTRY = 65_535
#: The level that stands for entry bundles.
ENTRIES = -1
MAX_LEVEL = 63

_PATH = re.compile(r"tile/(entries|0|[1-9]\d?)/((?:x\d{3}/)*)(\d{3})(?:\.p/([1-9]\d{0,2}))?", re.ASCII)


@dataclass(frozen=True, order=True)
class Tile:
    """Which tile or bundle: its level (`ENTRIES` for a bundle), its place in the level, how much of it is filled."""

    level: int
    index: int
    width: int = WIDTH

    def path(self) -> str:
        """Where it is stored, below the log's prefix."""
        level = "entries" if self.level == ENTRIES else str(self.level)
        groups = [f"{self.index % 1000:03}"]
        rest = self.index // 1000
        while rest:
            groups.append(f"x{rest % 1000:03}")
            rest //= 1000
        partial = "" if self.width == WIDTH else f".p/{self.width}"
        return f"tile/{level}/{'/'.join(reversed(groups))}{partial}"

    @property
    def full(self) -> Tile:
        """The same tile when it is filled."""
        return Tile(self.level, self.index)

    @property
    def end(self) -> int:
        """The index after the last entry under the full tile."""
        return (self.index + 1) << 8 * (max(self.level, 0) + 1)

    def prunable(self, minimum: int) -> bool:
        """Whether a log whose minimum index is this may refuse it: nothing under it is served any more."""
        return self.end <= minimum


def parse_path(path: str) -> Tile:
    """The tile at a path. Raises FormatError on any other spelling than the one `Tile.path` gives."""
    match = _PATH.fullmatch(path)
    if match is None:
        raise FormatError("path", f"{path[:80]!r} is not tile/<level>/<index>[.p/<width>]")
    level, high, low, width = match.groups()
    tile = Tile(
        ENTRIES if level == "entries" else int(level),
        int(high.replace("x", "").replace("/", "") + low),
        int(width or WIDTH),
    )
    if tile.level > MAX_LEVEL or (width and tile.width >= WIDTH) or tile.path() != path:
        raise FormatError("path", f"{path[:80]!r} is not the way this tile is written")
    return tile


def width_at(level: int, size: int) -> int:
    """How many hashes of this level a tree of `size` has that are not in a full tile."""
    return (size >> 8 * max(level, 0)) % WIDTH


def right_edge(size: int) -> list[Tile]:
    """The partial tiles of a tree of `size`, and its partial bundle."""
    found = []
    level = ENTRIES
    while level <= 0 or size >> 8 * level:
        if width := width_at(level, size):
            found.append(Tile(level, size >> 8 * (max(level, 0) + 1), width))
        level += 1
    return found


def all_tiles(size: int) -> Iterator[Tile]:
    """Every tile of a tree of `size`, level by level, bundles first; full ones, then the partial one."""
    level = ENTRIES
    while level <= 0 or size >> 8 * level:
        full = size >> 8 * (max(level, 0) + 1)
        yield from (Tile(level, index) for index in range(full))
        if width := width_at(level, size):
            yield Tile(level, full, width)
        level += 1


def pack_hashes(hashes: Sequence[bytes]) -> bytes:
    """A tile's bytes."""
    return b"".join(hashes)


def parse_hashes(data: bytes, tile: Tile) -> list[bytes]:
    """The hashes of a tile. Raises FormatError unless there are exactly as many as its width."""
    if len(data) != tile.width * HASH_SIZE:
        raise FormatError(tile.path(), f"{len(data)} bytes where {tile.width} hashes are expected")
    return [data[at : at + HASH_SIZE] for at in range(0, len(data), HASH_SIZE)]


def pack_entries(entries: Iterable[bytes]) -> bytes:
    """A bundle's bytes: each entry after its length in two bytes. Raises FormatError on one too long."""
    parts: list[bytes] = []
    for entry in entries:
        if len(entry) > MAX_ENTRY:
            raise FormatError("entry", f"{len(entry)} bytes; a log entry has at most {MAX_ENTRY}")
        parts += (len(entry).to_bytes(2), entry)
    return b"".join(parts)


def parse_entries(data: bytes, where: str, count: int | None = None) -> list[bytes]:
    """The entries of a bundle. Raises FormatError when it ends within one, or holds another number than `count`."""
    found, at, end = [], 0, len(data)
    while at < end:
        length = int.from_bytes(data[at : at + 2])
        at += 2 + length
        if at > end:
            raise FormatError(where, "ends within an entry")
        found.append(data[at - length : at])
    if count is not None and len(found) != count:
        raise FormatError(where, f"{len(found)} entries where {count} are expected")
    return found
