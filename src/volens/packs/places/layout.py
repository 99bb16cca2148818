"""The file of the built gazetteer: typed columns behind a small header, mapped into memory and shared by all processes.

Layout: 8 bytes magic, 4 bytes header length (little endian), header as JSON, then the sections, each on an 8-byte
boundary. A reader touches only the pages it needs, so opening costs the same for ten places as for a million.
"""

from __future__ import annotations

import json
import mmap
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

MAGIC = b"VPLACES1"

#: Where `scripts/build_places.py` puts the gazetteer and where the reader looks for it.
BUILT = Path(__file__).parent / "built" / "places.bin"


class PlacesNotBuiltError(RuntimeError):
    """The gazetteer has not been built, or is not one that this version can read."""


def write(path: Path, meta: Mapping[str, Any], sections: Mapping[str, tuple[str, bytes]]) -> None:
    """Write a gazetteer at once: a reader sees the old file or the new one. A section is (struct code, bytes)."""
    table = {}
    position = 0
    for name, (code, data) in sections.items():
        table[name] = [code, position, len(data)]
        position += len(data) + -len(data) % 8
    header = json.dumps({"meta": meta, "sections": table}, ensure_ascii=False, sort_keys=True).encode()
    header += b" " * (-(len(header) + 12) % 8)
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    with partial.open("wb") as out:
        out.write(MAGIC + len(header).to_bytes(4, "little") + header)
        for _, data in sections.values():
            out.write(data + b"\0" * (-len(data) % 8))
    partial.replace(path)


def most_likely(entries: Iterable[int], population: Callable[[int], int]) -> list[int]:
    """Ranks among `bearers` entries (rank * 2 + 1 for an alias), by population, an alias counting for a fifth."""
    weights: dict[int, float] = {}
    for entry in entries:
        rank, alias = entry >> 1, entry & 1
        weights[rank] = max(weights.get(rank, 0.0), population(rank) / (5 if alias else 1))
    return sorted(weights, key=lambda rank: (-weights[rank], rank))


class Table:
    """An open gazetteer file: `meta`, numeric columns by name, and the raw bytes of text sections."""

    def __init__(self, path: Path = BUILT) -> None:
        if sys.byteorder != "little":
            raise PlacesNotBuiltError("The gazetteer needs a little-endian machine.")
        try:
            with path.open("rb") as source:
                self._map = mmap.mmap(source.fileno(), 0, access=mmap.ACCESS_READ)
        except (FileNotFoundError, ValueError) as error:
            remedy = "Run `make install` or `.venv/bin/python scripts/build_places.py`."
            raise PlacesNotBuiltError(f"The gazetteer {path} has not been built. {remedy}") from error
        if self._map[:8] != MAGIC:
            raise PlacesNotBuiltError(f"{path} is not a gazetteer of this version. Run scripts/build_places.py again.")
        start = 12 + int.from_bytes(self._map[8:12], "little")
        header = json.loads(self._map[12:start])
        self.meta: dict[str, Any] = header["meta"]
        self._sections: dict[str, tuple[str, int, int]] = {
            name: (code, start + offset, size) for name, (code, offset, size) in header["sections"].items()
        }

    def column(self, name: str) -> memoryview[int]:
        """A numeric section, as a read-only sequence of numbers over the map."""
        code, start, size = self._sections[name]
        view: memoryview[int] = memoryview(self._map)[start : start + size].cast(code)  # type: ignore[call-overload]
        return view

    def raw(self, name: str) -> tuple[mmap.mmap, int]:
        """The map and the offset at which a text section begins: slicing a map is quicker than slicing a view of it."""
        return self._map, self._sections[name][1]


def meta_of(path: Path) -> dict[str, Any] | None:
    """The meta data of a gazetteer file, or None when there is none that can be read."""
    try:
        return Table(path).meta
    except (PlacesNotBuiltError, ValueError, KeyError):
        return None
