"""What every test shares: its own data directory and index, shuffled results where no order was asked, safe GETs."""

from __future__ import annotations

import gc
import itertools
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.handlers.base import BaseHandler
from django.db import connection
from django.db.models import QuerySet
from django.utils import translation
from hypothesis import settings as hypothesis_settings

from tests.examples import few

WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")


hypothesis_settings.register_profile("volens", max_examples=few(100), deadline=None)  # tests do not time
hypothesis_settings.load_profile("volens")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what touches the database, so that it runs again on PostgreSQL, and properties, which run again deep."""
    for item in items:
        if getattr(getattr(item, "obj", None), "is_hypothesis_test", False):
            item.add_marker("property")
        fixtures = set(getattr(item, "fixturenames", ()))
        if item.get_closest_marker("django_db") or fixtures & {"db", "transactional_db", "live_server"}:
            item.add_marker("database")


def pytest_configure() -> None:
    """What holds for every test, set once."""
    django_settings.PAGE_CACHE_SECONDS = 0  # tests/pages/test_page_cache.py turns it on
    django_settings.STORAGES = {
        **django_settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


def pytest_collection_finish() -> None:
    """What was imported and collected stays to the end: the collector of garbage need not go through it each time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture(scope="session")
def data_dirs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Directories nobody had before. Numbered: `tmp_path` looks through all that there are for each new one."""
    folder = tmp_path_factory.mktemp("data")
    return (folder / str(number) for number in itertools.count())


@pytest.fixture(autouse=True)
def data_dir(data_dirs: Iterator[Path], settings: Any) -> Path:
    """A data directory of the test's own: its index, rejects and files never meet another test's."""
    directory = next(data_dirs)
    static = directory / "static"
    static.mkdir(parents=True)
    settings.DATA_DIR = directory
    settings.INDEX_DIR = directory / "index"
    settings.STATIC_ROOT = static
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
