"""One delivery from its files into the database: batch by batch, each in one transaction, the same result twice."""

from __future__ import annotations

import datetime as dt
import logging
import zoneinfo
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

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
from volens.services.vacancies.importing.stored import HASH, KEY, Row, Rows
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
            for batch in _batches(_made(paths, plan, importer.rows)):
                importer.take(batch)
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


def _made(paths: Sequence[Path], plan: Plan, rows: Rows) -> Iterator[parallel.Made]:
    options = readers.Options(plan.format, plan.mapping)
    defaults = Defaults(plan.mapping.time_zone or settings.TIME_ZONE, plan.mapping.date_order)
    raws = (raw for path in paths for raw in readers.read(path, options, plan.watch))
    return parallel.made(raws, parallel.Job(plan.format, plan.mapping, defaults, rows), plan.workers)


def _batches(chunks: Iterable[parallel.Made]) -> Iterator[list[parallel.Made]]:
    batch: list[parallel.Made] = []
    size = 0
    for chunk in chunks:
        batch.append(chunk)
        size += len(chunk.rows) + len(chunk.rejects)
        if size >= BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


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
        self.rows = store.rows_of(source, self._now)

    def take(self, batch: Sequence[parallel.Made]) -> None:
        """Store one batch, with its outbox rows and the run's figures, in one transaction."""
        rejects = [reject for made in batch for reject in made.rejects]
        keys = {row[KEY] for made in batch for _, row in made.rows} | {reject.key for reject in rejects if reject.key}
        self.summary.read += len(rejects) + sum(len(made.rows) for made in batch)
        with transaction.atomic():
            known = store.known(self._source, self._run, keys, self.rows)
            rejects += self._store(batch, known)
            self.summary.rejected += len(rejects)
            self.save("")
        for reject in rejects:
            self._rejects.write(reject)
            self.fatal = self.fatal or (reject if reject.fatal else None)
            if reject.key in known:
                self.seen.add(known[reject.key].pk)

    def _store(self, batch: Sequence[parallel.Made], known: dict[str, store.Known]) -> list[Reject]:
        new: dict[str, Row] = {}
        changed: dict[int, Row] = {}
        leaving: list[int] = []  # what the index may show at present
        rejects: list[Reject] = []
        for file, line, row in ((made.file, line, row) for made in batch for line, row in made.rows):
            key, digest = row[KEY], row[HASH]
            before = known.get(key)
            if before is None:
                first = new.setdefault(key, row)
                if first is not row:
                    self._repeated(file, line, row, first[HASH], rejects)
                continue
            if self.seen.add(before.pk) or before.current:
                now_stored = changed.get(before.pk)
                self._repeated(file, line, row, now_stored[HASH] if now_stored else before.content_hash, rejects)
                continue
            gone_but_valid = before.state == Vacancy.State.EXPIRED and before.valid
            if digest == before.content_hash and not gone_but_valid:
                self.summary.unchanged += 1
                continue
            changed[before.pk] = row
            if before.state == Vacancy.State.PUBLISHED:
                leaving.append(before.pk)
        seen_at = timezone.now()
        if new:
            posted = self.rows.time(min(self._now, int(seen_at.timestamp())))
            store.insert(self._source, self._run, list(new.values()), seen_at, posted)
        if changed:
            store.update(self._run, changed.items(), seen_at)
            outbox.changed(leaving)
            duplicates.take_over(pk for pk, row in changed.items() if store.is_over(row))
        self.summary.created += len(new)
        self.summary.updated += len(changed)
        return rejects

    def _repeated(self, file: str, line: int, row: Row, digest: bytes, rejects: list[Reject]) -> None:
        """The same record twice is no news; two records under one identifier are a mistake of the source."""
        if digest == row[HASH]:
            self.summary.unchanged += 1
            return
        rejects.append(Reject(line, "key", "repeated_key", {"value": row[KEY]}, file=file))

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
