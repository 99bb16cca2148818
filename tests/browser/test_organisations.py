"""An employer from sign-up to verified, and the reviewer's day: both languages, axe, phone and desk."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.organisations.journey import PDF
from tests.organisations.made import fresh_number, make_member, make_organisation
from tests.people.journey import fresh_contact
from tests.people.made import make_staff
from volens.services.organisations.models import Organisation, Verification
from volens.services.people import sessions

WORDS = {
    "en": {
        "sign_up": "Sign up in a minute",
        "add": "Add my organisation",
        "make": "Add the organisation",
        "start": "Start the verification",
        "document": "Add the document",
        "due": "A decision is due by",
        "verified": "Verified until",
        "refused": "The verification was refused",
        "appeal": "Appeal to another reviewer",
        "decide": "Decide",
    },
    "zh-hans": {
        "sign_up": "一分钟注册",
        "add": "添加我的单位",
        "make": "添加单位",
        "start": "开始核验",
        "document": "添加材料",
        "due": "作出决定",
        "verified": "核验有效期至",
        "refused": "核验未通过",
        "appeal": "向另一位审核人员申诉",
        "decide": "作出决定",
    },
}


def sound(page: Page) -> None:
    """No fault axe finds, nothing wider than the screen.

    A click returns when the next page is on its way: what is read before it has loaded has no document yet.
    """
    page.wait_for_load_state("load")
    found = Axe().run(
        page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
    )
    assert not found.response["violations"], (page.url, found.generate_report())
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), page.url


def sign_in(page: Page, base: str, account) -> None:
    """Let the page's browser be signed in as the account."""
    from tests.people.made import signed_in

    client = signed_in(account)
    name = sessions.cookie_name()
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": base}])


def words(language: str) -> dict[str, str]:
    return WORDS[language]


@pytest.mark.parametrize(("language", "screen"), [("en", "phone"), ("zh-hans", "desk")])
def test_an_employer_signs_up_is_refused_appeals_and_is_verified(
    live_server, transactional_db, request, tmp_path: Path, language, screen, browser
):
    page: Page = request.getfixturevalue(screen)
    said, base = words(language), live_server.url
    page.goto(f"{base}/{language}/organisations/")
    sound(page)
    page.get_by_role("link", name=said["sign_up"]).click()
    page.locator("#id_contact").fill(fresh_contact())
    page.locator("form.panel button[type=submit]").first.click()
    code = page.context.new_page()
    code.goto(f"{base}/{language}/mailbox/")
    number = re.search(r"\d{6}", code.locator(".letter-text").first.inner_text())
    assert number
    code.close()
    page.locator("#id_code").fill(number[0])
    page.locator("form.panel button[type=submit]").first.click()
    page.locator("#id_name_shown").fill("王伟")
    page.locator("form.panel button[type=submit]").first.click()
    expect(page).to_have_url(re.compile("/organisations/mine/"))
    sound(page)
    page.get_by_role("link", name=said["add"]).click()
    page.locator("button", has_text=said["make"]).click()
    expect(page.locator("#error-summary")).to_be_visible()
    sound(page)
    page.locator("#id_name").fill("Harbour Bakery")
    page.locator("#id_registration_number").fill(fresh_number())
    page.locator("#id_place").fill("Shenzhen")
    page.locator("button", has_text=said["make"]).click()
    sound(page)
    page.get_by_role("link", name=said["start"]).click()
    sound(page)
    paper = tmp_path / "licence.pdf"
    paper.write_bytes(PDF)
    page.locator("#id_file").set_input_files(paper)
    page.get_by_role("button", name=said["document"]).click()
    expect(page.get_by_role("link", name="licence.pdf")).to_be_visible()
    for tick in ("true", "authority", "fees"):
        page.locator(f"#id_{tick}").check()
    sound(page)
    page.locator("form[action$='/send/'] button[type=submit]").click()
    expect(page.get_by_role("heading", name=re.compile(said["due"]))).to_be_visible()
    sound(page)

    case = Verification.objects.get(outcome="")
    reviewer = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    sign_in(reviewer, base, make_staff("reviewer")[0])
    reviewer.goto(f"{base}/{language}/staff/")
    sound(reviewer)
    reviewer.goto(f"{base}/{language}/staff/organisations/")
    sound(reviewer)
    reviewer.locator("tbody a").first.click()
    sound(reviewer)
    reviewer.get_by_role("button", name=said["decide"]).click()
    expect(reviewer.locator("#error-summary")).to_be_visible()
    sound(reviewer)
    reviewer.locator("input[name=outcome][value=refused]").check()
    reviewer.locator("input[name=grounds][value=no_authority]").check()
    reviewer.locator("#id_note").fill("The letter is missing.")
    reviewer.get_by_role("button", name=said["decide"]).click()
    expect(reviewer.locator("[role=status].notice")).to_be_visible()
    reviewer.context.close()

    organisation = Organisation.objects.get()
    page.goto(f"{base}/{language}/organisations/{organisation.pk}/")
    expect(page.get_by_role("heading", name=said["refused"])).to_be_visible()
    sound(page)
    page.goto(f"{base}/{language}/organisations/{organisation.pk}/verification/")
    expect(page.get_by_text("The letter is missing.").first).to_be_visible()
    sound(page)
    page.get_by_role("link", name=said["appeal"]).first.click()
    page.locator("#id_words").fill("It is on page two.")
    sound(page)
    with page.expect_navigation():
        page.locator("form.panel button[type=submit]").click()
    appeal = Verification.objects.get(appeal_of=case)

    other = browser.new_context(viewport={"width": 360, "height": 740}).new_page()
    sign_in(other, base, make_staff("reviewer", "Zhou Jie", "Province office")[0])
    other.goto(f"{base}/{language}/staff/organisations/{appeal.number}/")
    sound(other)
    other.locator("input[name=outcome][value=verified]").check()
    other.get_by_role("button", name=said["decide"]).click()
    expect(other.locator("[role=status].notice")).to_be_visible()
    sound(other)
    other.context.close()

    page.goto(f"{base}/{language}/organisations/{organisation.pk}/")
    expect(page.get_by_role("heading", name=re.compile(said["verified"]))).to_be_visible()
    sound(page)
    page.goto(f"{base}/{language}/organisations/{organisation.pk}/about/")
    sound(page)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("screen", ["phone", "desk"])
def test_the_other_pages_are_sound(live_server, transactional_db, request, language, screen):
    page: Page = request.getfixturevalue(screen)
    base, organisation = live_server.url, make_organisation(name="Longnamedorganisation" * 4)
    account, client = make_member(organisation)
    make_member(organisation, "viewer", "Konstantinopolitanskaya" * 3, "a-very-long-address-of-a-colleague@example.org")
    client.post(
        f"/en/organisations/{organisation.pk}/members/invite/", {"contact": "new@example.org", "role": "viewer"}
    )
    page.goto(f"{base}/{language}/organisations/rules/")
    sound(page)
    sign_in(page, base, account)
    for path in ("members/", "details/", "verification/", "about/"):
        page.goto(f"{base}/{language}/organisations/{organisation.pk}/{path}")
        sound(page)
    page.goto(f"{base}/{language}/organisations/mine/?all=1")
    sound(page)
    page.goto(f"{base}/{language}/organisations/join/")
    sound(page)
    page.context.clear_cookies()
    sign_in(page, base, make_staff("reviewer")[0])
    for path in ("verified/", f"verified/{organisation.pk}/end/"):
        page.goto(f"{base}/{language}/staff/organisations/{path}")
        sound(page)


def test_from_right_to_left_the_pages_hold(live_server, transactional_db, phone: Page, pseudo: str):
    base, organisation = live_server.url, make_organisation()
    account, _client = make_member(organisation)
    phone.goto(f"{base}/{pseudo}/organisations/")
    sound(phone)
    sign_in(phone, base, account)
    for path in ("", "members/", "verification/", "about/"):
        phone.goto(f"{base}/{pseudo}/organisations/{organisation.pk}/{path}")
        sound(phone)
