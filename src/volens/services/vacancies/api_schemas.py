"""The shapes of the vacancies' API: what may be asked and what is answered."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from ninja import Field, Schema

from volens.services.vacancies.parameters import MAX_PAGE, MAX_TEXT


class PayOut(Schema):
    """Pay as the source gave it, in major units, and for one month as Volens compares it."""

    min: float | None = Field(description="Lower end, major units of the currency.")
    max: float | None
    currency: str = Field(description="ISO 4217")
    period: str = Field(description="hour, day, week, month, year, piece, once")
    month_min: float | None = Field(description="Lower end for one month.")
    month_max: float | None


class PlaceOut(Schema):
    """Where the work is."""

    name: str
    region: str = Field(description="ISO 3166-2 where known, else ISO 3166-1.")
    latitude: float | None
    longitude: float | None
    remote: bool


class WorkplaceOut(Schema):
    """One of the places of a vacancy."""

    name: str
    region: str = Field(description="ISO 3166-2 where known, else ISO 3166-1.")
    latitude: float | None
    longitude: float | None


class VacancyOut(Schema):
    """A vacancy in a list."""

    id: int
    url: str
    title: str
    employer: str
    place: PlaceOut = Field(description="The first place.")
    places: list[WorkplaceOut] = Field(description="Every place, the first one first; most vacancies have one.")
    pay: PayOut | None
    contract: str
    hours: str
    isco: str = Field(description="ISCO-08 unit group, or empty.")
    language: str = Field(description="BCP 47")
    posted: dt.datetime
    sample: bool = Field(description="Made up, to show how Volens works.")
    as_of: dt.date | None = Field(description="Shown as it was on this day: a record of the past, or a sample.")
    snippet: str
    score: float | None = None
    distance_km: float | None = None


class VacancyDetailOut(VacancyOut):
    """A vacancy with everything that was published about it."""

    text: str
    valid_through: dt.datetime | None
    weekly_hours: float | None
    accommodation: str
    accessible: bool | None
    apply_url: str
    apply_contact: str
    original_url: str
    source: str
    attribution: str
    declarations: dict[str, Any] = Field(description="What the employer declared.")
    undeclared: list[str] = Field(description="What the employer has not declared.")


class FacetOut(Schema):
    """One value of a facet and how many vacancies it would show."""

    value: str
    label: str
    count: int


class BesideOut(Schema):
    """The same work in other words or the other language: counted apart, never in the total."""

    count: int
    sentence: str = Field(description="What it is, in the language of the request.")
    instead: bool = Field(description="Nothing was found by the words as they were typed: these come first.")
    url: str = Field(description="The page with all of it.")
    results: list[VacancyOut] = Field(description="The first few.")


class SearchOut(Schema):
    """One page of results."""

    total: int
    page: int
    pages: int
    took_ms: float
    corrected: str = Field(description="The words searched instead, when those given were found nowhere.")
    results: list[VacancyOut]
    facets: dict[str, list[FacetOut]]
    beside: BesideOut | None = Field(None, description="On the first page of a search for one name of an occupation.")


class ProblemOut(Schema):
    """What is wrong with one parameter."""

    field: str
    message: str
    suggestions: list[str] = []


class ErrorOut(Schema):
    """An error, in words."""

    detail: str
    problems: list[ProblemOut] = []


class GoneOut(ErrorOut):
    """The vacancy is no longer available; these are like it."""

    similar: list[VacancyOut]


class PlaceSuggestionOut(Schema):
    """A place a search may name."""

    label: str
    country: str
    region: str
    latitude: float | None
    longitude: float | None
    population: int


class OccupationOut(Schema):
    """An ISCO-08 group."""

    code: str
    title: str
    open: int = Field(description="Open vacancies in the group.")


class FiguresOut(Schema):
    """Exact counts of public facts."""

    open: int
    this_week: int
    employers: int
    places: int


class SourceOut(Schema):
    """Where vacancies come from."""

    name: str
    title: str
    kind: str
    attribution: str
    open: int
    approved: bool
    as_of: dt.date | None
    last_delivery: dt.datetime | None
    state: str


class SearchIn(Schema):
    """What may be asked. Parameters with several values are repeated: `contract=permanent&contract=temporary`."""

    q: str = Field("", max_length=MAX_TEXT, description='Words; "quotes" keep words together; OR between alternatives.')
    where: str = Field("", max_length=MAX_TEXT, description="A place, in English, Chinese or its own language.")
    radius: int = Field(30, ge=1, le=500, description="Kilometres around the place.")
    pay: float | None = Field(None, ge=0, lt=10**12, description="At least this much a month, major units.")
    currency: str = Field("", max_length=3, description="Currency of `pay`, ISO 4217; default: the place's.")
    contract: list[str] = Field(
        [], description="permanent, fixed_term, temporary, apprenticeship, internship, freelance"
    )
    hours: list[str] = Field([], description="full_time, part_time, flexible")
    isco: list[str] = Field([], description="ISCO-08 codes of one to four digits.")
    region: list[str] = Field([], description="ISO 3166-2 or 3166-1 codes.")
    lang: list[str] = Field([], description="Languages of vacancies, BCP 47.")
    employer: list[str] = Field([], description="Exact names.")
    posted: int | None = Field(None, ge=1, le=366, description="Posted within so many days.")
    accessible: bool = False
    lodging: Literal["", "optional"] = Field("", description='"optional": no vacancy that requires lodging.')
    sort: Literal["", "relevance", "newest", "pay", "distance"] = ""
    page: int = Field(1, ge=1, le=MAX_PAGE)
    limit: int = Field(20, ge=1, le=100)
    facets: bool = Field(True, description="Whether to count facets.")
