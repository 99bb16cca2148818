"""What the caller knows: other vacancies, what was approved, the law of the place; and contacts, authorities."""

from datetime import date

import pytest

from volens.engines.pay import Pay, Period
from volens.engines.vetting import Circumstances, Declarations, Nets, Posting, Severity, judge
from volens.engines.vetting.text import default_book

DAY = date(2026, 11, 1)
PLAIN = {"title": "Cook", "text": "Cooking.", "employer": "Canteen Ltd", "place": "Leeds"}


def found(known=None, **fields):
    nets = Nets(default_book())
    result = judge(Posting(**{**PLAIN, **fields}), on=DAY, known=known or Circumstances(), nets=nets)
    return {each.rule: each.severity for each in result.findings}


@pytest.mark.parametrize(
    ("known", "rule"),
    [
        ({"employers_with_contact": 4}, "contact.shared"),
        ({"employers_with_text": 4}, "text.shared"),
        ({"changed": ("pay", "text")}, "changed.after_approval"),
    ],
)
def test_what_the_caller_knows_holds_a_vacancy(known, rule):
    assert found(Circumstances(**known)) == {rule: Severity.HOLD}


def test_three_employers_and_licensed_agencies_are_fine():
    assert found(Circumstances(employers_with_contact=3, employers_with_text=3)) == {}
    assert found(Circumstances(employers_with_contact=40, employers_with_text=40, licensed=True)) == {}


def test_pay_above_what_99_of_100_offer_is_held():
    usual = Pay(None, 500_000, "GBP", Period.MONTH)
    assert "pay.out_of_line" in found(
        Circumstances(highest_usual_pay=usual), pay=Pay(600_000, 700_000, "GBP", Period.MONTH)
    )
    assert found(Circumstances(highest_usual_pay=usual), pay=Pay(400_000, 700_000, "GBP", Period.MONTH)) == {}
    assert found(Circumstances(highest_usual_pay=usual), pay=Pay(600_000, 700_000, "EUR", Period.MONTH)) == {}


def test_hours_over_the_law_of_the_place_without_overtime_pay_are_held():
    unpaid, paid = Declarations(overtime_paid=False), Declarations(overtime_paid=True)
    assert "hours.over_cap" in found(country="CN", weekly_hours=44, declarations=unpaid)
    assert "hours.over_cap" not in found(country="CN", weekly_hours=40, declarations=unpaid)
    assert "hours.over_cap" not in found(country="CN", weekly_hours=44, declarations=paid)
    assert "hours.over_cap" not in found(country="GB", weekly_hours=44, declarations=unpaid)


def test_an_authority_may_pass_on_a_vacancy_but_not_supply_workers():
    supplying = Declarations(group_transport=True)
    assert "supply.authority" in found(employer="某县人力资源和社会保障局", declarations=supplying)
    assert found(employer="某县人力资源和社会保障局") == {}
    assert "supply.authority" not in found(declarations=supplying)


@pytest.mark.parametrize(("contact", "held"), [
    ("Telegram @fastjob", True), ("微信:abc123", True), ("https://t.me/fastjob", True),
    ("jobs@canteen.example, WhatsApp +44 7700", False), ("https://canteen.example/jobs", False),
    ("0113 496 0000", False),
])  # fmt: skip
def test_a_messenger_alone_is_no_way_to_reach_an_employer(contact, held):
    assert ("contact.messenger" in found(contact=contact)) is held
