"""Applying and answering in a real browser, in both languages, on a phone and on a desk; and without JavaScript."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Locator, Page

from tests.applications.made import WRITTEN, make_applicant, make_employer, make_vacancy, received_of
from tests.browser.test_accessibility import faults, overflow
from volens.services.applications.models import Application, Received
from volens.services.people import sessions


@dataclass
class Side:
    """One of the two, in a browser of their own."""

    context: BrowserContext
    page: Page
    base: str
    checked: bool = True

    def go(self, path: str) -> None:
        self.page.goto(f"{self.base}{path}")
        self.look()

    def press(self, name: str) -> None:
        """Press the button that sends this field of the form, and look at where it leads."""
        self.follow(self.page.locator(f"main button[{name}]"))

    def follow(self, way: Locator) -> None:
        """Click, wait until the page it leads to is there, and look at it.

        A click alone returns before the answer came: what the test then asks of page or tables may be of before.
        """
        with self.page.expect_navigation(wait_until="load"):
            way.click()
        self.look()

    def look(self) -> None:
        """Nothing is wider than the screen, and axe finds nothing."""
        assert overflow(self.page) <= 0, self.page.url
        if self.checked:  # axe cannot run where scripts are off
            assert not faults(self.page), (self.page.url, faults(self.page))


def side(browser: Browser, server: Any, client: Client, language: str, width: int, *, scripts: bool = True) -> Side:
    context = browser.new_context(
        viewport={"width": width, "height": 800},
        java_script_enabled=scripts,
        locale="en-GB" if language == "en" else "zh",
    )
    cookie = client.cookies[sessions.cookie_name()].value
    context.add_cookies([{"name": sessions.cookie_name(), "value": cookie, "url": server.url}])
    page = context.new_page()
    return Side(context, page, f"{server.url}/{language}/", scripts)


@pytest.fixture
def both(browser: Browser, live_server: Any, transactional_db: None, request: Any) -> Iterator[tuple[Any, ...]]:
    language, width, scripts = request.param
    employer = make_employer(name="王伟" if language == "zh-hans" else "Wang Wei")
    aygul = make_applicant("阿依古丽" if language == "zh-hans" else "Aygul", skills="Bread and pastry")
    vacancy = make_vacancy(employer.organisation)
    one = side(browser, live_server, aygul.client, language, width, scripts=scripts)
    two = side(browser, live_server, employer.client, language, width, scripts=scripts)
    yield one, two, employer, vacancy
    one.context.close()
    two.context.close()


WAYS = [("en", 1280, True), ("zh-hans", 360, True), ("en", 360, False)]


@pytest.mark.parametrize("both", WAYS, indirect=True, ids=["desk", "phone-zh", "phone-without-scripts"])
def test_from_the_vacancy_to_the_accepted_offer_and_out_again(both: tuple[Any, ...]) -> None:
    worker, recruiter, employer, vacancy = both
    worker.go(f"applications/new/{vacancy.pk}/")
    assert not worker.page.locator("#tick-chosen_name").is_checked()  # nothing is ticked beforehand
    worker.page.locator("#tick-chosen_name").check()
    assert not worker.page.locator("#tick-skills").is_checked()
    worker.page.locator("#tick-skills").check()
    worker.page.locator("#id_note").fill("I like early hours.")
    worker.press('name="check"')
    assert "Bread and pastry" in worker.page.locator("article.sheet").inner_text()
    worker.follow(worker.page.locator("form.actions button"))
    application = Application.objects.get().pk
    row = received_of(application)

    received = f"organisations/{employer.organisation.pk}/applications/"
    recruiter.go(received)
    listed = recruiter.page.locator("main").inner_text()
    assert row.number in listed
    assert "Bread" not in listed
    recruiter.follow(recruiter.page.get_by_role("link", name=row.number))
    assert "I like early hours." in recruiter.page.locator("main").inner_text()

    until = timezone.localdate() + dt.timedelta(days=2)
    recruiter.go(f"{received}{row.pk}/times/")
    recruiter.page.locator("#id_time_1").fill(f"{until + dt.timedelta(days=3)}T09:30")
    recruiter.page.locator("#id_place").fill("12 Quay Street")
    recruiter.page.locator("#id_until").fill(f"{until}")
    recruiter.follow(recruiter.page.locator("main form.panel button"))
    worker.go(f"applications/{application}/")
    assert employer.organisation.name in worker.page.locator(".timeline").inner_text(), "who looked"
    worker.page.locator("#time-0").check()
    worker.follow(worker.page.locator(".said form button").first)
    assert worker.page.locator('a[href$="interview.ics"]').count() == 1
    worker.page.emulate_media(media="print")
    assert worker.page.locator(".mine-nav").is_hidden()
    assert not [each for each in worker.page.locator("main button").all() if each.is_visible()]
    assert "Bread and pastry" in worker.page.locator("section.print-only").inner_text(), "what was shared is on paper"
    worker.page.emulate_media(media="screen")

    recruiter.go(f"{received}{row.pk}/offer/")
    for name, words in WRITTEN.items():
        recruiter.page.locator(f"#id_{name}").fill(words)
    recruiter.page.locator("#id_until").fill(f"{timezone.localdate() + dt.timedelta(days=7)}")
    recruiter.follow(recruiter.page.locator("main form.panel button"))

    worker.go(f"applications/{application}/")
    worker.follow(worker.page.locator('a[href*="/offer/"]'))
    assert WRITTEN["pay"] in worker.page.locator("article.sheet").inner_text()
    worker.press('name="agree"')
    recruiter.go(f"{received}{row.pk}/")
    before = recruiter.page.locator("main").inner_text()
    worker.follow(worker.page.locator('a[href*="/offer/"]'))
    worker.press('name="undo"')
    recruiter.go(f"{received}{row.pk}/")
    assert recruiter.page.locator("main").inner_text() == before, "an acceptance that was undone never showed"
    worker.follow(worker.page.locator('a[href*="/offer/"]'))
    worker.press('name="agree"')
    worker.follow(worker.page.locator('a[href*="/offer/"]'))
    worker.press('name="now"')
    assert received_of(application).state == "accepted"

    worker.go(f"applications/{application}/withdraw/")
    worker.follow(worker.page.locator("form.actions button"))
    assert Received.objects.get().state == "gone"
    recruiter.go(received)
    recruiter.go(f"{received}{row.pk}/")
    assert "Bread" not in recruiter.page.locator("main").inner_text()
    worker.go("applications/")
    worker.go("my/readers/")
    assert employer.organisation.name in worker.page.locator("main").inner_text()


@pytest.mark.parametrize("both", [("en", 360, True)], indirect=True)
def test_mistakes_are_told_next_to_the_field_and_what_was_typed_stays(both: tuple[Any, ...]) -> None:
    worker, recruiter, employer, vacancy = both
    worker.go(f"applications/new/{vacancy.pk}/")
    worker.press('name="check"')
    worker.follow(worker.page.locator("form.actions button"))
    row = Received.objects.get()
    form = f"organisations/{employer.organisation.pk}/applications/{row.pk}/times/"
    recruiter.go(form)
    today = timezone.localdate()
    recruiter.page.locator("#id_time_1").fill(f"{today}T09:30")
    recruiter.page.locator("#id_place").fill("12 Quay Street")
    recruiter.page.locator("#id_until").fill(f"{today + dt.timedelta(days=2)}")
    recruiter.follow(recruiter.page.locator("main form.panel button"))
    assert recruiter.page.locator("#id_time_1-error").count() == 1
    assert recruiter.page.locator("#id_time_1").input_value() == f"{today}T09:30"
    assert recruiter.page.locator("#id_place").input_value() == "12 Quay Street"
    assert recruiter.page.locator("#id_until").input_value() == f"{today + dt.timedelta(days=2)}"
    assert received_state(row) == "sent"


def received_state(row: Received) -> str:
    return Received.objects.get(pk=row.pk).state
