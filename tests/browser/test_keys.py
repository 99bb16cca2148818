"""The keys of reviewers, and a step of the wizard on a phone."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.test_posting import sign_in
from tests.organisations.made import make_organisation
from tests.people.made import make_staff
from tests.posting.made import STOPPED, Employer
from volens.services.organisations.models import Organisation, Verification
from volens.services.organisations.queries import facts
from volens.services.vacancies.models import Review, ReviewCase


def test_one_key_never_publishes_against_a_rule_and_twice_never_decides_the_next_case(
    live_server: Any, transactional_db: None, desk: Page
) -> None:
    employer = Employer()
    employer.publish()
    Review.objects.all().delete()
    held = ReviewCase.objects.get(vacancy=employer.send(employer.write(lodging="required")).vacancy)
    stopped = ReviewCase.objects.get(vacancy=employer.send(employer.write(text=STOPPED)).vacancy)
    sign_in(desk, live_server.url, make_staff("reviewer")[0])
    desk.goto(f"{live_server.url}/en/staff/vacancies/{held.pk}/")
    desk.keyboard.press("p")
    desk.keyboard.press("p")
    assert ReviewCase.objects.get(pk=held.pk).decided_at is None
    desk.keyboard.press("Enter")
    expect(desk.locator("button[value=untick]")).to_be_visible()
    desk.keyboard.press("p")
    desk.keyboard.press("Enter")
    expect(desk).to_have_url(re.compile(f"/{held.pk}/.done=publish"))
    desk.keyboard.press("p")
    desk.keyboard.press("j")
    expect(desk).to_have_url(re.compile(f"/{stopped.pk}/$"))
    desk.keyboard.press("p")
    desk.keyboard.press("Enter")
    expect(desk.locator("textarea[name^=why-]").first).to_be_visible()
    desk.locator("h1").click()
    desk.keyboard.press("p")
    desk.keyboard.press("Enter")
    assert not Review.objects.filter(case=stopped).exists()


def test_the_keys_of_the_queue_of_organisations_choose_and_enter_decides(
    live_server: Any, transactional_db: None, desk: Page
) -> None:
    organisation = make_organisation(verified=False)
    case = Verification.objects.create(
        organisation=organisation, facts=facts(organisation), submitted_at="2026-11-20T08:00Z", due_on="2026-11-27"
    )
    Organisation.objects.update(state="submitted")
    sign_in(desk, live_server.url, make_staff("reviewer")[0])
    desk.goto(f"{live_server.url}/en/staff/organisations/")
    desk.keyboard.press("j")
    desk.keyboard.press("Enter")
    expect(desk).to_have_url(re.compile(f"/staff/organisations/{case.number}/$"))
    desk.keyboard.press("p")
    expect(desk.locator("input[name=outcome][value=verified]")).to_be_checked()
    assert Verification.objects.get().outcome == ""
    desk.keyboard.press("Enter")
    expect(desk).to_have_url(re.compile("done=decided"))
    assert Verification.objects.get().outcome == "verified"


def test_on_a_phone_a_step_begins_with_its_question(live_server: Any, transactional_db: None, phone: Page) -> None:
    employer = Employer(make_organisation(name="Harbour Bakery and Confectionery of the Three Rivers Limited"))
    sign_in(phone, live_server.url, employer.account)
    phone.goto(live_server.url + employer.at(f"{employer.begin()}/pay/"))
    box = phone.locator("h1").bounding_box()
    assert box is not None
    assert box["y"] < 360, box
