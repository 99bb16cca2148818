"""The deployment's search index: where it lies, and the one object through which a process reaches it."""

from __future__ import annotations

import functools
from pathlib import Path

from django.conf import settings

from volens.engines.search.port import Index


@functools.cache
def _open(path: Path) -> Index:
    from volens.engines.search.embedded import EmbeddedIndex

    return EmbeddedIndex(path)


def index() -> Index:
    """The index of this deployment, opened at first use in each process (so after any fork)."""
    return _open(settings.INDEX_DIR)
