"""What every test shares: its own data directory and index, shuffled results where no order was asked, safe GETs."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.handlers.base import BaseHandler
from django.db import connection
from django.db.models import QuerySet
from django.utils import translation
from hypothesis import settings as hypothesis_settings

from tests.examples import few

WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")


hypothesis_settings.register_profile("volens", max_examples=few(100))
hypothesis_settings.load_profile("volens")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what touches the database, so that it runs again on PostgreSQL, and properties, which run again deep."""
    for item in items:
        if getattr(getattr(item, "obj", None), "is_hypothesis_test", False):
            item.add_marker("property")
        fixtures = set(getattr(item, "fixturenames", ()))
        if item.get_closest_marker("django_db") or fixtures & {"db", "transactional_db", "live_server"}:
            item.add_marker("database")


@pytest.fixture(autouse=True)
def data_dir(tmp_path: Path, settings: Any) -> Path:
    """A data directory of the test's own: its index, rejects and files never meet another test's."""
    settings.DATA_DIR = tmp_path / "data"
    settings.INDEX_DIR = settings.DATA_DIR / "index"
    settings.DATA_DIR.mkdir()
    settings.STATIC_ROOT = settings.DATA_DIR / "static"
    settings.STATIC_ROOT.mkdir()
    settings.PAGE_CACHE_SECONDS = 0  # tests/pages/test_page_cache.py turns it on
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    directory: Path = settings.DATA_DIR
    return directory


@pytest.fixture(autouse=True)
def no_language_left_over() -> Iterator[None]:
    """A page asked for in Chinese leaves Chinese active in its thread; the next test starts without."""
    translation.deactivate()
    yield
    translation.deactivate()


@pytest.fixture(autouse=True)
def shuffled_unless_ordered(monkeypatch: pytest.MonkeyPatch) -> None:
    """A queryset without an order gives its rows in a random one: code that relies on luck fails here."""
    fetch = QuerySet._fetch_all

    def fetch_and_shuffle(self: QuerySet[Any]) -> None:
        fresh = self._result_cache is None
        fetch(self)
        if fresh and self._result_cache and not self.ordered:
            random.shuffle(self._result_cache)

    monkeypatch.setattr(QuerySet, "_fetch_all", fetch_and_shuffle)


@pytest.fixture(autouse=True)
def reading_never_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    """A GET or HEAD request must not change the database: links are followed by robots and by accident."""
    answer = BaseHandler.get_response

    def refuse(execute: Callable[..., Any], sql: str, parameters: Any, many: bool, context: dict[str, Any]) -> Any:
        if sql.lstrip().upper().startswith(WRITES):
            raise AssertionError(f"A GET request wrote to the database: {sql[:200]}")
        return execute(sql, parameters, many, context)

    def get_response(self: BaseHandler, request: Any) -> Any:
        if request.method not in {"GET", "HEAD"}:
            return answer(self, request)
        with connection.execute_wrapper(refuse):
            return answer(self, request)

    monkeypatch.setattr(BaseHandler, "get_response", get_response)


@pytest.fixture
def clean_index_cache() -> Iterator[None]:
    """Close the process's index before and after, for tests that replace it under the same path."""
    from volens.services.vacancies import index

    index._open.cache_clear()
    yield
    index._open.cache_clear()
