"""How many examples a property is tried with: a few wherever it runs, all of them in the deep profile."""

from __future__ import annotations

import os

#: Set by `scripts/test deep`, which runs every property again.
DEEP = bool(os.environ.get("VOLENS_DEEP"))
_SHARE, _LEAST = 4, 8


def few(many: int) -> int:
    """A quarter of so many examples, and all of them in the deep profile."""
    return many if DEEP else min(many, max(_LEAST, many // _SHARE))
