"""What the room of trust keeps about a person, told to export, erasure and the daily clock."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.apps import apps
from django.utils.translation import gettext as _

from volens.services.trust import journal, keys, rooms, vault
from volens.services.trust.models import Choice, Complaint, JournalPosition, Reading
from volens.services.trust.rooms import Clock, Part
from volens.services.trust.vault import Vault
from volens.services.vacancies import presentation

DAY_KEYS = dt.timedelta(days=3)
JOURNAL = dt.timedelta(days=62)
#: Keys of the log belong to nobody and stay.
LOG_PREFIX = "log:"
COMPLAINTS = dt.timedelta(days=3 * 365)


def export(person: UUID, opened: Vault) -> list[Part]:
    """Choices, readings, complaints."""
    from volens.services.trust import queries
    from volens.services.trust.record import readings as told

    subject = apps.get_model("people", "Person").objects.get(pk=person)
    choices, readings = queries.choices_of(person), queries.readings_of(subject)
    complaints, language, colon = queries.complaints_of(person), presentation.language(), presentation.colon()
    # What opens the entries of the log, for whoever wants to show that one of them is about them.
    openings = {each.id: told.opening(each, opened) for each in told.of(subject, opened)}
    return [
        Part(
            _("My choices"),
            [
                (str(each.kind.name), f"{presentation.moment(each.since, language)}{colon}{each.text}")
                for each in choices
            ],
            [
                {
                    "kind": each.kind.code,
                    "text": each.text,
                    "language": each.language,
                    "since": each.since.isoformat(),
                    "until": each.until.isoformat() if each.until else None,
                    "undone": each.undone.isoformat() if each.undone else None,
                }
                for each in choices
            ],
        ),
        Part(
            _("Who looked at my data"),
            [
                (
                    presentation.moment(each.at, language),
                    f"{presentation.listed(each.name, each.office)}{colon}{each.purpose.label}",
                )
                for each in readings
            ],
            [
                {
                    "at": each.at.isoformat(),
                    "name": each.name,
                    "office": each.office,
                    "role": each.role,
                    "purpose": each.purpose.value,
                    "entry": openings.get(each.id),
                }
                for each in readings
            ],
        ),
        Part(
            _("My complaints"),
            [
                (presentation.moment(each.made_at, language), f"{each.text}\n{each.answer}".strip())
                for each in complaints
            ],
            [
                {
                    "number": each.number,
                    "text": each.text,
                    "made": each.made_at.isoformat(),
                    "due": each.due_on.isoformat(),
                    "answer": each.answer,
                    "answered": each.answered_at.isoformat() if each.answered_at else None,
                    "answered_by": each.answered_by,
                }
                for each in complaints
            ],
        ),
    ]


def erase(person: UUID) -> int:
    """Delete every row of the person in this room."""
    return sum(model.objects.filter(person_id=person).delete()[0] for model in (Choice, Complaint, Reading))


def _day_keys(now: dt.datetime) -> int:
    return vault.destroy_days_before((now - DAY_KEYS).date())


def orphan_keys(now: dt.datetime) -> int:
    """Destroy keys whose owner is not in the tables: the transaction that made them failed, or the owner left."""
    service = keys.service()
    # A key is made a moment before its owner's row: young keys are left alone.
    old = service.names((now - dt.timedelta(days=1)).timestamp())
    named = [name for name in old if not name.startswith((vault.DAY_PREFIX, LOG_PREFIX))]
    owners = {
        str(pk)
        for label in ("people.Account", "people.AssistedDraft", "organisations.Organisation")
        for pk in apps.get_model(label).objects.values_list("pk", flat=True)
    }
    grace = {name for name in named if name not in owners}
    for name in grace:
        service.destroy(name)
    return len(grace)


def _journal(now: dt.datetime) -> int:
    """Delete journal files of past months that are wholly taken in."""
    done = dict(JournalPosition.objects.values_list("file", "position"))
    gone = 0
    for name in journal.reads_files():
        path = journal.folder() / name
        if name[-13:-6] < f"{now - JOURNAL:%Y-%m}" and path.stat().st_size <= done.get(name, 0):
            path.unlink()
            JournalPosition.objects.filter(file=name).delete()
            gone += 1
    return gone


def _complaints(now: dt.datetime) -> int:
    return Complaint.objects.filter(answered_at__lt=now - COMPLAINTS).delete()[0]


def register() -> None:
    """Tell the registry."""
    rooms.register(
        rooms.Room(
            "trust",
            export,
            erase,
            (
                Clock("trust.Complaint", "3 years after the answer", "the person may come back to it", _complaints),
                Clock(
                    "keys of days",
                    "3 days",
                    "codes and messages on their way are unreadable after that, in backups too",
                    _day_keys,
                ),
                Clock("keys without owner", "1 day", "nobody needs them", orphan_keys),
                Clock("journal of readings", "2 months once taken in", "the tables hold the same", _journal),
            ),
            ("trust.Choice", "trust.Complaint", "trust.Reading"),
        )
    )
