"""No address of a page answers with nothing: not the language switch on what a form was answered with, not a reload."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import URLResolver, get_resolver, resolve
from django.urls.resolvers import LocalePrefixPattern

from tests.people.made import make_staff
from tests.people.test_permissions import filled
from tests.posting.made import Employer
from volens.services.people.models import StaffMember

pytestmark = pytest.mark.django_db
LANGUAGES = {"en": "Nothing can be sent to this page", "zh-hans": "<h1>"}


def sent_to(resolver: URLResolver, prefix: str = "") -> list[str]:
    """Every address that only takes what a form sends, filled with something."""
    found: list[str] = []
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            inner = "" if isinstance(each.pattern, LocalePrefixPattern) else str(each.pattern)
            found += sent_to(each, prefix + inner)
        elif hasattr(each.callback, "posted_from"):
            found.append(filled(prefix + str(each.pattern)))
    return found


def test_whoever_opens_what_only_takes_a_form_is_led_to_the_page_it_stands_on():
    """That no other address answers being opened with 405 is seen in tests/safeguards/test_routes.py."""
    visitor, operator = Client(), make_staff(StaffMember.Role.OPERATOR)[1]
    addresses = sent_to(get_resolver())
    for address in addresses:
        answer = (operator if address.startswith("/en/staff/") else visitor).get(address)
        assert answer.status_code == 303, address
        parent = answer.headers["Location"]
        assert not hasattr(resolve(parent).func, "posted_from"), address
        assert visitor.get(parent).status_code in {200, 302}, address
    assert len(addresses) > 30


def test_what_goes_on_into_the_parents_address_is_only_what_it_takes():
    employer = Employer()
    posting = employer.write()
    base = f"/zh-hans/organisations/{employer.organisation.pk}"
    assert employer.client.get(f"{base}/vacancies/{posting}/send/").headers["Location"] == (
        f"{base}/vacancies/{posting}/preview/"
    )
    assert employer.client.get(f"{base}/vacancies/{posting}/do/filled/").headers["Location"] == (
        f"{base}/vacancies/{posting}/"
    )
    for kept in ("verification/documents", "members/invitations"):
        verb = "cancel" if kept.startswith("members") else "delete"
        answer = employer.client.get(f"{base}/{kept}/{posting}/{verb}/")
        assert answer.headers["Location"] == f"{base}/{kept.split('/')[0]}/"
        assert answer.headers["Cache-Control"] == "no-store, private"


def test_the_switch_on_an_answered_form_shows_the_page_in_the_other_language():
    employer = Employer()
    answer = employer.client.post(f"/en/organisations/{employer.organisation.pk}/members/invite/", {"contact": ""})
    assert answer.status_code == 422
    other = re.search(r'href="(/zh-hans/[^"]*)" lang="zh-Hans"', answer.content.decode())
    assert other is not None
    shown = employer.client.get(other[1], follow=True)
    assert shown.status_code == 200
    assert '<html lang="zh-Hans"' in shown.content.decode()
    assert shown.redirect_chain == [(f"/zh-hans/organisations/{employer.organisation.pk}/members/", 303)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_sent_to_a_page_that_takes_nothing_is_answered_in_words(client: Client, language: str):
    for answer in (client.post(f"/{language}/about/"), client.delete(f"/{language}/saved/mark/")):
        assert answer.status_code == 405
        assert answer.headers["Allow"] in {"GET, HEAD", "POST"}
        assert LANGUAGES[language] in answer.content.decode()
        assert f'href="/{language}/vacancies/"' in answer.content.decode()


def test_programs_keep_their_own_answer(client: Client):
    for answer in (client.post("/api/v1/vacancies"), client.get("/log/cosignatures"), client.post("/robots.txt")):
        assert answer.status_code == 405
        assert "Allow" in answer.headers
        assert b"<html" not in answer.content
