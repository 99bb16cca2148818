"""The amounts themselves: minor units of every currency, conversions by law, and refusals."""

import pytest

from volens.engines.pay import Pay, Period, exponent, from_range, minor_per_unit


@pytest.mark.parametrize(
    ("currency", "decimals"),
    [("USD", 2), ("EUR", 2), ("CNY", 2), ("JPY", 0), ("KRW", 0), ("VND", 0), ("CLP", 0), ("KWD", 3), ("BHD", 3),
     ("TND", 3), ("IQD", 3), ("RSD", 2), ("MMK", 2), ("HUF", 2), ("IDR", 2), ("XXX", 2)],
)  # fmt: skip
def test_minor_units_follow_iso_4217(currency, decimals):
    assert exponent(currency) == decimals
    assert minor_per_unit(currency) == 10**decimals


def test_chinese_pay_converts_by_the_statutory_21_75_days():
    assert Pay.exact(2000, "CNY", Period.DAY).per_month() == (43_500, 43_500)
    assert Pay.exact(2000, "CNY", Period.HOUR).per_month() == (348_000, 348_000)
    assert Pay.exact(348_000, "CNY", Period.MONTH).per_hour() == (2000, 2000)


def test_other_pay_converts_by_52_weeks_in_12_months():
    assert Pay.exact(1200, "EUR", Period.HOUR).per_month(40) == (208_000, 208_000)
    assert Pay.exact(1200, "EUR", Period.HOUR).per_month() == (208_000, 208_000)
    assert Pay.exact(1200, "EUR", Period.HOUR).per_month(20) == (104_000, 104_000)
    assert Pay.exact(30_000, "EUR", Period.WEEK).per_month() == (130_000, 130_000)
    assert Pay.exact(9600, "EUR", Period.DAY).per_month() == (208_000, 208_000)
    assert Pay.exact(1_200_000, "EUR", Period.YEAR).per_month() == (100_000, 100_000)


def test_an_open_end_stays_open_and_piece_work_has_no_month():
    assert Pay(None, 2500, "USD", Period.HOUR).per_hour() == (None, 2500)
    assert Pay(100_000, None, "USD", Period.MONTH).per_month() == (100_000, None)
    assert Pay.exact(50, "CNY", Period.PIECE).per_month() == (None, None)
    assert Pay.exact(50, "CNY", Period.ONCE).per_hour() == (None, None)


@pytest.mark.parametrize("hours", [0, -5, 169, float("nan"), float("inf")])
def test_impossible_weekly_hours_count_as_unknown(hours):
    pay = Pay.exact(1200, "EUR", Period.HOUR)
    assert pay.per_month(hours) == pay.per_month()


@pytest.mark.parametrize(
    "arguments",
    [(None, None, "USD", "hour"), (-1, 5, "USD", "hour"), (5, 4, "USD", "hour"), (1, 10**16, "USD", "hour"),
     (1, 2, "usd", "hour"), (1, 2, "ZZZ", "hour"), (1, 2, "USD", "fortnight")],
)  # fmt: skip
def test_what_cannot_be_pay_is_refused_with_a_reason(arguments):
    with pytest.raises(ValueError, match=r"Pay|pay|lower end|currency|Period"):
        Pay(*arguments)


@pytest.mark.parametrize(
    ("low", "high", "currency", "unit", "expected"),
    [
        (15, 20, "USD", "HOUR", Pay(1500, 2000, "USD", Period.HOUR)),
        ("85000.00", "110500.00", "USD", "Per Year", Pay(8_500_000, 11_050_000, "USD", Period.YEAR)),
        ("$85,000.00", "$110,500.00", "USD", "PA", Pay(8_500_000, 11_050_000, "USD", Period.YEAR)),
        (18.5, None, "USD", "PH", Pay(1850, None, "USD", Period.HOUR)),
        (250, 250, "USD", "PD", Pay.exact(25_000, "USD", Period.DAY)),
        (2000, 2400, "USD", "BW", Pay(100_000, 120_000, "USD", Period.WEEK)),
        (5, 6, "USD", "PW", Pay(500, 600, "USD", Period.PIECE)),
        (6000, 8000, "CNY", "MON", Pay(600_000, 800_000, "CNY", Period.MONTH)),
        (6000, 8000, "CNY", "月", Pay(600_000, 800_000, "CNY", Period.MONTH)),
        (250_000, 300_000, "JPY", "MONTH", Pay(250_000, 300_000, "JPY", Period.MONTH)),
        (8000, 6000, "CNY", "MONTH", Pay(600_000, 800_000, "CNY", Period.MONTH)),
        (0, 30_000, "GBP", "YEAR", Pay(None, 3_000_000, "GBP", Period.YEAR)),
        (30_000, 40_000, "", "YEAR", Pay(3_000_000, 4_000_000, "XXX", Period.YEAR)),
        (30_000, 40_000, "eur", "", Pay(3_000_000, 4_000_000, "EUR", Period.YEAR, period_inferred=True)),
        (0, 0, "USD", "PA", None),
        (None, None, "USD", "PA", None),
        (10, 20, "USD", "WC", None),
        ("n/a", "", "USD", "HOUR", None),
        (float("nan"), float("inf"), "USD", "HOUR", None),
        (10**18, 10**19, "USD", "HOUR", None),
    ],
)
def test_feeds_give_numbers_and_codes(low, high, currency, unit, expected):
    assert from_range(low, high, currency, unit) == expected
