"""A person's own applications as JSON: list, read, write, take back. Nobody else's; and sending one is not here.

An application is sent from the page on which its exact words stand (S6), so there is no address that sends one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any, TypeVar
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from ninja import Router, Status
from ninja.errors import HttpError

from volens.services.applications import labels, queries, wording
from volens.services.applications.actions import person as actions
from volens.services.applications.actions.person import NotThereError
from volens.services.applications.api_schemas import (
    ChangeOut,
    DetailOut,
    LookOut,
    MineDetailOut,
    MineOut,
    OwnIn,
    ProblemsOut,
    SharedOut,
    TextIn,
    WithdrawnOut,
    letter_out,
    problems,
)
from volens.services.applications.forms import MessageForm
from volens.services.applications.machine import NotNowError
from volens.services.applications.queries import Mine
from volens.services.people.api_access import SignedIn, device_of
from volens.services.people.models import Account, Person

router = Router(tags=["my applications"], auth=SignedIn(Account.Kind.PERSON))
GONE = "You have no application with this identifier."
Result = TypeVar("Result")


def _person(request: HttpRequest) -> Person:
    return device_of(request).account.person


def _found(request: HttpRequest, application: UUID) -> Mine:
    found = queries.one_of_mine(_person(request), application)
    if found is None:
        raise HttpError(404, GONE)
    return found


def _listed(one: Mine) -> dict[str, Any]:
    vacancy = one.application.vacancy
    cooling = one.state == "offer" and one.application.accepted_from is not None
    label = labels.of_mine("cooling" if cooling else one.state)
    return {
        "id": one.application.pk,
        "url": settings.BASE_URL + reverse("applications:mine_one", args=[one.application.pk]),
        "vacancy": vacancy.pk,
        "title": vacancy.title,
        "employer": vacancy.organisation.name if vacancy.organisation else vacancy.employer,
        "state": one.state,
        "state_name": str(label.name),
        "state_meaning": str(label.meaning),
        "number": one.content.number,
        "sent": one.content.since,
        "changed": one.application.changed_at,
        "answer_due": one.answer_due,
        "stands": one.stands,
        "hidden": one.content.hidden,
    }


def _told(one: Mine) -> MineDetailOut:
    shared = one.content.shared
    return MineDetailOut(
        **_listed(one),
        shared=SharedOut(language=shared.language, text=wording.plain(shared)) if shared else None,
        letters=[letter_out(each) for each in one.letters],
        looks=[
            LookOut(at=each.at, name=each.name, office=each.office, role=each.role, purpose=str(each.purpose.label))
            for each in one.readings
        ],
        changes=[_change(each.at, change) for each in one.changes for change in each.changes],
        notes=one.content.notes,
        accepted_from=one.application.accepted_from,
    )


def _change(at: dt.datetime, change: Mapping[str, Any]) -> ChangeOut:
    words = labels.change_words(change)
    return ChangeOut(at=at, field=change["field"], label=words["label"], before=words["before"], after=words["after"])


@router.get("/my/applications", response=list[MineOut], summary="My applications, newest first")
def listed(request: HttpRequest) -> Any:
    """Every one of them, drafts and hidden ones too."""
    return [_listed(each) for each in queries.mine(_person(request))]


@router.get("/my/applications/{application}", response={200: MineDetailOut, 404: DetailOut}, summary="One of mine")
def one(request: HttpRequest, application: UUID) -> Any:
    """With what was shared word for word, what was said, who looked, and what changed in the vacancy."""
    return Status(200, _told(_found(request, application)))


@router.post(
    "/my/applications/{application}/withdraw",
    response={200: WithdrawnOut, 404: DetailOut, 409: DetailOut},
    summary="Take it back",
)
def withdraw(request: HttpRequest, application: UUID) -> Any:
    """At any time, no reason asked. The employer can no longer read it and does not learn why."""
    if _found(request, application).application.received_id is None:
        raise HttpError(409, "Nothing of it stands with an employer.")
    unseen = _do(lambda: actions.withdraw(_person(request), application))
    return Status(200, {"unseen": unseen, "application": _listed(_found(request, application))})


@router.post(
    "/my/applications/{application}/messages",
    response={201: MineDetailOut, 404: DetailOut, 409: DetailOut, 422: ProblemsOut},
    summary="Write to the employer",
)
def write(request: HttpRequest, application: UUID, payload: TextIn) -> Any:
    """In your own words; the employer reads it beside the application."""
    form = MessageForm(payload.model_dump())
    if not form.is_valid():
        return Status(422, problems(form))
    _do(lambda: actions.write(_person(request), application, form.cleaned_data["text"]))
    return Status(201, _told(_found(request, application)))


@router.put(
    "/my/applications/{application}/own",
    response={200: MineDetailOut, 404: DetailOut},
    summary="My notes, and whether it is hidden",
)
def keep(request: HttpRequest, application: UUID, payload: OwnIn) -> Any:
    """Only for yourself: nobody else ever sees either."""
    _do(lambda: actions.keep_for_myself(_person(request), application, notes=payload.notes, hidden=payload.hidden))
    return Status(200, _told(_found(request, application)))


@router.delete(
    "/my/applications/{application}",
    response={204: None, 404: DetailOut, 409: DetailOut},
    summary="Delete my record of one that is over",
)
def delete(request: HttpRequest, application: UUID) -> Any:
    """A draft, or one that no longer stands; take back first what does."""
    _found(request, application)
    if not _do(lambda: actions.delete(_person(request), application)):
        raise HttpError(409, "It stands with an employer. Take it back first.")
    return Status(204, None)


def _do(act: Callable[[], Result]) -> Result:
    """Act, or say why not: 404 for what is not one's own (any more: another request may have been faster), 409 with
    the reason for what is not possible now.
    """
    try:
        return act()
    except NotThereError as error:
        raise HttpError(404, GONE) from error
    except NotNowError as error:
        raise HttpError(409, str(error)) from error
