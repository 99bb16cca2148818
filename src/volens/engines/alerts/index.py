"""The query index: saved searches that wait for vacancies."""

from __future__ import annotations

import hashlib
import itertools
import os
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass

import numpy as np

from volens.engines.alerts.asking import Join, Table
from volens.engines.alerts.form import CHOICES, ISCO, NO_FLOOR, REGION, Demand, Form, cells, form
from volens.engines.alerts.segment import WIDTH, Asked, Rows, Segment
from volens.engines.alerts.tables import Bools, Ints, Longs, Numbers, Reals, Sets
from volens.engines.alerts.traits import Traits
from volens.engines.search import places
from volens.engines.search.port import Document, Query
from volens.engines.search.schema import NEVER, keyword

#: Vacancies asked together.
BLOCK = 128
#: An entry is listed under each of its regions, cells or occupations, up to so many.
MOST_LISTS = 24
#: Entries that are listed anew at every change before they become a segment of their own, and segments beside it.
_SMALL, _MOST_SEGMENTS = 20_000, 6
#: Threads that share many vacancies: most of the work is in whole arrays, outside the interpreter's lock.
_MOST_THREADS = 4
_ID_BITS = 48
_SMALL_ID = 1 << _ID_BITS
_ISCO, _EMPLOYER = "\x04", "\x05"
#: Distances nearer to a circle's edge than this (km) are measured as the search measures them.
_DOUBT = 1e-6


@dataclass(frozen=True, slots=True)
class Matches:
    """Which saved searches ring for which vacancy: positions in what was asked, and ids of searches; row by row."""

    vacancy: Longs
    search: Longs

    def __len__(self) -> int:
        return len(self.search)


class QueryIndex:
    """Saved searches by what is rarest about each. Not for several threads at once."""

    def __init__(self) -> None:
        self._features, self._wheres, self._demands = Numbers(), Numbers(), Numbers()
        self._sets = tuple(Sets() for _ in CHOICES)
        self._circles = Numbers()
        self._circle_columns: tuple[int, Reals] = (0, np.zeros((1, 3)))
        self._demand_list: list[tuple[Demand, ...]] = [()]
        self._forms: dict[bytes, int] = {}
        self._form_of: dict[int, int] = {}
        self._segments: list[Segment] = []
        self._small: Segment | None = None
        self._rows = Rows()  # what is not in a segment yet, the small one apart
        self._changed: set[int] = set()  # searches that came, went or changed since they were last joined to forms
        self._joined = Join((), ())
        self._later = Join((), ())
        self._stale = False
        self._later_ids: Longs = np.zeros(0, np.int64)
        self._tables: list[Table] = []  # one for each thread that matches

    def __len__(self) -> int:
        return len(self._form_of)

    @property
    def forms(self) -> int:
        """How many different searches there are or were since the index was made."""
        return len(self._forms)

    # Searches come and go

    def put(self, searches: Iterable[tuple[int, Query]]) -> None:
        """Add searches, or replace those of the same id. Raises ValueError for a search with senseless numbers."""
        for id_, query in searches:
            self._form_of[id_] = self._number(form(query))
            self._changed.add(id_)
        self._stale = True

    def remove(self, ids: Iterable[int]) -> None:
        """Take searches out. Unknown ids are no error."""
        for id_ in ids:
            if self._form_of.pop(id_, None) is not None:
                self._changed.add(id_)
        self._stale = True

    def _number(self, wanted: Form) -> int:
        digest = hashlib.blake2b(repr(wanted.key).encode("utf-8", "surrogatepass"), digest_size=16).digest()
        number = self._forms.get(digest)
        if number is None:
            number = self._forms[digest] = len(self._forms)
            if not wanted.impossible:
                self._list(number, wanted)
        return number

    def _list(self, number: int, wanted: Form) -> None:
        """Write the entries of a new form."""
        rows = self._rows
        regions = wanted.choices[REGION]
        wheres: list[int] = []
        if 0 < len(regions) <= MOST_LISTS:
            wheres = [self._wheres[region] for region in regions]
        elif wanted.circle is not None:
            wheres = [self._wheres[cell] for cell in cells(wanted.circle, MOST_LISTS)]
        sets = [
            # Where an entry is listed by its regions, the list says it.
            0 if at == REGION and len(names) <= MOST_LISTS else self._sets[at].number(names)
            for at, names in enumerate(wanted.choices)
        ]
        circle = 0 if wanted.circle is None else self._circles[wanted.circle]
        for features, demands in wanted.groups:
            entry = len(rows)
            known = [self._features[feature] for feature in features]
            rest: tuple[Demand, ...] = demands
            if len(known) > WIDTH:
                rest = (*rest, ("has", features[WIDTH:]))
                known = known[:WIDTH]
            rows.form.append(number)
            rows.features.extend(known + [0] * (WIDTH - len(known)))
            rows.choices.extend(sets)
            rows.floor.append(wanted.floor)
            rows.circle.append(circle)
            rows.demand.append(self._demand(rest))
            rows.where_entry.extend([entry] * len(wheres))
            rows.where.extend(wheres)
            instead = () if known else self._instead(wanted)
            rows.instead_entry.extend([entry] * len(instead))
            rows.instead.extend(instead)

    def _instead(self, wanted: Form) -> Sequence[int]:
        """What a search without words is listed under: its occupations, else its employers, else nothing."""
        for mark, at in ((_ISCO, ISCO), (_EMPLOYER, CHOICES.index("employer"))):
            if 0 < len(wanted.choices[at]) <= MOST_LISTS:
                return [self._features[mark + name] for name in wanted.choices[at]]
        return ()

    def _demand(self, demands: tuple[Demand, ...]) -> int:
        if not demands:
            return 0
        before = len(self._demands)
        number = self._demands[demands]
        if len(self._demands) > before:
            self._demand_list.append(demands)
        return number

    # Vacancies ask

    def match(self, document: Document, *, now: int) -> Longs:
        """The ids of the searches that ring for one vacancy, ascending. `now`: seconds; what has expired rings none."""
        return self.match_many([document], now=now).search

    def match_many(self, documents: Iterable[Document], *, now: int, threads: int | None = None) -> Matches:
        """The same for many vacancies, in their order and then by id. `threads`: by default one for each processor."""
        self._prepare()
        waiting = iter(documents)
        blocks = iter(lambda: list(itertools.islice(waiting, BLOCK)), [])
        first = next(blocks, [])
        second = next(blocks, [])
        vacancies, searches, before = [], [], 0
        threads = threads or min(_MOST_THREADS, os.cpu_count() or 1)
        if not second:  # nothing to share
            threads = 1
        while len(self._tables) < threads:
            self._tables.append(Table(self._features))
        tables = self._tables[:threads]
        with ThreadPoolExecutor(threads) if threads > 1 else nullcontext() as pool:
            every = map if pool is None else pool.map
            blocks = itertools.chain(filter(None, (first, second)), blocks)
            while wave := list(itertools.islice(blocks, threads)):
                answers = every(self._match, wave, itertools.repeat(now), tables)
                for block, (vacancy, search) in zip(wave, answers, strict=True):
                    vacancies.append(vacancy + before)
                    searches.append(search)
                    before += len(block)
        if not vacancies:
            return Matches(np.zeros(0, np.int64), np.zeros(0, np.int64))
        return Matches(np.concatenate(vacancies), np.concatenate(searches))

    def _match(self, documents: list[Document], now: int, table: Table) -> tuple[Longs, Longs]:
        open_ = [document.expires is None or min(document.expires, NEVER) >= now for document in documents]
        asking = [at for at, is_open in enumerate(open_) if is_open]
        empty = np.zeros(0, np.int64)
        if not asking:
            return empty, empty
        traits = [Traits(documents[at]) for at in asking]
        asked = self._asked(traits, table)
        pairs: list[Longs] = []
        for segment in [*self._segments, *([self._small] if self._small else [])]:
            vacancy, entry = segment.match(asked)
            circles = segment.circles(entry)
            if circles is not None and len(entry):
                keep = self._near(traits, vacancy, circles)
                vacancy, entry = vacancy[keep], entry[keep]
            demands = segment.demands(entry)
            if demands is not None and len(entry):
                keep = self._told(traits, vacancy, demands)
                vacancy, entry = vacancy[keep], entry[keep]
            pairs.append((vacancy << 32) | segment.forms(entry).astype(np.int64))
        found = np.concatenate(pairs) if pairs else empty
        return self._searches(found >> 32, found & 0xFFFFFFFF, np.array(asking, dtype=np.int64))

    def _searches(self, vacancy: Longs, forms: Longs, asking: Longs) -> tuple[Longs, Longs]:
        search, owner = self._joined.of(forms, vacancy)
        if self._changed:
            unchanged = ~np.isin(search, self._later_ids)
            later, later_owner = self._later.of(forms, vacancy)
            search = np.concatenate([search[unchanged], later])
            owner = np.concatenate([owner[unchanged], later_owner])
        owner = asking[owner]
        if len(search) and search.min() >= 0 and search.max() < _SMALL_ID:
            both = np.sort((owner << _ID_BITS) | search)  # one sort of numbers instead of two by index
            both = both[_new(both)]  # an OR may match twice, and a place of several regions
            return both >> _ID_BITS, both & (_SMALL_ID - 1)
        order = np.lexsort((search, owner))
        owner, search = owner[order], search[order]
        kept = _new(owner) | _new(search)
        return owner[kept], search[kept]

    def _asked(self, traits: list[Traits], table: Table) -> Asked:
        words = table.words
        words.renew()
        numbers: list[int] = []
        held = []
        for own in traits:
            has = set(map(words.__getitem__, set().union(*own.written())))
            has.add(0)  # so are words nobody asks for: every vacancy has it
            has.update(words.known(_ISCO + code) for code in own.isco())
            if own.document.employer:
                has.add(words.known(_EMPLOYER + keyword(own.document.employer)))
            numbers += has
            held.append(len(has))
        features, owners = np.array(numbers, dtype=np.int32), np.repeat(np.arange(len(traits)), held)
        wheres = []
        for own in traits:
            names = [*own.regions, *(own.cells() if len(self._circles) else ())]
            wheres.append(np.array([0, *filter(None, map(self._wheres.get, names))], dtype=np.int64))
        return Asked(
            has=table.of(owners, features, (len(traits), len(self._features) + 1)),
            features=features,
            feature_of=owners,
            where=wheres,
            choices=tuple(
                sets.matching([_values(own, name) for own in traits] if len(sets) > 1 else [[]] * len(traits))
                for name, sets in zip(CHOICES, self._sets, strict=True)
            ),
            pay=np.array([NO_FLOOR if own.pay is None else own.pay for own in traits], dtype=np.int64),
        )

    def _near(self, traits: list[Traits], vacancy: Longs, circles: Ints) -> Bools:
        """Which candidates lie in their circle; those without a circle do."""
        if self._circle_columns[0] != len(self._circles):
            columns = np.array([(0.0, 0.0, 0.0), *self._circles], dtype=np.float64)
            self._circle_columns = (len(self._circles), columns)
        keep: Bools = circles == 0
        asking = np.flatnonzero(~keep)
        if not len(asking):
            return keep
        columns = self._circle_columns[1][circles[asking]]
        owners = vacancy[asking]
        near = np.zeros(len(asking), dtype=np.bool_)
        for owner in np.unique(owners).tolist():
            own = np.flatnonzero(owners == owner)
            for spot in traits[owner].spots:
                near[own] |= _within(spot, columns[own])
        keep[asking] = near
        return keep

    def _told(self, traits: list[Traits], vacancy: Longs, demands: Ints) -> Bools:
        """Which candidates have in their text what is demanded of them; each demand is looked for once in a text."""
        keep: Bools = demands == 0
        asking = np.flatnonzero(~keep)
        if not len(asking):
            return keep
        pairs, back = np.unique((vacancy[asking] << 32) | demands[asking], return_inverse=True)
        told = [
            all(_holds(traits[pair >> 32], demand) for demand in self._demand_list[pair & 0xFFFFFFFF])
            for pair in pairs.tolist()
        ]
        keep[asking] = np.array(told, dtype=np.bool_)[back]
        return keep

    # Lists

    def _prepare(self) -> None:
        """Bring segments and subscriptions up to date."""
        if len(self._rows):
            rows = self._small.rows if self._small else Rows()
            rows.extend(self._rows)
            self._rows = Rows()
            segment = Segment(rows)
            if len(rows) > _SMALL:
                self._segments.append(segment)
                self._small = None
            else:
                self._small = segment
            if len(self._segments) > _MOST_SEGMENTS:
                together = Rows()
                for each in self._segments:
                    together.extend(each.rows)
                self._segments = [Segment(together)]
        if not self._stale:
            return
        self._stale = False
        if len(self._changed) > max(_SMALL, len(self._form_of) // 50):
            self._changed.clear()
            self._joined = Join(self._form_of.values(), self._form_of)
        kept = [id_ for id_ in self._changed if id_ in self._form_of]
        self._later = Join([self._form_of[id_] for id_ in kept], kept)
        self._later_ids = np.fromiter(self._changed, np.int64, len(self._changed))


def _new(ascending: Longs) -> Bools:
    """Which are not the same as the one before."""
    found = np.ones(len(ascending), dtype=np.bool_)
    np.not_equal(ascending[1:], ascending[:-1], out=found[1:])
    return found


def _values(own: Traits, choice: str) -> list[str]:
    """What a vacancy has of a choice."""
    document = own.document
    if choice == "isco":
        return own.isco()
    if choice == "currency":
        return [own.currency] if own.currency else []
    if choice == "lodging":
        return [document.accommodation]
    if choice == "access":
        return ["yes"] if document.accessible else []
    if choice == "region":
        return own.regions
    value = getattr(document, choice)
    return [keyword(value)] if value else []


def _holds(own: Traits, demand: Demand) -> bool:
    kind, what = demand
    if kind == "row":
        return own.has_row(what)  # type: ignore[arg-type]
    if kind == "letters":
        return own.has_letters(what)  # type: ignore[arg-type]
    if kind == "has":
        return own.features.issuperset(what)  # type: ignore[arg-type]
    return own.document.posted >= what  # type: ignore[operator]


def _within(spot: int, circles: Reals) -> Bools:
    """Which circles hold a spot (haversine). What lies within a hair of an edge is measured as the search does it."""
    latitude, longitude = places.position(spot)
    here, there = np.radians(latitude), np.radians(circles[:, 0])
    half = np.sin((here - there) / 2) ** 2
    across = np.sin((np.radians(longitude) - np.radians(circles[:, 1])) / 2) ** 2
    chord = np.sqrt(half + np.cos(there) * np.cos(here) * across)
    distances = 2 * places.EARTH_KM * np.arcsin(np.minimum(1.0, chord))
    found: Bools = distances <= circles[:, 2]
    for at in np.flatnonzero(np.abs(distances - circles[:, 2]) < _DOUBT).tolist():
        middle_latitude, middle_longitude, radius = circles[at].tolist()
        found[at] = places.distances_km(middle_latitude, middle_longitude, [spot])[0] <= radius
    return found
