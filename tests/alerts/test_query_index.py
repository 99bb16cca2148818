"""A saved search rings for exactly the vacancies that the search itself finds."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from tests.examples import few
from volens.engines.alerts import QueryIndex
from volens.engines.search.embedded import EmbeddedIndex
from volens.engines.search.finding import FEW
from volens.engines.search.port import Document, FurtherPlace, Query

NOW = 1_000_000
WORDS = (
    "nurse", "nurses", "night", "Night-shift", "welder", "Käse", "c++", "c#", "C", "IT", "o'neill's", "été", "naïve",
    "护士", "护士长", "夜班", "高级护士", "护", "机械工程师", "工程师", "程师", "データ",
    "エンジニア", "พยาบาล", "ممرضة", "медсестра",
    "护士nurse", "護士", "護士長", "機械工程師", "a", "the", "５０００", "Straße", "\u202e", "co-op", "x", "的",
)  # fmt: skip
REGIONS = ("US-NJ", "CN-JX", "DE", "CN")
ISCO = ("2221", "2222", "2512", "0110", "01", "3", "9", "25", "22", "222")
PLACES = ((40.7, -74.0), (40.75, -74.1), (28.68, 115.86), (0.0, 179.999), (0.0, -179.999), (89.99, 10.0), (-90.0, 0.0))
FURTHER = tuple(FurtherPlace("", region, *place) for region, place in zip(("CN", "", "DE"), PLACES, strict=False))

texts = st.lists(st.sampled_from(WORDS), max_size=7).flatmap(
    lambda words: st.sampled_from((" ", "", ", ", "\n")).map(lambda seam: seam.join(words))
)


@st.composite
def typed(draw: st.DrawFn) -> str:
    pieces = draw(st.lists(st.sampled_from(WORDS), max_size=4))
    quoted = [f'"{draw(texts)}"' if draw(st.integers(0, 4)) == 0 else piece for piece in pieces]
    return draw(st.sampled_from((" ", " ", " ", " or ", "或", ""))).join(quoted)


@st.composite
def vacancies(draw: st.DrawFn) -> Document:
    place = draw(st.none() | st.sampled_from(PLACES))
    pay = draw(st.none() | st.integers(-1, 6))
    return Document(
        id=0,
        title=draw(texts),
        employer=draw(st.sampled_from(("", "Acme", "护士 Acme", "Acme nurse"))),
        text=draw(texts),
        language=draw(st.sampled_from(("", "en", "zh"))),
        region=draw(st.sampled_from(("", *REGIONS))),
        latitude=None if place is None else place[0] + draw(st.floats(-0.01, 0.01)) * (abs(place[0]) < 89),
        longitude=None if place is None else place[1],
        pay_month_min=draw(st.none() | st.integers(0, 6)),
        pay_month_max=pay,
        currency=draw(st.sampled_from(("", "USD", "CNY"))),
        contract=draw(st.sampled_from(("", "permanent", "temporary"))),
        hours=draw(st.sampled_from(("", "full_time", "part_time"))),
        isco=draw(st.sampled_from(("", *ISCO))),
        posted=draw(st.integers(NOW - 3, NOW)),
        expires=draw(st.none() | st.integers(NOW - 1, NOW + 1)),
        accessible=draw(st.booleans()),
        accommodation=draw(st.sampled_from(("", "none", "optional", "required"))),
        further_places=draw(st.lists(st.sampled_from(FURTHER), max_size=2).map(tuple)),
    )


def some(values: Sequence[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.just(()) | st.lists(st.sampled_from(values), max_size=3).map(tuple)


@st.composite
def searches(draw: st.DrawFn) -> Query:
    place = draw(st.none() | st.sampled_from(PLACES))
    return Query(
        text=draw(typed()),
        latitude=None if place is None else place[0],
        longitude=None if place is None else place[1],
        radius_km=draw(st.none() | st.sampled_from((0.0, 0.5, 5.0, 30.0, 500.0, 5000.0, 21_000.0))),
        min_pay_month=draw(st.none() | st.integers(-1, 6)),
        currency=draw(st.sampled_from(("", "USD", "CNY"))),
        contracts=draw(some(("permanent", "temporary"))),
        hours=draw(some(("full_time", "part_time"))),
        isco=draw(some((*ISCO, "x", "22222"))),
        languages=draw(some(("en", "zh"))),
        regions=draw(some(REGIONS)),
        employers=draw(some(("Acme", "护士 Acme"))),
        posted_after=draw(st.none() | st.integers(NOW - 3, NOW)),
        accessible=draw(st.sampled_from((False, False, True))),
        accommodation_optional=draw(st.sampled_from((False, False, True))),
        now=NOW,
        limit=FEW,
    )


def found_by_searching(documents: Sequence[Document], asked: Sequence[Query]) -> list[tuple[int, int]]:
    """Vacancy and search, one search after another. Few vacancies, so that the search looks for letters too."""
    with tempfile.TemporaryDirectory() as directory, EmbeddedIndex(Path(directory) / "index") as index:
        index.rebuild(documents)
        pairs = []
        for at, query in enumerate(asked):
            answer = index.query(query)
            if not answer.corrected and not answer.relaxed:
                pairs += [(hit.id, at) for hit in answer.hits]
        return sorted(pairs)


def found_by_ringing(documents: Sequence[Document], index: QueryIndex) -> list[tuple[int, int]]:
    matches = index.match_many(documents, now=NOW)
    return list(zip(matches.vacancy.tolist(), matches.search.tolist(), strict=True))


@settings(max_examples=few(40), deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(st.lists(vacancies(), min_size=1, max_size=FEW - 1), st.lists(searches(), max_size=30))
@example([Document(0, "护士长", "", "")], [Query("士长", now=NOW, limit=FEW), Query('"护士"', now=NOW, limit=FEW)])
@example(
    [Document(0, "護士長", "", ""), Document(0, "护士长", "", "")],
    [Query(w, now=NOW) for w in ("护士", "護士", "士長")],
)
def test_a_saved_search_rings_exactly_for_what_it_finds(drawn: list[Document], asked: list[Query]) -> None:
    documents = [replace(each, id=at) for at, each in enumerate(drawn)]
    index = QueryIndex()
    index.put(enumerate(asked))
    assert found_by_ringing(documents, index) == found_by_searching(documents, asked)


@settings(max_examples=few(25), deadline=None)
@given(
    st.lists(vacancies(), min_size=1, max_size=4),
    st.lists(st.tuples(st.integers(0, 5), st.none() | searches()), max_size=25),
    st.integers(0, 25),
)
def test_searches_may_come_go_and_change_at_any_time(
    documents: list[Document], changes: list[tuple[int, Query | None]], seen_after: int
) -> None:
    index, kept = QueryIndex(), dict[int, Query]()
    for number, (id_, query) in enumerate(changes):
        if query is None:
            index.remove([id_])
            kept.pop(id_, None)
        else:
            index.put([(id_, query)])
            kept[id_] = query
        if number >= seen_after:
            index.match(documents[0], now=NOW)
    fresh = QueryIndex()
    fresh.put(kept.items())
    assert found_by_ringing(documents, index) == found_by_ringing(documents, fresh)
    assert len(index) == len(kept)


def test_many_segments_ring_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    from volens.engines.alerts import index as module

    monkeypatch.setattr(module, "_SMALL", 3)
    monkeypatch.setattr(module, "_MOST_SEGMENTS", 2)
    index, nurse = QueryIndex(), Document(0, "Night nurse", "", "in Newark", region="US-NJ", isco="2221")
    for at in range(60):
        index.put([(at, Query(("nurse", "welder", "night", "")[at % 4], regions=(("US-NJ",), ("DE",))[at // 4 % 2]))])
        index.match(nurse, now=NOW)
    index.remove(range(0, 60, 12))
    expected = [at for at in range(60) if at % 4 != 1 and at // 4 % 2 == 0 and at % 12]
    assert index.match(nurse, now=NOW).tolist() == expected


def test_equal_searches_are_kept_once() -> None:
    index = QueryIndex()
    index.put((at, Query(text, isco=("2221", "22"))) for at, text in enumerate(("Nurse night", "night  NURSES", "x")))
    assert (len(index), index.forms) == (3, 2)
    assert index.match(Document(0, "nurse", "", "at night", isco="2222"), now=NOW).tolist() == [0, 1]


def test_a_search_with_senseless_numbers_is_refused() -> None:
    with pytest.raises(ValueError, match="radius"):
        QueryIndex().put([(1, Query(latitude=0.0, longitude=0.0, radius_km=float("nan")))])


@settings(max_examples=few(10), deadline=None)
@given(st.lists(vacancies(), min_size=3, max_size=6), st.lists(searches(), min_size=5, max_size=30))
def test_threads_that_share_many_vacancies_find_what_one_finds(drawn: list[Document], asked: list[Query]) -> None:
    documents = [replace(drawn[at % len(drawn)], id=at) for at in range(900)]
    index = QueryIndex()
    index.put(enumerate(asked))
    together = index.match_many(documents, now=NOW, threads=3)
    alone = [index.match(document, now=NOW).tolist() for document in documents[: len(drawn)]]
    expected = [(at, search) for at in range(len(documents)) for search in alone[at % len(drawn)]]
    assert list(zip(together.vacancy.tolist(), together.search.tolist(), strict=True)) == expected
