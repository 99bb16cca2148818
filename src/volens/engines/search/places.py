"""Distance on the index's map: where a vacancy stands, and which grid cells it stands in.

Positions are kept to a hundred-thousandth of a degree, about a metre, and packed into one number, the *spot*. Every
position also lies in one square cell of each of nine grids, from 0.0025 degrees (about 280 metres) up, twice as wide
each and, where circles are seldom so small or so large, four times. `circles` makes circles of them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

#: Mean Earth radius in kilometres (IUGG 1980), as in the usual haversine.
EARTH_KM = 6371.0088

#: The cell that every position lies in: documents that have a place at all.
ANYWHERE = 63 << 54
#: Added to a spot, it makes a cell of that spot alone.
EXACTLY = 32 << 54

SCALE = 100_000
SHIFTS = (0, 1, 2, 3, 4, 5, 7, 9, 11)  # how often the finest cell is doubled
LEVELS = tuple(250 << shift for shift in SHIFTS)  # cell sides in hundred-thousandths of a degree
KM_PER_UNIT = math.pi * EARTH_KM / 180 / SCALE

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
    return _interleave(round((latitude + 90) * SCALE), round((longitude + 180) * SCALE))


def position(spot_: int) -> tuple[float, float]:
    """Latitude and longitude of a packed position."""
    packed = np.array([spot_], dtype=np.int64)
    return float(_compact(packed >> 1)[0]) / SCALE - 90, float(_compact(packed)[0]) / SCALE - 180


def cells(latitude: float, longitude: float) -> list[int]:
    """The cells a position lies in: one of each grid, the one of its spot, and the one of all."""
    y, x = round((latitude + 90) * SCALE), round((longitude + 180) * SCALE)
    finest = _interleave(y // LEVELS[0], x // LEVELS[0])
    return [
        *((level << 54) | (finest >> (2 * shift)) for level, shift in enumerate(SHIFTS)),
        EXACTLY | _interleave(y, x),
        ANYWHERE,
    ]


def distances_km(latitude: float, longitude: float, spots: Sequence[int]) -> list[float]:
    """Great-circle distances in kilometres (haversine) from a place to spots."""
    packed = np.array(spots, dtype=np.int64)
    latitudes, longitudes = _compact(packed >> 1) / SCALE - 90, _compact(packed) / SCALE - 180
    found: list[float] = haversine_km(latitude, longitude, latitudes, longitudes).tolist()
    return found


def unpacked(spots: Ints) -> tuple[Ints, Ints]:
    """Hundred-thousandths of a degree from the south pole, and from the date line, of packed positions."""
    return _compact(spots >> 1), _compact(spots)


def packed(y: Ints, x: Ints) -> Ints:
    """The spots of positions: the opposite of `unpacked`."""
    return _interleave_all(y, x)


def cell_id(level: int, y: int, x: int) -> int:
    """The cell of a level with these indices from the south pole and from the date line."""
    return (level << 54) | _interleave(y, x)


def cell_ids(level: int, y: Ints, x: Ints) -> list[int]:
    """The cells of a level with these indices from the south pole and from the date line."""
    ids: list[int] = ((level << 54) | _interleave_all(y, x)).tolist()
    return ids


def haversine_of(distance_km: float) -> float:
    """sin²(d / 2R) of a distance, and a bound that holds for none or for all beyond what is possible on Earth."""
    if distance_km < 0:
        return -1.0
    half = distance_km / EARTH_KM / 2
    return 2.0 if half >= math.pi / 2 else math.sin(half) ** 2


def haversine_km(latitude: float, longitude: float, latitudes: Floats, longitudes: Floats) -> Floats:
    """Great-circle distances in kilometres from a place to others."""
    here, there = math.radians(latitude), np.radians(latitudes)
    half = np.sin((there - here) / 2) ** 2
    across = np.sin((np.radians(longitudes) - math.radians(longitude)) / 2) ** 2
    chord: Floats = np.sqrt(half + math.cos(here) * np.cos(there) * across)
    return 2 * EARTH_KM * np.arcsin(np.minimum(1.0, chord))
