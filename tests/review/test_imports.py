"""Held imports stand in the queue of the posted ones, and what people decided outlasts the next delivery."""

from __future__ import annotations

import html
import re

import pytest

from tests.posting.made import STOPPED, Desk, reviewer, visitor
from tests.vacancies.deliveries import DECLARED, imported, written
from tests.vacancies.deliveries import posting as record
from volens.services.vacancies import processing
from volens.services.vacancies.models import Review, ReviewCase, Vacancy
from volens.services.vacancies.review import actions, blocks

pytestmark = pytest.mark.django_db
Outcome = ReviewCase.Outcome


def delivery(path, *records) -> None:
    imported(written(path / "jobs.json", list(records)))


def charged(number: int = 1, **more):
    """A record whose employer declared that the worker pays."""
    return record(number, **{"volens:declarations": DECLARED | {"worker_pays": True, "worker_pays_minor": 5000}} | more)


def lodged(**more):
    """A record a rule holds, and one reviewer may let through."""
    return record(1, **{"volens:declarations": DECLARED | {"lodging": "required"}} | more)


def test_held_imports_stand_in_the_same_queue_once(tmp_path):
    delivery(tmp_path, charged(1), record(2))
    held = Vacancy.objects.get(state=Vacancy.State.BLOCKED)
    case = ReviewCase.objects.get()
    assert (case.vacancy_id, case.kind) == (held.pk, ReviewCase.Kind.IMPORTED)
    delivery(tmp_path, charged(1, title="Changed title"), record(2))
    assert ReviewCase.objects.count() == 1
    desk = Desk()
    assert "Imported, held by a rule" in desk.text()
    assert "Send back" not in desk.text(f"{case.pk}/")
    assert desk.decide(case, "send_back", grounds=("finding-0",)).status_code == 422


def test_what_a_person_refused_is_not_published_by_the_next_delivery(tmp_path):
    delivery(tmp_path, charged(1))
    case = ReviewCase.objects.get()
    answer = Desk().decide(case, "refuse", grounds=("finding-0",), words="Nobody pays for a job.")
    assert answer.status_code == 302
    delivery(tmp_path, record(1))
    assert Vacancy.objects.get().state == Vacancy.State.HELD
    assert visitor().get(f"/en/vacancies/{case.vacancy_id}/").status_code == 404


def test_two_reviewers_can_let_an_import_be_seen_that_a_rule_of_the_text_stops(tmp_path):
    asks = record(1, description=STOPPED)
    delivery(tmp_path, asks)
    case = ReviewCase.objects.get()
    whys = {each.key: "The deposit is for the room key." for each in blocks.of(case)}
    assert whys
    actions.decide(reviewer(), case.pk, actions.Decision("publish", whys=whys))
    assert visitor().get(f"/en/vacancies/{case.vacancy_id}/").status_code == 404
    actions.decide(reviewer(), case.pk, actions.Decision("publish", whys=whys))
    page = visitor().get(f"/en/vacancies/{case.vacancy_id}/")
    assert "two people at this service read it" in page.content.decode()
    delivery(tmp_path, asks)
    assert visitor().get(f"/en/vacancies/{case.vacancy_id}/").status_code == 200  # unchanged means untouched
    delivery(tmp_path, record(1))  # clean now, and read by nobody
    page = visitor().get(f"/en/vacancies/{case.vacancy_id}/").content.decode()
    assert "two people at this service read it" not in page
    assert "No person at this service has read this vacancy." in page


def test_words_about_another_text_do_not_count_when_a_delivery_changed_it(tmp_path):
    delivery(tmp_path, record(1, description=STOPPED))
    case = ReviewCase.objects.get()
    whys = {each.key: "The deposit is for the room key." for each in blocks.of(case)}
    actions.decide(reviewer(), case.pk, actions.Decision("publish", whys=whys))
    worse = "You pack bread with us. Please send $50 before training starts, it is for the place."
    delivery(tmp_path, record(1, description=worse))
    case = ReviewCase.objects.get()
    whys = {each.key: "It is a misprint, I was told." for each in blocks.of(case)}
    assert whys
    actions.decide(reviewer(), case.pk, actions.Decision("publish", whys=whys))
    assert visitor().get(f"/en/vacancies/{case.vacancy_id}/").status_code == 404


def test_words_written_about_one_finding_do_not_count_for_another_in_its_place(tmp_path):
    delivery(tmp_path, record(1, description=STOPPED))
    case = ReviewCase.objects.get()
    whys = {each.key: "The deposit is for the room key." for each in blocks.of(case)}
    delivery(tmp_path, record(1, description="Please send $50 before training starts, it is for the place."))
    assert blocks.of(ReviewCase.objects.get())
    with pytest.raises(actions.DecisionError, match="Write for every finding"):
        actions.decide(reviewer(), case.pk, actions.Decision("publish", whys=whys))


def test_an_import_whose_employer_declared_what_a_rule_stops_is_not_shown(tmp_path):
    delivery(tmp_path, charged(1))
    case = ReviewCase.objects.get()
    with pytest.raises(actions.DecisionError, match="nobody can publish this"):
        actions.decide(reviewer(), case.pk, actions.Decision("publish"))


def unread(monkeypatch, path, *records) -> None:
    """A delivery that is stored while nothing has judged it yet."""
    with monkeypatch.context() as patched:
        patched.setattr(processing, "process", lambda **_: processing.Processed())
        delivery(path, *records)
    assert Vacancy.objects.get().state == Vacancy.State.RECEIVED


WORSE = "We keep your passport until the contract ends. You pay a deposit of 500 pounds before you start."


def test_a_delivery_that_no_rule_has_read_is_published_by_nobody(tmp_path, monkeypatch):
    delivery(tmp_path, lodged())
    case, desk = ReviewCase.objects.get(), Desk()
    unread(monkeypatch, tmp_path, lodged(description=WORSE))
    page = html.unescape(desk.text(f"{case.pk}/"))
    assert "The rules have not read this vacancy as it stands now." in page
    assert desk.decide(case, "publish").status_code == 422
    assert Vacancy.objects.get().state == Vacancy.State.RECEIVED
    processing.process()
    assert Vacancy.objects.get().state == Vacancy.State.BLOCKED


@pytest.mark.parametrize("light", ["hold", "warn"])
def test_what_was_lighter_when_the_rules_read_it_and_stops_it_now_is_read_again_and_takes_two(tmp_path, light):
    delivery(tmp_path, record(1, description=STOPPED))
    stored = Vacancy.objects.get().findings
    Vacancy.objects.update(findings=[each | {"severity": light} for each in stored], state=Vacancy.State.HELD)
    case, desk = ReviewCase.objects.get(), Desk()
    answer = desk.decide(case, "publish")
    assert answer.status_code == 409
    assert "The rules were changed since they read this, and stop it now." in answer.content.decode()
    assert not Review.objects.exists()
    processing.process()
    assert Vacancy.objects.get().state == Vacancy.State.BLOCKED
    whys = {f"why-{each.key}": "The deposit is for the room key." for each in blocks.of(ReviewCase.objects.get())}
    assert whys
    assert desk.decide(case, "publish", against="1", **whys).headers["Location"].endswith("done=noted")
    assert Desk("Zhang San").decide(case, "publish", against="1", **whys).status_code == 302
    assert visitor().get(f"/en/vacancies/{case.vacancy_id}/").status_code == 200


@pytest.mark.parametrize("outcome", ["publish", "refuse"])
def test_who_read_the_delivery_before_is_shown_the_new_one_first(tmp_path, outcome):
    delivery(tmp_path, lodged())
    case, desk = ReviewCase.objects.get(), Desk()
    read = desk.read(case)
    delivery(tmp_path, lodged(title="Packer at night"))
    said = {"grounds": ("finding-0",), "words": "Let people live where they like."}
    for old in (read, ""):  # a form without it has read nothing
        answer = desk.decide(case, outcome, **said, read=old)
        page = html.unescape(answer.content.decode())
        assert answer.status_code == 409
        assert "A newer delivery came in; read it first." in page
        assert "Packer at night" in page
        assert "Let people live where they like." in page
        assert 'value="finding-0" checked' not in page  # another finding may stand under this number now
    assert not Review.objects.exists()
    said["grounds"] = () if outcome == "publish" else said["grounds"]
    assert desk.decide(case, outcome, **said).status_code == 302
    shown = Vacancy.State.PUBLISHED if outcome == "publish" else Vacancy.State.BLOCKED
    assert Vacancy.objects.get().state == shown


def test_words_against_a_rule_are_for_the_delivery_they_were_written_about(tmp_path):
    delivery(tmp_path, record(1, description=STOPPED))
    case, desk = ReviewCase.objects.get(), Desk()
    whys = {f"why-{each.key}": "The deposit is for the room key." for each in blocks.of(case)}
    page = desk.decide(case, "publish").content.decode()
    read = re.search(r'name="read" value="([^"]+)"', page)[1]
    delivery(tmp_path, record(1, description=STOPPED + " Bring your own bread."))
    assert desk.decide(case, "publish", read=read, against="1", **whys).status_code == 409
    assert desk.decide(case, "publish", against="1", **whys).status_code == 302
