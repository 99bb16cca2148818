"""Every page of staff that has no number in its address, for every role: axe, phone and desk, both languages."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser

from tests.browser.test_accessibility import faults, overflow
from tests.organisations.made import make_organisation
from tests.people.made import make_member_account, make_person, make_staff
from tests.people.test_permissions import staff_routes
from volens.services.organisations.models import Organisation, Verification
from volens.services.organisations.queries import facts
from volens.services.people import sessions
from volens.services.people.actions import grants
from volens.services.people.models import Right, StaffMember

WAYS = [("en", 360), ("zh-hans", 1280)]
#: Pages of someone who acts for organisations that are not behind an organisation's address.
OF_MEMBERS = (
    "organisations/mine/?all=1",
    "organisations/new/",
    "organisations/join/",
    "member/",
    "my/export/",
    "my/devices/",
)


def opened(browser: Browser, base: str, client: Client, width: int) -> Any:
    context = browser.new_context(viewport={"width": width, "height": 900})
    cookie = client.cookies[sessions.cookie_name()].value
    context.add_cookies([{"name": sessions.cookie_name(), "value": cookie, "url": base}])
    return context.new_page()


def looked_at(page: Any, address: str) -> list[str]:
    """What is wrong with a page; nothing for one that this role may not open."""
    answer = page.goto(address)
    if answer.status == 404:
        return []
    found = [f"{address}: {fault}" for fault in faults(page)]
    return found + ([f"{address}: {overflow(page)} pixels too wide"] if overflow(page) > 0 else [])


def something_waits() -> None:
    """A case, a complaint, a right given: pages with rows, not only empty ones."""
    organisation = make_organisation(name="Riverside Agricultural Machinery and Transport Company", verified=False)
    Verification.objects.create(
        organisation=organisation, facts=facts(organisation), submitted_at="2026-11-02T08:00Z", due_on="2026-11-09"
    )
    Organisation.objects.update(state="submitted")
    make_person()[1].post("/en/my/readers/complain/", {"text": "Who was it?"})
    counsellor = make_staff("counsellor", "Tursun Muhammad Abdulla")[0].staff
    grants.give(make_staff("operator")[0].staff, counsellor, Right.ANSWER_COMPLAINTS, "stands in for a colleague", 3)


@pytest.mark.parametrize(("language", "width"), WAYS)
def test_pages_of_staff_are_sound_for_every_role(
    browser: Browser, live_server: Any, transactional_db: None, language: str, width: int
) -> None:
    something_waits()
    found: list[str] = []
    routes = [each for each in staff_routes() if "<" not in each]
    assert len(routes) >= 6
    for role in StaffMember.Role:
        page = opened(browser, live_server.url, make_staff(role)[1], width)
        for route in routes:
            found += looked_at(page, f"{live_server.url}/{language}/{route}")
        page.context.close()
    assert not found, "\n".join(found)


@pytest.mark.parametrize(("language", "width"), WAYS)
def test_pages_of_members_are_sound(
    browser: Browser, live_server: Any, transactional_db: None, language: str, width: int
) -> None:
    page = opened(browser, live_server.url, make_member_account("Wang Wei")[1], width)
    found = [fault for each in OF_MEMBERS for fault in looked_at(page, f"{live_server.url}/{language}/{each}")]
    page.context.close()
    assert not found, "\n".join(found)
