"""The exact text of an application: made once from what is ticked, shown to the person, sent, shown to the employer."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext

from volens.services.applications.content import Content, Shared, SharedDocument
from volens.services.people import profile
from volens.services.people.actions import account as accounts
from volens.services.people.actions import documents
from volens.services.people.models import Person
from volens.services.vacancies.models import Vacancy

#: What is ticked when a person begins: nothing. The person ticks everything themselves (S6).
TICKED_AT_FIRST: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tick:
    """Something a person can share: its name in the form, its label, what it says now."""

    name: str
    label: str | Promise
    value: str


def ticks(person: Person) -> list[Tick]:
    """Everything the person has that could be ticked: fields that are filled in, and their own contacts."""
    told = profile.of(person)
    found = [Tick(field.name, field.label, told[field.name]) for field in profile.FIELDS if told[field.name]]
    for first, reached in accounts.contacts(person.account):
        found.append(Tick("contact_first" if first else "contact_second", reached.channel.label, reached.shown))
    return found


def owned_documents(person: UUID) -> list[SharedDocument]:
    """The person's documents, to tick."""
    return [SharedDocument(str(each.id), each.name, each.kind, each.size) for each in documents.listed(person)]


def shared(person: Person, vacancy: Vacancy, written: Content) -> Shared:
    """What the employer would see now, in the language of the page."""
    wanted = set(written.ticks)
    chosen = set(written.documents)
    items = [(gettext("How to reach me"), gettext("Through Volens: write to me on this page."))]
    items += [(str(tick.label), tick.value) for tick in ticks(person) if tick.name in wanted]
    return Shared(
        language=get_language() or "en",
        vacancy=vacancy.title,
        employer=vacancy.organisation.name if vacancy.organisation else vacancy.employer,
        items=items,
        note=written.note.strip(),
        documents=[each for each in owned_documents(person.pk) if each.id in chosen],
    )


def plain(what: Shared) -> str:
    """The text of what is shared, line by line: for the ledger of choices."""
    lines = [
        gettext("Vacancy: %(title)s") % {"title": what.vacancy},
        gettext("Employer: %(name)s") % {"name": what.employer},
        "",
        *(f"{label}: {value}" for label, value in what.items),
        *(gettext("Document: %(name)s") % {"name": each.name} for each in what.documents),
    ]
    if what.note:
        lines += ["", gettext("Covering note:"), what.note]
    return "\n".join(lines)
