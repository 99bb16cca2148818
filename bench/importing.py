"""How fast a delivery of JobPostings gets into the database and the index, stage by stage, on an empty SQLite database.

Counted for the promise of 5,000 records a second: reading, normalising, storing, indexing. Vetting, linking and looking
for duplicates are later stages with rates of their own. The alternative is what a Django project would do first: parse,
then `update_or_create` record by record, with the very same normalisation.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

FULL, QUICK = 100_000, 4_000
ALTERNATIVE = 3_000  # records given to the slow way


def run(*, quick: bool) -> dict[str, Any]:
    """Generate a delivery, then measure in a process of its own with an empty data directory."""
    count = QUICK if quick else FULL
    with tempfile.TemporaryDirectory(prefix="volens-bench-import-") as directory:
        delivery = Path(directory) / "delivery.json"
        _generate(delivery, count)
        environment = {
            **os.environ,
            "VOLENS_DATA": str(Path(directory) / "data"),
            "VOLENS_DATABASE": "",
            "DJANGO_SETTINGS_MODULE": "volens.site.settings",
        }
        command = [sys.executable, "-m", "bench.importing", str(delivery), "--count", str(count)]
        answer = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True)
        size = delivery.stat().st_size
    return {"count": count, "bytes": size, **json.loads(answer.stdout.splitlines()[-1])}


def _generate(path: Path, count: int) -> None:
    """A list of JobPostings in one JSON document, as feeds deliver them."""
    import orjson

    from volens.packs import samples

    with path.open("wb") as file:
        file.write(b"[\n")
        for number, posting in enumerate(samples.generate(count, seed=7, as_of=dt.date.today())):  # noqa: DTZ011
            posting.pop("volens:sample", None)
            file.write((b",\n" if number else b"") + orjson.dumps(posting))
        file.write(b"\n]\n")


def render(result: dict[str, Any]) -> str:
    """The section of docs/figures.md."""
    count, seconds = result["count"], result["seconds"]

    def row(name: str, spent: float, note: str = "") -> str:
        return f"| {name} | {spent:.1f} s | {count / spent:,.0f}/s | {note} |"

    stored = seconds["store"] + seconds["index"]
    later = result["stages"]
    lines = [
        f"{count:,} generated JobPostings in one JSON document ({result['bytes'] / 1e6:,.0f} MB, {result['bytes'] // count:,}"
        f" bytes each, 45 % Chinese), an empty SQLite database, {result['workers']} worker process besides the main one.",
        "",
        "| stage | time | records | |",
        "|---|---|---|---|",
        row(
            "read, normalise, store",
            seconds["store"],
            f"peak {result['peak_mb']:,.0f} MB, workers {result['workers_peak_mb']:,.0f} MB",
        ),
        row("index", seconds["index"], f"{result['indexed']:,} published"),
        row("**into database and index**", stored, "**the promise: 5,000/s**"),
        row("later: judge", later["judge"]),
        row("later: link to ISCO-08", later["link"], f"{result['linked'] / count:.0%} linked"),
        row("later: look for duplicates", later["duplicates"]),
        row("later: write what they found", later["store"]),
        row("the same delivery again", seconds["again"], "nothing changed: " + json.dumps(result["again"])),
        "",
        f"The usual way (`update_or_create` for each record, same normalisation, not indexed): "
        f"{result['alternative']:,.0f} records/s; Volens stores {count / seconds['store'] / result['alternative']:.1f} times as many.",
    ]
    return "\n".join(lines)


def _measure(delivery: Path, count: int) -> dict[str, Any]:
    import django

    django.setup()
    from django.core.management import call_command

    from volens.services.vacancies import actions, indexing, processing
    from volens.services.vacancies.importing.run import Plan, import_files
    from volens.services.vacancies.models import Source

    call_command("migrate", verbosity=0)
    workers = max(1, min(4, (os.cpu_count() or 2) - 1))
    alternative = _alternative(delivery)
    source = Source.objects.create(name="bench")
    actions.approve_source("bench", source, "measuring")
    seconds: dict[str, float] = {}
    began = time.perf_counter()
    _, summary = import_files([delivery], source, Plan(workers=workers))
    seconds["store"] = time.perf_counter() - began
    assert summary.created == count, summary
    processed = processing.process()
    began = time.perf_counter()
    indexing.drain()
    seconds["index"] = time.perf_counter() - began
    assert indexing.check().agrees
    began = time.perf_counter()
    _, again = import_files([delivery], source, Plan(workers=workers))
    seconds["again"] = time.perf_counter() - began
    return {
        "seconds": seconds,
        "stages": processed.seconds,
        "linked": processed.linked,
        "indexed": indexing.check().index,
        "workers": workers,
        "again": {"unchanged": again.unchanged, "created": again.created, "updated": again.updated},
        "alternative": alternative,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "workers_peak_mb": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024,
    }


def _alternative(delivery: Path) -> float:
    """Records a second of the usual way."""
    from django.utils import timezone

    from volens.services.vacancies.importing import parallel, readers, store
    from volens.services.vacancies.models import Source, Vacancy

    source = Source.objects.create(name="usual")
    with delivery.open(encoding="utf-8") as file:
        file.readline()
        postings = [json.loads(line.strip().rstrip(",")) for line, _ in zip(file, range(ALTERNATIVE), strict=False)]
    began = time.perf_counter()
    for number, posting in enumerate(postings):
        raw = readers.Raw("usual", number, json.dumps(posting).encode())
        for outcome in parallel.outcomes(parallel.Job(), [raw]):
            assert isinstance(outcome, parallel.Located), outcome
            record = outcome.normalised.record._asdict()
            for name in ("posted_at", "valid_through"):
                record[name] = store.moment(record[name])
            record["declarations"] = json.loads(record["declarations"])
            now = timezone.now()
            Vacancy.objects.update_or_create(
                source=source,
                source_key=outcome.normalised.key,
                defaults=record
                | {"content_hash": outcome.normalised.content_hash, "first_seen_at": now, "updated_at": now},
            )
    rate = len(postings) / (time.perf_counter() - began)
    Vacancy.objects.filter(source=source).delete()
    source.delete()
    return rate


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("delivery", type=Path)
    parser.add_argument("--count", type=int, required=True)
    given = parser.parse_args()
    print(json.dumps(_measure(given.delivery, given.count)))
