"""Letting old entries go (C2SP tlog-tiles, pruning): the tree and every proof about later entries stay as they are."""

from __future__ import annotations

from collections.abc import Iterator

from volens.engines.log.errors import LogError
from volens.engines.log.storage import Storage
from volens.engines.log.tiles import ENTRIES, Tile


def prunable(minimum: int, since: int = 0) -> Iterator[Tile]:
    """The full tiles and bundles that only serve entries below `minimum`, and were not yet so at `since`."""
    level = ENTRIES
    while True:
        span = 1 << 8 * (max(level, 0) + 1)
        if level > 0 and span > minimum:
            return
        yield from (Tile(level, index) for index in range(since // span, minimum // span))
        level += 1


def prune(storage: Storage, size: int, minimum: int, since: int = 0) -> int:
    """Remove what a log of `size` entries no longer needs below the minimum index; how many tiles and bundles went.

    `since` is the minimum index before; it only saves time. Removing cannot be undone: the specification advises to
    refuse requests instead (`Tile.prunable`), and to remove only under a published retention policy.
    """
    if not 0 <= since <= minimum <= size:
        raise LogError(f"a minimum index of {minimum} is not between {since} and the log's size, {size}")
    removed = 0
    for tile in prunable(minimum, since):
        storage.remove(tile.path())
        storage.remove(f"{tile.path()}.p")
        removed += 1
    return removed
