"""What is found in a quicker way is what is found in the plain one."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from tests.search.test_filters import DOCUMENTS
from tests.search.vacancies import DAY, NOW
from volens.engines.search.embedded import EmbeddedIndex
from volens.engines.search.port import Document, Hit, Query, Sort


def test_measuring_hits_finds_what_the_circle_finds(index: EmbeddedIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    index.rebuild(DOCUMENTS.values())

    def pages(query: Query, most: int) -> list[tuple[int, str, tuple[Hit, ...]]]:
        monkeypatch.setattr("volens.engines.search.nearby.MOST", most)
        found = [index.query(replace(query, offset=start)) for start in (0, 7, 21)]
        return [(page.total, page.corrected, page.hits) for page in found]

    for text, sort in itertools.product(
        ("driver", "night welder", "driver OR 电焊工", "weldr"), (Sort.RELEVANCE, Sort.NEWEST, Sort.DISTANCE)
    ):
        query = Query(text=text, now=NOW, latitude=40.3, longitude=-73.8, radius_km=25.0, sort=sort, limit=7)
        measured, told = pages(query, 4_000), pages(query, 1)  # more than one are too many
        assert measured == told
        assert 20 < told[0][0] < len(DOCUMENTS) // 2


def test_words_are_counted_alike_whatever_has_expired_or_been_deleted(
    index: EmbeddedIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("volens.engines.search.matching._WORTH_LISTING", 0)  # as if they were very many

    def check(documents: list[Document]) -> None:
        for text in (
            "driver",
            "driver OR welder",
            "welder OR nobodyhasthis",
            "driver OR Driver",
            "night OR truck OR a",
        ):
            sought = {word.casefold() for word in text.split(" OR ")}
            for now in (NOW - 30 * DAY, NOW, NOW + DAY // 2):
                standing = [d for d in documents if d.expires is None or d.expires >= now]
                truth = sum(bool(sought & set(d.title.casefold().split())) for d in standing)
                assert index.query(Query(text=text, now=now, limit=2)).total == truth > 0, (text, now)

    documents = list(DOCUMENTS.values())
    index.rebuild(documents)
    check(documents)
    index.delete(range(1, 50))
    check([document for document in documents if document.id >= 50])
