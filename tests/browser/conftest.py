"""Debian's Chromium, a live server with a small world in it, and the pseudo-locale."""

from __future__ import annotations

import importlib.util
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.pages import vacancies
from volens.services.vacancies import index, indexing, queries
from volens.services.vacancies.models import Vacancy

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # playwright's loop runs in the thread of the test
ROOT = Path(__file__).resolve().parents[2]
#: How long a page may take before a test gives up, in milliseconds: tests do not time, and a busy machine is slow.
PATIENCE = 30_000
expect.set_options(timeout=PATIENCE)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(item.path).is_relative_to(Path(__file__).parent):
            item.add_marker("browser")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    chromium = os.environ.get("VOLENS_CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
    return browser_type_launch_args | {"executable_path": chromium, "args": ["--no-sandbox"]}


@pytest.fixture(scope="session", autouse=True)
def built_assets(tmp_path_factory: pytest.TempPathFactory) -> None:
    """The pages are tested with the assets a deployment has. The live server starts before any test's own settings."""
    django_settings.STATIC_ROOT = str(tmp_path_factory.mktemp("static"))
    assert (ROOT / "src/volens/site/static/build/volens.js").exists(), "Run: python scripts/build_assets.py"


@pytest.fixture
def world(transactional_db: None) -> Iterator[dict[str, Vacancy]]:
    """The small world, and thirty gardeners so that there is a second page."""
    made = vacancies.world()
    source = made["nurse"].source
    for number in range(30):
        more = vacancies.NEWARK if number % 2 else vacancies.JERSEY
        hours = "full_time" if number % 3 else "part_time"
        vacancies.make(source, f"g{number}", title=f"Gardener {number}", isco="6113", hours=hours, pay_min=2100, **more)
    indexing.rebuild()
    queries.forget()
    yield made
    queries.forget()
    index._open.cache_clear()


@pytest.fixture
def pseudo(settings: Any, tmp_path: Path) -> str:
    """The right-to-left pseudo-locale, made from the sources as they are now."""
    spec = importlib.util.spec_from_file_location("messages", ROOT / "scripts" / "messages.py")
    assert spec is not None
    assert spec.loader is not None
    messages = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(messages)
    messages.write_pseudo(tmp_path)
    settings.LOCALE_PATHS = [*settings.LOCALE_PATHS, tmp_path]
    settings.LANGUAGES = [*settings.LANGUAGES, ("ar-xb", "Pseudo")]
    return "ar-xb"


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """A page 360 pixels wide."""
    yield from _page(browser.new_context(viewport={"width": 360, "height": 740}, has_touch=True))


@pytest.fixture
def desk(browser: Browser) -> Iterator[Page]:
    """A page 1280 pixels wide."""
    yield from _page(browser.new_context(viewport={"width": 1280, "height": 900}))


@pytest.fixture
def plain_phone(browser: Browser) -> Iterator[Page]:
    """A phone without JavaScript."""
    yield from _page(browser.new_context(viewport={"width": 360, "height": 740}, java_script_enabled=False))


def _page(context: BrowserContext) -> Iterator[Page]:
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on(
        "console",
        lambda line: faults.append(line.text) if line.type == "error" and "status of 4" not in line.text else None,
    )
    page.set_default_timeout(PATIENCE)
    yield page
    context.close()
    assert not faults, faults
