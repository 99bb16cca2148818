"""A backup: database, index, journals and log in one folder; keys in another, which expires.

The database is taken first and the log after it, so that the log of a backup covers its database. A backup without its
`manifest.json` was not finished: that file is written last.
"""

from __future__ import annotations

import base64
import datetime as dt
import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings

from volens.engines.log import Journal, parse_note
from volens.engines.log.storage import file_lock
from volens.services.trust import journal, keys
from volens.services.trust.record import place, tables

MANIFEST = "manifest.json"
#: How long a backup of keys lasts: a key destroyed today is in no backup later (docs/retention.md).
KEYS_LAST = dt.timedelta(days=35)
Say = Callable[[str], None]


class BackupError(RuntimeError):
    """A backup cannot be made or restored; says why and what to do."""


def back_up(folder: Path, key_folder: Path, now: dt.datetime, say: Say) -> tuple[Path, Path | None]:
    """Make a backup below `folder`, and one of the keys below `key_folder`. Returns where they are."""
    stamp = f"{now.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"
    data, secret = folder / f"volens-{stamp}", key_folder / f"keys-{stamp}"
    if data.exists() or secret.exists():
        raise BackupError(f"{data if data.exists() else secret} is there already. Wait a second.")
    (data / "database").mkdir(parents=True)
    data.chmod(0o700)
    with tables.one_moment():
        counts = tables.dump(data / "database")
        applied = tables.migrations()
    say(f"database: {sum(counts.values())} rows of {len(counts)} tables")
    _copy(Path(settings.INDEX_DIR), data / "index")
    _copy(journal.folder(), data / "journal")
    size = _log(data / "log")
    say(f"log: {size} entries")
    told = {
        "made": now.isoformat(timespec="seconds"),
        "tables": counts,
        "migrations": applied,
        "log": size,
        "files": dict(_digests(data)),
    }
    _written(data / MANIFEST, told)
    for gone in expired(key_folder, now):
        shutil.rmtree(gone)
        say(f"keys: {gone.name} has expired and was deleted")
    return data, _keys(secret, now, say)


def _log(to: Path) -> int:
    """The log as it is between two batches, and its journal."""
    where = place.folder()
    if not where.exists():
        return 0
    with place.here().public.lock("integrate"), file_lock(where / "journal.lock"):
        shutil.copytree(where, to, ignore=shutil.ignore_patterns("*.lock", "*.writing", ".*"))
    note = to / "public" / "checkpoint"
    return int(parse_note(note.read_bytes()).text.split("\n")[1]) if note.exists() else 0


def _keys(to: Path, now: dt.datetime, say: Say) -> Path | None:
    if not settings.KEY_SERVICE.endswith(".LocalKeys"):
        say(f"keys: kept by {settings.KEY_SERVICE}; back them up there")
        return None
    where = keys.folder()
    if not (where / keys.KEYS).exists():  # opening them would make new ones, which open nothing of what is stored
        raise BackupError(f"There are no keys in {where}: the backup has none. Restore them from their last backup.")
    to.mkdir(parents=True, mode=0o700)
    try:
        keys.LocalKeys(where).copy(to)
    except BaseException as error:
        shutil.rmtree(to)  # never half of it
        if isinstance(error, RuntimeError | OSError | sqlite3.Error):
            raise BackupError(f"The keys in {where} cannot be backed up: {error}") from error
        raise
    files = dict(_digests(to))
    _written(to / MANIFEST, {"expires": (now + KEYS_LAST).isoformat(timespec="seconds"), "files": files})
    say(f"keys: in {to}, to be deleted by {now + KEYS_LAST:%Y-%m-%d}; the next backup does it")
    return to


def expired(folder: Path, now: dt.datetime) -> list[Path]:
    """Backups of keys that must not be used any more."""
    return [
        path.parent
        for path in sorted(folder.glob(f"keys-*/{MANIFEST}"))
        if dt.datetime.fromisoformat(json.loads(path.read_text(encoding="utf-8"))["expires"]) <= now
    ]


def _copy(source: Path, to: Path) -> None:
    """Copy a folder whose files others may replace meanwhile: what vanished is tried again, then left out."""
    for _attempt in range(3):
        try:
            if source.exists():
                shutil.copytree(source, to, dirs_exist_ok=True, ignore=shutil.ignore_patterns("*.lock", ".*"))
        except shutil.Error:
            continue
        return


def _digests(folder: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name != MANIFEST:
            with path.open("rb") as file:
                digest = sha256()
                while part := file.read(1 << 20):
                    digest.update(part)
            yield path.relative_to(folder).as_posix(), digest.hexdigest()


def _written(path: Path, told: dict[str, Any]) -> None:
    beside = path.with_suffix(".writing")
    beside.write_text(json.dumps(told, indent=1, sort_keys=True), encoding="utf-8")
    beside.replace(path)


def checked(folder: Path) -> dict[str, Any]:
    """The manifest of a backup whose every file is as it was saved. Raises BackupError."""
    try:
        told: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError:
        within = sorted(each.parent.name for each in folder.glob(f"volens-*/{MANIFEST}"))
        hint = f" It is the folder of backups; name one of them: {', '.join(within[-3:])}." if within else ""
        raise BackupError(f"{folder} holds no finished backup: {MANIFEST} is missing.{hint}") from None
    except ValueError as error:
        raise BackupError(f"{folder / MANIFEST} cannot be read: {error}") from error
    there = dict(_digests(folder))
    for name in sorted(told["files"].keys() | there.keys()):
        if told["files"].get(name) != there.get(name):
            state = "is missing" if name not in there else "was added" if name not in told["files"] else "was altered"
            raise BackupError(f"{folder / name} {state}. Take another backup.")
    return told


def restore(folder: Path, key_folder: Path | None, now: dt.datetime, say: Say) -> None:
    """Put a backup in the place of this deployment's data. Everything is checked before anything is changed.

    A log, journal or key that is here already and goes on from the backup's stays: they are never rolled back.
    Afterwards erasures are replayed; the index must be built again by the caller. Raises BackupError.
    """
    told = checked(folder)
    if told["migrations"] != tables.migrations():
        differing = sorted(set(told["migrations"]) ^ set(tables.migrations()))
        raise BackupError(
            f"The backup was made by another version ({', '.join(differing[:4])}). Install that version, run `volens"
            " migrate`, restore, and update then."
        )
    fresh_keys = _keys_to_restore(key_folder, now)
    moves = [*_journals(folder / "journal"), *_log_to_restore(folder / "log")]
    if fresh_keys is not None:
        _put(fresh_keys, keys.folder(), ("master.key", "keys.sqlite3"))
        say("keys: restored")
    try:
        tables.load(folder / "database", told["tables"])
    except tables.TableError as error:
        raise BackupError(f"{error}. Nothing in the database was changed.") from error
    say(f"database: {sum(told['tables'].values())} rows")
    for source, to in moves:
        to.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if source.is_dir():
            shutil.copytree(source, to)
        else:
            shutil.copy2(source, to)
    keys._service.cache_clear()
    place.forget()


def _put(source: Path, to: Path, names: tuple[str, ...]) -> None:
    to.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name in names:
        shutil.copy2(source / name, to / name)
        (to / name).chmod(0o600)


def _keys_to_restore(folder: Path | None, now: dt.datetime) -> Path | None:
    if (keys.folder() / "master.key").exists() and (folder is None or _same_master(folder)):
        return None  # those here are newer: they know who left since
    if folder is None:
        raise BackupError("There are no keys here. Name the folder of their backup: --keys FOLDER")
    if (keys.folder() / "master.key").exists():
        raise BackupError(
            f"{keys.folder()} holds keys of another deployment, or from after the master key was changed. If they are"
            " this deployment's, restore without --keys; else move them away first."
        )
    told = checked(folder)
    if dt.datetime.fromisoformat(told["expires"]) <= now:
        raise BackupError(f"The backup of keys {folder} expired on {told['expires'][:10]} and must not be used.")
    return folder


def _same_master(folder: Path) -> bool:
    saved = folder / "master.key"
    return saved.exists() and saved.read_bytes() == (keys.folder() / "master.key").read_bytes()


def _journals(source: Path) -> Iterator[tuple[Path, Path]]:
    """Journals only grow: the longer one stays, if one is the beginning of the other."""
    for path in sorted(source.glob("*.jsonl")):
        here = journal.folder() / path.name
        if not here.exists():
            yield path, here
            continue
        saved, held = path.read_bytes(), here.read_bytes()
        if saved.startswith(held):
            yield path, here
        elif not held.startswith(saved):
            raise BackupError(f"{here} and {path} do not belong to the same history. Move one of them away first.")


def _log_to_restore(source: Path) -> Iterator[tuple[Path, Path]]:
    where = place.folder()
    note = where / "public" / "checkpoint"
    if not note.exists():
        if where.exists() and Journal(where / "journal").bounds()[1]:
            raise BackupError(f"{where} holds entries but no tree. Run `volens log integrate`, or move it away first.")
        if source.exists():
            if where.exists():
                shutil.rmtree(where)
            place.forget()
            yield source, where
        return
    reader = place.here().reader()
    saved = source / "public" / "checkpoint"
    if reader is None or not saved.exists():
        return
    _origin, size, root = parse_note(saved.read_bytes()).text.split("\n")[:3]
    if int(size) > reader.checkpoint.size or reader.root_at(int(size)) != base64.b64decode(root):
        raise BackupError(
            f"The log here ({reader.checkpoint.size} entries) does not go on from that of the backup ({size}). A log is"
            " never rolled back: move it away if it is another deployment's."
        )
