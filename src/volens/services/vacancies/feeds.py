"""Feeds: sources at an address, fetched by a schedule, and less often while they fail."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from volens.services.vacancies.importing import locks
from volens.services.vacancies.importing.fetch import FetchError, fetch
from volens.services.vacancies.importing.mapping import Mapping, parse
from volens.services.vacancies.importing.run import Plan, Summary
from volens.services.vacancies.models import ImportRun, Source
from volens.services.vacancies.receiving import Received, receive

#: A feed that keeps failing is asked again after at most so long.
LONGEST_WAIT = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Visit:
    """One look at a feed: what it brought (None: no news, or a failure), and what went wrong."""

    source: Source
    received: Received | None = None
    problem: str = ""


def due(now: dt.datetime | None = None) -> list[Source]:
    """Feeds whose time has come."""
    now = now or timezone.now()
    feeds = Source.objects.filter(kind=Source.Kind.FEED, schedule_minutes__isnull=False)
    return list(feeds.filter(Q(next_fetch_at__isnull=True) | Q(next_fetch_at__lte=now)).order_by("next_fetch_at", "pk"))


def visit(source: Source, *, on_batch: Callable[[Summary], None] | None = None) -> Visit:
    """Fetch a feed, import what is new, and set when to look again. A failure is recorded as a failed run."""
    began = timezone.now()
    incoming = Path(settings.DATA_DIR) / "incoming"
    incoming.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f"{source.name}-", dir=incoming) as folder:
        try:
            fetched = fetch(source.url, Path(folder), etag=source.etag, last_modified=source.last_modified)
            if fetched.path is None:
                return _ended(source, Visit(source), began)
            plan = Plan(
                format=source.format,
                mapping=parse(source.mapping) if source.mapping else Mapping(),
                on_batch=on_batch,
            )
            received = receive([fetched.path], source, plan)
        except locks.BusyError as error:
            return Visit(source, problem=str(error))
        except FetchError as error:
            ImportRun.objects.create(
                source=source,
                state=ImportRun.State.FAILED,
                started_at=began,
                finished_at=timezone.now(),
                message=str(error),
            )
            return _ended(source, Visit(source, problem=str(error)), began)
    if received.run.state == ImportRun.State.DONE:
        source.etag, source.last_modified = fetched.etag, fetched.last_modified
    problem = "" if received.run.state == ImportRun.State.DONE else received.run.message
    return _ended(source, Visit(source, received, problem), began)


def visit_due(*, on_batch: Callable[[Summary], None] | None = None) -> list[Visit]:
    """Look at every feed whose time has come."""
    return [visit(source, on_batch=on_batch) for source in due()]


def _ended(source: Source, seen: Visit, began: dt.datetime) -> Visit:
    """Set when to look again: as scheduled, or ever later while it fails."""
    failures = 0
    for state in source.runs.values_list("state", flat=True)[:20]:
        if state != ImportRun.State.FAILED:
            break
        failures += 1
    failed = seen.problem and (seen.received is None or seen.received.run.state == ImportRun.State.FAILED)
    usual = dt.timedelta(minutes=source.schedule_minutes or 60)
    wait = min(usual * 2**failures, max(LONGEST_WAIT, usual)) if failed else usual
    fresh = {"next_fetch_at": began + wait, "etag": source.etag, "last_modified": source.last_modified}
    if not failed:
        fresh["fetched_at"] = began
    Source.objects.filter(pk=source.pk).update(**fresh)
    return seen
