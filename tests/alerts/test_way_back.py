"""Whoever signs in or up to save a search comes back to that search, and to nothing that is not one."""

from __future__ import annotations

import base64
import re
import zlib
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.people.journey import Browser
from volens.services.alerts.models import SavedSearch
from volens.services.people import access

ASKED = "q=护士&where=Newark,+NJ&pay=2000&currency=USD&isco=2221"
MEANT = {"q": ["护士"], "where": ["Newark, NJ"], "pay": ["2000"], "currency": ["USD"], "isco": ["2221"]}


def packed(query: str) -> str:
    return "save_search:" + base64.urlsafe_b64encode(zlib.compress(query.encode())).decode().rstrip("=")


@pytest.mark.django_db
def test_signing_up_and_in_leads_back_to_the_search_that_was_to_be_saved() -> None:
    visitor = Browser()
    page = visitor.text(f"alerts/new/?{ASKED}")
    [word] = re.findall(r'sign-in/\?next=([^"]+)"', page)
    assert f'name="next" value="{word}"' in visitor.text(f"sign-in/?next={word}")
    assert f"sign-up/?next={word}" in visitor.text(f"sign-in/?next={word}")
    visitor.prove_contact("new@example.org", next=word)
    back = visitor.post("sign-up/confirm/", {"agree": "1"}).headers["Location"]
    assert urlsplit(back).path == "/en/alerts/new/"
    assert parse_qs(urlsplit(back).query) == MEANT | {"done": ["welcome"]}
    there = visitor.client.get(back).content.decode()
    assert "Your account is open" in there
    assert "护士" in there
    assert visitor.client.post(back, {"pace": "daily"}).status_code == 302
    assert SavedSearch.objects.get().person_id
    visitor.post("sign-out/")
    again = visitor.prove_contact("new@example.org", next=word).headers["Location"]
    assert parse_qs(urlsplit(again).query) == MEANT


@pytest.mark.django_db
def test_a_word_carries_a_search_and_nothing_else() -> None:
    assert access.known(packed("q=nurse&done=welcome&next=https://example.org/&page=3&sort=pay")), "a search is in it"
    visitor = Browser()
    visitor.prove_contact("new@example.org", next=packed("q=nurse&done=x&next=https://example.org/&sort=pay"))
    back = visitor.post("sign-up/confirm/", {"agree": "1"}).headers["Location"]
    assert back == "/en/alerts/new/?q=nurse&done=welcome"
    for wrong in ("save_search", "save_search:", "save_search:abc", "save_search:a:b", "alerts:abc"):
        assert not access.known(wrong), wrong
    assert not access.known(packed("where=Xyzzyqwert")), "a place nobody knows cannot be saved"
    assert not access.known(packed("q=" + "a" * 3_000_000)), "what unpacks without end is not unpacked"
    long = "&".join(f"employer={number:x}{'é' * 60}" for number in range(20))
    assert "?next=alerts" in visitor_page(long) or "?next=save_search:" in visitor_page(long)


def visitor_page(query: str) -> str:
    return Browser().text(f"alerts/new/?{query}")


@given(st.text(st.characters(codec="ascii"), max_size=80))
def test_no_word_raises(word: str) -> None:
    assert access.known(f"save_search:{word}") in {"", f"save_search:{word}"}
