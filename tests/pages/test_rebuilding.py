"""An index of another version, or a damaged one, is no fault of the visitor's: 503 and when to come back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from volens.services.vacancies import index
from volens.services.vacancies.models import Vacancy


@pytest.fixture
def outdated(world: dict[str, Vacancy], settings: Any) -> Path:
    pointer = Path(settings.INDEX_DIR) / "current"
    pointer.write_text('{"directory": "g-1", "format": "0.0/of-another-version"}', encoding="utf-8")
    index._open.cache_clear()
    return pointer


@pytest.mark.parametrize("address", ["/en/", "/en/vacancies/", "/zh-hans/vacancies/?q=cook"])
def test_pages_say_that_the_search_is_being_rebuilt(outdated: Path, client: Client, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 503
    assert int(answer["Retry-After"]) > 0
    assert "no-store" in answer["Cache-Control"]
    assert "another-version" not in answer.content.decode(), "the visitor is told nothing of files"


def test_the_api_says_so_in_json(outdated: Path, client: Client) -> None:
    answer = client.get("/api/v1/vacancies?q=cook")
    assert (answer.status_code, "detail" in answer.json()) == (503, True)
    assert int(answer["Retry-After"]) > 0


def test_pages_that_need_no_search_stay(outdated: Path, client: Client) -> None:
    assert client.get("/en/privacy/").status_code == 200


def test_the_worker_mends_it_by_itself(outdated: Path, client: Client) -> None:
    call_command("worker", once=True)
    index._open.cache_clear()
    assert client.get("/en/vacancies/").status_code == 200
