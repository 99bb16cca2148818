"""The local journal: lines that are on the disk before anything they speak of is shown or done.

Two kinds. `reads-MACHINE-YYYY-MM.jsonl`: who read a person's data, sealed with the person's key and marked with a
random tag that only the person's row knows. `erasures.jsonl`: who left, as a blind index, so that a restored backup
can be brought up to date before it serves. Lines are appended whole, under a lock, and forced to the disk.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import json
import os
import re
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings

from volens.services.trust import vault

ERASURES = "erasures.jsonl"


def folder() -> Path:
    """Where the journal is."""
    return Path(settings.DATA_DIR) / "journal"


def append(name: str, entry: dict[str, Any]) -> None:
    """Write one line and force it to the disk. Raises OSError when that fails: then nothing may be shown or done."""
    append_all(name, [entry])


def append_all(name: str, entries: list[dict[str, Any]]) -> None:
    """Write several lines as one and force them to the disk together, as for a page that shows several rows."""
    where = folder()
    where.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = where / name
    fresh = not path.exists()
    line = b"".join(json.dumps(entry, ensure_ascii=True, separators=(",", ":")).encode() + b"\n" for entry in entries)
    if not line:
        return
    descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        size = os.fstat(descriptor).st_size
        if size and os.pread(descriptor, 1, size - 1) != b"\n":  # a write cut off by a crash: close that line first
            line = b"\n" + line
        while line:
            line = line[os.write(descriptor, line) :]
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    if fresh:
        directory = os.open(where, os.O_RDONLY)
        try:
            os.fsync(directory)
        finally:
            os.close(directory)


def lines(name: str, start: int = 0) -> Iterator[tuple[dict[str, Any], int]]:
    """Whole entries of a journal file from byte `start` on, each with the position after. Broken ones are skipped."""
    try:
        file = (folder() / name).open("rb")
    except FileNotFoundError:
        return
    with file:
        file.seek(start)
        position = start
        for line in file:
            if not line.endswith(b"\n"):
                return
            position += len(line)
            try:
                entry = json.loads(line)
            except ValueError:
                continue
            if isinstance(entry, dict):
                yield entry, position


def reads_file(day: dt.date) -> str:
    """The file for readings of a month on this machine."""
    machine = re.sub(r"[^A-Za-z0-9]+", "-", socket.gethostname())[:40] or "machine"
    return f"reads-{machine}-{day:%Y-%m}.jsonl"


def reads_files() -> list[str]:
    """All files of readings on this machine, oldest first."""
    return sorted(path.name for path in folder().glob("reads-*.jsonl"))


def erased_mark(account: UUID) -> str:
    """How an erased account is named in the journal: says nothing to whoever does not hold both key and identifier."""
    return vault.blind("erased account", str(account)).hex()
