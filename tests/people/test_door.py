"""Signing up, signing in, recovery, second proofs, devices: through the pages."""

from __future__ import annotations

import re
import time

import pytest
from django.test import Client

from tests.people.journey import Browser, account_of, add_app, app_code, fresh_contact, person
from volens.services.people import limits, sessions
from volens.services.people.models import Account, Contact, Device, Entry, Person

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("contact", ["name@example.org", "+86 138 0013 8000"])
def test_a_person_signs_up_signs_out_and_in_again(contact):
    browser = Browser()
    browser.sign_up(contact)
    assert "Everything here is yours" in browser.text("my/")
    browser.post("sign-out/")
    assert browser.get("my/").status_code == 302
    assert browser.sign_in(contact).headers["Location"].endswith("/my/")
    assert Account.objects.count() == 1


def test_no_account_without_the_persons_own_yes():
    browser = Browser()
    contact = fresh_contact()
    browser.prove_contact(contact)
    answer = browser.post("sign-up/confirm/", {})
    assert answer.status_code == 422
    assert "Tick the box if you want the account" in answer.content.decode()
    assert not Account.objects.exists()
    browser.post("sign-up/confirm/", {"no": "1"})
    assert not Account.objects.exists()
    assert not Entry.objects.exists()


def test_a_wrong_code_opens_nothing_and_five_use_it_up():
    browser = Browser()
    browser.ask_code(fresh_contact())
    right = browser.mailed_code()
    wrong = f"{(int(right) + 1) % 10**6:06d}"
    for _ in range(5):
        answer = browser.post("sign-in/code/", {"code": wrong})
        assert answer.status_code == 422
        assert "not the code" in answer.content.decode()
    assert "no longer good" in browser.post("sign-in/code/", {"code": right}).content.decode()
    assert browser.post("sign-up/confirm/", {"agree": "1"}).headers["Location"].endswith("/sign-in/")


def test_another_browser_cannot_use_the_code():
    victim, thief = Browser(), Browser()
    victim.ask_code(fresh_contact())
    code = victim.mailed_code()
    assert thief.post("sign-in/code/", {"code": code}).headers["Location"].endswith("/sign-in/")
    assert "There is no message" not in victim.text("mailbox/")
    assert code not in thief.text("mailbox/")


def test_an_account_with_an_app_asks_for_it_and_a_code_counts_once():
    browser, contact = person()
    secret = add_app(browser)
    other = Browser()
    assert other.sign_in(contact).headers["Location"].endswith("/sign-in/second/")
    assert other.get("my/").status_code == 302
    used = app_code(secret, time.time())
    assert other.post("sign-in/second/", {"code": used}).status_code == 422, "the code that set it up counted already"
    assert other.post("sign-in/second/", {"code": "000000"}).status_code == 422
    assert (
        other.post("sign-in/second/", {"code": app_code(secret, time.time() + 30)}).headers["Location"].endswith("/my/")
    )


def recovery_codes(browser: Browser) -> list[str]:
    page = browser.post("my/security/codes/").content.decode()
    found = re.findall(r"<li><code>([a-z0-9-]+)</code>", page)
    assert len(found) == 8
    return found


def test_a_lost_phone_is_no_lost_account():
    browser, contact = person()
    code = recovery_codes(browser)[0]
    other = Browser()
    assert other.post("sign-in/recover/", {"contact": contact, "code": code}).headers["Location"].endswith("/my/")
    again = Browser().post("sign-in/recover/", {"contact": contact, "code": code})
    assert again.status_code == 422, "a recovery code works once"


def test_recovery_answers_alike_for_a_wrong_code_and_an_unknown_contact():
    _browser, contact = person()
    answers = [
        Browser().post("sign-in/recover/", {"contact": each, "code": "2222-3333-4444"})
        for each in (contact, "no@example.org")
    ]
    pages = [
        re.sub(r"csrf[^>]*>|nonce=\S+", "", each.content.decode()).replace(contact, "X").replace("no@example.org", "X")
        for each in answers
    ]
    assert pages[0] == pages[1]
    assert answers[0].status_code == answers[1].status_code


def test_a_second_contact_signs_in_and_can_become_the_first():
    browser, first = person()
    second = "+8613900139000"
    assert browser.post("my/security/contact/", {"contact": second}).status_code == 302
    assert browser.post("sign-in/code/", {"code": browser.mailed_code()}).headers["Location"].endswith("done=contact")
    assert Browser().sign_in(second).headers["Location"].endswith("/my/")
    browser.post("my/security/contacts/", {"first": "1"})
    assert Contact.objects.get(account=account_of(first), first=True).channel == "phone"
    browser.post("my/security/contacts/", {"remove": "1"})
    assert not Contact.objects.filter(first=False).exists()


def test_adding_someone_elses_contact_says_the_same_and_changes_nothing():
    _other, taken = person()
    browser, mine = person()
    browser.post("my/security/contact/", {"contact": taken})
    assert browser.post("sign-in/code/", {"code": browser.mailed_code()}).headers["Location"].endswith("done=contact")
    assert account_of(taken) != account_of(mine)


def test_devices_are_listed_and_each_can_be_signed_out():
    phone, contact = person()
    desk = Browser("Mozilla/5.0 (Windows NT 10.0) Firefox/140.0")
    desk.sign_in(contact)
    page = phone.text("my/devices/")
    assert "Chrome, Android" in page
    assert "Firefox, Windows" in page
    phone.post("my/devices/end/", {"device": str(Device.objects.get(label="Firefox, Windows").pk)})
    assert desk.get("my/").status_code == 302
    assert phone.get("my/").status_code == 200


def test_nobody_ends_a_device_of_another_account():
    _one, _contact = person()
    target = Device.objects.get()
    thief, _ = person()
    thief.post("my/devices/end/", {"device": str(target.pk)})
    assert Device.objects.filter(pk=target.pk).exists()


def test_the_cookie_is_not_in_the_database_and_changes_with_every_sign_in():
    browser, contact = person()
    first = browser.client.cookies[sessions.cookie_name()].value
    assert not Device.objects.filter(token=first.encode()).exists()
    browser.sign_in(contact)
    assert browser.client.cookies[sessions.cookie_name()].value != first
    assert Device.objects.count() == 1, "the earlier sign-in of this browser ended"


def test_the_cookie_lasts_and_is_out_of_reach_of_scripts_and_other_sites():
    browser, contact = person()
    browser.post("sign-out/")
    browser.ask_code(contact)
    answer = browser.post("sign-in/code/", {"code": browser.mailed_code()})
    short = answer.cookies[sessions.cookie_name()]
    assert (short["max-age"], short["expires"]) == ("", ""), "until the browser closes"
    assert (short["httponly"], short["samesite"]) == (True, "Lax")
    browser.ask_code(contact)
    long = browser.post("sign-in/code/", {"code": browser.mailed_code(), "stay": "1"}).cookies[sessions.cookie_name()]
    assert long["max-age"] == sessions.LONG.total_seconds()


def test_quick_exit_leads_away_and_signs_this_browser_out():
    browser, _contact = person()
    answer = browser.get("leave/")
    assert answer.headers["Location"].startswith("https://")
    assert browser.get("my/").status_code == 302


def test_what_cannot_be_taken_back_asks_again_after_half_an_hour():
    browser, contact = person()
    from django.utils import timezone

    Device.objects.update(proven_at=timezone.now() - sessions.RECENT)
    for path in ("my/close/", "my/export/", "my/export/volens.json", "my/security/"):
        assert "/my/prove/" in browser.get(path).headers["Location"]
    assert browser.get("my/profile/").status_code == 200
    browser.post("my/prove/", {"next": "close"})
    assert browser.post("sign-in/code/", {"code": browser.mailed_code()}).headers["Location"].endswith("/my/close/")
    assert browser.get("my/close/").status_code == 200
    assert account_of(contact)


def test_limits_stop_codes_but_never_pages(monkeypatch):
    monkeypatch.setattr(limits, "SEND_PER_NETWORK", limits.Limit("send from network", 3, 60))
    client = Client()
    for _ in range(3):
        assert client.post("/en/sign-in/", {"contact": fresh_contact()}).status_code == 302
    assert client.post("/en/sign-in/", {"contact": fresh_contact()}).status_code == 429
    for path in ("/en/", "/en/vacancies/", "/en/sign-in/", "/en/help/", "/en/benefits/"):
        assert client.get(path).status_code == 200


def test_a_contact_that_got_too_many_codes_gets_no_more_and_the_page_says_the_same():
    from volens.services.people.models import Message

    contact, places = fresh_contact(), set()
    for _ in range(8):
        places.add(Browser().ask_code(contact).headers["Location"])
    assert len(places) == 1
    assert Message.objects.count() == limits.SEND_PER_CONTACT.count


def test_a_visitor_costs_no_query_about_people_and_gets_no_cookie(django_assert_num_queries):
    client = Client()
    client.get("/en/vacancies/")
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as seen:
        answer = client.get("/en/vacancies/")
    assert not [each["sql"] for each in seen if "people_" in each["sql"] or "trust_" in each["sql"]]
    assert not answer.cookies


def test_a_double_click_on_opening_the_account_makes_one():
    browser = Browser()
    browser.prove_contact(fresh_contact())
    entry = Entry.objects.get()
    from volens.services.people.actions import entry as door

    assert door.create_person(entry).pk == door.create_person(entry).pk
    assert Person.objects.count() == 1
