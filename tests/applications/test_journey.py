"""From the draft to the accepted offer, through the pages of both sides."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone, translation

from tests.applications.made import make_applicant, make_employer, make_vacancy, received_of
from volens.services.applications.actions import time
from volens.services.applications.models import Application, Received
from volens.services.trust.models import Choice
from volens.services.vacancies import listeners
from volens.services.vacancies.posting import publishing

pytestmark = pytest.mark.django_db


def test_what_was_shown_is_what_the_employer_reads_and_what_the_ledger_holds():
    employer = make_employer()
    aygul = make_applicant(skills="Bread and pastry", experience="Ten years", pay_wanted="secret-pay")
    vacancy = make_vacancy(employer.organisation)
    application = aygul.draft(vacancy, "chosen_name", "skills", note="I like early hours.")
    check = aygul.text(f"applications/{application}/check/")
    assert "Bread and pastry" in check
    assert "I like early hours." in check
    assert "Ten years" not in check
    assert "secret-pay" not in check
    assert not Received.objects.exists(), "nothing is sent before the yes"
    aygul.send(application)
    row = received_of(application)
    page = employer.open(row.pk)
    for words in ("Aygul", "Bread and pastry", "I like early hours."):
        assert words in page
    for words in ("Ten years", "secret-pay", "example.org"):
        assert words not in page
    assert Choice.objects.get(person_id=aygul.account.pk, kind="application").language == "en"
    choices = aygul.text("my/choices/")
    assert "Skills: Bread and pastry" in choices
    assert "I like early hours." in choices
    assert "Ten years" not in choices


def test_nothing_is_ticked_beforehand():
    employer, aygul = make_employer(), make_applicant(skills="Bread")
    page = aygul.text(f"applications/new/{make_vacancy(employer.organisation).pk}/")
    ticked = [part.split('"')[0] for part in page.split('name="ticks" value="')[1:] if " checked" in part.split(">")[0]]
    assert ticked == []
    assert 'value="chosen_name"' in page
    assert 'value="contact_first"' in page


def test_the_whole_way_to_an_accepted_offer(django_capture_on_commit_callbacks):
    employer, aygul = make_employer(), make_applicant()
    application = aygul.apply(make_vacancy(employer.organisation))
    row = received_of(application)
    listed = employer.list_page()
    assert row.number in listed
    assert "Aygul" not in listed
    assert employer.write(row.pk, "When could you begin?").headers["Location"].endswith("?done=answered")
    assert "When could you begin?" in aygul.text(f"applications/{application}/")
    aygul.post(f"applications/{application}/write/", {"text": "In January."})
    assert "In January." in employer.open(row.pk)
    assert "They wrote" in employer.list_page()
    assert employer.propose(row.pk).status_code == 302
    times = aygul.newest(application, "times")
    aygul.post(f"applications/{application}/times/{times.pk}/", {"time": "1"})
    assert received_of(application).state == "meeting"
    invite = aygul.get(f"applications/{application}/times/{times.pk}/interview.ics")
    assert invite.headers["Content-Type"].startswith("text/calendar")
    assert b"BEGIN:VEVENT" in invite.content
    theirs = employer.get(f"{row.pk}/times/{times.pk}/interview.ics")
    assert row.number.encode() in theirs.content
    assert b"Aygul" not in theirs.content
    assert employer.offer(row.pk).status_code == 302
    letter = aygul.newest(application, "offer")
    offer = f"applications/{application}/offer/{letter.pk}/"
    assert "5,200 a month" in aygul.text(offer)
    aygul.post(offer, {"agree": "1"})
    assert received_of(application).state == "offer", "the employer does not know yet"
    assert "You accepted" in aygul.text(offer)
    aygul.post(offer, {"undo": "1"})
    assert Application.objects.get(pk=application).accepted_from is None
    aygul.post(offer, {"agree": "1"})
    assert time.run(timezone.now() + dt.timedelta(hours=47)) == 0
    assert time.run(timezone.now() + dt.timedelta(hours=49)) == 1
    assert received_of(application).state == "accepted"
    assert "Offer accepted" in employer.list_page()


def test_what_changed_in_a_vacancy_is_told_in_the_language_of_who_reads_it():
    """The employer published in one language; the applicant reads in another."""
    employer, aygul = make_employer(), make_applicant("Aygul")
    vacancy = make_vacancy(employer.organisation)
    application = aygul.apply(vacancy)
    with translation.override("en"):
        changes = publishing.differences({"hours": "full_time"}, {"hours": "part_time"})
        listeners.changed(vacancy, changes)
    english = aygul.text(f"applications/{application}/")
    aygul.language = "zh-hans"
    chinese = aygul.text(f"applications/{application}/")
    assert changes[0].label in english
    assert changes[0].after in english
    assert changes[0].label not in chinese
    assert changes[0].words["zh-hans"]["after"] in chinese
    told = aygul.client.get(f"/api/v1/my/applications/{application}", headers={"Accept-Language": "zh-Hans"}).json()
    assert told["changes"][0]["after"] == changes[0].words["zh-hans"]["after"]


def test_the_summary_names_mistakes_in_the_order_of_the_page():
    employer, aygul = make_employer(), make_applicant("Aygul")
    row = received_of(aygul.apply(make_vacancy(employer.organisation)))
    page = employer.post(f"{row.pk}/times/", {}).content.decode()
    places = [page.index(f'href="#id_{name}"') for name in ("time_1", "place", "until")]
    assert places == sorted(places)


def test_a_last_day_that_has_passed_is_told_beside_its_field():
    employer, aygul = make_employer(), make_applicant("Aygul")
    row = received_of(aygul.apply(make_vacancy(employer.organisation)))
    answer = employer.propose(row.pk, until=timezone.localdate() - dt.timedelta(days=3))
    assert answer.status_code == 422
    assert "This day has passed." in answer.content.decode()


def test_hiding_can_be_undone_at_once_and_deleting_says_that_it_cannot():
    employer, aygul = make_employer(), make_applicant("Aygul")
    application = aygul.apply(make_vacancy(employer.organisation, title="Baker"))
    answer = aygul.post(f"applications/{application}/notes/", {"hide": "1"})
    page = aygul.client.get(answer.headers["Location"]).content.decode()
    assert f"/applications/{application}/notes/" in page
    assert "Undo: show it again" in page
    aygul.post(f"applications/{application}/notes/", {"show": "1"})
    assert "Baker" in aygul.text("applications/")
    aygul.withdraw(application)
    assert "It cannot be undone." in aygul.text(f"applications/{application}/")
    assert "Undo" not in aygul.text(f"applications/{application}/"), "no address brings it back"
