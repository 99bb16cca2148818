"""Signing up to act for an organisation: a name shown and a contact, apart from the account of a worker."""

from __future__ import annotations

import pytest

from tests.people.journey import Browser, account_of, add_app, fresh_contact, person
from tests.people.made import make_member_account, make_person, make_staff
from volens.services.people.models import Account, Contact, Member, Person, StaffMember

pytestmark = pytest.mark.django_db


def sign_up(browser: Browser, contact: str, name: str = "Wang Wei"):
    browser.post("sign-up/organisation/", {"contact": contact})
    browser.post("sign-in/code/", {"code": browser.mailed_code()})
    return browser.post("sign-up/confirm/", {"name_shown": name})


def test_a_member_signs_up_with_a_name_and_comes_back():
    browser, contact = Browser(), fresh_contact()
    assert sign_up(browser, contact).headers["Location"] == "/en/organisations/mine/"
    assert "Wang Wei" in browser.text("member/")
    browser.post("sign-out/")
    assert browser.sign_in(contact).headers["Location"].endswith("/organisations/mine/")
    account = account_of(contact)
    assert account.kind == Account.Kind.MEMBER
    assert not Person.objects.exists()


def test_a_member_needs_a_name():
    browser = Browser()
    browser.post("sign-up/organisation/", {"contact": fresh_contact()})
    browser.post("sign-in/code/", {"code": browser.mailed_code()})
    answer = browser.post("sign-up/confirm/", {"name_shown": " "})
    assert answer.status_code == 422
    assert "Write the name others should see" in answer.content.decode()
    assert not Account.objects.exists()


def test_a_worker_is_told_to_use_another_address_and_stays_a_worker():
    _browser, contact = person()
    again = Browser()
    again.post("sign-up/organisation/", {"contact": contact})
    answer = again.post("sign-in/code/", {"code": again.mailed_code()})
    assert answer.headers["Location"] == "/en/my/?done=own-account"
    assert "sign up with another one" in again.text("my/?done=own-account")
    assert not Member.objects.exists()


def test_a_new_code_still_opens_the_same_kind_of_account():
    browser = Browser()
    browser.post("sign-up/organisation/", {"contact": fresh_contact()})
    browser.post("sign-in/code/", {"again": "1"})
    browser.post("sign-in/code/", {"code": browser.mailed_code()})
    browser.post("sign-up/confirm/", {"name_shown": "Wang Wei"})
    assert Member.objects.count() == 1


@pytest.mark.parametrize("page", ["my/profile/", "my/documents/", "my/readers/", "my/choices/"])
def test_pages_of_workers_are_closed_to_members(page):
    _account, client = make_member_account()
    assert client.get(f"/en/{page}").headers["Location"] == "/en/organisations/mine/"


def test_a_member_adds_an_app_sees_devices_and_leaves():
    browser, contact = Browser(), fresh_contact()
    sign_up(browser, contact)
    add_app(browser)
    assert "My profile" not in browser.text("my/security/")
    assert "this one" in browser.text("my/devices/")
    browser.post("sign-out/")
    assert browser.sign_in(contact).headers["Location"].endswith("/sign-in/second/")
    browser, contact = Browser(), fresh_contact()
    sign_up(browser, contact)
    assert browser.post("my/close/", {"agree": "1"}).headers["Location"].endswith("/goodbye/")
    assert Contact.objects.count() == 1


def test_a_member_changes_the_name_shown():
    _account, client = make_member_account("Wang Wei")
    client.post("/en/member/", {"name_shown": "Wang W."})
    assert Member.objects.get().name_shown == "Wang W."


def test_the_quick_ways_to_make_accounts_are_signed_in():
    assert make_person(chosen_name="Aygul")[1].get("/en/my/").status_code == 200
    assert make_member_account()[1].get("/en/member/").status_code == 200
    for role in StaffMember.Role:
        assert make_staff(role)[1].get("/en/staff/").status_code == 200
