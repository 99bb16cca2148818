"""New vacancies are held against the saved searches; what rings waits in the table of rings."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterable, Sequence

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from volens.engines.alerts import QueryIndex
from volens.engines.search.port import Query
from volens.services.alerts import content, pace
from volens.services.alerts.models import Heard, Ring, SavedSearch, SearchChange
from volens.services.trust.vault import KeyGoneError
from volens.services.vacancies import queries as vacancies
from volens.services.vacancies.models import Vacancy

#: A vacancy posted longer ago is no news, even if it comes into the index only now.
NEWS = dt.timedelta(days=31)
#: Changes are read again for so long: one with a lower number may be stored after one with a higher.
_OVERLAP = dt.timedelta(minutes=10)
#: Changes are kept for so long; a process that did not look for longer begins anew.
CHANGES_KEPT = dt.timedelta(days=2)


class _Waiting:
    """The query index of this process, brought up to date before each use."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._index = QueryIndex()
        self._seen: dt.datetime | None = None
        self._database = ""

    def rung_by(self, ids: Sequence[int], now: dt.datetime) -> list[tuple[int, int]]:
        """Searches and the vacancies that ring for them."""
        with self._guard:
            self._follow(now)
            if not len(self._index):
                return []
            documents = list(vacancies.documents(ids))
            found = self._index.match_many(documents, now=int(now.timestamp()))
            owners = [documents[at].id for at in found.vacancy.tolist()]
            return list(zip(found.search.tolist(), owners, strict=True))

    def _follow(self, now: dt.datetime) -> None:
        database = f"{settings.DATA_DIR}{SavedSearch.objects.db}"
        if self._seen is None or now - self._seen > CHANGES_KEPT / 2 or database != self._database:
            self._index, self._database = QueryIndex(), database
            self._index.put(_queries(ringing()))
        else:
            changed = SearchChange.objects.filter(at__gte=self._seen - _OVERLAP).values_list("search_id", flat=True)
            if numbers := sorted(set(changed)):
                self._index.remove(numbers)
                self._index.put(_queries(ringing().filter(pk__in=numbers)))
        self._seen = now


def ringing() -> QuerySet[SavedSearch]:
    """Searches that ring: confirmed, and not paused."""
    return SavedSearch.objects.filter(confirmed=True, paused=False).order_by("pk")


def _queries(searches: Iterable[SavedSearch]) -> Iterable[tuple[int, Query]]:
    now = timezone.now()
    for search in searches:
        try:
            found = content.opened(search)
        except KeyGoneError:  # the owner has just left
            continue
        if "where" not in found.asked.problems:  # a place nobody knows would ring for everywhere
            yield search.pk, found.asked.query(now)


_waiting = _Waiting()


def forget() -> None:
    """Let this process begin anew: in tests, whose databases follow each other."""
    global _waiting  # noqa: PLW0603
    _waiting = _Waiting()


def note_change(search: int) -> None:
    """Let every process look at a search again. In the transaction of the change."""
    SearchChange.objects.create(search_id=search, at=timezone.now())


def hear(ids: Sequence[int]) -> int:
    """Vacancies have come into the index, or have changed there: those never heard of ring. Returns how many rang.

    Called again for the same vacancies it does nothing, so a stop in between loses and repeats nothing.
    """
    now, rang = timezone.now(), 0
    for start in range(0, len(ids), 5_000):
        part = ids[start : start + 5_000]
        known = set(Heard.objects.filter(pk__in=part).values_list("pk", flat=True))
        fresh = (
            Vacancy.objects.filter(pk__in=[each for each in part if each not in known], is_sample=False)
            .filter(Q(posted_at__gte=now - NEWS) | Q(first_published_at__gte=now - NEWS), source__as_of__isnull=True)
            .order_by("pk")
        )
        new = list(fresh.values_list("pk", flat=True))
        if not new:
            continue
        pairs = _waiting.rung_by(new, now)
        with transaction.atomic():
            Heard.objects.bulk_create([Heard(vacancy_id=each, at=now) for each in new], ignore_conflicts=True)
            there = set(ringing().filter(pk__in={search for search, _ in pairs}).values_list("pk", flat=True))
            rings = [Ring(search_id=search, vacancy_id=vacancy) for search, vacancy in pairs if search in there]
            Ring.objects.bulk_create(rings, ignore_conflicts=True, batch_size=1_000)
            for each in (SavedSearch.Pace.DAILY, SavedSearch.Pace.WEEKLY):
                waiting = SavedSearch.objects.filter(pk__in=there, pace=each, next_at__lt=now)
                waiting.update(next_at=pace.next_mail(each, now))
        rang += len(rings)
    return rang


def withdraw(vacancy: Vacancy) -> None:
    """A vacancy ended: it is in no mail that was not sent yet."""
    Ring.objects.filter(vacancy_id=vacancy.pk).delete()
