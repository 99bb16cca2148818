"""The way from the database to the search index: through the outbox, at least once, in whatever order things crash."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Q, QuerySet
from django.utils import timezone

from volens.engines.pay import UNKNOWN_CURRENCY
from volens.engines.search.port import Document, IndexLockedError
from volens.engines.search.schema import prepared
from volens.services.vacancies import pool
from volens.services.vacancies.index import index
from volens.services.vacancies.models import IndexChange, Vacancy

#: Outbox rows handled with one commit of the index.
BATCH = 50_000
#: Documents analysed at once by a worker process, and how many such chunks are not worth starting one.
CHUNK, INLINE_CHUNKS = 500, 8
#: Vacancies read at once when the whole index is built.
PAGE = 5000


class _Columns(NamedTuple):
    """What the index needs of a vacancy, read without the cost of model instances."""

    pk: int
    title: str
    employer: str
    text: str
    language: str
    place: str
    region: str
    latitude: float | None
    longitude: float | None
    pay_month_min: int | None
    pay_month_max: int | None
    pay_currency: str
    contract: str
    hours: str
    isco: str
    posted_at: dt.datetime
    valid_through: dt.datetime | None
    accessible: bool | None
    accommodation: str


Progress = Callable[[int], None]


def drain(*, batch: int = BATCH, progress: Progress | None = None) -> int:
    """Bring the index up to the outbox. Returns how many changes were indexed.

    A change leaves the outbox after the index has it durably: a crash in between means it is indexed twice, never not
    at all. Raises IndexLockedError while another process writes the index (it will drain the outbox itself).
    """
    done = 0
    with index().writing():
        while changes := list(IndexChange.objects.order_by("pk").values_list("pk", "vacancy_id")[:batch]):
            ids = sorted({vacancy_id for _, vacancy_id in changes})
            put: set[int] = set()
            index().put(_noted(_prepared(_documents(ids)), put))
            if gone := sorted(set(ids) - put):
                index().delete(gone)
            IndexChange.objects.filter(pk__in=[pk for pk, _ in changes]).delete()
            done += len(changes)
            if progress:
                progress(len(changes))
    return done


def drain_if_free(*, progress: Progress | None = None) -> int | None:
    """`drain`, or None when another process has the index: that process will do it."""
    try:
        return drain(progress=progress)
    except IndexLockedError:
        return None


def needs_rebuild() -> bool:
    """Whether the index cannot be used: of another version, damaged, or missing while there is something to find."""
    state = index().state()
    return state in {"outdated", "damaged"} or (state == "missing" and _shown().exists())


def rebuild(*, progress: Progress | None = None) -> int:
    """Build the index anew beside the old one and switch. Returns how many vacancies it holds."""
    last = IndexChange.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    built = index().rebuild(_prepared(_all_documents(progress)))
    IndexChange.objects.filter(pk__lte=last).delete()  # what came later is drained on top of the new index
    return built


@dataclass(frozen=True, slots=True)
class Agreement:
    """What differs between database and index: ids (the first few) and how many. `waiting`: changes in the outbox."""

    database: int
    index: int
    waiting: int
    missing: int
    surplus: int
    missing_ids: tuple[int, ...] = ()
    surplus_ids: tuple[int, ...] = ()

    @property
    def agrees(self) -> bool:
        """Whether every difference is one that the outbox is about to settle."""
        return not self.missing and not self.surplus


def check() -> Agreement:
    """Compare database and index. What waits in the outbox is no disagreement, nor what ended since the last drain."""
    waiting = set(IndexChange.objects.values_list("vacancy_id", flat=True))
    missing: list[int] = []
    surplus: list[int] = []
    in_database = in_index = 0
    for wanted, there, vacancy_id in _merged(_shown_ids(), index().ids()):
        in_database += wanted
        in_index += there
        if wanted and not there and vacancy_id not in waiting:
            missing.append(vacancy_id)
        elif there and not wanted and vacancy_id not in waiting:
            surplus.append(vacancy_id)
    ended = set(Vacancy.objects.filter(pk__in=surplus[:30_000], state=Vacancy.State.PUBLISHED, duplicate_of=None,
                                       valid_through__lte=timezone.now()).values_list("pk", flat=True))  # fmt: skip
    surplus = [vacancy_id for vacancy_id in surplus if vacancy_id not in ended]
    return Agreement(
        in_database, in_index, len(waiting), len(missing), len(surplus), tuple(missing[:20]), tuple(surplus[:20])
    )


def _merged(left: Iterator[int], right: Iterator[int]) -> Iterator[tuple[bool, bool, int]]:
    """Two ascending sequences in step: (in the left, in the right, number)."""
    a, b = next(left, None), next(right, None)
    while a is not None or b is not None:
        low = min(number for number in (a, b) if number is not None)
        yield a == low, b == low, low
        if a == low:
            a = next(left, None)
        while b == low:
            b = next(right, None)


def _shown() -> QuerySet[Vacancy]:
    """What belongs into the index."""
    return Vacancy.objects.filter(
        Q(valid_through__isnull=True) | Q(valid_through__gt=timezone.now()),
        state=Vacancy.State.PUBLISHED,
        duplicate_of__isnull=True,
    ).order_by("pk")


def _shown_ids() -> Iterator[int]:
    last = 0
    while ids := list(_shown().filter(pk__gt=last).values_list("pk", flat=True)[:50_000]):
        last = ids[-1]
        yield from ids


def _prepared(documents: Iterator[Document]) -> Iterator[Document]:
    """The documents with their words worked out, by several processes where there are many."""
    chunks = iter(lambda: list(itertools.islice(documents, CHUNK)), [])
    workers = pool.usual_workers() if pool.usual_workers() > 1 else 0
    for chunk in pool.ordered(_analysed, chunks, workers=workers, inline=INLINE_CHUNKS):
        yield from chunk


def _analysed(chunk: list[Document]) -> list[Document]:
    return [prepared(document) for document in chunk]


def _noted(documents: Iterable[Document], ids: set[int]) -> Iterator[Document]:
    for document in documents:
        ids.add(document.id)
        yield document


def _all_documents(progress: Progress | None) -> Iterator[Document]:
    """All documents in pages, so that memory stays bounded and no transaction stays open."""
    last = 0
    while rows := list(_shown().filter(pk__gt=last).values_list(*_Columns._fields)[:PAGE]):
        last = rows[-1][0]
        yield from (document(_Columns._make(row)) for row in rows)
        if progress:
            progress(len(rows))


def _documents(ids: Iterable[int]) -> Iterator[Document]:
    numbers = iter(ids)
    while chunk := list(itertools.islice(numbers, 1000)):
        rows = _shown().filter(pk__in=chunk).values_list(*_Columns._fields)
        yield from (document(_Columns._make(row)) for row in rows)


def document(vacancy: Vacancy | _Columns) -> Document:
    """A vacancy as the index knows it."""
    until = vacancy.valid_through
    return Document(
        id=vacancy.pk,
        title=vacancy.title,
        employer=vacancy.employer,
        text=vacancy.text,
        language=vacancy.language,
        place=vacancy.place,
        region=vacancy.region,
        latitude=vacancy.latitude,
        longitude=vacancy.longitude,
        pay_month_min=vacancy.pay_month_min,
        pay_month_max=vacancy.pay_month_max,
        currency="" if vacancy.pay_currency == UNKNOWN_CURRENCY else vacancy.pay_currency,
        contract=vacancy.contract,
        hours=vacancy.hours,
        isco=vacancy.isco,
        posted=int(vacancy.posted_at.timestamp()),
        expires=None if until is None else int(until.timestamp()),
        accessible=bool(vacancy.accessible),
        accommodation=vacancy.accommodation,
    )
