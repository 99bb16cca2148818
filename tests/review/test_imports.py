"""Held imports stand in the queue of the posted ones, and what people decided outlasts the next delivery."""

from __future__ import annotations

import pytest

from tests.posting.made import STOPPED, Desk, reviewer, visitor
from tests.vacancies.deliveries import DECLARED, imported, written
from tests.vacancies.deliveries import posting as record
from volens.services.vacancies.models import ReviewCase, Vacancy
from volens.services.vacancies.review import actions, blocks

pytestmark = pytest.mark.django_db
Outcome = ReviewCase.Outcome


def delivery(path, *records) -> None:
    imported(written(path / "jobs.json", list(records)))


def charged(number: int = 1, **more):
    """A record whose employer declared that the worker pays."""
    return record(number, **{"volens:declarations": DECLARED | {"worker_pays": True, "worker_pays_minor": 5000}} | more)


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
