"""Protected tables of a quarter, as a function of records, keys and population table: made twice, at an audit."""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from volens.engines.disclosure import (
    BASE,
    THRESHOLD,
    NoGeographyError,
    Planner,
    Records,
    RefusedError,
    Spec,
    publish,
    record_keys,
    shown_together,
)
from volens.services.market.tables import ELSEWHERE, Row, Table
from volens.services.trust.protected import secret

#: Bytes of a tag: half names the record, half says what it was counted as.
HALF = 8
#: Bytes drawn at random that begin what is kept of applications.
SALT = 16


@dataclass(frozen=True, slots=True)
class Made:
    """A table as it is published, or why it is not."""

    table: Table
    spec: dict[str, Any]
    rows: list[dict[str, Any]]
    refused: str


def epoch() -> str:
    """Which secret it is, without telling it: the same word as long as the keys are the same."""
    return hmac.digest(secret(), b"epoch", "sha256").hex()[:16]


def make(
    tables: Sequence[Table], rows: Sequence[Row], columns: Sequence[str], period: str, populations: Mapping[str, int]
) -> Iterator[Made]:
    """The tables of one source, each planned against those before it. The same arguments give the same tables."""
    records = Records(
        {name: [row.columns.get(name) or ELSEWHERE for row in rows] for name in columns},
        record_keys((f"{period} {row.identifier}" for row in rows), secret()),
    )
    planner = Planner(records)
    for table in tables:
        refused, shown, spec = "", [], table.spec
        try:
            if table.region:
                regions = [one for one in records.column(table.region).categories if one != ELSEWHERE]
                groups = {table.region: shown_together(regions, populations, rest=ELSEWHERE)}
                spec = Spec(spec.name, spec.by, spec.where, groups, spec.margins)
            planner.admit(spec)
            shown = publish(records, spec).rows()
        except NoGeographyError:
            refused = "too_few_people" if populations else "no_population_table"
        except RefusedError:
            refused = "guessable"
        yield Made(table, _described(spec), shown, refused)


def _described(spec: Spec) -> dict[str, Any]:
    return {
        "by": list(spec.by),
        "columns": [*spec.by, "count", "status"],
        "protected": {"method": "cell key", "threshold": THRESHOLD, "base": BASE},
    }


def tags(rows: Iterable[Row], period: str) -> bytes:
    """Keyed digests of the records that are counted, in an order that tells nothing: 8 bytes name the record, 8 say
    as what it is counted. Nobody without the secret can tell whose they are, and once a record is erased nobody at all.
    """
    key = secret()

    def half(*parts: str) -> bytes:
        return hmac.digest(key, "\0".join(("inputs", period, *parts)).encode(), "sha256")[:HALF]

    found = [
        half(row.identifier) + half(row.identifier, *(f"{name}={row.columns[name]}" for name in sorted(row.columns)))
        for row in rows
    ]
    return b"".join(sorted(found))


def one_digest(rows: Iterable[Row], period: str, salt: bytes) -> bytes:
    """`salt`, and after it one keyed digest over all tags together: 48 bytes, whether it was ten records or a million.

    It answers whether the records of today are exactly those that were counted. Once the salt is deleted, nobody can
    ask that any more, with the keys neither.
    """
    return salt + hmac.digest(secret(), b"one digest\0" + salt + tags(rows, period), "sha256")


@dataclass(frozen=True, slots=True)
class Difference:
    """How the records of today differ from those that were counted: whether some are new, altered, gone."""

    added: bool
    altered: bool
    gone: bool


def difference(then: bytes, now: bytes) -> Difference:
    """Compare two lists of tags. Which records, and how many, is not told."""
    before, after = _halves(then), _halves(now)
    common = before.keys() & after.keys()
    return Difference(
        added=bool(after.keys() - before.keys()),
        altered=any(before[name] != after[name] for name in common),
        gone=bool(before.keys() - after.keys()),
    )


def _halves(tagged: bytes) -> dict[bytes, bytes]:
    return {tagged[at : at + HALF]: tagged[at + HALF : at + 2 * HALF] for at in range(0, len(tagged), 2 * HALF)}
