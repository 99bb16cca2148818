"""Distance on the index's map: which grid cells a circle holds, and where a vacancy stands.

Positions are kept to a hundred-thousandth of a degree, about a metre, and packed into one number, the *spot*. Every
position also lies in one square cell of each of nine grids, from 0.0025 degrees (about 280 metres) up, twice as wide
each and, where circles are seldom so small or so large, four times. A circle is then a few hundred cells: those wholly
inside, and those its edge runs through, whose spots are measured. Steps of two rather than four throughout, and a
finer last grid, took a third off what a circle of 30 km is made of.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

#: Mean Earth radius in kilometres (IUGG 1980), as in the usual haversine.
EARTH_KM = 6371.0088

#: The cell that every position lies in: documents that have a place at all.
ANYWHERE = 63 << 54
#: Added to a spot, it makes a cell of that spot alone.
EXACTLY = 32 << 54

_SCALE = 100_000
_SHIFTS = (0, 1, 2, 3, 4, 5, 7, 9, 11)  # how often the finest cell is doubled
_LEVELS = tuple(250 << shift for shift in _SHIFTS)  # cell sides in hundred-thousandths of a degree
_FEW = 4  # vacancies in a cell that are measured one by one rather than by finer cells
_MOST_CROWDED = 400  # crowded cells along an edge beyond which finer ones would cost more than they save
_KM_PER_UNIT = math.pi * EARTH_KM / 180 / _SCALE

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


def _spread_bits() -> Ints:
    """For each number of 13 bits, the same bits with a gap after each."""
    numbers = np.arange(1 << 13, dtype=np.int64)
    found: Ints = np.zeros(1 << 13, dtype=np.int64)
    for bit in range(13):
        found |= ((numbers >> bit) & 1) << (2 * bit)
    return found


_SPREAD = _spread_bits()
_SPREAD_LIST: list[int] = _SPREAD.tolist()


def _interleave(y: int, x: int) -> int:
    """Two numbers of 26 bits as one (Morton order): what is near on the map is near in the index, and cheap to read."""
    high = (_SPREAD_LIST[y >> 13] << 1) | _SPREAD_LIST[x >> 13]
    return (high << 26) | (_SPREAD_LIST[y & 8191] << 1) | _SPREAD_LIST[x & 8191]


def _interleave_all(y: Ints, x: Ints) -> Ints:
    high: Ints = (_SPREAD[y >> 13] << 1) | _SPREAD[x >> 13]
    low: Ints = (_SPREAD[y & 8191] << 1) | _SPREAD[x & 8191]
    return (high << 26) | low


def _compact(numbers: Ints) -> Ints:
    """Every second bit, closed up: the opposite of spreading."""
    found: Ints = numbers & 0x5555555555555555
    for shift, mask in (
        (1, 0x3333333333333333),
        (2, 0x0F0F0F0F0F0F0F0F),
        (4, 0x00FF00FF00FF00FF),
        (8, 0x0000FFFF0000FFFF),
        (16, 0x00000000FFFFFFFF),
    ):
        found = (found | (found >> shift)) & mask
    return found


def spot(latitude: float | None, longitude: float | None) -> int | None:
    """The packed position, or None where there is none or it is not on Earth."""
    if latitude is None or longitude is None or not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        return None
    return _interleave(round((latitude + 90) * _SCALE), round((longitude + 180) * _SCALE))


def position(spot_: int) -> tuple[float, float]:
    """Latitude and longitude of a packed position."""
    packed = np.array([spot_], dtype=np.int64)
    return float(_compact(packed >> 1)[0]) / _SCALE - 90, float(_compact(packed)[0]) / _SCALE - 180


def cells(latitude: float, longitude: float) -> list[int]:
    """The cells a position lies in: one of each grid, the one of its spot, and the one of all."""
    y, x = round((latitude + 90) * _SCALE), round((longitude + 180) * _SCALE)
    finest = _interleave(y // _LEVELS[0], x // _LEVELS[0])
    return [
        *((level << 54) | (finest >> (2 * shift)) for level, shift in enumerate(_SHIFTS)),
        EXACTLY | _interleave(y, x),
        ANYWHERE,
    ]


def distances_km(latitude: float, longitude: float, spots: Sequence[int]) -> list[float]:
    """Great-circle distances in kilometres (haversine) from a place to spots."""
    packed = np.array(spots, dtype=np.int64)
    latitudes, longitudes = _compact(packed >> 1) / _SCALE - 90, _compact(packed) / _SCALE - 180
    found: list[float] = _haversine(latitude, longitude, latitudes, longitudes).tolist()
    return found


def _haversine(latitude: float, longitude: float, latitudes: Floats, longitudes: Floats) -> Floats:
    here, there = math.radians(latitude), np.radians(latitudes)
    half = np.sin((there - here) / 2) ** 2
    across = np.sin((np.radians(longitudes) - math.radians(longitude)) / 2) ** 2
    chord: Floats = np.sqrt(half + math.cos(here) * np.cos(there) * across)
    return 2 * EARTH_KM * np.arcsin(np.minimum(1.0, chord))


@dataclass(frozen=True, slots=True)
class Cover:
    """A circle in cells: `inside` lie in it whole, `edge` in part."""

    inside: list[int]
    edge: list[int]


def cover(latitude: float, longitude: float, radius_km: float, held: Callable[[int], int]) -> Cover:
    """The cells of a circle: coarse ones in the middle, and finer ones along the edge where many vacancies are.

    `held` says how many vacancies a cell has. A cell is inside or outside only if its centre is so by more than its
    half-diagonal; all doubt is left to the edge.
    """
    level = 0
    while level < len(_LEVELS) - 1 and _LEVELS[level] * _KM_PER_UNIT < radius_km / 3:
        level += 1
    y, x = _window(latitude, longitude, radius_km, _LEVELS[level])
    inside: list[int] = []
    edge: list[int] = []
    while True:
        side = _LEVELS[level]
        centre = _haversine(latitude, longitude, (y + 0.5) * side / _SCALE - 90, (x + 0.5) * side / _SCALE - 180)
        slack = side * _KM_PER_UNIT * math.sqrt(0.5) * 1.001 + 0.002
        within, touched = centre + slack <= radius_km, centre - slack <= radius_km
        inside += _ids(level, y[within], x[within])
        doubtful = touched & ~within
        y, x = y[doubtful], x[doubtful]
        ids = _ids(level, y, x)
        if level == 0:
            return Cover(inside, edge + ids)
        counts = list(map(held, ids))
        edge += [id_ for id_, count in zip(ids, counts, strict=True) if 0 < count <= _FEW]
        crowded = np.array([count > _FEW for count in counts], dtype=bool)
        if np.count_nonzero(crowded) > _MOST_CROWDED:
            return Cover(inside, edge + [id_ for id_, count in zip(ids, counts, strict=True) if count > _FEW])
        if not crowded.any():
            return Cover(inside, edge)
        parts = _LEVELS[level] // _LEVELS[level - 1]
        across = np.arange(parts, dtype=np.int64)
        level -= 1
        y = np.repeat((y[crowded][:, None] * parts + across).ravel(), parts)
        x = np.repeat(x[crowded][:, None] * parts + across, parts, axis=0).ravel()


def _window(latitude: float, longitude: float, radius_km: float, side: int) -> tuple[Ints, Ints]:
    """Rows and columns of the cells that may touch a circle, over poles and date line."""
    angle = radius_km / EARTH_KM
    up = math.degrees(angle) + 0.001
    low, high = max(latitude - up, -90.0), min(latitude + up, 90.0)
    across = 180.0
    if low > -90 and high < 90:
        across = math.degrees(math.asin(min(1.0, math.sin(angle) / math.cos(math.radians(latitude))))) + 0.001
    west, east = longitude - across, longitude + across
    spans = [(-180.0, 180.0)] if across >= 180 else [(max(west, -180.0), min(east, 180.0))]
    if across < 180 and west < -180:
        spans.append((west + 360, 180.0))
    if across < 180 and east > 180:
        spans.append((-180.0, east - 360))
    rows = np.arange(int((low + 90) * _SCALE) // side, int((high + 90) * _SCALE) // side + 1, dtype=np.int64)
    columns = np.unique(
        np.concatenate(
            [
                np.arange(int((start + 180) * _SCALE) // side, int((stop + 180) * _SCALE) // side + 1, dtype=np.int64)
                for start, stop in spans
            ]
        )
    )
    return np.repeat(rows, len(columns)), np.tile(columns, len(rows))


def _ids(level: int, y: Ints, x: Ints) -> list[int]:
    ids: list[int] = ((level << 54) | _interleave_all(y, x)).tolist()
    return ids
