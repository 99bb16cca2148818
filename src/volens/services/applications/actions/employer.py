"""What a member of an organisation does with what was sent to it. Every one of these is written down as a reading."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterator
from uuid import UUID

from volens.services.applications import machine, policies, terms
from volens.services.applications.actions import telling
from volens.services.applications.case import Case, Draft, locked
from volens.services.applications.models import Letter
from volens.services.organisations.models import Membership
from volens.services.trust import reading
from volens.services.trust.reading import Purpose
from volens.services.trust.vault import KeyGoneError


class NoLongerAvailableError(LookupError):
    """The application is no longer available, or was never there; nobody outside learns which."""


def answer(member: Membership, received: UUID, text: str) -> None:
    """Write to the applicant. Raises machine.NotNowError with the reason, NoLongerAvailableError."""
    with _case(member, received) as case:
        case.letter = _letter(member, Letter.Kind.MESSAGE, text=text.strip())
        machine.take("answer" if case.state in {"sent", "talking"} else "reply", "member", case)
        telling.news(case)


def propose(
    member: Membership,
    received: UUID,
    *,
    times: list[dt.datetime],
    minutes: int,
    place: str,
    text: str,
    until: dt.datetime,
) -> None:
    """Propose times for an interview, to be answered until a day; until then the employer sees no answer but a yes."""
    with _case(member, received) as case:
        case.letter = _letter(
            member,
            Letter.Kind.TIMES,
            times=[each.astimezone(dt.UTC).isoformat() for each in sorted(set(times))],
            minutes=minutes,
            place=place.strip(),
            text=text.strip(),
            picked=None,
        )
        case.letter.until = case.letter.over_at = until
        machine.take("propose", "member", case)
        telling.news(case)


def offer(member: Membership, received: UUID, *, written: dict[str, str], until: dt.datetime) -> None:
    """Make an offer with its written terms. What became of it shows one cooling period after its last day."""
    with _case(member, received) as case:
        case.letter = _letter(member, Letter.Kind.OFFER, **{name: text.strip() for name, text in written.items()})
        case.letter.until, case.letter.over_at = until, until + terms.cooling()
        machine.take("offer", "member", case)
        telling.news(case)


def refuse(member: Membership, received: UUID, text: str) -> None:
    """Say no, in words of one's own, under one's own name."""
    with _case(member, received) as case:
        case.letter = _letter(member, Letter.Kind.REFUSAL, text=text.strip())
        machine.take("refuse", "member", case)
        telling.news(case)


def _letter(member: Membership, kind: Letter.Kind, **told: object) -> Draft:
    return Draft(kind, from_person=False, told={**told, "by": member.name_shown})


@contextlib.contextmanager
def _case(member: Membership, received: UUID) -> Iterator[Case]:
    """A case of the member's organisation, locked, opened after the reading is written down."""
    if not policies.may_answer(member):
        raise NoLongerAvailableError
    with locked(received=received) as case:
        if case is None or case.received is None or case.application is None:
            raise NoLongerAvailableError
        if case.received.vacancy.organisation_id != member.organisation_id or case.state == "silent":
            raise NoLongerAvailableError
        person = case.application.person
        try:
            with reading.read(
                Purpose.APPLICATION_ANSWER, person, policies.reader(member), about=case.received.pk
            ) as opened:
                case.vault = opened
                yield case
        except KeyGoneError as error:
            raise NoLongerAvailableError from error
