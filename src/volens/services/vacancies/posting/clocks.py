"""What happens to postings by itself: reminders, lapsing, and the deletion of drafts nobody goes on with."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from volens.services.vacancies.models import Posting, ReviewCase, Vacancy
from volens.services.vacancies.posting import notices, publishing
from volens.services.vacancies.posting.actions import CONFIRM_EVERY, REMIND_BEFORE
from volens.services.vacancies.review import intake, reporting

#: A draft that was never sent in is deleted so long after it was last touched.
KEEP_DRAFTS = dt.timedelta(days=365)


def remind(now: dt.datetime) -> int:
    """Ask employers whether vacancies are still open that would lapse in a few days. Once for each period."""
    due = Posting.objects.filter(
        state=Posting.State.PUBLISHED,
        reminded_at__isnull=True,
        vacancy__confirmed_at__lte=now - CONFIRM_EVERY + REMIND_BEFORE,
    ).select_related("organisation")
    count = 0
    for posting in due:
        with transaction.atomic():
            if Posting.objects.filter(pk=posting.pk, reminded_at__isnull=True).update(reminded_at=now):
                notices.asked_to_confirm(posting)
                count += 1
    return count


def lapse(now: dt.datetime) -> int:
    """End vacancies whose employer said nothing for 30 days."""
    due = Posting.objects.filter(
        state=Posting.State.PUBLISHED,
        vacancy__state=Vacancy.State.PUBLISHED,
        vacancy__confirmed_at__lte=now - CONFIRM_EVERY,
    )
    count = 0
    for key in list(due.order_by("pk").values_list("pk", flat=True)):
        with transaction.atomic():
            posting = due.select_for_update(of=("self",)).select_related("organisation").filter(pk=key).first()
            if posting is None:  # confirmed this moment
                continue
            if posting.vacancy_id is not None:
                intake.overtake([posting.vacancy_id])
            publishing.end(posting, Posting.End.LAPSED, now)
            notices.lapsed(posting)
            count += 1
    return count


def ended_by_date(now: dt.datetime) -> int:
    """Mark postings as ended whose vacancy's last day passed, and tell the listeners."""
    over = Posting.objects.filter(vacancy__state=Vacancy.State.EXPIRED).exclude(
        state__in=[Posting.State.ENDED, Posting.State.DRAFT]
    )
    count = 0
    for key in list(over.order_by("pk").values_list("pk", flat=True)):
        with transaction.atomic():
            posting = over.select_for_update(of=("self",)).filter(pk=key).first()
            if posting is None:
                continue
            if posting.vacancy_id is not None:
                intake.overtake([posting.vacancy_id])
            publishing.end(posting, Posting.End.OVER, now)
            count += 1
    return count


def drop_drafts(now: dt.datetime) -> int:
    """Delete drafts nobody touched for a year."""
    return Posting.objects.filter(state=Posting.State.DRAFT, updated_at__lt=now - KEEP_DRAFTS).delete()[0]


def close_overtaken(_now: dt.datetime) -> int:
    """Close open cases whose vacancy has ended, or was published by a newer delivery. What was reported and waits in
    none by now gets one.
    """
    waiting = ReviewCase.objects.filter(decided_at__isnull=True)
    gone = waiting.filter(vacancy__state=Vacancy.State.EXPIRED)
    passed = waiting.filter(kind=ReviewCase.Kind.IMPORTED, vacancy__state=Vacancy.State.PUBLISHED)
    over = [*gone.values_list("vacancy_id", flat=True), *passed.values_list("vacancy_id", flat=True)]
    return intake.overtake(over) + reporting.see_to_all()
