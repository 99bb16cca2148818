"""Writing records into the database: thousands in a second, on SQLite and on PostgreSQL."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, transaction

from volens.services.vacancies import duplicates, outbox
from volens.services.vacancies.importing import zones
from volens.services.vacancies.importing.normalise import Normalised, Record
from volens.services.vacancies.models import ImportRun, Source, Vacancy

#: The columns that come from the record, in its order; `posted_at` is filled in where the record has none.
CONTENT = Record._fields
_TIMES = (CONTENT.index("posted_at"), CONTENT.index("valid_through"))
_POSTED, _UNTIL = _TIMES
_JSON_EMPTY = "[]"

_FIXED = ("source_id", "source_key", "content_hash", "state", "last_run_id", "first_seen_at", "updated_at")
_LEFT_OPEN = ("closed_on", "ended_at", "findings", "undeclared")
TABLE = Vacancy._meta.db_table


def moment(seconds: int | None) -> dt.datetime | None:
    """Seconds since 1970 as an aware time."""
    return None if seconds is None else dt.datetime.fromtimestamp(seconds, dt.UTC)


@functools.lru_cache(16_384)
def _sqlite_time(seconds: int | None) -> str | None:
    return None if seconds is None else f"{dt.datetime.fromtimestamp(seconds, dt.UTC):%Y-%m-%d %H:%M:%S}"


def _time(seconds: int | None) -> Any:
    return _sqlite_time(seconds) if connection.vendor == "sqlite" else moment(seconds)


def insert(source: Source, run: ImportRun, records: Sequence[Normalised], now: int, seen_at: int, posted: int) -> None:
    """Add new vacancies. `now` decides what is over already, `seen_at` is the clock's time, `posted` where unsaid."""
    columns = (*_FIXED, *CONTENT, *_LEFT_OPEN)
    seen = _time(seen_at)
    rows = [
        (
            source.pk, normalised.key, normalised.content_hash,
            _state(normalised.record, now, historical=source.is_historical), run.pk, seen, seen,
            *_content(normalised.record, posted, historical=source.is_historical),
            *_end(normalised.record, now, historical=source.is_historical), _JSON_EMPTY, _JSON_EMPTY,
        )
        for normalised in records
    ]  # fmt: skip
    names = ", ".join(f'"{name}"' for name in columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f'COPY "{TABLE}" ({names}) FROM STDIN') as copy:
                for row in rows:
                    copy.write_row(row)
            return
        marks = ", ".join(["%s"] * len(columns))
        cursor.executemany(f'INSERT INTO "{TABLE}" ({names}) VALUES ({marks})', rows)  # noqa: S608 - names of columns


def update(
    source: Source, run: ImportRun, records: Iterable[tuple[int, Normalised, int]], now: int, seen_at: int
) -> None:
    """Replace the content of vacancies: (id, record, when it was posted as far as known). They are vetted anew."""
    left_open = (*_LEFT_OPEN, "judged_at", "duplicate_of_id")
    columns = ("content_hash", "state", "last_run_id", "updated_at", *CONTENT, *left_open)
    seen = _time(seen_at)
    rows = [
        (
            normalised.content_hash, _state(normalised.record, now, historical=source.is_historical), run.pk, seen,
            *_content(normalised.record, posted, historical=source.is_historical),
            *_end(normalised.record, now, historical=source.is_historical), _JSON_EMPTY, _JSON_EMPTY,
            None, None,
            vacancy_id,
        )
        for vacancy_id, normalised, posted in records
    ]  # fmt: skip
    assignments = ", ".join(f'"{name}" = %s' for name in columns)
    with connection.cursor() as cursor:
        cursor.executemany(f'UPDATE "{TABLE}" SET {assignments} WHERE id = %s', rows)  # noqa: S608 - names of columns


def _content(record: Record, posted: int, *, historical: bool) -> list[Any]:
    """The record's columns. A historical one has no last day in today's calendar, or it would never be seen."""
    values: list[Any] = list(record)
    values[_POSTED] = _time(record.posted_at if record.posted_at is not None else posted)
    values[_UNTIL] = None if historical else _time(record.valid_through)
    return values


def _end(record: Record, now: int, *, historical: bool) -> tuple[dt.date | None, Any]:
    """The columns `closed_on` and `ended_at`."""
    until = moment(record.valid_through)
    return (
        zones.local_day(until, record.region, record.longitude) if historical and until else None,
        _time(record.valid_through) if is_over(record, now, historical=historical) else None,
    )


def is_over(record: Record, now: int, *, historical: bool = False) -> bool:
    """Whether the record's last day has passed. Records of the past are shown as such, so theirs never does."""
    return not historical and record.valid_through is not None and record.valid_through <= now


def _state(record: Record, now: int, *, historical: bool) -> str:
    over = is_over(record, now, historical=historical)
    return Vacancy.State.EXPIRED.value if over else Vacancy.State.RECEIVED.value


def end(ids: Sequence[int], when: dt.datetime) -> int:
    """Expire vacancies that are not over yet. Returns how many."""
    with transaction.atomic():
        ended = (
            Vacancy.objects.filter(pk__in=ids)
            .exclude(state=Vacancy.State.EXPIRED)
            .update(state=Vacancy.State.EXPIRED, ended_at=when, duplicate_of=None)
        )
        outbox.changed(ids)
        duplicates.take_over(ids)
    return ended
