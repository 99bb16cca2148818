"""What this room keeps about a person, told to export, erasure and the daily clock."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.utils.translation import gettext as _

from volens.services.applications import effects, labels, machine, queries, terms, wording
from volens.services.applications.actions import messages, telling, time
from volens.services.applications.actions import person as actions
from volens.services.applications.case import locked
from volens.services.applications.models import Application, MessageSwitches, Received, VacancyChange
from volens.services.people.models import Person
from volens.services.trust import rooms
from volens.services.trust.rooms import Clock, Part, Turn
from volens.services.trust.vault import Vault
from volens.services.vacancies import presentation


def export(person: UUID, opened: Vault) -> list[Part]:
    """Applications with what was sent, what was said, and the person's own notes."""
    subject = Person.objects.get(pk=person)
    rows, data, language, colon = [], [], presentation.language(), presentation.colon()
    for each in queries.mine(subject):
        told = queries.letters(
            each.application, opened, declined=each.content.declined, since=None, now=each.application.changed_at
        )
        shared = each.content.shared
        words = [str(labels.of_mine(each.state).name)]
        words += [wording.plain(shared)] if shared else []
        words += [
            f"{presentation.moment(letter.at, language)} {labels.author(letter)}{colon}{labels.plain(letter)}"
            for letter in told
        ]
        words += [each.content.notes] if each.content.notes else []
        rows.append((each.application.vacancy.title, "\n".join(words)))
        data.append(
            {
                "vacancy": each.application.vacancy_id,
                "title": each.application.vacancy.title,
                "state": each.state,
                "number": each.content.number,
                "sent": each.content.sent_at or None,
                "shared": wording.plain(shared) if shared else None,
                "language": shared.language if shared else None,
                "draft": {
                    "ticks": each.content.ticks,
                    "documents": each.content.documents,
                    "note": each.content.note,
                },
                "notes": each.content.notes,
                "hidden": each.content.hidden,
                "letters": [
                    {"at": letter.at.isoformat(), "kind": letter.kind, "mine": letter.from_person, **letter.told}
                    for letter in told
                ],
            }
        )
    wanted = {"messages_wanted": sorted(messages.switched_on(person))}
    return [Part(_("My applications"), rows, [*data, wanted] if data else [])]


def erase(person: UUID) -> int:
    """Whoever leaves takes every application back, by the same steps, and then nothing of them is here.

    What an employer had seen stays there as a number that is no longer available, as for one withdrawn or lapsed.
    """
    for identifier in Application.objects.filter(person_id=person, received__isnull=False).values_list("pk", flat=True):
        with locked(application=identifier) as case:
            if case is not None and case.received is not None:
                actions.look_who_saw(case)
                machine.take(actions.taking_back(case), "person", case)
    MessageSwitches.objects.filter(person_id=person).delete()
    return Application.objects.filter(person_id=person).delete()[0]


def _past_reading(now: dt.datetime) -> int:
    """Rows of employers, half a year after the vacancy closed. The choices end with them."""
    gone = 0
    for identifier in list(
        Received.objects.filter(queries.past_reading(now)).order_by("pk").values_list("pk", flat=True)
    ):
        with locked(received=identifier) as case:
            if case is None or case.received is None:
                continue
            if case.application is not None:
                effects.part(case)
                case.application.save()
            case.received.delete()
            gone += 1
    return gone


def _own_records(now: dt.datetime) -> int:
    """Drafts and what is over, a year after they were last touched."""
    old = Application.objects.filter(received__isnull=True, changed_at__lt=now - terms.OWN_RECORD)
    return old.delete()[0]


def _changes(now: dt.datetime) -> int:
    """Changes of vacancies nobody's application is about any more, after a year."""
    old = VacancyChange.objects.filter(at__lt=now - terms.OWN_RECORD)
    return old.exclude(vacancy__applications__received__isnull=False).delete()[0]


def register() -> None:
    """Tell the registry."""
    rooms.register(
        rooms.Room(
            "applications",
            export,
            erase,
            (
                Clock(
                    "applications.Received",
                    "6 months after the vacancy closed",
                    "what an employer received; then nobody there can read it",
                    _past_reading,
                ),
                Clock(
                    "applications.Application",
                    "1 year after it was last touched, once nothing stands with an employer",
                    "a person's drafts and own record; the person can delete them at any time",
                    _own_records,
                ),
                Clock(
                    "applications.VacancyChange",
                    "1 year, or as long as an application stands",
                    "what a vacancy said before: public facts, told to those who applied",
                    _changes,
                ),
            ),
            ("applications.Application", "applications.Letter", "applications.MessageSwitches"),
            (Turn("steps of applications", time.run), Turn("announcements to employers", telling.announce)),
        )
    )
