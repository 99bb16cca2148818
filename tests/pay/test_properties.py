"""What holds for any pay, any locale and any text at all."""

from decimal import Decimal

import pytest
from babel.numbers import format_currency
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from tests.examples import few
from volens.engines.pay import MAX_MINOR, Pay, Period, exponent, find, from_range, minor_per_unit, parse

# How each language says the period after an amount, beside the locale that formats the amount.
WORDS = {
    "en_US": {"hour": "per hour", "day": "per day", "week": "per week", "month": "per month", "year": "per year"},
    "en_IN": {"hour": "an hour", "day": "a day", "week": "weekly", "month": "a month", "year": "p.a."},
    "de_DE": {"hour": "pro Stunde", "day": "pro Tag", "week": "pro Woche", "month": "pro Monat", "year": "pro Jahr"},
    "de_CH": {"hour": "/Std.", "day": "/Tag", "week": "/Woche", "month": "/Monat", "year": "/Jahr"},
    "fr_FR": {"hour": "par heure", "day": "par jour", "week": "par semaine", "month": "par mois", "year": "par an"},
    "es_ES": {"hour": "por hora", "day": "por día", "week": "por semana", "month": "al mes", "year": "al año"},
    "pt_BR": {"hour": "por hora", "day": "por dia", "week": "por semana", "month": "por mês", "year": "por ano"},
    "pl_PL": {"hour": "/godz.", "day": "/dzień", "week": "/tydzień", "month": "miesięcznie", "year": "rocznie"},
    "sv_SE": {"hour": "per timme", "day": "per dag", "week": "per vecka", "month": "per månad", "year": "per år"},
    "ru_RU": {"hour": "в час", "day": "в день", "week": "в неделю", "month": "в месяц", "year": "в год"},
    "zh_CN": {"hour": "/小时", "day": "/天", "week": "/周", "month": "/月", "year": "/年"},
    "ja_JP": {"hour": "/時間", "day": "/日", "week": "/週", "month": "/月", "year": "/年"},
    "ar_EG": {"hour": "/ساعة", "day": "/يوم", "week": "/أسبوع", "month": "/شهر", "year": "/سنة"},
}
CURRENCIES = ["USD", "EUR", "GBP", "CNY", "JPY", "KRW", "INR", "KWD", "BHD", "PLN", "SEK", "CHF", "BRL", "VND", "HUF"]
# Whole units of believable pay for each period in a currency worth about a dollar; scaled by the worth of others.
TYPICAL = {"hour": 25, "day": 180, "week": 900, "month": 3800, "year": 46_000}
WORTH = {"JPY": 100, "KRW": 1000, "INR": 40, "VND": 5000, "HUF": 200, "KWD": 0.3, "BHD": 0.3, "SEK": 8, "CNY": 4}

locales, periods, currencies = (
    st.sampled_from(sorted(WORDS)),
    st.sampled_from(sorted(TYPICAL)),
    st.sampled_from(CURRENCIES),
)
factors = st.integers(min_value=40, max_value=400)


def amount(currency, period, percent):
    unit = minor_per_unit(currency)
    return max(1, round(TYPICAL[period] * WORTH.get(currency, 1) * unit * percent / 100))


def written(minor, currency, locale):
    value = Decimal(minor) / minor_per_unit(currency)
    pattern = {0: "#,##0", 2: "#,##0.00", 3: "#,##0.000"}[exponent(currency)]
    return format_currency(value, currency, f"¤¤ {pattern}", locale=locale, currency_digits=False)


@settings(max_examples=few(300), deadline=None)
@given(locales, periods, currencies, factors, factors)
def test_what_a_locale_formats_is_read_back(locale, period, currency, one, other):
    low, high = sorted((amount(currency, period, one), amount(currency, period, other)))
    text = f"{written(low, currency, locale)} - {written(high, currency, locale)} {WORDS[locale][period]}"
    pay = parse(text, language=locale.replace("_", "-"))
    assert pay == Pay(low, high, currency, Period(period)), text


@settings(max_examples=few(300), deadline=None)
@given(locales, periods, currencies, factors)
def test_a_single_amount_is_read_back(locale, period, currency, percent):
    minor = amount(currency, period, percent)
    text = f"{written(minor, currency, locale)} {WORDS[locale][period]}"
    assert parse(text, language=locale.replace("_", "-")) == Pay.exact(minor, currency, Period(period)), text


PIECES = """$ € ¥ 元 万 千 k K / - – ~ , . per hour hr 月 月薪 日结 到 to + 0 1 25 6000 3.5 1,2 年 13薪 up from % ( ) '
    lakh 八千 一万二 ٣ ½ x -5 9999999999 USD KWD bonus 押金 人 : 2024 5pm"""
pieces = st.sampled_from([*PIECES.split(), " ", "\n"])
anything = st.one_of(
    st.text(max_size=80), st.lists(pieces, max_size=14).map("".join), st.lists(pieces, max_size=14).map(" ".join)
)


@settings(max_examples=few(600), deadline=None)
@given(
    anything, st.sampled_from(["", "USD", "CNY", "JPY", "KWD", "???"]), st.sampled_from(["", "en", "zh", "de", "xx"])
)
@example("İ" * 50 + "$5/hr", "", "")
@example("$\u0661\u0662", "", "ar")
@example("万" * 60, "", "zh")
@example("一" + "万亿" * 30, "", "zh")
def test_no_text_makes_it_raise_or_answer_nonsense(text, currency, language):
    for pay in (parse(text, currency=currency, language=language), find(text, currency=currency, language=language)):
        if pay is None:
            continue
        ends = [end for end in (pay.min_minor, pay.max_minor) if end is not None]
        assert ends
        assert all(0 < end <= MAX_MINOR for end in ends)
        assert ends == sorted(ends)
        low, high = pay.per_month()
        assert low is None or high is None or low <= high


@given(st.integers(min_value=500, max_value=100_000), st.integers(min_value=500, max_value=100_000), periods)
def test_more_written_is_more_read(one, other, period):
    low, high = sorted((one, other))
    factor = TYPICAL[period] / 10_000
    pays = [parse(f"${value * factor:.2f} per {period}") for value in (low, high)]
    assert pays[0].min_minor <= pays[1].min_minor
    assert pays[0].per_month()[0] <= pays[1].per_month()[0]


@given(
    st.integers(min_value=0, max_value=10**12), st.integers(min_value=0, max_value=10**12), currencies,
    st.sampled_from(sorted(Period)), st.one_of(st.none(), st.floats(min_value=-10, max_value=300)),
)  # fmt: skip
def test_conversions_keep_order_and_sign(one, other, currency, period, hours):
    low, high = sorted((one, other))
    pay = Pay(low, high, currency, period)
    for converted in (pay.per_month(hours), pay.per_hour(hours)):
        if period in {Period.PIECE, Period.ONCE}:
            assert converted == (None, None)
        else:
            assert 0 <= converted[0] <= converted[1]


@pytest.mark.parametrize("period", [Period.HOUR, Period.DAY, Period.WEEK, Period.MONTH, Period.YEAR])
@given(st.integers(min_value=100_000, max_value=10**9))
def test_an_hour_and_a_month_of_the_same_pay_agree(period, minor):
    month, _ = Pay.exact(minor, "EUR", period).per_month(40)
    hour, _ = Pay.exact(minor, "EUR", period).per_hour(40)
    assert month == pytest.approx(hour * 40 * 52 / 12, rel=0.002, abs=90)


numbers = st.one_of(
    st.none(), st.integers(-(10**20), 10**20), st.floats(), st.decimals(), st.text(max_size=30), st.booleans()
)


@settings(max_examples=few(400), deadline=None)
@given(
    numbers, numbers, st.one_of(st.sampled_from(["USD", "", "usd ", "XYZ"]), st.text(max_size=5)), st.text(max_size=12)
)
def test_no_feed_makes_it_raise(low, high, currency, unit):
    pay = from_range(low, high, currency, unit)
    if pay is not None and pay.min_minor is not None and pay.max_minor is not None:
        assert 0 < pay.min_minor <= pay.max_minor


@given(st.integers(20_000, 200_000), st.integers(20_000, 200_000))
def test_a_feeds_numbers_are_kept(one, other):
    assume(one != other)
    pay = from_range(one, other, "USD", "YEAR")
    assert (pay.min_minor, pay.max_minor) == (min(one, other) * 100, max(one, other) * 100)
