"""A score is the sum of what it explains, weighs only what was asked, and knows nothing of who asks."""

from __future__ import annotations

from dataclasses import fields, replace

from hypothesis import given
from hypothesis import strategies as st

from volens.engines.ranking import TERMS, Offer, Wish, rank
from volens.services.people import profile

OFFERS = st.lists(
    st.builds(
        Offer,
        id=st.integers(1, 500),
        text=st.sampled_from(("Nurse with Excel", "护士，会开车", "Welder", "")),
        isco=st.sampled_from(("", "2221", "2512", "7212")),
        distance_km=st.none() | st.floats(0, 100),
        minutes=st.none() | st.integers(1, 200),
        pay_month_max=st.none() | st.integers(0, 10_000),
        currency=st.sampled_from(("USD", "CNY", "")),
        hours=st.sampled_from(("", "full_time", "part_time")),
        weekly_hours=st.none() | st.floats(1, 80),
        contract=st.sampled_from(("", "permanent", "temporary")),
        accessible=st.booleans(),
        accommodation=st.sampled_from(("", "none", "required")),
    ),
    max_size=30,
    unique_by=lambda offer: offer.id,
)
WISHES = st.builds(
    Wish,
    isco=st.sampled_from(((), ("2221",), ("25", "7212"))),
    skills=st.sampled_from(((), ("excel",), ("excel", "开车", "welding"))),
    latitude=st.sampled_from((None, 40.0)),
    longitude=st.just(-74.0),
    radius_km=st.sampled_from((0.0, 5.0, 30.0)),
    most_minutes=st.sampled_from((None, 30, 90)),
    pay_floor=st.none() | st.integers(0, 9_000),
    currency=st.sampled_from(("USD", "")),
    hours=st.sampled_from(((), ("full_time",))),
    contracts=st.sampled_from(((), ("permanent", "temporary"))),
    accessible=st.booleans(),
    lodging_optional=st.booleans(),
    weekly_hours=st.sampled_from((None, 20.0, 40.0)),
    weights=st.dictionaries(st.sampled_from(TERMS), st.sampled_from((0, 1, 2))),
)


@given(WISHES, OFFERS)
def test_the_terms_told_sum_to_the_score_and_the_best_come_first(wish: Wish, offers: list[Offer]) -> None:
    found = rank(wish, offers, seed="a", limit=len(offers))
    assert sorted(each.id for each in found) == sorted(offer.id for offer in offers)
    for each in found:
        assert each.score == sum(reason.points for reason in each.reasons)
        assert [reason.term for reason in each.reasons] == list(wish.terms)
        assert all(0 <= reason.points <= 200 for reason in each.reasons)
    assert [each.score for each in found] == sorted((each.score for each in found), reverse=True)
    assert found[:5] == rank(wish, offers[::-1], seed="a", limit=5), "the order of what comes in does not count"


@given(WISHES, OFFERS, st.sampled_from(TERMS))
def test_a_term_left_out_changes_nothing_but_its_own_points(wish: Wish, offers: list[Offer], term: str) -> None:
    on = {each.id: each for each in rank(replace(wish, weights={}), offers, seed="a", limit=99)}
    off = {each.id: each for each in rank(replace(wish, weights={term: 0}), offers, seed="a", limit=99)}
    for number, each in on.items():
        own = sum(reason.points for reason in each.reasons if reason.term == term)
        assert off[number].score == each.score - own


def test_equal_scores_are_in_another_order_for_another_person_or_day() -> None:
    offers = [Offer(number, "Nurse", isco="2221") for number in range(20)]
    wish = Wish(isco=("2221",))
    orders = {tuple(each.id for each in rank(wish, offers, seed=seed)) for seed in ("a", "a", "b", "c")}
    assert len(orders) == 3
    first = {rank(wish, offers, seed=str(seed))[0].id for seed in range(200)}
    assert len(first) > 15, "nobody is first by their number"


def test_nothing_about_a_person_is_an_input() -> None:
    inputs = {field.name for each in (Wish, Offer) for field in fields(each)}
    asked = {
        "isco", "skills", "latitude", "longitude", "radius_km", "most_minutes", "pay_floor", "currency", "hours",
        "weekly_hours", "contracts", "accessible", "lodging_optional", "weights",
    }  # fmt: skip
    assert {field.name for field in fields(Wish)} == asked
    assert not inputs & (set(profile.NAMES) - {"skills"}), "no field of the profile; skills are those of the form"


def test_better_pay_nearness_and_skills_count_and_what_is_unsaid_counts_between() -> None:
    wish = Wish(pay_floor=1000, currency="USD")
    paid = [
        Offer(1, "", pay_month_max=1200, currency="USD"),
        Offer(2, ""),
        Offer(3, "", pay_month_max=100, currency="USD"),
    ]
    assert [each.id for each in rank(wish, paid, seed="a")] == [1, 2, 3]
    near = [Offer(1, "", distance_km=29.0), Offer(2, "", distance_km=2.0), Offer(3, "")]
    assert [each.id for each in rank(Wish(latitude=1.0, longitude=1.0), near, seed="a")] == [2, 1, 3]
    timed = [Offer(1, "", distance_km=2.0, minutes=80), Offer(2, "", distance_km=29.0, minutes=10)]
    wish = Wish(latitude=1.0, longitude=1.0)
    assert [each.id for each in rank(wish, timed, seed="a")] == [1, 2], "nobody asked for minutes: the distance counts"
    assert [each.id for each in rank(replace(wish, most_minutes=90), timed, seed="a")] == [2, 1]
    assert rank(wish, timed, seed="a")[0].reasons[0].figures == {"km": 2.0, "minutes": 80, "travel": ""}
    long_ = rank(
        Wish(weekly_hours=40), [Offer(1, "", weekly_hours=48), Offer(2, ""), Offer(3, "", weekly_hours=40)], seed="a"
    )
    assert [(each.id, each.score) for each in long_] == [(3, 100), (1, 50), (2, 40)]
    assert long_[1].reasons[0].figures == {"hours": "", "weekly": 48, "more": 8}
    able = rank(Wish(skills=("forklift", "excel", "开车")), [Offer(1, "Excel，会开车"), Offer(2, "a typist")], seed="a")
    assert [each.id for each in able] == [1, 2]
    assert able[0].reasons[0].figures == {"named": ("excel", "开车"), "by": ("excel", "开车"), "of": 3}
    assert able[1].score == 0
