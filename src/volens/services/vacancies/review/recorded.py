"""What the record of the office says of a decision on a vacancy, made of its rows: when taken, and at an audit."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Q
from django.utils import timezone

from volens.services.trust.actions import (
    Check,
    Recorded,
    recorded_publications,
    register_check,
    register_recorded,
)
from volens.services.vacancies import indexing
from volens.services.vacancies.models import IndexChange, ReviewCase, SourceApproval, Vacancy

#: What somebody decided, rather than what was overtaken by other events.
_DECIDED = Q(outcome__in=[ReviewCase.Outcome.PUBLISH, ReviewCase.Outcome.SEND_BACK, ReviewCase.Outcome.REFUSE])


def decision(case: ReviewCase, _purpose: str = "") -> dict[str, Any]:
    """A decision with the review of each reviewer."""
    return {
        "case": case.pk,
        "kind": case.kind,
        "vacancy": case.vacancy_id,
        "revision": case.revision.number if case.revision else None,
        "outcome": case.outcome,
        "reviews": [
            {
                "name": each.reviewer_name, "office": each.office, "outcome": each.outcome, "grounds": each.grounds,
                "words": each.words, "at": each.at.astimezone(dt.UTC).isoformat(),
            }
            for each in case.reviews.order_by("at", "id")
        ],
    }  # fmt: skip


def approval(row: SourceApproval, purpose: str) -> dict[str, Any]:
    """The approval of a source, or its end."""
    if purpose == "source-approved":
        at = row.approved_at.astimezone(dt.UTC).isoformat()
        told: dict[str, Any] = {"source": row.source.name, "by": row.approved_by, "why": row.reason, "at": at}
        return told | ({"licensed": True} if row.licensed else {})
    at = row.revoked_at.astimezone(dt.UTC).isoformat() if row.revoked_at else ""
    return {"source": row.source.name, "by": row.revoked_by, "at": at}


def _in_time(check: Check) -> None:
    """Reviews decided after they were due, and those that wait past it."""
    for case in ReviewCase.objects.exclude(outcome=ReviewCase.Outcome.OVERTAKEN).iterator():
        check.looked_at += 1
        if (case.decided_at or timezone.now()) > case.due_at:
            state = f"decided at {case.decided_at:%Y-%m-%d %H:%M}" if case.decided_at else "not decided yet"
            check.found(f"vacancies.ReviewCase {case.number}", f"due at {case.due_at:%Y-%m-%d %H:%M} UTC, {state}")


def _shown_as_recorded(check: Check) -> None:
    """What is shown today is what was recorded as shown: no vacancy slipped in, changed or taken away past the record.

    What waits in the outbox is about to be recorded, and what is past its last day is over without anybody's act.
    """
    told = recorded_publications()
    waiting = set(IndexChange.objects.values_list("vacancy_id", flat=True))
    after = 0
    while ids := list(Vacancy.objects.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:5000]):
        after = ids[-1]
        check.looked_at += len(ids)
        shown = indexing.shown_digests(ids)
        for vacancy in ids:
            before, now = told.pop(vacancy, None), shown.get(vacancy)
            if vacancy in waiting or before == now:
                continue
            if before is None:
                check.found(f"vacancies.Vacancy {vacancy}", "is shown, and no entry says that it was published")
            elif now is not None:
                check.found(f"vacancies.Vacancy {vacancy}", "does not say what was published: it was altered")
            elif not _over(vacancy):
                check.found(f"vacancies.Vacancy {vacancy}", "was published, is not shown, and no entry says why")
    for vacancy in sorted(set(told) - waiting):
        check.found(f"vacancies.Vacancy {vacancy}", "was published, and the row is gone without an entry")


def _over(vacancy: int) -> bool:
    return Vacancy.objects.filter(pk=vacancy, valid_through__lte=timezone.now()).exists()


def register() -> None:
    """Tell the room of trust."""
    register_check("vacancies shown", _shown_as_recorded)
    register_check("time limits of review", _in_time)
    outcomes = tuple(value for value in ReviewCase.Outcome.values if value)
    register_recorded(
        Recorded(
            "vacancies",
            outcomes,
            "vacancies.ReviewCase",
            lambda case: str(case.public_id),
            lambda about: ReviewCase.objects.select_related("revision").filter(public_id=about).first(),
            decision,
            lambda: ((case, at) for case in ReviewCase.objects.filter(_DECIDED).iterator() if (at := case.decided_at)),
        )
    )
    register_recorded(
        Recorded(
            "vacancies",
            ("source-approved", "source-approval-revoked"),
            "vacancies.SourceApproval",
            lambda row: f"approval:{row.pk}",
            lambda about: SourceApproval.objects.select_related("source").filter(pk=about.partition(":")[2]).first(),
            approval,
            lambda: ((row, row.approved_at) for row in SourceApproval.objects.select_related("source").iterator()),
        )
    )
