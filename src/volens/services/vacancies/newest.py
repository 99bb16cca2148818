"""The newest vacancies, for the first page."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from django.utils import timezone

from volens.engines.search.port import Hit, Query, Sort
from volens.services.vacancies.index import index
from volens.services.vacancies.queries import has_samples, kept, rows, visible
from volens.services.vacancies.rows import Row


def newest(limit: int = 6, *, language: str = "") -> list[Row]:
    """The newest open vacancies, of one language where enough are. One or two questions to the index, one query.

    Samples are made for today: where there are any, what is real stands before them however old it is, and in whatever
    language where the reader's has not enough.
    """
    now = timezone.now()
    asked = Query(sort=Sort.NEWEST, limit=limit, now=int(now.timestamp()))
    hits = index().query(replace(asked, languages=(language,))).hits if language else ()
    if len(hits) < limit:
        hits = index().query(asked).hits
    if not has_samples():
        return rows(hits, now=now)[0]
    real = kept(f"newest-{limit}-{language}", lambda: _real(limit, language, now))
    first = [Hit(number, 0.0) for number in real]
    return rows([*first, *(hit for hit in hits if hit.id not in real)], now=now)[0][:limit]


def _real(limit: int, language: str, now: dt.datetime) -> list[int]:
    """Numbers of the newest open vacancies that are neither samples nor of the past. One or two queries.

    Those of the language come first, then of any other as many as are missing.
    """
    real = visible(now).filter(is_sample=False, source__as_of__isnull=True).order_by("-posted_at", "-id")
    own = real.filter(language__startswith=language) if language else real
    found = list(own.values_list("id", flat=True)[:limit])
    if language and len(found) < limit:
        other = real.exclude(language__startswith=language)
        found += other.values_list("id", flat=True)[: limit - len(found)]
    return found
