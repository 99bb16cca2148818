"""Finding a vacancy to put beside others, by words, without leaving the comparison."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from volens.services.vacancies import cards
from volens.services.vacancies import queries as vacancies
from volens.services.vacancies.cards import Card
from volens.services.vacancies.parameters import SearchParameters

#: Vacancies shown for some words: who needs more says more.
SHOWN = 8


class Found(NamedTuple):
    """A vacancy that words found, and the address of the comparison with it."""

    card: Card
    address: str


class Answer(NamedTuple):
    """What words found, best first, without those already compared; `more`: how many others were found besides."""

    found: Sequence[Found]
    more: int


def find(words: str, chosen: Sequence[int], address: Callable[[int], str]) -> Answer:
    """Open vacancies that fit some words. `address` gives the comparison with one of them put beside.

    One question to the index, one or two to the database; `SearchIndexError` while the index is being rebuilt.
    """
    asked = SearchParameters(text=words, limit=SHOWN + len(chosen))
    page = vacancies.search(asked, facets=())
    kept = [(row, hit) for row, hit in zip(page.rows, page.hits, strict=True) if row.id not in chosen][:SHOWN]
    made = cards.make([row for row, _hit in kept], [hit for _row, hit in kept], query=page.query)
    among = sum(row.id in chosen for row in page.rows)
    return Answer([Found(card, address(card.number)) for card in made], max(0, page.total - among - len(made)))
