"""One delivery from its files into the database: batch by batch, each in one transaction, the same result twice."""

from __future__ import annotations

import datetime as dt
import logging
import zoneinfo
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from volens.services.vacancies import duplicates, outbox
from volens.services.vacancies.importing import deliveries, locks, parallel, readers, store
from volens.services.vacancies.importing.mapping import Mapping
from volens.services.vacancies.importing.normalise import Defaults
from volens.services.vacancies.importing.readers.streams import Watch
from volens.services.vacancies.importing.rejects import Reject, RejectsFile
from volens.services.vacancies.importing.seen import IdSet
from volens.services.vacancies.models import ImportRun, Source, Vacancy

#: Records stored in one transaction.
BATCH = 2000

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Summary:
    """What became of a delivery: the command's answer."""

    read: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    expired: int = 0
    rejected: int = 0
    rejects_file: str = ""

    def as_dict(self) -> dict[str, Any]:
        """The contract of `volens import --json`."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Plan:
    """How a delivery is to be taken.

    `complete`: it holds everything the source offers, so that what is missing has ended. `workers`: processes that
    normalise; None for as many as fit. `watch` learns how far the files are read, `on_batch` what was done so far.
    """

    format: str = "auto"
    mapping: Mapping = field(default_factory=Mapping)
    complete: bool = True
    workers: int | None = None
    watch: Watch | None = None
    on_batch: Callable[[Summary], None] | None = None


def import_files(paths: Sequence[Path], source: Source, plan: Plan) -> tuple[ImportRun, Summary]:
    """Take a delivery of a source. Killed at any point it leaves a consistent database, and the next run completes it.

    Nothing is published here: new and changed vacancies wait in state `received` for the stages that follow.
    Raises BusyError while another process imports this source.
    """
    with locks.only_one(f"import-{source.name}"):
        deliveries.close_interrupted(source)
        run = ImportRun.objects.create(source=source, started_at=timezone.now(), complete=plan.complete)
        rejects = RejectsFile(Path(settings.DATA_DIR) / "rejects" / f"{source.name}-{run.pk}.jsonl")
        importer = _Importer(source, run, rejects)
        try:
            for outcomes in _batches(_outcomes(paths, plan)):
                importer.take(outcomes)
                if plan.on_batch:
                    plan.on_batch(importer.summary)
        except BaseException as error:
            importer.save(rejects.close(), state=ImportRun.State.FAILED, message=f"{type(error).__name__}: {error}")
            raise
        importer.summary.rejects_file = rejects.close()
        deliveries.finish(run, importer.seen, importer.fatal)
        importer.summary.expired = run.expired
        importer.save(importer.summary.rejects_file)
        return run, importer.summary


def clock_of(source: Source) -> dt.datetime:
    """The moment that decides what of a source is over: now, or the day a historical source is shown as of."""
    if source.as_of is None:
        return timezone.now()
    zone = zoneinfo.ZoneInfo(settings.TIME_ZONE)
    return dt.datetime.combine(source.as_of, dt.time(), zone)


def _outcomes(paths: Sequence[Path], plan: Plan) -> Iterator[list[parallel.Outcome]]:
    options = readers.Options(plan.format, plan.mapping)
    defaults = Defaults(plan.mapping.time_zone or settings.TIME_ZONE, plan.mapping.date_order)
    raws = (raw for path in paths for raw in readers.read(path, options, plan.watch))
    return parallel.normalised(raws, parallel.Job(plan.format, plan.mapping, defaults), plan.workers)


def _batches(chunks: Iterable[list[parallel.Outcome]]) -> Iterator[list[parallel.Outcome]]:
    batch: list[parallel.Outcome] = []
    for chunk in chunks:
        batch += chunk
        if len(batch) >= BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


class _Known(NamedTuple):
    """What is stored under a key already."""

    pk: int
    content_hash: bytes
    state: str
    posted_at: dt.datetime
    valid_through: dt.datetime | None


class _Importer:
    """The state of one run: what was seen, what was done."""

    def __init__(self, source: Source, run: ImportRun, rejects: RejectsFile) -> None:
        self.summary = Summary()
        self.seen = IdSet()
        self.fatal: Reject | None = None
        self._source = source
        self._run = run
        self._rejects = rejects
        self._now = int(clock_of(source).timestamp())

    def take(self, outcomes: Sequence[parallel.Outcome]) -> None:
        """Store one batch, with its outbox rows and the run's figures, in one transaction."""
        located = [outcome for outcome in outcomes if isinstance(outcome, parallel.Located)]
        rejects = [outcome for outcome in outcomes if isinstance(outcome, Reject)]
        keys = {outcome.normalised.key for outcome in located} | {reject.key for reject in rejects if reject.key}
        with transaction.atomic():
            known = self._known(keys)
            rejects += self._store(located, known)
            self.summary.read += len(outcomes)
            self.summary.rejected += len(rejects)
            self.save("")
        for reject in rejects:
            self._rejects.write(reject)
            self.fatal = self.fatal or (reject if reject.fatal else None)
            if reject.key in known:
                self.seen.add(known[reject.key].pk)

    def _known(self, keys: set[str]) -> dict[str, _Known]:
        rows = Vacancy.objects.filter(source=self._source, source_key__in=keys).values_list(
            "source_key", "pk", "content_hash", "state", "posted_at", "valid_through"
        )
        found: dict[str, _Known] = {}
        for key, pk, digest, state, posted, until in rows.order_by():
            found[key] = _Known(pk, bytes(digest), state, posted, until)
        return found

    def _store(self, located: Sequence[parallel.Located], known: dict[str, _Known]) -> list[Reject]:
        new: dict[str, parallel.Located] = {}
        changed: list[tuple[int, Any, int]] = []
        leaving: list[int] = []  # what the index may show at present
        rejects: list[Reject] = []
        this_batch: dict[int, bytes] = {}
        seen_at = int(timezone.now().timestamp())
        for outcome in located:
            normalised = outcome.normalised
            if normalised.key not in known:
                first = new.setdefault(normalised.key, outcome)
                if first is not outcome:
                    self._repeated(outcome, first.normalised.content_hash, rejects)
                continue
            pk, digest, state, posted, until = known[normalised.key]
            if self.seen.add(pk):
                self._repeated(outcome, this_batch.get(pk, digest), rejects)
                continue
            gone_but_valid = state == Vacancy.State.EXPIRED and not (until and until.timestamp() <= self._now)
            if digest == normalised.content_hash and not gone_but_valid:
                self.summary.unchanged += 1
                continue
            this_batch[pk] = normalised.content_hash
            changed.append((pk, normalised, int(posted.timestamp())))
            if state == Vacancy.State.PUBLISHED:
                leaving.append(pk)
        if new:
            records = [outcome.normalised for outcome in new.values()]
            posted_default = min(self._now, seen_at)
            store.insert(self._source, self._run, records, self._now, seen_at, posted_default)
            keys = [record.key for record in records]
            self.seen.update(
                Vacancy.objects.filter(source=self._source, source_key__in=keys).order_by().values_list("pk", flat=True)
            )
        if changed:
            store.update(self._source, self._run, changed, self._now, seen_at)
            outbox.changed(leaving)
            past = self._source.is_historical
            duplicates.take_over(
                pk for pk, normalised, _ in changed if store.is_over(normalised.record, self._now, historical=past)
            )
        self.summary.created += len(new)
        self.summary.updated += len(changed)
        return rejects

    def _repeated(self, outcome: parallel.Located, digest: bytes, rejects: list[Reject]) -> None:
        """The same record twice is no news; two records under one identifier are a mistake of the source."""
        if digest == outcome.normalised.content_hash:
            self.summary.unchanged += 1
            return
        parameters = {"value": outcome.normalised.key}
        rejects.append(Reject(outcome.line, "key", "repeated_key", parameters, file=outcome.file))

    def save(self, rejects_file: str, **changes: Any) -> None:
        """Write the run's figures."""
        summary = self.summary
        ImportRun.objects.filter(pk=self._run.pk).update(
            read=summary.read,
            created=summary.created,
            updated=summary.updated,
            unchanged=summary.unchanged,
            rejected=summary.rejected,
            rejects_file=rejects_file,
            **({"finished_at": timezone.now(), **changes} if changes else {}),
        )


def failure_of(run: ImportRun) -> str:
    """Why a run is not done, in words; empty when it is."""
    if run.state == ImportRun.State.DONE:
        return ""
    if run.state == ImportRun.State.HELD:
        return _("The delivery is held: %(reason)s") % {"reason": run.message}
    return _("The delivery was not read to its end, so nothing was expired: %(reason)s") % {"reason": run.message}
