"""What Guangdong's clauses ask beyond the national ones."""

from __future__ import annotations

from volens.engines.rules import Fact, facts
from volens.packs.law.cn.asked import SENSITIVE, SPECIAL, text

FACTS: list[Fact] = [
    facts.category(
        "region",
        values={
            "class_1": text("Guangzhou", "广州"),
            "shenzhen": text("Shenzhen", "深圳"),
            "class_2": text("Zhuhai, Foshan, Dongguan, Zhongshan", "珠海、佛山、东莞、中山"),
            "class_3": text("Shantou, Huizhou, Jiangmen, Zhanjiang, Zhaoqing", "汕头、惠州、江门、湛江、肇庆"),
            "class_4": text("the other cities of the province", "省内其他市"),
        },
        label=text("city", "城市"),
        question=text("In which city were you insured last?", "您最后在哪个城市参保？"),
    ),
    facts.category(
        "sex",
        values={"female": text("woman", "女"), "male": text("man", "男")},
        fixed=True,
        label=text("sex", "性别"),
        question=text("Are you a woman or a man?", "您的性别？"),
    ),
    facts.count(
        "age",
        unit="year",
        low=16,
        high=70,
        fixed=True,
        label=text("age", "年龄"),
        question=text("How old are you?", "您的年龄？"),
    ),
    facts.count(
        "unemployed_months",
        unit="month",
        high=600,
        grows=True,
        label=text("months registered as unemployed", "登记失业月数"),
        question=text("For how many months have you been registered as unemployed?", "您已登记失业多少个月？"),
    ),
    facts.yes_no(
        "minimum_living",
        sensitivity=SENSITIVE,
        label=text("receives the minimum living allowance", "享受最低生活保障"),
        question=text("Does your household receive the minimum living allowance?", "您的家庭是否享受最低生活保障？"),
    ),
    facts.yes_no(
        "employed",
        sensitivity=SENSITIVE,
        label=text("has work", "有工作"),
        question=text("Do you have work?", "您目前是否有工作？"),
    ),
    facts.yes_no(
        "land_lost",
        sensitivity=SENSITIVE,
        label=text("land taken for public use", "被征地农民"),
        question=text("Did you lose your farmland to public use?", "您的承包地是否被征收？"),
    ),
    facts.yes_no(
        "disabled",
        sensitivity=SPECIAL,
        label=text("has a disability certificate", "持有残疾人证"),
        question=text("Do you have a disability certificate?", "您是否持有残疾人证？"),
    ),
    facts.money(
        "average_wage",
        unit="CNY/month",
        high=200_000,
        sensitivity=SENSITIVE,
        label=text("average wage of the last twelve months", "前十二个月平均工资"),
        question=text(
            "What was your average wage a month in the twelve months before you lost the job?",
            "失业前十二个月您的月平均缴费工资是多少？",
        ),
    ),
]
