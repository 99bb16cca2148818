"""What the pages tell of the log: its latest checkpoint, looked up on the disk and not in the database."""

from __future__ import annotations

import base64
import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from volens.engines.log import LogError, open_checkpoint, parse_note
from volens.services.trust.record.place import folder, here, quorum


@dataclass(frozen=True, slots=True)
class CheckpointShown:
    """A checkpoint in short: how many entries, the root hash, when the file was written (POSIX nanoseconds)."""

    size: int
    root: str
    written: int

    @property
    def short(self) -> str:
        """The first digits of the root, enough to compare by eye."""
        return self.root[:12]


def checkpoint() -> CheckpointShown | None:
    """The latest checkpoint; None before the first. Costs one look at a file while nothing changed."""
    path = folder() / "public" / "checkpoint"
    try:
        state = os.stat(path)  # noqa: PTH116 - on every page: the shortest way
    except OSError:
        return None
    return _read(path, state.st_mtime_ns, state.st_ino)


@lru_cache(maxsize=4)
def _read(path: Path, written: int, _file: int) -> CheckpointShown | None:
    try:
        _origin, size, root = parse_note(path.read_bytes()).text.split("\n")[:3]
        return CheckpointShown(int(size), base64.b64decode(root).hex(), written)
    except (LogError, OSError, ValueError):
        return None


def cosigned() -> tuple[int, int]:
    """The size of the largest checkpoint that witnesses cosigned, and how many of the known ones did."""
    place = here()
    data = place.public.read("cosigned-checkpoint")
    if data is None:
        return 0, 0
    try:
        signed = open_checkpoint(data, place.origin, [place.signer.key])
        return signed.size, len(quorum().cosigned(signed.note))
    except LogError:
        return 0, 0
