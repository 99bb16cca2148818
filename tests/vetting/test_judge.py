"""What the vacancy's own fields and text show, without any model of language."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.examples import few
from volens.engines.pay import Pay, Period, parse
from volens.engines.vetting import (
    Confidence,
    Declarations,
    Indicator,
    Lodging,
    Nets,
    Outcome,
    PayFloor,
    PayFloors,
    Posting,
    Severity,
    judge,
    message,
)
from volens.engines.vetting.text import default_book

TODAY = date(2026, 6, 1)
PLAIN = {
    "title": "Cook",
    "text": "Cooking for 40 people.",
    "employer": "Canteen Ltd",
    "place": "Leeds",
    "language": "en",
}


#: What is tested here needs no model: the learned net has tests of its own.
RULES_ALONE = Nets(default_book())


def verdict(floors=None, on=TODAY, **fields):
    return judge(Posting(**{**PLAIN, **fields}), floors, on=on, nets=RULES_ALONE)


def found(result):
    return [finding.rule for finding in result.findings]


def test_an_ordinary_vacancy_is_published():
    assert (verdict().outcome, found(verdict())) == (Outcome.PUBLISH, [])


@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        ({"employer": "  "}, "employer.missing"),
        ({"place": ""}, "place.missing"),
        ({"title": "\u3000"}, "title.missing"),
    ],
)
def test_a_missing_field_is_held(fields, rule):
    assert (verdict(**fields).outcome, found(verdict(**fields))) == (Outcome.HOLD, [rule])


def test_a_legal_employer_is_an_employer():
    assert verdict(employer="", legal_employer="Canteen Ltd").outcome is Outcome.PUBLISH


# -- pay ------------------------------------------------------------------------------------------------------------


def floor(amount, period="hour", currency="EUR", place="DE", since=date(2026, 1, 1), until=None, **more):
    confidence = more.pop("confidence", Confidence.STATUTE)
    return PayFloor(place, Pay.exact(amount, currency, Period(period)), since, until, "a law", confidence, **more)


GERMANY = PayFloors([floor(1282, since=date(2025, 1, 1), until=date(2025, 12, 31)), floor(1390)])


@pytest.mark.parametrize(
    ("pay", "outcome"),
    [
        ("13,90 €/Std.", Outcome.PUBLISH),
        ("13,89 €/Std.", Outcome.BLOCK),
        ("12 - 16 €/Std.", Outcome.HOLD),  # only the lower end is below
        ("bis zu 12 €/Std.", Outcome.BLOCK),
        ("ab 12 €/Std.", Outcome.HOLD),
        ("2.410 € im Monat", Outcome.PUBLISH),  # 13.90 an hour, 40 hours
        ("2.300 € im Monat", Outcome.BLOCK),
        ("12 €", Outcome.HOLD),  # nobody said per hour
        ("0,10 € pro Stück", Outcome.PUBLISH),  # piece work has no hour
        ("12 US$/hour", Outcome.PUBLISH),  # another currency is not compared
    ],
)
def test_pay_below_the_floor_is_stopped(pay, outcome):
    read = parse(pay, language="de")
    assert read is not None
    assert verdict(GERMANY, country="DE", pay=read).outcome is outcome


def test_pay_is_compared_for_the_hours_stated():
    pay = parse("2.410 € im Monat", language="de")
    assert verdict(GERMANY, country="DE", pay=pay, weekly_hours=40).outcome is Outcome.PUBLISH
    assert verdict(GERMANY, country="DE", pay=pay, weekly_hours=48).outcome is Outcome.BLOCK


def test_a_floor_counts_from_its_first_to_its_last_day():
    pay = parse("13 €/Std.", language="de")
    assert verdict(GERMANY, on=date(2025, 12, 31), country="DE", pay=pay).outcome is Outcome.PUBLISH
    assert verdict(GERMANY, on=date(2026, 1, 1), country="DE", pay=pay).outcome is Outcome.BLOCK
    assert verdict(GERMANY, on=date(2024, 12, 31), country="DE", pay=parse("1 €/Std.")).outcome is Outcome.PUBLISH


def test_a_floor_that_is_only_reported_holds_and_never_blocks():
    reported = PayFloors([floor(1390, confidence=Confidence.REPORTED)])
    assert verdict(reported, country="DE", pay=parse("5 €/hour")).outcome is Outcome.HOLD


def test_the_higher_floor_of_region_and_country_counts():
    floors = PayFloors([floor(725, currency="USD", place="US"), floor(1500, currency="USD", place="US-IL")])
    pay = parse("$14/hr")
    assert verdict(floors, country="US", region="US-IL", pay=pay).outcome is Outcome.BLOCK
    assert verdict(floors, country="US", region="US-TX", pay=pay).outcome is Outcome.PUBLISH
    assert verdict(floors, region="US-IL", pay=pay).outcome is Outcome.BLOCK
    assert verdict(floors, country="FR", pay=pay).outcome is Outcome.PUBLISH
    assert verdict(floors, pay=pay).outcome is Outcome.PUBLISH  # nobody knows where


def test_the_hourly_minimum_of_part_time_work_counts_for_part_time_work():
    month = floor(161_000, "month", "CNY", "CN-JX")
    hour = floor(1610, "hour", "CNY", "CN-JX", part_time_only=True)
    floors = PayFloors([month, hour])
    pay = parse("12元/小时")
    assert verdict(floors, region="CN-JX", pay=pay, weekly_hours=20).outcome is Outcome.BLOCK
    assert verdict(floors, region="CN-JX", pay=pay, weekly_hours=40).outcome is Outcome.PUBLISH
    assert verdict(floors, region="CN-JX", pay=parse("1600元/月")).outcome is Outcome.BLOCK
    assert verdict(floors, region="CN-JX", pay=parse("1610元/月")).outcome is Outcome.PUBLISH


def test_the_finding_says_how_much_where_since_when_and_by_which_law():
    (finding,) = verdict(GERMANY, country="DE", pay=parse("12 €/hour")).findings
    assert (finding.indicator, finding.field) == (Indicator.WAGES, "pay")
    assert finding.reference == "Minimum pay in DE since 2026-01-01: a law"
    assert "EUR 12.00" in message(finding, "en")
    assert "EUR 13.90" in message(finding, "zh-Hans")


def test_overlapping_floors_are_refused():
    with pytest.raises(ValueError, match="end the one of 2025-01-01 before"):
        PayFloors([floor(1282, since=date(2025, 1, 1)), floor(1390)])


def test_a_very_wide_range_is_a_warning_only():
    result = verdict(pay=parse("$1000-9000 per month"))
    assert (result.outcome, found(result)) == (Outcome.PUBLISH, ["pay.wide"])


# -- age, by country ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("country", "age", "outcome"),
    [
        ("CN", 15, "block"),
        ("CN", 16, "publish"),
        ("DE", 15, "hold"),
        ("DE", 14, "block"),
        ("", 14, "block"),
        ("DE", 16, "publish"),
    ],
)
def test_children_are_kept_out(country, age, outcome):
    result = verdict(country=country, declarations=Declarations(minimum_age=age))
    assert result.outcome == outcome


# -- fees named in the text --------------------------------------------------------------------------------------------

BLOCKED = [
    "Placement fee 1,500 payable before you start; it is refunded after six months.",
    "To secure the position candidates transfer 200 to our HR manager.",
    "A registration fee of $50 is required.",
    "You must pay a refundable deposit of 300 USD for training.",
    "Applicants must pay $75 for the background check before the interview.",
    "Training fee: £250, to be paid in advance.",
    "The visa costs of 2,000 AED must be paid by the worker, deducted from salary.",
    "A non-refundable application fee of Rs. 500 must be paid online.",
    "入职需交押金300元。",
    "入职前先转600块钱占位,干满三个月还你。",
    "报名费200元,面试时缴纳。",
    "需自费体检费150元和服装费200元",
    "办理签证费8000元须由本人支付",
    "中介费三千元,先交后上岗",
    "Für die Vermittlung ist eine Vermittlungsgebühr von 500 € zu zahlen.",
    "Des frais de dossier de 150 € sont à payer avant le départ.",
    "Se debe pagar una cuota de inscripción de 80 dólares, 80 USD.",
    "Taxa de inscrição de R$ 120 deve ser paga antes.",
    "Необходимо оплатить сбор за оформление 3000 руб.",
    "Calon pekerja wajib membayar biaya penempatan Rp 5.000.000.",
    "Người lao động phải nộp phí môi giới 20.000.000 đồng.",
]
ALLOWED = [
    "We never charge recruitment fees or deposits. Report anyone who asks you for a placement fee of 500.",
    "There is no registration fee, not even $1.",
    "Training costs of £2,000 are paid by the employer.",
    "The visa fee (about $460) is covered by the company.",
    "Visa fee: $460, paid by the employer.",
    "Handle customer deposits of up to $10,000 per day.",
    "Legal assistant: review fines, penalties and deposits in commercial leases.",
    "Process application fees of $50 from customers.",
    "Bank teller: handle customer deposits, loans and foreign exchange. Monthly pay 4,200.",
    "Prepare and send 200 invoices per week.",
    "You will pay suppliers and transfer 300 files a day.",
    "Interview within 14 days; training lasts 30 days.",
    "Sales of service fees worth $20,000 a month to clients.",
    "本公司不收取任何押金、中介费,不扣押身份证件。",
    "我们不收取任何费用,凡收取300元报名费者均为诈骗",
    "培训费2000元由公司承担,培训期间照发工资。",
    "入职体检费150元由公司报销",
    "入职当月参保、交通补贴300元/月",
    "入职当月缴纳社会保险、全勤奖300元",
    "入职即交五险一金,月薪6000元",
    "员工需先打卡,全勤奖200元",
    "培训费2000元,由公司承担",
    "酒店前台:收取客人押金300元并开具收据。",
    "办理贷款、保证金业务,底薪5000元加绩效。",
    "无需缴纳押金200元",
    "免押金,免费住宿,月薪6000元",
    "底薪4000元,餐补300元,服装免费",
    "Es fallen keine Vermittlungsgebühren an, auch keine 50 €.",
    "Les frais de visa de 99 € sont pris en charge par l'employeur.",
    "Sin gastos de gestión de 50 € ni otros.",
    "Mức lương 10.000.000 đồng, không thu phí môi giới 500.000 đồng.",
]


@pytest.mark.parametrize("text", BLOCKED)
def test_an_amount_the_worker_must_pay_is_blocked_with_the_words_that_say_so(text):
    result = verdict(text=f"We look for packers. Good team.\n{text}\nApply now.")
    assert (result.outcome, found(result)) == (Outcome.BLOCK, ["fee.text"])
    (finding,) = result.findings
    start, end = finding.span
    posting_text = f"We look for packers. Good team.\n{text}\nApply now."
    assert posting_text[start:end] == finding.quote
    assert finding.quote in text
    assert finding.quote in message(finding, "en")


@pytest.mark.parametrize("text", ALLOWED)
def test_negated_employer_paid_and_customer_amounts_are_left_alone(text):
    assert found(verdict(text=text)) == []


def test_a_named_fee_without_a_duty_is_held_by_its_form_and_blocked_by_its_words():
    result = verdict(text="岗前培训费2980元可分期", language="zh")
    assert (result.findings[0].rule, result.findings[0].severity) == ("fee.text", Severity.HOLD)
    assert (result.outcome, found(result)) == (Outcome.BLOCK, ["fee.text", "fee.charged"])


def _stopped_by_fee(text):
    verdict = judge(Posting(title="Steward", text=text), on=TODAY, nets=Nets(default_book()))
    return {each.severity for each in verdict.findings if each.indicator is Indicator.FEE}


@pytest.mark.parametrize(
    "text",
    [
        "A key deposit of 20 pounds is returned as soon as you hand the key in.",
        "For the room key we ask a deposit of 25 francs, returned with the key.",
        "Badge deposit of EUR 15, paid back in cash the day you hand in the badge.",
        "Return the locker key and you get the $20 key deposit back at once.",
        "宿舍钥匙押金30元，退房交钥匙当场退。",
        "还钥匙时,20元钥匙押金当面退清。",
        "门禁卡押金20元,交回门卡当天退。",
    ],
)
def test_a_small_deposit_that_comes_back_with_the_key_is_no_fee(text):
    assert _stopped_by_fee(text) == set()


@pytest.mark.parametrize(
    "text",
    [
        "A key deposit of 300 is required before you start and returned after one year.",
        "A key deposit of EUR 2,000 is given back when you return the key.",
        "Placement deposit of 300 and a key deposit of 20, given back when you return the key.",
        "A training deposit of 600 is refunded when you hand in the badge at the end of your contract.",
        "A deposit of EUR 500 is due at signing and returned after a year.",
        "工牌押金100元,离职后三个月退还。",
        "先交500元岗位押金，还工牌时退。",
        "入职需交押金300元,做满一年退还。",
    ],
)
def test_a_deposit_for_the_job_blocks_whatever_it_is_called_and_whenever_it_is_returned(text):
    assert Severity.BLOCK in _stopped_by_fee(text)


def test_a_fee_in_the_title_is_found_there():
    (finding,) = verdict(title="普工(入职需交押金300元)").findings
    assert (finding.field, finding.quote) == ("title", "普工(入职需交押金300元)")


def test_full_width_digits_and_letters_that_grow_keep_the_span():
    text = "İşçi İlanı. 入职需交押金３００元。"
    (finding,) = verdict(text=text).findings
    assert text[slice(*finding.span)] == finding.quote == "入职需交押金３００元"


# -- a minimum age in the text ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("Pickers wanted, minimum age 12.", "minimum age 12"),
        ("Min. age: 14, no experience needed.", "Min. age: 14"),
        ("Helpers aged 14+ welcome.", "aged 14+"),
        ("Open to anyone aged 13 and over.", "aged 13 and over"),
        ("You must be at least 14 years old.", "at least 14 years old"),
        ("Workers 15 years of age or older.", "15 years of age or older"),
        ("Age: 14-45, healthy.", "Age: 14-45"),
        ("Students aged 14+ may apply.", "aged 14+"),
        ("要求年满14周岁，身体健康。", "年满14周岁"),
        ("招普工,14岁以上,包吃住", "14岁以上"),
        ("年龄要求：１４岁以上", "年龄要求：１４岁"),
        ("招聘15-45岁女工", "15-45岁"),
        ("Mindestalter: 14", "Mindestalter: 14"),
    ],
)
def test_a_minimum_age_of_a_child_is_held_with_the_words_that_say_so(text, quote):
    (finding,) = verdict(text=text).findings
    assert (finding.rule, finding.severity, finding.quote) == ("minimum_age", Severity.HOLD, quote)
    assert text[slice(*finding.span)] == quote
    assert quote in message(finding, "en")


@pytest.mark.parametrize(
    "text",
    [
        "Minimum age 18.",
        "Minimum age: 16 years.",
        "年满18周岁，16岁以上实习生。",
        "At least 10 years of experience.",
        "Minimum 12 years experience, aged care certificate.",
        "A contract of 14-16 weeks; trial at least 14 days.",
        "The puppies are aged 8-20 weeks.",
        "Our company is 14 years old.",
        "公司成立14年以上，行业经验10年以上。",
        "Teach children aged 5+ and pupils aged 11 and over.",
        "Camp for kids, ages 6-18.",
        "负责6岁以上儿童的教学。",
        "严禁招用未满16周岁的未成年人，不招15岁以上学徒。",
        "We do not hire anyone aged 14 or older but under 16.",
        "薪资14-20元/小时，满14天发工资。",
        "Grade 12 and above; level 9+.",
        "There is no minimum age.",
        "Wages from 14 to 20 an hour, age 21+.",
        "满15件起发，年龄18-45岁。",
    ],
)
def test_other_numbers_are_no_age_of_a_child_at_work(text):
    assert "minimum_age" not in found(verdict(text=text))


# -- the whole -------------------------------------------------------------------------------------------------------


def test_the_heaviest_finding_decides():
    both = Declarations(lodging=Lodging.REQUIRED, may_resign=False)
    assert verdict(declarations=both).outcome is Outcome.BLOCK
    assert {finding.severity for finding in verdict(declarations=both).findings} == {Severity.HOLD, Severity.BLOCK}


hostile = st.text(max_size=120)


@settings(max_examples=few(200), deadline=None)
@given(hostile, hostile, st.text(max_size=3), st.one_of(st.none(), st.floats()))
def test_no_text_makes_it_raise_and_the_same_input_gives_the_same_verdict(title, text, country, hours):
    posting = Posting(title=title, text=text, country=country, region=text[:5], weekly_hours=hours, pay=parse(text))
    result = judge(posting, GERMANY, on=TODAY)
    assert result == judge(posting, GERMANY, on=TODAY)
    for finding in result.findings:
        if finding.span is not None:
            assert getattr(posting, finding.field)[slice(*finding.span)] == finding.quote
