"""Where two people have to agree: the first vacancy, what the state may have a hand in, disagreement, appeals."""

from __future__ import annotations

import datetime as dt
import html

import pytest
from django.utils import timezone

from tests.posting.made import Desk, Employer, fresh, open_case, reviewer
from volens.services.people.models import StaffMember
from volens.services.vacancies.models import Posting, Review, Vacancy
from volens.services.vacancies.posting import actions as posting_actions
from volens.services.vacancies.review import actions, intake

pytestmark = pytest.mark.django_db
REFUSE = actions.Decision("refuse", ("job_unclear",), "Say what the work is, day by day.")
YES = actions.Decision("publish")


def test_two_people_publish_the_first_vacancy_and_one_of_them_cannot_do_it_twice():
    employer = Employer()
    posting = employer.send(employer.write())
    case, first, second = open_case(posting), Desk("Li Na"), Desk("Zhang San")
    assert first.decide(case, "publish").headers["Location"].endswith("done=noted")
    assert fresh(posting).vacancy.state == Vacancy.State.HELD
    again = first.decide(case, "publish")
    assert again.status_code == 409
    assert "needs another reviewer" in again.content.decode()
    assert Review.objects.count() == 1
    assert "decided by you" in first.text()
    second.decide(case, "publish")
    assert fresh(posting).vacancy.state == Vacancy.State.PUBLISHED
    assert second.decide(case, "publish").status_code == 409


def test_two_who_disagree_leave_it_to_a_third_and_sending_back_takes_one():
    employer = Employer()
    posting = employer.send(employer.write())
    case = open_case(posting)
    refuse = actions.Decision("refuse", ("job_unclear",), "Say what the work is, day by day.")
    first, second, third = Desk("Ada"), Desk("Bob"), Desk("Cem")
    first.decide(case, "publish")
    second.decide(case, "refuse", grounds=refuse.grounds, words=refuse.words)
    assert open_case(posting).decided_at is None
    waits = "the two disagree: a third reviewer decides"
    for desk in (first, second):
        queue = desk.text()
        assert waits in queue
        assert "None is yours to decide." in queue
        assert queue.index("Another reviewer decides") < queue.index("Cook in a canteen")
        assert "data-review-queue" not in queue, "no key leads to it"
        assert waits in desk.text(f"{case.pk}/")
    assert "Another reviewer decides" not in third.text()
    assert waits in third.text()
    actions.decide(third.account.staff, case.pk, refuse)
    assert fresh(posting).state == Posting.State.REFUSED
    other = employer.send(employer.write(title="Baker"))
    actions.decide(reviewer(), open_case(other).pk, actions.Decision("publish"))
    actions.decide(reviewer(), open_case(other).pk, actions.Decision("send_back", ("job_unclear",)))
    assert fresh(other).state == Posting.State.SENT_BACK


def test_what_points_to_workers_supplied_by_the_state_needs_two_people():
    stored = {"indicator": "state_imposed", "severity": "block", "rule": "x", "field": "text", "reference": "ILO C105"}
    employer = Employer()
    employer.publish()
    posting = employer.send(employer.write(documents_kept_by="employer"))
    vacancy = posting.vacancy
    vacancy.findings = [stored]
    assert intake.reason_for(posting, vacancy, ()).reviewers == 2
    vacancy.findings = [stored | {"severity": "warn"}]
    assert intake.reason_for(posting, vacancy, ("pay_min_minor",)).reviewers == 1


def test_an_appeal_bars_who_refused_and_not_who_was_outvoted_and_still_takes_two_to_publish():
    employer = Employer()
    posting = employer.send(employer.write())
    ada, bob, cem = Desk("Ada"), Desk("Bob"), Desk("Cem")
    for desk, decision in ((ada, YES), (bob, REFUSE), (cem, REFUSE)):
        actions.decide(desk.account.staff, open_case(posting).pk, decision)
    posting_actions.appeal(employer.actor, posting.pk, "The tasks are all in the text.")
    appeal = open_case(posting)
    for desk in (bob, cem):
        assert "against your decision" in desk.text()
        assert "None is yours to decide." in desk.text()
        assert desk.decide(appeal, "publish").status_code == 409
        page = html.unescape(desk.text(f"{appeal.pk}/"))
        assert "You took part in the decision this appeal is against." in page
    assert "against your decision" not in ada.text()
    assert ada.decide(appeal, "publish").headers["Location"].endswith("done=noted"), "her first word does not count"
    page = html.unescape(ada.text(f"{appeal.pk}/"))
    assert "this takes 1 who has not decided on it, and this service has 0" in page
    assert 'volens staff ADDRESS --name "NAME" --office "OFFICE" --role reviewer' in page
    left = StaffMember.objects.filter(pk=reviewer().pk)
    left.update(until=timezone.localdate() - dt.timedelta(days=1))
    assert "Too few reviewers" in ada.text(f"{appeal.pk}/"), "one who has left decides nothing"
    left.update(until=None)
    assert "Too few reviewers" not in ada.text(f"{appeal.pk}/")
    actions.decide(left.get(), appeal.pk, YES)
    assert fresh(posting).vacancy.state == Vacancy.State.PUBLISHED
