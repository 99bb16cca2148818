"""How fast a delivery of JobPostings gets into database and index, stage by stage, on an empty SQLite database.

The delivery: the vacancies of `bench.corpus` (about 120 words, 30 % Chinese) as JobPostings in JSON Lines, in real
cities. Counted for the promise of 5,000 records a second: reading, normalising, storing, indexing. Vetting, linking and
looking for duplicates are later stages with rates of their own. The alternative is what a Django project would do
first: parse, then `update_or_create` record by record, with the very same normalisation.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import json
import multiprocessing
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FULL, QUICK = 100_000, 4_000
ALTERNATIVE = 3_000  # records given to the slow way


def run(*, quick: bool) -> dict[str, Any]:
    """Generate a delivery, then measure in a process of its own with an empty data directory."""
    count = QUICK if quick else FULL
    with tempfile.TemporaryDirectory(prefix="volens-bench-import-") as directory:
        delivery = Path(directory) / "delivery.jsonl"
        _generate(delivery, count)
        environment = {
            **os.environ,
            "VOLENS_DATA": str(Path(directory) / "data"),
            "VOLENS_DATABASE": "",
            "DJANGO_SETTINGS_MODULE": "volens.site.settings",
        }
        command = [sys.executable, "-m", "bench.importing", str(delivery), "--count", str(count)]
        load = os.getloadavg()[0]
        answer = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True)
        size = delivery.stat().st_size
    return {"count": count, "bytes": size, "load": load, **json.loads(answer.stdout.splitlines()[-1])}


def _generate(path: Path, count: int) -> None:
    """The corpus as JobPostings, one in each line, with a fixed last day ahead."""
    import orjson

    from bench import corpus
    from volens.packs import places

    atlas = places.gazetteer()
    cities = [atlas.city(rank) for rank in range(0, 10 * corpus.REGIONS, 10)]
    number_of = {region.code: number for number, region in enumerate(corpus.regions())}
    until = (dt.datetime.now(dt.UTC) + dt.timedelta(days=60)).date().isoformat()
    with path.open("wb") as file:
        for document in corpus.documents(count):
            posting = _posting(document, cities[number_of[document.region]], until)
            file.write(orjson.dumps(posting, option=orjson.OPT_APPEND_NEWLINE))


def _posting(document: Any, city: Any, until: str) -> dict[str, Any]:
    """A document of the corpus as a feed would deliver it: nothing declared, two paragraphs of HTML."""
    half = document.text.find("." if document.language == "en" else "。", len(document.text) // 2) + 1
    posting = {
        "@context": "https://schema.org",
        "@type": "JobPosting",
        "identifier": {"@type": "PropertyValue", "name": "bench", "value": f"bench-{document.id}"},
        "title": document.title,
        "description": f"<p>{document.text[:half]}</p><p>{document.text[half:].strip()}</p>",
        "inLanguage": document.language,
        "datePosted": dt.datetime.fromtimestamp(document.posted, dt.UTC).date().isoformat(),
        "validThrough": until,
        "hiringOrganization": {"@type": "Organization", "name": document.employer},
        "jobLocation": {
            "@type": "Place",
            "address": {"@type": "PostalAddress", "addressLocality": city.name, "addressCountry": city.country},
            "geo": {"@type": "GeoCoordinates", "latitude": document.latitude, "longitude": document.longitude},
        },
        "employmentType": document.hours.upper() or "OTHER",
        "url": f"https://jobs.example.org/{document.id}",
    }
    if document.pay_month_max:
        value = {"minValue": document.pay_month_min // 100, "maxValue": document.pay_month_max // 100}
        posting["baseSalary"] = {
            "@type": "MonetaryAmount",
            "currency": document.currency,
            "value": {"@type": "QuantitativeValue", "unitText": "MONTH", **value},
        }
    return posting


def render(result: dict[str, Any]) -> str:
    """The section of docs/figures.md."""
    count, seconds, later = result["count"], result["seconds"], result["stages"]

    def row(name: str, spent: float, note: str = "") -> str:
        return f"| {name} | {spent:.1f} s | {count / spent:,.0f}/s | {note} |"

    memory = f"peak memory {result['peak_mb']:,.0f} MB, largest worker {result['workers_peak_mb']:,.0f} MB"
    usual = result["alternative"]
    per_record = (result["cpu"]["store"] + result["cpu"]["index"]) / count * 1e6
    about = (
        f"{count:,} generated JobPostings in JSON Lines ({result['bytes'] / 1e6:,.0f} MB, {result['bytes'] // count:,}"
        f" bytes each, 30 % Chinese), an empty SQLite database, {result['workers']} worker processes; load of the"
        f" machine before the run: {result['load']:.1f}."
    )
    processor = (
        f"Processor time for reading, normalising, storing and indexing: {per_record:.0f} µs a record, which bounds two"
        f" cores at {2e6 / per_record:,.0f} records/s when nothing else runs (other load makes processors slower too)."
    )
    rival = (
        "The usual way (`update_or_create` for each record, same normalisation, not indexed):"
        f" {usual:,.0f} records/s; Volens stores {count / seconds['store'] / usual:.1f} times as many."
    )
    lines = [
        about,
        "",
        "| stage | time | records | |",
        "|---|---|---|---|",
        row("read, normalise, store", seconds["store"], memory),
        row("index", seconds["index"], f"{result['indexed']:,} published"),
        row("**into database and index**", seconds["store"] + seconds["index"], "**the promise: 5,000/s on 2 cores**"),
        row("later: judge", later["judge"], "processor time, one core; this and the next two run on all"),
        row("later: link to ISCO-08", later["link"]),
        row("later: look for duplicates", later["duplicates"]),
        row("later: write what they found", later["store"]),
        row("the same delivery again", seconds["again"], "nothing changed"),
        "",
        processor,
        "",
        rival,
    ]
    return "\n".join(lines)


def _measure(delivery: Path, count: int) -> dict[str, Any]:
    import django

    django.setup()
    from django.core.management import call_command

    from volens.services.vacancies import actions, indexing, pool, processing
    from volens.services.vacancies.importing.run import Plan, import_files
    from volens.services.vacancies.models import Source

    call_command("migrate", verbosity=0)
    workers = pool.usual_workers()
    alternative = _alternative(delivery)
    source = Source.objects.create(name="bench")
    actions.approve_source("bench", source, "measuring")
    seconds: dict[str, float] = {}
    cpu: dict[str, float] = {}

    @contextlib.contextmanager
    def stage(name: str) -> Iterator[None]:
        began, used = time.perf_counter(), _cpu()
        yield
        seconds[name], cpu[name] = time.perf_counter() - began, _cpu() - used

    with pool.kept():  # as `receive` does; their start is counted where they are first needed
        with stage("store"):
            _, summary = import_files([delivery], source, Plan())
        assert summary.created == count, summary
        with stage("later"):
            processed = processing.process()
        with stage("index"):
            indexing.drain()
        assert indexing.check().agrees
        with stage("again"):
            _, again = import_files([delivery], source, Plan())
        assert again.unchanged == count, again
    return {
        "seconds": seconds,
        "cpu": cpu,
        "stages": processed.seconds,
        "indexed": indexing.check().index,
        "workers": workers,
        "alternative": alternative,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "workers_peak_mb": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024,
    }


def _cpu() -> float:
    """Processor seconds of this process and of its workers, those that have ended and those at work."""
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    working = 0.0
    for worker in multiprocessing.active_children():
        fields = Path(f"/proc/{worker.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        working += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return working + sum(usage.ru_utime + usage.ru_stime for usage in spent)


def _alternative(delivery: Path) -> float:
    """Records a second of the usual way."""
    from django.utils import timezone

    from volens.services.vacancies.importing import parallel, readers
    from volens.services.vacancies.models import Source, Vacancy

    source = Source.objects.create(name="usual")
    with delivery.open(encoding="utf-8") as file:
        postings = [json.loads(line) for line, _ in zip(file, range(ALTERNATIVE), strict=False)]
    began = time.perf_counter()
    for number, posting in enumerate(postings):
        raw = readers.Raw("usual", number, json.dumps(posting).encode())
        for outcome in parallel.outcomes(parallel.Job(), [raw]):
            assert isinstance(outcome, parallel.Located), outcome
            record = outcome.normalised.record._asdict()
            for name in ("posted_at", "valid_through"):
                record[name] = None if record[name] is None else dt.datetime.fromtimestamp(record[name], dt.UTC)
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
