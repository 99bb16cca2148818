"""Skills subsidy, social-insurance subsidy, hard-to-employ certification and public-benefit posts."""

from __future__ import annotations

from volens.engines.rules import (
    Bool,
    Category,
    Day,
    Ground,
    Money,
    Number,
    Parameters,
    add_months,
    all_of,
    half_up,
    rule,
    where,
)

SKILLS = "人社部发〔2017〕40号 and yearly notices"
FUND = "财社〔2017〕164号"


@rule(
    unit="bool",
    cite=SKILLS,
    since="2017-01-01",
    result=True,
    label={"en": "skills subsidy can be had", "zh-Hans": "符合技能提升补贴条件"},
    grounds=[
        Ground(
            "insured",
            {"en": "insured for long enough, or drawing benefit", "zh-Hans": "参保时间足够或正在领取失业保险金"},
            SKILLS,
        ),
        Ground("certificate", {"en": "certificate issued from 2017 on", "zh-Hans": "证书为2017年1月1日起核发"}, SKILLS),
        Ground(
            "in_time",
            {"en": "claimed within twelve months of the certificate", "zh-Hans": "自证书核发之日起十二个月内申请"},
            SKILLS,
        ),
        Ground(
            "first",
            {"en": "no subsidy before for this occupation and level", "zh-Hans": "同一职业同一等级未享受过补贴"},
            SKILLS,
        ),
    ],
)
def skills_eligible(
    insured_months_in_all: Number,
    drawing_benefit: Bool,
    certificate_day: Day,
    claim_day: Day,
    subsidised_before: Bool,
    p: Parameters,
) -> Bool:
    long_enough = insured_months_in_all >= p.skills.insured_months
    return all_of(
        insured=(long_enough | drawing_benefit) if p.skills.recipients_too else long_enough,
        certificate=certificate_day >= p.skills.first_certificate,
        in_time=(certificate_day <= claim_day)
        & (claim_day <= add_months(certificate_day, p.skills.claim_months, "month_end")),
        first=~subsidised_before,
    )


@rule(
    unit="CNY",
    cite=SKILLS,
    since="2017-01-01",
    result=True,
    label={"en": "skills subsidy, highest", "zh-Hans": "技能提升补贴（最高）"},
)
def skills_subsidy(skills_eligible: Bool, certificate_level: Category, p: Parameters) -> Money:
    return where(skills_eligible, p.skills.amount[certificate_level], 0)


@rule(
    unit="bool",
    cite="就业促进法第五十二条 (Employment Promotion Law art. 52): each province sets the grounds",
    result=True,
    label={"en": "hard to employ", "zh-Hans": "就业困难人员"},
)
def hard_to_employ(certified_hard_to_employ: Bool) -> Bool:
    return certified_hard_to_employ


@rule(
    unit="month",
    cite=FUND,
    result=True,
    label={"en": "months of social-insurance subsidy, at most", "zh-Hans": "社会保险补贴期限（最长）"},
)
def insurance_subsidy_months(
    hard_to_employ: Bool, recent_graduate: Bool, months_to_retirement: Number, p: Parameters
) -> Number:
    near = months_to_retirement < p.subsidy.near_retirement
    return where(
        hard_to_employ,
        where(near, months_to_retirement, p.subsidy.longest),
        where(recent_graduate, p.subsidy.graduates, 0),
    )


@rule(
    unit="CNY/month",
    cite=FUND,
    result=True,
    label={"en": "social-insurance subsidy a month, highest", "zh-Hans": "每月社会保险补贴（最高）"},
)
def insurance_subsidy(hard_to_employ: Bool, recent_graduate: Bool, own_contributions: Money, p: Parameters) -> Money:
    return where(hard_to_employ | recent_graduate, half_up(own_contributions * p.subsidy.share), 0)


@rule(
    unit="month",
    cite="就业促进法第五十三条; durations from memory",
    result=True,
    label={"en": "months in a public-benefit post, at most", "zh-Hans": "公益性岗位期限（最长）"},
)
def public_post_months(hard_to_employ: Bool, months_to_retirement: Number, p: Parameters) -> Number:
    near = months_to_retirement < p.post.near_retirement
    return where(hard_to_employ, where(near, months_to_retirement, p.post.longest), 0)
