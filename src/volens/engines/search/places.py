"""Distance on the index's map: which grid cells a circle holds, and where a vacancy stands.

Positions are kept to a hundred-thousandth of a degree, about a metre, and packed into one number, the *spot*. Every
position also lies in one square cell of each of six grids, from 0.01 degrees (about a kilometre) up, four times wider
each. A circle is then a few hundred cells: those wholly inside, and those its edge runs through, whose spots are
measured.
"""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

#: Mean Earth radius in kilometres (IUGG 1980), as in the usual haversine.
EARTH_KM = 6371.0088
#: No two places are farther apart than half the Earth's circumference.
FARTHEST_KM = math.pi * EARTH_KM + 1

_SCALE = 100_000
_LEVELS = tuple(1000 * 4**level for level in range(6))  # cell sides in hundred-thousandths of a degree
_KM_PER_UNIT = math.pi * EARTH_KM / 180 / _SCALE

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


def spot(latitude: float | None, longitude: float | None) -> int | None:
    """The packed position, or None where there is none or it is not on Earth."""
    if latitude is None or longitude is None or not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        return None
    return (round((latitude + 90) * _SCALE) << 26) | round((longitude + 180) * _SCALE)


def cells(spot_: int) -> list[int]:
    """The cells a spot lies in, one of each grid, finest first."""
    y, x = spot_ >> 26, spot_ & 0x3FFFFFF
    return [(level << 48) | ((y // side) << 24) | (x // side) for level, side in enumerate(_LEVELS)]


def distance_km(latitude: float, longitude: float, spot_: int) -> float:
    """Great-circle distance in kilometres (haversine) from a place to a spot."""
    other_latitude = math.radians((spot_ >> 26) / _SCALE - 90)
    other_longitude = math.radians((spot_ & 0x3FFFFFF) / _SCALE - 180)
    here = math.radians(latitude)
    half = math.sin((other_latitude - here) / 2) ** 2
    across = math.sin((other_longitude - math.radians(longitude)) / 2) ** 2
    return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(half + math.cos(here) * math.cos(other_latitude) * across)))


def distances_km(latitude: float, longitude: float, spots: Ints) -> Floats:
    """As `distance_km`, for many spots at once."""
    return _haversine(latitude, longitude, (spots >> 26) / _SCALE - 90, (spots & 0x3FFFFFF) / _SCALE - 180)


def _haversine(latitude: float, longitude: float, latitudes: Floats, longitudes: Floats) -> Floats:
    here, there = math.radians(latitude), np.radians(latitudes)
    half = np.sin((there - here) / 2) ** 2
    across = np.sin((np.radians(longitudes) - math.radians(longitude)) / 2) ** 2
    chord: Floats = np.sqrt(half + math.cos(here) * np.cos(there) * across)
    return 2 * EARTH_KM * np.arcsin(np.minimum(1.0, chord))


@dataclass(frozen=True, slots=True)
class Cover:
    """A circle in cells: `inside` lie in it whole, `edge` in part."""

    inside: tuple[int, ...]
    edge: tuple[int, ...]


@functools.lru_cache(maxsize=2048)
def cover(latitude: float, longitude: float, radius_km: float) -> Cover:
    """The cells of a circle: coarse ones in the middle, finer ones along the edge.

    A cell is inside or outside only if its centre is so by more than its half-diagonal; all doubt is left to the edge.
    """
    finest = 0
    while finest < len(_LEVELS) - 1 and _LEVELS[finest + 1] * _KM_PER_UNIT <= radius_km / 16:
        finest += 1
    level = len(_LEVELS) - 1
    rows, columns = -(-180 * _SCALE // _LEVELS[level]), -(-360 * _SCALE // _LEVELS[level]) + 1
    y, x = (part.ravel() for part in np.mgrid[0:rows, 0:columns].astype(np.int64))
    inside: list[int] = []
    while True:
        side = _LEVELS[level]
        centre = _haversine(latitude, longitude, (y + 0.5) * side / _SCALE - 90, (x + 0.5) * side / _SCALE - 180)
        slack = side * _KM_PER_UNIT * math.sqrt(0.5) * 1.001 + 0.002
        within, touched = centre + slack <= radius_km, centre - slack <= radius_km
        inside += _ids(level, y[within], x[within])
        edge = touched & ~within
        y, x = y[edge], x[edge]
        if level == finest:
            return Cover(tuple(inside), tuple(_ids(level, y, x)))
        level -= 1
        step = np.arange(4, dtype=np.int64)
        y = (y[:, None, None] * 4 + step[None, :, None] + np.zeros(4, np.int64)).ravel()
        x = (x[:, None, None] * 4 + step[None, None, :] + np.zeros((4, 1), np.int64)).ravel()


def _ids(level: int, y: Ints, x: Ints) -> list[int]:
    ids: list[int] = ((level << 48) | (y << 24) | x).tolist()
    return ids
