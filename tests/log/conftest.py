"""A log in a directory of its own, with its keys."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from volens.engines.log import (
    Batch,
    DirectoryStorage,
    Integrator,
    Journal,
    LogReader,
    NoteKey,
    NoteSigner,
    Storage,
    private_key,
)

ORIGIN = "log.example/record"


@dataclass
class Deployment:
    """Everything one operator has on disk; `open` again as after a restart."""

    root: Path
    signer: NoteSigner = field(default_factory=lambda: NoteSigner(ORIGIN, private_key(b"k" * 32)))

    def __post_init__(self) -> None:
        self.public: Storage = DirectoryStorage(self.root / "public")
        self.private: Storage = DirectoryStorage(self.root / "private")
        self.open()

    def open(self) -> None:
        self.journal = Journal(self.root / "private" / "journal")
        self.integrator = Integrator(self.public, self.private, self.journal, self.signer)

    @property
    def key(self) -> NoteKey:
        return self.signer.key

    def add(self, entries: list[bytes], batch: int = 1 << 14) -> Batch:
        """Journal and integrate everything."""
        self.journal.append_all(entries)
        while True:
            done = self.integrator.integrate(batch)
            if not done.places:
                return done

    def reader(self, **options) -> LogReader:
        return LogReader(self.public, ORIGIN, [self.key], **options)


def numbered(count: int, first: int = 0) -> list[bytes]:
    return [b"entry %d" % number for number in range(first, first + count)]


@pytest.fixture
def deployment(tmp_path: Path) -> Deployment:
    return Deployment(tmp_path)
