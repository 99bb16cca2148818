"""Workers' reports: one brings a vacancy before a reviewer, two independent ones take it down, nobody is known."""

from __future__ import annotations

import datetime as dt
import html
import re
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from tests.pages import vacancies as world
from tests.posting.made import DECENT, STOPPED, Desk, Employer, approve, decide, fresh, open_case, reviewer
from tests.vacancies.deliveries import DECLARED, imported, written
from tests.vacancies.deliveries import posting as record
from volens.services.people import post
from volens.services.people.models import Message
from volens.services.trust import vault
from volens.services.vacancies import queries
from volens.services.vacancies.models import Posting, Report, ReviewCase, Vacancy
from volens.services.vacancies.posting import clocks
from volens.services.vacancies.posting import queries as queries_of_postings
from volens.services.vacancies.review import actions, reporting

pytestmark = pytest.mark.django_db


@pytest.fixture
def published():
    employer = Employer()
    return employer, employer.publish()


def report(posting: Posting, network: str, category: str = "fee") -> int:
    client = Client(REMOTE_ADDR=network)
    return client.post(f"/en/vacancies/{posting.vacancy_id}/report/", {"category": category}).status_code


def shown(posting: Posting) -> bool:
    return Client().get(f"/en/vacancies/{posting.vacancy_id}/").status_code == 200


def seen_by(employer: Employer, posting: Posting) -> tuple[str, ...]:
    """Everything the employer and the public read of it."""
    pages = [employer.text(), employer.text(f"{posting.pk}/")]
    public = Client().get(f"/en/vacancies/{posting.vacancy_id}/").content.decode().split("nonce")[0]
    return (*(re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", page) for page in pages), public)


def days_pass(days: int = 1) -> None:
    for each in Report.objects.all():
        Report.objects.filter(pk=each.pk).update(day=each.day - dt.timedelta(days=days))
    reporting.forget_marks(timezone.now())


def test_one_report_is_before_a_reviewer_within_two_days_while_the_vacancy_stays_and_the_employer_learns_nothing(
    published,
):
    employer, posting = published
    Message.objects.all().delete()
    before = seen_by(employer, posting)
    answer = Client(REMOTE_ADDR="10.0.0.1").post(
        f"/en/vacancies/{posting.vacancy_id}/report/", {"category": "documents"}, follow=True
    )
    assert "looks at it within 48 hours" in answer.content.decode()
    case = open_case(posting)
    assert (case.kind, case.due_at - case.opened_at) == (ReviewCase.Kind.NOTED, dt.timedelta(hours=48))
    report(posting, "10.0.0.1")  # the same voice
    assert open_case(posting) == case
    page = html.unescape(Desk().text(f"{case.pk}/"))
    assert "It wants to keep my documents" in page
    assert "10.0.0" not in page
    assert "Report to check" in Desk().text()
    assert seen_by(employer, posting) == before
    assert Desk().decide(case, "publish").headers["Location"].endswith("done=publish")
    assert seen_by(employer, posting) == before
    assert not Message.objects.exists()
    assert shown(posting)
    days_pass()
    report(posting, "10.0.0.2")  # what was answered counts no more
    assert shown(posting)
    assert open_case(posting).kind == ReviewCase.Kind.NOTED
    decide(posting, "refuse", grounds=("fee_hidden",), words="Bear the cost of the uniform yourself.")
    told = html.unescape(employer.text(f"{posting.pk}/"))
    assert "Bear the cost of the uniform" in told
    assert "report" not in told.casefold().split("<main")[1]
    assert "was refused" in post.opened(Message.objects.get())["subject"]


def test_who_read_a_case_before_the_next_report_has_to_read_it_again(published):
    _employer, posting = published
    report(posting, "10.0.0.1")
    desk, case = Desk(), open_case(posting)
    read = desk.read(case)
    report(posting, "10.0.0.2")
    late = desk.decide(case, "publish", read=read)
    assert late.status_code == 409
    assert "Another report came in after you opened this" in late.content.decode()
    assert not shown(posting)


def test_what_the_employer_does_meanwhile_neither_waits_for_the_reviewer_nor_hides_the_report_from_them(published):
    employer, posting = published
    report(posting, "10.0.0.1")
    due = open_case(posting).due_at
    employer.post(f"{posting.pk}/what/", DECENT["what"] | {"text": DECENT["what"]["text"] + " Lunch is free."})
    posting = employer.send(posting)  # as it would be without a report: at once
    assert shown(posting)
    assert (open_case(posting).kind, open_case(posting).due_at) == (ReviewCase.Kind.NOTED, due)
    assert open_case(posting).revision.number == 2
    employer.post(f"{posting.pk}/do/withdrawn/")
    employer.post(f"{posting.pk}/do/undo/")
    assert shown(posting)
    assert (open_case(posting).kind, open_case(posting).due_at) == (ReviewCase.Kind.NOTED, due)
    employer.post(f"{posting.pk}/pay/", DECENT["pay"] | {"pay_min": "5600"})
    posting = employer.send(posting)
    assert (open_case(posting).kind, open_case(posting).due_at) == (ReviewCase.Kind.CHANGED, due)
    assert open_case(posting).told_by > due
    employer.post(f"{posting.pk}/do/keep/")
    assert (open_case(posting).kind, open_case(posting).due_at) == (ReviewCase.Kind.NOTED, due)


def test_the_daily_turn_puts_before_a_reviewer_what_was_reported_and_lies_nowhere(published):
    _employer, posting = published
    report(posting, "10.0.0.1", "state_imposed")
    ReviewCase.objects.filter(kind=ReviewCase.Kind.NOTED).delete()
    assert clocks.close_overtaken(timezone.now()) == 1
    assert clocks.close_overtaken(timezone.now()) == 0
    assert open_case(posting).reviewers_needed == 2


def test_two_reports_from_different_networks_take_it_down_for_a_look_within_four_hours(published):
    employer, posting = published
    assert report(posting, "10.0.0.1") == 302
    assert shown(posting)
    first = open_case(posting)
    Message.objects.all().delete()
    assert report(posting, "10.0.0.2", "documents") == 302
    assert not shown(posting)
    case = open_case(posting)
    assert case == first, "the same case, heavier"
    assert case.kind == ReviewCase.Kind.REPORTED
    assert dt.timedelta(hours=4) <= case.due_at - case.opened_at < dt.timedelta(hours=4, minutes=1)
    mail = post.opened(Message.objects.get())
    assert "is being checked again" in mail["subject"]
    assert "report" not in mail["text"]
    for line in queries_of_postings.postings(employer.actor):  # the time limit would tell that there was a report
        assert line.due_at - timezone.now() > dt.timedelta(hours=47)
    page = html.unescape(Desk().text(f"{case.pk}/"))
    for words in ("It asks me to pay for the job", "It wants to keep my documents", "3 hours left"):
        assert words in page
    assert "10.0.0" not in page
    told = html.unescape(employer.text(f"{posting.pk}/"))
    assert "A person checks this vacancy again" in told
    assert "report" not in told.casefold().split("<main")[1]
    assert "It asks me to pay" not in told


def test_whoever_sends_the_report_that_takes_it_down_is_thanked_and_told_so(published):
    _employer, posting = published
    address = f"/en/vacancies/{posting.vacancy_id}/report/"
    first = Client(REMOTE_ADDR="10.0.0.1").post(address, {"category": "fee"}, follow=True)
    assert "The vacancy is not shown now" not in first.content.decode()
    second = Client(REMOTE_ADDR="10.0.0.2").post(address, {"category": "fee"}, follow=True)
    assert second.status_code == 200
    page = second.content.decode()
    assert "The report is stored" in page
    assert "The vacancy is not shown now" in page
    assert "Back to the vacancy" not in page


def test_a_form_that_was_open_when_it_was_taken_down_still_counts_and_the_page_says_what_happens(published):
    _employer, posting = published
    for network in ("10.0.0.1", "10.0.0.2"):
        report(posting, network)
    address = f"/en/vacancies/{posting.vacancy_id}/report/"
    opened = Client().get(address)
    assert opened.status_code == 404
    assert "being checked again" in opened.content.decode()
    assert report(posting, "10.0.0.3", "fraud") == 302
    assert Report.objects.filter(settled_by__isnull=True).count() == 3


def test_whoever_reports_an_import_is_thanked_and_a_delivery_shows_nothing_unvetted_meanwhile(tmp_path):
    imported(written(tmp_path / "jobs.json", [record(1)]))
    number = Vacancy.objects.get().pk
    address = f"/en/vacancies/{number}/report/"
    Client(REMOTE_ADDR="10.0.0.1").post(address, {"category": "fee"})
    last = Client(REMOTE_ADDR="10.0.0.2").post(address, {"category": "fee"}, follow=True)
    assert last.status_code == 200
    assert "The vacancy is not shown now" in last.content.decode()
    employer = {"@type": "Organization", "name": "Nobody vetted Ltd"}
    again = record(1, title="Pay 200 before you start", hiringOrganization=employer)
    imported(written(tmp_path / "jobs.json", [again]))
    assert Vacancy.objects.get().title == "Pay 200 before you start"
    empty, wrong = Client().post(address), Client().post(address, {"category": "other"})
    for answer in (empty, wrong, Client().get(address), Client().get(f"/en/vacancies/{number}/")):
        assert answer.status_code == 404
        page = answer.content.decode()
        assert "being checked again" in page
        assert "Pay 200" not in page
        assert "Nobody vetted" not in page
    thanked = Client(REMOTE_ADDR="10.0.0.3").post(address, {"category": "fraud"}, follow=True)
    assert thanked.status_code == 200
    assert "Pay 200" not in thanked.content.decode()


def test_an_import_that_a_rule_holds_and_nobody_reported_is_not_there(tmp_path):
    imported(written(tmp_path / "jobs.json", [record(1)]))
    worse = record(1, **{"volens:declarations": DECLARED | {"worker_pays": True, "worker_pays_minor": 5000}})
    imported(written(tmp_path / "jobs.json", [worse]))
    case = ReviewCase.objects.get()
    for path in ("", "report/", "report/thanks/"):
        assert Client().get(f"/en/vacancies/{case.vacancy_id}/{path}").status_code == 404
        assert b"being checked again" not in Client().get(f"/en/vacancies/{case.vacancy_id}/{path}").content


@pytest.mark.parametrize("outcome", ["refuse", "send_back"])
def test_nobody_is_told_that_a_person_looks_at_what_a_person_decided_against(published, outcome):
    employer, posting = published
    for network in ("10.0.0.1", "10.0.0.2"):
        report(posting, network)
    decide(posting, outcome, grounds=("fee_hidden",), words="Bear the cost of the uniform yourself.")
    address = f"/en/vacancies/{posting.vacancy_id}/"
    for answer in (
        Client().get(address),
        Client().get(f"{address}report/"),
        Client().get(f"{address}report/thanks/"),
        Client().post(f"{address}report/"),
        Client().post(f"{address}report/", {"category": "fee"}),
    ):
        assert answer.status_code == 404
        assert "being checked again" not in answer.content.decode()
        assert posting.vacancy.title not in answer.content.decode()
    with pytest.raises(queries.NotOpen, match="no longer open"):
        queries.for_application(posting.vacancy_id)
    employer.post(f"{posting.pk}/appeal/", {"words": "The uniform is free, it was a misprint."})
    assert "being checked again" in Client().get(address).content.decode()  # now a person looks
    with pytest.raises(queries.NotOpen, match="being checked again"):
        queries.for_application(posting.vacancy_id)


def test_what_was_never_public_cannot_be_reported():
    employer = Employer()
    waiting = employer.send(employer.write())
    assert report(waiting, "10.0.0.1") == 404
    assert Client().get(f"/en/vacancies/{waiting.vacancy_id}/report/thanks/").status_code == 404
    assert not Report.objects.exists()


def test_one_voice_counts_once_however_often_it_speaks(published):
    _employer, posting = published
    for category in ("fee", "pay", "fraud"):
        assert report(posting, "10.0.0.1", category) == 302
    assert Report.objects.count() == 1
    assert shown(posting)


def test_another_day_counts_as_another_voice(published):
    _employer, posting = published
    report(posting, "10.0.0.1")
    days_pass()
    report(posting, "10.0.0.1")
    assert not shown(posting)


def test_nothing_that_leads_to_a_network_is_left_the_day_after(published, data_dir):
    _employer, posting = published
    report(posting, "203.0.113.77")
    stored = Report.objects.values().get()
    assert "203.0.113.77" not in str(stored)
    assert bytes(stored["mark"]) == reporting.mark(posting.vacancy, "203.0.113.77")
    vault.destroy_days_before(timezone.localdate() + dt.timedelta(days=1))
    assert bytes(stored["mark"]) != reporting.mark(posting.vacancy, "203.0.113.77")  # the key is gone for good
    days_pass()
    assert Report.objects.get().mark is None
    assert not [path for path in Path(data_dir).rglob("*") if path.is_file() and b"203.0.113.77" in path.read_bytes()]


def test_a_reviewer_keeps_it_and_the_next_time_it_takes_one_voice_more(published):
    _employer, posting = published
    for network in ("10.0.0.1", "10.0.0.2"):
        report(posting, network)
    case = open_case(posting)
    assert "Show it again" in Desk().text(f"{case.pk}/")
    assert Desk().decide(case, "publish").status_code == 302
    assert shown(posting)
    assert set(Report.objects.values_list("settled_by", flat=True)) == {case.pk}
    days_pass()
    for network in ("10.0.0.3", "10.0.0.4"):
        report(posting, network)
    assert shown(posting)
    report(posting, "10.0.0.5")
    assert not shown(posting)


def test_what_was_reported_is_not_shown_again_when_a_rule_stops_it_by_now():
    employer = Employer()
    employer.publish()
    posting = employer.publish(text=STOPPED)  # by two, in writing
    posting.revisions.update(findings=[])  # no rule of that day saw it
    for network in ("10.0.0.1", "10.0.0.2"):
        report(posting, network)
    assert Desk().decide(open_case(posting), "publish").status_code == 422
    assert not shown(posting)


def test_a_reviewer_can_send_a_reported_vacancy_back_or_refuse_it(published):
    _employer, posting = published
    for network in ("10.0.0.1", "10.0.0.2"):
        report(posting, network)
    decide(posting, "refuse", grounds=("fee_hidden",), words="Bear the cost of the uniform yourself.")
    assert fresh(posting).state == Posting.State.REFUSED
    assert not shown(posting)


def test_the_employer_cannot_get_around_a_report_by_sending_something_new(published):
    employer, posting = published
    for network in ("10.0.0.1", "10.0.0.2"):
        report(posting, network)
    due = open_case(posting).due_at
    employer.post(f"{posting.pk}/what/", DECENT["what"] | {"text": DECENT["what"]["text"] + " Lunch is free."})
    posting = employer.send(posting)
    case = open_case(posting)
    assert (case.kind, case.due_at) == (ReviewCase.Kind.REPORTED, due)
    assert not shown(posting)
    assert employer.post(f"{posting.pk}/do/keep/").status_code == 409
    approve(posting)
    assert shown(posting)


def test_a_report_that_people_are_sent_there_is_for_two_reviewers(published):
    _employer, posting = published
    report(posting, "10.0.0.1", "state_imposed")
    report(posting, "10.0.0.2", "gone")
    case = open_case(posting)
    assert case.reviewers_needed == 2
    actions.decide(reviewer(), case.pk, actions.Decision("publish"))
    assert not shown(posting)


def test_a_network_that_reports_everything_is_slowed_down_and_never_kept_from_reading(published, monkeypatch):
    _employer, posting = published
    monkeypatch.setattr(reporting, "PER_NETWORK", reporting.Limit("report from network", 3, 1440))
    assert [report(posting, "10.0.0.9") for _ in range(4)] == [302, 302, 302, 429]
    client = Client(REMOTE_ADDR="10.0.0.9")
    assert client.get(f"/en/vacancies/{posting.vacancy_id}/").status_code == 200
    assert report(posting, "10.0.0.10") == 302


def test_imported_vacancies_are_taken_down_too():
    vacancy = world.world()["nurse"]
    for network in ("10.0.0.1", "10.0.0.2"):
        Client(REMOTE_ADDR=network).post(f"/en/vacancies/{vacancy.pk}/report/", {"category": "fraud"})
    assert Vacancy.objects.get(pk=vacancy.pk).state == Vacancy.State.HELD
    case = ReviewCase.objects.get()
    actions.decide(reviewer(), case.pk, actions.Decision("publish"))
    assert Client().get(f"/en/vacancies/{vacancy.pk}/").status_code == 200
