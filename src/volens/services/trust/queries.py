"""What the room of trust can tell, and to whom. Each function says what it costs."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from uuid import UUID

from django.utils import timezone

from volens.services.trust import policies, reading, rooms, vault
from volens.services.trust.actions import RefusedError
from volens.services.trust.kinds import KINDS, Kind
from volens.services.trust.models import Choice, Complaint
from volens.services.trust.reading import Purpose, Reader, Subject
from volens.services.trust.record import readings
from volens.services.trust.record.receipts import leaf_about as leaf_about  # noqa: PLC0414 - where others look
from volens.services.trust.rooms import Part


@dataclass(frozen=True, slots=True)
class ReadingShown:
    """A reading as the person sees it. `leaf`: its hash in the log. `pending`: durable, and not yet in the tree.
    `unproven`: from before the log began, so that there is no proof of it.
    """

    id: UUID
    at: dt.datetime
    purpose: Purpose
    name: str
    office: str
    role: str
    pending: bool
    about: UUID | None = None
    leaf: str = ""
    unproven: bool = False


@dataclass(frozen=True, slots=True)
class ChoiceShown:
    """A choice as the person sees it."""

    id: UUID
    kind: Kind
    text: str
    language: str
    since: dt.datetime
    until: dt.datetime | None
    undone: dt.datetime | None


@dataclass(frozen=True, slots=True)
class ComplaintShown:
    """A complaint as the person, or whoever answers it, sees it."""

    number: int
    reading: UUID | None
    text: str
    made_at: dt.datetime
    due_on: dt.date
    answer: str
    answered_at: dt.datetime | None
    answered_by: str
    about: ReadingShown | None = None  # for whoever answers: the reading the person asks about

    @property
    def late(self) -> bool:
        """Not answered, and the day it was due has passed."""
        return self.answered_at is None and timezone.localdate() > self.due_on


def readings_of(person: Subject) -> list[ReadingShown]:
    """Who looked at this person's data, newest first. Three queries and the new end of the journal; writes nothing."""
    told = readings.of(person, vault.of(person.pk))
    places = readings.positions(readings.hashes(told))
    shown = []
    for each, leaf in zip(told, readings.hashes(told), strict=True):
        at = dt.datetime.fromisoformat(each.detail["at"])
        unproven = leaf not in places and readings.before_the_log(at)
        shown.append(
            ReadingShown(
                id=each.id,
                at=at,
                purpose=Purpose(each.detail["purpose"]),
                name=each.detail["name"],
                office=each.detail["office"],
                role=each.detail["role"],
                pending=leaf not in places and not unproven,
                about=UUID(each.detail["about"]) if each.detail.get("about") else None,
                leaf=leaf,
                unproven=unproven,
            )
        )
    return sorted(shown, key=lambda each: (each.at, each.id), reverse=True)


def choices_of(person: UUID) -> list[ChoiceShown]:
    """The person's choices, newest first. One query."""
    opened = vault.of(person)
    return [
        ChoiceShown(
            row.pk,
            KINDS[row.kind],
            opened.unseal(f"choice:{row.pk}", row.text),
            row.language,
            row.since,
            row.until,
            row.undone,
        )
        for row in Choice.objects.filter(person_id=person)
    ]


def stands(person: UUID, kind: str) -> bool:
    """Whether the person's choice of a kind stands now. One query."""
    return Choice.objects.filter(person_id=person, kind=kind, undone__isnull=True).exists()


def complaints_of(person: UUID) -> list[ComplaintShown]:
    """The person's complaints, open ones first. One query."""
    opened = vault.of(person)
    rows = Complaint.objects.filter(person_id=person)
    return sorted((_shown(row, opened) for row in rows), key=lambda each: (each.answered_at is not None, -each.number))


def open_complaints(reader: Reader) -> list[tuple[int, dt.date, int]]:
    """The queue of whoever answers: number, day due, working age in days. No names, no texts, no person. One query."""
    if not policies.may_answer_complaints(reader):
        raise RefusedError
    today = timezone.localdate()
    rows = Complaint.objects.filter(answered_at__isnull=True).values_list("number", "due_on", "made_at")
    return [(number, due, (today - timezone.localdate(made)).days) for number, due, made in rows]


@contextlib.contextmanager
def complaint(reader: Reader, number: int) -> Iterator[ComplaintShown]:
    """One open complaint, for whoever answers it, with the reading it is about: written down before it opens (S5)."""
    if not policies.may_answer_complaints(reader):
        raise RefusedError
    row = Complaint.objects.select_related("person").filter(number=number, answered_at__isnull=True).first()
    if row is None:
        raise RefusedError
    with reading.read(Purpose.COMPLAINT, row.person, reader) as opened:
        about = (
            next((each for each in readings_of(row.person) if each.id == row.reading), None) if row.reading else None
        )
        yield replace(_shown(row, opened), about=about)


def export(person: Subject) -> list[Part]:
    """Everything every room keeps about a person, for that person. Queries as the rooms need."""
    opened = vault.of(person.pk)
    return [part for room in reversed(rooms.all_rooms()) for part in room.export(person.pk, opened)]


def export_member(account: UUID) -> list[Part]:
    """Everything every room keeps about someone who acts for organisations, for them. Queries as the rooms need."""
    opened = vault.of(account)
    return [part for room in reversed(rooms.all_rooms()) for part in room.export_member(account, opened)]


def _shown(row: Complaint, opened: vault.Vault) -> ComplaintShown:
    return ComplaintShown(
        row.number,
        row.reading,
        opened.unseal(f"complaint:{row.number}", row.text),
        row.made_at,
        row.due_on,
        opened.unseal(f"complaint-answer:{row.number}", row.answer),
        row.answered_at,
        opened.unseal(f"complaint-by:{row.number}", row.answered_by),
    )
