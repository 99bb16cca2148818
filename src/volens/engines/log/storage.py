"""Where tiles and checkpoints are kept: a small port, a directory, and memory.

Paths are relative, with forward slashes. A write is atomic and durable: after it returns the new content survives a
power cut, and before that every reader sees the old content or none.
"""

from __future__ import annotations

import contextlib
import os
import threading
import weakref
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Protocol

from volens.engines.log.errors import FormatError

TEMPORARY = ".writing"


class Reader(Protocol):
    """What a reader of a log needs. A fetcher over HTTP fits as well as a directory."""

    def read(self, path: str) -> bytes | None:
        """The content at a path, or None."""
        ...


class Storage(Reader, Protocol):
    """What a writer needs."""

    def write(self, files: Mapping[str, bytes]) -> None:
        """Write every file, each atomically; return when all are durable."""
        ...

    def remove(self, path: str) -> None:
        """Remove a file, or all below a folder. Nothing there is fine."""
        ...

    def lock(self, name: str) -> contextlib.AbstractContextManager[None]:
        """Keep every other writer, in this process or another, out until the block ends."""
        ...


def sync_directory(directory: Path) -> None:
    """Make the names in a directory durable."""
    _sync(directory)


def make_directory(directory: Path) -> None:
    """Make a directory and those above it, durably."""
    above = []
    missing = directory
    while not missing.is_dir():
        missing = missing.parent
        above.append(missing)
    if above:
        directory.mkdir(parents=True, exist_ok=True)
        for parent in above:
            _sync(parent)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _each(work: Callable[[Path], None], paths: Sequence[Path]) -> None:
    """Do it for every path. Syncs that run at the same time share the file system's commits."""
    if len(paths) < 4:
        for path in paths:
            work(path)
        return
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(work, paths))


@contextlib.contextmanager
def file_lock(path: Path) -> Iterator[None]:
    """Hold an exclusive lock on a file. The system drops it when the process ends, however it ends."""
    import fcntl  # POSIX only; reading and verifying work elsewhere too

    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


class FileLock:
    """The same lock for one who takes it often: the file stays open in between. Not for several threads at once.

    A child process lets go of it when it is forked: else it would keep the lock of a parent that was killed.
    """

    def __init__(self, path: Path) -> None:
        self._path = os.fspath(path)
        self._file = -1
        _open_locks.add(self)

    def __enter__(self) -> None:
        """Wait for the lock. A lock file that somebody removed keeps nobody out: then the new one is taken."""
        import fcntl

        while True:
            if self._file < 0:
                self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            fcntl.flock(self._file, fcntl.LOCK_EX)
            if os.fstat(self._file).st_nlink:
                return
            self.close()

    def __exit__(self, *_error: object) -> None:
        """Give it back."""
        import fcntl

        if self._file >= 0:
            fcntl.flock(self._file, fcntl.LOCK_UN)

    def close(self) -> None:
        """Let go of the file, and with it of the lock."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1


_open_locks: weakref.WeakSet[FileLock] = weakref.WeakSet()


def _forked() -> None:
    for lock in list(_open_locks):
        lock.close()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forked)


class DirectoryStorage:
    """Files below a directory, to be served as they are. `root` is made when missing."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def _place(self, path: str) -> Path:
        parts = path.split("/")
        if any(not part or part.startswith(".") for part in parts):
            raise FormatError("path", f"{path!r} leaves the log's directory")
        return self.root.joinpath(*parts)

    def read(self, path: str) -> bytes | None:
        """The content of a file, or None."""
        try:
            return self._place(path).read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None

    def write(self, files: Mapping[str, bytes]) -> None:
        """Write each to a file beside its place, make it durable, then put it there."""
        places = {self._place(path): data for path, data in files.items()}
        for directory in {place.parent for place in places}:
            make_directory(directory)
        for place, data in places.items():
            _beside(place).write_bytes(data)
        _each(_sync, [_beside(place) for place in places])
        for place in places:
            _beside(place).replace(place)
        _each(_sync, [*{place.parent for place in places}])

    def remove(self, path: str) -> None:
        """Remove a file or a folder of files."""
        place = self._place(path)
        if place.is_dir():
            for child in place.iterdir():
                self.remove(f"{path}/{child.name}") if child.is_dir() else child.unlink(missing_ok=True)
            place.rmdir()
        else:
            place.unlink(missing_ok=True)

    def lock(self, name: str) -> contextlib.AbstractContextManager[None]:
        """A lock file below the root."""
        self.root.mkdir(parents=True, exist_ok=True)
        return file_lock(self.root / f".{name}.lock")


def _beside(place: Path) -> Path:
    return place.with_name(f".{place.name}{TEMPORARY}")


class MemoryStorage:
    """Files in memory, for a reader that keeps nothing and for tests of what storage can do to a log."""

    def __init__(self, files: Mapping[str, bytes] | None = None) -> None:
        self.files: dict[str, bytes] = dict(files or {})
        self._lock = threading.RLock()

    def read(self, path: str) -> bytes | None:
        """The content at a path, or None."""
        return self.files.get(path)

    def write(self, files: Mapping[str, bytes]) -> None:
        """Keep the files."""
        self.files.update(files)

    def remove(self, path: str) -> None:
        """Forget a file, or all below a folder."""
        for held in [held for held in self.files if held == path or held.startswith(f"{path}/")]:
            del self.files[held]

    @contextlib.contextmanager
    def lock(self, name: str) -> Iterator[None]:  # noqa: ARG002 - one lock serves all names
        """Keep other threads out."""
        with self._lock:
            yield
