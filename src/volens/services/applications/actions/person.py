"""What a person does with their own applications. The actor is the person; nobody else reaches these functions."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from volens.services.applications import content, machine, own, wording
from volens.services.applications.actions import telling
from volens.services.applications.case import Case, Draft, locked
from volens.services.applications.content import Content
from volens.services.applications.machine import NotNowError
from volens.services.applications.models import Application, Letter
from volens.services.people.models import Person
from volens.services.trust import actions as trust
from volens.services.vacancies import queries as vacancies


class NotThereError(LookupError):
    """There is no such application of this person."""


def begin(person: Person, vacancy: int) -> Application:
    """The person's row for a vacancy: the one there is, or a new draft. Two clicks at once make one draft.

    Raises vacancies.queries.NotOpenError when nobody can apply there.
    """
    vacancies.for_application(vacancy)
    found = Application.objects.filter(person=person, vacancy_id=vacancy).first()
    if found is not None:
        return found
    made = Application(person=person, vacancy_id=vacancy, changed_at=timezone.now())
    own.keep(made, Content(ticks=list(wording.TICKED_AT_FIRST)))
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:  # the other click was faster
        return Application.objects.get(person=person, vacancy_id=vacancy)
    return made


def save_draft(person: Person, application: UUID, *, ticks: list[str], documents: list[str], note: str) -> Application:
    """Save what is ticked so far. Raises NotNowError when it was sent already."""
    with _mine(person, application) as case:
        row, written = _row(case), _content(case)
        if case.state != machine.DRAFT:
            raise NotNowError
        written.ticks, written.documents, written.note = ticks, documents, note
        if written.phase != content.DRAFT:  # once more, from the beginning: it was withdrawn or has lapsed
            written.phase, written.taken_back = content.DRAFT, False
        own.keep(row, written)
        row.changed_at = case.now
        row.save()
    return row


def apply(person: Person, application: UUID, *, shown_digest: str) -> Application:
    """Send it: what the employer sees is what was on the page, word for word, and the ledger holds the person's yes.

    A second click finds the first and changes nothing. Raises NotNowError with the reason.
    """
    with _mine(person, application) as case:
        row = _row(case)
        if case.state != machine.DRAFT:
            return row
        vacancy = vacancies.for_application(row.vacancy_id)
        case.shared, case.shown_digest = wording.shared(person, vacancy, _content(case)), shown_digest
        machine.take("apply", "person", case)
    return row


def withdraw(person: Person, application: UUID) -> bool:
    """Take it back, at any time. True when nobody had seen it: then for the employer it never was.

    Nothing happens when nothing stands.
    """
    with _mine(person, application) as case:
        if case.received is None:
            return False
        unseen = look_who_saw(case)
        machine.take(taking_back(case), "person", case)
    return unseen


def look_who_saw(case: Case) -> bool:
    """Take in what the journal of readings says up to now, and say whether nobody saw the employer's row.

    The row is locked, and whoever shows it locks it too while writing into the journal: no reading slips between.
    """
    trust.absorb()
    if case.received is None:
        return True
    case.received.refresh_from_db(fields=["shown"])
    return not case.received.shown


def taking_back(case: Case) -> str:
    """The step that takes a sent application back, as things stand."""
    if case.received is not None and not case.received.shown:
        return "take_back"
    return "leave_silence" if case.state == "silent" else "withdraw"


def write(person: Person, application: UUID, text: str) -> None:
    """Write to the employer. Raises NotNowError with the reason."""
    with _mine(person, application) as case:
        case.letter = Draft(Letter.Kind.MESSAGE, from_person=True, told={"text": text.strip()})
        machine.take("write", "person", case)


def pick(person: Person, application: UUID, letter: UUID, number: int | None) -> None:
    """Pick one of the times the employer proposed. Raises NotNowError with the reason."""
    with _mine(person, application) as case:
        case.asked = _letter(case, letter, Letter.Kind.TIMES)
        count = len(_told(case, case.asked)["times"]) if case.asked else 0
        case.picked = number if number is not None and 0 <= number < count else None
        machine.take("pick", "person", case)


def decline(person: Person, application: UUID, letter: UUID) -> None:
    """Say no to times or an offer, for oneself: the employer sees the same as if nobody had looked (S4)."""
    with _mine(person, application) as case:
        asked = _letter(case, letter)
        written = _content(case)
        if asked is None:
            raise NotThereError
        if _row(case).accepted_from is not None and asked.kind == Letter.Kind.OFFER:
            machine.take("think_again", "person", case)
        if str(asked.pk) not in written.declined:
            written.declined.append(str(asked.pk))
        _keep_quietly(case, written)


def reconsider(person: Person, application: UUID, letter: UUID) -> None:
    """Take the no back, while there is still time to say yes."""
    with _mine(person, application) as case:
        written = _content(case)
        written.declined = [each for each in written.declined if each != str(letter)]
        _keep_quietly(case, written)


def agree(person: Person, application: UUID, letter: UUID) -> None:
    """Accept an offer. The employer learns of it after the cooling period. Raises NotNowError with the reason."""
    with _mine(person, application) as case:
        case.asked = _letter(case, letter, Letter.Kind.OFFER)
        machine.take("agree", "person", case)
        written = _content(case)
        written.declined = [each for each in written.declined if each != str(letter)]
        _keep_quietly(case, written)


def think_again(person: Person, application: UUID) -> None:
    """Undo an acceptance that is cooling: as if it had not been. Raises NotNowError with the reason."""
    with _mine(person, application) as case:
        machine.take("think_again", "person", case)


def accept_now(person: Person, application: UUID) -> None:
    """End the cooling period: the employer learns of the acceptance now. Raises NotNowError with the reason."""
    with _mine(person, application) as case:
        machine.take("accept_now", "person", case)
        if case.received is not None:
            telling.acceptance(case.received)


def keep_for_myself(person: Person, application: UUID, *, notes: str | None = None, hidden: bool | None = None) -> None:
    """The person's own notes, and whether it is out of the list. Nobody else ever sees either."""
    with _mine(person, application) as case:
        written = _content(case)
        if notes is not None:
            written.notes = notes.strip()
        if hidden is not None:
            written.hidden = hidden
        _keep_quietly(case, written)


def delete(person: Person, application: UUID) -> bool:
    """Delete the person's own record of what no longer stands: a draft, or one that is over."""
    with _mine(person, application) as case:
        if case.received is not None:
            return False
        _row(case).delete()
    return True


@contextlib.contextmanager
def _mine(person: Person, application: UUID) -> Iterator[Case]:
    """The person's own case, locked, with their vault. Raises NotThereError for anyone else's."""
    with locked(application=application) as case:
        if case is None or case.application is None or case.application.person_id != person.pk:
            raise NotThereError
        case.vault = own.key(person.pk)
        case.content = Content.unseal(case.vault, case.application)
        yield case


def _row(case: Case) -> Application:
    assert case.application is not None  # noqa: S101 - `_mine` has looked
    return case.application


def _content(case: Case) -> Content:
    assert case.content is not None  # noqa: S101 - `_mine` has looked
    return case.content


def _told(case: Case, letter: Letter) -> dict[str, Any]:
    assert case.vault is not None  # noqa: S101 - `_mine` has looked
    told: dict[str, Any] = case.vault.unseal_json(content.letter_place(letter.pk), letter.sealed)
    return told


def _letter(case: Case, identifier: UUID, kind: Letter.Kind | None = None) -> Letter | None:
    """A question the employer asked in what stands now."""
    rows = Letter.objects.filter(application=_row(case), pk=identifier, from_person=False, until__isnull=False)
    found = rows.filter(kind=kind).first() if kind else rows.first()
    since = _content(case).since
    return found if found is not None and since is not None and found.at >= since else None


def _keep_quietly(case: Case, written: Content) -> None:
    """Seal without touching anything in the clear: not even a time tells that the person did something (S4)."""
    row = _row(case)
    own.keep(row, written)
    Application.objects.filter(pk=row.pk).update(content=row.content)
