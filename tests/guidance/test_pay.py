"""What an occupation pays here: from what was published, where enough vacancies state it, and never counted anew."""

from __future__ import annotations

import html
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.pages import vacancies
from volens.services.guidance import pay
from volens.services.market import actions as market
from volens.services.market import queries as published
from volens.services.vacancies import index, indexing
from volens.services.vacancies.models import Vacancy

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh() -> Any:
    published._sheet.cache_clear()
    yield
    published._sheet.cache_clear()
    index._open.cache_clear()


def offer(many: int, *, isco: str = "5120", region: str = "US-NJ", first: int = 200_000, real: bool = True) -> Vacancy:
    """Vacancies of one kind that pay 2,000, 2,100, ... a month."""
    name = f"s{Vacancy.objects.count()}"
    source = vacancies.source(name=name, title="Feed", kind="file" if real else "sample")
    made = None
    for number in range(many):
        amount = first + 10_000 * number
        amounts = {"pay_month_min": amount, "pay_month_max": amount, "pay_min": amount, "pay_max": amount}
        more = {"region": region, "pay_currency": "USD", "pay_period": "month", "is_sample": not real}
        made = vacancies.make(source, str(number), title="Cook", isco=isco, **amounts, **more)
    assert made is not None
    return made


def publish() -> None:
    market.publish_vacancies(timezone.localdate())


def shown(address: str) -> str:
    answer = Client().get(address)
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def test_quartiles_stand_beside_the_vacancy_and_its_own_pay() -> None:
    last = offer(11)
    offer(11, region="US-NY", first=300_000)
    indexing.rebuild()
    publish()
    block = pay.block("5120", "en", region="US-NJ", currency="USD", amount=300_000)
    assert block is not None
    assert (block.first.low, block.first.median, block.first.high) == ("$2,250", "$2,500", "$2,750")
    assert block.first.region == "New Jersey"
    assert block.everywhere is not None
    assert block.everywhere.vacancies == 22
    text = shown(f"/en/vacancies/{last.pk}/")
    for said in (
        "What this work pays here",
        "New Jersey",
        "$2,500",
        "From 11 open vacancies",
        "This vacancy",
        "$3,000",
    ):
        assert said in text
    assert "/en/figures/method/" in text
    assert "What this work pays" in shown("/en/occupations/5120/")
    Vacancy.objects.filter(pk=last.pk).update(pay_period="hour", hours="part_time", weekly_hours=None)
    text = shown(f"/en/vacancies/{last.pk}/")
    assert "$2,500" in text
    assert "This vacancy" not in text, "a full week's month stands beside the quartiles of part-time work"


def test_too_few_vacancies_show_nothing_and_the_group_above_says_that_it_is_one() -> None:
    offer(9)
    publish()
    assert pay.block("5120", "en") is None
    text = shown("/en/occupations/5120/")
    assert "What this work pays" not in text
    offer(5, isco="5131")
    assert pay.block("5131", "en") is None


def test_the_group_above_is_named_where_the_occupation_itself_has_too_few() -> None:
    offer(6, isco="5131")
    offer(6, isco="5132")
    publish()
    block = pay.block("5131", "en")
    assert block is not None
    assert block.broader
    assert block.first.code == "513"
    assert pay.block("9999", "en") is None
    assert pay.block("", "en") is None


def test_a_region_that_is_too_small_is_not_told_apart() -> None:
    offer(12)
    market.load_populations("Li Na", ["region,inhabitants", "US-NJ,40000"])
    publish()
    block = pay.block("5120", "en", region="US-NJ")
    assert block is not None
    assert block.first.region == ""


def test_what_is_shown_is_what_was_published_and_samples_are_called_samples() -> None:
    offer(12, real=False)
    publish()
    offer(12, first=900_000, real=False)
    block = pay.block("5120", "en")
    assert block is not None
    assert block.samples
    assert block.first.vacancies == 12, "nothing is counted while a page is made"
    assert "the figures are made up too" in shown("/en/occupations/5120/")
