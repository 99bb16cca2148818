"""A link in a mail to an employer opens its page, by way of the door."""

from __future__ import annotations

import pytest

from tests.organisations.made import make_member, make_organisation
from tests.people.journey import Browser, field, fresh_contact

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("path", "word"),
    [
        ("", "organisation:{0}"),
        ("members/", "members:{0}"),
        ("applications/", "received:{0}"),
        ("applications/{1}/", "received_one:{0}:{1}"),
        ("vacancies/", "vacancies_list:{0}"),
        ("vacancies/{1}/", "vacancies_show:{0}:{1}"),
        ("vacancies/{1}/hours/", "vacancies_step:{0}:{1}:hours"),
        ("vacancies/programs/", "organisations"),
    ],
)
def test_whoever_is_signed_out_goes_through_the_door_and_on_to_the_page_asked_for(path, word):
    organisation, contact = make_organisation(), fresh_contact()
    make_member(organisation, contact=contact)
    ids = (organisation.pk, "00000000-0000-4000-8000-000000000007")
    asked, word = f"/en/organisations/{organisation.pk}/{path.format(*ids)}", word.format(*ids)
    browser = Browser()
    assert browser.client.get(asked).headers["Location"] == f"/en/sign-in/?next={word}"
    back = browser.prove_contact(contact, next=field(browser.text(f"sign-in/?next={word}"), "next"))
    assert back.headers["Location"] == (asked if ":" in word else "/en/organisations/mine/")
