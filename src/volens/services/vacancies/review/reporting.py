"""Workers' reports on published vacancies: two independent ones take a vacancy down until a person has looked.

Independent means: from different networks on one day, or on different days. To tell the first, a report carries a mark:
a hash of vacancy and network under a key of that day. The key is destroyed by the daily clock and the mark is deleted
with it, so that nothing is left that leads to a network. No address is stored at any time.
"""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils import timezone

from volens.services.people import limits
from volens.services.people.limits import Limit
from volens.services.trust import vault
from volens.services.vacancies import outbox
from volens.services.vacancies.models import Posting, PostingRevision, Report, ReviewCase, Vacancy
from volens.services.vacancies.posting import publishing
from volens.services.vacancies.review import intake
from volens.services.vacancies.review.intake import HOLD, REPORTED_WITHIN, Reason

#: Independent reports that take a vacancy down.
ENOUGH = 2
#: Each time a reviewer found nothing wrong, one more is needed, up to this many: reporting must not become a weapon.
MOST_NEEDED = 6
CLEARED_WITHIN = dt.timedelta(days=90)
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


def _take_down(vacancy: Vacancy) -> None:
    Vacancy.objects.filter(pk=vacancy.pk).update(state=Vacancy.State.HELD, updated_at=timezone.now())
    outbox.changed([vacancy.pk])
    state_imposed = Report.objects.filter(
        vacancy=vacancy, settled_by__isnull=True, category=Report.Category.STATE
    ).exists()
    reason = Reason(ReviewCase.Kind.REPORTED, HOLD, 2 if state_imposed else 1)
    posting = Posting.objects.filter(vacancy=vacancy).first()
    revision = None
    if posting is not None:
        revision = posting.revisions.filter(state=PostingRevision.State.PUBLISHED).first()
        Posting.objects.filter(pk=posting.pk).update(state=Posting.State.WAITING)
    intake.open_case(vacancy, reason, revision=revision, within=REPORTED_WITHIN)


def settle(case: ReviewCase) -> None:
    """A reviewer has looked: the reports until now are answered and count no more."""
    Report.objects.filter(vacancy_id=case.vacancy_id, settled_by__isnull=True).update(settled_by=case)


def forget_marks(now: dt.datetime) -> int:
    """Delete the marks of days that are over; their keys are destroyed too."""
    return Report.objects.filter(day__lt=timezone.localdate(now), mark__isnull=False).update(mark=None)
