"""The posting API: an organisation's own program writes, sends in, confirms and ends its vacancies, with a key."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from ninja import Router, Schema, Status
from ninja.errors import HttpError
from ninja.security import HttpBearer
from pydantic import ConfigDict, Field

from volens.services.people.actions.entry import network_of
from volens.services.trust import security_log
from volens.services.trust.security_log import Event
from volens.services.vacancies import presentation
from volens.services.vacancies.api import permalink
from volens.services.vacancies.models import Posting, PostingToken
from volens.services.vacancies.posting import acting, actions, answering, queries, telling, tokens
from volens.services.vacancies.posting.acting import Actor
from volens.services.vacancies.review import grounds, told
from volens.services.vacancies.review import queries as reviews


class Key(HttpBearer):
    """`Authorization: Bearer volens_post_…`: a key an owner of the organisation made on its page."""

    def authenticate(self, request: HttpRequest, token: str) -> PostingToken | None:
        """The key, or None."""
        found = tokens.use(token)
        if found is None:
            security_log.tell(Event.PROGRAM_REFUSED, network=network_of(request.META))
        return found


router = Router(tags=["posting"], auth=Key())


class PostingIn(Schema):
    """A whole vacancy. Fields and allowed values are those of the template for tables; every problem is reported."""

    model_config = ConfigDict(extra="forbid")

    title: str = Field(max_length=400, description="Name of the job.")
    text: str = Field(max_length=60_000, description="The job in plain words; markup becomes plain text.")
    contract: str = Field(description="permanent, fixed_term, temporary, apprenticeship, internship, freelance.")
    isco: str | None = Field(None, description="ISCO-08 unit group, four digits. Without it the likeliest is taken.")
    place: str | None = Field(None, max_length=200, description="City with its region, for example Newark, New Jersey.")
    further_places: str | None = Field(
        None, max_length=2000, description="Other places where the same job is open, parted by bars: Leeds | York."
    )
    workplace: str = Field(max_length=400, description="Street and number.")
    workplace_accessible: bool
    remote: bool = False
    pay_min: float | str = Field(description="Pay before tax, from, in whole units of the currency.")
    pay_max: float | str | None = Field(None, description="Pay, up to.")
    currency: str = Field(description="ISO 4217, for example CNY.")
    pay_period: str = Field(description="hour, day, week, month, year, piece, once.")
    pay_method: str = Field(description="bank_transfer, mobile_money, cash, cheque, in_kind, vouchers.")
    first_pay_days: int = Field(description="Days from starting work to the first pay.")
    paid_to: str = Field(description="worker, recruiter, family, other.")
    hours: str = Field(description="full_time, part_time, flexible.")
    weekly_hours: float
    rest_days: float
    overtime_paid: bool
    night_work: bool
    written_contract: bool = Field(description="A written contract before travel.")
    contract_language: str | None = Field(None, description="BCP 47, for example zh.")
    lodging: str = Field(description="none, optional, required.")
    group_transport: bool
    minimum_age: int
    last_day: dt.date | None = Field(None, description="Last day to apply.")
    apply: str = Field("here", description="here, or elsewhere with apply_url or apply_contact.")
    apply_url: str | None = None
    apply_contact: str | None = None
    worker_pays: bool = Field(description="Does the worker pay anything for the job?")
    worker_pays_amount: float | str | None = None
    worker_pays_for: str | None = None
    documents_kept_by: str = Field(description="worker, employer, recruiter, other.")
    may_leave_site: bool
    may_resign: bool
    resignation_cost: float | str | None = Field(None, description="What resigning costs the worker; 0 for nothing.")
    recruiter_paid_per_head: bool
    legal_employer: str | None = Field(None, description="Without it the name of the organisation.")
    licence_required: bool
    licence: str | None = None


class ProblemOut(Schema):
    """One thing that is wrong: the field, and what to do about it in the language of the request."""

    field: str
    message: str


class ProblemsOut(Schema):
    """Everything that is wrong. Nothing was stored."""

    detail: str
    problems: list[ProblemOut] = []


class FindingOut(Schema):
    """What the rules or a reviewer found: rule, article, words, remedy. `stops`: it keeps the vacancy unpublished."""

    rule: str
    reference: str
    message: str
    remedy: str
    quote: str = ""
    stops: bool = True


class PostingOut(Schema):
    """A posting and what became of it. `url` once it is public, `due` while a reviewer has it."""

    id: UUID
    state: str
    changed: bool
    title: str
    updated: dt.datetime
    url: str | None = None
    due: dt.datetime | None = None
    confirm_by: dt.datetime | None = None
    ended: str | None = None
    findings: list[FindingOut] = []
    answers: dict[str, Any] = {}


class EndIn(Schema):
    """Why it ends: filled or withdrawn."""

    reason: str


class DetailOut(Schema):
    """What is wrong with the request."""

    detail: str


def actor_of(request: HttpRequest) -> Actor:
    """The program of this request."""
    token: PostingToken = request.auth  # type: ignore[attr-defined]
    if request.method not in {"GET", "HEAD"}:
        tokens.note_use(token)
    return acting.program(token)


def told_of(one: Posting) -> PostingOut:
    """A posting as the API tells it."""
    code = presentation.language()
    waiting = reviews.open_case(one) if one.state == Posting.State.WAITING else None
    revision = one.revisions.order_by("-number").first()
    found = [
        FindingOut(
            rule=each.rule, reference=each.reference, message=each.message, remedy=each.remedy, quote=each.quote,
            stops=each.stops,
        )
        for each in (told.of(revision.findings, code) if revision is not None else [])
    ]  # fmt: skip
    if one.state in {Posting.State.SENT_BACK, Posting.State.REFUSED}:
        decision = reviews.last_decision(one)
        given = reviews.reviews(decision) if decision is not None else []
        found = [
            FindingOut(
                rule=each["rule"],
                reference=each["reference"],
                message=each["message"],
                remedy=each["remedy"],
                quote=each["quote"],
            )
            for review in given
            for each in grounds.in_language(review.grounds, code)
        ]
    line = queries.line(one, waiting.told_by if waiting else None)
    return PostingOut(
        id=one.pk,
        state=one.state,
        changed=one.changed,
        title=str(one.content.get("title", "")),
        updated=one.updated_at,
        url=permalink(one.vacancy_id) if one.vacancy_id and queries.is_public(one.vacancy) else None,
        due=waiting.told_by if waiting else None,
        confirm_by=line.confirm_by,
        ended=one.ended or None,
        findings=found,
        answers={name: telling.said(name, one.content) for name in one.content},
    )


def _found(actor: Actor, posting: UUID) -> Posting:
    one = queries.posting(actor, posting)
    if one is None:
        raise HttpError(404, "There is no such posting of your organisation.")
    return one


def _read(actor: Actor, payload: PostingIn) -> answering.Answered:
    return answering.read(payload.model_dump(mode="json"), employer=actor.organisation.name)


def _problems(answered: answering.Answered) -> ProblemsOut:
    found = [ProblemOut(field=each.field, message=each.message) for each in answered.problems]
    return ProblemsOut(detail="Nothing was stored. Correct these and send it again.", problems=found)


@router.get("/postings", response=list[PostingOut], summary="Postings of your organisation, last changed first")
def listed(request: HttpRequest) -> list[PostingOut]:
    """At most 200, drafts included."""
    return [told_of(line.posting) for line in queries.postings(actor_of(request))]


@router.post("/postings", response={201: PostingOut, 403: DetailOut, 422: ProblemsOut}, summary="Write a posting")
def create(request: HttpRequest, payload: PostingIn, *, send: bool = False) -> Status[Any]:
    """Store a draft; with `send=true` also send it in. All or nothing."""
    actor = actor_of(request)
    _must(actor, send=send)
    answered = _read(actor, payload)
    if answered.problems:
        return Status(422, _problems(answered))
    from django.db import transaction

    try:
        with transaction.atomic():
            one = actions.start(actor, answered.content)
            one = actions.submit(actor, one.pk) if send else one
    except actions.PostingError as error:
        return Status(422, ProblemsOut(detail=str(error)))
    return Status(201, told_of(_found(actor, one.pk)))


@router.get(
    "/postings/{posting}", response={200: PostingOut, 404: DetailOut}, summary="One posting, and what became of it"
)
def one(request: HttpRequest, posting: UUID) -> PostingOut:
    """With the findings of the rules, or the reasons of a reviewer, in the language of Accept-Language."""
    return told_of(_found(actor_of(request), posting))


@router.put(
    "/postings/{posting}",
    response={200: PostingOut, 403: DetailOut, 404: DetailOut, 409: DetailOut, 422: ProblemsOut},
    summary="Replace the answers of a posting",
)
def replace(request: HttpRequest, posting: UUID, payload: PostingIn, *, send: bool = False) -> Status[Any]:
    """What is public stays as it is until it is sent in again (`send=true`) and, where needed, reviewed."""
    actor = actor_of(request)
    _must(actor, send=send)
    known = _found(actor, posting)
    answered = _read(actor, payload)
    if answered.problems:
        return Status(422, _problems(answered))
    from django.db import transaction

    cleared = dict.fromkeys(known.content)
    try:
        with transaction.atomic():
            actions.save(actor, posting, cleared | answered.content)
            if send:
                actions.submit(actor, posting)
    except actions.PostingError as error:
        return Status(409, DetailOut(detail=str(error)))
    return Status(200, told_of(_found(actor, posting)))


@router.post(
    "/postings/{posting}/send",
    response={200: PostingOut, 403: DetailOut, 404: DetailOut, 409: DetailOut},
    summary="Send a posting in",
)
def send_in(request: HttpRequest, posting: UUID) -> Status[Any]:
    """The rules judge it: published, or in front of a reviewer with the reasons in `findings`."""
    return _done(request, posting, lambda actor: actions.submit(actor, posting))


@router.post(
    "/postings/{posting}/confirm",
    response={200: PostingOut, 403: DetailOut, 404: DetailOut, 409: DetailOut},
    summary="Say that the job is still open",
)
def confirm(request: HttpRequest, posting: UUID) -> Status[Any]:
    """Needed every 30 days, or the vacancy lapses."""
    return _done(request, posting, lambda actor: actions.confirm(actor, posting))


@router.post(
    "/postings/{posting}/end",
    response={200: PostingOut, 403: DetailOut, 404: DetailOut, 409: DetailOut},
    summary="Close as filled, or take down",
)
def end(request: HttpRequest, posting: UUID, payload: EndIn) -> Status[Any]:
    """`reason` is filled or withdrawn."""
    return _done(request, posting, lambda actor: actions.end(actor, posting, payload.reason))


def _done(request: HttpRequest, posting: UUID, what: Any) -> Status[Any]:
    actor = actor_of(request)
    _must(actor, send=True)
    _found(actor, posting)
    try:
        what(actor)
    except actions.PostingError as error:
        return Status(409, DetailOut(detail=str(error)))
    except Http404 as error:
        raise HttpError(404, "There is no such posting of your organisation.") from error
    return Status(200, told_of(_found(actor, posting)))


def _must(actor: Actor, *, send: bool) -> None:
    """403 with what the key may not, where it may not."""
    try:
        actor.must_write()
        if send:
            actor.must_send()
    except PermissionDenied as error:
        raise HttpError(403, "This key may not do that. Its scope is read, draft or post.") from error
