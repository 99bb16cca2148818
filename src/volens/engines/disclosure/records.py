"""What is counted: records with a few columns of categories, and a secret key each. It stays inside the engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

import numpy as np
from numpy.typing import NDArray

from volens.engines.disclosure.noise import Ints


@dataclass(frozen=True, slots=True)
class Column:
    """One property of every record: numbers that point into its categories."""

    codes: Ints
    categories: tuple[str, ...]


class Records:
    """Confidential. It cannot be printed, listed or pickled: what leaves the engine is a `Published` table."""

    __slots__ = ("_columns", "_keys")

    def __init__(self, columns: Mapping[str, Sequence[str] | Column], keys: NDArray[np.uint16]) -> None:
        """`keys`: one for each record (see `noise.record_keys`). Raises ValueError if lengths differ."""
        self._columns = {
            name: column if isinstance(column, Column) else _coded(column) for name, column in columns.items()
        }
        self._keys: Ints = keys.astype(np.int64)
        for name, column in self._columns.items():
            if len(column.codes) != len(keys):
                raise ValueError(f"Column {name!r} has {len(column.codes)} records, but there are {len(keys)} keys.")

    def column(self, name: str) -> Column:
        """A column by name. Raises KeyError naming those there are."""
        if name not in self._columns:
            raise KeyError(f"There is no column {name!r}; there are {', '.join(sorted(self._columns)) or 'none'}.")
        return self._columns[name]

    @property
    def keys(self) -> Ints:
        """The record keys."""
        return self._keys

    def with_column(self, name: str, column: Column) -> Records:
        """The same records with a column added or replaced."""
        return Records({**self._columns, name: column}, self._keys.astype(np.uint16))

    def __repr__(self) -> str:
        return "Records(confidential)"

    def __reduce__(self) -> NoReturn:
        raise TypeError("Confidential records are not written down.")


def _coded(values: Sequence[Any]) -> Column:
    """Texts as numbers, categories in the order of their names."""
    places = {value: place for place, value in enumerate(dict.fromkeys(values))}
    met = np.fromiter(map(places.__getitem__, values), dtype=np.int64, count=len(values))
    order = sorted(places)
    rank = np.empty(len(order), dtype=np.int64)
    for place, value in enumerate(order):
        rank[places[value]] = place
    return Column(rank[met] if order else met, tuple(map(str, order)))
