"""Saving a search and being recommended work, in both languages, on a phone and a desk."""

from __future__ import annotations

import os
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_organisations import sign_in, sound
from tests.people.made import make_person
from volens.services.alerts.models import SavedSearch
from volens.services.people.models import Account

WORDS = {
    "en": {"save": "Save this search", "change": "Change or stop", "pause": "Pause", "show": "Show what fits"},
    "zh-hans": {"save": "保存此搜索", "change": "更改或停止", "pause": "暂停", "show": "看看哪些合适"},
}


@pytest.fixture
def person(world: Any) -> Account:
    return make_person()[0]


def seen(page: Page, name: str) -> None:
    """Keep a picture where someone wants to look (VOLENS_PICTURES), and hold the page to the rules."""
    if folder := os.environ.get("VOLENS_PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)
    sound(page)


@pytest.mark.parametrize(("language", "screen"), [("en", "plain_phone"), ("zh-hans", "desk")])
def test_a_search_is_saved_paused_and_stopped(
    language: str, screen: str, person: Account, live_server: Any, request: pytest.FixtureRequest
) -> None:
    page: Page = request.getfixturevalue(screen)
    words, base = WORDS[language], f"{live_server.url}/{language}"
    sign_in(page, live_server.url, person)
    page.goto(f"{base}/vacancies/?q=nurse&where=Newark")
    page.get_by_role("link", name=words["save"]).click()
    if screen != "plain_phone":  # axe runs in the page, so it needs JavaScript
        seen(page, f"new-{language}")
    page.get_by_role("button", name=words["save"]).click()
    expect(page).to_have_url(f"{base}/alerts/?done=saved")
    if screen != "plain_phone":
        seen(page, f"mine-{language}")
    page.locator("summary").filter(has_text=words["change"]).click()
    with page.expect_navigation():
        page.get_by_role("button", name=words["pause"]).click()
    assert SavedSearch.objects.get().paused
    page.locator("summary").filter(has_text=words["change"]).click()
    page.locator("button[value=stop]").click()
    expect(page).to_have_url(f"{base}/alerts/?done=stopped")
    assert not SavedSearch.objects.exists()


@pytest.mark.parametrize(("language", "screen"), [("en", "phone"), ("zh-hans", "desk"), ("en", "desk")])
def test_work_is_recommended_with_reasons(
    language: str, screen: str, person: Account, live_server: Any, request: pytest.FixtureRequest
) -> None:
    page: Page = request.getfixturevalue(screen)
    sign_in(page, live_server.url, person)
    page.goto(f"{live_server.url}/{language}/recommended/")
    seen(page, f"recommended-empty-{language}-{screen}")
    page.locator("#wish-isco").select_option("22")
    page.locator("#wish-skills").fill("training, bank transfer")
    page.locator("#wish-where").fill("Newark")
    page.get_by_role("button", name=WORDS[language]["show"]).click()
    expect(page.locator("#fits")).to_be_in_viewport()
    expect(page.locator(".why").first).to_be_in_viewport()
    expect(page.locator("#wish-skills")).to_be_hidden()  # the form folds to one line of what is asked
    expect(page.locator("#asked > summary")).to_contain_text("bank transfer")
    seen(page, f"recommended-{language}-{screen}")
    page.locator("#asked > summary").click()
    page.locator("#wish-isco").select_option("")
    page.locator("#wish-work").fill("护士" if language == "zh-hans" else "nurse")
    page.locator("#wish-skills").fill("开叉车")
    page.get_by_role("button", name=WORDS[language]["show"]).click()
    understood = page.locator("section ul.active a")
    expect(understood.first).to_be_visible()
    seen(page, f"recommended-words-{language}-{screen}")
    for _meaning in range(understood.count()):
        understood.first.click()
    expect(understood).to_have_count(0)
    expect(page.locator("#fits + .notice")).to_be_visible()
    expect(page.locator(".why")).to_have_count(0)  # nothing that meets nothing of it
    seen(page, f"recommended-nothing-{language}-{screen}")


@pytest.mark.parametrize(("language", "screen"), [("en", "phone"), ("zh-hans", "desk")])
def test_without_an_account_an_address_is_asked_for(
    language: str, screen: str, world: Any, live_server: Any, request: pytest.FixtureRequest
) -> None:
    page: Page = request.getfixturevalue(screen)
    page.goto(f"{live_server.url}/{language}/vacancies/?q=nurse")
    page.get_by_role("link", name=WORDS[language]["save"]).click()
    page.get_by_role("button", name=WORDS[language]["save"]).click()
    seen(page, f"wrong-{language}")
    expect(page.locator(".error-text")).to_be_visible()
    page.locator("#id_email").fill("someone@example.org")
    page.get_by_role("button", name=WORDS[language]["save"]).click()
    expect(page.locator("p.notice[role=status]")).to_be_visible()
    seen(page, f"sent-{language}")
