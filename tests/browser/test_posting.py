"""From an empty page to a published vacancy, and the reviewers' day: both languages, axe, phone and desk, keys."""

from __future__ import annotations

import itertools
import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_organisations import sign_in, sound
from tests.organisations.made import make_member, make_organisation
from tests.people.made import make_staff
from tests.posting.made import DECENT, Employer
from volens.services.vacancies.models import Posting, ReviewCase
from volens.services.vacancies.posting import linking

TEXT = {
    "en": "You cook lunch for two hundred people with two colleagues and keep the kitchen clean.",
    "zh-hans": "您和两名同事一起为两百人准备午餐，负责采购食材，并保持厨房和餐具的整洁。每天工作八小时。",
}


def fill(page: Page, answers: dict[str, str]) -> None:
    """Answer the questions of a step as they come: choose, tick, write."""
    for name, value in answers.items():
        field = page.locator(f"[name={name}]")
        if field.first.get_attribute("type") == "radio":
            page.locator(f"label:has([name={name}][value='{value}'])").click()
        elif field.evaluate("each => each.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)


def go_on(page: Page, step: str) -> None:
    page.locator("button[name=go][value=next]").click()
    expect(page).to_have_url(re.compile(f"/{step}/$"))


@pytest.mark.parametrize(("language", "screen"), [("en", "plain_phone"), ("zh-hans", "desk")])
def test_an_employer_posts_and_two_reviewers_publish(
    live_server: Any, transactional_db: None, request: pytest.FixtureRequest, browser: Any, language: str, screen: str
) -> None:
    page: Page = request.getfixturevalue(screen)
    base, scripts = live_server.url, screen != "plain_phone"
    check = sound if scripts else (lambda _page: None)  # axe needs scripts; the journey itself does not
    linking.suggest("Cook", "")  # built once in a process, and slow on a busy machine
    organisation = make_organisation(name="Harbour Bakery")
    account, _client = make_member(organisation)
    sign_in(page, base, account)
    page.goto(f"{base}/{language}/organisations/{organisation.pk}/vacancies/")
    check(page)
    page.locator("a[href$='/vacancies/new/']").first.click()
    check(page)
    page.locator("section[aria-labelledby=fresh-heading] button").click()
    steps = [*DECENT, "preview"]
    for step, following in itertools.pairwise(steps):
        expect(page).to_have_url(re.compile(f"/{step}/$"))
        answers = dict(DECENT[step])
        if step == "what":
            page.locator("button[name=go][value=next]").click()
            expect(page.locator("#error-summary")).to_be_visible()
            check(page)
            answers["text"] = TEXT[language]
        if step == "conditions":
            answers["contract_language"] = language[:2]
        if step == "kind":
            answers = {"isco": "none"} if not page.locator("[name=isco][value='5120']").count() else answers
        fill(page, answers)
        check(page)
        go_on(page, following)
    check(page)
    expect(page.locator(".preview-frame")).to_contain_text("Cook in a canteen")
    page.locator("section.send-in button").click()
    expect(page).to_have_url(re.compile("done=sent"))
    check(page)
    posting = Posting.objects.get()
    case = ReviewCase.objects.get()
    for number in range(2):
        reviewer, _ = make_staff("reviewer", f"Reviewer {number}")
        desk = browser.new_context(viewport={"width": 1280 if number else 360, "height": 800}).new_page()
        sign_in(desk, base, reviewer)
        desk.goto(f"{base}/{language}/staff/vacancies/")
        sound(desk)
        desk.keyboard.press("j")
        desk.keyboard.press("Enter")
        expect(desk).to_have_url(re.compile(f"/staff/vacancies/{case.pk}/$"))
        sound(desk)
        desk.keyboard.press("p")
        desk.keyboard.press("Enter")
        expect(desk).to_have_url(re.compile("done=(noted|publish)"))
        desk.context.close()
    page.goto(f"{base}/{language}/organisations/{organisation.pk}/vacancies/{posting.pk}/")
    check(page)
    page.goto(f"{base}/{language}/vacancies/{posting.vacancy_id}/")
    check(page)
    expect(page.locator("h1")).to_have_text("Cook in a canteen")
    page.goto(f"{base}/{language}/vacancies/{posting.vacancy_id}/report/")
    check(page)


def test_the_pages_of_what_was_held_sent_back_and_uploaded_are_sound(
    live_server: Any, transactional_db: None, phone: Page
) -> None:
    employer = Employer()
    employer.publish()
    held = employer.send(employer.write(documents_kept_by="employer", title="Packer"))
    sign_in(phone, live_server.url, employer.account)
    for path in (f"{held.pk}/", f"{held.pk}/preview/", "upload/", "programs/", f"{held.pk}/where/"):
        phone.goto(live_server.url + employer.at(path))
        sound(phone)
    phone.goto(live_server.url + employer.at("upload/"))
    phone.set_input_files(
        "#id_file", {"name": "jobs.csv", "mimeType": "text/csv", "buffer": b"title,pay_min\nCook,x\n"}
    )
    phone.locator("form.panel button[type=submit]").click()
    expect(phone.locator(".problems")).to_be_visible()
    sound(phone)


def test_what_is_pasted_from_word_keeps_its_lists(live_server: Any, transactional_db: None, desk: Page) -> None:
    employer = Employer()
    sign_in(desk, live_server.url, employer.account)
    desk.goto(live_server.url + employer.at(f"{employer.begin()}/what/"))
    desk.evaluate(
        """() => {
          const data = new DataTransfer();
          data.setData("text/html", "<p class=MsoNormal>Tasks:</p><p class=MsoListParagraph style='mso-list:l0'>"
            + "<span style='mso-list:Ignore'>\\u00b7</span>cook</p><ul><li>clean</li></ul><style>p{}</style>");
          data.setData("text/plain", "x");
          const pasted = new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true});
          document.getElementById("id_text").dispatchEvent(pasted);
        }"""
    )
    assert re.sub(r"\n+", "\n", desk.locator("#id_text").input_value()) == "Tasks:\n• cook\n• clean"


def test_a_key_chooses_enter_decides_and_nothing_happens_while_one_types(
    live_server: Any, transactional_db: None, desk: Page
) -> None:
    employer = Employer()
    employer.publish()
    employer.send(employer.write(documents_kept_by="employer"))
    reviewer, _ = make_staff("reviewer")
    sign_in(desk, live_server.url, reviewer)
    case = ReviewCase.objects.get(decided_at__isnull=True)
    desk.goto(f"{live_server.url}/en/staff/vacancies/{case.pk}/")
    desk.locator("#decide-words").fill("")
    desk.locator("#decide-words").press_sequentially("bpr please say who keeps them")
    assert ReviewCase.objects.get(pk=case.pk).decided_at is None
    desk.locator("h1").click()
    desk.keyboard.press("b")
    expect(desk.locator("button[value=send_back]")).to_be_focused()
    assert ReviewCase.objects.get(pk=case.pk).decided_at is None
    desk.keyboard.press("Enter")
    expect(desk).to_have_url(re.compile("done=send_back"))
    assert ReviewCase.objects.get(pk=case.pk).outcome == "send_back"
