"""Near is what asks for the same skills; every skill told is one that was given, and what all ask for counts little."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from volens.engines.ranking import Skills

CODES = st.sampled_from([f"{number}" for number in range(1111, 1131)])
WORK = st.dictionaries(CODES, st.dictionaries(st.integers(0, 25), st.floats(0, 1), max_size=12), max_size=20)


@given(WORK, CODES)
def test_what_is_told_about_a_neighbour_is_true(work: dict[str, dict[int, float]], code: str) -> None:
    known = Skills(work)
    found = known.near(code, limit=99)
    assert [each.likeness for each in found] == sorted((each.likeness for each in found), reverse=True)
    for each in found:
        assert each.code != code
        assert 0 < each.likeness <= 1 + 1e-9
        assert set(each.shared) <= {skill for skill, weight in work[code].items() if weight > 0}
        assert set(each.shared) | set(each.missing) == set(known.wanted(each.code))
        assert not set(each.shared) & set(each.missing)
    assert known.near(code, limit=3) == found[:3]


def test_sharing_what_few_ask_for_is_nearer_than_sharing_what_all_ask_for() -> None:
    polite = {1: 1.0, 2: 1.0}
    others = {f"30{number}0": {**polite, 100 + number: 1.0, 200 + number: 1.0} for number in range(8)}
    known = Skills(
        others
        | {
            "1000": {**polite, 10: 1.0, 11: 1.0},
            "2000": {**polite, 10: 0.9, 11: 0.9, 12: 0.5},
        }
    )
    assert next(each.code for each in known.near("1000")) == "2000"
    near = known.near("1000")[0]
    assert set(near.shared) == {1, 2, 10, 11}
    assert near.missing == (12,)
    assert near.shared[:2] == (10, 11), "the most telling first"


def test_work_without_known_skills_has_no_neighbours() -> None:
    known = Skills({"1000": {}, "2000": {1: 1.0}})
    assert known.near("1000") == []
    assert known.near("3000") == []
    assert "1000" not in known
    assert known.wanted("1000") == ()
