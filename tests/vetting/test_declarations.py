"""The employer's answers: read strictly, written back unchanged, and each able to change the verdict."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from volens.engines.pay import Pay, Period, parse
from volens.engines.vetting import (
    CODES,
    DeclarationError,
    Declarations,
    Finding,
    Indicator,
    Outcome,
    Posting,
    Severity,
    declaration_labels,
    judge,
    message,
)

TODAY = date(2026, 6, 1)

# Answers nobody could object to: with them the vacancy is published without a finding.
DECENT = {
    "worker_pays": False,
    "documents_kept_by": "worker",
    "may_leave_site": True,
    "may_resign": True,
    "resignation_cost_minor": 0,
    "pay_min_minor": 600_000,
    "pay_max_minor": 800_000,
    "currency": "CNY",
    "pay_period": "month",
    "pay_method": "bank_transfer",
    "first_pay_days": 30,
    "paid_to": "worker",
    "weekly_hours": 40,
    "rest_days": 2,
    "overtime_paid": True,
    "minimum_age": 18,
    "night_work": True,
    "written_contract": True,
    "contract_language": "zh",
    "lodging": "optional",
    "group_transport": False,
    "recruiter_paid_per_head": False,
    "legal_employer": "南昌某电子有限公司",
    "licence_required": True,
    "licence": "360100-0001",
    "workplace": "南昌市青山湖区高新大道1号",
    "workplace_accessible": True,
}

# One answer changed, and what follows.
FLIPS = [
    ({"worker_pays": True}, "fee.declared", "fee", "block"),
    ({"worker_pays": True, "worker_pays_minor": 30_000, "worker_pays_for": "服装"}, "fee.declared", "fee", "block"),
    ({"documents_kept_by": "employer"}, "documents.kept", "documents", "block"),
    ({"documents_kept_by": "recruiter"}, "documents.kept", "documents", "block"),
    ({"documents_kept_by": "other"}, "documents.kept", "documents", "block"),
    ({"may_leave_site": False}, "movement.site", "movement", "block"),
    ({"may_resign": False}, "resignation.barred", "movement", "block"),
    ({"resignation_cost_minor": 100_000}, "resignation.cost", "fee", "hold"),
    ({"pay_min_minor": 400_000, "pay_max_minor": 500_000}, "pay.differs", "deception", "hold"),
    ({"pay_period": "week"}, "pay.differs", "deception", "hold"),
    ({"pay_method": "in_kind"}, "pay.method", "wages", "block"),
    ({"pay_method": "vouchers"}, "pay.method", "wages", "block"),
    ({"first_pay_days": 32}, "pay.late", "wages", "hold"),
    ({"paid_to": "recruiter"}, "pay.third_party", "wages", "block"),
    ({"paid_to": "family"}, "pay.third_party", "wages", "block"),
    ({"weekly_hours": 61}, "hours.excessive", "overtime", "hold"),
    ({"weekly_hours": 73}, "hours.extreme", "overtime", "block"),
    ({"rest_days": 0.5}, "rest.short", "overtime", "hold"),
    ({"overtime_paid": False}, "overtime.unpaid", "wages", "hold"),
    ({"minimum_age": 15, "night_work": False}, "age.under_minimum", "conditions", "block"),
    ({"minimum_age": 17}, "age.night", "conditions", "hold"),
    ({"written_contract": False}, "contract.none", "deception", "hold"),
    ({"lodging": "required"}, "lodging.required", "isolation", "hold"),
    ({"group_transport": True}, "transport.group", "state_imposed", "hold"),
    ({"recruiter_paid_per_head": True}, "recruiter.per_head", "vulnerability", "hold"),
    ({"licence": None}, "licence.missing", "fraud", "hold"),
    ({"licence": ""}, "licence.missing", "fraud", "hold"),
]


def posting(answers, **changes):
    declared = Declarations.from_json(answers)
    fields = {
        "title": "普工",
        "text": "电子厂招普工。",
        "employer": "某电子",
        "place": "南昌",
        "country": "CN",
        "region": "CN-JX",
        "language": "zh",
        "pay": parse("6000-8000元/月"),
    }
    return Posting(**{**fields, **changes}, declarations=declared)


def test_decent_answers_are_published_without_a_finding():
    verdict = judge(posting(DECENT), on=TODAY)
    assert (verdict.outcome, verdict.findings, verdict.undeclared) == (Outcome.PUBLISH, (), ())


@pytest.mark.parametrize(("change", "rule", "indicator", "outcome"), FLIPS)
def test_each_declaration_flips_the_verdict(change, rule, indicator, outcome):
    verdict = judge(posting({**DECENT, **change}), on=TODAY)
    assert verdict.outcome == outcome
    finding = next(found for found in verdict.findings if found.rule == rule)
    assert finding.indicator == Indicator(indicator)
    assert finding.net == "structure"
    assert finding.reference


def test_where_employer_and_place_are_only_declared_withdrawing_them_flips_the_verdict():
    bare = {"employer": "", "place": ""}
    assert judge(posting(DECENT, **bare), on=TODAY).outcome is Outcome.PUBLISH
    for code, rule in (("legal_employer", "employer.missing"), ("workplace", "place.missing")):
        verdict = judge(posting({**DECENT, code: None}, **bare), on=TODAY)
        assert (verdict.outcome, [found.rule for found in verdict.findings]) == (Outcome.HOLD, [rule])


def test_a_contract_in_another_language_is_a_warning_that_stops_nothing():
    verdict = judge(posting({**DECENT, "contract_language": "en"}), on=TODAY)
    assert verdict.outcome is Outcome.PUBLISH
    assert [found.rule for found in verdict.findings] == ["contract.language"]


@pytest.mark.parametrize("code", CODES)
def test_a_withdrawn_answer_is_reported_as_not_declared_and_is_no_finding_about_the_text(code):
    answers = {known: value for known, value in DECENT.items() if known != code}
    if code in {"pay_min_minor", "pay_max_minor", "currency"}:
        answers = {known: value for known, value in answers.items() if known not in {"pay_min_minor", "pay_max_minor"}}
        if code == "currency":
            answers.pop("resignation_cost_minor")
    verdict = judge(posting(answers, pay=None), on=TODAY)
    if code in {"worker_pays_minor", "worker_pays_for", "pay_max_minor"}:
        assert code not in verdict.undeclared  # asked only where another answer makes it a question
    elif code == "licence":
        assert "licence" in verdict.undeclared
    else:
        assert code in verdict.undeclared
        assert verdict.findings == ()


def test_nothing_declared_lists_the_questions_in_reading_order_and_publishes():
    verdict = judge(posting({}), on=TODAY)
    assert verdict.outcome is Outcome.PUBLISH
    assert list(verdict.undeclared) == [code for code in CODES if code in verdict.undeclared]
    assert {"worker_pays", "documents_kept_by", "may_leave_site", "workplace"} <= set(verdict.undeclared)
    assert "pay_min_minor" not in verdict.undeclared  # the advertisement itself says it


def test_answers_survive_json_unchanged():
    declared = Declarations.from_json(DECENT)
    written = json.loads(json.dumps(declared.to_json()))
    assert written == {**DECENT, "weekly_hours": 40.0, "rest_days": 2.0}
    assert Declarations.from_json(written) == declared
    assert declared.pay == Pay(600_000, 800_000, "CNY", Period.MONTH)
    assert Declarations.from_json({}) == Declarations() == Declarations.from_json({"licence": None})


@pytest.mark.parametrize(
    ("answers", "field", "told"),
    [
        ({"worker_pay": True}, "worker_pay", "worker_pays"),
        ({"worker_pays": "no"}, "worker_pays", "true or false"),
        ({"worker_pays": 1}, "worker_pays", "true or false"),
        ({"lodging": "free"}, "lodging", "none, optional, required"),
        ({"first_pay_days": -1}, "first_pay_days", "from 0"),
        ({"first_pay_days": True}, "first_pay_days", "whole number"),
        ({"weekly_hours": 169}, "weekly_hours", "from 0 to 168"),
        ({"weekly_hours": float("nan")}, "weekly_hours", "from 0 to 168"),
        ({"currency": "RMB"}, "currency", "ISO 4217"),
        ({"pay_min_minor": 10**16, "currency": "CNY"}, "pay_min_minor", "whole number"),
        ({"pay_min_minor": 2, "pay_max_minor": 1, "currency": "CNY"}, "pay_max_minor", "Swap"),
        ({"pay_min_minor": 2}, "currency", "Add it"),
        ({"worker_pays": False, "worker_pays_minor": 5, "currency": "CNY"}, "worker_pays_minor", "Correct"),
        ({"legal_employer": "a\nb"}, "legal_employer", "one line"),
        ({"legal_employer": "a" * 301}, "legal_employer", "at most 300"),
        ([], "declarations", "Give"),
    ],
)
def test_an_answer_that_cannot_be_read_names_the_field_and_the_remedy(answers, field, told):
    with pytest.raises(DeclarationError) as raised:
        Declarations.from_json(answers)
    assert [(problem.field, told in problem.remedy) for problem in raised.value.problems] == [(field, True)]


def test_every_problem_is_told_at_once():
    with pytest.raises(DeclarationError) as raised:
        Declarations.from_json({"worker_pays": "no", "lodging": "free", "nonsense": 1})
    assert [problem.field for problem in raised.value.problems] == ["worker_pays", "lodging", "nonsense"]


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner, max_size=2),
    max_leaves=3,
)


@given(st.dictionaries(st.sampled_from(CODES), anything, max_size=6))
def test_hostile_answers_are_read_or_refused_and_never_crash(answers):
    try:
        declared = Declarations.from_json(answers)
    except DeclarationError:
        return
    assert Declarations.from_json(declared.to_json()) == declared
    judge(posting(declared.to_json()), on=TODAY)


def test_every_declaration_has_a_label_in_both_languages():
    assert tuple(declaration_labels()) == CODES
    assert all(set(labels) == {"en", "zh"} for labels in declaration_labels().values())


def test_languages_are_named_in_words() -> None:
    given = {"contract": "en", "advertisement": "zh-Hans"}
    found = Finding(
        "contract.language", Indicator.DECEPTION, Severity.WARN, "declarations.contract_language", "", parameters=given
    )
    assert message(found, "zh").startswith("合同语言为英语，招聘信息语言为")
    assert "in English, the advertisement in" in message(found, "en")
    assert "zh" not in message(found, "en")
