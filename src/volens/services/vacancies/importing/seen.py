"""Which vacancies a delivery contained: a set of ids, one bit each, that can be kept in a file."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from pathlib import Path


class IdSet:
    """A set of positive integers in a few hundred kilobytes for a million."""

    def __init__(self, bits: bytearray | None = None) -> None:
        self._bits = bits if bits is not None else bytearray()

    def add(self, number: int) -> bool:
        """Add a number. Returns whether it was in the set already."""
        place, bit = number >> 3, 1 << (number & 7)
        if place >= len(self._bits):
            self._bits.extend(bytes(max(place + 1 - len(self._bits), len(self._bits) // 4)))
        before = bool(self._bits[place] & bit)
        self._bits[place] |= bit
        return before

    def update(self, numbers: Iterable[int]) -> None:
        """Add several."""
        for number in numbers:
            self.add(number)

    def __contains__(self, number: int) -> bool:
        place = number >> 3
        return place < len(self._bits) and bool(self._bits[place] & 1 << (number & 7))

    def save(self, path: Path) -> None:
        """Write the set into a file."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(zlib.compress(bytes(self._bits)))

    @classmethod
    def load(cls, path: Path) -> IdSet:
        """Read a set from a file."""
        return cls(bytearray(zlib.decompress(path.read_bytes())))
