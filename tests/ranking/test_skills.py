"""A skill is named where its telling words stand together, in any order and form; what names it is told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from volens.engines.ranking import Offer, Wish, question, rank
from volens.engines.ranking.skills import named_in
from volens.engines.search.parsing import parse

NAMED = [
    ("forklift driving", "Forklift Operator", "forklift operator"),
    ("forklift driving", "Forklift drivers wanted", "forklift drivers"),
    ("forklift driving", "You drive a forklift.", "drive forklift"),
    ("Experience in customer service", "Service for our customers", "service customers"),
    ("welding", "Welder", "welder"),
    ("baker", "Baking bread", "baking"),
    ("planning", "A planner", "planner"),
    ("good Excel skills", "Word, Excel", "excel"),
    ("C++", "We write C++", "c++"),
    ("开叉车", "招叉车司机两名", "叉车司机"),
    ("叉车驾驶", "会开叉车者优先", "开叉车"),
    ("护理老人", "负责老人的护理", "护理 老人"),
    ("熟悉Excel", "会用EXCEL，Word", "excel"),
    ("вождение", "Вождение погрузчика", "вождение"),
]
NOT_NAMED = [
    ("forklift driving", "A forklift stands in the hall"),
    ("forklift driving", "Mind the forklifts. Drivers report at the gate."),
    ("Excel", "Excellent communication"),
    ("elderly care", "Car park for elderly visitors"),
    ("social work", "Social media"),
    ("开叉车", "叉车装卸"),
    ("护理老人", "护理孩子，老人优惠"),
    ("C++", "We write C"),
    ("!!", "!!"),
]


@pytest.mark.parametrize(("skill", "text", "by"), NAMED)
def test_a_skill_is_named_in_other_words_of_the_same_stem_in_any_order(skill: str, text: str, by: str) -> None:
    assert named_in([skill], f"First line\n{text}\nLast") == ((skill, by),)
    assert question([skill])


@pytest.mark.parametrize(("skill", "text"), NOT_NAMED)
def test_part_of_a_skill_does_not_name_it(skill: str, text: str) -> None:
    assert named_in([skill], text) == ()


@given(st.lists(st.text(max_size=30), max_size=4), st.text(max_size=200))
def test_any_text_gives_skills_asked_for_by_words_that_stand_in_it(skills: list[str], text: str) -> None:
    found = named_in(skills, text)
    assert [each.skill for each in found] == [each for each in skills if each in {named.skill for named in found}]
    assert all(each.by for each in found)
    parse(question(skills))


def test_the_index_is_asked_for_what_the_rule_can_name() -> None:
    groups = {tuple(clause.text for clause in group) for group in parse(question(["forklift driving", "焊接"])).groups}
    assert {("forklift",), ("forklift", "operator"), ("焊接",)} <= groups


def test_what_meets_nothing_of_what_was_asked_is_no_fit() -> None:
    offers = [
        Offer(1, "Night nurse", isco="2221", distance_km=1.0, pay_month_max=9, currency="USD"),
        Offer(2, "Forklift operator", isco="8344", distance_km=9.0),
    ]
    place = {"latitude": 1.0, "longitude": 1.0}

    def fit(**asked: object) -> list[int]:
        return sorted(each.id for each in rank(Wish(**asked), offers, seed="a", fitting=True))  # type: ignore[arg-type]

    assert fit(skills=("开叉车",)) == []
    assert fit(skills=("forklift driving",), **place) == [2], "what is only near is other work"
    assert fit(isco=("22",), skills=("forklift",)) == [1, 2]
    assert fit(**place) == [1, 2]
    assert fit(pay_floor=10, currency="USD") == [], "below the floor, or not said: neither meets it"
    assert fit(pay_floor=9, currency="USD") == [1]
    assert fit(accessible=True) == fit(contracts=("permanent",)) == fit(weekly_hours=40.0) == []
