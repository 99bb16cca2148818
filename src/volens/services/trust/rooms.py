"""What each room keeps about a person: how it exports it, how it erases it, and when it throws things away by itself.

A room registers a `Room` when it starts. Export, erasure and the daily clock walk over the rooms, so that none is
forgotten; a test compares the rooms with the tables that lead to a person.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.functional import Promise

from volens.services.trust.vault import Vault


@dataclass(frozen=True, slots=True)
class Clock:
    """How long a table keeps a row, why, and the function that deletes what is over. It returns how many rows."""

    table: str
    keeps: str
    why: str
    expire: Callable[[dt.datetime], int]


@dataclass(frozen=True, slots=True)
class Turn:
    """Something a room does by itself when its time has come, that is no deletion. It returns how many it touched."""

    name: str
    run: Callable[[dt.datetime], int]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of an export: a heading and rows of name and value for reading, and the same as data."""

    heading: str | Promise
    rows: list[tuple[str, str]]
    data: Any
    files: dict[str, bytes] = field(default_factory=dict)


def nothing(_account: UUID, _opened: Vault) -> list[Part]:
    """A room that keeps nothing about whoever acts for an organisation."""
    return []


@dataclass(frozen=True, slots=True)
class Room:
    """A room's plug-ins. `export` gives the parts of a person's data; `erase` deletes the room's rows of the person.

    `export_member` gives what the room keeps about the account of someone who acts for organisations.
    """

    name: str
    export: Callable[[UUID, Vault], list[Part]]
    erase: Callable[[UUID], int]
    clocks: tuple[Clock, ...] = ()
    #: Tables erased by the room, as Django labels ("people.Person").
    tables: tuple[str, ...] = ()
    #: What happens by itself, after the clocks.
    turns: tuple[Turn, ...] = ()
    export_member: Callable[[UUID, Vault], list[Part]] = nothing


_rooms: dict[str, Room] = {}


def register(room: Room) -> None:
    """Announce a room. A second announcement replaces the first."""
    _rooms[room.name] = room


def all_rooms() -> list[Room]:
    """Every room, the room of people last: the others lean on its rows while they erase."""
    return sorted(_rooms.values(), key=lambda room: (room.name == "people", room.name))
