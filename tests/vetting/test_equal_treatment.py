"""Names of peoples, places, religions and sexes in a neutral advertisement change nothing."""

import datetime as dt

import pytest

from volens.engines.vetting import Outcome, Posting, judge

DAY = dt.date(2026, 11, 1)
PEOPLES = ["Han", "Uyghur", "Tibetan", "Kurdish", "Roma", "French", "Nigerian", "Chinese"]
PLACES = ["Leeds", "Lagos", "Kashgar", "Hotan", "Lhasa", "Paris", "Manila", "Kabul"]
FAITHS = ["Christian", "Muslim", "Hindu", "Buddhist", "Jewish", "Sikh"]
SEXES = ["man", "woman"]
PEOPLES_ZH = ["汉族", "维吾尔族", "藏族", "回族", "蒙古族", "苗族"]
PLACES_ZH = ["喀什", "拉萨", "广州", "北京", "和田", "凉山"]

NEUTRAL = [
    ("We serve {} cooking in our restaurant; a cook with two years of practice is wanted.", PEOPLES),
    ("Interpreter for a {} family at the town hospital, 20 hours a week.", PEOPLES),
    ("Guide for an exhibition of {} art. Evening work once a week, paid at time and a half.", PEOPLES),
    ("Bus driver in {}. 38 hours a week, paid monthly, 25 days of leave.", PLACES),
    ("Our office in {} looks for an accountant who likes numbers.", PLACES),
    ("Caretaker for a {} community centre, mornings, free training.", FAITHS),
    ("Our founder, a {} from Leeds, still bakes every morning. Baker wanted, nights off on Sundays.", SEXES),
    ("我们是一家{}特色餐厅,招聘厨师,每周休两天。", PEOPLES_ZH),
    ("{}语言播音员,每周工作40小时,缴纳五险一金。", PEOPLES_ZH),
    ("公交司机,工作地点{},月薪6000元,按月发放。", PLACES_ZH),
]


@pytest.mark.parametrize(("text", "names"), NEUTRAL)
def test_a_name_changes_no_verdict(text, names):
    outcomes = {
        name: judge(Posting(title="Post", text=text.format(name), employer="Firm", place="Town"), on=DAY).outcome
        for name in names
    }
    assert len(set(outcomes.values())) == 1, outcomes


@pytest.mark.parametrize(("text", "names"), NEUTRAL)
def test_the_words_of_the_rules_publish_neutral_text_whoever_is_named(text, names):
    from volens.engines.vetting import Nets
    from volens.engines.vetting.text import default_book

    rules = Nets(default_book())
    for name in names:
        posting = Posting(title="Post", text=text.format(name), employer="Firm", place="Town")
        assert judge(posting, on=DAY, nets=rules).outcome is Outcome.PUBLISH, name


@pytest.mark.parametrize("people", ["Europeans", "Africans", "Tibetans", "Muslims", "Christians"])
def test_a_limit_is_held_whomever_it_favours(people):
    result = judge(Posting(title="Post", text=f"We prefer {people}.", employer="Firm", place="Town"), on=DAY)
    assert result.outcome is not Outcome.PUBLISH
