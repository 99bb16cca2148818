"""Sentences with the words of an indicator in a lawful sense, of kinds rules once stopped; and what stays a doubt."""

from __future__ import annotations

import shutil

import pytest

from tests.vetting.test_weighed import RULE, SHIPPED
from volens.engines.vetting import Severity
from volens.engines.vetting.text import read
from volens.engines.vetting.text.rulebook import RuleBook, load_book

LAWFUL = [
    "Agency fees, the medical and the flight are ours to settle.",
    "You examine people who have been beaten and write down what you see.",
    "You need nobody's permission to go out.",
    "No official allocates workers to this plant.",
    "Rest days are kept even when we are busy.",
    "Clerk in the passport office: take applications, collect statutory fees, hand out documents.",
    "Our administrator asks to see, never to keep, your residence permit.",
    "You speak about deportation and curfews with school classes.",
    "Gates are double locked and checked by the keepers before the animals are fed.",
    "Your passport and seaman's book stay in your own cabin.",
    "Six weeks off, licence fees and courses paid, own consulting room.",
    "首聘三年,安家费十万元。",
    "入职体检由公司安排,费用公司结。",
    "客户拖款,工资照样准时发,跟您没有关系。",
    "充值卡、会员卡销售收银,每日清点。",
    "独立房间,能锁门,有窗。",
    "报关员,做单证,熟悉商品归类。",
    "拾到证件做好登记上交。",
    "出差每月三四天,住宿标准内实报实销。",
    "值班期间设备不能离人,产品不得离厂。",
    "来试镜的人都给三百元车马费。",
    "财务岗,办理竞拍保证金的收退。",
    "我们不收钱,有人借本公司名义收押金请致电人事部。",
    "身高年龄不论,爱唱戏就行。",
    "导购,会讲当地方言。",
    "暗访门店,核对员工反映的押金、罚款等问题。",
]


@pytest.mark.parametrize("text", LAWFUL)
def test_a_lawful_twin_is_not_blocked(text: str) -> None:
    assert [each.rule for each in read(text).findings if each.severity is Severity.BLOCK] == []


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> RuleBook:
    """The shipped guards with three rules that block."""
    folder = tmp_path_factory.mktemp("book") / "rules"
    shutil.copytree(SHIPPED, folder)
    for path in (folder / "rules").iterdir():
        path.unlink()
    forms = {
        "two": ("鸡汤 & 面包店", "鸡汤和面包店"),
        "short": ("水果沙拉", "水果沙拉"),
        "long": ("鱼香茄子煲", "鱼香茄子煲"),
    }
    rules = (
        RULE.format(name=name, indicator="fee", severity="block", weighed="")
        + f"  zh: {{when: ['{form}'], match: ['{match}'], pass: [米饭]}}\n"
        for name, (form, match) in forms.items()
    )
    (folder / "rules" / "own.yaml").write_text("".join(rules), encoding="utf-8")
    return load_book(folder)


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        ("鸡汤和面包店都在楼下。", Severity.BLOCK),
        ("有鸡汤,楼下是面包店。", Severity.HOLD),
        ("这里有水果沙拉。", Severity.HOLD),
        ("这里有鱼香茄子煲。", Severity.BLOCK),
    ],
)
def test_chinese_words_apart_or_too_few_hold_where_their_rule_blocks(
    book: RuleBook, text: str, severity: Severity
) -> None:
    assert {each.severity for each in read(text, book=book).findings} == {severity}
