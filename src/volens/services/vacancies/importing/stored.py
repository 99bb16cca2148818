"""Records as the database takes them: what workers make, so that the one process that writes only passes it on.

A row is a tuple of plain values (text, numbers, bytes, None): the key, the hash of the content, the state, the columns
of the record, `closed_on`, `ended_at`. Times are text: as SQLite keeps them, or with their zone for PostgreSQL.
"""

from __future__ import annotations

import datetime as dt
import functools
from dataclasses import dataclass
from typing import Any

from volens.services.vacancies.importing import zones
from volens.services.vacancies.importing.normalise import Normalised, Record

#: The columns that come from the record, in its order.
CONTENT = Record._fields
#: The columns of a row.
COLUMNS = ("source_key", "content_hash", "state", *CONTENT, "closed_on", "ended_at")
KEY, HASH, STATE, POSTED = 0, 1, 2, COLUMNS.index("posted_at")
_POSTED, _UNTIL = CONTENT.index("posted_at"), CONTENT.index("valid_through")

#: `Vacancy.State`, which a process that makes rows need not know.
RECEIVED, EXPIRED = "received", "expired"

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Rows:
    """How the rows of a run are made.

    `now` decides what is over (seconds since 1970). Records of a `historical` source are shown as such: theirs is
    never over, and none has a last day in today's calendar, or it would never be seen. `zoned` for PostgreSQL.
    """

    now: int = 0
    historical: bool = False
    zoned: bool = False

    def row(self, normalised: Normalised) -> Row:
        """The row of a record. `posted_at` is None where the record does not say."""
        record = normalised.record
        until = record.valid_through
        over = not self.historical and until is not None and until <= self.now
        values: list[Any] = [normalised.key, normalised.content_hash, EXPIRED if over else RECEIVED, *record]
        values[STATE + 1 + _POSTED] = self.time(record.posted_at)
        ends = self.time(until)
        values[STATE + 1 + _UNTIL] = None if self.historical else ends
        values.append(_day(until, record.region[:2], record.longitude) if self.historical and until else None)
        values.append(ends if over else None)
        return tuple(values)

    def time(self, seconds: int | None) -> str | None:
        """Seconds since 1970 as the database takes them."""
        return None if seconds is None else _time(seconds, zoned=self.zoned)


@functools.lru_cache(16_384)
def _time(seconds: int, *, zoned: bool) -> str:
    text = dt.datetime.fromtimestamp(seconds, dt.UTC).isoformat(" ")
    return text if zoned else text.removesuffix("+00:00")


def _day(until: int, country: str, longitude: float | None) -> str:
    return zones.local_day(dt.datetime.fromtimestamp(until, dt.UTC), country, longitude).isoformat()
