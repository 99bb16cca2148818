"""What the query index works with while vacancies ask: words as numbers, a table of who has what, searches by form."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from volens.engines.alerts.tables import Bools, Ints, Longs, Numbers, spread
from volens.engines.search.words import LONGEST, stem

#: Words whose numbers are kept.
_MOST_WORDS = 300_000


class Table:
    """What vacancies have, as a table of vacancies and features: large, so it is used again and again."""

    def __init__(self, features: Numbers) -> None:
        self.words = Words(features)
        self._has: Bools = np.zeros((0, 0), dtype=np.bool_)
        self._marked: tuple[Longs, Ints] = (np.zeros(0, np.int64), np.zeros(0, np.int32))

    def of(self, rows: Longs, columns: Ints, shape: tuple[int, int]) -> Bools:
        """The table with these places marked and no other."""
        if self._has.shape[0] < shape[0] or self._has.shape[1] != shape[1]:
            self._has = np.zeros(shape, dtype=np.bool_)
        else:
            self._has[self._marked] = False
        self._marked = (rows, columns)
        self._has[self._marked] = True
        return self._has


class Words(dict[str, int]):
    """The numbers of words as they are written, 0 where no search asks for them; worked out when first met."""

    def __init__(self, features: Numbers) -> None:
        super().__init__()
        self._features = features
        self._of = 0

    def __missing__(self, word: str) -> int:
        number = self.known(stem(word))
        if len(word) <= LONGEST:  # nobody fills the memory with giants
            self[word] = number
        return number

    def known(self, feature: str) -> int:
        """The number of a feature that is not a word, or of a stem."""
        return self._features.get(feature, 0)

    def renew(self) -> None:
        """Forget what was worked out where searches came since, or where it is very much."""
        if self._of != len(self._features) or len(self) > _MOST_WORDS:
            self.clear()
            self._of = len(self._features)


class Join:
    """Searches by form."""

    def __init__(self, forms: Collection[int], ids: Collection[int]) -> None:
        of = np.fromiter(forms, np.int64, len(forms))
        order = np.argsort(of, kind="stable")
        self._ids = np.fromiter(ids, np.int64, len(ids))[order]
        self._begins = np.concatenate([np.zeros(1, np.int64), np.cumsum(np.bincount(of))])

    def of(self, forms: Longs, vacancy: Longs) -> tuple[Longs, Longs]:
        """The searches of forms found for vacancies, and whose they are."""
        last = len(self._begins) - 1
        starts = self._begins[np.minimum(forms, last)]
        lengths = self._begins[np.minimum(forms + 1, last)] - starts
        return self._ids[spread(starts, lengths)], np.repeat(vacancy, lengths)
