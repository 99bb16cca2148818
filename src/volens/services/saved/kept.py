"""What this room keeps about a person, told to export and erasure."""

from __future__ import annotations

from dataclasses import asdict
from uuid import UUID

from django.utils.translation import gettext as _

from volens.services.saved import shelf
from volens.services.saved.models import Shelf
from volens.services.saved.shelf import Mark
from volens.services.trust import rooms
from volens.services.trust.rooms import Part
from volens.services.trust.vault import Vault
from volens.services.vacancies import presentation


def export(person: UUID, opened: Vault) -> list[Part]:
    """Saved, hidden and noted vacancies."""
    row = Shelf.objects.filter(person_id=person).first()
    marks = shelf.opened(row, opened) if row else shelf.Marks()
    both = [*marks.listed(hidden=False), *marks.listed(hidden=True)]
    return [
        Part(
            _("My saved vacancies"),
            [(presentation.listed(mark.title, mark.employer), _words(mark)) for _number, mark in both],
            [{"vacancy": number, **asdict(mark)} for number, mark in both],
        )
    ]


def _words(mark: Mark) -> str:
    said = [_("saved")] if mark.saved else [_("hidden")] if mark.hidden else []
    return presentation.colon().join([*said, *([mark.note] if mark.note else [])])


def erase(person: UUID) -> int:
    """Delete the shelf."""
    return Shelf.objects.filter(person_id=person).delete()[0]


def register() -> None:
    """Tell the registry."""
    rooms.register(rooms.Room("saved", export, erase, (), ("saved.Shelf",)))
