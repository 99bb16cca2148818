"""The growing right edge of the tree: what must be remembered to go on, and the tiles that come of going on."""

from __future__ import annotations

from collections.abc import Iterable

from volens.engines.log.errors import DamagedError, MissingError
from volens.engines.log.merkle import EMPTY_ROOT, leaf_hash, root_of
from volens.engines.log.storage import Reader
from volens.engines.log.tiles import (
    ENTRIES,
    WIDTH,
    Tile,
    pack_entries,
    pack_hashes,
    parse_entries,
    parse_hashes,
    right_edge,
)


class Edge:
    """The hashes of each level that are not yet in a full tile, and the entries of the last bundle.

    At most 255 of each, however large the log. `append` gives the files that are full; `partial` those of the edge.
    """

    def __init__(self) -> None:
        self.size = 0
        self.levels: list[list[bytes]] = [[]]
        self.entries: list[bytes] = []

    def copy(self) -> Edge:
        """An edge that can go on by itself."""
        other = Edge()
        other.size, other.levels, other.entries = self.size, [list(level) for level in self.levels], list(self.entries)
        return other

    def root(self) -> bytes:
        """The root of the tree of `size` entries."""
        carried: bytes | None = None
        for level in self.levels:
            nodes = level if carried is None else [*level, carried]
            if nodes:
                carried = root_of(nodes)
        return EMPTY_ROOT if carried is None else carried

    def append(self, entries: Iterable[bytes]) -> dict[Tile, bytes]:
        """Add entries; the tiles and bundles that became full, as bytes."""
        full: dict[Tile, bytes] = {}
        leaves = self.levels[0]
        for entry in entries:
            self.entries.append(entry)
            leaves.append(leaf_hash(entry))
            self.size += 1
            if len(leaves) == WIDTH:
                full[Tile(ENTRIES, self.size // WIDTH - 1)] = pack_entries(self.entries)
                self.entries = []
                self._close(full)
                leaves = self.levels[0]
        return full

    def _close(self, full: dict[Tile, bytes]) -> None:
        """Turn rows of 256 into tiles, from level 0 up."""
        level = 0
        while len(self.levels[level]) == WIDTH:
            row, self.levels[level] = self.levels[level], []
            full[Tile(level, (self.size >> 8 * (level + 1)) - 1)] = pack_hashes(row)
            if level + 1 == len(self.levels):
                self.levels.append([])
            self.levels[level + 1].append(root_of(row))
            level += 1

    def partial(self) -> dict[Tile, bytes]:
        """The partial tiles and the partial bundle, as bytes."""
        return {
            tile: pack_entries(self.entries) if tile.level == ENTRIES else pack_hashes(self.levels[tile.level])
            for tile in right_edge(self.size)
        }


def load_edge(storage: Reader, size: int, root: bytes) -> Edge:
    """The edge of a log of `size` entries from its tiles. Raises DamagedError unless they lead to `root`."""
    edge = Edge()
    edge.size = size
    for tile in right_edge(size):
        data = storage.read(tile.path())
        if data is None:
            raise MissingError(f"{tile.path()} is missing")
        if tile.level == ENTRIES:
            edge.entries = parse_entries(data, tile.path(), tile.width)
        else:
            while len(edge.levels) <= tile.level:
                edge.levels.append([])
            edge.levels[tile.level] = parse_hashes(data, tile)
    if edge.root() != root or [leaf_hash(entry) for entry in edge.entries] != edge.levels[0]:
        raise DamagedError(f"the tiles at the edge of the log do not lead to the root of its checkpoint of {size}")
    return edge
