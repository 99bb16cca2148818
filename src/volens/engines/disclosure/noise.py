"""The noise of the cell-key method: which small number is added to a count.

Every record has a random key. The keys of the records in a cell, added up, are the cell's key, and the key and the
count together choose the noise from a table. So the same set of people gets the same noise wherever it is counted:
asking again, or in other words, averages nothing away. The method is that of the Australian Bureau of Statistics'
TableBuilder (Fraser and Wooton, "A proposed method for confidentialising tabular output to protect against
differencing", UNECE 2005) and of the European census of 2021 (Antal, Enderle and Giessing, "Harmonised protection of
census data in the ESS", 2017), whose table design is followed: no noise for an empty cell, none that makes a count
negative, none beyond a bound, zero on average, of one variance, and otherwise as random as can be (of most entropy).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

#: Keys of cells and records are numbers below this.
KEYS = 1 << 16
#: The largest noise, and its variance, unless a deployment chooses others.
MAXIMUM, VARIANCE = 8, 6.25

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class NoiseTable:
    """Noise by count (rows; counts from `maximum` on share the last) and cell key (columns)."""

    maximum: int
    variance: float
    rows: NDArray[np.int8]

    def noise(self, counts: Ints, cell_keys: Ints) -> Ints:
        """What to add to each count. Both arrays have one shape; the keys are sums, of any size, of record keys."""
        rows = np.minimum(counts, self.maximum)
        found: Ints = self.rows[rows, cell_keys % KEYS].astype(np.int64)
        return found

    def probabilities(self, count: int) -> dict[int, float]:
        """How likely each noise is for a true count: the method is public, only the keys are secret."""
        values, times = np.unique(self.rows[min(count, self.maximum)], return_counts=True)
        return {int(value): float(number) / KEYS for value, number in zip(values, times, strict=True)}


@cache
def noise_table(maximum: int = MAXIMUM, variance: float = VARIANCE) -> NoiseTable:
    """The table of a bound and a variance. Raises ValueError for a variance no noise within the bound can have."""
    if not 1 <= maximum <= 100:
        raise ValueError(f"The largest noise must lie between 1 and 100, not {maximum}.")
    if not 0 < variance < maximum:
        raise ValueError(
            f"A count of 1 can only lose 1, so with a largest noise of {maximum} the variance must be below {maximum}"
            f" and above 0, not {variance}."
        )
    rows = np.zeros((maximum + 1, KEYS), dtype=np.int8)
    for count in range(1, maximum + 1):
        support = np.arange(-count, maximum + 1)
        rows[count] = np.repeat(support, _shares(_most_random(support, variance)))
    return NoiseTable(maximum, variance, rows)


def _most_random(support: Ints, variance: float) -> Floats:
    """The distribution of most entropy with mean 0 and this variance: exp(a d + b d²), fitted by Newton's method."""
    features = np.stack([support, support.astype(np.float64) ** 2 - variance]) / np.array([[1.0], [variance]])
    weights = np.zeros(2)

    def distribution(weights: Floats) -> Floats:
        exponents = weights @ features
        shares: Floats = np.exp(exponents - exponents.max())
        shares /= shares.sum()
        return shares

    def surplus(weights: Floats) -> float:
        exponents = weights @ features
        top = float(exponents.max())
        return top + float(np.log(np.exp(exponents - top).sum()))

    for _ in range(200):
        shares = distribution(weights)
        mean = features @ shares
        if float(np.abs(mean).max()) < 1e-13:
            break
        spread = (features * shares) @ features.T - np.outer(mean, mean)
        step, size = np.linalg.solve(spread + 1e-15 * np.eye(2), mean), 1.0
        while surplus(weights - size * step) > surplus(weights) and size > 1e-9:
            size /= 2
        weights = weights - size * step
    return distribution(weights)


def _shares(probabilities: Floats) -> Ints:
    """Probabilities as numbers of keys, by largest remainder."""
    exact = probabilities * KEYS
    whole: Ints = np.floor(exact).astype(np.int64)
    rest = np.argsort(-(exact - whole), kind="stable")[: KEYS - int(whole.sum())]
    whole[rest] += 1
    return whole


def record_keys(identifiers: Iterable[str], secret: bytes) -> NDArray[np.uint16]:
    """The key of each record: a keyed hash (BLAKE2b, RFC 7693) of its identifier, so that it is the same every time.

    `secret` is at least 16 bytes and belongs to the deployment; who has it can take the noise away.
    """
    if len(secret) < 16:
        raise ValueError("The secret of record keys must have at least 16 bytes.")
    keyed = hashlib.blake2b(key=secret[:64], digest_size=2)

    def digest(identifier: str) -> bytes:
        one = keyed.copy()
        one.update(identifier.encode())
        return one.digest()

    return np.frombuffer(b"".join(map(digest, identifiers)), dtype="<u2").astype(np.uint16)
