"""Every page, in every language, on a phone and on a desk: axe finds nothing, nothing overflows, targets are large."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from volens.services.vacancies.models import Vacancy

PAGES = (
    "",
    "vacancies/?q=gardener&where=Newark",
    "vacancies/?q=zzzzqq&where=Nowherehausen&radius=x&pay=y",
    "vacancies/{worker}/",
    "vacancies/{chinese}/",
    "vacancies/{ended}/",
    "vacancies/{worker}/report/",
    "vacancies/{worker}/report/thanks/",
    "occupations/",
    "occupations/2/",
    "status/",
    "about/",
    "help/",
    "benefits/",
    "benefits/cn-gd/unemployment/",
    "benefits/us-nj/unemployment/",
    "sign-up/",
    "accessibility/",
    "privacy/",
    "nothing-here/",
)
WIDTHS = (360, 1280)
HERE = Path(__file__).parent


def addresses(language: str, world: dict[str, Vacancy]) -> list[str]:
    numbers = {name: each.pk for name, each in world.items()}
    return [f"/{language}/{page.format(**numbers)}" for page in PAGES]


def faults(page: Page) -> list[str]:
    """What axe finds against WCAG 2.2 AA and its best practices, with the place."""
    page.wait_for_load_state("load")  # a click returns before the next page has a document
    found = Axe().run(page).response["violations"]
    return [f"{each['id']}: {node['html'][:160]}" for each in found for node in each["nodes"]]


def overflow(page: Page) -> int:
    """How many pixels the page is wider than the screen."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_axe_finds_nothing(
    browser: Browser, live_server: Any, world: dict[str, Vacancy], language: str, width: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    found: list[str] = []
    for address in addresses(language, world):
        page.goto(live_server.url + address)
        found += [f"{address}: {fault}" for fault in faults(page)]
        if overflow(page) > 0:
            found.append(f"{address}: {overflow(page)} pixels too wide")
    context.close()
    assert not found, "\n".join(found)


@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_contrast_in_both_looks(browser: Browser, live_server: Any, world: dict[str, Vacancy], scheme: Any) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    found: list[str] = []
    for address in addresses("en", world)[:5]:
        page.goto(live_server.url + address)
        found += [f"{address}: {fault}" for fault in faults(page) if fault.startswith("color-contrast")]
    context.close()
    assert not found, "\n".join(found)


@pytest.mark.parametrize("width", WIDTHS)
def test_right_to_left_mirrors_without_overflow(
    browser: Browser, live_server: Any, world: dict[str, Vacancy], pseudo: str, width: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    for address in addresses(pseudo, world):
        page.goto(live_server.url + address)
        assert page.locator("html").get_attribute("dir") == "rtl"
        assert overflow(page) <= 0, address
        brand = page.locator(".brand").bounding_box()
        assert brand is not None
        assert brand["x"] + brand["width"] > width - 120, f"{address}: the brand should stand at the right"
    page.goto(f"{live_server.url}/{pseudo}/")
    plain = page.locator("main").inner_text()
    assert "Find work near you" not in plain
    assert "Ƒ" not in plain
    context.close()


def test_targets_are_large_enough_for_a_thumb(phone: Page, live_server: Any, world: dict[str, Vacancy]) -> None:
    small = (HERE / "small_targets.js").read_text(encoding="utf-8")
    for address in addresses("en", world):
        phone.goto(live_server.url + address)
        assert phone.evaluate(small) == [], address


def test_focus_can_be_seen(desk: Page, live_server: Any, world: dict[str, Vacancy]) -> None:
    shown = (HERE / "focus_style.js").read_text(encoding="utf-8")
    desk.goto(f"{live_server.url}/en/vacancies/")
    for _ in range(14):
        desk.keyboard.press("Tab")
        assert desk.evaluate(shown), desk.evaluate("document.activeElement.outerHTML")
