"""What employers write in a pay field is read as they mean it, and nothing else is."""

from decimal import Decimal

import pytest

from tests.pay.cases import CHINESE, ENGLISH, OTHERS
from volens.engines.pay import Pay, Period, minor_per_unit, parse


def shown(pay: Pay | None) -> str:
    if pay is None:
        return ""
    unit = minor_per_unit(pay.currency)
    low, high = (
        "" if end is None else format((Decimal(end) / unit).normalize(), "f") for end in (pay.min_minor, pay.max_minor)
    )
    amount = low if low == high else f"{low}-{high}"
    return f"{pay.currency} {amount} {pay.period}{'~' if pay.period_inferred else ''}"


def test_there_are_at_least_fifty_cases_in_english_and_in_chinese():
    assert min(len(ENGLISH), len(CHINESE), len(OTHERS)) >= 50


@pytest.mark.parametrize(("text", "expected"), ENGLISH.items())
def test_english(text, expected):
    assert shown(parse(text, language="en")) == expected


@pytest.mark.parametrize(("text", "expected"), CHINESE.items())
def test_chinese(text, expected):
    assert shown(parse(text, language="zh")) == expected


@pytest.mark.parametrize(("language", "text", "expected"), OTHERS)
def test_other_languages(language, text, expected):
    assert shown(parse(text, language=language)) == expected


@pytest.mark.parametrize("text", [text for text, expected in {**ENGLISH, **CHINESE}.items() if expected])
def test_case_and_space_around_do_not_matter(text):
    assert shown(parse(f"  {text.upper()}\n")) == shown(parse(text))


def test_a_shared_sign_means_the_callers_currency():
    assert parse("$30/hr", currency="AUD").currency == "AUD"
    assert parse("$30/hr", currency="EUR").currency == "USD"  # a dollar is no euro
    assert parse("US$30/hr", currency="AUD").currency == "USD"
    assert parse("28 000 kr", currency="NOK").currency == "NOK"


def test_yuan_and_yen_are_told_apart_by_hint_language_and_size():
    assert parse("¥6000/月").currency == "CNY"
    assert parse("¥250,000 per month").currency == "JPY"
    assert parse("¥6000", currency="JPY").currency == "JPY"
    assert parse("¥25 per hour").currency == "CNY"
    assert parse("¥1,200 per hour").currency == "JPY"


def test_an_amount_without_a_currency_takes_the_callers_or_says_that_it_has_none():
    assert parse("80-95K", currency="USD").currency == "USD"
    assert parse("80-95K").currency == "XXX"
    assert parse("80-95K", currency="no such code").currency == "XXX"


def test_a_thirteenth_month_is_kept_and_leaves_the_month_alone():
    pay = parse("1.2万-2万/月·13薪")
    assert pay.payments_per_year == 13
    assert pay.per_month() == (1_200_000, 2_000_000)


def test_three_decimals_follow_the_language():
    assert parse("KD 1.500 per hour", language="en").min_minor == 1500
    assert parse("350,000 KWD im Monat", language="de").min_minor == 350_000
    assert parse("KD 1,500 per month", language="en").min_minor == 1_500_000


@pytest.mark.parametrize(
    "text", ["9" * 400, "$" + "9" * 30 + "/hr", "$900000000/hr", "10^99 USD", "1e400 USD per year"]
)
def test_giant_numbers_are_refused(text):
    assert parse(text) is None


def test_period_touching_the_amount_wins_over_the_pay_rhythm():
    assert parse("工资日结,25元/小时").period is Period.HOUR
    assert parse("月薪6000元,日结").period is Period.MONTH
    assert parse("paid weekly, $18 per hour").period is Period.HOUR
