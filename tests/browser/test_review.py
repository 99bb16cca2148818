"""The page of a case with what a rule saw and what takes it back: axe, phone and desk, both languages."""

from __future__ import annotations

import os
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, expect

from tests.browser.test_accessibility import faults, overflow
from tests.browser.test_staff import looked_at, opened
from tests.posting.made import DECENT, Desk, Employer, open_case
from volens.services.people import sessions
from volens.services.vacancies.review import actions

TEXT = (
    "You cook lunch for two hundred people with two colleagues. Workers pay no recruitment fee. There is no curfew "
    "in our house. Pay a deposit of 200 yuan before you start."
)
TEXT_ZH = (
    "负责厨房日常烹饪工作，与两位同事一起为两百人准备午餐，并保持厨房清洁卫生，排班提前四周公布。"
    "本公司不收取任何押金、中介费。宿舍不设宵禁，下班后自由出入。"
)


def pictured(page: Any, name: str) -> list[str]:
    """What is wrong with the page as it stands; a picture of it where one is asked for."""
    if where := os.environ.get("VOLENS_PICTURES"):
        page.screenshot(path=f"{where}/{name}.png", full_page=True)
    wide = overflow(page)
    return [f"{name}: {fault}" for fault in faults(page)] + ([f"{name}: {wide} pixels too wide"] if wide > 0 else [])


@pytest.mark.parametrize(("language", "width"), [("en", 360), ("zh-hans", 1280)])
def test_reports_disagreement_and_unsent_changes_are_told_on_phone_and_desk(
    browser: Browser, live_server: Any, transactional_db: None, language: str, width: int
):
    employer = Employer(language=language)
    first = employer.send(employer.write())
    ada, bob, cem = (Desk(name, language=language) for name in ("Ada", "Bob", "Cem"))
    actions.decide(ada.account.staff, open_case(first).pk, actions.Decision("publish"))
    refuse = actions.Decision("refuse", ("job_unclear",), "Say what the work is, day by day.")
    actions.decide(bob.account.staff, open_case(first).pk, refuse)
    base, staff = f"{live_server.url}/{language}", f"{live_server.url}/{language}/staff/vacancies/"
    found = []

    def look(client: Any, *ways: tuple[str, str]) -> None:
        page = opened(browser, live_server.url, client, width)
        for name, path in ways:
            page.goto(path)
            found.extend(pictured(page, f"{name}-{language}-{width}"))
        page.context.close()

    case = f"{staff}{open_case(first).pk}/"
    look(ada.client, ("queue-divided", staff), ("case-divided", case))
    actions.decide(cem.account.staff, open_case(first).pk, refuse)
    page = f"{live_server.url}{employer.at(f'{first.pk}/')}"
    employer.post(f"{first.pk}/appeal/", {"words": "Every task of the day stands in the text."})
    actions.decide(ada.account.staff, open_case(first).pk, actions.Decision("publish"))
    look(ada.client, ("case-too-few", f"{staff}{open_case(first).pk}/"))
    look(employer.client, ("posting-appeal", page))
    actions.decide(Desk("Dou").account.staff, open_case(first).pk, actions.Decision("publish"))
    for network in ("10.0.0.1", "10.0.0.2"):
        public = f"/{language}/vacancies/{first.vacancy_id}/report/"
        Client(REMOTE_ADDR=network).post(public, {"category": "fee"})
        look(ada.client, (f"case-{network[-1]}-report", f"{staff}{open_case(first).pk}/"), ("queue", staff))
        visit = f"{base}/vacancies/{first.vacancy_id}/"
        look(
            ada.client,
            (f"thanks-{network[-1]}", f"{visit}report/thanks/"),
            (f"report-{network[-1]}", f"{visit}report/"),
        )
    look(employer.client, ("posting-checked", page))
    other = employer.send(employer.write(lodging="required", text=TEXT if language == "en" else TEXT_ZH))
    employer.post(f"{other.pk}/what/", DECENT["what"] | {"title": "Cook for a school"})
    page = f"{live_server.url}{employer.at(f'{other.pk}/')}"
    look(employer.client, ("posting-unsent", page), ("preview", f"{page}preview/"))
    employer.send(other)
    page = opened(browser, live_server.url, Desk(language=language).client, width)
    page.goto(f"{staff}{open_case(other).pk}/")
    page.keyboard.press("p")
    page.keyboard.press("Enter")
    expect(page.locator("#grounds-error")).to_be_visible()
    found += pictured(page, f"case-ticked-{language}-{width}")
    page.keyboard.press("p")
    page.keyboard.press("Enter")
    page.wait_for_url("**done=publish")
    page.context.close()
    assert not found


@pytest.mark.parametrize(("language", "width"), [("en", 360), ("zh-hans", 1280), ("en", 1280), ("zh-hans", 360)])
def test_what_was_taken_back_stands_in_its_sentence(
    browser: Browser, live_server: Any, transactional_db: None, language: str, width: int
):
    employer = Employer()
    one = employer.send(employer.write(text=TEXT if language == "en" else TEXT_ZH))
    page = opened(browser, live_server.url, Desk(language=language).client, width)
    address = f"{live_server.url}/{language}/staff/vacancies/{open_case(one).pk}/"
    assert looked_at(page, address) == []
    section = page.locator("section.taken-back")
    assert section.locator("mark").count() >= 1
    assert section.locator(".takes-back").first.inner_text().strip() in ("no", "There is no", "不收取", "不收取任何")
    line = section.locator(".takes-back").first.evaluate("each => getComputedStyle(each).textDecorationLine")
    assert "underline" in line  # told by more than colour
    if where := os.environ.get("VOLENS_PICTURES"):
        page.screenshot(path=f"{where}/case-{language}-{width}.png", full_page=True)
    assert sessions.cookie_name() in {each["name"] for each in page.context.cookies()}
    page.context.close()


def test_words_and_ticks_are_still_there_after_signing_in_again_and_gone_once_decided(
    browser: Browser, live_server: Any, transactional_db: None
):
    employer = Employer()
    employer.publish()
    one = employer.send(employer.write(documents_kept_by="employer"))
    desk = Desk()
    page = opened(browser, live_server.url, desk.client, 1280)
    address = f"{live_server.url}/en/staff/vacancies/{open_case(one).pk}/"
    page.goto(address)
    page.locator("#decide-words").press_sequentially("Say who keeps them.")
    page.locator("#decide-grounds summary").click()
    page.locator("#decide-grounds details input").nth(1).check()
    page.locator("#decide-grounds > label input").first.uncheck()
    cookies = page.context.cookies()
    page.context.clear_cookies(name=sessions.cookie_name())  # an hour has passed
    page.locator("button[value=send_back]").click()
    page.wait_for_url(f"**/sign-in/?next=case:{open_case(one).pk}")
    page.context.add_cookies(cookies)
    page.goto(address)
    expect(page.locator("#decide-words")).to_have_value("Say who keeps them.")
    expect(page.locator("#decide-grounds details input").nth(1)).to_be_checked()
    expect(page.locator("#decide-grounds > label input").first).not_to_be_checked()
    page.keyboard.press("b")  # chooses
    expect(page.locator("button[value=send_back]")).to_be_focused()
    assert open_case(one).decided_at is None
    page.keyboard.press("Enter")  # decides
    page.wait_for_url("**done=send_back")
    assert page.evaluate("sessionStorage.length") == 0
    page.context.close()


def test_who_signs_out_on_purpose_leaves_no_words_in_the_tab(
    browser: Browser, live_server: Any, transactional_db: None
):
    employer = Employer()
    employer.publish()
    one = employer.send(employer.write(documents_kept_by="employer"))
    page = opened(browser, live_server.url, Desk().client, 1280)
    page.goto(f"{live_server.url}/en/staff/vacancies/{open_case(one).pk}/")
    page.locator("#decide-words").press_sequentially("Say who.")
    page.goto(f"{live_server.url}/en/staff/")
    assert page.evaluate("sessionStorage.length") == 1
    page.locator("form[action$='/sign-out/'] button").click()
    page.wait_for_url(f"{live_server.url}/en/")
    assert page.evaluate("sessionStorage.length") == 0
    page.context.close()
