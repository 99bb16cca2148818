"""Circles anywhere on Earth, and vacancies of several places."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.examples import few
from tests.search.test_filters import haversine
from tests.search.vacancies import vacancy
from volens.engines.search.embedded import EmbeddedIndex
from volens.engines.search.port import MOST_PLACES, FurtherPlace, Query, Sort


def test_a_vacancy_of_many_places_is_found_once_at_each(index: EmbeddedIndex) -> None:
    spread = tuple(FurtherPlace(f"Town {n}", f"FR-{n}", 10.0 + n, 20.0) for n in range(1, MOST_PLACES))
    index.put([vacancy(1, region="DE", latitude=10.0, longitude=20.0, further_places=spread)])
    index.put([vacancy(2, further_places=(FurtherPlace("Town", "FR-3", 13.0, 20.0),))])
    for n in range(MOST_PLACES):
        found = index.query(Query(latitude=10.0 + n, longitude=20.0, radius_km=5.0, sort=Sort.DISTANCE))
        assert [(hit.id, hit.distance_km) for hit in found.hits] == [(1, 0.0), (2, 0.0)][: 2 if n == 3 else 1]
    assert index.query(Query(regions=("FR-3", "DE"))).total == 2
    assert dict(index.query(Query(), facets=["region"]).facets["region"])["FR-3"] == 2


@settings(max_examples=few(60), deadline=None)
@given(data=st.data(), radius=st.floats(0, 21_000), latitude=st.floats(-90, 90), longitude=st.floats(-180, 180))
def test_a_circle_anywhere_on_earth_is_exact(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject, radius: float, latitude: float, longitude: float
) -> None:
    """Poles and the date line included; within a metre of the edge either answer is right."""
    near = st.tuples(st.floats(-2, 2), st.floats(-2, 2)).map(
        lambda d: (max(-90.0, min(90.0, latitude + d[0])), (longitude + d[1] + 180) % 360 - 180)
    )
    anywhere = st.tuples(st.floats(-90, 90), st.floats(-180, 180))
    corners = st.sampled_from([(90.0, 0.0), (-90.0, 5.0), (0.0, 180.0), (0.0, -180.0), (latitude, longitude)])
    first = data.draw(st.lists(st.one_of(near, anywhere, corners), min_size=1, max_size=30))
    further = data.draw(st.lists(st.lists(st.one_of(near, anywhere, corners), max_size=4), max_size=10))
    documents = [
        vacancy(id_, latitude=y, longitude=x, further_places=tuple(FurtherPlace("", "", *at) for at in more))
        for id_, ((y, x), more) in enumerate(itertools.zip_longest(first, further[: len(first)], fillvalue=[]))
    ]
    with EmbeddedIndex(tmp_path_factory.mktemp("circle")) as index:
        index.put(documents)
        if data.draw(st.booleans()):
            for file in index._store.path.glob("g-*/atlas-*"):
                file.unlink()
        for reach in (radius, radius / 100):
            query = Query(latitude=latitude, longitude=longitude, radius_km=reach, limit=100, sort=Sort.DISTANCE)
            hits = index.query(query).hits
            found = {hit.id for hit in hits}
            assert index.query(query, facets=["isco"]).total == len(found)  # counted by the index, not the atlas
            for document in documents:
                away = haversine(latitude, longitude, document)
                if abs(away - reach) > 0.001:
                    assert (document.id in found) == (away <= reach), away
            assert [hit.distance_km for hit in hits] == sorted(hit.distance_km or 0 for hit in hits)
            # With a word every hit is measured, and says the same.
            assert index.query(replace(query, text="welder")).hits == hits


def test_a_position_that_is_not_on_earth_is_left_out(index: EmbeddedIndex) -> None:
    index.put([vacancy(1, latitude=float("nan"), longitude=0.0), vacancy(2, latitude=95.0, longitude=0.0), vacancy(3)])
    hits = index.query(Query(latitude=0.0, longitude=0.0, sort=Sort.DISTANCE)).hits
    assert [(hit.id, hit.distance_km) for hit in hits] == [(1, None), (2, None), (3, None)]
    assert index.query(Query(latitude=0.0, longitude=0.0, radius_km=20_100.0)).total == 0
