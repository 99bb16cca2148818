from __future__ import annotations

from pathlib import Path

import pytest

from volens.engines.search.embedded import EmbeddedIndex


@pytest.fixture
def index(tmp_path: Path) -> EmbeddedIndex:
    return EmbeddedIndex(tmp_path / "index")
