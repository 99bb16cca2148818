"""A saved search rings when something new fits, says why, and never again after it was stopped."""

from __future__ import annotations

import re
import threading
from typing import Any

import pytest
from django.core import mail
from django.db import transaction
from django.test import Client
from django.utils import timezone

from tests.pages import vacancies
from tests.people.made import make_person
from tests.people.races import at_once
from volens.services.alerts import actions, kept, mails, matching
from volens.services.alerts.models import Mailbox, Ring, SavedSearch
from volens.services.vacancies import index, indexing, listeners, outbox
from volens.services.vacancies.models import Vacancy

NURSE = "q=nurse&where=Newark,+NJ&pay=2000&currency=USD"


@pytest.fixture(autouse=True)
def fresh(settings: Any) -> Any:
    settings.EMAIL_HOST = "mail.example.org"
    matching.forget()
    yield
    matching.forget()
    index._open.cache_clear()


def publish(**said: Any) -> Vacancy:
    """A vacancy comes into the index as an import or a reviewer lets it in."""
    number = Vacancy.objects.count()
    source = vacancies.source(name=f"source-{number}", kind="file")
    with transaction.atomic():
        told = {"title": "Night nurse", "posted_at": timezone.now(), **vacancies.NEWARK, **said}
        made = vacancies.make(source, f"ref-{number}", **told)
        outbox.changed([made.pk])
    indexing.drain()
    return made


def due_now() -> None:
    SavedSearch.objects.update(next_at=timezone.now())


def link(body: str, page: str) -> str:
    found = re.search(rf"http://[^/]+(/en/alerts/{page}/\S+)", body)
    assert found is not None, body
    return found[1]


def page_of(name: str, search: SavedSearch) -> str:
    return re.sub(r"^https?://[^/]+", "", actions.links.link(name, search.pk))


@pytest.mark.django_db
def test_a_person_saves_a_search_and_hears_of_what_fits_and_why() -> None:
    account, client = make_person("aygul@example.org")
    results = client.get(f"/en/vacancies/?{NURSE}").content.decode()
    assert "/en/alerts/new/?q=nurse" in results
    assert client.post(f"/en/alerts/new/?{NURSE}", {"pace": "at_once"}).status_code == 302
    fits = publish(pay_min=3000, pay_month_max=300_000, pay_currency="USD")
    publish(title="Welder", pay_month_max=300_000, pay_currency="USD")
    assert actions.send_due() == 1
    [sent] = mail.outbox
    assert sent.to == ["aygul@example.org"]
    assert "1 new vacancy: nurse" in sent.subject
    assert "has your words: nurse" in sent.body
    assert "from Newark" in sent.body
    assert f"/en/vacancies/{fits.pk}/" in sent.body
    assert "Welder" not in sent.body
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert [kind for _, kind in sent.alternatives] == ["text/html"]
    due_now()
    assert actions.send_due() == 0, "what was told is not told again"
    with transaction.atomic():
        outbox.changed([fits.pk])
    indexing.drain()
    due_now()
    assert actions.send_due() == 0, "a change of a vacancy is no new vacancy"
    page = client.get("/en/alerts/").content.decode()
    assert "nurse" in page
    [part] = kept.export(account.pk, None)  # type: ignore[arg-type]
    assert part.data[0]["search"].startswith("q=nurse")
    kept.erase(account.pk)
    assert not SavedSearch.objects.exists()


@pytest.mark.django_db
def test_without_an_account_nothing_rings_before_the_owner_of_the_address_says_so() -> None:
    visitor = Client()
    asked = visitor.post(f"/en/alerts/new/?{NURSE}", {"pace": "at_once", "email": "someone@example.org"})
    assert "a mail is on its way" in asked.content.decode()
    publish(pay_month_max=300_000, pay_currency="USD")
    assert actions.send_due() == 0
    search = SavedSearch.objects.get()
    assert b"someone" not in bytes(Mailbox.objects.get().sealed) + bytes(search.sealed)
    confirm = actions.links.link("confirm", search.pk).split("testserver")[-1]
    confirm = re.sub(r"^https?://[^/]+", "", confirm)
    assert "Yes, write to me" in visitor.get(confirm).content.decode()
    assert not SavedSearch.objects.get().confirmed, "opening the page is not a yes"
    visitor.post(confirm)
    publish(title="Nurse by day", pay_month_max=300_000, pay_currency="USD")
    due_now()
    mail.outbox.clear()
    assert actions.send_due() == 1
    assert mail.outbox[0].to == ["someone@example.org"]
    stop = re.sub(r"^https?://[^/]+", "", mail.outbox[0].extra_headers["List-Unsubscribe"][1:-1])
    assert "Stop this search" in visitor.get(stop).content.decode()
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(stop, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not SavedSearch.objects.exists()
    assert not Mailbox.objects.exists(), "the address is forgotten with its last search"
    assert visitor.get(stop).status_code == 404
    assert visitor.get(stop[:-3] + "xx/").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("ending", ["ended", "unseen"])
def test_what_ended_is_in_no_mail(ending: str) -> None:
    _account, client = make_person()
    client.post("/en/alerts/new/?q=nurse", {"pace": "daily"})
    gone = publish()
    publish(title="Nurse for children")
    due_now()
    assert Ring.objects.count() == 2
    if ending == "ended":
        listeners.ended(gone)
        assert Ring.objects.count() == 1
    else:  # held again by a reviewer: nobody tells the listeners that it ended
        Vacancy.objects.filter(pk=gone.pk).update(state=Vacancy.State.HELD)
    actions.send_due()
    assert "Nurse for children" in mail.outbox[-1].body
    assert "Night nurse" not in mail.outbox[-1].body


@pytest.mark.django_db
def test_daily_mails_wait_for_the_morning_and_pausing_tells_nothing_later() -> None:
    _account, client = make_person()
    client.post("/en/alerts/new/?q=nurse", {"pace": "daily"})
    SavedSearch.objects.update(next_at=timezone.now() - timezone.timedelta(days=3))
    publish()
    assert actions.send_due() == 0
    search = SavedSearch.objects.get()
    assert timezone.localtime(search.next_at).hour == 7
    actions.change(search.pk, paused=True)
    publish(title="Nurse while paused")
    actions.change(search.pk, paused=False)
    due_now()
    assert actions.send_due() == 0
    publish(title="Nurse after the pause")
    due_now()
    actions.send_due()
    assert "after the pause" in mail.outbox[-1].body
    assert "while paused" not in mail.outbox[-1].body


@pytest.mark.django_db
def test_a_place_nobody_knows_is_not_saved_as_everywhere() -> None:
    _account, client = make_person()
    answer = client.post("/en/alerts/new/?q=nurse&where=Xyzzyqwert", {"pace": "daily"})
    assert answer.status_code == 422
    assert not SavedSearch.objects.exists()


@pytest.mark.django_db
def test_the_same_search_saved_again_stays_one_and_keeps_what_waits() -> None:
    _account, client = make_person()
    address = f"/en/alerts/new/?{NURSE}"
    client.post(address, {"pace": "daily"})
    publish(pay_min=3000, pay_month_max=300_000, pay_currency="USD")
    assert Ring.objects.count() == 1
    answer = client.post(f"{address}&page=2&sort=pay", {"pace": "at_once"}, follow=True)
    assert "You have this search already" in answer.content.decode()
    assert SavedSearch.objects.get().pace == "at_once"
    assert actions.send_due() == 1
    SavedSearch.objects.update(paused=True)
    client.post(address, {"pace": "weekly"})
    assert not SavedSearch.objects.get().paused
    client.post("/en/alerts/new/?q=welder", {"pace": "weekly"})
    assert SavedSearch.objects.count() == 2


@pytest.mark.django_db
def test_an_address_that_confirms_the_same_search_again_gets_one_mail_and_not_two() -> None:
    for pace in ("daily", "at_once"):
        Client().post(f"/en/alerts/new/?{NURSE}", {"pace": pace, "email": "nobody@example.org"})
        Client().post(page_of("confirm", SavedSearch.objects.get(confirmed=False)))
    assert SavedSearch.objects.get().pace == "at_once"
    assert Mailbox.objects.count() == 1


@pytest.mark.django_db
def test_a_stop_link_that_was_cut_short_does_not_claim_to_have_stopped() -> None:
    Client().post(f"/en/alerts/new/?{NURSE}", {"pace": "daily", "email": "nobody@example.org"})
    address = page_of("stop", SavedSearch.objects.get())
    cut = Client().post(f"{address[:-5]}/")
    assert cut.status_code == 404
    assert "copy the whole link" in cut.content.decode()
    assert SavedSearch.objects.count() == 1
    for _again in range(2):
        assert "no further mail comes" in Client().post(address).content.decode()
    assert not SavedSearch.objects.exists()


@pytest.mark.django_db
def test_only_the_owner_sees_a_saved_search() -> None:
    make_person()[1].post("/en/alerts/new/?q=nurse", {"pace": "daily"})
    _other, client = make_person()
    assert "nurse" not in client.get("/en/alerts/").content.decode()
    assert Client().get("/en/alerts/").status_code == 302


@pytest.mark.django_db
def test_a_mail_that_is_not_accepted_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    _account, client = make_person()
    client.post("/en/alerts/new/?q=nurse", {"pace": "at_once"})
    publish()

    def refuse(*_: object) -> None:
        raise OSError

    with monkeypatch.context() as down:
        down.setattr(mails, "hand_over", refuse)
        assert actions.send_due() == 0
    due_now()
    assert actions.send_due() == 1


@pytest.mark.django_db(transaction=True)
def test_after_a_stop_has_answered_no_mail_is_handed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    _account, client = make_person()
    client.post("/en/alerts/new/?q=nurse", {"pace": "at_once"})
    publish()
    number = SavedSearch.objects.get().pk
    events: list[str] = []
    on_its_way = threading.Event()
    real = mails.hand_over

    def slow(*given: Any) -> None:
        on_its_way.set()
        stopping.wait(0.4)
        real(*given)
        events.append("mail")

    stopping = threading.Event()
    monkeypatch.setattr(mails, "hand_over", slow)

    def stop() -> None:
        on_its_way.wait(5)
        actions.stop(number)
        events.append("stopped")
        stopping.set()

    at_once(actions.send_due, stop)
    assert events == ["mail", "stopped"], "the stop waits for the mail that is being handed over"
    assert not SavedSearch.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_stop_between_writing_and_sending_holds_the_mail_back(monkeypatch: pytest.MonkeyPatch) -> None:
    _account, client = make_person()
    client.post("/en/alerts/new/?q=nurse", {"pace": "at_once"})
    publish()
    number = SavedSearch.objects.get().pk
    written, stopped = threading.Event(), threading.Event()
    real_write, real_wait = mails.written, actions._wait_for_mail

    def write(*given: Any) -> Any:
        found = real_write(*given)
        written.set()
        stopped.wait(5)
        return found

    def wait(search: int) -> None:
        stopped.set()
        real_wait(search)

    monkeypatch.setattr(mails, "written", write)
    monkeypatch.setattr(actions, "_wait_for_mail", wait)

    def stop() -> None:
        written.wait(5)
        actions.stop(number)

    at_once(actions.send_due, stop)
    assert mail.outbox == []
    assert not SavedSearch.objects.exists()
