"""The approved lists of the safeguards, told by each room in a file of its own under rooms/."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.apps import apps

FOLDER = Path(__file__).parent / "rooms"


@lru_cache(maxsize=1)
def rooms() -> dict[str, dict[str, Any]]:
    """What each installed room adds, by room. Read as plain texts: a column may be called "off"."""
    found = {
        path.stem: yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506 - texts only
        for path in sorted(FOLDER.glob("*.yaml"))
    }
    return {room: told for room, told in found.items() if apps.is_installed(f"volens.services.{room}")}


def merged(kind: str) -> dict[str, Any]:
    """One list of all rooms: table by columns, file by reason, kind of choice by test."""
    return {name: value for told in rooms().values() for name, value in told.get(kind, {}).items()}


def joined(kind: str) -> set[str]:
    """One set of all rooms: functions, headings."""
    return {name for told in rooms().values() for name in told.get(kind, [])}
