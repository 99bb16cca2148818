"""What the national clauses ask about: each fact once, with its question in both languages."""

from __future__ import annotations

from volens.engines.rules import Fact, Sensitivity, facts
from volens.engines.rules.values import Text

SENSITIVE, SPECIAL, NONE = Sensitivity.SENSITIVE, Sensitivity.SPECIAL, Sensitivity.NONE


def text(en: str, zh: str) -> Text:
    """A text in both languages."""
    return {"en": en, "zh-Hans": zh}


UNEMPLOYMENT: list[Fact] = [
    facts.count(
        "contribution_months",
        unit="month",
        high=600,
        grows=True,
        label=text("months of unemployment insurance contributions", "失业保险累计缴费月数"),
        question=text(
            "For how many months were unemployment insurance contributions paid for you since you last drew the benefit?",
            "自上次领取失业保险金以来，您累计缴纳失业保险费多少个月？",
        ),
    ),
    facts.count(
        "unused_months",
        unit="month",
        high=24,
        source="ledger",
        label=text("months of earlier benefit not drawn", "以前应领未领的月数"),
    ),
    facts.yes_no(
        "involuntary",
        label=text("the job ended against your will", "非因本人意愿中断就业"),
        question=text(
            "Did your job end without your wanting it (dismissal, end of contract, closure)?",
            "您是否非因本人意愿失去工作（如被辞退、合同到期、单位关闭）？",
        ),
    ),
    facts.yes_no(
        "registered",
        label=text("registered as unemployed and looking for work", "已办理失业登记并有求职要求"),
        question=text("Have you registered as unemployed?", "您是否已办理失业登记？"),
    ),
    facts.money(
        "local_minimum_wage",
        unit="CNY/month",
        low=1000,
        high=20_000,
        source="notice",
        label=text("local minimum wage", "当地最低工资标准"),
    ),
    facts.yes_no(
        "ui_exhausted",
        label=text("benefit drawn to its end", "失业保险金领取期满"),
        question=text("Have you drawn unemployment benefit to its end?", "您的失业保险金是否已领取期满？"),
    ),
    facts.count(
        "months_to_retirement",
        unit="month",
        high=600,
        label=text("months to the statutory retirement age", "距法定退休年龄的月数"),
        question=text(
            "How many months are you from your statutory retirement age?", "您距离法定退休年龄还有多少个月？"
        ),
    ),
    facts.share(
        "cpi_rise",
        low=-0.2,
        high=0.5,
        source="notice",
        label=text("consumer prices against a year ago", "居民消费价格指数同比涨幅"),
    ),
    facts.share(
        "food_cpi_rise",
        low=-0.5,
        high=1,
        source="notice",
        label=text("food prices against a year ago", "食品价格同比涨幅"),
    ),
    facts.share(
        "index_rise",
        low=-0.2,
        high=0.5,
        source="notice",
        label=text("rise of the index the supplement follows (SCPI or CPI)", "补贴所依据的（S）CPI同比涨幅"),
    ),
    facts.money(
        "supplement_base",
        unit="CNY/month",
        high=20_000,
        source="notice",
        label=text("local base of the price supplement", "当地价格补贴基数"),
    ),
]

EMPLOYERS: list[Fact] = [
    facts.category(
        "employer_size",
        values={
            "small_or_medium": text("small or medium", "中小微企业"),
            "large": text("large", "大型企业"),
        },
        sensitivity=NONE,
        label=text("size of the firm", "企业规模"),
        question=text("Is the firm large, or small or medium?", "企业属于大型还是中小微企业？"),
    ),
    facts.count(
        "insured_staff",
        unit="person",
        low=1,
        high=1_000_000,
        sensitivity=NONE,
        label=text("insured staff at the end of the year before", "上年度末参保人数"),
        question=text("How many staff were insured at the end of the year before?", "上年度末参保职工有多少人？"),
    ),
    facts.count(
        "staff_lost",
        unit="person",
        high=1_000_000,
        sensitivity=NONE,
        label=text("staff lost in the year (as the city counts them)", "上年度裁员人数（按当地口径）"),
        question=text("How many staff were lost in the year before?", "上年度裁员多少人？"),
    ),
    facts.count(
        "firm_contribution_months",
        unit="month",
        high=600,
        grows=True,
        sensitivity=NONE,
        label=text("months the firm has paid contributions", "企业累计缴费月数"),
        question=text(
            "For how many months has the firm paid unemployment insurance?", "企业累计缴纳失业保险费多少个月？"
        ),
    ),
    facts.money(
        "contributions_paid",
        unit="CNY",
        high=1_000_000_000,
        sensitivity=NONE,
        label=text("unemployment insurance paid in the year before", "上年度实际缴纳失业保险费"),
        question=text(
            "How much unemployment insurance did the firm and its staff pay in the year before?",
            "企业及其职工上年度实际缴纳失业保险费多少元？",
        ),
    ),
]

SUPPORT: list[Fact] = [
    facts.category(
        "certificate_level",
        values={
            "level_5": text("level 5 (junior)", "五级（初级工）"),
            "level_4": text("level 4 (intermediate)", "四级（中级工）"),
            "level_3": text("level 3 (senior)", "三级（高级工）"),
        },
        label=text("level of the certificate", "证书等级"),
        question=text(
            "Which level is your vocational qualification or skill certificate?",
            "您取得的职业资格或技能等级证书是几级？",
        ),
    ),
    facts.day(
        "certificate_day",
        low="2000-01-01",
        high="2060-12-31",
        label=text("day of the certificate", "证书核发日期"),
        question=text("When was the certificate issued?", "证书是哪天核发的？"),
    ),
    facts.day(
        "claim_day",
        low="2000-01-01",
        high="2060-12-31",
        source="ledger",
        sensitivity=NONE,
        label=text("day of the claim", "申请日期"),
    ),
    facts.count(
        "insured_months_in_all",
        unit="month",
        high=600,
        grows=True,
        label=text("months of unemployment insurance in all", "失业保险累计参保月数"),
        question=text(
            "For how many months in all was unemployment insurance paid for you?", "您一共参加失业保险多少个月？"
        ),
    ),
    facts.yes_no(
        "drawing_benefit",
        label=text("drawing unemployment benefit", "正在领取失业保险金"),
        question=text("Are you drawing unemployment benefit?", "您是否正在领取失业保险金？"),
    ),
    facts.yes_no(
        "subsidised_before",
        label=text("subsidised before for this occupation and level", "同一职业同一等级已享受补贴"),
        question=text(
            "Have you had the subsidy before for the same occupation and level?",
            "同一职业（工种）同一等级您是否已领取过补贴？",
        ),
    ),
    facts.yes_no(
        "certified_hard_to_employ",
        sensitivity=SENSITIVE,
        label=text("certified as hard to employ", "已认定为就业困难人员"),
        question=text("Has your city certified you as hard to employ?", "您是否已被当地认定为就业困难人员？"),
    ),
    facts.yes_no(
        "recent_graduate",
        label=text("left school within two years", "离校两年内毕业生"),
        question=text(
            "Did you leave university or college within the last two years?", "您是否为离校两年内的高校毕业生？"
        ),
    ),
    facts.money(
        "own_contributions",
        unit="CNY/month",
        high=20_000,
        sensitivity=SENSITIVE,
        label=text("social insurance you pay in flexible work", "灵活就业人员实际缴纳的社会保险费"),
        question=text(
            "How much social insurance do you pay yourself in a month, in flexible work?",
            "您以灵活就业身份每月实际缴纳社会保险费多少元？",
        ),
    ),
]

STARTUP: list[Fact] = [
    facts.category(
        "borrower",
        values={"person": text("a person", "个人"), "small_firm": text("a small firm", "小微企业")},
        sensitivity=NONE,
        label=text("who borrows", "借款人"),
        question=text("Who is to borrow?", "借款人是个人还是小微企业？"),
    ),
    facts.money(
        "loan",
        unit="CNY",
        high=10_000_000,
        label=text("loan wanted", "拟借金额"),
        question=text("How much would you like to borrow?", "您想借多少元？"),
    ),
    facts.share(
        "prime_rate",
        low=0,
        high=0.2,
        source="notice",
        label=text("loan prime rate", "贷款市场报价利率（LPR）"),
    ),
    facts.share(
        "loan_rate",
        low=0,
        high=0.2,
        label=text("interest rate of the loan", "贷款实际利率"),
        question=text("What interest rate does the bank ask?", "银行的贷款年利率是多少？"),
    ),
]

RETIREMENT: list[Fact] = [
    facts.day(
        "birth",
        low="1930-01-01",
        high="2015-12-31",
        fixed=True,
        label=text("date of birth", "出生日期"),
        question=text("When were you born?", "您的出生日期是哪天？"),
    ),
    facts.category(
        "retirement_group",
        values={
            "man": text("man", "男职工"),
            "woman_55": text("woman, former age 55", "原法定退休年龄五十五周岁的女职工"),
            "woman_50": text("woman, former age 50", "原法定退休年龄五十周岁的女职工"),
        },
        fixed=True,
        label=text("group of the retirement age", "退休年龄类别"),
        question=text(
            "Which retirement age applied to you before 2025: men's 60, women's 55 or women's 50?",
            "2025年以前适用于您的法定退休年龄是：男六十、女五十五还是女五十周岁？",
        ),
    ),
]

FACTS = [*UNEMPLOYMENT, *EMPLOYERS, *SUPPORT, *STARTUP, *RETIREMENT]
