"""The outbox between database and search index: what changed, written in the transaction of the change itself."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection, transaction

from volens.services.vacancies.models import IndexChange


def changed(ids: Iterable[int]) -> None:
    """Have the index follow these vacancies. Must be called in the transaction that changes them."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("The outbox is written in the transaction of the change itself.")
    rows = [(vacancy_id,) for vacancy_id in ids]
    if not rows:
        return
    with connection.cursor() as cursor:
        table = IndexChange._meta.db_table
        cursor.executemany(f'INSERT INTO "{table}" (vacancy_id) VALUES (%s)', rows)  # noqa: S608 - name of a table
