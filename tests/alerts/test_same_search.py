"""The same search of the same owner stays one, however often and in whatever order it is asked for and confirmed."""

from __future__ import annotations

import html
import re

import pytest
from django.core import mail
from django.test import Client, TestCase
from django.utils import timezone

from tests.alerts.test_saved_searches import NURSE, due_now, fresh, link, page_of, publish
from tests.people.made import make_person
from tests.people.races import at_once, meeting
from volens.services.alerts import actions, kept
from volens.services.alerts.models import Ring, SavedSearch

assert fresh  # the fixture around each test here, too

ASKING = f"/en/alerts/new/?{NURSE}"
FITS = {"pay_min": 3000, "pay_month_max": 300_000, "pay_currency": "USD"}


def asked(pace: str, address: str = ASKING) -> str:
    """Ask by mail; the address in the mail that came."""
    with TestCase.captureOnCommitCallbacks(execute=True):
        Client().post(address, {"pace": pace, "email": "nobody@example.org"})
    return link(mail.outbox[-1].body, "confirm")


def text(address: str, *, press: bool = False) -> str:
    """What a page says, opened as it is, or after its button was pressed."""
    answer = Client().post(address) if press else Client().get(address)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode().split("<main")[1])).split())


@pytest.mark.django_db
def test_confirming_the_same_search_again_keeps_what_waits_and_the_links_in_earlier_mails() -> None:
    text(asked("at_once"), press=True)
    publish(**FITS)
    due_now()
    assert actions.send_due() == 1
    unsubscribe = re.sub(r"^<https?://[^/]+|>$", "", mail.outbox[-1].extra_headers["List-Unsubscribe"])
    change = link(mail.outbox[-1].body, "change")
    publish(title="Nurse by day", **FITS)
    assert Ring.objects.count() == 1
    told = text(asked("daily"), press=True)
    assert "You have this search already. It rings as often as you chose now." in told
    assert "Once a day" in told
    assert SavedSearch.objects.get().pace == "daily"
    assert "Your saved search" in text(change)
    due_now()
    assert actions.send_due() == 1
    assert "Nurse by day" in mail.outbox[-1].body, "what waited is told"
    publish(title="Nurse by night", **FITS)
    due_now()
    assert "no further mail comes" in text(unsubscribe, press=True)
    assert actions.send_due() == 0, "stopped is stopped"
    assert not SavedSearch.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("order", [(0, 1), (2, 0)])
def test_in_whatever_order_they_are_confirmed_one_stays_and_every_link_leads_to_it(order: tuple[int, int]) -> None:
    paces = ("daily", "at_once", "weekly")
    links = [asked(pace) for pace in paces]
    other = asked("daily", "/en/alerts/new/?q=welder&where=Newark,+NJ")
    text(other, press=True)
    for at in order:
        text(links[at], press=True)
    same = SavedSearch.objects.exclude(pk=kept_of(other)).get(confirmed=True)
    assert same.pace == paces[order[1]], "as chosen last"
    for at in (*order, *order):
        shown = text(links[at])
        assert "Confirmed. We write to you" in shown
        assert "nurse" in shown
        assert "Confirmed. We write to you" in text(links[at], press=True)
    assert SavedSearch.objects.get(pk=same.pk).pace == paces[order[1]], "a second press changes nothing"
    publish(**FITS)
    due_now()
    assert actions.send_due() == 1
    actions.stop(same.pk)
    assert "the search has ended" in text(links[order[1]], press=True), "an old link does not bring it back"
    assert [each.pk for each in SavedSearch.objects.filter(confirmed=True)] == [kept_of(other)]


def kept_of(address: str) -> int | None:
    return actions.links.search_of(address.rstrip("/").rpartition("/")[2])


@pytest.mark.django_db
def test_confirmed_again_it_rings_again_after_a_pause_and_its_two_years_begin_anew() -> None:
    text(asked("daily"), press=True)
    search = SavedSearch.objects.get()
    Client().post(page_of("change", search), {"act": "pause"})
    SavedSearch.objects.update(made_at=timezone.now() - kept.LONGEST + timezone.timedelta(hours=1))
    text(asked("weekly"), press=True)
    again = SavedSearch.objects.get()
    assert (again.pk, again.paused, again.pace) == (search.pk, False, "weekly")
    assert kept._searches(timezone.now() + timezone.timedelta(days=3)) == 0


@pytest.mark.django_db(transaction=True)
def test_two_confirmed_at_the_same_moment_are_one(monkeypatch: pytest.MonkeyPatch) -> None:
    links = [asked("daily"), asked("at_once")]
    with meeting(monkeypatch, "volens.services.alerts.actions._same", 0.3):
        outcomes = at_once(*[lambda each=each: Client().post(each).status_code for each in links])
    assert outcomes == [200, 200]
    assert SavedSearch.objects.count() == 1
    assert all("Confirmed. We write to you" in text(each) for each in links)


@pytest.mark.django_db(transaction=True)
def test_a_double_click_on_yes_does_not_answer_that_the_search_has_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    text(asked("daily"), press=True)
    again = asked("at_once")
    with meeting(monkeypatch, "volens.services.alerts.actions.confirm", 0.3):
        outcomes = at_once(*[lambda: Client().post(again).status_code] * 2)
    assert outcomes == [200, 200]
    assert SavedSearch.objects.get().pace == "at_once"


@pytest.mark.django_db(transaction=True)
def test_a_double_click_saves_one_search(monkeypatch: pytest.MonkeyPatch) -> None:
    _account, client = make_person()
    with meeting(monkeypatch, "volens.services.alerts.actions._same", 0.3):
        outcomes = at_once(*[lambda: client.post(ASKING, {"pace": "daily"}).status_code] * 2)
    assert outcomes == [302, 302]
    assert SavedSearch.objects.count() == 1
