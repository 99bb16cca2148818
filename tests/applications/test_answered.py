"""The share of applications an employer answers, as everyone reads it: protected counts, never a true one (S8)."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from tests.applications.made import Employer, make_employer, make_vacancy
from volens.services.applications import kept, queries
from volens.services.applications.models import Received
from volens.services.trust import protected
from volens.services.vacancies.models import Vacancy

pytestmark = pytest.mark.django_db
#: In a quarter that has been over for fourteen days, whatever day it is.
OLD = timezone.localdate() - dt.timedelta(days=110)


def received(vacancy: Vacancy, many: int, *, answered: bool = False, state: str = "", on: dt.date = OLD) -> None:
    state = state or ("talking" if answered else "sent")
    told = {"answered_on": on + dt.timedelta(days=1)} if answered else {}
    told |= {"closed_on": on + dt.timedelta(days=9)} if state in {"gone", "silent"} else {}
    first = Received.objects.count()
    for number in range(first, first + many):
        Received.objects.create(number=f"AAA-{number:04d}", vacancy=vacancy, received_on=on, state=state, **told)


def public_page(employer: Employer) -> str:
    return employer.client.get(f"/en/organisations/{employer.organisation.pk}/about/").content.decode()


def test_nothing_is_told_below_ten_and_the_page_says_so_the_same_for_none_and_for_nine():
    employer, other = make_employer(), make_employer()
    received(make_vacancy(employer.organisation), 9, answered=True)
    make_vacancy(other.organisation)
    for each in (employer, other):
        told = queries.answered(each.organisation.pk)
        assert (told.of, told.percent) == (None, None)
        assert "fewer than about ten applications count so far" in public_page(each)


def test_of_many_the_share_is_told_near_the_truth_in_steps_of_five():
    employer = make_employer()
    vacancy = make_vacancy(employer.organisation)
    received(vacancy, 90, answered=True)
    received(vacancy, 30)
    told = queries.answered(employer.organisation.pk)
    assert told.of is not None
    assert told.percent is not None
    assert told.of % 5 == 0
    assert told.percent % 5 == 0
    assert abs(told.of - 120) <= 12
    assert abs(told.percent - 75) <= 15
    page = public_page(employer)
    assert f"about {told.percent}%" in page
    assert f"about {told.of} applications" in page


def test_an_employer_that_answers_nearly_nobody_is_not_hidden_by_the_threshold():
    employer = make_employer()
    vacancy = make_vacancy(employer.organisation)
    received(vacancy, 100)
    told = queries.answered(employer.organisation.pk)
    assert told.of is not None
    assert told.percent is None
    assert "fewer than about ten got an answer" in public_page(employer)


def test_another_key_gives_another_figure_and_the_same_records_always_the_same(monkeypatch):
    """What is shown is no true count: it depends on secret keys, and asking again averages nothing away."""
    employer = make_employer()
    received(make_vacancy(employer.organisation), 52, answered=True)
    shown = set()
    for number in range(40):
        secret = bytes([number]) * 32
        monkeypatch.setattr(
            protected.keys, "service", lambda secret=secret: type("K", (), {"index_key": lambda _: secret})()
        )
        once = queries.answered(employer.organisation.pk)
        assert queries.answered(employer.organisation.pk) == once
        shown.add(once.of)
    # 52 is 50 when it is only rounded; which keys move it to 55 or 45 differs with the records, made up anew each time.
    assert len(shown) > 1, shown
    assert shown <= {40, 45, 50, 55, 60}


def test_figures_of_the_quarter_and_of_the_employer_count_the_same_record_with_the_same_key():
    rows = [(dt.date(2026, 8, day), f"{day}") for day in range(1, 20)]
    assert list(protected.keys_of(rows)) == list(protected.keys_of(rows))
    assert list(protected.keys_of([(dt.date(2026, 7, 1), "1")])) == list(
        protected.keys_of([(dt.date(2026, 9, 30), "1")])
    )
    assert list(protected.keys_of(rows)) != list(protected.keys_of([(day.replace(month=2), one) for day, one in rows]))


def test_what_is_no_longer_available_without_an_answer_counts_neither_way():
    employer = make_employer()
    vacancy = make_vacancy(employer.organisation)
    received(vacancy, 40, answered=True)
    before = queries.answered(employer.organisation.pk)
    received(vacancy, 40, state="gone")
    assert queries.answered(employer.organisation.pk) == before
    received(vacancy, 40)
    assert queries.answered(employer.organisation.pk) != before


def test_the_figure_changes_once_a_quarter_so_that_no_two_differ_by_a_few_days_people():
    """From 15 October to 14 January it counts what was received before October, as it stood on 15 October."""
    employer = make_employer()
    received(make_vacancy(employer.organisation), 60, on=dt.date(2026, 9, 30))
    first, last = dt.date(2026, 10, 15), dt.date(2027, 1, 14)
    before = queries.answered(employer.organisation.pk, first)
    assert before.of is not None
    assert before.as_of == first
    assert queries.answered(employer.organisation.pk, first - dt.timedelta(days=1)).of is None
    Received.objects.filter(number__lt="AAA-0030").update(state="talking", answered_on=first)
    Received.objects.filter(number__gt="AAA-0040").update(state="gone", closed_on=first)
    received(make_vacancy(employer.organisation), 30, on=dt.date(2026, 10, 1), answered=True)
    for days in range((last - first).days + 1):
        assert queries.answered(employer.organisation.pk, first + dt.timedelta(days=days)) == before
    after = queries.answered(employer.organisation.pk, last + dt.timedelta(days=1))
    assert after.as_of == dt.date(2027, 1, 15)
    assert (after.of, after.percent) != (before.of, before.percent)


def test_what_the_six_months_delete_within_a_quarter_is_left_out_from_its_first_day():
    """Else the figure would change on the day they do."""
    employer = make_employer()
    vacancy, closed = make_vacancy(employer.organisation), make_vacancy(employer.organisation)
    received(vacancy, 40, on=dt.date(2026, 5, 4))
    day = dt.date(2026, 10, 15)
    before = queries.answered(employer.organisation.pk, day)
    received(closed, 40, on=dt.date(2026, 5, 4))
    assert queries.answered(employer.organisation.pk, day) != before
    Vacancy.objects.filter(pk=closed.pk).update(ended_at=dt.datetime(2026, 6, 1, tzinfo=dt.UTC))
    assert queries.answered(employer.organisation.pk, day) == before
    kept._past_reading(dt.datetime(2026, 12, 15, tzinfo=dt.UTC))
    assert Received.objects.count() == 40
    assert queries.answered(employer.organisation.pk, dt.date(2026, 12, 15)) == before


def test_what_came_in_this_quarter_does_not_count_yet():
    employer = make_employer()
    received(make_vacancy(employer.organisation), 40, on=timezone.localdate())
    assert queries.answered(employer.organisation.pk).of is None
