"""PostgreSQL's full-text search over the same vacancies: what a site would use if it had no search engine.

Words are cut and stemmed as Volens does, outside the database, and indexed with the 'simple' configuration: so both
find the same vacancies, Chinese ones too. Title words have weight A. Occupation, region, dates and pay have b-trees;
places have a GiST index on points, searched by bounding box and then by haversine.
"""

from __future__ import annotations

import contextlib
import math
import os
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from scripts import postgres

from volens.engines.search import places, words
from volens.engines.search.port import Document

#: Generous to PostgreSQL: everything in memory, no durability while loading, no parallel workers or compilation,
#: which only cost at these times.
SETTINGS = {
    "shared_buffers": "4GB",
    "effective_cache_size": "12GB",
    "maintenance_work_mem": "2GB",
    "work_mem": "256MB",
    "random_page_cost": "1.1",
    "max_parallel_workers_per_gather": "0",
    "max_parallel_maintenance_workers": "2",
    "jit": "off",
    "max_wal_size": "8GB",
    **postgres.DISPOSABLE,
}
SMALL = {"shared_buffers": "512MB", "maintenance_work_mem": "256MB"}

_TABLE = """
create table loading (
    id bigint, title text, rest text, region text, isco text, contract text, hours text, language text,
    pay bigint, currency text, posted bigint, expires bigint, latitude float8, longitude float8)
"""
_VACANCY = """
create table vacancy as
select id, region, left(isco, 1) as major, isco, contract, hours, language, pay, currency, posted, expires,
    latitude, longitude, point(longitude, latitude) as position,
    setweight(to_tsvector('simple', title), 'A') || to_tsvector('simple', rest) as words
from loading
"""
_INDEXES = (
    "create index on vacancy using gin (words) with (fastupdate = off)",
    "create index on vacancy using gist (position)",
    "alter table vacancy add primary key (id)",
    "create index on vacancy (region, posted desc)",
    "create index on vacancy (posted desc)",
    "create index on vacancy (major)",
)
_DISTANCE = f"""
create function distance_km(a float8, b float8, c float8, d float8) returns float8
language sql immutable parallel safe as $$
    select 2 * {places.EARTH_KM} * asin(least(1, sqrt(
        sin(radians(c - a) / 2) ^ 2 + cos(radians(a)) * cos(radians(c)) * sin(radians(d - b) / 2) ^ 2)))
$$
"""

_OPEN = "expires >= %(now)s"
_WORDS = "words @@ to_tsquery('simple', %(words)s)"
_NEAR = (
    "position <@ box(point(%(west)s, %(south)s), point(%(east)s, %(north)s))"
    " and distance_km(%(latitude)s, %(longitude)s, latitude, longitude) <= %(radius)s"
)
_RANKED = "order by ts_rank(words, to_tsquery('simple', %(words)s)) desc, posted desc, id limit 20"
_NEWEST = "order by posted desc, id limit 20"
_PAY_BAND = "width_bucket(pay, array[200000, 300000, 400000, 600000, 800000, 1200000])"
_AGE_BAND = "width_bucket(%(now)s - posted, array[86400, 259200, 604800, 1209600, 2592000])"


class FullText:
    """One connection to a database that holds the corpus."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection

    def load(self, documents: Iterable[Document]) -> dict[str, float]:
        """Copy, analyse and index. Returns the seconds of each step, without those spent cutting words."""
        execute = self._connection.execute
        execute("drop schema if exists volens_bench cascade")
        execute("create schema volens_bench")
        execute("set search_path = volens_bench, public")
        execute(_TABLE)
        execute(_DISTANCE)
        began, making = time.perf_counter(), 0.0
        with self._connection.cursor().copy("copy loading from stdin") as copy:
            rows = map(_row, documents)
            while True:
                before = time.perf_counter()
                row = next(rows, None)
                making += time.perf_counter() - before
                if row is None:
                    break
                copy.write_row(row)
        seconds = {"copy": time.perf_counter() - began - making}
        for name, statements in (
            ("tsvector", (_VACANCY,)),
            ("indexes", _INDEXES),
            ("vacuum", ("vacuum analyze vacancy",)),
        ):
            began = time.perf_counter()
            for statement in statements:
                execute(statement)  # type: ignore[arg-type]
            seconds[name] = time.perf_counter() - began
        execute("drop table loading")
        return seconds

    def size(self) -> int:
        """Bytes of the table with its indexes."""
        return int(self._one("select pg_total_relation_size('vacancy')"))

    def settings(self) -> dict[str, str]:
        """The settings that matter, as the server has them, and its version."""
        rows = self._connection.execute(
            "select name, current_setting(name) from pg_settings where name = any(%s)", [[*SETTINGS]]
        )
        return {"version": self._one("show server_version"), **dict(rows)}

    def _one(self, statement: str, parameters: Any = None) -> Any:
        row = self._connection.execute(statement, parameters).fetchone()  # type: ignore[arg-type]
        assert row is not None
        return row[0]

    # Each of these is one statement, prepared, as a site would send it.

    def rows(self, parameters: dict[str, Any], *, newest: bool = False) -> list[int]:
        """The ids of the first page."""
        order = _NEWEST if newest or "words" not in parameters else _RANKED
        return [row[0] for row in self._run(f"select id from vacancy where {_where(parameters)} {order}", parameters)]

    def count(self, parameters: dict[str, Any]) -> int:
        """How many match."""
        return int(self._one(f"select count(*) from vacancy where {_where(parameters)}", parameters))

    def facets(self, parameters: dict[str, Any], names: Sequence[str]) -> list[tuple[Any, ...]]:
        """Counts by each of several columns in one pass."""
        columns = {"isco": "major", "posted": _AGE_BAND, "pay": _PAY_BAND}
        chosen = ", ".join(f"{columns.get(name, name)} as by_{name}" for name in names)
        listed, sets = ", ".join(f"by_{name}" for name in names), ", ".join(f"(by_{name})" for name in names)
        return self._run(
            f"select {listed}, count(*) from (select {chosen} from vacancy where {_where(parameters)}) as found"
            f" group by grouping sets ({sets})",
            parameters,
        )

    def _run(self, statement: str, parameters: dict[str, Any]) -> list[tuple[Any, ...]]:
        return self._connection.execute(statement, parameters, prepare=True).fetchall()  # type: ignore[arg-type]


def _where(parameters: dict[str, Any]) -> str:
    parts = [_OPEN]
    if "words" in parameters:
        parts.append(_WORDS)
    if "region" in parameters:
        parts.append("region = %(region)s")
    if "pay" in parameters:
        parts.append("pay >= %(pay)s and currency = %(currency)s")
    if "radius" in parameters:
        parts.append(_NEAR)
    return " and ".join(parts)


def around(latitude: float, longitude: float, radius_km: float) -> dict[str, float]:
    """The parameters of a circle: itself and its bounding box."""
    up = math.degrees(radius_km / places.EARTH_KM) * 1.001
    across = up / math.cos(math.radians(min(89.0, abs(latitude) + up)))
    return {
        "latitude": latitude,
        "longitude": longitude,
        "radius": radius_km,
        "south": latitude - up,
        "north": latitude + up,
        "west": longitude - across,
        "east": longitude + across,
    }


def _row(document: Document) -> tuple[Any, ...]:
    title, rest = (
        " ".join(words.terms(words.fold(text))) for text in (document.title, f"{document.employer} {document.text}")
    )
    return (
        document.id,
        title,
        rest,
        document.region,
        document.isco,
        document.contract,
        document.hours,
        document.language,
        document.pay_month_max,
        document.currency,
        document.posted,
        document.expires,
        document.latitude,
        document.longitude,
    )


@contextlib.contextmanager
def connected(*, small: bool) -> Iterator[FullText]:
    """The database named by VOLENS_BENCH_POSTGRES (its schema `volens_bench` is used), or a private server."""
    with contextlib.ExitStack() as stack:
        address = os.environ.get("VOLENS_BENCH_POSTGRES", "")
        if not address:
            directory = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="volens-bench-")))
            directory.chmod(0o755)  # the server may run as another user
            server = postgres.start_server(
                directory=directory / "pg", settings={**SETTINGS, **(SMALL if small else {})}
            )
            stack.callback(server.stop)
            address = server.socket_dsn
        connection = stack.enter_context(psycopg.connect(address, autocommit=True))
        stack.callback(_drop, connection)
        yield FullText(connection)


def _drop(connection: psycopg.Connection[Any]) -> None:
    connection.execute(sql.SQL("drop schema if exists volens_bench cascade"))
