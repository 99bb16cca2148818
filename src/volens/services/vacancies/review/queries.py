"""What reviewers read: the queue, one case with everything around it. Nothing here is about a worker."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, Value, When
from django.utils import timezone

from volens.services.vacancies.models import Posting, Report, Review, ReviewCase, Vacancy

#: So long before its time is up a case comes before everything else.
URGENT = dt.timedelta(hours=8)
PAGE = 50


@dataclass(frozen=True, slots=True)
class Waiting:
    """A line of the queue. `left`: time until it must be decided, negative when late. `mine`: decided on by me;
    `barred`: it is an appeal against my decision. `outcomes`: what was decided on it so far.
    """

    case: ReviewCase
    left: dt.timedelta
    mine: bool
    barred: bool
    outcomes: tuple[str, ...]

    @property
    def late(self) -> bool:
        """Whether its time is up."""
        return self.left < dt.timedelta()

    @property
    def for_me(self) -> bool:
        """Whether it is mine to decide."""
        return not self.mine and not self.barred

    @property
    def divided(self) -> bool:
        """Whether those who decided disagree, so that another one settles it."""
        return disagree(self.outcomes)


def disagree(outcomes: Iterable[str]) -> bool:
    """Whether one reviewer was for publishing and another for refusing."""
    return {ReviewCase.Outcome.PUBLISH, ReviewCase.Outcome.REFUSE} <= set(outcomes)


@dataclass(frozen=True, slots=True)
class Queue:
    """A page of the queue, and what the whole of it looks like. `for_me`: how many of all are mine to decide."""

    lines: tuple[Waiting, ...]
    total: int
    for_me: int
    late: int
    kinds: tuple[tuple[str, int], ...]
    more: bool


def queue(reviewer: UUID, *, kind: str = "", page: int = 1, now: dt.datetime | None = None) -> Queue:
    """Open cases: what is late or soon will be first, then the heaviest, then the oldest; what only others can decide
    comes after all that. Five queries.
    """
    now = now or timezone.now()
    by_me = Review.objects.filter(reviewer=reviewer)
    appealed = by_me.filter(case=OuterRef("appeal_of")).exclude(outcome=ReviewCase.Outcome.PUBLISH)
    waiting = ReviewCase.objects.filter(decided_at__isnull=True).annotate(
        mine=Exists(by_me.filter(case=OuterRef("pk"))), barred=Exists(appealed)
    )
    counted = dict(waiting.order_by().values_list("kind").annotate(number=Count("number")))
    late = waiting.filter(due_at__lt=now).count()
    shown = waiting.filter(kind=kind) if kind else waiting
    urgent = Case(When(due_at__lt=now + URGENT, then=Value(0)), default=Value(1), output_field=IntegerField())
    others = Case(When(Q(mine=True) | Q(barred=True), then=Value(1)), default=Value(0), output_field=IntegerField())
    start = (page - 1) * PAGE
    rows = list(
        shown.annotate(urgent=urgent, others=others)
        .order_by("others", "urgent", "-severity", "due_at", "number")
        .select_related("vacancy", "vacancy__organisation", "vacancy__source", "revision")
        .defer("vacancy__text")[start : start + PAGE + 1]
    )
    given = Review.objects.filter(case__in=[row.pk for row in rows]).order_by().values_list("case_id", "outcome")
    by_case: dict[int, list[str]] = {}
    for case_id, outcome in given:
        by_case.setdefault(case_id, []).append(outcome)
    lines = tuple(
        Waiting(row, row.due_at - now, row.mine, row.barred, tuple(by_case.get(row.pk, ()))) for row in rows[:PAGE]
    )
    for_me = waiting.filter(mine=False, barred=False).count()
    kinds = tuple((value, counted[value]) for value in ReviewCase.Kind.values if counted.get(value))
    return Queue(lines, sum(counted.values()), for_me, late, kinds, len(rows) > PAGE)


def case(number: int) -> ReviewCase | None:
    """One case with what it is about. One query."""
    rows = ReviewCase.objects.select_related(
        "vacancy", "vacancy__organisation", "vacancy__source", "revision", "revision__posting", "appeal_of"
    )
    return rows.filter(number=number).first()


def next_case(reviewer: UUID, *, after: int = 0) -> int | None:
    """The number of the case to go on with: the first of the queue this reviewer can still decide on."""
    for line in queue(reviewer).lines:
        if line.for_me and line.case.number != after:
            return line.case.number
    return None


@dataclass(frozen=True, slots=True)
class History:
    """What an employer did here before: counts, and its last decided cases."""

    published: int
    refused: int
    sent_back: int
    reports: int
    open: int
    since: dt.datetime | None
    last: tuple[ReviewCase, ...]


def history(vacancy: Vacancy) -> History:
    """The history of a vacancy's employer: of the organisation, or of everything under the same name and source."""
    if vacancy.organisation_id is not None:
        same = Vacancy.objects.filter(organisation_id=vacancy.organisation_id)
    else:
        same = Vacancy.objects.filter(source_id=vacancy.source_id, employer=vacancy.employer)
    numbers = same.order_by().values("pk")
    decided = ReviewCase.objects.filter(vacancy__in=numbers, decided_at__isnull=False)
    counts = decided.aggregate(
        refused=Count("number", filter=Q(outcome=ReviewCase.Outcome.REFUSE)),
        sent_back=Count("number", filter=Q(outcome=ReviewCase.Outcome.SEND_BACK)),
    )
    published = same.filter(Q(first_published_at__isnull=False) | Q(state=Vacancy.State.PUBLISHED))
    return History(
        published=published.count(),
        refused=counts["refused"],
        sent_back=counts["sent_back"],
        reports=Report.objects.filter(vacancy__in=numbers).count(),
        open=same.filter(state=Vacancy.State.PUBLISHED).count(),
        since=published.order_by("first_published_at").values_list("first_published_at", flat=True).first(),
        last=tuple(
            decided.exclude(outcome=ReviewCase.Outcome.OVERTAKEN)
            .select_related("vacancy")
            .order_by("-decided_at", "-number")[:5]
        ),
    )


def reports(vacancy: Vacancy) -> list[tuple[str, int, dt.date]]:
    """Open reports on a vacancy: category, how many, the newest day. Never who. One query."""
    found: dict[str, list[dt.date]] = {}
    rows = Report.objects.filter(vacancy=vacancy, settled_by__isnull=True).order_by("day", "pk")
    for category, day in rows.values_list("category", "day"):
        found.setdefault(category, []).append(day)
    return [(category, len(days), max(days)) for category, days in found.items()]


def reviews(found: ReviewCase) -> list[Review]:
    """The decisions on a case, the first one first."""
    return list(found.reviews.order_by("at", "id"))


def last_decision(posting: Posting) -> ReviewCase | None:
    """The last decision of a person on a posting, for its employer. One query."""
    if posting.vacancy_id is None:
        return None
    decided = ReviewCase.objects.filter(vacancy_id=posting.vacancy_id, decided_at__isnull=False)
    return (
        decided.exclude(outcome=ReviewCase.Outcome.OVERTAKEN)
        .exclude(kind__in=ReviewCase.QUIET, outcome=ReviewCase.Outcome.PUBLISH)
        .order_by("-decided_at", "-number")
        .first()
    )


def open_case(posting: Posting) -> ReviewCase | None:
    """The case a posting waits in, for its employer. One query."""
    if posting.vacancy_id is None:
        return None
    waiting = ReviewCase.objects.filter(vacancy_id=posting.vacancy_id, decided_at__isnull=True)
    return waiting.exclude(kind__in=ReviewCase.QUIET).select_related("vacancy", "appeal_of", "revision").first()


def times_to_decide(start: dt.date, end: dt.date) -> list[tuple[str, dt.datetime, dt.datetime]]:
    """Cases decided from a day on and before another: identifier, when opened, when decided. For protected figures."""
    decided = ReviewCase.objects.filter(decided_at__date__gte=start, decided_at__date__lt=end)
    found = decided.exclude(outcome__in=["", ReviewCase.Outcome.OVERTAKEN]).order_by("number")
    times = found.values_list("public_id", "opened_at", "decided_at")
    return [(str(each), opened, at) for each, opened, at in times if at]
