"""The rows of lists, read without the cost of building a queryset, and only when something was written since."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from django.db import connection

from volens.services.vacancies.models import Source, Vacancy


class Row(NamedTuple):
    """What a list shows of a vacancy: everything but its text, in one query.

    What is worked out from a row is kept by the row itself as its key (`cards`), so every value can be hashed.
    """

    id: int
    title: str
    employer: str
    place: str
    region: str
    place_id: int | None
    remote: bool
    latitude: float | None
    longitude: float | None
    further_places: str  # JSON as it is stored, see `workplaces.of`; "" where there are none
    pay_min: int | None
    pay_max: int | None
    pay_currency: str
    pay_period: str
    pay_month_min: int | None
    pay_month_max: int | None
    contract: str
    hours: str
    weekly_hours: float | None
    isco: str
    language: str
    posted_at: dt.datetime
    snippet: str
    is_sample: bool
    as_of: dt.date | None


#: Rows kept in one process, with what lists show of them: some 4 kB each in every language they are shown in.
KEPT = 4096

#: Read besides, to leave out what is not to be shown. Asked of the database, these conditions would tempt SQLite to
#: walk an index of all published vacancies instead of going to twenty rows by their key.
_CONDITIONS = ("state", "duplicate_of_id", "valid_through")
_TIMES = ("posted_at", "as_of", "valid_through")
_FLAGS = ("remote", "is_sample")


@lru_cache(maxsize=256)
def _statement(number: int, vendor: str) -> str:
    quote = connection.ops.quote_name
    vacancy, source = quote(Vacancy._meta.db_table), quote(Source._meta.db_table)
    columns = []
    for name in (*Row._fields, *_CONDITIONS):
        column = f"{source if name == 'as_of' else vacancy}.{quote(name)}"
        if vendor == "sqlite":
            # As an expression a column has no declared type, so that no converter is called for each of its values.
            column = f"{column} || ''" if name in _TIMES else f"+{column}" if name in _FLAGS else column
        columns.append(column)
    places = ", ".join(["%s"] * number)
    return (
        f"SELECT {', '.join(columns)} FROM {vacancy} "  # noqa: S608 - names are the models', values are parameters
        f"INNER JOIN {source} ON {vacancy}.source_id = {source}.id WHERE {vacancy}.id IN ({places})"
    )


class _Stored(NamedTuple):
    """A vacancy as the database has it: what lists show, and whether they may."""

    row: Row
    state: str
    duplicate_of: int | None
    until: dt.datetime | None


def read_rows(ids: Sequence[int], *, now: dt.datetime) -> list[Row]:
    """Rows of those of these vacancies that `queries.visible` would show, in no order.

    One query, written by hand; none for those read since the database last changed (`_Unchanged`).
    """
    if not ids:
        return []
    return [
        row
        for row, state, duplicate_of, until in _unchanged.rows(ids)
        if state == _PUBLISHED and duplicate_of is None and (until is None or until > now)
    ]


def _read(ids: Sequence[int]) -> list[_Stored]:
    sqlite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        cursor.execute(_statement(len(ids), connection.vendor), ids)
        found = cursor.fetchall()
    stored = []
    for values in found:
        state, duplicate_of, until = values[-3:]
        if sqlite and until:
            until = _moment(until)
        stored.append(_Stored(_made(values[:-3], sqlite), state, duplicate_of, until))
    return stored


class _Unchanged(threading.local):
    """What a connection read since anything was last written to its database, by whomever.

    SQLite tells that in a few microseconds, a tenth of what twenty rows cost: `data_version` is another after every
    commit of another connection, `total_changes` after every change of one's own. PostgreSQL has no such number, and
    within a transaction it would not do (a change may be taken back): then every row is read each time.
    """

    state: object = None
    stored: dict[int, _Stored]

    def rows(self, ids: Sequence[int]) -> list[_Stored]:
        """Those of these vacancies there are."""
        state = self._state()
        if state is None:
            return _read(ids)
        if state != self.state or len(self.stored) > KEPT:
            self.state, self.stored = state, {}
        # The state was asked before the rows are: what changes in between is another state at the next question.
        if missing := [number for number in ids if number not in self.stored]:
            self.stored |= {each.row.id: each for each in _read(missing)}
        return [self.stored[number] for number in ids if number in self.stored]

    @staticmethod
    def _state() -> object:
        if connection.vendor != "sqlite" or connection.in_atomic_block:
            return None
        connection.ensure_connection()
        opened = connection.connection
        with connection.wrap_database_errors:  # asked below Django's cursor, and yet an error of Django's
            return opened, opened.execute("PRAGMA data_version").fetchone(), opened.total_changes


_unchanged = _Unchanged()


def read_texts(ids: Sequence[int]) -> dict[int, str]:
    """The whole texts of vacancies, by id. One query, written by hand."""
    if not ids:
        return {}
    quote = connection.ops.quote_name
    places = ", ".join(["%s"] * len(ids))
    statement = f"SELECT id, {quote('text')} FROM {quote(Vacancy._meta.db_table)} WHERE id IN ({places})"  # noqa: S608 - as above
    with connection.cursor() as cursor:
        cursor.execute(statement, ids)
        return dict(cursor.fetchall())


_PUBLISHED = Vacancy.State.PUBLISHED.value
_FURTHER, _REMOTE, _POSTED, _SAMPLE, _AS_OF = map(
    Row._fields.index, ("further_places", "remote", "posted_at", "is_sample", "as_of")
)


@lru_cache(maxsize=4096)
def _moment(text: str) -> dt.datetime:
    """A time as SQLite stores it."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


@lru_cache(maxsize=KEPT)
def _made(values: tuple[Any, ...], sqlite: bool) -> Row:
    """A row of what the database gave, which it is asked for each time: the same values make the same row.

    SQLite has no booleans and no times: they come as numbers and as text. JSON is text everywhere.
    """
    row = list(values)
    row[_FURTHER] = "" if row[_FURTHER] == "[]" else row[_FURTHER] or ""
    if sqlite:
        row[_REMOTE], row[_SAMPLE] = bool(row[_REMOTE]), bool(row[_SAMPLE])
        row[_POSTED] = _moment(row[_POSTED])
        if row[_AS_OF]:
            row[_AS_OF] = dt.date.fromisoformat(row[_AS_OF])
    return Row._make(row)
