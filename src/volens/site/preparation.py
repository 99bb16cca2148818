"""Bring a deployment to the point where it can serve: tables, static files, samples, index. Quick when it is there."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from volens.site.storage import IGNORED

#: Samples are shown as of a day. Older than this they are made anew, so that nothing looks stale.
SAMPLES_KEEP = dt.timedelta(days=7)

Say = Callable[[str], None]


def prepare(*, samples: int, data: Path | None, say: Say) -> None:
    """Do what is still to be done of: tables, static files, sample vacancies, real records, search index.

    `samples` is how many sample vacancies a new deployment starts with (0: none). `data` is the folder of measuring
    data (see ../shared/data/README.md of the project) to import too, once.
    """
    migrate(say)
    replay_erasures(say)
    collect_static(say)
    load_samples(samples, say)
    if data is not None:
        load_classifications(data, say)
        load_real(data, say)
    build_index(say)
    publish_figures()


def migrate(say: Say) -> None:
    """Create or update the tables."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        say("Preparing the database ...")
        call_command("migrate", interactive=False, verbosity=0)


def replay_erasures(say: Say) -> None:
    """Before anything is served: whoever left stays gone, even in a database restored from an older backup (S12)."""
    from volens.services.trust import actions

    if count := actions.replay_erasures():
        say(f"{count} people who left were in the database; erased again.")


def collect_static(say: Say) -> None:
    """Gather and compress the static files when any of them changed since the last time."""
    seen = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            stat = Path(storage.path(path)).stat()
            seen.update(f"{path}:{stat.st_size}:{stat.st_mtime_ns}\n".encode())
    stamp = Path(settings.STATIC_ROOT, ".stamp")
    if stamp.exists() and stamp.read_text(encoding="ascii") == seen.hexdigest():
        return
    say("Compressing the static files ...")
    call_command("collectstatic", interactive=False, verbosity=0, clear=True, ignore_patterns=IGNORED)
    stamp.write_text(seen.hexdigest(), encoding="ascii")


def load_samples(count: int, say: Say) -> None:
    """Load sample vacancies into an empty deployment, and renew those of a deployment that still shows them."""
    from volens.services.vacancies.models import Source, Vacancy

    sample = Source.objects.filter(kind=Source.Kind.SAMPLE).first()
    today = dt.datetime.now(tz=dt.UTC).date()
    if sample is None and (count == 0 or Vacancy.objects.exists()):
        return
    if sample is not None and sample.as_of is not None and today - sample.as_of < SAMPLES_KEEP:
        return
    say("Loading the sample vacancies ...")
    call_command(
        "samples", "load", str(count) if sample is None else str(sample.vacancies.count()), as_of=today.isoformat()
    )


def load_classifications(data: Path, say: Say) -> None:
    """Load the classifications of `data` (`esco/`, `onet/`, `csco/`) that are not loaded yet, and the shipped ISCO-08.

    ESCO comes before O*NET, whose occupations find their unit groups by its labels. What job titles mean is learned
    when it is first needed (`volens link`) or by `volens classification build`.
    """
    from volens.services.classifications import queries

    loaded = set(queries.schemes().values_list("code", flat=True))
    if "isco08" not in loaded:
        call_command("classification", "load", "isco", verbosity=0)
    for scheme in ("esco", "onet", "csco"):
        if scheme not in loaded and (data / scheme).is_dir():
            say(f"Loading the classification {scheme} ...")
            call_command("classification", "load", scheme, str(data / scheme))


def load_real(data: Path, say: Say) -> None:
    """Import the measuring data of `data`, unless that was done before."""
    from volens.services.vacancies.models import Source

    if Source.objects.filter(name="usajobs-historical").exists():
        return
    say(f"Importing the real records of {data} ...")
    call_command("load_measuring_data", str(data))


def build_index(say: Say) -> None:
    """Build the index when there is no usable one. What waits in the outbox is left to the worker."""
    from volens.services.vacancies.indexing import needs_rebuild

    if needs_rebuild():
        say("Building the search index ...")
        call_command("index", "rebuild")


def publish_figures() -> None:
    """Publish the first figures, so that their page is not empty until the daily clock comes round."""
    from volens.services.market.actions import publish_vacancies
    from volens.services.market.models import Publication

    if not Publication.objects.exists():
        publish_vacancies(dt.datetime.now(tz=dt.UTC).date())
