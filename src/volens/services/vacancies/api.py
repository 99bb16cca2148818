"""The open JSON API: the same queries as the pages, typed. No key, no account, no limit on reading."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone, translation
from ninja import Query, Router, Status
from ninja.errors import HttpError

from volens.engines.search.port import FACETS
from volens.packs import places
from volens.services.vacancies import bridging, labels, presentation, queries, workplaces
from volens.services.vacancies.api_schemas import (
    ErrorOut,
    FiguresOut,
    GoneOut,
    OccupationOut,
    PayOut,
    PlaceOut,
    PlaceSuggestionOut,
    ProblemOut,
    SearchIn,
    SearchOut,
    SourceOut,
    VacancyDetailOut,
    VacancyOut,
    WorkplaceOut,
)
from volens.services.vacancies.index import index
from volens.services.vacancies.models import Vacancy
from volens.services.vacancies.parameters import read
from volens.services.vacancies.structured_data import major

router = Router(tags=["vacancies"])


class _Given:
    """The API's parameters in the shape an address has, so that both are read by the same code."""

    def __init__(self, asked: SearchIn) -> None:
        self.values: dict[str, list[object]] = {}
        for name, value in asked.model_dump(exclude={"limit", "facets"}).items():
            if isinstance(value, bool):
                self.values[name] = ["1"] if value else []
            elif isinstance(value, list):
                self.values[name] = list(value)
            elif isinstance(value, float):
                self.values[name] = [f"{value:.2f}"]
            elif value not in {None, ""}:
                self.values[name] = [str(value)]

    def get(self, key: str, /) -> object:
        """The last value, as in an address."""
        found = self.values.get(key)
        return found[-1] if found else None

    def getlist(self, key: str, /) -> list[object]:
        """All values."""
        return self.values.get(key, [])


def permalink(number: int) -> str:
    """The full address of a vacancy's page, in the language of the request."""
    language = translation.get_language() or settings.LANGUAGE_CODE
    return f"{settings.BASE_URL}/{language}/vacancies/{number}/"


def _pay(row: Any) -> PayOut | None:
    if row.pay_min is None and row.pay_max is None:
        return None
    told = presentation.has_month(row.pay_period, row.hours, row.weekly_hours)
    ends = (row.pay_min, row.pay_max, *((row.pay_month_min, row.pay_month_max) if told else (None, None)))
    low, high, month_low, month_high = (None if end is None else major(end, row.pay_currency) for end in ends)
    return PayOut(
        min=low, max=high, currency=row.pay_currency, period=row.pay_period, month_min=month_low, month_max=month_high
    )


def _listed(row: Any, *, as_of: dt.date | None, **extra: Any) -> dict[str, Any]:
    return {
        "id": row.id,
        "url": permalink(row.id),
        "title": row.title,
        "employer": row.employer,
        "place": PlaceOut(
            name=row.place, region=row.region, latitude=row.latitude, longitude=row.longitude, remote=row.remote
        ),
        "places": [WorkplaceOut(**each._asdict()) for each in workplaces.of(row)],
        "pay": _pay(row),
        "contract": row.contract,
        "hours": row.hours,
        "isco": row.isco,
        "language": row.language,
        "posted": row.posted_at,
        "sample": row.is_sample,
        "as_of": as_of,
        "snippet": row.snippet,
        **extra,
    }


def _label(facet: str, value: str, code: str) -> str:
    """The name of a facet's value in the language of the request."""
    if facet == "isco":
        return labels.occupation(value, code) or value
    if facet == "region":
        return labels.region(value, code)
    if facet == "language":
        return labels.language(value, code)
    named = {
        "contract": labels.contracts,
        "hours": labels.hours,
        "accommodation": labels.lodging,
        "posted": labels.posted,
    }.get(facet)
    return named(code).get(value, value) if named else value


@router.get("/vacancies", response={200: SearchOut, 422: ErrorOut}, summary="Search vacancies")
def search(request: HttpRequest, asked: Annotated[SearchIn, Query()]) -> Any:  # noqa: ARG001
    """Search open vacancies. The answer holds public facts only, and who asks is not recorded."""
    code = translation.get_language() or settings.LANGUAGE_CODE
    parameters = read(_Given(asked), language=code, limit=asked.limit)
    if parameters.problems:
        problems = [
            ProblemOut(field=name, message=problem.refusal, suggestions=list(problem.suggestions))
            for name, problem in parameters.problems.items()
        ]
        return Status(
            422, ErrorOut(detail="Some parameters were not understood, so nothing was searched.", problems=problems)
        )
    page = queries.search(parameters, facets=FACETS if asked.facets else ())
    beside = bridging.beside(page, code)
    pairs = zip(page.rows, page.hits, strict=True)
    return Status(
        200,
        {
            "total": page.total,
            "page": parameters.page,
            "pages": page.pages,
            "took_ms": round(page.took_ms, 3),
            "corrected": page.corrected,
            "results": [
                _listed(row, as_of=row.as_of, score=hit.score, distance_km=hit.distance_km) for row, hit in pairs
            ],
            "facets": {
                name: [{"value": value, "label": _label(name, value, code), "count": count} for value, count in counts]
                for name, counts in page.facets.items()
            },
            "beside": beside and beside.told(code, lambda row: _listed(row, as_of=row.as_of)),
        },
    )


def _found(number: int) -> Vacancy:
    found = queries.vacancy(number) if number < 2**63 else None
    if found is None:
        raise HttpError(404, "There is no vacancy with this number.")
    return found


def _similar(found: Vacancy, limit: int) -> list[dict[str, Any]]:
    return [_listed(row, as_of=row.as_of) for row in queries.similar(found, limit=limit)]


@router.get(
    "/vacancies/{number}",
    response={200: VacancyDetailOut, 404: ErrorOut, 410: GoneOut},
    summary="One vacancy",
)
def vacancy(request: HttpRequest, number: int) -> Any:  # noqa: ARG001
    """One vacancy with its text and declarations; 410 with similar ones when it has ended."""
    found = _found(number)
    if not queries.is_open(found, timezone.now()):
        return Status(410, {"detail": "This vacancy is no longer available.", "similar": _similar(found, 5)})
    detail = {
        name: getattr(found, name)
        for name in (
            *("text", "valid_through", "weekly_hours", "accommodation", "accessible", "apply_url", "apply_contact"),
            *("original_url", "declarations", "undeclared"),
        )
    }
    source = found.source
    return Status(200, _listed(found, as_of=source.as_of, source=source.name, attribution=source.attribution, **detail))


@router.get(
    "/vacancies/{number}/similar", response={200: list[VacancyOut], 404: ErrorOut}, summary="Vacancies like one"
)
def similar(request: HttpRequest, number: int, limit: Annotated[int, Query(ge=1, le=20)] = 5) -> Any:  # noqa: ARG001
    """Open vacancies like this one, best first."""
    return Status(200, _similar(_found(number), limit))


@router.get("/places", response=list[PlaceSuggestionOut], summary="Places that begin like this", tags=["places"])
def suggest_places(
    request: HttpRequest,  # noqa: ARG001
    q: Annotated[str, Query(min_length=1, max_length=100)],
    limit: Annotated[int, Query(ge=1, le=20)] = 8,
) -> Any:
    """Places whose name begins with what was typed, the largest first."""
    code = translation.get_language() or settings.LANGUAGE_CODE
    return [
        {
            "label": each.label,
            "country": each.place.country,
            "region": each.place.region,
            "latitude": each.place.latitude,
            "longitude": each.place.longitude,
            "population": each.place.population,
        }
        for each in places.suggest(q, limit=limit, language=code)
    ]


@router.get("/words", response=list[str], summary="Words of titles that begin like this")
def suggest_words(request: HttpRequest, q: Annotated[str, Query(min_length=1, max_length=60)]) -> Any:  # noqa: ARG001
    """Words that continue what was typed, most frequent first."""
    return list(index().suggest(q))


@router.get("/occupations", response={200: list[OccupationOut], 404: ErrorOut}, summary="ISCO-08", tags=["occupations"])
def occupations(request: HttpRequest, parent: Annotated[str, Query(max_length=4)] = "") -> Any:  # noqa: ARG001
    """The groups right below `parent` (none: the ten major groups), with their open vacancies."""
    code = translation.get_language() or settings.LANGUAGE_CODE
    if parent and not labels.occupation(parent, code):
        raise HttpError(404, "ISCO-08 has no group with this code.")
    counts = queries.occupation_counts()
    children = [f"{parent}{digit}" for digit in range(10)]
    named = [(each, labels.occupation(each, code)) for each in children]
    return Status(200, [{"code": each, "title": title, "open": counts.get(each, 0)} for each, title in named if title])


@router.get("/figures", response=FiguresOut, summary="Live figures", tags=["figures"])
def figures(request: HttpRequest) -> Any:  # noqa: ARG001
    """How many vacancies, employers and places there are now. At most half a minute old."""
    return queries.figures()


@router.get("/sources", response=list[SourceOut], summary="Sources", tags=["sources"])
def sources(request: HttpRequest) -> Any:  # noqa: ARG001
    """Where the vacancies come from, who they must be credited to, and how their deliveries do."""
    return [
        {
            "name": each.source.name,
            "title": each.source.title,
            "kind": each.source.kind,
            "attribution": each.source.attribution,
            "open": each.open,
            "approved": each.approved,
            "as_of": each.source.as_of,
            "last_delivery": each.last.started_at if each.last else None,
            "state": "held" if each.source.held_at else (each.last.state if each.last else ""),
        }
        for each in queries.public_sources()
    ]
