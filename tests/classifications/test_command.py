"""`volens classification` loads and lists, for people and for programs."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.classifications import packages

pytestmark = pytest.mark.django_db


def _run(*arguments: str) -> str:
    out = StringIO()
    call_command("classification", *arguments, stdout=out)
    return out.getvalue()


def test_load_and_list(tmp_path: Path) -> None:
    path = packages.folder(tmp_path / "ESCO v1.1.1", packages.esco_files())
    assert "volens classification load isco" in _run("list")
    assert "7 concepts" in _run("load", "esco", str(path))
    assert "unchanged" in _run("load", "esco", str(path))
    assert "ESCO" in _run("list")


def test_json_for_programs(tmp_path: Path) -> None:
    path = packages.folder(tmp_path / "db_99_1_text", packages.onet_files())
    loaded = json.loads(_run("load", "onet", str(path), "--json"))
    assert loaded == {
        "scheme": "onet",
        "version": "99.1",
        "changed": True,
        "concepts": 3,
        "labels": 7,
        "relations": 2,
    }
    (row,) = json.loads(_run("list", "--json"))
    assert (row["scheme"], row["concepts"], row["languages"]) == ("onet", 3, ["en"])
    assert "CC BY 4.0" in row["attribution"]


def test_problems_end_in_a_message(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="There is nothing at"):
        _run("load", "esco", str(tmp_path / "nowhere"))
    with pytest.raises(CommandError, match="folder or the zip"):
        _run("load", "onet")
    with pytest.raises(CommandError, match="leave out the path"):
        _run("load", "isco", str(tmp_path))
