"""The port every search engine of Volens stands behind: an embedded one today, a cluster later.

Vacancies are public facts. Nothing about a person is ever put into an index (safeguards S2 and S3).
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol


class SearchIndexError(RuntimeError):
    """The index cannot do what was asked; the message says what to do."""


class IndexLockedError(SearchIndexError):
    """Another process is writing. Readers are not concerned; a writer tries again later."""


class IndexOutdatedError(SearchIndexError):
    """The index was built by another version of the engine or of the text analysis, and must be rebuilt."""


class IndexDamagedError(SearchIndexError):
    """The index's files are missing or unreadable, and it must be rebuilt."""


class Sort(enum.StrEnum):
    """The order of results. Every order is broken by newest first, then by id, so that paging is stable."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    PAY = "pay"
    DISTANCE = "distance"


@dataclass(frozen=True, slots=True)
class FurtherPlace:
    """Another place of a vacancy that is open at several: found, filtered and measured like the first."""

    name: str = ""
    region: str = ""
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """One published vacancy as the index knows it.

    Times are whole seconds since 1970 UTC. Pay is minor units (cents, fen) of `currency` for one month, normalised
    by `engines.pay`. An empty string or None means the employer did not say.
    """

    id: int
    title: str
    employer: str
    text: str
    language: str = ""  # BCP 47: "en", "zh"
    place: str = ""  # name as shown, e.g. "Newark" or "南昌"
    region: str = ""  # ISO 3166-2 where known ("US-NJ", "CN-JX"), else ISO 3166-1 ("DE")
    latitude: float | None = None
    longitude: float | None = None
    pay_month_min: int | None = None
    pay_month_max: int | None = None
    currency: str = ""  # ISO 4217
    contract: str = ""  # permanent | fixed_term | temporary | apprenticeship | internship | freelance
    hours: str = ""  # full_time | part_time | flexible
    isco: str = ""  # ISCO-08 unit group, four digits
    posted: int = 0
    expires: int | None = None
    accessible: bool = False  # the workplace is declared accessible
    accommodation: str = ""  # none | optional | required
    further_places: tuple[FurtherPlace, ...] = ()  # besides `place`; at most `MOST_PLACES` with it


#: Places of one vacancy that an index keeps.
MOST_PLACES = 31


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document an engine has made ready for itself, in another process perhaps: to be passed on, not looked into."""

    id: int
    data: str


@dataclass(frozen=True, slots=True)
class Query:
    """What a worker asks for. Text is plain words: it is tokenised, never parsed as a query language.

    `now` decides what has expired: an index never shows a vacancy after its last day, even before it is told to.
    """

    text: str = ""
    latitude: float | None = None
    longitude: float | None = None
    radius_km: float | None = None
    min_pay_month: int | None = None  # minor units of `currency`; matches the upper end of a vacancy's range
    currency: str = ""
    contracts: tuple[str, ...] = ()
    hours: tuple[str, ...] = ()
    isco: tuple[str, ...] = ()  # one to four digits each; any may match
    languages: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    employers: tuple[str, ...] = ()  # exact names
    posted_after: int | None = None
    accessible: bool = False
    accommodation_optional: bool = False  # only vacancies where lodging is optional or absent by declaration
    now: int = 0
    sort: Sort = Sort.RELEVANCE
    limit: int = 20
    offset: int = 0
    among: tuple[int, ...] = ()  # count how many of these are found (`Results.among`); nothing is left out

    @property
    def is_bare(self) -> bool:
        """Whether there is no filter but that of place."""
        lists = (self.isco, self.regions, self.contracts, self.hours, self.languages, self.employers)
        least = (self.posted_after, self.min_pay_month)
        return not (any(lists) or self.accessible or self.accommodation_optional) and least == (None, None)


#: Facets an index counts. A group's own filter is left out of its own counts, so that a second choice can be added.
FACETS = ("isco", "region", "contract", "hours", "language", "employer", "posted", "pay", "accommodation", "accessible")


class Hit(NamedTuple):
    """One result: the vacancy's id, its score, and the distance of its nearest place where one was asked for."""

    id: int
    score: float
    distance_km: float | None = None


@dataclass(frozen=True, slots=True)
class Results:
    """An answer. `facets` maps a facet to (value, count) pairs, most frequent first."""

    total: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, Sequence[tuple[str, int]]] = field(default_factory=dict)
    took_ms: float = 0.0
    corrected: str = ""  # the text searched instead, when the one given had no match as typed
    relaxed: bool = False  # no vacancy had every word, so these have only some of them
    among: int = 0  # how many of the vacancies named in `Query.among` were found, on all pages


@dataclass(frozen=True, slots=True)
class Fragment:
    """A piece of text, marked when it matched. Join them in order; escape each before it goes into a page."""

    text: str
    marked: bool = False


class Index(Protocol):
    """What the house may ask of an index. One process writes, many read."""

    def put(self, documents: Iterable[Document | Prepared]) -> int:
        """Add or replace documents and make them durable. Returns how many were written."""
        ...

    def delete(self, ids: Iterable[int]) -> int:
        """Remove documents and make it durable. Ids not in the index are no error. Returns how many were there."""
        ...

    def rebuild(self, documents: Iterable[Document | Prepared]) -> int:
        """Build a new index beside the old one and switch to it at once; readers follow. Returns how many."""
        ...

    def query(self, query: Query, *, facets: Sequence[str] = ()) -> Results:
        """Answer a query, with counts for the facets named."""
        ...

    def similar(self, document: Document, *, limit: int, now: int) -> tuple[Hit, ...]:
        """Vacancies like this one (which need not be in the index and is never among them), best first."""
        ...

    def suggest(self, prefix: str, *, limit: int = 8) -> tuple[str, ...]:
        """Title words that continue what was typed, most frequent first."""
        ...

    def highlight(self, query: Query, text: str, *, size: int = 220) -> tuple[Fragment, ...]:
        """The passage of `text` that says most about the query, in pieces, with matches marked."""
        ...

    def ids(self) -> Iterator[int]:
        """Every id in the index, ascending: what `volens index check` compares with the database."""
        ...

    def version(self) -> object:
        """What changes with every change of the index; equal versions answer the same query alike."""
        ...

    def count(self) -> int:
        """How many documents there are."""
        ...

    def state(self) -> str:
        """Whether the index can be used: "ready", "missing" (nothing was ever written), "outdated" or "damaged"."""
        ...

    def writing(self, *, much: bool = False) -> AbstractContextManager[None]:
        """Keep the right to write for a while. Raises IndexLockedError while another process has it."""
        ...
