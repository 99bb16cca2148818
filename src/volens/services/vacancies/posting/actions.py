"""What an employer does with its postings. The actor comes first; every action locks the posting it changes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext

from volens.services.vacancies import outbox, vetting
from volens.services.vacancies.models import Posting, PostingRevision, ReviewCase, Vacancy
from volens.services.vacancies.posting import content as answers
from volens.services.vacancies.posting import publishing
from volens.services.vacancies.posting.acting import Actor
from volens.services.vacancies.review import actions as review
from volens.services.vacancies.review import intake, reporting

#: How long an end can be undone.
UNDO_WITHIN = dt.timedelta(minutes=30)
#: An employer says yes to a vacancy so often, or it lapses.
CONFIRM_EVERY = dt.timedelta(days=30)
#: How long before that it is reminded.
REMIND_BEFORE = dt.timedelta(days=5)
State = Posting.State


class PostingError(ValueError):
    """What was asked cannot be done with the posting as it is; the message says why."""


class AlreadySentError(PostingError):
    """It is with a reviewer already, or nothing was changed since it was published."""


class IncompleteError(PostingError):
    """Answers are missing. `missing`: their names by step."""

    def __init__(self, missing: Mapping[str, tuple[str, ...]]) -> None:
        super().__init__(gettext("Some answers are missing. Give them before sending in."))
        self.missing = missing


def start(actor: Actor, content: Mapping[str, Any] | None = None) -> Posting:
    """A new draft, empty or with answers to begin with."""
    actor.must_write()
    now = timezone.now()
    known = {name: value for name, value in (content or {}).items() if name in answers.FIELDS}
    known.setdefault("legal_employer", actor.organisation.name)
    return Posting.objects.create(
        organisation=actor.organisation,
        content=known,
        made_by=actor.account,
        made_by_name=actor.name,
        made_at=now,
        updated_at=now,
    )


def copy(actor: Actor, posting_id: UUID) -> Posting:
    """A new draft with the answers of an old posting, but not its last day."""
    old = _own(actor, posting_id)
    return start(actor, {name: value for name, value in old.content.items() if name != "last_day"})


def save(actor: Actor, posting_id: UUID, given: Mapping[str, Any]) -> Posting:
    """Keep answers. What was sent in or published stays as it was until the posting is sent in again."""
    actor.must_write()
    with transaction.atomic():
        posting = _locked(actor, posting_id)
        if posting.state == State.ENDED:
            raise PostingError(gettext("This posting has ended. Copy it to post the job again."))
        known = {name: value for name, value in given.items() if name in answers.FIELDS}
        posting.content = {name: value for name, value in (posting.content | known).items() if value is not None}
        last = posting.revisions.exclude(state=PostingRevision.State.WITHDRAWN).order_by("-number").first()
        posting.changed = last is None or answers.digest(last.content) != answers.digest(posting.content)
        posting.updated_at = timezone.now()
        posting.save(update_fields=["content", "changed", "updated_at"])
    return posting


def submit(actor: Actor, posting_id: UUID) -> Posting:
    """Send a posting in: the rules judge it, and it is published, or put before a reviewer with the reasons shown.

    A change of pay, place, hours, employer or a declaration after approval takes the vacancy back until a person has
    looked (docs/decisions/0012). Raises IncompleteError, AlreadySentError, PostingError.
    """
    actor.must_send()
    with transaction.atomic():
        posting = _locked(actor, posting_id)
        if posting.state == State.ENDED:
            raise PostingError(gettext("This posting has ended. Copy it to post the job again."))
        if posting.state != State.DRAFT and not posting.changed:
            raise AlreadySentError(gettext("Nothing has changed since this was sent in."))
        if missing := answers.missing(posting.content):
            raise IncompleteError(missing)
        published = posting.revisions.filter(state=PostingRevision.State.PUBLISHED).first()
        changed = answers.changed_fields(published.content, posting.content) if published else ()
        vacancy, judgement = publishing.draft_of(posting, changed=changed)
        if vacancy.valid_through is not None and vacancy.valid_through <= timezone.now():
            raise PostingError(gettext("The last day to apply has passed. Choose a later one."))
        reason = intake.reason_for(posting, vacancy, changed)
        revision = _revise(actor, posting, judgement)
        publishing.remember(posting, revision.content)
        posting.changed = False
        if published is None:
            publishing.store(vacancy, posting, _hidden(judgement.state))
        posting.state = State.WAITING
        posting.updated_at = timezone.now()
        posting.save(update_fields=["state", "changed", "updated_at", "vacancy"])
        assert posting.vacancy is not None  # noqa: S101 - stored above, or published before
        if reason is None:
            intake.overtake([posting.vacancy.pk])
            reporting.see_to(publishing.publish(posting, revision))
            return posting
        if published is not None:
            publishing.take_back(posting.vacancy, Vacancy.State.HELD)
        intake.open_case(posting.vacancy, reason, revision=revision)
    return posting


def _hidden(state: str) -> str:
    """The state of a vacancy that is not public yet, whatever the rules say of it."""
    return Vacancy.State.BLOCKED if state == Vacancy.State.BLOCKED else Vacancy.State.HELD


def _revise(actor: Actor, posting: Posting, judgement: vetting.Judgement) -> PostingRevision:
    """Keep what is sent in, once and for all; a version that still waited is replaced by it."""
    _give_up(posting, PostingRevision.State.SUPERSEDED)
    last = posting.revisions.order_by("-number").values_list("number", flat=True).first() or 0
    return PostingRevision.objects.create(
        posting=posting,
        number=last + 1,
        content=answers.settled(posting.content),
        findings=judgement.findings,
        suppressed=judgement.suppressed,
        outcome={"blocked": "block", "held": "hold"}.get(judgement.state, "publish"),
        state=PostingRevision.State.WAITING,
        made_at=timezone.now(),
        made_by=actor.account,
        made_by_name=actor.name,
    )


def _give_up(posting: Posting, state: str) -> None:
    """Versions that wait for review wait no longer, and what they shared with others counts no longer."""
    for waiting in posting.revisions.filter(state=PostingRevision.State.WAITING):
        PostingRevision.objects.filter(pk=waiting.pk).update(state=state)
        publishing.forget(posting, waiting)


def keep_approved(actor: Actor, posting_id: UUID) -> Posting:
    """Give a change up that waits for review: the approved version is shown again as it was."""
    actor.must_send()
    with transaction.atomic():
        posting = _locked(actor, posting_id)
        published = posting.revisions.filter(state=PostingRevision.State.PUBLISHED).first()
        waiting = posting.revisions.filter(state=PostingRevision.State.WAITING).first()
        if posting.state != State.WAITING or published is None or waiting is None or posting.vacancy is None:
            raise PostingError(gettext("There is no change that waits for review."))
        if intake.reported_case(posting.vacancy) is not None:
            raise PostingError(gettext("A reviewer has to look at this vacancy first."))
        intake.overtake([posting.vacancy.pk])
        _give_up(posting, PostingRevision.State.WITHDRAWN)
        posting.state, posting.content, posting.changed = State.PUBLISHED, published.content, False
        posting.updated_at = timezone.now()
        posting.save(update_fields=["state", "content", "changed", "updated_at"])
        publishing.show_again(posting.vacancy)
        reporting.see_to(posting.vacancy)
    return posting


def confirm(actor: Actor, posting_id: UUID) -> Posting:
    """Yes, the job is still open."""
    actor.must_send()
    with transaction.atomic():
        posting = _locked(actor, posting_id)
        if posting.state != State.PUBLISHED or posting.vacancy is None:
            raise PostingError(gettext("Only a published vacancy can be confirmed."))
        Vacancy.objects.filter(pk=posting.vacancy.pk).update(confirmed_at=timezone.now())
        posting.reminded_at = None
        posting.save(update_fields=["reminded_at"])
    return posting


def end(actor: Actor, posting_id: UUID, reason: str) -> Posting:
    """Close as filled, or take down. Can be undone for a short time."""
    actor.must_send()
    if reason not in {Posting.End.FILLED, Posting.End.WITHDRAWN}:
        raise PostingError(gettext("Say whether the job is filled or taken down."))
    with transaction.atomic():
        posting = _locked(actor, posting_id)
        if posting.state in {State.DRAFT, State.ENDED}:
            raise PostingError(gettext("There is nothing to take down."))
        if posting.vacancy is not None:
            intake.overtake([posting.vacancy.pk])
        for waiting in posting.revisions.filter(state=PostingRevision.State.WAITING):
            publishing.forget(posting, waiting)
        publishing.end(posting, reason)
    return posting


def can_undo(posting: Posting, now: dt.datetime | None = None) -> bool:
    """Whether an end can still be undone."""
    now = now or timezone.now()
    return (
        posting.state == State.ENDED
        and posting.ended in {Posting.End.FILLED, Posting.End.WITHDRAWN}
        and posting.ended_at is not None
        and now - posting.ended_at < UNDO_WITHIN
    )


def undo_end(actor: Actor, posting_id: UUID) -> Posting:
    """Undo an end: what was approved is shown again, anything else is a draft to be sent in again."""
    actor.must_send()
    with transaction.atomic():
        posting = _locked(actor, posting_id)
        if not can_undo(posting) or posting.vacancy is None:
            raise PostingError(gettext("This can no longer be undone. Copy the posting to post the job again."))
        published = posting.revisions.filter(state=PostingRevision.State.PUBLISHED).first()
        waiting = posting.revisions.filter(state=PostingRevision.State.WAITING).exists()
        shown = published is not None and not waiting and not _stopped(posting)
        posting.ended, posting.ended_at = "", None
        if shown:
            posting.state = State.PUBLISHED
            posting.save(update_fields=["ended", "ended_at", "state"])
            publishing.show_again(posting.vacancy)
            reporting.see_to(posting.vacancy)
        else:
            posting.revisions.filter(state=PostingRevision.State.WAITING).update(state=PostingRevision.State.WITHDRAWN)
            posting.state, posting.changed = State.SENT_BACK, True
            posting.save(update_fields=["ended", "ended_at", "state", "changed"])
            Vacancy.objects.filter(pk=posting.vacancy.pk).update(state=Vacancy.State.HELD, ended_at=None)
            outbox.changed([posting.vacancy.pk])
    return posting


def _stopped(posting: Posting) -> bool:
    """Whether a person stood against the vacancy when it was taken down: an end must not be a way around that."""
    last = (
        ReviewCase.objects.filter(vacancy=posting.vacancy)
        .exclude(kind__in=ReviewCase.QUIET, outcome=ReviewCase.Outcome.OVERTAKEN)
        .order_by("-number")
        .first()
    )
    return last is not None and last.outcome != ReviewCase.Outcome.PUBLISH


def discard(actor: Actor, posting_id: UUID) -> None:
    """Delete a draft that was never sent in."""
    actor.must_write()
    with transaction.atomic():
        posting = _locked(actor, posting_id)
        if posting.state != State.DRAFT:
            raise PostingError(gettext("Only a draft can be deleted."))
        posting.delete()


def appeal(actor: Actor, posting_id: UUID, words: str) -> ReviewCase:
    """Ask another reviewer to decide again."""
    actor.must_send()
    return review.appeal(_own(actor, posting_id), words)


def review_reason(posting: Posting) -> intake.Reason | None:
    """Why the posting would go to a reviewer if it were sent in as it is now; None when it would be published."""
    published = posting.revisions.filter(state=PostingRevision.State.PUBLISHED).first()
    changed = answers.changed_fields(published.content, posting.content) if published else ()
    vacancy, _judgement = publishing.draft_of(posting, changed=changed)
    return intake.reason_for(posting, vacancy, changed)


def _own(actor: Actor, posting_id: UUID) -> Posting:
    """A posting of the actor's organisation; everyone else's is not there."""
    found = Posting.objects.select_related("organisation", "vacancy").filter(
        organisation_id=actor.organisation.pk, pk=posting_id
    )
    posting = found.first()
    if posting is None:
        raise Http404
    return posting


def _locked(actor: Actor, posting_id: UUID) -> Posting:
    """The same, locked until the transaction ends: the organisation first, so that "first vacancy" is decided once."""
    type(actor.organisation).objects.select_for_update().get(pk=actor.organisation.pk)
    posting = (
        Posting.objects.select_for_update(of=("self",))
        .select_related("organisation")
        .filter(organisation_id=actor.organisation.pk, pk=posting_id)
        .first()
    )
    if posting is None:
        raise Http404
    return posting
