"""The index on disk: generations beside each other, a pointer to the current one, one writer, any number of readers.

    DIRECTORY/current      which generation is served, and the format it was built with (replaced in one step)
    DIRECTORY/lock         held by the process that writes
    DIRECTORY/g-…/         a generation: the files of one tantivy index, and its atlas (see `survey`)

A generation is itself consistent at every moment: what was not committed is not there. A process killed while it builds
a new generation leaves the old one in service, and its remains are removed by the next writer.
"""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import shutil
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import tantivy

from volens.engines.search import atlas, schema
from volens.engines.search.atlas import Atlas
from volens.engines.search.port import IndexDamagedError, IndexLockedError, IndexOutdatedError

#: How often readers look whether the index has changed, in seconds.
PATIENCE = 1.0

_AT_A_TIME = 50_000  # documents that are read

_REBUILD = "Rebuild it: `volens index rebuild`."


@dataclass(slots=True)
class Snapshot:
    """One unchanging state of the index. What is worked out for it may be remembered in `memory`."""

    searcher: tantivy.Searcher
    schema: tantivy.Schema
    memory: dict[Any, Any] = field(default_factory=dict)
    #: Where everything stands, once it is known: see `atlas`.
    atlas: Callable[[], Atlas | None] = lambda: None

    def columns(self, names: Sequence[str]) -> Iterator[tuple[list[int], list[list[int | float | bool | None]]]]:
        """Every id, ascending, with the values of some fields, in portions from one state of the index."""
        after = -1
        while True:
            rest = tantivy.Query.range_query(
                self.schema, "id", tantivy.FieldType.Integer, lower_bound=after, include_lower=False
            )
            hits = self.searcher.search(
                rest, limit=_AT_A_TIME, count=False, order_by_field="id", order=tantivy.Order.Asc
            ).hits
            if not hits:
                return
            addresses = [address for _, address in hits]
            ids = [int(id_ or 0) for id_ in self.searcher.fast_field_values("id", addresses)]
            yield ids, [self.searcher.fast_field_values(name, addresses) for name in names]
            after = ids[-1]


class Store:
    """Opens generations for reading and writing. Safe to create before a fork: files are opened when first needed."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._guard = threading.RLock()
        self._forget()

    def _forget(self) -> None:
        self._process = os.getpid()
        self._checked = -PATIENCE
        self._pointer: object = None
        self._commit: object = None
        self._index: tantivy.Index | None = None
        self._directory: Path | None = None
        self._snapshot: Snapshot | None = None
        self._atlas: tuple[Path, int, atlas.Named | None, float] | None = None

    # Reading

    def snapshot(self) -> Snapshot | None:
        """The current state, at most `PATIENCE` seconds old; None if there is no index yet."""
        if self._process != os.getpid():  # the child of a fork: locks, threads and mappings are the parent's
            self._guard = threading.RLock()
            self._forget()
        if time.monotonic() - self._checked < PATIENCE:
            return self._snapshot
        with self._guard:
            if time.monotonic() - self._checked >= PATIENCE:
                self._refresh()
                self._checked = time.monotonic()
            return self._snapshot

    def version(self) -> object:
        """What tells one commit of one generation from another."""
        self.snapshot()
        return self._pointer, self._commit

    def changed(self) -> None:
        """Let the next reading look at once: this process has just written."""
        self._checked = -PATIENCE

    def _refresh(self) -> None:
        for attempt in range(20):
            pointer = _stamp(self.path / "current")
            try:
                if pointer is None:
                    self._snapshot = self._index = self._directory = None
                elif pointer != self._pointer or self._index is None:
                    self._open()
                elif (commit := _stamp(self._meta())) != self._commit:
                    self._commit = commit
                    self._snapshot = self._reloaded(self._index)
            except (IndexOutdatedError, IndexDamagedError, ValueError, OSError) as error:
                self._snapshot = self._index = None
                if attempt < 19 and _stamp(self.path / "current") != pointer:
                    continue  # a rebuild switched while we were opening the old generation
                if isinstance(error, IndexOutdatedError | IndexDamagedError):
                    raise
                raise IndexDamagedError(
                    f"The search index in {self.path} cannot be read ({error}). {_REBUILD}"
                ) from error
            self._pointer = pointer
            return

    def _open(self) -> None:
        directory = self.current()
        if directory is None:
            return
        self._directory = directory
        commit = _stamp(self._meta())
        index = open_generation(directory)
        self._snapshot = self._reloaded(index)
        self._index, self._commit = index, commit

    def _reloaded(self, index: tantivy.Index) -> Snapshot:
        """The newest state of an index, with the atlas of the same commit."""
        directory = self._directory or self.path
        before = commit_number(directory)
        index.reload()
        snapshot = Snapshot(index.searcher(), index.schema)
        # Which of two commits was read, nobody can tell; we will soon look again, as the file has another stamp now.
        if before is not None and before == commit_number(directory):
            snapshot.atlas = partial(self._atlas_of, directory, before)
        return snapshot

    def _atlas_of(self, directory: Path, number: int) -> Atlas | None:
        """The atlas of a commit. If there is none yet, it is looked for again in a while: its writer may be at it."""
        known = self._atlas
        here = known is not None and known[0] == directory
        if known is None or not here or known[1] != number or (known[2] is None and time.monotonic() >= known[3]):
            found = atlas.load(directory, number, known[2] if known and here else None)
            known = self._atlas = directory, number, found, time.monotonic() + PATIENCE
        return known[2][1] if known[2] else None

    def _meta(self) -> Path:
        return (self._directory or self.path) / "meta.json"

    def current(self) -> Path | None:
        """The directory of the generation in service; None if there is none yet."""
        try:
            text = (self.path / "current").read_text(encoding="utf-8")
        except FileNotFoundError:
            return None
        try:
            pointer = json.loads(text)
            name, built_with = str(pointer["directory"]), str(pointer["format"])
        except (ValueError, KeyError, TypeError) as error:
            raise IndexDamagedError(
                f"The pointer of the search index in {self.path} is unreadable. {_REBUILD}"
            ) from error
        if built_with != schema.FORMAT:
            raise IndexOutdatedError(
                f"The search index in {self.path} was built as {built_with}; "
                f"this version reads {schema.FORMAT}. {_REBUILD}"
            )
        directory = self.path / Path(name).name
        if not (directory / "meta.json").exists():
            raise IndexDamagedError(f"The search index in {self.path} has lost its files. {_REBUILD}")
        return directory

    # Writing

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the right to write. Raises IndexLockedError if another process, or thread, holds it."""
        self.path.mkdir(parents=True, exist_ok=True)
        with (self.path / "lock").open("a+", encoding="utf-8") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise IndexLockedError(
                    f"Another process is writing the search index in {self.path}. Try again when it has finished."
                ) from None
            self._sweep()
            yield

    def new_generation(self) -> Path:
        """A directory for a new generation."""
        directory = self.path / f"g-{secrets.token_hex(6)}"
        directory.mkdir()
        return directory

    def switch(self, directory: Path) -> None:
        """Serve another generation from now on, and remove the one before. Only while `locked`."""
        _sync(directory)
        draft = self.path / "current.new"
        with draft.open("w", encoding="utf-8") as file:
            json.dump({"directory": directory.name, "format": schema.FORMAT}, file)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self.path / "current")
        _sync(self.path)
        self.changed()
        self._sweep()

    def _sweep(self) -> None:
        """Remove generations that are not in service: replaced ones, and the remains of a rebuild that was killed."""
        kept = None
        with suppress(OSError, ValueError, KeyError, TypeError):
            kept = json.loads((self.path / "current").read_text(encoding="utf-8"))["directory"]
        for directory in self.path.glob("g-*"):
            if directory.name != kept:
                shutil.rmtree(directory, ignore_errors=True)


def create_generation(directory: Path) -> tantivy.Index:
    """A new, empty index in a directory."""
    return _ours(tantivy.Index(schema.schema(), path=str(directory)))


def open_generation(directory: Path) -> tantivy.Index:
    """The index in a directory."""
    return _ours(tantivy.Index.open(str(directory)))


def commit_number(directory: Path) -> int | None:
    """The number of the last commit to the index in a directory; None if it cannot be told."""
    try:
        return int(json.loads((directory / "meta.json").read_text(encoding="utf-8"))["opstamp"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _ours(index: tantivy.Index) -> tantivy.Index:
    """Read when we say so, not whenever a thread of the engine's own notices a commit: see `_let_go_of_locks`."""
    index.config_reader("manual")
    index.register_tokenizer("whitespace", schema.analyzer())
    return index


def _let_go_of_locks() -> None:
    """In the child of a fork: close what it inherited of the lock that the engine takes while it opens segments.

    Another thread of the parent may have held it at that moment. That thread does not exist here, so nobody would ever
    release it, and the child would wait for itself for ever. The lock of the writer is not touched: its owner may be
    an object that the child still has.
    """
    with suppress(OSError):
        for handle in Path("/proc/self/fd").iterdir():
            with suppress(OSError):
                if handle.readlink().name == ".tantivy-meta.lock":
                    os.close(int(handle.name))


os.register_at_fork(after_in_child=_let_go_of_locks)


def _stamp(path: Path) -> tuple[int, int, int] | None:
    """What changes whenever a file is replaced."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_ino, status.st_size


def _sync(directory: Path) -> None:
    """Make the names in a directory durable."""
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
