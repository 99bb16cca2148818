"""What the first page shows of the newest vacancies."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from tests.pages import vacancies
from volens.services.vacancies import indexing, queries
from volens.services.vacancies.newest import newest


def test_a_real_vacancy_stands_before_samples_made_for_today(db: None) -> None:
    now = timezone.now()
    samples, register = vacancies.source(), vacancies.source(name="register", title="Register", kind="file")
    past = vacancies.source(name="archive", title="Archive", kind="file", as_of=dt.date(2025, 3, 1))
    for number in range(3):
        vacancies.make(samples, f"s{number}", posted_at=now - dt.timedelta(minutes=number))
    real = vacancies.make(register, "r", title="Park ranger", posted_at=now - dt.timedelta(days=9))
    other = vacancies.make(register, "z", title="护士", language="zh", posted_at=now - dt.timedelta(days=1))
    vacancies.make(past, "p", title="Miner", posted_at=now - dt.timedelta(hours=1))
    indexing.rebuild()
    shown = [row.id for row in newest(3, language="en")]
    assert shown[0] == real.pk
    assert shown[1] == other.pk, "a real one in another language stands before a sample"
    assert len(shown) == 3
    queries.forget()
    assert [row.id for row in newest(2, language="zh")] == [other.pk, real.pk]
    assert [row.id for row in newest(1, language="en")] == [real.pk]


def test_a_reader_in_whose_language_there_is_nothing_sees_what_is_real(db: None) -> None:
    now = timezone.now()
    samples, register = vacancies.source(), vacancies.source(name="register", title="Register", kind="file")
    for number in range(3):
        vacancies.make(samples, f"s{number}", language="zh", title="护士")
    real = [vacancies.make(register, f"r{day}", posted_at=now - dt.timedelta(days=day)).pk for day in (8, 9)]
    indexing.rebuild()
    queries.forget()
    shown = newest(3, language="zh")
    assert [row.id for row in shown[:2]] == real
    assert shown[2].is_sample
