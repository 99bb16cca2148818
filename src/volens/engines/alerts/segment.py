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
        order = self._list(key)  # entries are kept in the order of their lists: what is read together lies together
        self._form = self._form[order]
        self._words = [words[order, at] for at in range(1, WIDTH) if words[:, at].any()]
        choices = np.array(rows.choices, np.int32).reshape(count, len(CHOICES))[order]
        self._choices = [(at, choices[:, at].copy()) for at in range(len(CHOICES)) if choices[:, at].any()]
        self._choices.sort(key=lambda choice: _likely(choice[1]))
        self._first_listed = self._choices[0][1][self._listed] if self._choices else np.zeros(0, np.int32)
        floor = np.array(rows.floor, np.int64)[order]
        self._floor = floor if (floor != NO_FLOOR).any() else None
        circle, demand = np.array(rows.circle, np.int32)[order], np.array(rows.demand, np.int32)[order]
        self._circle = circle if circle.any() else None
        self._demand = demand if demand.any() else None

    def _list(self, key: Ints) -> Longs:
        """Make the lists: entries by feature and place. Gives the order they are to be kept in."""
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
        keys, listed = keys[order], listed[order]
        _, first = np.unique(listed, return_index=True)
        kept = np.argsort(first).astype(np.int64)
        number = np.empty(count, np.int64)
        number[kept] = np.arange(count)
        self._listed = number[listed]
        self._keys, starts, lengths = np.unique(keys, return_index=True, return_counts=True)
        self._starts, self._lengths = starts.astype(np.int64), lengths.astype(np.int64)
        self._listing = np.zeros(int(feature.max(initial=0)) + 1, dtype=np.bool_)
        self._listing[feature] = True
        self._sieve = np.zeros(1 << _SIEVE_BITS if len(self._keys) > 2_000 else 1 << 14, dtype=np.bool_)
        self._sieve[self._sifted(self._keys)] = True
        return kept

    def _sifted(self, keys: Longs) -> Longs:
        """Where a key falls in the sieve that spares most of the look-ups."""
        mixed = (keys.astype(np.uint64) * _SCATTER) >> np.uint64(40)
        return (mixed & np.uint64(len(self._sieve) - 1)).astype(np.int64)

    def match(self, asked: Asked) -> tuple[Longs, Longs]:
        """Candidates that have every word, choice and amount: vacancy and entry of each."""
        vacancy, entry = self._candidates(asked)
        if self._floor is not None:
            vacancy, entry = _kept(vacancy, entry, self._floor[entry] <= asked.pay[vacancy])
        for at, column in self._choices[1:]:
            vacancy, entry = _kept(vacancy, entry, _marked(asked.choices[at], vacancy, column[entry]))
        for words in self._words:
            vacancy, entry = _kept(vacancy, entry, _marked(asked.has, vacancy, words[entry]))
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
        at, vacancy = at[found], vacancy[found].astype(np.int64)
        starts, lengths = self._starts[at], self._lengths[at]
        places = spread(starts, lengths)
        if not self._choices:
            return np.repeat(vacancy, lengths), self._listed[places]
        # The choice that sifts most is looked at in the order of the lists, before anything else is fetched.
        allowed = asked.choices[self._choices[0][0]]
        row = np.repeat(vacancy * allowed.shape[1], lengths)
        row += self._first_listed[places]
        keep = np.flatnonzero(allowed.ravel()[row])
        return np.repeat(vacancy, lengths)[keep], self._listed[places[keep]]

    def forms(self, entries: Longs) -> Ints:
        """The forms of entries."""
        return self._form[entries]

    def circles(self, entries: Longs) -> Ints | None:
        """The circles of entries, 0 for none; None where no entry has one."""
        return None if self._circle is None else self._circle[entries]

    def demands(self, entries: Longs) -> Ints | None:
        """What only the text decides, 0 for nothing; None where no entry asks for any."""
        return None if self._demand is None else self._demand[entries]


def _likely(choice: Ints) -> float:
    """About how likely a vacancy has what is chosen: the less, the better to look at it first."""
    asked = np.bincount(choice)
    return float((asked[0] + (len(choice) - asked[0]) / max(1, np.count_nonzero(asked[1:]))) / len(choice))


def _marked(table: Bools, rows: Longs, columns: Ints) -> Bools:
    """The table's marks at these places."""
    found: Bools = table.ravel()[rows * table.shape[1] + columns]
    return found


def _kept(vacancy: Longs, entry: Longs, keep: Bools) -> tuple[Longs, Longs]:
    if keep.all():
        return vacancy, entry
    at = np.flatnonzero(keep)
    return vacancy[at], entry[at]
