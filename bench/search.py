"""Search over a million vacancies: the embedded engine beside PostgreSQL's full text, query by query in turn.

Both hold the same vacancies and are asked the same: for 20 rows, for counts by facet (no rows), or for a page with
both. The engine also counts every hit and measures each hit's distance, while PostgreSQL is only asked for the rows.
That both find the same number is checked.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench import corpus, fulltext
from volens.engines.search import parsing, words
from volens.engines.search.embedded import EmbeddedIndex
from volens.engines.search.finding import FEW
from volens.engines.search.port import Document, Query, Sort

FULL, QUICK = 1_000_000, 50_000
TARGETS = {
    "two words": 3.0,
    "one word, 2 facets": 15.0,
    "one word OR another": 40.0,
    "30 km around a town": 10.0,
    "30 km around any point": 10.0,
}
FLOOR_P95_MS = 5.0
PAGE_FACETS = ("isco", "region", "contract", "hours", "posted", "pay")


@dataclass(frozen=True)
class Asked:
    """One question in both tongues."""

    query: Query
    parameters: dict[str, Any]
    facets: tuple[str, ...] = ()


def run(*, quick: bool) -> dict[str, Any]:
    """Build both, ask both, and compare. Full: 1,000,000 vacancies; quick: 50,000."""
    count, repeats = (QUICK, 40) if quick else (FULL, 300)
    with tempfile.TemporaryDirectory(prefix="volens-bench-") as directory, fulltext.connected(small=quick) as rival:
        path = Path(directory) / "index"
        built = _in_new_process("build", path, count)
        samples: list[Document] = []
        loaded = rival.load(_sampled(corpus.documents(count), samples, count // 4_000))
        index = EmbeddedIndex(path)
        questions = _questions(index, samples, repeats)
        kinds = {name: _compare(rival, asked) for name, asked in _interleaved(index, rival, questions).items()}
        return {
            "vacancies": count,
            "queries_of_each_kind": repeats,
            "engine": built | {"serving": _in_new_process("serve", path, count)},
            "postgresql": {
                "seconds": loaded,
                "total_seconds": sum(loaded.values()),
                "bytes": rival.size(),
                "settings": rival.settings(),
            },
            "kinds": kinds,
        }


# Questions


def _sampled(documents: Iterator[Document], samples: list[Document], step: int) -> Iterator[Document]:
    """The documents, and on the way every so many of those still open, to ask for."""
    for document in documents:
        if document.id % max(1, step) == 0 and (document.expires or 0) > corpus.NOW:
            samples.append(document)
        yield document


def _questions(index: EmbeddedIndex, samples: list[Document], repeats: int) -> dict[str, list[Asked]]:
    chance = random.Random(17)
    snapshot = index._store.snapshot()
    assert snapshot is not None
    total = snapshot.searcher.num_docs

    def share(word: str) -> float:
        return snapshot.searcher.doc_freq("all", words.split(words.fold(word))[0].term) / total

    def some(text: str, least: float = 0.0, most: float = 1.0) -> str | None:
        found = [word.written for word in words.split(words.fold(text)) if len(word.written) > 1]
        fit = [word for word in dict.fromkeys(found) if least <= share(word) <= most]
        return chance.choice(fit) if fit else None

    def make(build: Callable[[Document], Asked | None]) -> list[Asked]:
        found: list[Asked] = []
        while len(found) < repeats:
            if asked := build(chance.choice(samples)):
                found.append(asked)
        return found

    def asked(text: str | None, *, facets: tuple[str, ...] = (), **more: Any) -> Asked | None:
        """A question in both tongues; PostgreSQL gets the very terms the engine looks for."""
        if text is None or "None" in text.split():
            return None
        query = Query(text=text, now=corpus.NOW, **more)
        groups = [" & ".join(w.term for clause in group for w in clause.words) for group in parsing.parse(text).groups]
        parameters: dict[str, Any] = {"now": corpus.NOW} | ({"words": " | ".join(groups)} if groups else {})
        if query.regions:
            parameters["region"] = query.regions[0]
        if query.min_pay_month is not None:
            parameters |= {"pay": query.min_pay_month, "currency": query.currency}
        if query.radius_km and query.latitude is not None and query.longitude is not None:
            parameters |= fulltext.around(query.latitude, query.longitude, query.radius_km)
        return Asked(query, parameters, facets)

    def near(document: Document) -> dict[str, Any]:
        return {"latitude": document.latitude, "longitude": document.longitude, "radius_km": 30.0}

    towns = {
        town.code: {"latitude": town.latitude, "longitude": town.longitude, "radius_km": 30.0}
        for town in corpus.regions()
    }

    def common(document: Document) -> str:
        return f"{some(document.text, 0.01, 0.1)} {some(document.text, 0.01, 0.1)}"

    return {
        "two words": make(lambda d: asked(f"{some(d.title)} {some(d.text, 0, 0.05)}")),
        "two common words": make(lambda d: asked(common(d))),
        "one word OR another": make(lambda d: asked(f"{some(d.title)} OR {some(d.text)}")),
        "one word, region and pay, newest first": make(
            lambda d: asked(
                some(d.title),
                regions=(d.region,),
                min_pay_month=300_000,
                currency=d.currency or "USD",
                sort=Sort.NEWEST,
            )
        ),
        "one word, 2 facets": make(lambda d: asked(some(d.title), facets=("isco", "region"), limit=0)),
        "one region, 2 facets": make(lambda d: asked("", regions=(d.region,), facets=("isco", "contract"), limit=0)),
        # A site asks for places by name, so the same circles come back; a point is never asked for twice.
        "30 km around a town": make(lambda d: asked("", **towns[d.region])),
        "30 km around any point": make(lambda d: asked("", **near(d))),
        "30 km and a word": make(lambda d: asked(some(d.title), **near(d))),
        "30 km and two common words": make(lambda d: asked(common(d), **near(d))),
        "a full page: one word, 20 hits, 6 facets": make(lambda d: asked(some(d.title), facets=PAGE_FACETS)),
    }


# Asking


def _interleaved(
    index: EmbeddedIndex, rival: fulltext.FullText, questions: dict[str, list[Asked]]
) -> dict[str, list[tuple[Asked, float, float, int]]]:
    """Ask both in turn, the other one first every second time; the first ten rounds warm up and are asked again."""
    rounds = len(next(iter(questions.values())))
    for number in [*range(min(10, rounds))]:
        for asked in questions.values():
            _ask_engine(index, asked[number])
            _ask_rival(rival, asked[number])
    times: dict[str, list[tuple[Asked, float, float, int]]] = {name: [] for name in questions}
    for number in range(rounds):
        for name, each in questions.items():
            asked = each[number]
            if number % 2:
                ours, total = _ask_engine(index, asked)
                theirs = _ask_rival(rival, asked)
            else:
                theirs = _ask_rival(rival, asked)
                ours, total = _ask_engine(index, asked)
            times[name].append((asked, ours, theirs, total))
    return times


def _ask_engine(index: EmbeddedIndex, asked: Asked) -> tuple[float, int]:
    began = time.perf_counter()
    results = index.query(asked.query, facets=asked.facets)
    return time.perf_counter() - began, results.total


def _ask_rival(rival: fulltext.FullText, asked: Asked) -> float:
    began = time.perf_counter()
    if not asked.facets or asked.facets == PAGE_FACETS:
        rival.rows(asked.parameters, newest=asked.query.sort is Sort.NEWEST)
    if asked.facets:
        rival.facets(asked.parameters, asked.facets)
    return time.perf_counter() - began


def _compare(rival: fulltext.FullText, times: list[tuple[Asked, float, float, int]]) -> dict[str, Any]:
    ours, theirs = [each[1] * 1000 for each in times], [each[2] * 1000 for each in times]
    equal = wider = checked = 0
    for asked, _, _, total in times[:60]:
        truth = rival.count(asked.parameters)
        checked += 1
        equal += total == truth
        # With few hits the engine also looks for Chinese words by their letters, and may rightly find more.
        wider += total > truth and truth < FEW and not words.fold(asked.query.text).isascii()
    return {
        "engine_ms": _percentiles(ours),
        "postgresql_ms": _percentiles(theirs),
        "ratio_of_total_time": sum(theirs) / sum(ours),
        "hits_median": statistics.median(each[3] for each in times),
        "counts_checked": checked,
        "counts_equal": equal,
        "counts_wider_by_letters": wider,
        "counts_wrong": checked - equal - wider,
    }


def _percentiles(times: list[float]) -> dict[str, float]:
    ordered = sorted(times)
    named = {f"p{share}": ordered[min(len(ordered) - 1, int(len(ordered) * share / 100))] for share in (50, 95, 99)}
    return named | {"mean": statistics.fmean(times)}


# In processes of their own, so that memory can be told apart


def _in_new_process(what: str, path: Path, count: int) -> dict[str, Any]:
    root = Path(__file__).resolve().parent.parent
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(root), str(root / "src")])}
    done = subprocess.run(
        [sys.executable, "-m", "bench.search", what, str(path), str(count)],
        stdout=subprocess.PIPE,
        cwd=root,
        env=environment,
        text=True,
        check=True,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _build(path: Path, count: int) -> dict[str, Any]:
    """Build the index from documents. The time to make the documents up is not counted; cutting words is."""
    making = 0.0

    def documents() -> Iterator[Document]:
        nonlocal making
        source = corpus.documents(count)
        while True:
            began = time.perf_counter()
            document = next(source, None)
            making += time.perf_counter() - began
            if document is None:
                return
            yield document

    began = time.perf_counter()
    EmbeddedIndex(path).rebuild(documents())
    seconds = time.perf_counter() - began - making
    size = sum(file.stat().st_size for file in path.rglob("*") if file.is_file())
    memory = _memory()
    return {"seconds": seconds, "per_second": count / seconds, "bytes": size, "build_peak_mb": memory["peak_mb"]}


def _serve(path: Path, count: int) -> dict[str, Any]:
    """The memory of a process that has answered 400 queries."""
    index = EmbeddedIndex(path)
    for document in corpus.documents(min(count, 200)):
        index.query(Query(text=document.title, now=corpus.NOW), facets=PAGE_FACETS)
        index.query(Query(text=words.words(words.fold(document.title))[0], now=corpus.NOW), facets=PAGE_FACETS)
    return _memory()


def _memory() -> dict[str, float]:
    """Megabytes of this process: the most it ever had, its own, and files of the index it shares with others."""
    lines = Path("/proc/self/status").read_text().splitlines()
    fields = {line.split(":")[0]: float(line.split()[1]) / 1024 for line in lines if line.endswith("kB")}
    return {"peak_mb": fields["VmHWM"], "own_mb": fields["RssAnon"], "shared_mb": fields["RssFile"]}


def render(result: dict[str, Any]) -> str:
    """The result as a section of Markdown."""
    engine, rival = result["engine"], result["postgresql"]
    settings = ", ".join(f"{name} {value}" for name, value in sorted(rival["settings"].items()))
    rows = [
        "| Query (times in ms: p50 / p95 / p99) | hits (median) | Volens | PostgreSQL | ratio | target |",
        "|---|--:|--:|--:|--:|--:|",
    ]
    for name, kind in result["kinds"].items():
        ours, theirs = (
            " / ".join(f"{kind[side][share]:.{2 if kind[side][share] < 10 else 0}f}" for share in ("p50", "p95", "p99"))
            for side in ("engine_ms", "postgresql_ms")
        )
        target = f"{TARGETS[name]:.0f}" if name in TARGETS else ""
        hits, ratio = f"{kind['hits_median']:,.0f}", f"{kind['ratio_of_total_time']:.1f}"
        rows.append(f"| {name} | {hits} | {ours} | {theirs} | {ratio} | {target} |")
    checked, equal, wider, wrong = (
        sum(kind[f"counts_{name}"] for kind in result["kinds"].values())
        for name in ("checked", "equal", "wider_by_letters", "wrong")
    )
    serving = engine["serving"]
    about = (
        f"{result['vacancies']:,} vacancies (`bench/corpus.py`), {result['queries_of_each_kind']} queries of each kind,"
        " asked of both in turn in one process; the ratio is of total time. The target for the engine's p95 is"
        f" {FLOOR_P95_MS:.0f} ms."
    )
    counts = (
        f"Hit counts compared: {checked}; equal: {equal}; wider on purpose (Chinese found by letters): {wider};"
        f" wrong: {wrong}. Volens also counts all hits and measures distances; PostgreSQL returns rows only."
    )
    notes = (
        f"PostgreSQL: {settings}. GIN on tsvector ('simple', words cut as in Volens), ts_rank, GiST on points,"
        " b-trees; one connection on a Unix socket, prepared statements."
    )
    build = f"| build, s | {engine['seconds']:.0f} with cutting words | {rival['total_seconds']:.0f} without |"
    return "\n".join(
        [
            about,
            "",
            *rows,
            "",
            counts,
            "",
            "| | Volens | PostgreSQL |",
            "|---|--:|--:|",
            build,
            f"| size, MB | {engine['bytes'] / 1e6:,.0f} | {rival['bytes'] / 1e6:,.0f} |",
            f"| peak memory of the build, MB | {engine['build_peak_mb']:,.0f} | |",
            f"| memory of a serving process, MB | {serving['own_mb']:.0f} own, {serving['shared_mb']:.0f} shared | |",
            "",
            notes,
        ]
    )


if __name__ == "__main__":
    print(json.dumps({"build": _build, "serve": _serve}[sys.argv[1]](Path(sys.argv[2]), int(sys.argv[3]))))
