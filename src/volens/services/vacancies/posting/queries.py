"""What an employer reads of its own postings. Each function says what it costs."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count
from django.utils import timezone

from volens.services.vacancies.models import Posting, PostingRevision, ReviewCase, Vacancy
from volens.services.vacancies.posting import actions, content
from volens.services.vacancies.posting.acting import Actor


@dataclass(frozen=True, slots=True)
class Line:
    """A posting in the list. `confirm_by`: until when the employer should say that it is still open."""

    posting: Posting
    due_at: dt.datetime | None
    confirm_by: dt.datetime | None
    ask_now: bool
    can_undo: bool
    unfinished: tuple[str, ...]


def postings(actor: Actor, *, limit: int = 200) -> list[Line]:
    """The postings of the actor's organisation, last touched first. Two queries."""
    rows = (
        Posting.objects.filter(organisation_id=actor.organisation.pk).select_related("vacancy").defer("vacancy__text")
    )
    found = list(rows[:limit])
    cases = ReviewCase.objects.filter(
        vacancy_id__in=[row.vacancy_id for row in found if row.vacancy_id], decided_at__isnull=True
    ).exclude(kind__in=ReviewCase.QUIET)
    cases = cases.order_by().select_related("vacancy").only("kind", "opened_at", "vacancy", "vacancy__updated_at")
    waiting = {case.vacancy_id: case.told_by for case in cases}
    return [line(row, waiting.get(row.vacancy_id) if row.vacancy_id else None) for row in found]


def line(posting: Posting, due_at: dt.datetime | None = None) -> Line:
    """One posting as the list shows it. No query when its vacancy is loaded."""
    confirm_by = confirmation_due(posting)
    ask = confirm_by is not None and confirm_by - timezone.now() < actions.REMIND_BEFORE
    unfinished = tuple(content.missing(posting.content)) if posting.state == Posting.State.DRAFT else ()
    return Line(posting, due_at, confirm_by, ask, actions.can_undo(posting), unfinished)


def confirmation_due(posting: Posting) -> dt.datetime | None:
    """Until when the employer should confirm a published vacancy; None for any other."""
    if posting.state != Posting.State.PUBLISHED or posting.vacancy is None or posting.vacancy.confirmed_at is None:
        return None
    return posting.vacancy.confirmed_at + actions.CONFIRM_EVERY


def posting(actor: Actor, posting_id: UUID) -> Posting | None:
    """One posting of the actor's organisation. One query."""
    return (
        Posting.objects.filter(organisation_id=actor.organisation.pk, pk=posting_id)
        .select_related("organisation", "vacancy", "vacancy__source")
        .first()
    )


def published_revision(found: Posting) -> PostingRevision | None:
    """The approved version. One query."""
    return found.revisions.filter(state=PostingRevision.State.PUBLISHED).first()


def sent(found: Posting, waiting: ReviewCase | None) -> PostingRevision | None:
    """The version that others have before them: the reviewer of the case it waits in, else the public, else whoever
    decided last. None for what was never sent in. Two queries at most.
    """
    if waiting is not None and waiting.revision is not None:
        return waiting.revision
    if found.state == Posting.State.PUBLISHED and (shown := published_revision(found)) is not None:
        return shown
    return found.revisions.order_by("-number").first()


@dataclass(frozen=True, slots=True)
class Counts:
    """How many postings of an organisation are in which state."""

    open: int = 0
    waiting: int = 0
    drafts: int = 0
    back: int = 0
    to_confirm: int = 0


def counts(organisation_id: UUID) -> Counts:
    """Counts for the first page of an organisation. Two queries."""
    rows = Posting.objects.filter(organisation_id=organisation_id)
    by_state = dict(rows.order_by().values_list("state").annotate(number=Count("id")))
    limit = timezone.now() - actions.CONFIRM_EVERY + actions.REMIND_BEFORE
    asked = rows.filter(state=Posting.State.PUBLISHED, vacancy__confirmed_at__lte=limit).count()
    state = Posting.State
    return Counts(
        open=by_state.get(state.PUBLISHED, 0),
        waiting=by_state.get(state.WAITING, 0),
        drafts=by_state.get(state.DRAFT, 0),
        back=by_state.get(state.SENT_BACK, 0) + by_state.get(state.REFUSED, 0),
        to_confirm=asked,
    )


def is_public(found: Vacancy | None) -> bool:
    """Whether everyone can see the vacancy now."""
    return found is not None and found.state == Vacancy.State.PUBLISHED
