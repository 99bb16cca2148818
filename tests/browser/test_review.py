"""The page of a case with what a rule saw and what takes it back: axe, phone and desk, both languages."""

from __future__ import annotations

import os
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.test_staff import looked_at, opened
from tests.posting.made import Desk, Employer, open_case
from volens.services.people import sessions

TEXT = (
    "You cook lunch for two hundred people with two colleagues. Workers pay no recruitment fee. There is no curfew "
    "in our house. Pay a deposit of 200 yuan before you start."
)
TEXT_ZH = (
    "负责厨房日常烹饪工作，与两位同事一起为两百人准备午餐，并保持厨房清洁卫生，排班提前四周公布。"
    "本公司不收取任何押金、中介费。宿舍不设宵禁，下班后自由出入。"
)


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
