"""What an employer sees of what it received. Whatever is shown is written down first, rows of lists included (S5)."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from volens.services.applications import machine, policies, terms
from volens.services.applications.content import Content, Shared
from volens.services.applications.models import Application, Letter, Received
from volens.services.applications.queries import LetterShown, letters
from volens.services.organisations.models import Membership
from volens.services.people.actions import documents
from volens.services.trust import reading
from volens.services.trust.reading import Purpose
from volens.services.trust.vault import KeyGoneError, Vault
from volens.services.vacancies.models import Vacancy

PAGE = 25


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the employer's list: number, day, state, and nothing else (S3)."""

    id: UUID
    number: str
    received_on: dt.date
    state: Received.State
    vacancy: int
    title: str
    employers_turn: bool
    answered: bool
    today: dt.date

    @property
    def late(self) -> bool:
        """Fourteen days without an answer."""
        return self.state == Received.State.SENT and self.today >= self.received_on + terms.LATE_AFTER

    @property
    def waiting_days(self) -> int:
        """Days since it came."""
        return (self.today - self.received_on).days

    @property
    def closes_on(self) -> dt.date:
        """The day it closes as silence when nobody answers."""
        return self.received_on + terms.SILENT_AFTER


@dataclass(frozen=True, slots=True)
class Opened:
    """One application as the employer sees it: the exact text that was sent, and what was said since."""

    row: Row
    shared: Shared
    letters: tuple[LetterShown, ...]
    steps: frozenset[str]
    read_until: dt.date | None


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the list. `pages` counts what is listed, never people."""

    rows: tuple[Row, ...]
    number: int
    pages: int


def listed(member: Membership, *, vacancy: int | None = None, page: int = 1) -> Page:
    """What an organisation received, newest day first, each shown row in the feed of its person. Four queries.

    The rows are locked while the readings are written down, so that one taken back at the same moment is either not
    shown or known to have been seen. A number of pages tells that rows are there: rows on other pages that nobody has
    seen so far count as seen too, else that number could go down when one is taken back (S4).
    """
    if not policies.may_open(member):
        return Page((), 1, 1)
    rows = Received.objects.filter(vacancy__organisation_id=member.organisation_id)
    if vacancy is not None:
        rows = rows.filter(vacancy_id=vacancy)
    today = timezone.localdate()
    with transaction.atomic():
        pages = max(1, -(-rows.count() // PAGE))
        page = min(max(page, 1), pages)
        wanted = list(rows.values_list("pk", flat=True)[(page - 1) * PAGE : page * PAGE])
        counted = rows.filter(shown=False).order_by().values("pk")
        # One query in one order: two colleagues who look at once wait for each other, never both.
        noted = list(
            Received.objects.select_for_update(of=("self",))
            .filter(Q(pk__in=wanted) | Q(pk__in=counted))
            .select_related("vacancy")
            .order_by("pk")
        )
        _note(member, [each.pk for each in noted])
    shown = [each for each in noted if each.pk in wanted]
    shown.sort(key=lambda each: wanted.index(each.pk))
    return Page(tuple(_row(each, today) for each in shown), page, pages)


def _note(member: Membership, rows: list[UUID]) -> None:
    standing = Application.objects.filter(received__in=rows).select_related("person").order_by("pk")
    told = [(each.person, each.received_id) for each in standing if each.received_id]
    reading.note(Purpose.APPLICATION_LIST, told, policies.reader(member))


def row_of(member: Membership, received: UUID) -> Row | None:
    """The line of one application, in its person's feed like the list. Two queries."""
    if not policies.may_open(member):
        return None
    with transaction.atomic():
        found = _found(member, received)
        if found is None:
            return None
        _note(member, [found.pk])
    return _row(found, timezone.localdate())


@contextlib.contextmanager
def opened(member: Membership, received: UUID) -> Iterator[Opened | None]:
    """One application, written down in its person's feed before it opens. None when it is no longer available.

    Four queries. What closed as silence does not open any more.
    """
    with _read(member, received) as (found, application, person_vault):
        if found is None or application is None or person_vault is None:
            yield None
        else:
            yield _opened(found, application, person_vault)


@contextlib.contextmanager
def document(member: Membership, received: UUID, identifier: UUID) -> Iterator[tuple[str, str, bytes] | None]:
    """A document that was ticked: name, media type, content; written down first. None when it is not there any more."""
    with _read(member, received) as (_found, application, person_vault):
        if application is None or person_vault is None:
            yield None
            return
        shared = Content.unseal(person_vault, application).shared
        ticked = {each.id for each in shared.documents} if shared else set()
        yield documents.opened(application.person_id, identifier, person_vault) if str(identifier) in ticked else None


@contextlib.contextmanager
def _read(member: Membership, received: UUID) -> Iterator[tuple[Received | None, Application | None, Vault | None]]:
    """The row of the member's own organisation and, once the reading is in the journal, what it leads to.

    The row is locked while the journal is written (see `listed`), not while the page is made.
    """
    found, application, person_vault = None, None, None
    with contextlib.ExitStack() as stack:
        if policies.may_open(member):
            with transaction.atomic():
                found = _found(member, received)
                if found is not None and found.state != Received.State.SILENT:
                    application = Application.objects.filter(received=found).select_related("person").first()
                if application is not None:
                    subject, reader = application.person, policies.reader(member)
                    with contextlib.suppress(KeyGoneError):
                        person_vault = stack.enter_context(
                            reading.read(Purpose.APPLICATION, subject, reader, about=received)
                        )
        yield found, application, person_vault


def _opened(found: Received, application: Application, person_vault: Vault) -> Opened:
    application.received = found
    written = Content.unseal(person_vault, application)
    if written.shared is None:
        raise ValueError("What stands with an employer was sent by its person.")
    now = timezone.now()
    told = letters(application, person_vault, declined=(), since=written.since, now=now, private=False)
    steps = [step for step in machine.table().transitions.values() if "member" in step.by]
    possible = {step.name for step in steps if found.state in step.origins}
    if any(each.kind == Letter.Kind.TIMES and each.open for each in told):
        possible.discard("propose")
    return Opened(
        _row(found, timezone.localdate(now)),
        written.shared,
        tuple(told),
        frozenset(possible),
        read_until(found.vacancy),
    )


def read_until(vacancy: Vacancy) -> dt.date | None:
    """The last day an employer can read what it received; None while the vacancy has not closed."""
    closed = vacancy.ended_at or (vacancy.valid_through if vacancy.state == Vacancy.State.EXPIRED else None)
    return timezone.localdate(closed + terms.READABLE_AFTER_CLOSE) if closed else None


def _found(member: Membership, received: UUID) -> Received | None:
    """The row of the member's own organisation, locked."""
    rows = Received.objects.select_for_update(of=("self",)).select_related("vacancy")
    return rows.filter(pk=received, vacancy__organisation_id=member.organisation_id).first()


def _row(found: Received, today: dt.date) -> Row:
    return Row(
        found.pk,
        found.number,
        found.received_on,
        Received.State(found.state),
        found.vacancy_id,
        found.vacancy.title,
        found.employers_turn,
        found.answered_on is not None,
        today,
    )
