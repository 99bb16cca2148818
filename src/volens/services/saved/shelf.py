"""What is on a person's shelf, opened and sealed with the person's own key. Only the person's pages use it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from uuid import UUID

from django.db import transaction

from volens.services.saved.models import Shelf
from volens.services.trust import vault

#: Sealed blocks are as long as a multiple of this many bytes.
BLOCK = 8192
PLACE = "saved.shelf"


@dataclass(slots=True)
class Mark:
    """What a person did with one vacancy. Title and employer stay readable after the vacancy is gone."""

    title: str
    employer: str
    saved: str = ""  # when, ISO 8601; empty: not
    hidden: str = ""
    note: str = ""

    @property
    def empty(self) -> bool:
        """Whether nothing is left worth keeping."""
        return not (self.saved or self.hidden or self.note)


@dataclass(slots=True)
class Marks:
    """Everything on the shelf, by the vacancy's number."""

    by_vacancy: dict[int, Mark] = field(default_factory=dict)

    def get(self, vacancy: int) -> Mark | None:
        """The mark of a vacancy, if there is one."""
        return self.by_vacancy.get(vacancy)

    @property
    def hidden(self) -> frozenset[int]:
        """The vacancies the person does not want to see."""
        return frozenset(number for number, mark in self.by_vacancy.items() if mark.hidden)

    def listed(self, *, hidden: bool) -> list[tuple[int, Mark]]:
        """The hidden ones, or those saved or noted and not hidden; the latest first."""
        chosen = [(number, mark) for number, mark in self.by_vacancy.items() if bool(mark.hidden) is hidden]
        return sorted(chosen, key=lambda each: (each[1].hidden or each[1].saved, each[0]), reverse=True)


def read(person: UUID) -> Marks:
    """The person's own shelf. One query."""
    row = Shelf.objects.filter(person_id=person).first()
    return _opened(vault.of(person), row) if row else Marks()


def opened(row: Shelf, with_vault: vault.Vault) -> Marks:
    """A shelf, opened with a vault in hand: for the export."""
    return _opened(with_vault, row)


@contextmanager
def changing(person: UUID) -> Iterator[Marks]:
    """The shelf for a change, locked until it is stored: two tabs never lose each other's marks."""
    own = vault.of(person)
    with transaction.atomic():
        _lock(person)
        row = Shelf.objects.filter(person_id=person).first()
        marks = _opened(own, row) if row else Marks()
        yield marks
        kept = {number: mark for number, mark in marks.by_vacancy.items() if not mark.empty}
        if kept:
            Shelf.objects.update_or_create(person_id=person, defaults={"sealed": _sealed(own, kept)})
        elif row:
            row.delete()


def _lock(person: UUID) -> None:
    """Lock the person's row; on SQLite the transaction is the only writer already."""
    from django.apps import apps

    list(apps.get_model("people", "Person").objects.select_for_update().filter(pk=person).values_list("pk"))


def _opened(own: vault.Vault, row: Shelf) -> Marks:
    told = json.loads(own.unseal_bytes(PLACE, row.sealed).decode())
    return Marks({int(number): Mark(**mark) for number, mark in told.items()})


def _sealed(own: vault.Vault, kept: dict[int, Mark]) -> bytes:
    plain = json.dumps({number: asdict(mark) for number, mark in kept.items()}, ensure_ascii=False).encode()
    return own.seal_bytes(PLACE, plain + b" " * (-len(plain) % BLOCK))


def now() -> str:
    """The present moment, as a mark stores it."""
    return dt.datetime.now(tz=dt.UTC).isoformat(timespec="seconds")
