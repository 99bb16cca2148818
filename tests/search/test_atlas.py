"""Circles answered from the atlas are those of the index itself, through every change and every accident."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.examples import few
from tests.search.test_filters import haversine
from tests.search.vacancies import DAY, NOW, vacancy
from volens.engines.search import survey
from volens.engines.search.atlas import Atlas
from volens.engines.search.embedded import EmbeddedIndex
from volens.engines.search.port import Document, FurtherPlace, Query, Sort

AROUND = Query(latitude=50.0, longitude=10.0, radius_km=30.0, now=NOW, limit=100)


def atlas(index: EmbeddedIndex) -> Atlas | None:
    snapshot = index._store.snapshot()
    return snapshot.atlas() if snapshot else None


def expected(documents: dict[int, Document], query: Query) -> list[tuple[int, float]]:
    """The ids and distances a query about a circle should give, found by looking at every vacancy."""
    assert query.latitude is not None
    assert query.longitude is not None
    assert query.radius_km is not None
    found = []
    for document in documents.values():
        spots = [(document.latitude, document.longitude)]
        spots += [(each.latitude, each.longitude) for each in document.further_places]
        away = [
            haversine(query.latitude, query.longitude, replace(document, latitude=y, longitude=x))
            for y, x in spots
            if y is not None
        ]
        if away and min(away) <= query.radius_km and (document.expires is None or document.expires >= query.now):
            found.append((round(min(away), 6), -document.posted, document.id))
    found.sort(key=lambda each: each if query.sort is Sort.DISTANCE else each[1:])
    stop = query.offset + query.limit
    return [(id_, away) for away, _, id_ in found][query.offset : stop]


def answered(index: EmbeddedIndex, query: Query) -> list[tuple[int, float]]:
    return [(hit.id, round(hit.distance_km or 0.0, 6)) for hit in index.query(query).hits]


def in_steps(least: float, most: float) -> st.SearchStrategy[float]:
    return st.integers(round(least * 1000), round(most * 1000)).map(lambda n: n / 1000)


spots = st.tuples(in_steps(49.5, 50.5), in_steps(9.5, 10.5))
vacancies = st.builds(
    lambda id_, at, more, posted, expires: vacancy(
        id_,
        latitude=at and at[0],
        longitude=at and at[1],
        further_places=tuple(FurtherPlace("", "", *each) for each in more),
        posted=NOW - posted * DAY,
        expires=expires,
    ),
    st.integers(0, 40),
    st.one_of(st.none(), spots),
    st.one_of(st.just(()), st.lists(spots, max_size=3)),
    st.integers(0, 5),
    st.sampled_from([None, None, NOW - 1, NOW, NOW + DAY]),
)
changes = st.one_of(st.lists(vacancies, max_size=12), st.sets(st.integers(0, 40), min_size=1, max_size=6))


histories = given(history=st.lists(changes, min_size=2, max_size=6), few=st.sampled_from([0, 6, 1_000]))
few_at_a_time = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@settings(few_at_a_time, max_examples=2)
@histories
def test_after_any_history_it_says_what_looking_at_every_vacancy_says(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch, history: list[object], few: int
) -> None:
    compare(tmp_path_factory, monkeypatch, history, few)


@pytest.mark.deep
@settings(few_at_a_time, max_examples=few(80))
@histories
def test_after_very_many_histories_too(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch, history: list[object], few: int
) -> None:
    compare(tmp_path_factory, monkeypatch, history, few)


def compare(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch, history: list[object], few: int
) -> None:
    monkeypatch.setattr(survey, "_FEW_CHANGES", few)  # how soon its base is written anew
    path, documents = tmp_path_factory.mktemp("history"), dict[int, Document]()
    writer, reader = EmbeddedIndex(path), EmbeddedIndex(path)
    with writer.writing():
        for change in history:
            if isinstance(change, set):
                writer.delete(change)
                documents = {id_: each for id_, each in documents.items() if id_ not in change}
            else:
                assert isinstance(change, list)
                writer.put(change)
                documents |= {each.id: each for each in change}
            reader._store.changed()
            for index in (writer, reader):
                assert atlas(index) is not None
                for query in (AROUND, replace(AROUND, sort=Sort.DISTANCE, offset=1, limit=3), replace(AROUND, limit=2)):
                    assert answered(index, query) == expected(documents, query)
    fresh = EmbeddedIndex(path)
    assert answered(fresh, AROUND) == expected(documents, AROUND)
    assert fresh.query(AROUND, facets=["isco"]).total == fresh.query(AROUND).total == len(expected(documents, AROUND))
    writer.rebuild(documents.values())
    assert atlas(writer) is not None
    assert answered(writer, AROUND) == expected(documents, AROUND)
    assert len(list(path.glob("g-*/atlas-*"))) == 2


@pytest.mark.parametrize("accident", ["lost", "cut short", "base lost", "garbage"])
def test_without_it_the_index_answers_the_same_and_the_next_change_mends_it(
    index: EmbeddedIndex, tmp_path: Path, accident: str
) -> None:
    near = {id_: vacancy(id_, latitude=50 + id_ / 50, longitude=10.0, posted=NOW - id_) for id_ in range(1, 30)}
    index.put(near.values())
    for file in tmp_path.glob("index/g-*/atlas-*"):
        if accident == "lost" or (accident == "base lost" and file.suffix == ".npy"):
            file.unlink()
        elif accident in {"cut short", "garbage"}:
            whole = file.read_bytes()
            file.write_bytes(whole[: len(whole) // 2] if accident == "cut short" else b"\0" * len(whole))
    damaged = EmbeddedIndex(tmp_path / "index")
    assert atlas(damaged) is None
    for query in (AROUND, replace(AROUND, sort=Sort.DISTANCE, offset=2, limit=5)):
        assert answered(damaged, query) == expected(near, query)
    near[31] = vacancy(31, latitude=50.01, longitude=10.01)
    del near[3]
    damaged.put([near[31]])
    damaged.delete([3])
    assert atlas(damaged) is not None
    assert answered(damaged, AROUND) == expected(near, AROUND)


def test_a_full_disk_costs_it_and_nothing_else(index: EmbeddedIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as context:
        context.setattr(survey, "_save", full)
        assert index.put([vacancy(1, latitude=50.0, longitude=10.0)]) == 1
    assert atlas(index) is None
    assert answered(index, AROUND) == [(1, 0.0)]
    index.put([vacancy(2, latitude=50.0, longitude=10.0)])
    assert [id_ for id_, _ in answered(index, AROUND)] == [1, 2]
    index._store.snapshot()
    assert atlas(EmbeddedIndex(index._store.path)) is not None


def test_a_batch_that_fails_leaves_no_trace_in_it(index: EmbeddedIndex) -> None:
    with index.writing():
        index.put([vacancy(1, latitude=50.0, longitude=10.0)])
        with pytest.raises(ValueError, match="id"):
            index.put(
                [vacancy(2, latitude=50.0, longitude=10.0), vacancy(1, latitude=10.0, longitude=10.0), vacancy(-3)]
            )
        index.put([vacancy(4, latitude=50.1, longitude=10.0)])
    assert atlas(index) is not None
    assert [id_ for id_, _ in answered(index, AROUND)] == [1, 4]


def test_an_atlas_of_another_generation_is_never_asked(index: EmbeddedIndex, tmp_path: Path) -> None:
    """Commits of two generations may have the same number."""
    index.put([vacancy(1, latitude=50.0, longitude=10.0)])
    reader = EmbeddedIndex(tmp_path / "index")
    assert len(answered(reader, AROUND)) == 1
    index.rebuild([vacancy(2, latitude=20.0, longitude=10.0)])
    reader._store.changed()
    assert answered(reader, AROUND) == []
