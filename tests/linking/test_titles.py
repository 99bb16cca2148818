"""Cleaning keeps what names the work and cuts everything else an advertisement says in its title."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from volens.engines.linking import clean
from volens.engines.linking.titles import LONGEST, says_nothing


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("Senior Software Engineer (m/f/d)", "software engineer"),
        ("Verkäufer (m/w/d)", "verkaufer"),
        ("TRUCK DRIVER $18-22/hr REQ-12345", "truck driver"),
        ("Forklift Operator x 3", "forklift operator"),
        ("Barista RM1,800 - RM2,200 per month", "barista"),
        ("Sr. Accountant II", "accountant"),
        ("F&B Mgr", "food and beverage manager"),
        ("Front-end developer", "frontend developer"),
        ("Cook wanted urgently", "cook"),
        ("Principal Engineer", "engineer"),
        ("School principal", "school principal"),
        ("急聘叉车司机 6000-8000元/月 包吃住 五险一金", "叉车司机"),
        ("【高薪】资深Java开发工程师（20k-30k·14薪）", "java 开发工程师"),
        ("保洁员（男女不限）", "保洁员"),
        ("诚聘 会计 双休 6-8K", "会计"),
        ("誠聘護理師，雙休，月薪5萬元", "护理师"),
        ("电焊工10名", "电焊工"),
        ("2027届校招 销售代表", "销售代表"),
        ("石家庄市长安区护士月薪5k", "护士"),
        ("分拣员月8K", "分拣员"),
        ("广西壮族自治区南宁市厨师", "厨师"),
    ],
)
def test_noise_is_cut(title: str, words: str) -> None:
    cleaned = clean(title)
    assert " ".join(cleaned.words) == words
    assert cleaned.aside == ()


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("招聘专员", "招聘专员"),
        ("社保专员", "社保专员"),
        ("招生老师", "招生老师"),
        ("女装导购", "女装导购"),
        ("校招主管", "校招主管"),
        ("上海菜厨师", "上海菜厨师"),
        ("河北梆子演员", "河北梆子演员"),
        ("县级市场经理", "县级市场经理"),
        ("郑州大区经理", "大区经理"),
        ("小区保安", "小区保安"),
        ("住院区护士", "住院区护士"),
        ("海南鸡饭厨师", "海南鸡饭厨师"),
        ("超市理货员", "超市理货员"),
        ("市政工程师", "市政工程师"),
        ("急诊科护士", "急诊科护士"),
        ("C++ developer", "c++ developer"),
        ("IT manager", "it manager"),
    ],
)
def test_what_looks_like_noise_but_names_the_work_stays(title: str, words: str) -> None:
    assert " ".join(clean(title).words) == words


@pytest.mark.parametrize("title", ["Intern", "Senior", "急", "实习生", "男", "Junior trainee"])
def test_a_title_of_nothing_but_noise_keeps_it(title: str) -> None:
    assert clean(title).words


@pytest.mark.parametrize(
    ("title", "aside"),
    [
        ("Care assistant - nights", ("nights",)),
        ("Kitchen assistant (baker)", ("baker",)),
        ("Nurse | St Mary's", ("st", "mary")),
        ("Cook in Berlin", ("berlin",)),
        ("云上花园餐饮公司招聘面点师", ("云上花园餐饮公司",)),
        ("临沂春禾机电...诚聘焊工", ("春禾机电",)),
    ],
)
def test_what_is_said_aside_is_kept_apart(title: str, aside: tuple[str, ...]) -> None:
    assert clean(title).aside == aside


def test_who_hires_stands_aside_of_the_work() -> None:
    assert clean("云上花园餐饮公司招聘面点师").words == ("面点师",)
    assert clean("销售经理招聘").words == ("销售经理",)
    assert clean("某某公司招聘双休").words


def test_both_scripts_are_told_apart() -> None:
    assert clean("Java开发").words == ("java", "开发")


@given(st.text(max_size=1000))
def test_any_text_is_cleaned(title: str) -> None:
    cleaned = clean(title)
    assert sum(map(len, (*cleaned.words, *cleaned.aside))) <= 20 * LONGEST
    assert all(word.strip() == word and word for word in (*cleaned.words, *cleaned.aside))


@pytest.mark.parametrize("character", ["(", "1", "-", "a", "(((1-", "$1 ", "招", "9k-"])
def test_a_giant_title_is_bounded(character: str) -> None:
    assert len(" ".join(clean(character * 200_000).words)) <= 20 * LONGEST


@pytest.mark.parametrize(
    "text", ["", "...", "Hello!", "I don’t know", "no idea, sorry", "我不知道", "隨便，什麼都行", "谢谢，ok"]
)
def test_what_names_no_work_is_known(text: str) -> None:
    assert says_nothing(text)


@pytest.mark.parametrize(
    "text", ["IT", "HR", "care", "home help", "test engineer", "看大门", "无人机飞手", "做饭", "asdf"]
)
def test_nothing_that_may_be_work_is_taken_for_nothing(text: str) -> None:
    assert not says_nothing(text)
