"""Writing records into the database: thousands in a second, on SQLite and on PostgreSQL."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple

import orjson
from django.db import connection, transaction

from volens.services.vacancies import duplicates, outbox
from volens.services.vacancies.importing.stored import COLUMNS as _MADE
from volens.services.vacancies.importing.stored import CONTENT, HASH, POSTED, STATE, Row, Rows
from volens.services.vacancies.models import ImportRun, Source, Vacancy

__all__ = ["CONTENT", "TABLE", "Known", "end", "insert", "known", "rows_of", "update"]

TABLE = Vacancy._meta.db_table
#: Columns that are the same for all rows of a batch.
_SAME = ("source_id", "last_run_id", "first_seen_at", "updated_at", "findings", "undeclared", "suppressed")


class Known(NamedTuple):
    """What is stored under a key already. `valid`: its last day has not passed; `current`: this very run wrote it."""

    pk: int
    content_hash: bytes
    state: str
    valid: bool
    current: bool


def rows_of(source: Source, now: int) -> Rows:
    """How the rows of a source are made for this database. `now` decides what is over."""
    return Rows(now, source.is_historical, zoned=connection.vendor == "postgresql")


def known(source: Source, run: ImportRun, keys: Collection[str], rows: Rows) -> dict[str, Known]:
    """What is stored of a source under these keys."""
    among = "= ANY(%s)" if connection.vendor == "postgresql" else "IN (SELECT value FROM json_each(%s))"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT source_key, id, content_hash, state, valid_through IS NULL OR valid_through > %s, last_run_id = %s"  # noqa: S608 - names
            f' FROM "{TABLE}" WHERE source_id = %s AND source_key {among}',
            [
                rows.time(rows.now), run.pk, source.pk,
                list(keys) if connection.vendor == "postgresql" else orjson.dumps(list(keys)).decode(),
            ],
        )  # fmt: skip
        return {
            key: Known(pk, bytes(digest), state, bool(valid), bool(current))
            for key, pk, digest, state, valid, current in cursor.fetchall()
        }


def insert(source: Source, run: ImportRun, rows: Sequence[Row], seen_at: dt.datetime, posted: str | None) -> None:
    """Add new vacancies. `seen_at` is the clock's time, `posted` the time where a record does not say."""
    same = (source.pk, run.pk, _moment(seen_at), _moment(seen_at), "[]", "[]", "[]")
    names = ", ".join(f'"{name}"' for name in (*_SAME, *_MADE))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f'COPY "{TABLE}" ({names}) FROM STDIN') as copy:
                for row in rows:
                    copy.write_row((*same, *(row if row[POSTED] is not None else _posted(row, posted))))
            return
        # What is the same for all stands in the statement: a bound value costs each row its time.
        marks = ["%s"] * len(_MADE)
        marks[POSTED] = f"COALESCE(%s, {_literal(posted)})"
        values = ", ".join((*map(_literal, same), *marks))
        cursor.executemany(f'INSERT INTO "{TABLE}" ({names}) VALUES ({values})', rows)  # noqa: S608 - no outside text


def update(run: ImportRun, changed: Iterable[tuple[int, Row]], seen_at: dt.datetime) -> None:
    """Replace the content of vacancies, by id. They are vetted anew, and keep their day where none is said."""
    sets = [f'"{name}" = %s' for name in _MADE[HASH:]]
    sets[POSTED - HASH] = '"posted_at" = COALESCE(%s, "posted_at")'
    sets += [
        '"last_run_id" = %s',
        '"updated_at" = %s',
        "\"findings\" = '[]'",
        "\"undeclared\" = '[]'",
        "\"suppressed\" = '[]'",
    ]
    sets += ['"judged_at" = NULL', '"duplicate_of_id" = NULL']
    moment = _moment(seen_at)
    with connection.cursor() as cursor:
        cursor.executemany(
            f'UPDATE "{TABLE}" SET {", ".join(sets)} WHERE id = %s',  # noqa: S608 - names of columns
            [(*row[HASH:], run.pk, moment, vacancy_id) for vacancy_id, row in changed],
        )


def is_over(row: Row) -> bool:
    """Whether the last day of a row's vacancy has passed."""
    return bool(row[STATE] == Vacancy.State.EXPIRED)


def _posted(row: Row, posted: str | None) -> Row:
    return (*row[:POSTED], posted, *row[POSTED + 1 :])


def _moment(moment: dt.datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(moment)


def _literal(value: int | str | None) -> str:
    """A number or a time we made ourselves, as SQL."""
    return "NULL" if value is None else str(value) if isinstance(value, int) else "'" + value.replace("'", "''") + "'"


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
