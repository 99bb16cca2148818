"""Filters, facets, orders and pages agree with a plain reading of the same vacancies, whatever is asked."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.examples import few
from tests.search.vacancies import DAY, NOW, vacancy
from volens.engines.search import embedded, ordering, places
from volens.engines.search.embedded import EmbeddedIndex
from volens.engines.search.matching import Matcher
from volens.engines.search.port import Document, FurtherPlace, Query, Sort

CONTRACTS = ("permanent", "fixed_term", "temporary")
HOURS = ("full_time", "part_time")
REGIONS = ("US-NJ", "CN-JX", "DE")
CODES = ("0110", "0210", "7212", "7213", "7221", "8332")
TITLES = ("Welder", "Night welder", "电焊工", "Truck driver", "Driver")


def made(id_: int) -> Document:
    """A vacancy whose every field follows from its number, in uneven mixtures with many equal values."""
    turn = [(id_ * factor) % 97 for factor in (7, 11, 13, 17, 19, 23, 29, 31, 37, 41)]
    placed = turn[0] % 9 != 0
    paid = turn[1] % 4 != 0
    return vacancy(
        id_,
        TITLES[turn[2] % 5],
        employer=f"Employer {turn[3] % 4}",
        language=("en", "zh", "")[turn[4] % 3],
        region=(*REGIONS, "")[turn[5] % 4],
        latitude=40 + (turn[6] % 12) * 0.07 if placed else None,
        longitude=-74 + (turn[7] % 5) * 0.11 if placed else None,
        pay_month_min=turn[8] * 5_000 if paid else None,
        pay_month_max=turn[8] * 6_000 // 50_000 * 50_000 if paid and turn[9] % 3 else None,
        currency=("USD", "CNY")[turn[9] % 2] if paid else "",
        contract=(*CONTRACTS, "")[turn[1] % 4],
        hours=(*HOURS, "")[turn[3] % 3],
        isco=(*CODES, "")[turn[0] % 7],
        posted=NOW - (turn[2] % 50) * DAY,
        expires=None if turn[4] % 3 else NOW + (turn[5] % 40 - 4) * DAY,
        accessible=turn[6] % 5 == 0,
        accommodation=("", "none", "optional", "required")[turn[7] % 4],
        further_places=further(turn),
    )


def further(turn: list[int]) -> tuple[FurtherPlace, ...]:
    """Up to four places more, for a third of the vacancies: some without a position, some where others are too."""
    return tuple(
        FurtherPlace(
            "Elsewhere",
            (*REGIONS, "FR", "")[(turn[0] + number) % 5],
            None if (turn[1] + number) % 5 == 0 else 40 + ((turn[2] + 5 * number) % 12) * 0.07,
            -74 + ((turn[3] + number) % 5) * 0.11,
        )
        for number in range(turn[4] % 5 if turn[8] % 3 == 0 else 0)
    )


def regions_of(document: Document) -> set[str]:
    return {document.region, *(each.region for each in document.further_places)} - {""}


def positions(document: Document) -> list[tuple[float, float]]:
    """Where a vacancy stands: as the index keeps it, to a hundred-thousandth of a degree."""
    return [
        (round(place.latitude, 5), round(place.longitude, 5))
        for place in (document, *document.further_places)
        if place.latitude is not None and place.longitude is not None
    ]


DOCUMENTS = {id_: made(id_) for id_ in range(1, 401)}


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedIndex]:
    """400 vacancies, put in four goes so that they lie in several segments, with some replaced and some removed."""
    path: Path = tmp_path_factory.mktemp("full")
    with EmbeddedIndex(path) as index:
        index.put(made(id_ + 1 if id_ % 5 else id_) for id_ in range(1, 200))
        for first in range(1, 401, 100):
            index.put([DOCUMENTS[id_] for id_ in range(first, first + 100)])
        index.put([vacancy(500 + id_) for id_ in range(20)])
        assert index.delete(range(500, 520)) == 20
        yield index


def haversine(latitude: float, longitude: float, document: Document) -> float:
    """To the nearest place of a vacancy, by the spherical law of vectors: another formula than the engine's."""

    def vector(y: float, x: float) -> tuple[float, float, float]:
        y, x = math.radians(y), math.radians(x)
        return math.cos(y) * math.cos(x), math.cos(y) * math.sin(x), math.sin(y)

    here = vector(latitude, longitude)
    return min(
        2 * places.EARTH_KM * math.asin(min(1.0, math.dist(here, vector(*there)) / 2)) for there in positions(document)
    )


def top_pay(document: Document) -> int | None:
    return document.pay_month_min if document.pay_month_max is None else document.pay_month_max


def checks(query: Query) -> dict[str, object]:
    """A plain predicate for every filter that the query sets, by the facet it belongs to."""
    words = query.text.lower().split()
    found = {
        "open": lambda d: d.expires is None or d.expires >= query.now,
        "text": lambda d: all(word in d.title.lower() for word in words),
    }
    if query.radius_km is not None and query.latitude is not None and query.longitude is not None:
        y, x, radius = query.latitude, query.longitude, query.radius_km
        found["place"] = lambda d: bool(positions(d)) and haversine(y, x, d) <= radius
    if query.isco:
        found["isco"] = lambda d: any(d.isco.startswith(code) for code in query.isco)
    for name, values in (
        ("contract", query.contracts),
        ("hours", query.hours),
        ("language", query.languages),
        ("employer", query.employers),
    ):
        if values:
            found[name] = lambda d, name=name, values=values: getattr(d, name) in values
    if query.regions:
        found["region"] = lambda d: not regions_of(d).isdisjoint(query.regions)
    if query.posted_after is not None:
        found["posted"] = lambda d: d.posted >= query.posted_after
    if query.min_pay_month is not None:
        found["pay"] = lambda d: (
            top_pay(d) is not None
            and top_pay(d) >= query.min_pay_month
            and (not query.currency or d.currency == query.currency)
        )
    if query.accessible:
        found["accessible"] = lambda d: d.accessible
    if query.accommodation_optional:
        found["accommodation"] = lambda d: d.accommodation in {"none", "optional"}
    return found


def matching(query: Query, *, without: str = "") -> list[Document]:
    predicates = [check for name, check in checks(query).items() if name != without]
    return [document for document in DOCUMENTS.values() if all(check(document) for check in predicates)]


def ordered(query: Query) -> list[int]:
    """The whole answer in the order asked for (not relevance: its scores are the engine's own)."""

    def key(document: Document) -> tuple[float, float, int, int]:
        first = second = 0.0
        if query.sort is Sort.DISTANCE and query.latitude is not None:
            placed = bool(positions(document))
            first, second = not placed, haversine(query.latitude, query.longitude, document) if placed else 0
            second = round(second, 6)
        if query.sort is Sort.PAY:
            counts = Counter(d.currency for d in matching(query) if d.currency)
            best = query.currency or min(counts, key=lambda each: (-counts[each], each), default="")
            comparable = document.currency == best and top_pay(document) is not None
            first, second = not comparable, -top_pay(document) if comparable else 0
        return first, second, -document.posted, document.id

    return [document.id for document in sorted(matching(query), key=key)]


some = {
    "contracts": st.lists(st.sampled_from([*CONTRACTS, "nonsense"]), max_size=2, unique=True).map(tuple),
    "hours": st.lists(st.sampled_from(HOURS), max_size=2, unique=True).map(tuple),
    "isco": st.lists(st.sampled_from(["7", "0", "72", "01", "721", "7212", "8332", "9", "x", "72121"]), max_size=2).map(
        tuple
    ),
    "languages": st.sampled_from([(), ("en",), ("en", "zh")]),
    "regions": st.lists(st.sampled_from(REGIONS), max_size=2, unique=True).map(tuple),
    "employers": st.sampled_from([(), (), ("Employer 1",), ("employer 1",)]),
    "posted_after": st.none() | st.integers(0, 50).map(lambda days: NOW - days * DAY),
    "min_pay_month": st.none() | st.integers(0, 500_000),
    "currency": st.sampled_from(["", "USD", "CNY"]),
    "accessible": st.sampled_from([False, False, True]),
    "accommodation_optional": st.sampled_from([False, False, True]),
}
places_asked = st.one_of(
    st.just({}),
    st.fixed_dictionaries(
        {
            "latitude": st.floats(39, 42),
            "longitude": st.floats(-75, -72),
            "radius_km": st.none() | st.floats(0, 150),
        }
    ),
)


@st.composite
def queries(draw: st.DrawFn) -> Query:
    chosen = draw(st.sets(st.sampled_from(sorted(some)), max_size=4))
    values = {name: draw(some[name]) for name in sorted(chosen)}
    return Query(
        text=draw(st.sampled_from(["", "", "welder", "driver", "night welder"])),
        now=NOW,
        **values,
        **draw(places_asked),
    )


@settings(max_examples=few(200), deadline=None)
@given(query=queries())
def test_filters_find_exactly_what_a_plain_reading_finds(full: EmbeddedIndex, query: Query) -> None:
    found = full.query(query.__class__(**{**as_dict(query), "limit": 1000}))
    truth = matching(query)
    if truth or not query.text:
        assert not found.relaxed
        assert {hit.id for hit in found.hits} == {document.id for document in truth}
        assert found.total == len(truth)
    for hit in found.hits:
        document = DOCUMENTS[hit.id]
        if query.latitude is None or query.longitude is None or not positions(document):
            assert hit.distance_km is None
        else:
            assert hit.distance_km == pytest.approx(haversine(query.latitude, query.longitude, document), abs=1e-6)


def as_dict(query: Query) -> dict[str, object]:
    return {name: getattr(query, name) for name in Query.__slots__}


@settings(max_examples=few(120), deadline=None)
@given(query=queries())
def test_facets_count_a_plain_reading_without_their_own_filter(full: EmbeddedIndex, query: Query) -> None:
    if not matching(query) and query.text:
        return  # the engine then shows what matches some of the words
    names = ("contract", "hours", "language", "employer", "accommodation")
    facets = full.query(query, facets=[*names, "region", "isco", "accessible", "posted", "pay"]).facets
    for name in names:
        truth = Counter(getattr(document, name) for document in matching(query, without=name))
        del truth[""]
        assert dict(facets[name]) == truth
        counts = [count for _, count in facets[name]]
        assert counts == sorted(counts, reverse=True)
    truth = Counter(region for document in matching(query, without="region") for region in regions_of(document))
    assert dict(facets["region"]) == truth
    occupations = [document.isco for document in matching(query, without="isco") if document.isco]
    for code, count in facets["isco"]:
        assert count == sum(isco.startswith(code) for isco in occupations)
    assert {code for code, _ in facets["isco"] if len(code) == 1} == {isco[0] for isco in occupations}
    assert dict(facets["accessible"]).get("yes", 0) == sum(d.accessible for d in matching(query, without="accessible"))
    for days, count in facets["posted"]:
        since = NOW - int(days) * DAY
        assert count == sum(document.posted >= since for document in matching(query, without="posted"))
    for value, count in facets["pay"]:
        currency, floor = value.split(":")
        assert not query.currency or currency == query.currency
        reached = [
            d for d in matching(query, without="pay") if d.currency == currency and (top_pay(d) or 0) >= int(floor)
        ]
        assert count == len(reached)


@settings(max_examples=few(120), deadline=None)
@given(query=queries(), sort=st.sampled_from([Sort.NEWEST, Sort.PAY, Sort.DISTANCE]), size=st.integers(1, 60))
def test_pages_hold_everything_once_in_the_order_asked_for(
    full: EmbeddedIndex, query: Query, sort: Sort, size: int
) -> None:
    query = Query(**{**as_dict(query), "sort": sort, "limit": size})
    if not matching(query) and query.text:
        return
    walked: list[int] = []
    while True:
        page = full.query(Query(**{**as_dict(query), "offset": len(walked)})).hits
        walked += [hit.id for hit in page]
        if len(page) < size:
            break
    assert walked == ordered(query)


@settings(max_examples=few(60), deadline=None)
@given(
    query=queries(), text=st.sampled_from(["welder", "driver", "电焊工", "welder OR driver"]), size=st.integers(1, 60)
)
def test_pages_by_relevance_hold_everything_once_with_equal_scores_newest_first(
    full: EmbeddedIndex, query: Query, text: str, size: int
) -> None:
    query = Query(**{**as_dict(query), "text": text, "limit": size})
    walked = []
    while True:
        results = full.query(Query(**{**as_dict(query), "offset": len(walked)}))
        walked += results.hits
        if len(results.hits) < size:
            break
    assert len({hit.id for hit in walked}) == len(walked) == results.total
    keys = [(-hit.score, -DOCUMENTS[hit.id].posted, hit.id) for hit in walked]
    assert keys == sorted(keys)


@pytest.mark.parametrize("text", ["", "driver"])
def test_looking_at_the_latest_first_changes_no_page(
    full: EmbeddedIndex, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    """A shortcut for searches by date that match very many."""
    query = Query(text=text, now=NOW, sort=Sort.NEWEST, limit=7)
    pages = [full.query(Query(**{**as_dict(query), "offset": offset})) for offset in range(0, 80, 7)]
    monkeypatch.setattr(ordering, "_RECENT", 3)
    shortcut = [full.query(Query(**{**as_dict(query), "offset": offset})) for offset in range(0, 80, 7)]
    monkeypatch.setattr(ordering, "_RECENT", 60)
    monkeypatch.setattr(Matcher, "expected", lambda self, parsed, query: 10**6)
    wider = [full.query(Query(**{**as_dict(query), "offset": offset})) for offset in range(0, 80, 7)]
    assert [(page.total, [hit.id for hit in page.hits]) for page in shortcut] == [
        (page.total, [hit.id for hit in page.hits]) for page in pages
    ]
    assert [[hit.id for hit in page.hits] for page in wider] == [[hit.id for hit in page.hits] for page in pages]
    assert [page.total for page in wider] == [page.total for page in pages]


def test_counts_over_very_many_are_remembered_for_the_same_search_only(
    index: EmbeddedIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedded, "MANY", 0)
    counted = []
    count = embedded.count_facets
    monkeypatch.setattr(embedded, "count_facets", lambda *args, **more: counted.append(1) or count(*args, **more))
    index.put([vacancy(1, region="A"), vacancy(2, region="B")])

    def regions(**more: object) -> list[tuple[str, int]]:
        return list(index.query(Query(now=NOW, **more), facets=["region"]).facets["region"])  # type: ignore[arg-type]

    assert regions() == regions(offset=1, limit=1, sort=Sort.PAY) == [("A", 1), ("B", 1)]
    assert len(counted) == 1
    assert regions(text="nothing here") == []
    index.put([vacancy(3, region="B")])
    assert regions() == [("B", 2), ("A", 1)]


@settings(max_examples=few(80), deadline=None)
@given(
    query=queries(), latitude=st.floats(39, 42), longitude=st.floats(-75, -72), size=st.integers(1, 60), data=st.data()
)
def test_the_nearest_place_counts_even_where_very_many_are_as_near(
    full: EmbeddedIndex, query: Query, latitude: float, longitude: float, size: int, data: st.DataObject
) -> None:
    """Crowds are asked for spot by spot rather than measured one by one: the order is the same."""
    query = Query(
        **{**as_dict(query), "latitude": latitude, "longitude": longitude, "sort": Sort.DISTANCE, "limit": size}
    )
    if not matching(query) and query.text:
        return
    query = Query(**{**as_dict(query), "offset": data.draw(st.integers(0, 100))})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ordering, "_ENOUGH", 3)
        found = full.query(query).hits
    assert [hit.id for hit in found] == ordered(query)[query.offset : query.offset + size]


@settings(max_examples=few(60), deadline=None)
@given(query=queries(), among=st.lists(st.integers(1, 450), max_size=40).map(tuple))
def test_those_asked_about_are_counted_among_all_found_and_change_nothing(
    full: EmbeddedIndex, query: Query, among: tuple[int, ...]
) -> None:
    if not matching(query) and query.text:
        return
    found = full.query(Query(**{**as_dict(query), "limit": 3, "among": among}))
    assert found.among == len({document.id for document in matching(query)} & set(among))
    assert found.total == len(matching(query))


def test_newer_of_otherwise_equal_vacancies_comes_first(full: EmbeddedIndex) -> None:
    hits = full.query(Query(text="driver", now=NOW, limit=400)).hits
    plain = [DOCUMENTS[hit.id] for hit in hits if DOCUMENTS[hit.id].title == "Driver"]
    assert [d.posted for d in plain] == sorted((d.posted for d in plain), reverse=True)
    assert len(plain) > 20


@pytest.mark.parametrize("text", ["driver", "welder", "driver OR welder", "night OR truck", "电焊工 OR truck"])
@pytest.mark.parametrize("more", [{}, {"facets": ("isco", "region")}])
def test_looking_at_titles_first_finds_the_same_pages(
    full: EmbeddedIndex, monkeypatch: pytest.MonkeyPatch, text: str, more: dict[str, tuple[str, ...]]
) -> None:
    def pages(worth: int) -> list[tuple[int, list[int], list[float]]]:
        monkeypatch.setattr("volens.engines.search.matching._WORTH_LISTING", worth)
        found = [full.query(Query(text=text, now=NOW, offset=start, limit=7), **more) for start in range(0, 140, 7)]
        return [
            (page.total, [hit.id for hit in page.hits], [round(hit.score, 3) for hit in page.hits]) for page in found
        ]

    shortcut, whole = pages(0), pages(10**9)
    assert shortcut == whole
    assert whole[0][0] > 0
