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
import sqlite3
import time
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from volens.engines import sealing


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
    """Keys in a folder of this machine."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        master = _file_key(folder / "master.key")
        self._wrapping = sealing.subkey(master, "wrapping")
        self._index = sealing.subkey(master, "blind index")
        with self._connection() as connection:
            connection.execute(
                "CREATE TABLE IF NOT EXISTS key (name TEXT PRIMARY KEY, wrapped BLOB NOT NULL, made INTEGER NOT NULL)"
            )
        (folder / "keys.sqlite3").chmod(0o600)

    @contextlib.contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        """A connection that overwrites what it deletes, and waits for its turn."""
        connection = sqlite3.connect(self._folder / "keys.sqlite3", timeout=20, isolation_level=None)
        try:
            # No write-ahead log: a deleted key would live on in it until the next checkpoint.
            connection.execute("PRAGMA journal_mode=TRUNCATE")
            connection.execute("PRAGMA secure_delete=ON")
            connection.execute("PRAGMA synchronous=FULL")
            yield connection
        finally:
            connection.close()

    def create(self, name: str) -> None:
        """Make the key of `name`, unless it exists."""
        wrapped = sealing.seal(self._wrapping, sealing.new_key(), place=f"key:{name}")
        with self._connection() as connection:
            connection.execute(
                "INSERT OR IGNORE INTO key (name, wrapped, made) VALUES (?, ?, ?)", (name, wrapped, int(time.time()))
            )

    def key(self, name: str) -> bytes:
        """The data key of `name`."""
        with self._connection() as connection:
            row = connection.execute("SELECT wrapped FROM key WHERE name = ?", (name,)).fetchone()
        if row is None:
            raise KeyGoneError(f"There is no key {name}.")
        return sealing.unseal(self._wrapping, row[0], place=f"key:{name}")

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


def _file_key(path: Path) -> bytes:
    """The key in a file, made once, readable by its owner only."""
    try:
        key = path.read_bytes()
    except FileNotFoundError:
        with contextlib.suppress(FileExistsError):  # another process was faster
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(sealing.new_key())
                file.flush()
                os.fsync(file.fileno())
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
