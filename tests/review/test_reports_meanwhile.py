"""What happens between two reports, or between a report and its decision, is no way around either."""

from __future__ import annotations

import pytest

from tests.posting.made import DECENT, Desk, open_case
from tests.review.test_reports import days_pass, published, report, shown
from volens.services.vacancies.models import Report, ReviewCase, Vacancy

pytestmark = pytest.mark.django_db
__all__ = ["published"]  # a fixture


def test_taking_down_undoing_and_sending_in_again_shows_nothing_that_two_reports_took_down(published):
    employer, posting = published
    report(posting, "10.0.0.1")
    report(posting, "10.0.0.2")
    assert not shown(posting)
    employer.post(f"{posting.pk}/do/withdrawn/")
    employer.post(f"{posting.pk}/do/undo/")
    posting = employer.send(posting)
    assert not shown(posting)
    case = open_case(posting)
    assert case.revision.number >= 1
    desk = Desk()
    desk.decide(case, "publish", read=desk.read(case))
    assert shown(posting)
    assert not Report.objects.filter(settled_by__isnull=True).exists()


def test_however_often_the_employer_changes_it_what_was_reported_keeps_two_reviewers_and_its_time(published):
    employer, posting = published
    report(posting, "10.0.0.1", "state_imposed")
    due = open_case(posting).due_at
    for pay in ("5600", "5700", "5800"):
        employer.post(f"{posting.pk}/pay/", DECENT["pay"] | {"pay_min": pay})
        posting = employer.send(posting)
        assert (open_case(posting).due_at, open_case(posting).reviewers_needed) == (due, 2)
    desk = Desk()
    answer = desk.decide(open_case(posting), "publish", read=desk.read(open_case(posting)))
    assert answer.status_code == 302
    assert not shown(posting)


def test_a_vote_given_before_a_report_is_none_after_it(published):
    _employer, posting = published
    report(posting, "10.0.0.1", "state_imposed")
    first, second = Desk(), Desk()
    assert first.decide(open_case(posting), "publish").status_code == 302
    report(posting, "10.0.0.2", "movement")
    assert not shown(posting)
    second.decide(open_case(posting), "publish")
    assert not shown(posting), "the first reviewer never saw the second report"
    first.decide(open_case(posting), "publish")
    assert shown(posting)


def test_a_report_that_comes_while_a_change_waits_is_read_before_the_change_is_shown(published):
    employer, posting = published
    employer.post(f"{posting.pk}/pay/", DECENT["pay"] | {"pay_min": "5600"})
    posting = employer.send(posting)
    case, desk = open_case(posting), Desk()
    assert case.kind == ReviewCase.Kind.CHANGED
    read = desk.read(case)
    report(posting, "10.0.0.1", "state_imposed")
    assert desk.decide(case, "publish", read=read).status_code == 409
    desk.decide(case, "publish", read=desk.read(case))
    assert not shown(posting), "that people are sent there is read by two"
    other = Desk()
    other.decide(case, "publish", read=other.read(case))
    assert shown(posting)


def test_a_sample_is_before_no_reviewer(published):
    _employer, posting = published
    Vacancy.objects.filter(pk=posting.vacancy_id).update(is_sample=True)
    cases = ReviewCase.objects.count()
    report(posting, "10.0.0.1")
    days_pass()
    assert ReviewCase.objects.count() == cases
