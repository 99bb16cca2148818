"""Pay within a description: found where it stands, and nothing else of the text is taken for it."""

import pytest

from tests.pay.test_parse import shown
from volens.engines.pay import find, parse

FILLER = "You will join a friendly team of 25 people. We have been in business since 1998 and serve 3,000 customers. "

FOUND = [
    ("We offer $18.50 per hour and health cover from day one.", "USD 18.5 hour"),
    ("Compensation: $60,000 - $75,000 plus a bonus of up to $5,000.", "USD 60000-75000 year~"),
    ("The salary for this role is £32,500 per annum, 37.5 hours a week.", "GBP 32500 year"),
    ("Pay range $22-$27/hr depending on experience. $1,000 sign-on bonus!", "USD 22-27 hour"),
    ("401(k) match up to 5%, $500 referral bonus. Base pay is $85k a year.", "USD 85000 year"),
    ("Earn up to $900 a week driving for us", "USD -900 week"),
    ("Wir zahlen 15,50 € pro Stunde und 30 Tage Urlaub.", "EUR 15.5 hour"),
    ("Rémunération : 2 100 € brut par mois sur 13 mois", "EUR 2100 month"),
    ("岗位职责:负责生产线操作。月薪6000-8000元,五险一金,包吃住,餐补300元。", "CNY 6000-8000 month"),
    ("公司成立于2008年,员工500人。工资4500-6000,每天8小时,月休4天。电话13800138000", "CNY 4500-6000 month~"),
    ("薪资待遇:20-25元/小时,长白班;入职满一个月返费1000元", "CNY 20-25 hour"),
    ("年龄18-45岁,身高160cm以上,时薪22元,联系微信abc123", "CNY 22 hour"),
]
NOT_PAY = [
    "We raised $20 million in funding and have 300 employees in 12 countries.",
    "You will manage a budget of $2,000,000 per year.",
    "Our client has revenue of $40 million a year.",
    "A sign-on bonus of $5,000 is available.",
    "Tuition reimbursement up to $5,250 per year.",
    "Call 555-123-4567 or +1 (212) 555-0187 between 9:00 and 17:00.",
    "Requires 3-5 years of experience and 40 hours per week on site.",
    "Founded in 1998, we serve 3,000,000 customers in 25 states.",
    "Ability to lift 50 lbs. Must be 18 or older. 24/7 operation. Deadline 2026-03-31.",
    "Employees receive a $100 monthly phone stipend.",
    "Handle cash deposits of up to $10,000 per day.",
    "Mit 450 Mitarbeitern und 80 Mio. € Umsatz pro Jahr sind wir Marktführer.",
    "公司注册资本500万元,年营业额2亿元,员工2000人。",
    "要求:本科以上学历,3年以上经验,年龄35岁以下,每天8小时,周末双休。",
    "入职需体检,体检费80元;服装押金200元,离职退还。",
    "本月优惠价999元,原价1999元。",
    "地址:青山湖区高新大道1888号3栋502室,电话0791-86661234,QQ群123456789。",
    "2026年3月1日至2026年5月31日报名,名额50人。",
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), FOUND)
def test_pay_is_found_in_running_text(text, expected):
    assert shown(find(text)) == expected


@pytest.mark.parametrize(("text", "expected"), [case for case in FOUND if case[0].isascii()])
def test_pay_is_found_deep_in_a_long_text(text, expected):
    assert shown(find(FILLER * 20 + "\n" + text + "\n" + FILLER * 5)) == expected


@pytest.mark.parametrize("text", NOT_PAY)
def test_other_amounts_and_numbers_are_left_alone(text):
    assert find(text) is None


def test_a_long_pay_field_is_read_as_running_text():
    assert parse(FILLER * 3) is None
    assert shown(parse(FILLER * 3 + "The pay is $21 per hour.")) == "USD 21 hour"


def test_a_text_without_end_is_read_in_bounded_time():
    assert find("$" * 200_000) is None
    assert find("1 " * 100_000) is None
