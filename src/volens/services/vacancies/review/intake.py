"""How a vacancy comes before a reviewer: which kind of case, how urgent, by how many people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.db.models import Q
from django.utils import timezone

from volens.services.vacancies.models import Posting, PostingRevision, Report, ReviewCase, Vacancy
from volens.services.vacancies.review import told

#: Held vacancies are decided within two days, reported ones are seen within four hours.
DECIDE_WITHIN = dt.timedelta(hours=48)
REPORTED_WITHIN = dt.timedelta(hours=4)
APPEAL_WITHIN = dt.timedelta(hours=48)
BLOCK, HOLD, CHANGE, LOOK = 3, 2, 1, 0


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a posting needs a person, how urgent it is, and how many people have to agree."""

    kind: str
    severity: int
    reviewers: int = 1


def reason_for(posting: Posting, vacancy: Vacancy, changed: Sequence[str]) -> Reason | None:
    """Why a posting that is sent in needs a person; None when the rules alone let it through.

    `vacancy` is what it would become, judged; `changed` the material answers that differ from what was approved.
    """
    from volens.services.organisations.queries import is_verified

    # A change goes to a person anyway; how heavy its case is depends on what else was found.
    found = [each for each in vacancy.findings if each["rule"] != told.CHANGED]
    stopped = told.stops(found) or bool(vacancy.undeclared)
    blocked = any(each["severity"] == "block" for each in vacancy.findings)
    severity = BLOCK if blocked else HOLD if stopped else CHANGE
    two = 2 if told.state_imposed(vacancy.findings) else 1
    organisation = posting.organisation
    ever = Vacancy.objects.filter(organisation=organisation, first_published_at__isnull=False).exists()
    if not ever:
        return Reason(ReviewCase.Kind.FIRST, severity, 2)
    if changed:
        return Reason(ReviewCase.Kind.CHANGED, severity, two)
    if not stopped and _was_turned_down(posting):
        return Reason(ReviewCase.Kind.AGAIN, severity, two)
    if stopped or not is_verified(organisation) or _reported(posting):
        return Reason(ReviewCase.Kind.FINDING, severity, two)
    return None


def _reported(posting: Posting) -> bool:
    """Whether workers' reports that take it down wait for a person, in a case or, after an end, in none."""
    from volens.services.vacancies.review import reporting

    vacancy = posting.vacancy
    return vacancy is not None and (
        reported_case(vacancy) is not None or reporting.independent(vacancy) >= reporting.needed(vacancy)
    )


def _was_turned_down(posting: Posting) -> bool:
    """Whether a person turned this posting down last: then a person looks again."""
    done = (PostingRevision.State.PUBLISHED, PostingRevision.State.SENT_BACK, PostingRevision.State.REFUSED)
    last = posting.revisions.filter(state__in=done).order_by("-number").first()
    return last is not None and last.state != PostingRevision.State.PUBLISHED


def open_case(
    vacancy: Vacancy,
    reason: Reason,
    *,
    revision: PostingRevision | None = None,
    within: dt.timedelta = DECIDE_WITHIN,
    not_after: dt.datetime | None = None,
) -> ReviewCase:
    """Put a vacancy before a reviewer, to be decided within a time and before a moment. A case that is open on it ends
    as overtaken by this one.

    What reports took down stays a reported case, and whatever was reported keeps its time limit and as many reviewers,
    whatever the employer sends in meanwhile and however often.
    """
    now = timezone.now()
    due = min(now + within, not_after or now + within)
    reported = ReviewCase.objects.filter(vacancy_id=vacancy.pk, decided_at__isnull=True).first()
    lies = Report.objects.filter(vacancy_id=vacancy.pk, settled_by__isnull=True)
    if reported is not None and (reported.kind in ReviewCase.OF_REPORTS or lies.exists()):
        due = min(due, reported.due_at)
        reason = replace(reason, reviewers=max(reason.reviewers, reported.reviewers_needed))
        if reported.kind == ReviewCase.Kind.REPORTED:
            reason = replace(reason, kind=ReviewCase.Kind.REPORTED, severity=max(reason.severity, HOLD))
    overtake([vacancy.pk])
    return ReviewCase.objects.create(
        vacancy=vacancy,
        revision=revision,
        kind=reason.kind,
        severity=reason.severity,
        reviewers_needed=reason.reviewers,
        opened_at=now,
        due_at=due,
    )


def reported_case(vacancy: Vacancy) -> ReviewCase | None:
    """The open case of the reports that took a vacancy down, if there is one."""
    return ReviewCase.objects.filter(
        vacancy_id=vacancy.pk, decided_at__isnull=True, kind=ReviewCase.Kind.REPORTED
    ).first()


def overtake(vacancy_ids: Iterable[int]) -> int:
    """Close open cases that nothing is left to decide on: the vacancy changed, ended or was sent in anew."""
    return ReviewCase.objects.filter(vacancy_id__in=list(vacancy_ids), decided_at__isnull=True).update(
        outcome=ReviewCase.Outcome.OVERTAKEN, decided_at=timezone.now()
    )


def not_to_publish(vacancy_ids: Sequence[int]) -> frozenset[int]:
    """Imported vacancies a new delivery must not publish by itself: refused by a person, or in front of one for
    another reason than the findings of the delivery before (reported). One query.
    """
    # Most databases hold no such case at all.
    stopped = ReviewCase.objects.filter(vacancy_id__in=vacancy_ids).filter(
        Q(outcome=ReviewCase.Outcome.REFUSE) | Q(decided_at__isnull=True, kind=ReviewCase.Kind.REPORTED)
    )
    return frozenset(stopped.order_by().values_list("vacancy_id", flat=True))


def take_imported(vacancies: Sequence[Vacancy]) -> int:
    """Open a case for each of these imported vacancies that a finding stops. Returns how many. Two queries at most, and
    one for each that waits for a reviewer although it was shown: its case becomes as heavy as what was found.

    Samples and records of the past have nobody to decide for. Call it in the transaction that stored their states.
    """
    stopped = [
        vacancy
        for vacancy in vacancies
        if vacancy.state in {Vacancy.State.HELD, Vacancy.State.BLOCKED}
        and not vacancy.is_sample
        and vacancy.source.as_of is None
        and told.stops(vacancy.findings)
    ]
    if not stopped:
        return 0
    waiting = {
        case.vacancy_id: case
        for case in ReviewCase.objects.filter(vacancy_id__in=[each.pk for each in stopped], decided_at__isnull=True)
    }
    now = timezone.now()
    for vacancy in stopped:
        case = waiting.get(vacancy.pk)
        if case is not None and case.kind in ReviewCase.QUIET and case.reviews.exists():
            # Who voted read another delivery: their vote is none on this one.
            open_case(vacancy, Reason(ReviewCase.Kind.IMPORTED, *_weight(vacancy)))
        elif case is not None and case.kind in ReviewCase.QUIET:
            case.severity, needed = _weight(vacancy)
            case.reviewers_needed = max(case.reviewers_needed, needed)
            case.save(update_fields=["severity", "reviewers_needed"])
    made = [
        ReviewCase(
            vacancy=vacancy,
            kind=ReviewCase.Kind.IMPORTED,
            severity=_weight(vacancy)[0],
            reviewers_needed=_weight(vacancy)[1],
            opened_at=now,
            due_at=now + DECIDE_WITHIN,
        )
        for vacancy in stopped
        if vacancy.pk not in waiting
    ]
    ReviewCase.objects.bulk_create(made)
    return len(made)


def _weight(vacancy: Vacancy) -> tuple[int, int]:
    """How heavy the case of an imported vacancy is, and how many reviewers it takes."""
    severity = BLOCK if vacancy.state == Vacancy.State.BLOCKED else HOLD
    return severity, 2 if told.state_imposed(vacancy.findings) else 1
