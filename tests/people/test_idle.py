"""A sign-in that nobody uses ends by itself; one in use goes on until its day."""

from __future__ import annotations

import datetime as dt
import time

import pytest
from django.core.management import call_command
from django.utils import timezone

from tests.people.journey import Browser, add_app, app_code, field, fresh_contact, person, staff
from volens.services.people import access, sessions
from volens.services.people.models import Account, Device, StaffMember

pytestmark = pytest.mark.django_db


def idle(browser: Browser, since: dt.timedelta) -> None:
    """As if this browser had last been used so long ago."""
    token = browser.client.cookies[sessions.cookie_name()].value.partition(".")[0]
    browser.client.cookies[sessions.cookie_name()] = sessions.cookie_value(token, timezone.now() - since)


def test_a_sign_in_nobody_uses_ends_by_itself_and_one_in_use_goes_on():
    browser, _contact = person()
    limit = sessions.IDLE[Account.Kind.PERSON]
    for _hour in range(5):
        idle(browser, limit - dt.timedelta(minutes=5))
        assert browser.get("my/").status_code == 200, "and this page writes the minute anew"
    idle(browser, limit + dt.timedelta(minutes=2))
    answer = browser.get("my/")
    assert "/sign-in/" in answer.headers["Location"]
    assert browser.post("my/profile/", {"chosen_name": "X"}).status_code == 302


def test_on_a_device_of_ones_own_it_idles_for_days_and_ends_on_its_day_all_the_same():
    browser, contact = person()
    browser.post("sign-out/")
    browser.ask_code(contact)
    browser.post("sign-in/code/", {"code": browser.mailed_code(), "stay": "1"})
    idle(browser, sessions.IDLE_LONG - dt.timedelta(hours=1))
    answer = browser.get("my/")
    assert answer.status_code == 200
    assert 29 * 86400 < answer.cookies[sessions.cookie_name()]["max-age"] <= sessions.LONG.total_seconds()
    idle(browser, sessions.IDLE_LONG + dt.timedelta(hours=1))
    assert browser.get("my/").status_code == 302
    idle(browser, dt.timedelta(0))
    Device.objects.update(until=timezone.now() - dt.timedelta(seconds=1))
    assert browser.get("my/").status_code == 302


def test_staff_idle_for_an_hour_at_most():
    browser, _member = staff(StaffMember.Role.COUNSELLOR)
    idle(browser, dt.timedelta(minutes=55))
    assert browser.get("staff/").status_code == 200
    idle(browser, dt.timedelta(minutes=65))
    assert browser.get("staff/").headers["Location"] == "/en/sign-in/?next=staff"


def test_a_reviewer_who_was_away_for_an_hour_signs_in_and_is_back_at_the_case():
    contact, browser = fresh_contact(), Browser()
    call_command("staff", contact, name="Li Na", office="City office", role="reviewer")
    assert browser.get("staff/vacancies/").headers["Location"] == "/en/sign-in/?next=review"
    assert browser.sign_in(contact).headers["Location"] == "/en/staff/"
    assert browser.get("staff/").headers["Location"] == "/en/my/security/?done=staff", "nothing without a second proof"
    secret = add_app(browser)
    assert browser.get("staff/vacancies/").status_code == 200
    idle(browser, dt.timedelta(minutes=65))
    for asked in (browser.get("staff/vacancies/7/"), browser.post("staff/vacancies/7/", {"outcome": "publish"})):
        assert asked.headers["Location"] == "/en/sign-in/?next=case:7"
    page = browser.text("sign-in/?next=case:7")
    assert browser.prove_contact(contact, next=field(page, "next")).headers["Location"] == "/en/sign-in/second/"
    proof = {"code": app_code(secret, time.time() + 30)}
    assert browser.post("sign-in/second/", proof).headers["Location"] == "/en/staff/vacancies/7/"


@pytest.mark.parametrize(
    ("path", "word"),
    [
        ("staff/organisations/12/", "verification:12"),
        ("staff/complaints/", "complaints"),
        ("staff/organisations/12/documents/00000000-0000-4000-8000-000000000000/", "staff"),
    ],
)
def test_every_page_of_staff_leads_a_browser_that_is_signed_out_to_the_door_and_back(path, word):
    assert Browser().get(path).headers["Location"] == f"/en/sign-in/?next={word}"
    assert access.known(word) == word


@pytest.mark.parametrize(
    "forged", ["{token}", "{token}.99999999.0", "{token}.{later}.{signature}", "..", "{token}.x.y"]
)
def test_nobody_writes_the_minute_but_the_service(forged):
    browser, _contact = person()
    token, minute, signature = browser.client.cookies[sessions.cookie_name()].value.split(".")
    browser.client.cookies[sessions.cookie_name()] = forged.format(
        token=token, later=int(minute) + 600, signature=signature
    )
    assert browser.get("my/").status_code == 302


def test_reading_vacancies_keeps_a_sign_in_alive_and_no_shared_cache_keeps_the_cookie():
    browser, _contact = person()
    idle(browser, dt.timedelta(minutes=90))
    answer = browser.get("vacancies/")
    assert sessions.cookie_name() in answer.cookies
    assert "private" in answer.headers["Cache-Control"]
    assert sessions.cookie_name() not in browser.get("vacancies/").cookies, "not on every page"
    assert sessions.cookie_name() not in Browser().get("vacancies/").cookies
