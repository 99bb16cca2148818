"""Workers' reports on published vacancies: each brings a vacancy before a reviewer, two independent ones take it down
until a person has looked. Neither the employer nor the public is told which vacancies were reported: what is taken
down is "checked again".

Independent means: from different networks on one day, or on different days. To tell the first, a report carries a mark:
a hash of vacancy and network under a key of that day. The key is destroyed by the daily clock and the mark is deleted
with it, so that nothing is left that leads to a network. No address is stored at any time.
"""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from volens.services.people import limits
from volens.services.people.limits import Limit
from volens.services.trust import vault
from volens.services.vacancies.models import Posting, PostingRevision, Report, ReviewCase, Vacancy
from volens.services.vacancies.posting import notices, publishing
from volens.services.vacancies.review import intake
from volens.services.vacancies.review.intake import CHANGE, HOLD, REPORTED_WITHIN, Reason

#: Independent reports that take a vacancy down.
ENOUGH = 2
#: Each time a reviewer found nothing wrong, one more is needed, up to this many: reporting must not become a weapon.
MOST_NEEDED = 6
CLEARED_WITHIN = dt.timedelta(days=90)
#: An employer's change or end that is taken back so soon does not start the time of a report anew.
RESUMED_WITHIN = dt.timedelta(hours=48)
PER_NETWORK = Limit("report from network", 30, 60 * 24)


class TooManyReportsError(Exception):
    """A network reported more today than one place has to report."""


def receive(vacancy: Vacancy, category: str, network: str) -> Report | None:
    """Store a report, and take the vacancy down when it is the last of those needed. None: it said nothing new.

    Raises TooManyReportsError, and ValidationError for a category that is not in the list.
    """
    made = Report(vacancy=vacancy, category=category, day=timezone.localdate())
    made.clean_fields(exclude=["mark", "settled_by"])
    if network:
        if not limits.passes(PER_NETWORK, network):
            raise TooManyReportsError
        made.mark = mark(vacancy, network)
    with transaction.atomic():
        locked = publishing.lock(vacancy.pk)
        try:
            with transaction.atomic():
                made.save()
        except IntegrityError:  # the same network on the same day: one voice counts once
            return None
        if locked.state == Vacancy.State.PUBLISHED and independent(locked) >= needed(locked):
            _take_down(locked)
        else:
            see_to(locked)
    return made


def mark(vacancy: Vacancy, network: str) -> bytes:
    """The mark of a network on a vacancy for today."""
    return vault.day_vault(timezone.localdate()).mark("report", f"{vacancy.pk}\0{network}")[:16]


def independent(vacancy: Vacancy) -> int:
    """Open reports that count apart: one for each mark of today, one for each earlier day, one for today's unmarked."""
    today = timezone.localdate()
    rows = Report.objects.filter(vacancy=vacancy, settled_by__isnull=True).order_by().values_list("day", "mark")
    return len({(day, bytes(found) if found is not None and day == today else b"") for day, found in rows})


def needed(vacancy: Vacancy) -> int:
    """How many independent reports take this vacancy down."""
    cleared = ReviewCase.objects.filter(
        vacancy=vacancy,
        kind=ReviewCase.Kind.REPORTED,
        outcome=ReviewCase.Outcome.PUBLISH,
        decided_at__gt=timezone.now() - CLEARED_WITHIN,
    ).count()
    return min(ENOUGH + cleared, MOST_NEEDED)


def see_to(vacancy: Vacancy) -> ReviewCase | None:
    """See to it that what was reported on a vacancy is before a reviewer, in one case however often it is reported. The
    case, None without open reports or while another case holds the vacancy. Call it with the vacancy locked.
    """
    reported = Report.objects.filter(vacancy=vacancy, settled_by__isnull=True)
    first = reported.order_by("day").values_list("day", flat=True).first()
    case = ReviewCase.objects.filter(vacancy=vacancy).order_by("-number").first()
    if first is None:
        return None
    if case is not None and case.decided_at is None and case.kind in {*ReviewCase.OF_REPORTS, *ReviewCase.QUIET}:
        kind = case.kind if case.kind in ReviewCase.OF_REPORTS else ReviewCase.Kind.NOTED
        if not case.reviews.exists():
            return _turn(case, kind, CHANGE)
        # Who voted did not know of this report: they read it and vote anew.
        reason = Reason(kind, max(case.severity, CHANGE), reviewers(vacancy))
        return intake.open_case(vacancy, reason, revision=case.revision, not_after=case.due_at)
    if vacancy.state != Vacancy.State.PUBLISHED or not _decidable(vacancy):
        return None
    if independent(vacancy) >= needed(vacancy):  # an end that was undone is no way around them
        _take_down(vacancy)
        return intake.reported_case(vacancy)
    # What the employer changed or ended and took back at once: the time since the report runs on.
    ended = case.decided_at if case is not None and case.outcome == ReviewCase.Outcome.OVERTAKEN else None
    resumed = ended is not None and timezone.now() - ended < RESUMED_WITHIN
    due = case.due_at if case is not None and resumed and timezone.localdate(case.opened_at) >= first else None
    reason = Reason(ReviewCase.Kind.NOTED, CHANGE, reviewers(vacancy))
    return intake.open_case(vacancy, reason, revision=_published(vacancy), not_after=due)


def _decidable(vacancy: Vacancy) -> bool:
    """Whether somebody is to decide on it: not on samples, nor on records of the past."""
    return not vacancy.is_sample and vacancy.source.as_of is None


def see_to_all() -> int:
    """Put before a reviewer what was reported and waits in no case. Returns how many."""
    waiting = ReviewCase.objects.filter(vacancy=OuterRef("vacancy"), decided_at__isnull=True)
    left = Report.objects.filter(
        ~Exists(waiting),
        settled_by__isnull=True,
        vacancy__state=Vacancy.State.PUBLISHED,
        vacancy__is_sample=False,
        vacancy__source__as_of__isnull=True,
    )
    count = 0
    for number in sorted(set(left.order_by().values_list("vacancy_id", flat=True))):
        with transaction.atomic():
            count += see_to(publishing.lock(number)) is not None
    return count


def _take_down(vacancy: Vacancy) -> None:
    """Out of sight until a person has looked, within four hours; the case that one report opened becomes this one."""
    publishing.take_back(vacancy, Vacancy.State.HELD)
    posting = Posting.objects.filter(vacancy=vacancy).first()
    waiting = ReviewCase.objects.filter(vacancy=vacancy, decided_at__isnull=True).first()
    if waiting is not None and waiting.kind in ReviewCase.QUIET and not waiting.reviews.exists():
        waiting.due_at = min(waiting.due_at, timezone.now() + REPORTED_WITHIN)
        _turn(waiting, ReviewCase.Kind.REPORTED, HOLD)
    else:
        reason = Reason(ReviewCase.Kind.REPORTED, HOLD, reviewers(vacancy))
        intake.open_case(vacancy, reason, revision=_published(vacancy), within=REPORTED_WITHIN)
    if posting is not None:
        Posting.objects.filter(pk=posting.pk).update(state=Posting.State.WAITING)
        notices.checked_again(posting)


def _turn(case: ReviewCase, kind: str, severity: int) -> ReviewCase:
    """Let an open case be about what was reported by now."""
    case.kind, case.severity = kind, max(case.severity, severity)
    case.reviewers_needed = max(case.reviewers_needed, reviewers(case.vacancy))
    case.save(update_fields=["kind", "severity", "reviewers_needed", "due_at"])
    return case


def reviewers(vacancy: Vacancy) -> int:
    """How many reviewers what was reported takes: two where somebody says that people are sent there."""
    sent = Report.objects.filter(vacancy=vacancy, settled_by__isnull=True, category=Report.Category.STATE)
    return 2 if sent.exists() else 1


def _published(vacancy: Vacancy) -> PostingRevision | None:
    shown = PostingRevision.State.PUBLISHED
    return PostingRevision.objects.filter(posting__vacancy=vacancy, state=shown).first()


def settle(case: ReviewCase) -> None:
    """A reviewer has looked: the reports until now are answered and count no more."""
    Report.objects.filter(vacancy_id=case.vacancy_id, settled_by__isnull=True).update(settled_by=case)


def forget_marks(now: dt.datetime) -> int:
    """Delete the marks of days that are over; their keys are destroyed too."""
    return Report.objects.filter(day__lt=timezone.localdate(now), mark__isnull=False).update(mark=None)
