"""Words find what they should: in titles first, in two languages, misspelled, quoted, or too many at once."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.examples import few
from tests.search.vacancies import DAY, NOW, vacancy
from volens.engines.search.embedded import EmbeddedIndex
from volens.engines.search.port import FACETS, Document, Query, Sort
from volens.engines.search.schema import UNSAID


def found(index: EmbeddedIndex, text: str, **more: object) -> list[int]:
    return [hit.id for hit in index.query(Query(text=text, now=NOW, **more)).hits]  # type: ignore[arg-type]


def test_an_index_never_written_answers_with_nothing(index: EmbeddedIndex) -> None:
    assert index.state() == "missing"
    assert index.query(Query(text="welder"), facets=FACETS).total == 0
    assert (index.count(), list(index.ids()), index.suggest("w"), index.delete([1])) == (0, [], (), 0)


def test_every_word_must_match_and_titles_count_most(index: EmbeddedIndex) -> None:
    index.put(
        [
            vacancy(1, "Cook", text="Works beside a welder at night."),
            vacancy(2, "Night welder", text="Joins steel."),
            vacancy(3, "Cook", employer="Welder and Sons", text="Also at night."),
            vacancy(4, "Day welder"),
        ]
    )
    assert found(index, "welders night") == [2, 3, 1]


def test_a_phrase_must_stand_as_quoted_and_not_run_from_title_into_text(index: EmbeddedIndex) -> None:
    index.put(
        [
            vacancy(1, "Truck driver"),
            vacancy(2, "Driver of a truck"),
            vacancy(3, "Truck", employer="Driver Ltd"),
            vacancy(4, "叉车司机"),
            vacancy(5, "司机", text="会开叉车"),
            vacancy(6, "Java开发 night"),
        ]
    )
    assert found(index, '"truck driver"') == [1]
    assert found(index, '"叉车司机"') == [4]
    assert found(index, '"java开发 night"') == [6]
    assert set(found(index, "叉车 司机")) == {4, 5}


def test_alternatives(index: EmbeddedIndex) -> None:
    index.put([vacancy(1, "Welder"), vacancy(2, "Truck driver"), vacancy(3, "Bus driver"), vacancy(4, "保安")])
    assert set(found(index, "welder OR truck driver")) == {1, 2}
    assert set(found(index, "welder 或 保安")) == {1, 4}


@pytest.mark.parametrize("typed", ["weldr", "wleder", "welderr", "qelder", "Wellder"])
def test_a_misspelled_title_word_is_corrected_and_said(index: EmbeddedIndex, typed: str) -> None:
    index.put([vacancy(1, "Senior welder"), vacancy(2, "Cook")])
    results = index.query(Query(text=f"senior {typed}", now=NOW))
    assert [hit.id for hit in results.hits] == [1]
    assert results.corrected == "senior welder"
    assert not results.relaxed


def test_nothing_is_corrected_that_was_found_or_is_a_word_elsewhere(index: EmbeddedIndex) -> None:
    index.put([vacancy(1, "Welder", text="melder"), vacancy(2, "Cook", region="US-NJ")])
    assert index.query(Query(text="melder", now=NOW)).corrected == ""
    elsewhere = index.query(Query(text="melder", regions=("US-NJ",), now=NOW))
    assert (elsewhere.total, elsewhere.corrected) == (0, "")


def test_with_too_many_words_the_nearest_vacancies_are_given_and_said_to_be(index: EmbeddedIndex) -> None:
    index.put([vacancy(1, "Senior night welder"), vacancy(2, "Senior cook"), vacancy(3, "Driver")])
    results = index.query(Query(text="senior night welder antarctica", now=NOW))
    assert [hit.id for hit in results.hits] == [1]
    assert results.relaxed
    assert index.query(Query(text="zzzz qqqq", now=NOW)).total == 0
    assert not index.query(Query(text="senior welder", now=NOW)).relaxed


def test_chinese_is_found_however_the_dictionary_cuts_it(index: EmbeddedIndex) -> None:
    """Truth is the literal substring; at most a vacancy with the letters apart may be found besides."""
    texts = {
        1: "招聘电焊工若干名，持证上岗",
        2: "南京市长江大桥检修工",
        3: "研究生命起源的实验员",
        4: "负责结婚的和尚未结婚的客户接待",
        5: "乒乓球拍卖完了，招理货员",
        6: "缝纫车工、裁剪工，计件工资",
    }
    index.put([vacancy(id_, "招聘", text=text) for id_, text in texts.items()])
    for id_, text in texts.items():
        for size in (1, 2, 3, 4):
            for at in range(len(text) - size + 1):
                piece = text[at : at + size]
                if not any(letter in "，、的和了在" for letter in piece):
                    truth = {other for other, body in texts.items() if piece in body or piece in "招聘"}
                    assert truth <= set(found(index, piece)), (id_, piece)


@pytest.mark.parametrize("asked", ["護士", "护士", "護理師", "护理师", '"護士長"', '"护士长"', "士長"])
def test_traditional_and_simplified_characters_find_each_other(index: EmbeddedIndex, asked: str) -> None:
    index.put([vacancy(1, "護士長", text="護理師優先"), vacancy(2, "护士长", text="护理师优先"), vacancy(3, "會計")])
    assert sorted(found(index, asked)) == [1, 2]


def test_two_languages_in_one_vacancy(index: EmbeddedIndex) -> None:
    index.put([vacancy(1, "Java开发工程师 Backend"), vacancy(2, "Java developer"), vacancy(3, "后端工程师")])
    assert found(index, "java 工程师 backend") == [1]
    assert found(index, "JAVA工程师") == [1]


def test_an_expired_vacancy_is_never_shown_or_counted(index: EmbeddedIndex) -> None:
    index.put(
        [
            vacancy(1, region="A", expires=NOW - 1),
            vacancy(2, region="A", expires=NOW),
            vacancy(3, region="B"),
            vacancy(4, region="B", expires=NOW + DAY),
        ]
    )
    results = index.query(Query(text="welder", now=NOW), facets=["region"])
    assert results.total == 3
    assert {hit.id for hit in results.hits} == {2, 3, 4}
    assert results.facets["region"] == [("B", 2), ("A", 1)]
    assert {hit.id for hit in index.similar(vacancy(9), limit=9, now=NOW)} == {2, 3, 4}
    assert index.count() == 4


def test_similar_vacancies_share_title_words_or_occupation_and_never_include_itself(index: EmbeddedIndex) -> None:
    documents = [
        vacancy(1, "Night welder", isco="7212", text="steel ships"),
        vacancy(2, "Welder", isco="7212", text="steel ships", region="US-NJ"),
        vacancy(3, "Metal joiner", isco="7212"),
        vacancy(4, "Cook", isco="5120", text="steel ships"),
    ]
    index.put(documents)
    near = [
        hit.id for hit in index.similar(vacancy(1, "Night welder", isco="7212", text="steel ships"), limit=5, now=NOW)
    ]
    assert near == [2, 3]
    assert index.similar(Document(7, "", "", ""), limit=5, now=NOW) == ()


def test_of_vacancies_as_like_the_near_come_first_and_what_is_far_but_much_liker_still_does(
    index: EmbeddedIndex,
) -> None:
    leeds, york, truro = (53.80, -1.55), (53.96, -1.08), (50.26, -5.05)
    index.put(
        [
            vacancy(number, title, isco=isco, latitude=at[0], longitude=at[1])
            for number, title, isco, at in (
                (1, "Night welder", "7212", leeds),
                (2, "Night welder", "7212", truro),
                (3, "Night welder", "7212", york),
                (4, "Night cook", "5120", leeds),
            )
        ]
        + [vacancy(5, "Night welder", isco="7212")]
    )
    here = vacancy(1, "Night welder", isco="7212", latitude=leeds[0], longitude=leeds[1])
    assert [hit.id for hit in index.similar(here, limit=4, now=NOW)] == [3, 2, 5, 4]
    nowhere = vacancy(1, "Night welder", isco="7212")
    assert [hit.id for hit in index.similar(nowhere, limit=4, now=NOW)][-1] == 4


def test_suggestions_continue_the_last_word_most_frequent_first(index: EmbeddedIndex) -> None:
    index.put(
        [
            vacancy(1, "Driver"),
            vacancy(2, "Truck driver"),
            vacancy(3, "Drilling engineer"),
            vacancy(4, "Truck dreamer"),
            vacancy(5, "电焊工"),
        ]
    )
    assert index.suggest("dri") == ("driver", "drilling")
    assert index.suggest("Truck dr") == ("truck dreamer", "truck driver")
    assert index.suggest("电") == index.suggest("電") == ("电焊工",)
    assert index.suggest("dri", limit=1) == ("driver",)
    for hostile in ("", " ", '"', "\ud800", "a" * 100_000, ".*", "driver "):
        assert isinstance(index.suggest(hostile), tuple)


HOSTILE = [
    "title:welder",
    "employer:* OR id:[0 TO 9]",
    "posted:>5 AND (",
    '"unbalanced',
    "+welder -cook ^3 ~2 \\",
    "/wel.*/",
    "welder\x00",
    "\u202ewelder",
    "{!lucene}*:*",
    "IN [a b]",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_text_addresses_no_field_and_is_no_language(index: EmbeddedIndex, text: str) -> None:
    """The field names in it are words like any other: without such words in a vacancy, nothing matches by them."""
    index.put([vacancy(1, "Gardener", posted=NOW), vacancy(5, "Roofer")])
    assert index.query(Query(text=text, now=NOW)).total == 0


@settings(max_examples=few(150), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=st.one_of(
        st.text(st.characters(codec=None), max_size=200),
        st.lists(st.sampled_from([*HOSTILE, "welder", "电焊工", "OR", "或", '"', "\udfff", "*", "工"])).map(" ".join),
    ),
    sort=st.sampled_from(Sort),
    offset=st.integers(-5, 20_000),
    limit=st.integers(-5, 200),
)
def test_no_text_makes_a_query_fail(index: EmbeddedIndex, text: str, sort: Sort, offset: int, limit: int) -> None:
    if index.state() == "missing":
        index.put([vacancy(1, "Welder"), vacancy(2, "电焊工 welder", text="a b c")])
    results = index.query(Query(text=text, sort=sort, offset=offset, limit=limit, now=NOW), facets=FACETS)
    assert len(results.hits) <= max(0, limit)
    index.highlight(Query(text=text), text, size=50)
    index.suggest(text)


def test_a_megabyte_in_every_field_is_indexed_and_found(index: EmbeddedIndex) -> None:
    giant = "焊" * 300_000 + "a" * 300_000 + " welder " * 50_000 + "\x00\ud800"
    index.put([Document(1, giant, giant, giant, region=giant, currency=giant, isco=giant, contract=giant)])
    assert found(index, "welder") == [1]
    assert index.query(Query(regions=(giant,), now=0)).total == 1


def test_values_that_mean_nothing_are_refused_with_the_reason(index: EmbeddedIndex) -> None:
    with pytest.raises(ValueError, match="latitude"):
        index.query(Query(latitude=91.0, longitude=0.0))
    with pytest.raises(ValueError, match="radius"):
        index.query(Query(latitude=1.0, longitude=0.0, radius_km=float("nan")))
    index.put([vacancy(1)])
    with pytest.raises(ValueError, match="facet"):
        index.query(Query(), facets=["colour"])
    with pytest.raises(ValueError, match="id"):
        index.put([vacancy(-1)])


def test_what_was_not_said_is_no_value_of_a_filter_or_facet(index: EmbeddedIndex) -> None:
    index.put([vacancy(1, contract="permanent", isco="1120"), vacancy(2), vacancy(3, isco="10")])
    for unsaid in ("", UNSAID):
        for name in ("contracts", "hours", "languages", "regions", "employers"):
            assert index.query(Query(**{name: (unsaid,)})).total == 0
    assert index.query(Query(isco=("10",))).total == 1
    counts = index.query(Query(isco=("1",)), facets=FACETS).facets
    assert counts["isco"] == [("1", 2), ("10", 1), ("11", 1)]
    assert counts["contract"] == [("permanent", 1)]
    assert all(counts[name] == [] for name in ("hours", "language", "region", "accommodation", "pay", "accessible"))
