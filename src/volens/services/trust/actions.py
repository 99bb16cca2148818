"""Everything that changes the room of trust: choices given and undone, complaints, the journal taken in, leaving."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable
from uuid import UUID

from django.apps import apps
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import get_language, gettext

from volens.services.trust import journal, policies, reading, rooms, vault, working_days
from volens.services.trust.decisions import record_decision as record_decision  # noqa: PLC0414 - where others look
from volens.services.trust.kinds import KINDS
from volens.services.trust.models import Choice, Complaint, JournalPosition, Reading
from volens.services.trust.reading import Purpose, Reader, Subject
from volens.services.trust.record import entering, integrating, place, readings
from volens.services.trust.record.checking import Check as Check  # noqa: PLC0414
from volens.services.trust.record.checking import register_check as register_check  # noqa: PLC0414
from volens.services.trust.record.entering import enter as enter  # noqa: PLC0414
from volens.services.trust.record.publications import record_publications as record_publications  # noqa: PLC0414
from volens.services.trust.record.publications import recorded_publications as recorded_publications  # noqa: PLC0414
from volens.services.trust.record.recorded import Recorded as Recorded  # noqa: PLC0414
from volens.services.trust.record.recorded import record_gone as record_gone  # noqa: PLC0414
from volens.services.trust.record.recorded import register_recorded as register_recorded  # noqa: PLC0414

#: A complaint is answered within ten working days (S5, docs/retention.md).
ANSWER_WORKING_DAYS = 10


class RefusedError(PermissionError):
    """Either the reader has no such right, or the thing is not there; both look alike."""


def give(person: UUID, kind: str, *, detail: str = "", until: dt.datetime | None = None) -> Choice:
    """Record that the person said yes to the words of a kind, as shown in the language of the page.

    `detail` names what it is about (a document's name) and is stored, sealed, with the words.
    """
    words = str(KINDS[kind].words) + (f"\n{detail}" if detail else "")
    choice = Choice(person_id=person, kind=kind, language=get_language() or "en", since=timezone.now(), until=until)
    sealed = vault.of(person).seal(f"choice:{choice.pk}", words)
    assert sealed is not None  # noqa: S101 - the words of a kind are never empty
    choice.text = sealed
    choice.save(force_insert=True)
    return choice


def undo(person: UUID, choice: UUID) -> bool:
    """The person takes a choice back. True when it stood; repeated clicks change nothing."""
    standing = Choice.objects.filter(person_id=person, pk=choice, undone__isnull=True)
    return bool(standing.update(undone=timezone.now()))


def forget(person: UUID, choice: UUID) -> None:
    """Take back a choice that had no effect on anyone: what was never seen by anyone leaves no line behind (S4)."""
    Choice.objects.filter(person_id=person, pk=choice).delete()


def undo_kind(person: UUID, kind: str, *, detail: str = "") -> None:
    """The person takes back every standing choice of a kind, or the one about `detail`."""
    opened = vault.of(person)
    for choice in Choice.objects.filter(person_id=person, kind=kind, undone__isnull=True):
        if not detail or opened.unseal(f"choice:{choice.pk}", choice.text).endswith(f"\n{detail}"):
            undo(person, choice.pk)


def working_days_after(day: dt.date, count: int) -> dt.date:
    """The day `count` working days of the office after `day`."""
    return working_days.after(day, count)


def complain(person: UUID, text: str, *, about: UUID | None = None) -> Complaint:
    """The person asks or complains, about one reading or in general. Due in ten working days."""
    now = timezone.now()
    with transaction.atomic():
        complaint = Complaint(
            person_id=person,
            reading=about,
            text=b"",
            made_at=now,
            due_on=working_days_after(timezone.localdate(now), ANSWER_WORKING_DAYS),
        )
        opened = vault.of(person)
        complaint.save(force_insert=True)
        complaint.text = opened.seal_bytes(f"complaint:{complaint.pk}", text.encode())
        complaint.save(update_fields=["text"])
    return complaint


def answer(reader: Reader, number: int, text: str) -> None:
    """The office answers a complaint; a named person stands under it. Reading it to answer is itself written down."""
    if not policies.may_answer_complaints(reader):
        raise RefusedError(gettext("Only the data protection officer answers complaints."))
    complaint = Complaint.objects.select_related("person").filter(number=number, answered_at__isnull=True).first()
    if complaint is None:
        raise RefusedError(gettext("There is no open complaint of this number."))
    with reading.read(Purpose.COMPLAINT, complaint.person, reader) as opened, transaction.atomic():
        changed = Complaint.objects.filter(number=number, answered_at__isnull=True).update(
            answer=opened.seal_bytes(f"complaint-answer:{number}", text.encode()),
            answered_at=timezone.now(),
            answered_by=opened.seal_bytes(f"complaint-by:{number}", f"{reader.name}, {reader.office}".encode()),
        )
        if not changed:
            raise RefusedError(gettext("There is no open complaint of this number."))


def absorb(notify: Callable[[Subject], None] | None = None) -> int:
    """Take new lines of the local journal into the table of readings. Returns how many. Safe to run at any time, twice.

    `notify` is called once for each person with a new reading.
    """
    person_model = apps.get_model("people", "Person")
    count = 0
    for name in journal.reads_files():
        touched: dict[UUID, Subject] = {}
        with transaction.atomic():
            mark, _made = JournalPosition.objects.select_for_update().get_or_create(file=name)
            for entry, position in journal.lines(name, mark.position):
                mark.position = position
                if entry.get("about"):
                    reading.taken_in(UUID(entry["about"]))
                person = person_model.objects.filter(journal_tag=entry["tag"]).first()
                if person is None:  # has left since
                    continue
                try:
                    with transaction.atomic():
                        _row, made = Reading.objects.get_or_create(
                            pk=UUID(entry["id"]), defaults={"person": person, "detail": bytes.fromhex(entry["sealed"])}
                        )
                except IntegrityError:  # the person left this moment
                    continue
                count += made
                touched[person.pk] = person
            mark.save()
        if notify is not None:
            for read in touched.values():
                notify(read)
    integrating.integrate_or_log()
    return count


def erase(account: UUID) -> None:
    """The person leaves, now: first the journal, then the rows of every room, then the key.

    Wherever the machine stops in between, `replay_erasures` finishes it before the service starts again.
    """
    _record_erasure(account)
    journal.append(journal.ERASURES, {"mark": journal.erased_mark(account)})
    with transaction.atomic():
        for room in rooms.all_rooms():
            room.erase(account)
    vault.destroy(account)


def _record_erasure(account: UUID) -> None:
    """The leaves that say: what opened these entries was erased, not removed by somebody. They tell nobody whose."""
    mark = journal.erased_mark(account)
    person = apps.get_model("people", "Person").objects.filter(pk=account).first()
    told: list[str] = []
    if person is not None:
        with contextlib.suppress(vault.KeyGoneError):  # begun before and not finished: its leaves are there
            told = readings.hashes(readings.of(person, vault.of(account)))
    entering.erased(told, "person-left", also=[entering.mark(place.here().fillers, "erased account", mark)])


def replay_erasures() -> int:
    """Erase again whoever left but is in the tables: after a restored backup, or after a stop in the middle.

    Returns how many were erased. The mark of how far the erasures were replayed is a row of the database, so a restored
    backup brings back an old mark and the lines after it are replayed.
    """
    mark, _made = JournalPosition.objects.get_or_create(file=journal.ERASURES)
    marks, position = set(), mark.position
    for entry, position in journal.lines(journal.ERASURES, mark.position):  # noqa: B007 - the last position is kept
        marks.add(entry.get("mark"))
    erased = 0
    if marks:
        account_model = apps.get_model("people", "Account")
        for account in list(account_model.objects.values_list("pk", flat=True).order_by("pk")):
            if journal.erased_mark(account) in marks:
                with transaction.atomic():
                    for room in rooms.all_rooms():
                        room.erase(account)
                vault.destroy(account)
                erased += 1
    JournalPosition.objects.filter(file=journal.ERASURES).update(position=position)
    return erased
