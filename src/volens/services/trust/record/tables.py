"""The whole database as neutral lines of JSON, table by table, and back: the same on SQLite and on PostgreSQL."""

from __future__ import annotations

import base64
import contextlib
import datetime as dt
import gzip
import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import orjson
from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import BinaryField, Field, JSONField, Model

#: Rows read and written at once.
CHUNK = 2000


class TableError(ValueError):
    """A line of a dump is not what the table takes; says which file, line and field."""


def models() -> list[type[Model]]:
    """Every table of the house, those of relations too."""
    return [each for each in apps.get_models(include_auto_created=True) if each._meta.managed and not each._meta.proxy]


def migrations() -> list[str]:
    """Which migrations the database has."""
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())


@contextlib.contextmanager
def one_moment() -> Iterator[None]:
    """Read the database as it is at one moment, without keeping anybody from writing."""
    if connection.in_atomic_block:
        yield
        return
    begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" if connection.vendor == "postgresql" else "BEGIN DEFERRED"
    with connection.cursor() as cursor:
        cursor.execute(begin)
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


def dump(folder: Path) -> dict[str, int]:
    """Write every table to a file of its own; how many rows each has. Call inside `one_moment`.

    The keys of JSON are sorted: PostgreSQL keeps them in an order of its own, and the same rows are to give the same
    file.
    """
    counts = {}
    for model in models():
        fields = _fields(model)
        rows = model._base_manager.order_by("pk").values_list(*(field.attname for field in fields))
        path = folder / f"{model._meta.label}.jsonl.gz"
        with gzip.open(path, "wb", compresslevel=4) as file:
            file.write(orjson.dumps([field.attname for field in fields]) + b"\n")
            count = 0
            for count, row in enumerate(rows.iterator(CHUNK), 1):  # noqa: B007 - the last number is kept
                told = orjson.dumps([_plain(value) for value in row], default=str, option=orjson.OPT_SORT_KEYS)
                file.write(told + b"\n")
        counts[model._meta.label] = count
    return counts


def _fields(model: type[Model]) -> list[Field[Any, Any]]:
    return list(model._meta.concrete_fields)


def _plain(value: Any) -> Any:
    if isinstance(value, (bytes, memoryview)):
        return base64.b64encode(bytes(value)).decode()
    if isinstance(value, (dt.datetime, dt.date, dt.time)):
        return value.isoformat()
    return value


def _reader(field: Field[Any, Any]) -> Callable[[Any], Any]:
    """How a value of the dump becomes one of the field."""
    target: Any = field
    while target.is_relation:
        target = target.target_field
    if isinstance(target, BinaryField):
        return lambda value: None if value is None else base64.b64decode(value, validate=True)
    if isinstance(target, JSONField):
        return lambda value: value
    return lambda value: None if value is None else target.to_python(value)


def load(folder: Path, counts: dict[str, int]) -> None:
    """Replace everything in the database by a dump: all of it or, when this raises, nothing. Raises TableError."""
    known = models()
    with transaction.atomic():
        _empty(known)
        for model in known:
            path = folder / f"{model._meta.label}.jsonl.gz"
            loaded = _load(model, path) if path.exists() else 0
            if loaded != counts.get(model._meta.label, 0):
                raise TableError(f"{path.name}: {loaded} rows where {counts.get(model._meta.label, 0)} were saved")
        connection.check_constraints()
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), known):
                cursor.execute(statement)


def _empty(known: list[type[Model]]) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            names = ", ".join(connection.ops.quote_name(each._meta.db_table) for each in known)
            cursor.execute(f"TRUNCATE {names}")
            return
        cursor.execute("PRAGMA defer_foreign_keys = ON")
        for each in known:
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(each._meta.db_table)}")  # noqa: S608 - our names


def _load(model: type[Model], path: Path) -> int:
    by_name = {field.attname: field for field in _fields(model)}
    count = 0
    with gzip.open(path, "rb") as file:
        names = orjson.loads(file.readline())
        if set(names) != set(by_name):
            other = ", ".join(sorted(set(names) ^ set(by_name)))
            raise TableError(f"{path.name}: its columns are not those of this version: {other}")
        readers = [(name, _reader(by_name[name])) for name in names]
        lines = enumerate(file, 2)
        while chunk := list(itertools.islice(lines, CHUNK)):
            rows = [_row(model, readers, line, f"{path.name}, line {number}") for number, line in chunk]
            _insert(model, rows)
            count += len(rows)
    return count


def _row(model: type[Model], readers: list[tuple[str, Callable[[Any], Any]]], line: bytes, where: str) -> Model:
    try:
        values = orjson.loads(line)
        if len(values) != len(readers):
            raise ValueError(f"{len(values)} values where {len(readers)} are expected")
        return model(**{name: read(value) for (name, read), value in zip(readers, values, strict=True)})
    except Exception as error:
        raise TableError(f"{where}: {error}") from error


def _insert(model: type[Model], rows: list[Model]) -> None:
    """Write rows as they are: no clock fills in a time, no listener is called."""
    fields = _fields(model)
    size = max(1, connection.ops.bulk_batch_size(fields, rows))
    for start in range(0, len(rows), size):
        model._base_manager._insert(rows[start : start + size], fields=fields, using=connection.alias, raw=True)  # type: ignore[attr-defined]
