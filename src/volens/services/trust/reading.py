"""The only way to a person's data for anyone but the person (S5): written down first, shown after."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID, uuid4

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from volens.engines.log import Leaf
from volens.services.trust import journal, vault
from volens.services.trust.record import entering
from volens.services.trust.vault import KeyGoneError, Vault


class Purpose(TextChoices):
    """What a reading is for, in words the person reads. A new purpose is a line here, never free text."""

    COMPLAINT = "complaint", _("To answer your complaint")
    HELP = "help", _("To answer a request you opened")
    APPLICATION = "application", _("To look at an application you sent")
    APPLICATION_LIST = "application_list", _("To see the number, date and state of an application you sent")
    APPLICATION_ANSWER = "application_answer", _("To answer an application you sent")


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


#: Names of roles that readers outside the office have, added by their rooms: what the person reads behind a name.
ROLES: dict[str, str | Promise] = {}
#: Called with the thing a reading was about (a random identifier that leads to no person) once the entry is taken in.
_on_taken_in: list[Callable[[UUID], None]] = []


def on_taken_in(listener: Callable[[UUID], None]) -> None:
    """Let a room know which of its things were read, when the journal is taken into the tables."""
    if listener not in _on_taken_in:
        _on_taken_in.append(listener)


def taken_in(about: UUID) -> None:
    """Tell the rooms that a reading about this thing was taken in. Called for everyone, also for who has left since."""
    for listener in _on_taken_in:
        listener(about)


@contextlib.contextmanager
def read(purpose: Purpose, subject: Subject, reader: Reader, *, about: UUID | None = None) -> Iterator[Vault]:
    """Open a person's vault for someone else, after the reading is durably written in the local journal.

    `about`: the thing that is read, a random identifier that leads to no person (an application as received).
    Raises OSError when the journal cannot be written and KeyGoneError when the person has left; nothing is opened then.
    """
    opened = vault.of(subject.pk)
    now = timezone.now()
    line, leaf = _entry(purpose, subject, reader, about, opened, now)
    entering.append([leaf])  # first: a leaf without a line harms nobody, a line without a leaf would look altered
    journal.append(journal.reads_file(now.date()), line)
    yield opened


def note(purpose: Purpose, shown: Iterable[tuple[Subject, UUID]], reader: Reader) -> None:
    """Write down that rows about several persons are about to be shown together, each of them in the feed of its own.

    Nothing is opened: for lists that hold a number, a day and a state. Whoever has left meanwhile is passed over.
    """
    now = timezone.now()
    entries = []
    for subject, about in shown:
        with contextlib.suppress(KeyGoneError):
            entries.append(_entry(purpose, subject, reader, about, vault.of(subject.pk), now))
    entering.append([leaf for _line, leaf in entries])
    journal.append_all(journal.reads_file(now.date()), [line for line, _leaf in entries])


def _entry(
    purpose: Purpose, subject: Subject, reader: Reader, about: UUID | None, opened: Vault, now: dt.datetime
) -> tuple[dict[str, str], Leaf]:
    """One line of the journal: sealed with the person's key, findable by tags that say nothing to anyone else. And its
    leaf for the log, whose commitment opens only with a salt made of the person's key.
    """
    identifier = uuid4()
    detail = {
        "at": now.isoformat(timespec="seconds"),
        "purpose": Purpose(purpose).value,
        "reader": str(reader.account),
        "name": reader.name,
        "office": reader.office,
        "role": reader.role,
        "about": str(about) if about else "",
    }
    line = {
        "id": str(identifier),
        "tag": str(subject.journal_tag),
        "sealed": opened.seal_json(f"reading:{identifier}", detail).hex(),
    }
    leaf = leaf_of(opened, identifier, detail)
    return (line | {"about": str(about)} if about else line), leaf


def leaf_of(opened: Vault, identifier: UUID, detail: dict[str, str]) -> Leaf:
    """The leaf of a reading, from what is sealed about it. Can be made again as long as the person's key lives."""
    return entering.reading_leaf(
        salt_of(opened, identifier), str(identifier), detail, organisation=detail["role"] in ROLES
    )


def salt_of(opened: Vault, identifier: UUID) -> bytes:
    """The salt of a reading's commitment: one for each, so that showing one opens no other."""
    return opened.mark("log salt", str(identifier))
