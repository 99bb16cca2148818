"""What a person may ask of a pack: each topic with the results it shows, in the order in which they are shown."""

from __future__ import annotations

from dataclasses import dataclass

from volens.engines.rules.values import Text


@dataclass(frozen=True, slots=True)
class Topic:
    """One question of a person to a pack of law. `code` stands in the page's address."""

    code: str
    title: Text
    goals: tuple[str, ...]
    employer: bool = False  # asked by employers, not by workers


def _topic(code: str, en: str, zh: str, *goals: str, employer: bool = False) -> Topic:
    return Topic(code, {"en": en, "zh-Hans": zh}, goals, employer)


_NATIONAL = (
    _topic(
        "unemployment",
        "I lost my job: unemployment benefit",
        "我失业了：失业保险金",
        *("ui_eligible", "ui_months", "ui_amount", "ui_until_retirement"),
    ),
    _topic(
        "prices",
        "Prices rose: the price supplement",
        "物价上涨：价格补贴",
        *("price_supplement_runs", "price_supplement"),
    ),
    _topic(
        "allowance",
        "Temporary unemployment allowance (2020 to 2022)",
        "失业补助金（2020年至2022年）",
        *("temporary_allowance", "temporary_allowance_months"),
    ),
    _topic(
        "skills",
        "I earned a certificate: skills subsidy",
        "我取得了证书：技能提升补贴",
        "skills_eligible",
        "skills_subsidy",
    ),
    _topic(
        "flexible-work",
        "I am hard to employ, or a new graduate: subsidies",
        "就业困难人员与毕业生：社会保险补贴和公益性岗位",
        *("hard_to_employ", "insurance_subsidy", "insurance_subsidy_months", "public_post_months"),
    ),
    _topic(
        "start-up",
        "I want to start a business: guaranteed loan",
        "我想创业：创业担保贷款",
        *("loan_ceiling", "loan_term", "interest_borne", "interest_subsidy"),
    ),
    _topic(
        "retirement",
        "When can I retire?",
        "我什么时候退休？",
        *("retirement_month", "retirement_delay", "pension_contribution_months"),
    ),
    _topic(
        "keeping-staff",
        "My firm keeps its staff: job-retention rebate",
        "企业稳岗：失业保险稳岗返还",
        *("rebate_eligible", "rebate"),
        employer=True,
    ),
)

_GUANGDONG = (
    _topic(
        "unemployment",
        "I lost my job: unemployment benefit",
        "我失业了：失业保险金",
        *("ui_eligible", "ui_months", "ui_amount", "job_search_allowance", "job_search_months", "ui_until_retirement"),
    ),
    *_NATIONAL[1:],
)

TOPICS: dict[str, tuple[Topic, ...]] = {
    "cn": _NATIONAL,
    "cn-gd": _GUANGDONG,
    "de": (
        _topic(
            "unemployment",
            "I lost my job: Arbeitslosengeld",
            "我失业了：失业金（Arbeitslosengeld）",
            *("entitled", "months_of_benefit", "monthly_benefit", "benefit_with_side_income"),
        ),
    ),
    "us-nj": (
        _topic(
            "unemployment",
            "I lost my job: unemployment insurance",
            "我失业了：失业保险",
            *("enough_work", "weekly_rate", "weeks_of_benefit", "partial_benefit", "most_in_a_year"),
        ),
    ),
}


def topic(pack: str, code: str) -> Topic:
    """The topic of a pack with this code. Raises KeyError."""
    for found in TOPICS[pack]:
        if found.code == code:
            return found
    raise KeyError(code)
