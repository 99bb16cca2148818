"""The method in one word: two tables made of the same records with the same keys by the same method are equal."""

from __future__ import annotations

import hashlib
import json

from volens.engines.disclosure.attack import BOUND
from volens.engines.disclosure.geography import POPULATION_FLOOR
from volens.engines.disclosure.noise import NoiseTable, noise_table
from volens.engines.disclosure.tables import BASE, THRESHOLD

#: Counted up when the way from records to a table, or the planner, changes in a way that no number below tells.
VERSION = 2


def method(noise: NoiseTable | None = None) -> str:
    """Name of the method: its version and a digest of the noise table, threshold, base, population floor and bound.

    It is written beside every published table. A table that names another method was made by another version of this
    program, and can be made again only with that.
    """
    noise = noise or noise_table()
    fixed = {
        "base": BASE,
        "bound": BOUND,
        "floor": POPULATION_FLOOR,
        "noise": hashlib.sha256(noise.rows.tobytes()).hexdigest(),
        "threshold": THRESHOLD,
    }
    digest = hashlib.sha256(json.dumps(fixed, sort_keys=True).encode()).hexdigest()
    return f"cell-key-{VERSION}-{digest[:16]}"
