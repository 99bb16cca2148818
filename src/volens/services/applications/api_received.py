"""What was sent to one's organisation, as JSON, with the rules of the pages: a list of numbers, days and states, each
application alone, every reading written down first; and answers, composed by whoever is signed in.

The keys of an organisation's program do not open this: programs post vacancies, people read applications.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Annotated, Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from ninja import Query, Router, Status
from ninja.errors import HttpError

from volens.services.applications import labels, policies, received
from volens.services.applications.actions import employer as actions
from volens.services.applications.actions.employer import NoLongerAvailableError
from volens.services.applications.api_schemas import (
    DetailOut,
    DocumentOut,
    ItemOut,
    OfferIn,
    ProblemsOut,
    ReceivedDetailOut,
    ReceivedOut,
    ReceivedPageOut,
    TextIn,
    TimesIn,
    letter_out,
    problems,
)
from volens.services.applications.forms import MOST_TIMES, MessageForm, OfferForm, RefusalForm, TimesForm
from volens.services.applications.labels import TERMS
from volens.services.applications.machine import NotNowError
from volens.services.applications.received import Opened, Row
from volens.services.organisations.access import membership_in
from volens.services.organisations.models import Membership
from volens.services.people.api_access import SignedIn, device_of
from volens.services.people.models import Account

router = Router(tags=["applications to my organisation"], auth=SignedIn(Account.Kind.MEMBER))
LIST = "/organisations/{organisation}/applications"
ONE = "/organisations/{organisation}/applications/{received_id}"
REFUSED: dict[Any, Any] = {403: DetailOut, 404: DetailOut}
ANSWERED: dict[Any, Any] = REFUSED | {204: None, 409: DetailOut, 422: ProblemsOut}
NOT_THERE = "There is no such application to an organisation of yours, or it is no longer available."


def _member(request: HttpRequest, organisation: UUID) -> Membership:
    """The membership; 404 for everyone else, 403 for who may not read applications or while nobody may."""
    try:
        member = membership_in(device_of(request), organisation, policies.may_see_page)
    except Http404 as error:
        raise HttpError(404, NOT_THERE) from error
    except PermissionDenied as error:
        raise HttpError(403, "Owners and recruiters read applications.") from error
    if not policies.may_open(member):
        raise HttpError(403, "Applications can be opened while the organisation is verified.")
    return member


def _line(organisation: UUID, row: Row) -> dict[str, Any]:
    return {
        "id": row.id,
        "url": settings.BASE_URL + reverse("applications:received_one", args=[organisation, row.id]),
        "number": row.number,
        "vacancy": row.vacancy,
        "title": row.title,
        "received": row.received_on,
        "state": row.state.value,
        "state_name": str(labels.of_received(row.state.value).name),
        "your_turn": row.employers_turn,
        "late": row.late,
        "closes_as_silence": row.closes_on if row.state == row.state.SENT else None,
    }


def _told(organisation: UUID, found: Opened) -> ReceivedDetailOut:
    shared = found.shared

    def address(document: str) -> str:
        return settings.BASE_URL + reverse(
            "applications:received_document", args=[organisation, found.row.id, UUID(document)]
        )

    words = {"propose": "times", "reply": "answer"}
    steps = {words.get(each, each) for each in found.steps}
    return ReceivedDetailOut(
        **_line(organisation, found.row),
        language=shared.language,
        items=[ItemOut(label=label, value=value) for label, value in shared.items],
        note=shared.note,
        documents=[
            DocumentOut(id=UUID(each.id), name=each.name, kind=each.kind, bytes=each.size, url=address(each.id))
            for each in shared.documents
        ],
        letters=[letter_out(each) for each in found.letters],
        possible=[each for each in ("answer", "times", "offer", "refuse") if each in steps],
        readable_until=found.read_until,
    )


@router.get(LIST, response=REFUSED | {200: ReceivedPageOut}, summary="What was sent to my organisation")
def listed(
    request: HttpRequest,
    organisation: UUID,
    vacancy: Annotated[int | None, Query(ge=1, lt=2**31)] = None,
    page: Annotated[int, Query(ge=1, lt=2**31)] = 1,
) -> Any:
    """Numbers, days and states, newest first. No search, no names; each line is in the feed of whoever sent it."""
    found = received.listed(_member(request, organisation), vacancy=vacancy, page=page)
    rows = [ReceivedOut(**_line(organisation, each)) for each in found.rows]
    return Status(200, ReceivedPageOut(page=found.number, pages=found.pages, applications=rows))


@router.get(ONE, response=REFUSED | {200: ReceivedDetailOut}, summary="One application")
def one(request: HttpRequest, organisation: UUID, received_id: UUID) -> Any:
    """Exactly what its sender ticked. They see that you opened it, with your name and organisation."""
    with received.opened(_member(request, organisation), received_id) as found:
        if found is None:
            raise HttpError(404, NOT_THERE)
        return Status(200, _told(organisation, found))


@router.post(f"{ONE}/answer", response=ANSWERED, summary="Write to the applicant")
def answer(request: HttpRequest, organisation: UUID, received_id: UUID, payload: TextIn) -> Any:
    """Your name stands under it."""
    member, form = _member(request, organisation), MessageForm(payload.model_dump())
    if not form.is_valid():
        return Status(422, problems(form))
    return _done(lambda: actions.answer(member, received_id, form.cleaned_data["text"]))


@router.post(f"{ONE}/times", response=ANSWERED, summary="Propose times for an interview")
def times(request: HttpRequest, organisation: UUID, received_id: UUID, payload: TimesIn) -> Any:
    """The applicant picks one, or none; until the last day nothing but a yes shows."""
    member = _member(request, organisation)
    told = payload.model_dump(exclude={"times"})
    told |= {f"time_{number}": _local(each) for number, each in enumerate(payload.times, 1)}
    form = TimesForm(told)
    if not form.is_valid():
        return Status(422, problems(form, {f"time_{number}": "times" for number in range(1, MOST_TIMES + 1)}))
    said = form.cleaned_data
    return _done(
        lambda: actions.propose(
            member,
            received_id,
            times=form.times(),
            minutes=said["minutes"],
            place=said["place"],
            text=said["text"],
            until=form.until_moment(),
        )
    )


@router.post(f"{ONE}/offer", response=ANSWERED, summary="Make an offer with its written terms")
def offer(request: HttpRequest, organisation: UUID, received_id: UUID, payload: OfferIn) -> Any:
    """What became of it shows one cooling period after its last day, or when it was accepted."""
    member, form = _member(request, organisation), OfferForm(payload.model_dump())
    if not form.is_valid():
        return Status(422, problems(form))
    written = {name: form.cleaned_data[name] for name in TERMS}
    return _done(lambda: actions.offer(member, received_id, written=written, until=form.until_moment()))


@router.post(f"{ONE}/refuse", response=ANSWERED, summary="Say no, in your own words")
def refuse(request: HttpRequest, organisation: UUID, received_id: UUID, payload: TextIn) -> Any:
    """Your name stands under it."""
    member, form = _member(request, organisation), RefusalForm(payload.model_dump())
    if not form.is_valid():
        return Status(422, problems(form))
    return _done(lambda: actions.refuse(member, received_id, form.cleaned_data["text"]))


def _local(moment: dt.datetime) -> str:
    """A time as the form reads it: in the zone of the service. One at the end of all time stays as it is written: it is
    further away than the form allows in any zone.
    """
    try:
        here = timezone.localtime(moment) if timezone.is_aware(moment) else moment
    except OverflowError:
        here = moment
    return f"{here:%Y-%m-%dT%H:%M:%S}"


def _done(act: Callable[[], None]) -> Status[None]:
    try:
        act()
    except NotNowError as error:
        raise HttpError(409, str(error)) from error
    except NoLongerAvailableError as error:
        raise HttpError(404, NOT_THERE) from error
    return Status(204, None)
