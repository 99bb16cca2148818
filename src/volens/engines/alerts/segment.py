"""Entries of saved searches as columns, listed under what is rarest about each: the heart of the query index.

An entry is listed under its rarest word together with its region (or the grid cells of its circle); without words under
its occupations, or its employers. A vacancy looks up what it has, and only what is listed there is verified, in whole
arrays at once.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field

import numpy as np

from volens.engines.alerts.form import CHOICES, NO_FLOOR
from volens.engines.alerts.tables import Bools, Ints, Longs, spread

#: Words of an entry that are verified as columns; further ones are looked at one by one.
WIDTH = 5
_WHERE_BITS = 24
_SIEVE_BITS = 23
_SCATTER = np.uint64(0x9E3779B97F4A7C15)


@dataclass(slots=True)
class Rows:
    """Entries as they come, by column."""

    form: array[int] = field(default_factory=lambda: array("i"))
    features: array[int] = field(default_factory=lambda: array("i"))  # WIDTH of them for each entry, 0 for none
    choices: array[int] = field(default_factory=lambda: array("i"))  # one set for each of CHOICES, 0 for any
    floor: array[int] = field(default_factory=lambda: array("q"))
    circle: array[int] = field(default_factory=lambda: array("i"))
    demand: array[int] = field(default_factory=lambda: array("i"))
    where_entry: array[int] = field(default_factory=lambda: array("i"))
    where: array[int] = field(default_factory=lambda: array("i"))
    instead_entry: array[int] = field(default_factory=lambda: array("i"))
    instead: array[int] = field(default_factory=lambda: array("i"))  # what wordless entries are listed under

    def __len__(self) -> int:
        return len(self.form)

    def extend(self, other: Rows) -> None:
        """Take over another's entries."""
        before = len(self)
        for name in ("form", "features", "choices", "floor", "circle", "demand", "where", "instead"):
            getattr(self, name).extend(getattr(other, name))
        self.where_entry.extend(array("i", [before + at for at in other.where_entry]))
        self.instead_entry.extend(array("i", [before + at for at in other.instead_entry]))


@dataclass(slots=True)
class Asked:
    """Some vacancies as the segments see them: what they have, as numbers of the index."""

    has: Bools  # vacancies x features (0: always)
    features: Ints  # each vacancy's own features, one after another
    feature_of: Longs  # and whose they are
    where: list[Longs]  # each vacancy's region and grid cells, 0 first
    choices: tuple[Bools, ...]  # for each of CHOICES: vacancies x sets
    pay: Longs  # NO_FLOOR - where nothing is said


class Segment:
    """Entries that no longer change."""

    def __init__(self, rows: Rows) -> None:
        self.rows = rows
        self._form = np.array(rows.form, np.int32)
        count = len(rows)
        words = np.array(rows.features, np.int32).reshape(count, WIDTH)
        frequency = np.bincount(words.ravel())
        frequency[0] = count + 1
        rarest = frequency[words].argmin(axis=1)
        each = np.arange(count)
        key = words[each, rarest].copy()
        words[each, rarest] = words[:, 0]
        words[:, 0] = key
        self._words = [column.copy() for column in words[:, 1:].T if column.any()]
        choices = np.array(rows.choices, np.int32).reshape(count, len(CHOICES))
        self._choices = [(at, choices[:, at].copy()) for at in range(len(CHOICES)) if choices[:, at].any()]
        floor = np.array(rows.floor, np.int64)
        self._floor = floor if (floor != NO_FLOOR).any() else None
        circle, demand = np.array(rows.circle, np.int32), np.array(rows.demand, np.int32)
        self._circle = circle if circle.any() else None
        self._demand = demand if demand.any() else None
        self._list(key)

    def _list(self, key: Ints) -> None:
        """Make the lists: entries by feature and place."""
        count, rows = len(key), self.rows
        wordless = key == 0
        instead_entry = np.array(rows.instead_entry, np.int32)
        of_use = wordless[instead_entry]
        instead_entry, instead = instead_entry[of_use], np.array(rows.instead, np.int32)[of_use]
        plain = np.ones(count, dtype=np.bool_)
        plain[instead_entry] = False
        plain_entries = np.flatnonzero(plain).astype(np.int32)
        entry = np.concatenate([plain_entries, instead_entry])
        feature = np.concatenate([key[plain_entries], instead]).astype(np.int64)

        where_entry, where = np.array(rows.where_entry, np.int32), np.array(rows.where, np.int32)
        anywhere = np.ones(count, dtype=np.bool_)
        anywhere[where_entry] = False
        where_entry = np.concatenate([where_entry, np.flatnonzero(anywhere).astype(np.int32)])
        where = np.concatenate([where, np.zeros(int(anywhere.sum()), np.int32)])
        order = np.argsort(where_entry, kind="stable")
        where = where[order]
        held = np.bincount(where_entry, minlength=count)
        begins = np.cumsum(held) - held

        picks = spread(begins[entry], held[entry])
        keys = (np.repeat(feature, held[entry]) << _WHERE_BITS) | where[picks]
        listed = np.repeat(entry, held[entry])
        order = np.argsort(keys, kind="stable")
        keys, self._listed = keys[order], listed[order]
        self._keys, starts, lengths = np.unique(keys, return_index=True, return_counts=True)
        self._starts, self._lengths = starts.astype(np.int64), lengths.astype(np.int64)
        self._listing = np.zeros(int(feature.max(initial=0)) + 1, dtype=np.bool_)
        self._listing[feature] = True
        self._sieve = np.zeros(1 << _SIEVE_BITS if len(self._keys) > 2_000 else 1 << 14, dtype=np.bool_)
        self._sieve[self._sifted(self._keys)] = True

    def _sifted(self, keys: Longs) -> Longs:
        """Where a key falls in the sieve that spares most of the look-ups."""
        mixed = (keys.astype(np.uint64) * _SCATTER) >> np.uint64(40)
        return (mixed & np.uint64(len(self._sieve) - 1)).astype(np.int64)

    def match(self, asked: Asked) -> tuple[Longs, Longs]:
        """Candidates that have every word, choice and amount: vacancy and entry of each."""
        vacancy, entry = self._candidates(asked)
        if self._floor is not None:
            vacancy, entry = _kept(vacancy, entry, self._floor[entry] <= asked.pay[vacancy])
        for at, column in self._choices:
            vacancy, entry = _kept(vacancy, entry, asked.choices[at][vacancy, column[entry]])
        for words in self._words:
            vacancy, entry = _kept(vacancy, entry, asked.has[vacancy, words[entry]])
        return vacancy, entry

    def _candidates(self, asked: Asked) -> tuple[Longs, Longs]:
        of_use = asked.features < len(self._listing)
        of_use &= self._listing[np.where(of_use, asked.features, 0)]
        features, owners = asked.features[of_use].astype(np.int64), asked.feature_of[of_use]
        sizes = np.array([len(each) for each in asked.where], dtype=np.int64)
        ends = np.cumsum(sizes)
        wheres = np.concatenate(asked.where)
        lengths = sizes[owners]
        picks = spread((ends - sizes)[owners], lengths)
        keys = (np.repeat(features, lengths) << _WHERE_BITS) | wheres[picks]
        vacancy = np.repeat(owners, lengths)
        maybe = np.flatnonzero(self._sieve[self._sifted(keys)])
        keys, vacancy = keys[maybe], vacancy[maybe]
        at = np.searchsorted(self._keys, keys)
        at[at == len(self._keys)] = 0
        found = np.flatnonzero(self._keys[at] == keys)
        at, vacancy = at[found], vacancy[found]
        entries = self._listed[spread(self._starts[at], self._lengths[at])].astype(np.int64)
        return np.repeat(vacancy, self._lengths[at]).astype(np.int64), entries

    def forms(self, entries: Longs) -> Ints:
        """The forms of entries."""
        return self._form[entries]

    def circles(self, entries: Longs) -> Ints | None:
        """The circles of entries, 0 for none; None where no entry has one."""
        return None if self._circle is None else self._circle[entries]

    def demands(self, entries: Longs) -> Ints | None:
        """What only the text decides, 0 for nothing; None where no entry asks for any."""
        return None if self._demand is None else self._demand[entries]


def _kept(vacancy: Longs, entry: Longs, keep: Bools) -> tuple[Longs, Longs]:
    if keep.all():
        return vacancy, entry
    return vacancy[keep], entry[keep]
