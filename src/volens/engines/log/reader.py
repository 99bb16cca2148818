"""Reading a log from its tiles: entries, proofs and receipts, from a directory, over HTTP or from memory.

Nothing that is read is believed: the checkpoint is verified by the log's key, each proof by the checkpoint's root
before it is given out.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator

from volens.engines.log.checkpoint import SignedCheckpoint, open_checkpoint
from volens.engines.log.errors import DamagedError, MissingError, NotIntegratedError, ProofError, PrunedError
from volens.engines.log.merkle import (
    EMPTY_ROOT,
    Range,
    consistency_ranges,
    inclusion_ranges,
    leaf_hash,
    node_hash,
    pair,
    verify_inclusion,
)
from volens.engines.log.note import Verifier
from volens.engines.log.receipt import Receipt
from volens.engines.log.storage import Reader
from volens.engines.log.tiles import ENTRIES, WIDTH, Tile, parse_entries, parse_hashes, width_at

_Rows = list[list[bytes]]


class LogReader:
    """A log as one verified checkpoint shows it. `update` moves on to the latest.

    `minimum` is the log's minimum index: entries below it are refused, and trees smaller than it. At most `cache`
    tiles are kept in memory (about 50 kB each).
    """

    def __init__(
        self, storage: Reader, origin: str, keys: Iterable[Verifier], *, minimum: int = 0, cache: int = 256
    ) -> None:
        self._storage = storage
        self.origin = origin
        self._keys = tuple(keys)
        self.minimum = minimum
        self._cache_size = cache
        self._cache: OrderedDict[Tile, _Rows] = OrderedDict()
        self._seen = self._latest()

    def _latest(self) -> SignedCheckpoint:
        data = self._storage.read("checkpoint")
        if data is None:
            raise MissingError("the log has no checkpoint")
        return open_checkpoint(data, self.origin, self._keys)

    @property
    def checkpoint(self) -> SignedCheckpoint:
        """The checkpoint this reader goes by."""
        return self._seen

    def update(self) -> SignedCheckpoint:
        """Go by the log's latest checkpoint. Raises DamagedError unless it continues the one before."""
        before, after = self._seen, self._latest()
        if after.size < before.size:
            raise DamagedError(f"the log went back from {before.size} to {after.size} entries")
        self._seen = after
        try:
            if self.root_at(before.size) != before.root or self.root_at(after.size) != after.root:
                raise DamagedError(f"the log of {after.size} entries does not continue the one of {before.size}")
        except BaseException:
            self._seen = before
            self._cache.clear()
            raise
        return after

    def _rows(self, level: int, index: int) -> _Rows:
        """The hashes of a tile and their complete parents, row by row."""
        size = self._seen.size
        is_full = index < size >> 8 * (level + 1)
        tile = Tile(level, index, WIDTH if is_full else width_at(level, size))
        rows = self._cache.get(tile)
        if rows is not None:
            self._cache.move_to_end(tile)
            return rows
        rows = [parse_hashes(self._read(tile), tile)]
        while len(rows[-1]) > 1:
            rows.append(pair(rows[-1]))
        self._cache[tile] = rows
        if len(self._cache) > self._cache_size:
            self._cache.popitem(last=False)
        return rows

    def _read(self, tile: Tile) -> bytes:
        """A tile's bytes; where a partial one has gone because the log went on, what the full one begins with."""
        data = self._storage.read(tile.path())
        if data is None and tile.width != WIDTH:
            data = self._storage.read(tile.full.path())
            if data is not None:
                if tile.level != ENTRIES:
                    return data[: tile.width * 32]
                return b"".join(
                    len(entry).to_bytes(2) + entry
                    for entry in parse_entries(data, tile.full.path(), WIDTH)[: tile.width]
                )
        if data is None:
            raise MissingError(f"{tile.path()} is missing")
        return data

    def _node(self, height: int, index: int) -> bytes:
        """The hash of the complete subtree over the leaves index * 2**height and on."""
        level, row = divmod(height, 8)
        tile, at = divmod(index, WIDTH >> row)
        return self._rows(level, tile)[row][at]

    def subtree(self, leaves: Range) -> bytes:
        """The hash over a range of leaves as proofs name them: complete, or up to the end of some tree."""
        start, end = leaves
        if start == end == 0:
            return EMPTY_ROOT
        peaks = []
        while start < end:
            height = (end - start).bit_length() - 1
            peaks.append(self._node(height, start >> height))
            start += 1 << height
        value = peaks.pop()
        while peaks:
            value = node_hash(peaks.pop(), value)
        return value

    def root_at(self, size: int) -> bytes:
        """The root that the log had at an earlier size, by its tiles."""
        self._check_size(size)
        return self.subtree((0, size))

    def _check_size(self, size: int) -> None:
        if not 0 <= size <= self._seen.size:
            raise NotIntegratedError(f"the log has {self._seen.size} entries, not yet {size}")

    def inclusion_proof(self, index: int, size: int | None = None) -> list[bytes]:
        """The proof of the entry at `index` in the tree of `size` (default: the checkpoint's). Not yet verified."""
        size = self._seen.size if size is None else size
        self._check_size(size)
        if index >= size:
            raise NotIntegratedError(f"entry {index} is not in the tree of {size} yet")
        if index < self.minimum:
            raise PrunedError(f"entry {index} is below the minimum index {self.minimum}")
        return [self.subtree(leaves) for leaves in inclusion_ranges(index, size)]

    def consistency_proof(self, old: int, new: int | None = None) -> list[bytes]:
        """The proof that the tree of `new` begins with that of `old` (empty from 0). Not yet verified."""
        new = self._seen.size if new is None else new
        self._check_size(new)
        if old < self.minimum:
            raise PrunedError(f"a tree of {old} is smaller than the minimum index {self.minimum}")
        if not old:
            return []
        return [self.subtree(leaves) for leaves in consistency_ranges(old, new)]

    def leaf(self, index: int) -> bytes:
        """The leaf hash at an index, by the tiles."""
        self._check_size(index + 1)
        return self._node(0, index)

    def entry(self, index: int) -> bytes:
        """The entry at an index. Raises DamagedError unless it hashes to its leaf."""
        return next(self.entries(index, index + 1))

    def entries(self, start: int, end: int | None = None) -> Iterator[bytes]:
        """The entries from `start` up to `end` (default: all), each checked against its leaf hash."""
        end = self._seen.size if end is None else end
        self._check_size(end)
        if start < self.minimum:
            raise PrunedError(f"entry {start} is below the minimum index {self.minimum}")
        while start < end:
            index = start // WIDTH
            full = self._seen.size >> 8
            bundle = Tile(ENTRIES, index, WIDTH if index < full else width_at(0, self._seen.size))
            held = parse_entries(self._read(bundle), bundle.path(), bundle.width)
            leaves = self._rows(0, index)[0]
            for at in range(start % WIDTH, min(bundle.width, end - index * WIDTH)):
                if leaf_hash(held[at]) != leaves[at]:
                    raise DamagedError(f"{bundle.path()}: entry {index * WIDTH + at} is not what was logged")
                yield held[at]
            start = (index + 1) * WIDTH

    def find(self, leaf: bytes, start: int = 0) -> int | None:
        """The first index from `start` on with this leaf hash; reads one tile per 256 entries."""
        for index in range(max(start, self.minimum), self._seen.size):
            if self._node(0, index) == leaf:
                return index
        return None

    def receipt(self, index: int, checkpoint: SignedCheckpoint | None = None) -> Receipt:
        """A receipt for the entry at `index` under a checkpoint of this log (default: the latest), entry included.

        Raises DamagedError when the tiles do not lead to the checkpoint: no bad receipt is ever handed out.
        """
        signed = checkpoint or self._seen
        proof = self.inclusion_proof(index, signed.size)
        entry = self.entry(index)
        try:
            verify_inclusion(leaf_hash(entry), index, signed.size, proof, signed.root)
        except ProofError as error:
            raise DamagedError(f"the tiles do not lead to the checkpoint: {error}") from error
        return Receipt(index, tuple(proof), signed.note, entry)
