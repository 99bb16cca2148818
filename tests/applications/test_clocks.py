"""What time does: lateness, silence, the end of offers and of reading; what members and applicants are told."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from django.core.management import call_command
from django.utils import timezone

from tests.applications.made import make_applicant, make_employer, make_vacancy, received_of
from volens.services.applications import kept
from volens.services.applications.actions import telling, time
from volens.services.applications.models import Application, Received
from volens.services.people import post
from volens.services.people.models import Message
from volens.services.trust import actions as trust
from volens.services.trust.models import Choice
from volens.services.vacancies import listeners
from volens.services.vacancies.listeners import Change

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def aged(application, days: int) -> Received:
    row = received_of(application)
    row.received_on -= days * DAY
    row.save()
    return row


def messages() -> list[dict[str, str]]:
    return [post.opened(each) for each in Message.objects.order_by("made_at")]


def test_an_answer_is_late_at_fourteen_days_for_both_sides():
    employer, aygul = make_employer(), make_applicant()
    application = aygul.apply(make_vacancy(employer.organisation))
    aged(application, 13)
    assert "Late" not in employer.list_page()
    aged(application, 1)
    assert "Late" in employer.list_page()
    aged(application, 1)
    assert "The employer is late" in aygul.text(f"applications/{application}/")


def test_sixty_days_without_an_answer_close_as_the_employers_silence_and_never_as_a_refusal():
    employer, aygul = make_employer(), make_applicant()
    application = aygul.apply(make_vacancy(employer.organisation))
    row = aged(application, 59)
    assert time.run(timezone.now()) == 0
    assert "Aygul" in employer.open(row.pk)
    aged(application, 1)
    assert time.run(timezone.now()) == 1
    assert received_of(application).state == "silent"
    mine = aygul.text(f"applications/{application}/")
    assert "employer’s silence" in mine or "employer&#39;s silence" in mine or "employer's silence" in mine
    assert "Not selected" not in mine
    assert "Aygul" not in employer.get(f"{row.pk}/").content.decode(), "what nobody answered does not open any more"
    assert "Closed: no answer from you" in employer.list_page()
    assert employer.write(row.pk).status_code in {200, 302, 409}
    assert received_of(application).state == "silent"


def test_an_offer_that_nobody_accepts_lapses_after_its_last_day_and_the_cooling_period():
    employer, aygul = make_employer(), make_applicant()
    application = aygul.apply(make_vacancy(employer.organisation))
    row = received_of(application)
    employer.offer(row.pk, days=7)
    until = aygul.newest(application, "offer").until
    assert time.run(until + dt.timedelta(hours=47)) == 0
    assert time.run(until + dt.timedelta(hours=48)) == 1
    assert Received.objects.get(pk=row.pk).state == "gone"
    assert Application.objects.get(pk=application).received is None
    assert "The offer was open until its last day" in aygul.text(f"applications/{application}/")
    assert "No longer available" in employer.get(f"{row.pk}/").content.decode()
    assert Choice.objects.get(kind="application").undone is not None


def test_who_accepts_in_the_last_minute_still_has_the_whole_time_to_think_again():
    employer, aygul = make_employer(), make_applicant()
    application = aygul.apply(make_vacancy(employer.organisation))
    employer.offer(received_of(application).pk, days=7)
    letter = aygul.newest(application, "offer")
    aygul.post(f"applications/{application}/offer/{letter.pk}/", {"agree": "1"})
    Application.objects.filter(pk=application).update(accepted_from=letter.until + dt.timedelta(hours=47, minutes=59))
    assert time.run(letter.until + dt.timedelta(hours=47)) == 0
    assert time.run(letter.over_at) == 1
    assert received_of(application).state == "accepted"


def test_the_worker_can_let_the_employer_know_at_once(settings):
    settings.COOLING_HOURS = 72
    employer, aygul = make_employer(), make_applicant()
    application = aygul.apply(make_vacancy(employer.organisation))
    employer.offer(received_of(application).pk)
    letter = aygul.newest(application, "offer")
    offer = f"applications/{application}/offer/{letter.pk}/"
    assert "72 hours" in aygul.text(offer)
    aygul.post(offer, {"agree": "1"})
    assert time.run(timezone.now() + dt.timedelta(hours=71)) == 0
    aygul.post(offer, {"now": "1"})
    assert received_of(application).state == "accepted"


def test_half_a_year_after_the_vacancy_closed_nothing_is_left_with_the_employer():
    employer, aygul = make_employer(), make_applicant()
    vacancy = make_vacancy(employer.organisation)
    application = aygul.apply(vacancy)
    row = received_of(application)
    vacancy.state, vacancy.ended_at = "expired", timezone.now()
    vacancy.save()
    assert kept._past_reading(timezone.now() + 182 * DAY) == 0
    assert "Readable until" in employer.open(row.pk)
    assert kept._past_reading(timezone.now() + 184 * DAY) == 1
    assert employer.get(f"{row.pk}/").status_code == 404
    assert row.number not in employer.list_page()
    assert "Its time is over" in aygul.text(f"applications/{application}/")
    assert Choice.objects.get(kind="application").undone is not None


def test_members_hear_of_new_applications_once_a_day_after_a_quiet_time_and_it_counts_as_seen():
    employer, viewer = make_employer(), None
    viewer = make_employer(employer.organisation, "viewer", "Only Looks")
    aygul = make_applicant()
    application = aygul.apply(make_vacancy(employer.organisation))
    assert telling.announce(timezone.now()) == 0
    aged(application, 2)
    before = len(messages())
    assert telling.announce(timezone.now()) == 1
    sent = messages()[before:]
    assert [each["to"] for each in sent] == [employer.account.contacts.get() and sent[0]["to"]]
    assert len(sent) == 1, "who may not open applications hears nothing of them"
    assert "Aygul" not in sent[0]["text"]
    assert received_of(application).number not in sent[0]["text"]
    assert "told by a message" in aygul.text("my/readers/")
    assert telling.announce(timezone.now()) == 0
    aygul.withdraw(application)
    assert Received.objects.get().state == "gone"
    assert viewer.get().status_code == 403


def test_applicants_hear_that_there_is_something_never_what(django_capture_on_commit_callbacks):
    employer, aygul = make_employer(), make_applicant()
    vacancy = make_vacancy(employer.organisation, title="Secret baker")
    application = aygul.apply(vacancy)
    before = len(messages())
    employer.write(received_of(application).pk, "A private word.")
    listeners.changed(vacancy, [Change("pay", "Pay", "5,200", "4,800")])
    listeners.ended(vacancy)
    told = messages()[before:]
    assert len(told) == 3
    for each in told:
        for words in ("private word", "Secret baker", "4,800", employer.organisation.name, "Aygul", "http://x/y?"):
            assert words not in each["text"] + each["subject"]
        assert each["text"].count("http") == 1, "one address, the front door: nothing is answered by a link"


def test_a_changed_vacancy_shows_before_and_now_to_who_applied_before_and_to_nobody_else():
    employer, before, after = make_employer(), make_applicant("Aygul"), make_applicant("Bolat")
    vacancy = make_vacancy(employer.organisation)
    first = before.apply(vacancy)
    listeners.changed(vacancy, [Change("pay", "Pay", "5,200 a month", "4,800 a month")])
    page = before.text(f"applications/{first}/")
    assert "5,200 a month" in page
    assert "4,800 a month" in page
    second = after.apply(vacancy)
    assert "5,200 a month" not in after.text(f"applications/{second}/")


def test_the_daily_clock_runs_every_step(data_dir):
    employer, aygul = make_employer(), make_applicant()
    application = aygul.apply(make_vacancy(employer.organisation))
    aged(application, 61)
    out = io.StringIO()
    call_command("daily", stdout=out)
    assert "steps of applications: 1 done" in out.getvalue()
    assert received_of(application).state == "silent"
    trust.absorb()
