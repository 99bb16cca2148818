"""Where vacancies stand and when they were posted, in columns by place: what a circle alone needs, in one reading.

The engine keeps such numbers by document, so what lies near each other on the map is spread over all of memory. Here
the Earth is cut into bands of latitude, and a band's positions lie in the order of their longitude. A circle is one
stretch of each band it crosses. Within it, longitudes near enough to the middle are in the circle for certain; the
rest is measured.

An atlas belongs to one commit of the index and never answers for another: see `survey` for how it is kept.
"""

from __future__ import annotations

import math
import zipfile
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from volens.engines.search import places
from volens.engines.search.schema import LARGEST_ID, NEVER

_BAND = 5_000  # hundred-thousandths of a degree: about 5.5 km
_ACROSS_BITS, _UP_BITS = 26, 13  # of a longitude, and of a latitude within a band
_AROUND = 360 * places.SCALE
_MARGIN_KM = 0.01  # more than all rounding together

Ints = places.Ints
Floats = places.Floats
Keys = NDArray[np.uint64]
Bools = NDArray[np.bool_]


def sorted_by(y: Ints, x: Ints) -> Ints:
    """Positions (hundred-thousandths of a degree from the south pole and the date line) as numbers in our order."""
    found: Ints = (y // _BAND << (_ACROSS_BITS + _UP_BITS)) | (x << _UP_BITS) | y % _BAND
    return found


@dataclass(frozen=True, slots=True)
class Bands:
    """A circle in bands of latitude: how far, east and west, it reaches in each, and reaches at least."""

    first: int
    middle: float  # its longitude, from the date line
    reach: Floats
    surely: Floats  # negative where nothing is certain

    @classmethod
    def of(cls, latitude: float, longitude: float, radius_km: float, slack_km: float = 0.0) -> Self:
        """The bands of a circle; what lies within `slack_km` of its edge is not certain and is reached."""
        outer, inner = radius_km + slack_km + _MARGIN_KM, radius_km - slack_km - _MARGIN_KM
        up = math.degrees(outer / places.EARTH_KM)
        first = int((max(latitude - up, -90.0) + 90) * places.SCALE) // _BAND
        last = int((min(latitude + up, 90.0) + 90) * places.SCALE) // _BAND
        edges = np.arange(first, last + 2, dtype=np.int64) * np.float64(_BAND / places.SCALE) - 90
        widths = _half_width(latitude, outer, edges)
        reach, surely = np.maximum(widths[:-1], widths[1:]), np.full(last + 1 - first, -1.0)
        for band, width in _turning(latitude, outer):
            if first <= band <= last:
                reach[band - first] = max(reach[band - first], width)
        if inner > 0:
            widths = _half_width(latitude, inner, edges)
            surely = np.minimum(widths[:-1], widths[1:])
            for band, width in _turning(latitude, inner):
                if first <= band <= last:
                    surely[band - first] = min(surely[band - first], width)
        return cls(first, (longitude + 180) * places.SCALE, reach * places.SCALE, surely * places.SCALE)

    def stretches(self) -> tuple[Ints, Ints]:
        """The least and the largest of our numbers in each stretch that may be reached."""
        band = np.arange(self.first, self.first + len(self.reach), dtype=np.int64)
        there = self.reach >= 0
        band, reach = band[there], self.reach[there]
        west, east = self.middle - reach, self.middle + reach
        wide = reach >= _AROUND // 2
        over_west, over_east = (west < 0) & ~wide, (east > _AROUND) & ~wide
        low = np.where(wide, 0.0, np.maximum(west, 0.0))
        high = np.where(wide, float(_AROUND), np.minimum(east, float(_AROUND)))
        if over_west.any() or over_east.any():
            band = np.concatenate([band, band[over_west], band[over_east]])
            low = np.concatenate([low, west[over_west] + _AROUND, np.zeros(over_east.sum())])
            high = np.concatenate([high, np.full(over_west.sum(), float(_AROUND)), east[over_east] - _AROUND])
        start = band << _ACROSS_BITS
        least = (start | np.floor(low).astype(np.int64)) << _UP_BITS
        largest = ((start | np.ceil(high).astype(np.int64)) << _UP_BITS) | ((1 << _UP_BITS) - 1)
        return least, largest


@dataclass(frozen=True, slots=True)
class Rows:
    """Positions that a circle may hold, in columns: from the south pole, from the date line, and whose they are."""

    y: Ints
    x: Ints
    newest: Keys
    until: Ints
    inside: Bools  # for certain

    def distances_km(self, latitude: float, longitude: float, chosen: Ints) -> Floats:
        """How far the rows with these numbers are from a place."""
        latitudes, longitudes = self.y[chosen] / places.SCALE - 90, self.x[chosen] / places.SCALE - 180
        return places.haversine_km(latitude, longitude, latitudes, longitudes)


@dataclass(frozen=True, slots=True)
class Sheet:
    """Positions in our order, with the key and the last moment of the document each belongs to."""

    place: Ints
    newest: Keys
    until: Ints

    @classmethod
    def of(cls, columns: Ints) -> Self:
        """From a table of three rows."""
        place, newest, until = (np.asarray(row) for row in columns)
        return cls(place, newest.view(np.uint64), until)

    def table(self) -> Ints:
        """The opposite of `of`."""
        found: Ints = np.stack([self.place, self.newest.view(np.int64), self.until])
        return found

    def only(self, chosen: Bools) -> Sheet:
        """Some of the rows."""
        return Sheet(self.place[chosen], self.newest[chosen], self.until[chosen])

    def joined(self, other: Sheet) -> Sheet:
        """These rows and those of another sheet, which need not be in order."""
        place = np.concatenate([self.place, other.place])
        order = np.argsort(place, kind="stable")
        newest, until = np.concatenate([self.newest, other.newest]), np.concatenate([self.until, other.until])
        return Sheet(place[order], newest[order], until[order])

    def ids(self) -> Ints:
        """The documents."""
        found: Ints = LARGEST_ID - (self.newest & np.uint64(LARGEST_ID)).astype(np.int64)
        return found


@dataclass(frozen=True)
class Atlas:
    """All positions of one commit: an old sheet without the rows that are gone, and a small one of what is new."""

    base: Sheet
    gone: Ints  # numbers of rows of the base
    added: Sheet
    several: bool  # whether any document has several positions

    @cached_property
    def _standing(self) -> Bools | None:
        if not len(self.gone):
            return None
        standing = np.ones(len(self.base.place), dtype=bool)
        standing[self.gone] = False
        return standing

    def flat(self) -> Sheet:
        """Everything in one sheet."""
        standing = self._standing
        return (self.base if standing is None else self.base.only(standing)).joined(self.added)

    def rows(self, bands: Bands) -> Rows:
        """What stands in the bands' stretches."""
        least, largest = bands.stretches()
        columns: list[tuple[Ints, Keys, Ints]] = []
        for sheet, standing in ((self.base, self._standing), (self.added, None)):
            if not len(sheet.place):
                continue
            starts = sheet.place.searchsorted(least).tolist()
            stops = sheet.place.searchsorted(largest, side="right").tolist()
            for start, stop in zip(starts, stops, strict=True):
                if start == stop:
                    continue
                part = (sheet.place[start:stop], sheet.newest[start:stop], sheet.until[start:stop])
                if standing is not None:
                    here = standing[start:stop]
                    part = (part[0][here], part[1][here], part[2][here])
                columns.append(part)
        if not columns:
            nothing: Ints = np.zeros(0, dtype=np.int64)
            return Rows(nothing, nothing, nothing.view(np.uint64), nothing, nothing.astype(bool))
        place = np.concatenate([part[0] for part in columns])
        band = place >> (_ACROSS_BITS + _UP_BITS)
        x = (place >> _UP_BITS) & ((1 << _ACROSS_BITS) - 1)
        across = np.abs(x - bands.middle)
        inside = np.minimum(across, _AROUND - across) <= bands.surely[band - bands.first]
        return Rows(
            band * _BAND + (place & ((1 << _UP_BITS) - 1)),
            x,
            np.concatenate([part[1] for part in columns]),
            np.concatenate([part[2] for part in columns]),
            inside,
        )

    def edge(self, latitude: float, longitude: float, radius_km: float, slack_km: float) -> tuple[Ints, Ints, Bools]:
        """Every position within `slack_km` of a circle's edge and perhaps others, and whether the circle holds it."""
        rows = self.rows(Bands.of(latitude, longitude, radius_km, slack_km))
        chosen = np.flatnonzero(~rows.inside)
        near: Bools = rows.distances_km(latitude, longitude, chosen) <= radius_km
        return rows.y[chosen], rows.x[chosen], near


#: An atlas and the name of the base it starts from.
Named = tuple[str, Atlas]


def load(directory: Path, number: int, known: Named | None) -> Named | None:
    """The atlas of a commit, or None if there is none that can be read; `known` may have the same base."""
    try:
        with np.load(directory / file_name(number), allow_pickle=False) as file:
            base, gone, several = str(file["base"]), file["gone"], bool(file["several"])
            added = Sheet.of(file["added"])
        sheet = known[1].base if known and known[0] == base else base_in(directory / Path(base).name)
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return None
    return base, Atlas(sheet, gone, added, several)


def file_name(number: int) -> str:
    """The file of a commit."""
    return f"atlas-{number}.npz"


def base_in(path: Path) -> Sheet:
    """The base in a file, read as it is used."""
    table: Ints = np.load(path, mmap_mode="r", allow_pickle=False)
    if table.dtype != np.int64 or table.ndim != 2 or len(table) != 3:
        raise ValueError("not the base of an atlas")
    return Sheet.of(table)


@dataclass(frozen=True, slots=True)
class Around:
    """The open vacancies of a circle, a row for each; where the order is that of distance, of its nearest place."""

    rows: Rows
    chosen: Ints
    distances: Floats | None  # of the chosen, if they were all measured
    more: Ints  # rows of all their places in the circle, where some have several

    @classmethod
    def of(
        cls, atlas: Atlas, latitude: float, longitude: float, radius_km: float, now: int, *, measured: bool = False
    ) -> Self:
        """Everything in a circle that has not expired; `measured` if the order is that of distance."""
        rows = atlas.rows(Bands.of(latitude, longitude, radius_km))
        standing = rows.until >= min(max(now, -NEVER), NEVER)
        doubtful = np.flatnonzero(standing if measured else standing & ~rows.inside)
        distances = rows.distances_km(latitude, longitude, doubtful)
        near = distances <= radius_km
        if measured:
            chosen, distances = doubtful[near], distances[near]
        else:
            standing &= rows.inside
            standing[doubtful[near]] = True
            chosen = np.flatnonzero(standing)
        all_ = chosen
        if atlas.several:
            keys = rows.newest[chosen]
            order = np.lexsort((distances, keys)) if measured else np.argsort(keys)
            keys = keys[order]
            first = order[np.concatenate([keys[:1] == keys[:1], keys[1:] != keys[:-1]])]
            chosen, distances = chosen[first], distances[first] if measured else distances
        return cls(rows, chosen, distances if measured else None, all_)

    def away_km(self, latitude: float, longitude: float, page: Ints) -> list[float]:
        """How far the nearest place of each vacancy of a page is."""
        keys = self.rows.newest[page]
        if len(self.more) == len(self.chosen):
            here: list[float] = self.rows.distances_km(latitude, longitude, page).tolist()
            return here
        of_page = self.more[np.isin(self.rows.newest[self.more], keys)]
        away = self.rows.distances_km(latitude, longitude, of_page)
        nearest: dict[int, float] = {}
        for key, distance in zip(self.rows.newest[of_page].tolist(), away.tolist(), strict=True):
            nearest[key] = min(distance, nearest.get(key, math.inf))
        return [nearest[key] for key in keys.tolist()]

    def newest(self, start: int, stop: int) -> Ints:
        """The rows of a page by date, the newest first."""
        keys = self.rows.newest[self.chosen]
        stop = min(stop, len(keys))
        if start >= stop:
            return self.chosen[:0]
        last = np.argpartition(keys, len(keys) - stop)[len(keys) - stop :]
        order = last[np.argsort(keys[last])[::-1]][start:stop]
        found: Ints = self.chosen[order]
        return found

    def nearest(self, start: int, stop: int) -> Ints:
        """The rows of a page by distance, and the newest first where it is the same."""
        stop = min(stop, len(self.chosen))
        if start >= stop or self.distances is None:
            return self.chosen[:0]
        farthest = np.partition(self.distances, stop - 1)[stop - 1]
        within = np.flatnonzero(self.distances <= farthest)
        keys = self.rows.newest[self.chosen[within]]
        order = within[np.lexsort((~keys, self.distances[within]))][start:stop]
        found: Ints = self.chosen[order]
        return found


def _half_width(latitude: float, radius_km: float, there: Floats) -> Floats:
    """How far a circle reaches east and west at some latitudes, in degrees; -1 where it does not reach."""
    here = math.radians(latitude)
    radians = np.radians(np.clip(there, -90.0, 90.0))
    left = places.haversine_of(radius_km) - np.sin((radians - here) / 2) ** 2
    share = left / np.maximum(math.cos(here) * np.cos(radians), 1e-15)
    width = np.degrees(2 * np.arcsin(np.sqrt(np.clip(share, 0.0, 1.0))))
    found: Floats = np.where(left < 0, -1.0, width)
    return found


def _turning(latitude: float, radius_km: float) -> list[tuple[int, float]]:
    """Where a circle is widest or, when it is more than half the Earth, narrowest: the bands, and how far it reaches.

    Between these its edge runs one way, so that the edges of a band tell all about it.
    """
    found = [latitude, -latitude]
    distance = math.cos(radius_km / places.EARTH_KM)
    sine = math.sin(math.radians(latitude))
    if abs(sine) < abs(distance):
        found.append(math.degrees(math.asin(sine / distance)))
    widths: list[float] = _half_width(latitude, radius_km, np.array(found)).tolist()
    return [(int((each + 90) * places.SCALE) // _BAND, width) for each, width in zip(found, widths, strict=True)]
