"""The end of a delivery: what is missing from it has ended, unless the delivery itself looks wrong."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from volens.services.vacancies.importing import store
from volens.services.vacancies.importing.rejects import Reject
from volens.services.vacancies.importing.seen import IdSet
from volens.services.vacancies.models import ImportRun, Source, Vacancy

#: A delivery is held when more than this share of a source's vacancies is missing from it …
SHRINK_SHARE = 0.5
#: … and there were at least so many; or when it is empty.
SHRINK_FROM = 20
#: A delivery is held when more than this share of its records is rejected, and at least so many.
REJECT_SHARE = 0.3
REJECT_FROM = 10


def close_interrupted(source: Source) -> None:
    """Runs of a source that never ended were interrupted; their records are kept, nothing was expired by them."""
    ImportRun.objects.filter(source=source, state=ImportRun.State.RUNNING).update(
        state=ImportRun.State.FAILED, finished_at=timezone.now(), message=_("Interrupted.")
    )


def finish(run: ImportRun, seen: IdSet, fatal: Reject | None) -> None:
    """Close a run whose files were read: expire what vanished, or hold the delivery, or note that it broke off."""
    run.refresh_from_db()
    source = run.source
    if fatal is not None:
        run.state, run.message = ImportRun.State.FAILED, f"{fatal.file}: {fatal.reason()}"
    elif not run.complete and run.read == 0:
        run.state, run.message = ImportRun.State.HELD, _nothing()
    elif not run.complete:
        run.state = ImportRun.State.DONE
    else:
        before = _live(source).filter(first_seen_at__lt=run.started_at).count()
        missing = sum(1 for _id in _missing(source, seen, run))
        if reason := suspicion(run, before, missing):
            run.state, run.message = ImportRun.State.HELD, reason
            _hold(source, run, seen)
        else:
            run.expired = expire_missing(source, seen, run)
            run.state = ImportRun.State.DONE
            release_hold(source)
    run.finished_at = timezone.now()
    run.save()


def suspicion(run: ImportRun, before: int, missing: int) -> str:
    """Why a delivery should not be obeyed, in words; empty when nothing is wrong with it."""
    if run.read == 0:
        return _nothing()
    if run.rejected >= REJECT_FROM and run.rejected > REJECT_SHARE * run.read:
        return _("%(rejected)d of %(read)d records were rejected.") % {"rejected": run.rejected, "read": run.read}
    if before and (missing == before or (before >= SHRINK_FROM and missing > SHRINK_SHARE * before)):
        if missing == before and run.read - run.rejected > 0 and before < SHRINK_FROM:
            return ""  # a small source that replaced all it had
        return _("%(missing)d of %(before)d vacancies are missing from it.") % {"missing": missing, "before": before}
    return ""


def _nothing() -> str:
    return _("It holds no records. Is it the right file, and was it exported to its end?")


def expire_missing(source: Source, seen: IdSet, run: ImportRun) -> int:
    """End the vacancies of a source that a delivery did not contain. Returns how many."""
    now = timezone.now()
    missing = _missing(source, seen, run)
    return sum(store.end(ids, now) for ids in iter(lambda: list(itertools.islice(missing, 1000)), []))


def _live(source: Source) -> QuerySet[Vacancy]:
    return Vacancy.objects.filter(source=source).exclude(state=Vacancy.State.EXPIRED).order_by()


def _missing(source: Source, seen: IdSet, run: ImportRun) -> Iterator[int]:
    """Ids in pages, not from one open cursor: what is read is changed meanwhile."""
    last = 0
    live = _live(source).filter(first_seen_at__lt=run.started_at).order_by("pk")
    while ids := list(live.filter(pk__gt=last).values_list("pk", flat=True)[:20_000]):
        last = ids[-1]
        yield from (vacancy_id for vacancy_id in ids if vacancy_id not in seen)


def held_path(source: Source) -> Path:
    """Where the list of what a held delivery contained is kept."""
    return Path(settings.DATA_DIR) / "held" / source.held_file


def _hold(source: Source, run: ImportRun, seen: IdSet) -> None:
    name = f"{source.name}-{run.pk}.seen"
    seen.save(Path(settings.DATA_DIR) / "held" / name)
    if source.held_file and source.held_file != name:
        held_path(source).unlink(missing_ok=True)
    source.held_at, source.held_reason, source.held_file = run.started_at, run.message, name
    source.save(update_fields=["held_at", "held_reason", "held_file"])


def release_hold(source: Source) -> None:
    """Forget what was held."""
    if source.held_at is None:
        return
    held_path(source).unlink(missing_ok=True)
    source.held_at, source.held_reason, source.held_file = None, "", ""
    source.save(update_fields=["held_at", "held_reason", "held_file"])
