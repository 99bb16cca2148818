"""Rows that have a leaf: each room says which of its tables they are in, and tells again what was recorded of a row.

A row that the house itself deletes (its time is over, its organisation is gone) gets an erasure leaf of its own: what
is missing without one was removed by somebody.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Model
from django.db.models.signals import post_delete

from volens.services.trust.record import entering
from volens.services.trust.record.models import Record


@dataclass(frozen=True)
class Recorded:
    """Rows of a table whose making is on the record.

    `about(row)` is the name the record knows the row by, `find(about)` the row of a name, `content(row, purpose)` what
    was recorded of it, made of the row as it is today.
    """

    room: str
    purposes: tuple[str, ...]
    table: str
    about: Callable[[Any], str]
    find: Callable[[str], Any | None]
    content: Callable[[Any, str], dict[str, Any]]
    #: Every row that must have an entry, with when it was made; None where rows come about without one too.
    decided: Callable[[], Iterable[tuple[Any, dt.datetime]]] | None = None


_kinds: list[Recorded] = []


def register_recorded(kind: Recorded) -> None:
    """Announce rows that have a leaf, from AppConfig.ready. A second announcement of the same replaces the first."""
    _kinds[:] = [each for each in _kinds if (each.room, each.table) != (kind.room, kind.table)]
    _kinds.append(kind)
    post_delete.connect(_deleted, sender=apps.get_model(kind.table), dispatch_uid=f"record:{kind.room}:{kind.table}")


def kind_of(record: Record) -> Recorded | None:
    """The rows a record is about one of."""
    return next((each for each in _kinds if each.room == record.room and record.purpose in each.purposes), None)


def kinds() -> list[Recorded]:
    """All of them."""
    return list(_kinds)


def record_gone(room: str, purpose: str, about: str) -> int:
    """An erasure leaf for the entries of a row that an update of the program took away. Returns how many there were."""
    leaves = list(Record.objects.filter(room=room, purpose=purpose, about=about).values_list("leaf", flat=True))
    entering.erased(leaves, "retention")
    return len(leaves)


def _deleted(sender: type[Model], instance: Model, **_more: Any) -> None:
    """The house deleted a row: an erasure leaf for each of its entries."""
    for kind in _kinds:
        if kind.table == sender._meta.label:
            leaves = Record.objects.filter(room=kind.room, purpose__in=kind.purposes, about=kind.about(instance))
            entering.erased(list(leaves.values_list("leaf", flat=True)), "retention")
