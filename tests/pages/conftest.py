"""The small world, and a client per test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.pages import vacancies
from volens.services.vacancies import index, queries
from volens.services.vacancies.models import Vacancy


@pytest.fixture(autouse=True)
def fresh_figures() -> Iterator[None]:
    """Figures are kept for half a minute; no test may see another's."""
    queries.forget()
    yield
    queries.forget()
    index._open.cache_clear()


@pytest.fixture
def world(db: None) -> dict[str, Vacancy]:
    """Seven vacancies in every state, indexed."""
    return vacancies.world()
