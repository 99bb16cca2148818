"""The secret keys of records that are counted in protected figures (S8), the same for every room.

A set of records gets the same noise wherever it is counted, so that two figures about it average nothing away. A record
is told apart by what it is and by the quarter it belongs to.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from volens.engines.disclosure import record_keys
from volens.services.trust import keys


def secret() -> bytes:
    """The secret of the record keys: whoever has it can take the noise away. Made of the key service's own."""
    return hashlib.blake2b(b"record keys of published figures", key=keys.service().index_key()[:64]).digest()


def keys_of(records: Iterable[tuple[dt.date, str]]) -> NDArray[np.uint16]:
    """The key of each record, in their order: a day of its quarter, and its identifier."""
    return record_keys((f"{quarter(day)} {identifier}" for day, identifier in records), secret())


def quarter(day: dt.date) -> str:
    """The quarter of a day as SDMX writes it: "2026-Q3"."""
    return f"{day.year}-Q{(day.month + 2) // 3}"
