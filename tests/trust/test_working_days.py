"""Working days of the office: weekends, holidays, days worked instead."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ImproperlyConfigured
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from volens.services.trust import working_days
from volens.site import configuration

DAY = dt.timedelta(days=1)
FRIDAY = dt.date(2026, 11, 20)
days = st.dates(dt.date(2020, 1, 1), dt.date(2035, 12, 31))


@pytest.mark.parametrize(
    ("count", "expected"), [(0, "2026-11-20"), (1, "2026-11-23"), (5, "2026-11-27"), (6, "2026-11-30")]
)
def test_a_weekend_does_not_count(count, expected):
    assert working_days.after(FRIDAY, count).isoformat() == expected


def test_holidays_do_not_count_and_days_worked_instead_do(settings):
    settings.HOLIDAYS = frozenset({dt.date(2026, 11, 23), dt.date(2026, 11, 24)})
    assert working_days.after(FRIDAY, 1) == dt.date(2026, 11, 25)
    settings.EXTRA_WORKING_DAYS = frozenset({dt.date(2026, 11, 21)})
    assert working_days.after(FRIDAY, 1) == dt.date(2026, 11, 21)
    settings.WEEKEND = frozenset({5})
    assert working_days.after(FRIDAY, 1) == dt.date(2026, 11, 21)


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(day=days, count=st.integers(0, 60), holidays=st.frozensets(days, max_size=40))
def test_so_many_working_days_lie_between(settings, day, count, holidays):
    settings.HOLIDAYS = holidays
    last = working_days.after(day, count)
    assert working_days.between(day, last) == count
    assert count == 0 or working_days.is_working(last)
    assert working_days.between(last, day) == 0
    assert working_days.after(day, count + 1) > last


def test_a_calendar_without_working_days_is_told_instead_of_counting_for_ever(settings):
    settings.WEEKEND = frozenset(range(1, 8))
    with pytest.raises(ValueError, match="VOLENS_WEEKEND"):
        working_days.after(FRIDAY, 1)
    with pytest.raises(ValueError, match="forward"):
        working_days.after(FRIDAY, -1)


def test_the_calendar_is_set_from_the_environment(monkeypatch):
    monkeypatch.setenv("X", "2027-01-01, 2027-02-05..2027-02-07")
    assert configuration.days("X") == {dt.date(2027, 1, 1), *(dt.date(2027, 2, day) for day in (5, 6, 7))}
    monkeypatch.setenv("X", "5, 6")
    assert configuration.weekdays("X", "6,7") == {5, 6}
    monkeypatch.delenv("X")
    assert configuration.days("X") == frozenset()
    assert configuration.weekdays("X", "6,7") == {6, 7}


@pytest.mark.parametrize("wrong", ["tomorrow", "2027-13-01", "2027-02-07..2027-02-05", "2020-01-01..2027-01-01"])
def test_a_day_that_is_none_stops_the_start_with_the_name_of_the_variable(monkeypatch, wrong):
    monkeypatch.setenv("X", wrong)
    with pytest.raises(ImproperlyConfigured, match="X"):
        configuration.days("X")


@pytest.mark.parametrize("wrong", ["0", "8", "Monday", "1,2,3,4,5,6,7"])
def test_a_weekend_that_is_none_stops_the_start(monkeypatch, wrong):
    monkeypatch.setenv("X", wrong)
    with pytest.raises(ImproperlyConfigured, match="X"):
        configuration.weekdays("X", "6,7")
