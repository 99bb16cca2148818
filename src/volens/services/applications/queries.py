"""What the person sees of their own applications, and what everyone sees of an employer's answering."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from volens.engines.disclosure import Planner, Records, RefusedError, Spec, publish
from volens.services.applications import own, terms
from volens.services.applications.content import DRAFT, Content, letter_place
from volens.services.applications.models import Application, Letter, Received, VacancyChange
from volens.services.people.models import Person
from volens.services.trust import protected
from volens.services.trust import queries as trust
from volens.services.trust.queries import ReadingShown
from volens.services.trust.vault import Vault


@dataclass(frozen=True, slots=True)
class LetterShown:
    """A letter, opened."""

    id: UUID
    kind: str
    from_person: bool
    at: dt.datetime
    until: dt.datetime | None
    over_at: dt.datetime | None
    told: dict[str, Any]
    #: For times and offers: the person said no, for themselves.
    declined: bool = False
    #: It can be answered now.
    open: bool = False

    @property
    def times(self) -> list[dt.datetime]:
        """The times that were proposed."""
        return [dt.datetime.fromisoformat(each) for each in self.told.get("times", [])]

    @property
    def picked(self) -> dt.datetime | None:
        """The time that was picked."""
        number = self.told.get("picked")
        return self.times[number] if isinstance(number, int) else None


@dataclass(frozen=True, slots=True)
class Look:
    """Readings of one application by one reader for one purpose on one day: the newest, and how many there were."""

    newest: ReadingShown
    times: int


def looks(readings: Sequence[ReadingShown]) -> list[Look]:
    """Readings gathered by day, reader and purpose, newest first. None is left out: "who looked" lists each alone."""
    gathered: dict[tuple[object, ...], list[ReadingShown]] = {}
    for each in readings:
        day = timezone.localdate(each.at)
        gathered.setdefault((day, each.name, each.office, each.role, each.purpose), []).append(each)
    return [Look(group[0], len(group)) for group in gathered.values()]


@dataclass(frozen=True, slots=True)
class Mine:
    """An application as its person sees it. `state`: of the employer's row, or draft, withdrawn, lapsed, over."""

    application: Application
    content: Content
    state: str
    letters: tuple[LetterShown, ...] = ()
    readings: tuple[ReadingShown, ...] = ()
    changes: tuple[VacancyChange, ...] = ()

    @property
    def stands(self) -> bool:
        """The employer can read it."""
        return self.application.received_id is not None and self.state != "silent"

    @property
    def answer_due(self) -> dt.date | None:
        """Until when the employer should answer, when it has not."""
        row = self.application.received
        return row.received_on + terms.LATE_AFTER if row and self.state == "sent" else None


def mine(person: Person) -> list[Mine]:
    """The person's applications, newest first, the hidden ones too. Two queries."""
    rows = Application.objects.filter(person=person).select_related("vacancy__organisation", "received")
    open_offers = set(
        Letter.objects.filter(application__person=person, kind=Letter.Kind.OFFER).values_list("application", flat=True)
    )
    opened = own.key(person.pk)
    made = []
    for row in rows:
        written = Content.unseal(opened, row)
        made.append(Mine(row, written, _state(row, written, lapsed=row.pk in open_offers)))
    return made


def one_of_mine(person: Person, identifier: UUID) -> Mine | None:
    """One application of the person with letters, readings and changes of the vacancy; None for anyone else's."""
    row = (
        Application.objects.filter(person=person, pk=identifier)
        .select_related("vacancy__organisation", "vacancy__source", "received")
        .first()
    )
    if row is None:
        return None
    opened = own.key(person.pk)
    written = Content.unseal(opened, row)
    told = tuple(letters(row, opened, declined=written.declined, since=None, now=timezone.now()))
    readings: tuple[ReadingShown, ...] = ()
    if row.received_id is not None:
        readings = tuple(each for each in trust.readings_of(person) if each.about == row.received_id)
    changes = VacancyChange.objects.filter(vacancy=row.vacancy, at__gte=written.since) if written.since else []
    state = _state(row, written, lapsed=any(each.kind == Letter.Kind.OFFER for each in told))
    return Mine(row, written, state, told, readings, tuple(changes))


def of_vacancy(person: Person, vacancy: int) -> Application | None:
    """The person's row for a vacancy, if there is one. One query."""
    return Application.objects.filter(person=person, vacancy_id=vacancy).first()


def of_choice(person: Person, choice: UUID) -> Application | None:
    """The person's application that a choice in the ledger is about. One query."""
    return Application.objects.filter(person=person, choice=choice).first()


def letters(
    row: Application,
    opened: Vault,
    *,
    declined: Sequence[str],
    since: dt.datetime | None,
    now: dt.datetime,
    private: bool = True,
) -> list[LetterShown]:
    """Letters of an application, oldest first, opened with a vault in hand. One query.

    `since`: only those of what stands now: nothing of an earlier application reaches the employer. Without `private`
    whether something is open depends on its day alone, never on what the person did with it (S4).
    """
    rows = list(Letter.objects.filter(application=row, **({"at__gte": since} if since else {})))
    newest = {each.kind: each.pk for each in rows}
    state = row.received.state if row.received else ""
    answerable = {"times": state == "interview", "offer": state == "offer"}
    cooling = private and row.accepted_from is not None

    def is_open(each: Letter) -> bool:
        end = each.until if private else each.over_at
        if end is None or now > end or newest[each.kind] != each.pk or not answerable.get(each.kind, False):
            return False
        return not (cooling and each.kind == Letter.Kind.OFFER)

    return [
        LetterShown(
            id=each.pk,
            kind=each.kind,
            from_person=each.from_person,
            at=each.at,
            until=each.until,
            over_at=each.over_at,
            told=opened.unseal_json(letter_place(each.pk), each.sealed),
            declined=str(each.pk) in declined,
            open=is_open(each),
        )
        for each in rows
    ]


def _state(row: Application, written: Content, *, lapsed: bool) -> str:
    """Where it stands for the person: more than the employer ever learns."""
    if row.received is not None:
        return row.received.state
    if written.phase == DRAFT or written.ended_at:
        return written.phase
    return "lapsed" if lapsed else "over"


@dataclass(frozen=True, slots=True)
class Answered:
    """How often an employer answers, from protected counts alone (S8): multiples of five, of noisy counts.

    `of`: how many applications count; None when fewer than about ten do. `percent`: of these, in steps of five; None
    when fewer than about ten were answered. Both are None when they cannot be told without giving a small count away.
    """

    percent: int | None
    of: int | None
    as_of: dt.date


def past_reading(now: dt.datetime) -> Q:
    """Rows of employers whose six months after the close of their vacancy are over."""
    limit = now - terms.READABLE_AFTER_CLOSE
    return Q(vacancy__ended_at__lt=limit) | Q(
        vacancy__ended_at__isnull=True, vacancy__state="expired", vacancy__valid_through__lt=limit
    )


def _counted_until(today: dt.date) -> tuple[dt.date, dt.date, dt.datetime]:
    """The first day after the last quarter that counts, the day the figure is of, and when the next one comes."""

    def quarter(day: dt.date) -> dt.date:
        return dt.date(day.year, (day.month - 1) // 3 * 3 + 1, 1)

    first = quarter(today - terms.LATE_AFTER)
    following = quarter(first + dt.timedelta(days=100)) + terms.LATE_AFTER
    midnight = dt.datetime.combine(following, dt.time(), timezone.get_current_timezone())
    return first, first + terms.LATE_AFTER, midnight


def answered(organisation: UUID, today: dt.date | None = None) -> Answered:
    """The share answered, for the public page, through disclosure control. One query.

    Those count that were received in quarters that are over, as things stood fourteen days after the last of these:
    the figure changes once a quarter, like those of the market, so that no two of it differ by a few days' people. What
    is no longer available counts as answered when it had been, and not at all otherwise, whatever the reason (S4). What
    the six months will delete before the next figure is left out from the first day of this one.
    """
    first, as_of, following = _counted_until(today or timezone.localdate())
    rows = Received.objects.filter(received_on__lt=first, vacancy__organisation_id=organisation)
    counted = [
        (received, str(pk), "yes" if answer is not None and answer < as_of else "no")
        for pk, received, answer, state, closed in rows.exclude(past_reading(following))
        .order_by("pk")
        .values_list("pk", "received_on", "answered_on", "state", "closed_on")
        if answer is not None or state != Received.State.GONE or (closed is not None and closed >= as_of)
    ]
    records = Records(
        {"answered": [answer for _day, _pk, answer in counted]}, protected.keys_of((day, pk) for day, pk, _ in counted)
    )
    spec = Spec("answered", ("answered",), margins=True)
    try:
        Planner(records).admit(spec)
    except RefusedError:
        return Answered(None, None, as_of)
    shown = {row["answered"]: row["count"] for row in publish(records, spec).rows()}
    yes, every = shown.get("yes"), shown.get("")
    if not isinstance(every, int):
        return Answered(None, None, as_of)
    return Answered(min(100, round(20 * yes / every) * 5) if isinstance(yes, int) else None, every, as_of)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One application as protected figures count it."""

    identifier: UUID
    received_on: dt.date
    isco: str
    region: str
    answered: bool


def outcomes(start: dt.date, end: dt.date) -> list[Outcome]:
    """Applications received from a day on and before another, for protected figures only; one query.

    What is no longer available counts as answered when it had been, and not at all otherwise, whatever the reason (S4).
    """
    rows = Received.objects.filter(received_on__gte=start, received_on__lt=end).exclude(
        Q(state="gone") & Q(answered_on__isnull=True)
    )
    found = rows.order_by("pk").values_list("pk", "received_on", "vacancy__isco", "vacancy__region", "answered_on")
    return [Outcome(pk, day, isco, region, answered is not None) for pk, day, isco, region, answered in found]
