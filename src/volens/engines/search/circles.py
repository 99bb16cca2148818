"""A circle on the index's map, as few terms as it can be said in.

A circle is first laid on one grid of cells, about forty across: a cell is wholly inside, wholly outside, or in doubt
because the circle's edge may run through it. What stands in the doubtful cells is then looked up once and measured. A
doubtful cell with nothing outside the circle in it may be taken whole, an empty one too, and four cells taken whole are
one of the next grid. Only where an edge runs between neighbours are they named one by one. A circle of 30 km is about a
hundred terms so, and the index is asked twice.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from volens.engines.search import places

_ACROSS = 20  # cells to a radius, at least, where cells are as fine: 10 and 40 measured slower
_MOST_CELLS = 1 << 14  # of a grid; a coarser one is taken rather than a larger
_MOST_TO_COVER = 32
_HALF_DIAGONAL = math.sqrt(0.5) * 1.001  # of a cell of side one, with a little to spare
_LENIENCE_KM = 0.002  # a position is rounded to about a metre

Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Window:
    """Cells of one level, row by row from (`bottom`, `left`): those wholly inside a circle, and those in doubt."""

    level: int
    bottom: int
    left: int
    inside: Bools
    doubtful: Bools

    @classmethod
    def of(cls, latitude: float, longitude: float, radius_km: float, level: int, west: float, east: float) -> Self:
        """The cells between two meridians that a circle may touch."""
        side = places.LEVELS[level]
        rows = _indices(*_latitudes(latitude, radius_km), 90, side)
        columns = _indices(west, east, 180, side)
        # The haversine of a distance is one part of rows plus one of rows times one of columns: nothing is computed
        # for each cell but a product, a sum and two comparisons.
        there = np.radians((rows + 0.5) * (side / places.SCALE) - 90)
        across = np.radians((columns + 0.5) * (side / places.SCALE) - 180 - longitude)
        up = np.sin((there - math.radians(latitude)) / 2) ** 2
        along = math.cos(math.radians(latitude)) * np.cos(there)
        haversine = up[:, None] + along[:, None] * np.sin(across / 2) ** 2
        slack = side * places.KM_PER_UNIT * _HALF_DIAGONAL + _LENIENCE_KM
        inside = haversine <= places.haversine_of(radius_km - slack)
        doubtful = (haversine <= places.haversine_of(radius_km + slack)) & ~inside
        block = 2 ** (places.SHIFTS[min(level + 3, len(places.SHIFTS) - 1)] - places.SHIFTS[level])
        bottom, left = int(rows[0]) // block * block, int(columns[0]) // block * block
        padding = (
            (int(rows[0]) - bottom, -(int(rows[-1]) + 1) % block),
            (int(columns[0]) - left, -(int(columns[-1]) + 1) % block),
        )
        return cls(level, bottom, left, np.pad(inside, padding), np.pad(doubtful, padding))

    def edge(self) -> list[int]:
        """The cells in doubt."""
        return _cells(self.level, self.bottom, self.left, self.doubtful)

    def settled(self, y: places.Ints, x: places.Ints, near: Bools) -> tuple[list[int], Bools]:
        """The cells that may be taken whole, and which of the positions given are near but in none of them.

        `y`, `x`: what stands in the cells in doubt, and perhaps elsewhere, in hundred-thousandths of a degree from the
        south pole and the date line; `near`: whether the circle holds it.
        """
        side = places.LEVELS[self.level]
        row, column = y // side - self.bottom, x // side - self.left
        here = (row >= 0) & (row < self.doubtful.shape[0]) & (column >= 0) & (column < self.doubtful.shape[1])
        row, column = np.where(here, row, 0), np.where(here, column, 0)
        spoiled = np.zeros_like(self.doubtful)
        outside = here & ~near
        spoiled[row[outside], column[outside]] = True
        whole = self.inside | (self.doubtful & ~spoiled)
        single = here & near & (self.doubtful & spoiled)[row, column]
        return self._merged(whole), single

    def _merged(self, whole: Bools) -> list[int]:
        """Cells, with those that fill a cell of a coarser grid as that one."""
        found: list[int] = []
        level, bottom, left = self.level, self.bottom, self.left
        for coarser in range(level + 1, min(level + 4, len(places.SHIFTS))):
            step = 2 ** (places.SHIFTS[coarser] - places.SHIFTS[level])
            height, width = whole.shape[0] // step, whole.shape[1] // step
            full: Bools = np.asarray(whole.reshape(height, step, width, step).all(axis=(1, 3)))
            if not full.any():
                break
            rest = whole & ~np.repeat(np.repeat(full, step, axis=0), step, axis=1)
            found += _cells(level, bottom, left, rest)
            level, bottom, left, whole = coarser, bottom // step, left // step, full
        return found + _cells(level, bottom, left, whole)


@dataclass(frozen=True, slots=True)
class Circle:
    """A circle laid on a grid. Ask the index what stands at its `edge`, measure that, and let it be `settled`."""

    windows: tuple[Window, ...]

    @classmethod
    def around(cls, latitude: float, longitude: float, radius_km: float) -> Self:
        """Lay a circle on the grid that fits it, over poles and date line."""
        spans = _longitudes(latitude, longitude, radius_km)
        south, north = _latitudes(latitude, radius_km)
        level = 0
        while level < len(places.LEVELS) - 1:
            side = places.LEVELS[level + 1]
            cells = math.prod(
                1 + width * places.SCALE / side for width in (north - south, sum(e - w for w, e in spans))
            )
            if side * places.KM_PER_UNIT * _ACROSS > radius_km and cells * _growth(level) <= _MOST_CELLS:
                break
            level += 1
        return cls(tuple(Window.of(latitude, longitude, radius_km, level, *span) for span in spans))

    def edge(self) -> list[int]:
        """The cells in doubt."""
        return [id_ for window in self.windows for id_ in window.edge()]

    @property
    def slack_km(self) -> float:
        """How far from the circle's edge a position in a doubtful cell may be."""
        side = places.LEVELS[self.windows[0].level]
        return 2 * (side * places.KM_PER_UNIT * _HALF_DIAGONAL + _LENIENCE_KM)

    def settled(self, y: places.Ints, x: places.Ints, near: Bools) -> list[int]:
        """The cells of the circle, given all positions at its edge (others do no harm) and whether each is near."""
        found: list[int] = []
        single = np.zeros(len(y), dtype=bool)
        for window in self.windows:
            cells, unmerged = window.settled(y, x, near)
            found += cells
            single |= unmerged
        alone: list[int] = (np.unique(places.packed(y[single], x[single])) | places.EXACTLY).tolist()
        return found + alone


def cover(latitude: float, longitude: float, radius_km: float) -> list[int]:
    """A few cells of one grid that hold a circle and what surrounds it; none if even the coarsest would be many."""
    low, high = _latitudes(latitude, radius_km)
    spans = [(low, high, 90), *((west, east, 180) for west, east in _longitudes(latitude, longitude, radius_km))]
    for level, side in enumerate(places.LEVELS):
        ranges = [
            (int((first + offset) * places.SCALE) // side, int((last + offset) * places.SCALE) // side + 1)
            for first, last, offset in spans
        ]
        rows, columns = ranges[0], ranges[1:]
        if (rows[1] - rows[0]) * sum(stop - start for start, stop in columns) <= _MOST_TO_COVER:
            return [places.cell_id(level, y, x) for y in range(*rows) for span in columns for x in range(*span)]
    return []


def _growth(level: int) -> int:
    """How many cells of a level fill one of the next."""
    return 1 << 2 * (places.SHIFTS[level + 1] - places.SHIFTS[level])


def _latitudes(latitude: float, radius_km: float) -> tuple[float, float]:
    up = math.degrees(radius_km / places.EARTH_KM) + 0.001
    return max(latitude - up, -90.0), min(latitude + up, 90.0)


def _longitudes(latitude: float, longitude: float, radius_km: float) -> list[tuple[float, float]]:
    """The meridians between which a circle lies; two spans where it crosses the date line."""
    south, north = _latitudes(latitude, radius_km)
    if south <= -90 or north >= 90:
        return [(-180.0, 180.0)]
    sine = min(1.0, math.sin(radius_km / places.EARTH_KM) / math.cos(math.radians(latitude)))
    across = math.degrees(math.asin(sine)) + 0.001
    west, east = longitude - across, longitude + across
    spans = [(max(west, -180.0), min(east, 180.0))]
    if west < -180:
        spans.append((west + 360, 180.0))
    if east > 180:
        spans.append((-180.0, east - 360))
    return spans


def _indices(low: float, high: float, offset: int, side: int) -> places.Ints:
    first, last = int((low + offset) * places.SCALE) // side, int((high + offset) * places.SCALE) // side
    found: places.Ints = np.arange(first, last + 1, dtype=np.int64)
    return found


def _cells(level: int, bottom: int, left: int, chosen: Bools) -> list[int]:
    rows, columns = np.nonzero(chosen)
    return places.cell_ids(level, rows + bottom, columns + left)
