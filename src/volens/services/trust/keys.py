"""The key service: one data key per person, kept apart from the database and wrapped by a master key.

The port is `KeyService`. The default, `LocalKeys`, keeps wrapped keys in a small SQLite file beside a master key file,
both readable by their owner only and *outside* the database: a backup of the database does not contain them, so a
person who left stays gone when an older database backup is restored. Back the key folder up apart, for a short time
(docs/retention.md). A deployment with a hardware or cloud key service writes another class with the same five methods
and names it in VOLENS_KEY_SERVICE.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import threading
import time
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from volens.engines import sealing

MASTER, NEXT_MASTER, KEYS = "master.key", "master.key.new", "keys.sqlite3"
_INDEX_PLACE = "master:blind index"


class KeyGoneError(LookupError):
    """There is no such key: never made, or destroyed. What it sealed cannot be read by anyone any more."""


class KeyService(Protocol):
    """What a key service does. A `name` is the identifier of a person, a draft or a day."""

    def create(self, name: str) -> None:
        """Make the key of `name` durable, unless it exists."""

    def key(self, name: str) -> bytes:
        """The 256-bit data key of `name`. Raises KeyGoneError."""

    def destroy(self, name: str) -> None:
        """Destroy the key of `name` for good. Nothing happens when there is none."""

    def names(self, made_before: float | None = None) -> list[str]:
        """All names that have a key (made before a Unix time), for the sweep of keys nobody needs."""

    def index_key(self) -> bytes:
        """The key of blind indexes."""


class LocalKeys:
    """Keys in a folder of this machine, each wrapped by the master key in a file beside them.

    The master key can be changed (`rotate`): every key is wrapped anew, none of them changes, so nothing is sealed
    anew and blind indexes stay as they are. Other processes notice by the number of the master key, its generation.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._guard = threading.Lock()
        self._held: tuple[int, bytes] | None = None  # generation and wrapping key
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with self._writing() as connection:  # two first starts at once make one master key
            connection.execute(
                "CREATE TABLE IF NOT EXISTS key (name TEXT PRIMARY KEY, wrapped BLOB NOT NULL, made INTEGER NOT NULL)"
            )
            connection.execute(
                "CREATE TABLE IF NOT EXISTS master (only INTEGER PRIMARY KEY CHECK (only = 1),"
                " generation INTEGER NOT NULL, blind_index BLOB NOT NULL)"
            )
            if connection.execute("SELECT 1 FROM master").fetchone() is None:  # the first start, and never later
                path = folder / MASTER
                master = _read_key(path) if path.exists() else _new_key(path)
                index = sealing.seal(_wrapping_key(master), sealing.subkey(master, "blind index"), place=_INDEX_PLACE)
                connection.execute("INSERT INTO master VALUES (1, 1, ?)", (index,))
            (folder / KEYS).chmod(0o600)
            self._settle(connection)
            generation, wrapped = connection.execute("SELECT generation, blind_index FROM master").fetchone()
            self._index = sealing.unseal(self._wrapping(connection, generation), wrapped, place=_INDEX_PLACE)

    @contextlib.contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        """A connection that overwrites what it deletes, and waits for its turn."""
        connection = sqlite3.connect(self._folder / KEYS, timeout=20, isolation_level=None)
        try:
            # No write-ahead log: a deleted key would live on in it until the next checkpoint.
            connection.execute("PRAGMA journal_mode=TRUNCATE")
            connection.execute("PRAGMA secure_delete=ON")
            connection.execute("PRAGMA synchronous=FULL")
            yield connection
        finally:
            connection.close()

    @contextlib.contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """A connection in a transaction nobody else writes beside."""
        with self._connection() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")

    def _wrapping(self, connection: sqlite3.Connection, generation: int) -> bytes:
        """The wrapping key of a generation: the one in hand, or that of the file that opens what is there now.

        The connection is in the transaction that read the generation, so that both are of one moment.
        """
        with self._guard:
            if self._held is not None and self._held[0] == generation:
                return self._held[1]
            # Twice: the new file may take the place of the old one just between a look at each.
            for name in (MASTER, NEXT_MASTER, MASTER, NEXT_MASTER):
                wrapping = self._opening(connection, self._folder / name)
                if wrapping is not None:
                    self._held = (generation, wrapping)
                    return wrapping
        raise RuntimeError(
            f"{self._folder / MASTER} is missing, or is not the master key of the keys beside it. Restore both from one"
            " backup."
        )

    def _opening(self, connection: sqlite3.Connection, path: Path) -> bytes | None:
        """The wrapping key of a file if it opens what is there now. Never makes a file."""
        (wrapped,) = connection.execute("SELECT blind_index FROM master").fetchone()
        try:
            wrapping = _wrapping_key(_read_key(path))
            sealing.unseal(wrapping, wrapped, place=_INDEX_PLACE)
        except (FileNotFoundError, sealing.SealError):
            return None
        return wrapping

    def _settle(self, connection: sqlite3.Connection) -> None:
        """Finish, or clear away, a change of the master key that a crash interrupted. Inside `_writing` only: not
        while somebody changes it.
        """
        new = self._folder / NEXT_MASTER
        if not new.exists():
            return
        try:
            opens = self._opening(connection, new) is not None
        except RuntimeError:  # half of a key
            opens = False
        if opens:
            _replace(new, self._folder / MASTER)
        else:
            new.unlink()  # the keys were never wrapped with it

    def create(self, name: str) -> None:
        """Make the key of `name`, unless it exists."""
        with self._writing() as connection:
            (generation,) = connection.execute("SELECT generation FROM master").fetchone()
            wrapped = sealing.seal(self._wrapping(connection, generation), sealing.new_key(), place=f"key:{name}")
            connection.execute(
                "INSERT OR IGNORE INTO key (name, wrapped, made) VALUES (?, ?, ?)", (name, wrapped, int(time.time()))
            )

    def key(self, name: str) -> bytes:
        """The data key of `name`."""
        with self._connection() as connection:
            connection.execute("BEGIN")  # nobody changes the master key between this reading and the next
            row = connection.execute("SELECT wrapped, generation FROM key, master WHERE name = ?", (name,)).fetchone()
            if row is None:
                raise KeyGoneError(f"There is no key {name}.")
            return sealing.unseal(self._wrapping(connection, row[1]), row[0], place=f"key:{name}")

    def destroy(self, name: str) -> None:
        """Delete the key and overwrite where it was."""
        with self._connection() as connection:
            connection.execute("DELETE FROM key WHERE name = ?", (name,))

    def names(self, made_before: float | None = None) -> list[str]:
        """All names that have a key."""
        limit = time.time() + 1 if made_before is None else made_before
        with self._connection() as connection:
            return [row[0] for row in connection.execute("SELECT name FROM key WHERE made < ? ORDER BY name", (limit,))]

    def index_key(self) -> bytes:
        """The key of blind indexes."""
        return self._index

    def generation(self) -> int:
        """How many master keys there have been."""
        with self._connection() as connection:
            return int(connection.execute("SELECT generation FROM master").fetchone()[0])

    def rotate(self) -> int:
        """Change the master key: wrap every key with a new one, then put it in the place of the old. Returns how many.

        All or nothing: the new master key is on the disk before the keys are wrapped with it in one transaction, and
        takes the old one's place after; a crash in between is settled at the next change or start. Others may work
        meanwhile.
        """
        with self._writing() as connection:
            self._settle(connection)  # the file of another process that crashed may be the only one that opens the keys
            (generation,) = connection.execute("SELECT generation FROM master").fetchone()
            old = self._wrapping(connection, generation)
            fresh = _wrapping_key(_new_key(self._folder / NEXT_MASTER))
            rows = connection.execute("SELECT name, wrapped FROM key").fetchall()
            connection.executemany(
                "UPDATE key SET wrapped = ? WHERE name = ?",
                (
                    (sealing.seal(fresh, sealing.unseal(old, wrapped, place=f"key:{name}"), place=f"key:{name}"), name)
                    for name, wrapped in rows
                ),
            )
            connection.execute(
                "UPDATE master SET generation = generation + 1, blind_index = ?",
                (sealing.seal(fresh, self._index, place=_INDEX_PLACE),),
            )
        with self._writing() as connection:
            self._settle(connection)
        return len(rows)

    def copy(self, to: Path) -> None:
        """Copy master key and keys, both of one moment, into a folder. Raises RuntimeError when it opens nothing."""
        with self._writing() as connection:  # nobody changes the master key meanwhile
            self._settle(connection)
            shutil.copyfile(self._folder / MASTER, to / MASTER)
            (to / MASTER).chmod(0o600)
            with (
                contextlib.closing(sqlite3.connect(self._folder / KEYS)) as source,
                contextlib.closing(sqlite3.connect(to / KEYS)) as copied,
            ):
                source.backup(copied)
        LocalKeys(to)


def _wrapping_key(master: bytes) -> bytes:
    return sealing.subkey(master, "wrapping")


def _replace(new: Path, old: Path) -> None:
    """Put a file in the place of another, for good."""
    new.replace(old)
    _on_disk(old.parent)


def _on_disk(folder: Path) -> None:
    """Wait until the names in a folder are on the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _new_key(path: Path) -> bytes:
    """Make a key and put it into a file, readable by its owner only. The file is whole and on the disk, or not there.

    Inside `_writing` only: nobody else makes one at the same time.
    """
    key, beside = sealing.new_key(), path.with_name(f"{path.name}.writing")
    beside.unlink(missing_ok=True)  # of a crash
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    _on_disk(path.parent)
    return key


def _read_key(path: Path) -> bytes:
    """The key in a file. Raises FileNotFoundError: whoever only reads makes none."""
    key = path.read_bytes()
    if len(key) != sealing.KEY_BYTES:
        raise RuntimeError(f"{path} holds {len(key)} bytes instead of {sealing.KEY_BYTES}. Restore it from its backup.")
    return key


def folder() -> Path:
    """Where the default key service keeps its files."""
    return Path(settings.KEYS_DIR or Path(settings.DATA_DIR) / "keys")


def service() -> KeyService:
    """The key service of this deployment."""
    return _service(settings.KEY_SERVICE, folder())


@lru_cache(maxsize=4)
def _service(path: str, where: Path) -> KeyService:
    made: KeyService = import_string(path)(where)
    return made
