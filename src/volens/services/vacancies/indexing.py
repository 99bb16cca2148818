"""The way from the database to the search index: through the outbox, at least once, in whatever order things crash."""

from __future__ import annotations

import functools
import hashlib
import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone

from volens.engines.pay import UNKNOWN_CURRENCY
from volens.engines.search.port import Document, IndexLockedError, Prepared
from volens.engines.search.schema import prepared
from volens.services.trust.actions import record_publications
from volens.services.vacancies import listeners, pool, workplaces
from volens.services.vacancies.index import index
from volens.services.vacancies.models import IndexChange, Vacancy

#: Outbox rows handled with one commit of the index: while it commits nothing is read.
BATCH = 200_000
#: From so many waiting changes on several processors write.
MUCH = 20_000
#: Vacancies read and analysed at once by a worker process, and how many such chunks are not worth starting one.
CHUNK, INLINE_CHUNKS = 500, 8

#: What the index needs of a vacancy, in the order of `Document`; read without the cost of model instances.
_COLUMNS = (
    "id", "title", "employer", "text", "language", "place", "region", "latitude", "longitude", "pay_month_min",
    "pay_month_max", "pay_currency", "contract", "hours", "isco", "posted_at", "valid_through", "accessible",
    "accommodation", "further_places",
)  # fmt: skip

_FIELDS = tuple(
    {"pay_currency": "currency", "posted_at": "posted", "valid_through": "expires"}.get(name, name) for name in _COLUMNS
)

#: What the record of publications covers, in this order for good: a list that grew would look like a changed vacancy.
RECORDED = (
    "id", "title", "employer", "text", "language", "place", "region", "latitude", "longitude", "pay_month_min",
    "pay_month_max", "currency", "contract", "hours", "isco", "posted", "expires", "accessible", "accommodation",
)  # fmt: skip

Progress = Callable[[int], None]


def drain(*, batch: int = BATCH, progress: Progress | None = None) -> int:
    """Bring the index up to the outbox. Returns how many changes were indexed.

    A change leaves the outbox after the index has it durably: a crash in between means it is indexed twice, never not
    at all. Raises IndexLockedError while another process writes the index (it will drain the outbox itself).
    """
    done = 0
    with index().writing(much=IndexChange.objects.count() >= MUCH):
        while changes := list(IndexChange.objects.order_by("pk").values_list("pk", "vacancy_id")[:batch]):
            ids = sorted({vacancy_id for _, vacancy_id in changes})
            put: dict[int, bytes] = {}
            index().put(_prepared(ids, digests=put))
            if gone := sorted(set(ids) - set(put)):
                index().delete(gone)
            record_publications(put, gone)
            listeners.published(sorted(put))
            _settle([pk for pk, _ in changes])
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
    built = index().rebuild(_prepared(_shown_ids(), progress))
    _record_waiting(last)
    IndexChange.objects.filter(pk__lte=last).delete()  # what came later is drained on top of the new index
    return built


def _record_waiting(last: int) -> None:
    """The changes that a rebuild takes care of, on the record like any other."""
    changes = IndexChange.objects.filter(pk__lte=last)
    after = 0
    while ids := sorted(
        set(changes.filter(vacancy_id__gt=after).order_by("vacancy_id").values_list("vacancy_id", flat=True)[:BATCH])
    ):
        after = ids[-1]
        shown = shown_digests(ids)
        record_publications(shown, [vacancy_id for vacancy_id in ids if vacancy_id not in shown])
        listeners.published(sorted(shown))


def shown_documents(ids: Sequence[int]) -> Iterator[Document]:
    """Those of these vacancies that are shown, as the index knows them, by id. One query."""
    return _documents(ids)


def shown_digests(ids: Sequence[int]) -> dict[int, bytes]:
    """What the public is shown of those of these vacancies that are shown, as SHA-256 by id."""
    return {each.id: digest(each) for each in _documents(ids)}


def digest(document: Document) -> bytes:
    """SHA-256 of what the public is shown of a vacancy, as the record of publications names it."""
    recorded = [getattr(document, name) for name in RECORDED]
    if document.further_places:  # the few that have them; the others stay as they were recorded
        recorded.append(document.further_places)
    return hashlib.sha256(orjson.dumps(recorded)).digest()


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


def _settle(changes: Sequence[int]) -> None:
    """Take changes out of the outbox. Those that came meanwhile stay, whatever their number."""
    among, listed = _among(changes)
    with connection.cursor() as cursor:
        cursor.execute(f'DELETE FROM "{IndexChange._meta.db_table}" WHERE id {among}', [listed])  # noqa: S608 - names


def _among(numbers: Sequence[int]) -> tuple[str, Any]:
    """A condition that a column is one of many numbers, and its one parameter."""
    if connection.vendor == "postgresql":
        return "= ANY(%s)", list(numbers)
    return "IN (SELECT value FROM json_each(%s))", orjson.dumps(numbers).decode()


def _prepared(
    ids: Iterable[int], progress: Progress | None = None, digests: dict[int, bytes] | None = None
) -> Iterator[Prepared]:
    """What the index shows of these vacancies, ready for it: read and analysed by several processes where many.

    `digests` is filled with the SHA-256 of each, by id.
    """
    numbers = iter(ids)
    chunks = iter(lambda: list(itertools.islice(numbers, CHUNK)), [])
    read = functools.partial(_entries, str(connection.settings_dict["NAME"]))
    for entries in pool.ordered(read, chunks, workers=_readers(), inline=INLINE_CHUNKS):
        numbers_read, data, hashes = entries
        if digests is not None:
            digests.update(zip(numbers_read, hashes, strict=True))
        yield from map(Prepared, numbers_read, data)
        if progress:
            progress(len(entries[0]))


def _readers() -> int:
    """How many other processes can read what this one sees: none in its transaction or in its memory."""
    hidden = connection.in_atomic_block or getattr(connection, "is_in_memory_db", bool)()
    return pool.usual_workers() if pool.usual_workers() > 1 and not hidden else 0


def _entries(database: str, ids: Sequence[int]) -> tuple[list[int], list[str], list[bytes]]:
    """Ids, data and digests of what the index shows of these vacancies, from the database of this name."""
    if str(connection.settings_dict["NAME"]) != database:  # tests give it another one than the settings
        connection.close()
        connection.settings_dict["NAME"] = database
    documents = list(_documents(ids))
    entries = [prepared(document) for document in documents]
    return [entry.id for entry in entries], [entry.data for entry in entries], [digest(each) for each in documents]


def _documents(ids: Sequence[int]) -> Iterator[Document]:
    """Those of these vacancies that belong into the index (`_shown`), by id: in plain SQL, because they are many."""
    among, listed = _among(ids)
    seconds = "EXTRACT(EPOCH FROM {})::bigint" if connection.vendor == "postgresql" else "unixepoch({})"
    columns = ", ".join(seconds.format(name) if name in {"posted_at", "valid_through"} else name for name in _COLUMNS)
    until = seconds.format("valid_through")
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT {columns} FROM "{Vacancy._meta.db_table}" WHERE id {among} AND state = %s'  # noqa: S608 - names
            f" AND duplicate_of_id IS NULL AND (valid_through IS NULL OR {until} > %s) ORDER BY id",
            [listed, Vacancy.State.PUBLISHED.value, int(timezone.now().timestamp())],
        )
        for row in cursor.fetchall():
            yield _document(*row)


def document(vacancy: Vacancy) -> Document:
    """A vacancy as the index knows it."""
    until = vacancy.valid_through
    return _document(
        *(getattr(vacancy, name) for name in _COLUMNS[:-5]),
        int(vacancy.posted_at.timestamp()),
        None if until is None else int(until.timestamp()),
        vacancy.accessible,
        vacancy.accommodation,
        vacancy.further_places,
    )


def _document(*values: Any) -> Document:
    """A vacancy's columns, times in seconds since 1970, as the index knows them."""
    found = dict(zip(_FIELDS, values, strict=True))
    if found["currency"] == UNKNOWN_CURRENCY:
        found["currency"] = ""
    found["accessible"] = bool(found["accessible"])
    found["further_places"] = workplaces.further(found["further_places"])
    return Document(**found)
