"""Comparing, what to do next, pay of an occupation, a CV: both languages, phone and desk, with and without scripts."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.browser.test_alerts import seen
from tests.browser.test_organisations import sign_in
from tests.pages import vacancies
from tests.people.made import make_person
from volens.services.guidance import actions
from volens.services.market import actions as market
from volens.services.market import queries as published
from volens.services.people.models import Account, Document
from volens.services.saved import actions as saved
from volens.services.saved.actions import Act
from volens.services.vacancies import indexing, queries
from volens.services.vacancies.models import Vacancy

SCREENS = [("en", "phone"), ("zh-hans", "phone"), ("en", "desk"), ("zh-hans", "desk")]


@pytest.fixture
def person(world: Any) -> Account:
    return make_person(chosen_name="Aygul", experience="Forklift driver", skills="driving, counting")[0]


@pytest.mark.parametrize(("language", "screen"), SCREENS)
def test_two_vacancies_are_compared_from_the_page_of_one(
    language: str, screen: str, world: dict[str, Vacancy], live_server: Any, request: pytest.FixtureRequest
) -> None:
    page: Page = request.getfixturevalue(screen)
    actions.load_travel_times("operator", ["from,to,mode,minutes", "5101798,5099836,transit,25"])
    page.goto(f"{live_server.url}/{language}/vacancies/{world['nurse'].pk}/")
    seen(page, f"vacancy-beside-{language}-{screen}")
    page.locator('a[href*="/compare/?a="]').click()
    seen(page, f"compare-one-{language}-{screen}")
    page.locator("#compare-find").fill(world["worker"].title)
    page.locator("#compare-find").press("Enter")
    expect(page.locator(".compare-found li").first).to_be_visible()
    seen(page, f"compare-find-{language}-{screen}")
    page.locator(f'.compare-found a[href*="b={world["worker"].pk}"]').press("Enter")
    expect(page.locator(".compare thead th[scope=col]")).to_have_count(2)
    seen(page, f"compare-two-{language}-{screen}")
    page.locator("#compare-where").fill("Newark, NJ")
    page.locator(".compare-place button[type=submit]").click()
    expect(page.locator(".compare tbody")).to_have_count(3)
    expect(page.locator(".compare")).to_contain_text("25")
    page.locator('.compare-tools a[href*="only=1"]').click()
    expect(page.locator(".compare tr.differs").first).to_be_visible()
    assert page.locator(".compare tbody tr:not(.differs):not(.part)").count() == 0
    seen(page, f"compare-differs-{language}-{screen}")


def test_one_is_found_by_words_or_entered_by_number_without_scripts(
    world: dict[str, Vacancy], live_server: Any, plain_phone: Page
) -> None:
    plain_phone.goto(f"{live_server.url}/en/compare/")
    plain_phone.locator("#compare-find").fill("nurse")
    plain_phone.locator(".compare-find button").click()
    plain_phone.locator(f'.compare-found a[href*="a={world["nurse"].pk}"]').click()
    expect(plain_phone.locator(".compare thead th[scope=col]")).to_have_count(1)
    plain_phone.locator(".compare-numbers summary").click()
    plain_phone.locator("#compare-more").fill(f"{live_server.url}/en/vacancies/{world['worker'].pk}/")
    plain_phone.locator(".compare-numbers button").click()
    expect(plain_phone.locator(".compare thead th[scope=col]")).to_have_count(2)


def test_saved_ones_are_ticked_and_compared_without_scripts(
    world: dict[str, Vacancy], person: Account, live_server: Any, plain_phone: Page
) -> None:
    for name in ("nurse", "worker"):
        saved.mark(person.pk, world[name].pk, Act.SAVE)
    sign_in(plain_phone, live_server.url, person)
    plain_phone.goto(f"{live_server.url}/en/saved/")
    for name in ("nurse", "worker"):
        plain_phone.locator(f"#compare-{world[name].pk}").check()
    plain_phone.locator("#compare-saved button").click()
    expect(plain_phone.locator(".compare thead th[scope=col]")).to_have_count(2)


@pytest.mark.parametrize(("language", "screen"), SCREENS)
def test_own_words_lead_to_work_nearby_with_vacancies_and_pay(
    language: str, screen: str, world: Any, live_server: Any, request: pytest.FixtureRequest
) -> None:
    page: Page = request.getfixturevalue(screen)
    offers = vacancies.source(name="feed", title="Feed", kind="file")
    for number in range(12):
        more = {"pay_min": 2500 + 100 * number, "is_sample": False, **vacancies.NEWARK}
        vacancies.make(offers, f"c{number}", title="Cook", isco="5120", **more)
    indexing.rebuild()
    queries.forget()
    published._sheet.cache_clear()
    market.publish_vacancies(timezone.localdate())
    page.goto(f"{live_server.url}/{language}/next/")
    seen(page, f"next-ask-{language}-{screen}")
    page.locator("#next-work").fill("厨师" if language == "zh-hans" else "cook")
    page.locator("#next-work").press("Enter")
    page.locator('.tree a[href*="/next/5120/"]').first.click()
    expect(page.locator(".near-work > li").first).to_be_visible()
    expect(page.locator(".pay-range").first).to_be_visible()
    seen(page, f"next-{language}-{screen}")
    page.goto(f"{live_server.url}/{language}/occupations/5120/")
    expect(page.locator(".pay-range").first).to_be_visible()
    seen(page, f"pay-{language}-{screen}")
    published._sheet.cache_clear()


@pytest.mark.parametrize(("language", "screen"), SCREENS)
def test_a_cv_is_made_from_the_profile_downloaded_and_kept(
    language: str, screen: str, person: Account, live_server: Any, request: pytest.FixtureRequest
) -> None:
    page: Page = request.getfixturevalue(screen)
    sign_in(page, live_server.url, person)
    page.goto(f"{live_server.url}/{language}/cv/")
    expect(page.locator("#id_name")).to_have_value("Aygul")
    seen(page, f"cv-{language}-{screen}")
    page.locator("#id_skills_order").select_option("1")
    page.locator("button[value=preview]").click()
    expect(page.locator(".cv-sheet .cv-name")).to_have_text("Aygul")
    seen(page, f"cv-preview-{language}-{screen}")
    with page.expect_download() as download:
        page.locator("button[value=pdf]").click()
    assert download.value.suggested_filename.endswith("Aygul.pdf")
    assert not Document.objects.exists()
    page.locator("details.report summary").click()
    page.locator("button[value=keep]").click()
    expect(page).to_have_url(re.compile("/my/documents/"))
    assert Document.objects.count() == 1


def test_a_cv_without_an_account_and_without_scripts(
    live_server: Any, transactional_db: None, plain_phone: Page
) -> None:
    plain_phone.goto(f"{live_server.url}/en/cv/")
    plain_phone.locator("button[value=preview]").click()
    expect(plain_phone.locator("#error-summary")).to_be_visible()
    plain_phone.locator("#id_name").fill("ئايگۈل")
    plain_phone.locator("#id_experience").fill("- one\n- two")
    plain_phone.locator("button[value=preview]").click()
    expect(plain_phone.locator(".cv-sheet li")).to_have_count(2)
    expect(plain_phone.locator(".notice.warn")).to_contain_text("cannot draw")
    with plain_phone.expect_download() as download:
        plain_phone.locator("button[value=text]").click()
    assert download.value.suggested_filename.endswith(".txt")


@pytest.mark.parametrize(("language", "screen"), [("en", "phone"), ("zh-hans", "desk")])
def test_recommendations_ask_about_minutes_where_the_way_is_known(
    language: str, screen: str, person: Account, live_server: Any, request: pytest.FixtureRequest
) -> None:
    page: Page = request.getfixturevalue(screen)
    actions.load_travel_times("operator", ["from,to,mode,minutes", "5099836,5101798,transit,25"])
    sign_in(page, live_server.url, person)
    page.goto(f"{live_server.url}/{language}/recommended/?isco=22&where=Jersey+City,+NJ&minutes=45&weekly=40")
    expect(page.locator(".why").first).to_contain_text("25")
    expect(page.locator("#wish-minutes")).to_have_value("45")
    seen(page, f"recommended-minutes-{language}-{screen}")


def test_right_to_left_nothing_is_wider_than_the_screen(
    pseudo: str, world: dict[str, Vacancy], live_server: Any, phone: Page
) -> None:
    pair = f"a={world['nurse'].pk}&b={world['worker'].pk}"
    for path in (f"compare/?{pair}", "next/2221/", "cv/"):
        phone.goto(f"{live_server.url}/{pseudo}/{path}")
        assert phone.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), path
