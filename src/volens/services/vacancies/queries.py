"""Everything that reads the room of vacancies. Vacancies are public facts: no reading of persons happens here."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar, cast

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext

from volens.engines.search.port import FACETS, Document, Hit, Query, SearchIndexError, Sort
from volens.services.vacancies.index import index
from volens.services.vacancies.indexing import document, shown_documents
from volens.services.vacancies.models import ImportRun, ReviewCase, Source, SourceApproval, Vacancy
from volens.services.vacancies.parameters import SearchParameters
from volens.services.vacancies.rows import Row as Row  # noqa: PLC0414 - part of what this module gives
from volens.services.vacancies.rows import read_rows, read_texts

#: How long the figures of the first page may be old, in seconds.
FIGURES_KEEP = 30
WEEK = 7 * 86_400


@dataclass(frozen=True, slots=True)
class SearchPage:
    """One page of results. `rows` and `hits` go together, in order; `total` counts all pages."""

    parameters: SearchParameters
    query: Query
    total: int
    rows: Sequence[Row]
    hits: Sequence[Hit]
    facets: Mapping[str, Sequence[tuple[str, int]]] = field(default_factory=dict)
    took_ms: float = 0.0
    corrected: str = ""
    relaxed: bool = False
    among: int = 0  # how many of the vacancies asked about are found, on all pages

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.total // self.parameters.limit))


def visible(now: dt.datetime | None = None) -> QuerySet[Vacancy]:
    """Published vacancies whose last day has not passed, each job once. Cost: none until it is evaluated."""
    now = now or timezone.now()
    return Vacancy.objects.filter(
        Q(valid_through__isnull=True) | Q(valid_through__gt=now),
        state=Vacancy.State.PUBLISHED,
        duplicate_of__isnull=True,
    )


def rows(hits: Iterable[Hit], *, now: dt.datetime) -> tuple[list[Row], list[Hit]]:
    """The rows behind hits, in the order of the hits. One query.

    A vacancy that ended since the index was last told is left out, so an index that lags never shows it.
    """
    wanted = list(hits)
    if not wanted:
        return [], []
    found = {row.id: row for row in read_rows([hit.id for hit in wanted], now=now)}
    kept = [hit for hit in wanted if hit.id in found]
    return [found[hit.id] for hit in kept], kept


def hits(query: Query) -> Sequence[Hit]:
    """What a question to the index finds, without rows. One question to the index."""
    return index().query(query).hits


def workplace_conditions(ids: Sequence[int]) -> Mapping[int, tuple[bool, str]]:
    """Whether the workplace is accessible, and what is said of lodging, by id. One query."""
    found = Vacancy.objects.filter(pk__in=ids).order_by("pk").values_list("pk", "accessible", "accommodation")
    return {number: (bool(accessible), accommodation) for number, accessible, accommodation in found}


def towns(ids: Sequence[int]) -> Mapping[int, tuple[int, ...]]:
    """The GeoNames numbers of the towns each vacancy is open in, by its id. One query."""
    found = Vacancy.objects.filter(pk__in=ids).order_by("pk").values_list("pk", "place_id", "further_places")
    return {
        number: tuple(each for each in (town, *(other.get("place_id") for other in further)) if each)
        for number, town, further in found
    }


def weekly_hours(ids: Sequence[int]) -> Mapping[int, float]:
    """The weekly hours of those of these vacancies that state them, by id. One query."""
    found = Vacancy.objects.filter(pk__in=ids, weekly_hours__isnull=False).order_by("pk")
    return {number: hours for number, hours in found.values_list("pk", "weekly_hours") if hours is not None}


def texts(ids: Sequence[int]) -> Mapping[int, str]:
    """The texts of vacancies, by id. One query."""
    return read_texts(ids)


def search(
    parameters: SearchParameters,
    *,
    facets: Sequence[str] = FACETS,
    now: dt.datetime | None = None,
    among: Sequence[int] = (),
) -> SearchPage:
    """Answer a search: one question to the index, one query to the database.

    `facets` names the groups to count (none: cheaper). `among`: vacancies to be counted among those found.
    """
    now = now or timezone.now()
    query = parameters.query(now)
    if among:
        query = replace(query, among=tuple(among))
    answer = index().query(query, facets=facets)
    found, hits = rows(answer.hits, now=now)
    return SearchPage(
        parameters=parameters,
        query=query,
        total=answer.total,
        rows=found,
        hits=hits,
        facets=answer.facets,
        took_ms=answer.took_ms,
        corrected=answer.corrected,
        relaxed=answer.relaxed,
        among=answer.among,
    )


def documents(ids: Sequence[int]) -> Iterable[Document]:
    """Those of these vacancies that are shown, as the index knows them, by id. One query."""
    return shown_documents(ids)


def vacancy(number: int) -> Vacancy | None:
    """A vacancy that is or was published, with its source; None for any other. One query.

    Held and blocked ones were never public: for the public they do not exist.
    """
    shown = (Vacancy.State.PUBLISHED, Vacancy.State.EXPIRED)
    return (
        Vacancy.objects.filter(id=number, state__in=shown)
        .select_related("source")
        .prefetch_related(
            Prefetch(
                "source__approvals", queryset=SourceApproval.objects.filter(revoked_at__isnull=True), to_attr="standing"
            )
        )
        .first()
    )


def paused(number: int) -> Vacancy | None:
    """A vacancy that was public and is in front of a reviewer again. One query by primary key.

    What a person decided against is not: nobody looks at it again. Of an import only workers' reports tell that it was
    public, and its row may hold by now what a delivery brought and nobody vetted: show nothing of what this gives.
    """
    states = (Vacancy.State.HELD, Vacancy.State.BLOCKED)
    waits = ReviewCase.objects.filter(vacancy=OuterRef("pk"), decided_at__isnull=True)
    reported = waits.filter(kind=ReviewCase.Kind.REPORTED)
    return Vacancy.objects.filter(
        Q(first_published_at__isnull=False) & Exists(waits) | Exists(reported), pk=number, state__in=states
    ).first()


def is_open(found: Vacancy, now: dt.datetime | None = None) -> bool:
    """Whether one can still apply."""
    now = now or timezone.now()
    return found.state == Vacancy.State.PUBLISHED and (found.valid_through is None or found.valid_through > now)


class NotOpenError(LookupError):
    """Nobody can apply to this vacancy now; the message says why, in plain words and in the active language."""


#: The name in the contract between rooms.
NotOpen = NotOpenError


def for_application(vacancy_id: int) -> Vacancy:
    """A vacancy one can apply to through this service, with its source and organisation. One query, two at most.

    It is published, its last day has not passed, and it was posted here by an employer that is verified. Raises
    NotOpenError with the reason for everything else; what was never public is "not there" like any wrong number.
    """
    from volens.services.organisations.queries import is_verified

    shown = (Vacancy.State.PUBLISHED, Vacancy.State.EXPIRED)
    found = Vacancy.objects.filter(pk=vacancy_id).select_related("source", "organisation").first()
    if found is None or (found.state not in shown and found.first_published_at is None):
        raise NotOpenError(gettext("This vacancy is not there."))
    if found.state not in shown and paused(vacancy_id) is not None:
        raise NotOpenError(gettext("This vacancy is being checked again. Please come back later."))
    if not is_open(found):
        raise NotOpenError(gettext("This vacancy is no longer open."))
    if found.organisation is None:
        raise NotOpenError(gettext("You apply for this vacancy directly with the employer, not here."))
    if not is_verified(found.organisation):
        raise NotOpenError(gettext("This employer is not verified at the moment, so nobody can apply here."))
    return found


def similar(found: Vacancy, *, limit: int = 4) -> list[Row]:
    """Open vacancies like this one, best first. One question to the index, one query."""
    now = timezone.now()
    try:
        hits = index().similar(document(found), limit=limit, now=int(now.timestamp()))
    except SearchIndexError:  # the vacancy itself is worth more than its likes
        return []
    return rows(hits, now=now)[0]


def around(latitude: float, longitude: float, *, radius_km: float, limit: int = 40) -> tuple[int, list[Row], list[Hit]]:
    """How many open vacancies lie within a radius, and the nearest of them. One question to the index, one query."""
    now = timezone.now()
    answer = index().query(
        Query(
            latitude=latitude,
            longitude=longitude,
            radius_km=radius_km,
            sort=Sort.DISTANCE,
            limit=limit,
            now=int(now.timestamp()),
        )
    )
    return answer.total, *rows(answer.hits, now=now)


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts of public facts, exact at the time they were taken.

    Samples and records of the past are counted only where nothing else is shown; `current` is False then, and whoever
    shows the counts has to say so. `groups` count what a visitor finds behind them: everything that is shown.
    """

    open: int
    this_week: int
    employers: int
    places: int
    groups: Mapping[str, int]  # ISCO-08 major group: open vacancies
    samples: bool  # whether any open vacancy is made up
    current: bool = True


def figures() -> Figures:
    """The figures of the first page, at most `FIGURES_KEEP` seconds old. Cost when fresh: one look-up in memory."""
    return kept("figures", _count)


T = TypeVar("T")
_memory: dict[tuple[str, str], tuple[float, Any]] = {}


def kept(name: str, make: Callable[[], T]) -> T:
    """What was made less than `FIGURES_KEEP` seconds ago in this process, else made now."""
    key = (name, str(settings.INDEX_DIR))
    until, value = _memory.get(key, (0.0, None))
    now = time.monotonic()
    if now >= until:
        value = make()
        _memory[key] = (now + FIGURES_KEEP, value)
    return cast("T", value)


def forget() -> None:
    """Let the next question for figures be counted anew: after an import in the same process, and in tests."""
    _memory.clear()


def _count() -> Figures:
    now = timezone.now()
    seconds = int(now.timestamp())
    everything = index().query(Query(now=seconds, limit=1), facets=("isco",))
    shown = visible(now).order_by()
    real = shown.filter(is_sample=False, source__as_of__isnull=True)
    current = everything.total == 0 or real.exists()
    counted = (real if current else shown).aggregate(
        open=Count("id"),
        this_week=Count("id", filter=Q(posted_at__gte=now - dt.timedelta(seconds=WEEK))),
        employers=Count("employer", distinct=True, filter=~Q(employer="")),
        places=Count("place_id", distinct=True),
    )
    return Figures(
        open=counted["open"],
        this_week=counted["this_week"],
        employers=counted["employers"],
        places=counted["places"],
        groups={code: number for code, number in everything.facets.get("isco", ()) if len(code) == 1},
        samples=shown.filter(is_sample=True).exists(),
        current=current,
    )


def has_samples() -> bool:
    """Whether made-up vacancies are shown, for the banner of every page. As old as `figures`."""
    try:
        return figures().samples
    except SearchIndexError:  # every page asks, also the one that says that the search is being rebuilt
        return kept("samples", lambda: visible(timezone.now()).filter(is_sample=True).exists())


def pay_floors(currency: str) -> Sequence[int]:
    """Round monthly amounts (minor units) that tell the open vacancies of a currency apart. As old as `figures`."""
    return kept(f"pay:{currency}", lambda: _count_pay(currency))


def _count_pay(currency: str) -> list[int]:
    asked = Query(currency=currency, now=int(timezone.now().timestamp()), limit=1)
    found = index().query(asked, facets=("pay",)).facets.get("pay", ())
    steps = [value.partition(":") for value, _count in found]
    return sorted(int(minor) for unit, _colon, minor in steps if unit == currency and minor.isdecimal())


def occupation_counts() -> Mapping[str, int]:
    """Open vacancies by ISCO-08 group, at all four levels. One grouped query, at most `FIGURES_KEEP` seconds old."""
    return kept("occupations", _count_occupations)


def _count_occupations() -> dict[str, int]:
    found: dict[str, int] = {}
    grouped = visible().exclude(isco="").order_by().values_list("isco").annotate(number=Count("id"))
    for code, number in grouped:
        for digits in range(1, len(code) + 1):
            found[code[:digits]] = found.get(code[:digits], 0) + number
    return found


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """A source, what it shows now, and its last delivery."""

    source: Source
    open: int
    last: ImportRun | None
    approved: bool


def sources() -> list[SourceHealth]:
    """All sources with their open vacancies, last delivery and standing approval. Four queries."""
    counts = dict(visible().order_by().values_list("source_id").annotate(number=Count("id")))
    found = list(
        Source.objects.prefetch_related(
            Prefetch("approvals", queryset=SourceApproval.objects.filter(revoked_at__isnull=True), to_attr="standing")
        )
    )
    latest = {
        run.source_id: run
        for run in ImportRun.objects.filter(
            id__in=[
                number
                for number in Source.objects.annotate(newest=_latest_run()).values_list("newest", flat=True)
                if number is not None
            ]
        )
    }
    return [
        SourceHealth(
            source=source,
            open=counts.get(source.pk, 0),
            last=latest.get(source.pk),
            approved=bool(source.standing),
        )
        for source in found
    ]


def public_sources() -> list[SourceHealth]:
    """The sources the public sees: not those that never published anything and whose last delivery brought nothing.

    A mistyped attempt of an operator is no source of this service. Five queries.
    """
    published = (Vacancy.State.PUBLISHED, Vacancy.State.EXPIRED)
    ever = set(Vacancy.objects.filter(state__in=published).order_by().values_list("source_id", flat=True).distinct())
    return [each for each in sources() if each.source.pk in ever or not _came_to_nothing(each.last)]


def _came_to_nothing(last: ImportRun | None) -> bool:
    """Whether a delivery failed or held no record; no delivery yet is neither."""
    return last is not None and (last.state == ImportRun.State.FAILED or not last.read)


def _latest_run() -> object:
    from django.db.models import Subquery

    return Subquery(ImportRun.objects.filter(source=OuterRef("pk")).order_by("-started_at", "-id").values("id")[:1])
