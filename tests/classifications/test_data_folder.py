"""`make run DATA=...` loads the classifications it finds, once each."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.classifications import packages
from volens.services.classifications import queries
from volens.site import preparation

pytestmark = pytest.mark.django_db


def test_what_is_there_is_loaded_once(tmp_path: Path) -> None:
    data = tmp_path / "measuring"
    packages.folder(data / "esco", packages.esco_files())
    (data / "csco").mkdir()
    (data / "csco" / "csco22.csv").write_text("code,name\n6-30-05-01,叉车司机\n", encoding="utf-8")
    said: list[str] = []
    preparation.load_classifications(data, said.append)
    assert set(queries.schemes().values_list("code", flat=True)) == {"isco08", "esco", "csco"}
    assert len(said) == 2
    preparation.load_classifications(data, said.append)
    assert len(said) == 2
    linker = queries.linker_to("esco", meaning=False)
    assert linker is not None
    assert linker.link("welder")[0].code == packages.WELDER
