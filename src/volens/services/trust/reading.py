"""The only way to a person's data for anyone but the person (S5): written down first, shown after."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID, uuid4

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from volens.services.trust import journal, vault
from volens.services.trust.vault import Vault


class Purpose(TextChoices):
    """What a reading is for, in words the person reads. A new purpose is a line here, never free text."""

    COMPLAINT = "complaint", _("To answer your complaint")
    HELP = "help", _("To answer a request you opened")
    APPLICATION = "application", _("To look at an application you sent")


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads: a member of staff or of an organisation, by account, with the office and role they act in."""

    account: UUID
    name: str
    office: str
    role: str


class Subject(Protocol):
    """Whose data it is: the identifier of the account and the random tag of its entries in the journal."""

    @property
    def pk(self) -> UUID:
        """The account's identifier."""

    journal_tag: UUID


@contextlib.contextmanager
def read(purpose: Purpose, subject: Subject, reader: Reader) -> Iterator[Vault]:
    """Open a person's vault for someone else, after the reading is durably written in the local journal.

    Raises OSError when the journal cannot be written and KeyGoneError when the person has left; nothing is opened then.
    """
    opened = vault.of(subject.pk)
    identifier, now = uuid4(), timezone.now()
    detail = {
        "at": now.isoformat(timespec="seconds"),
        "purpose": Purpose(purpose).value,
        "reader": str(reader.account),
        "name": reader.name,
        "office": reader.office,
        "role": reader.role,
    }
    journal.append(
        journal.reads_file(now.date()),
        {
            "id": str(identifier),
            "tag": str(subject.journal_tag),
            "sealed": opened.seal_json(f"reading:{identifier}", detail).hex(),
        },
    )
    yield opened
