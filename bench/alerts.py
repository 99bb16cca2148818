"""10,000 new vacancies against 1,000,000 saved searches: the query index beside running every saved search.

The mix of searches is printed with the figures. The alternative is what a site does without a query index: put the new
vacancies into a small index and run every saved search on it. It is run on a sample, in turn, and scaled; what both
found for the sample is compared, and must be the same.
"""

from __future__ import annotations

import json
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from bench import corpus
from volens.engines.alerts import QueryIndex
from volens.engines.alerts.traits import Traits
from volens.engines.search import words
from volens.engines.search.embedded import EmbeddedIndex
from volens.engines.search.parsing import parse
from volens.engines.search.port import Document, Query

FULL, QUICK = (10_000, 1_000_000, 1_000), (1_000, 50_000, 300)
_RICH_SHARE = 0.1
_SINGLES = 500


def run(*, quick: bool) -> dict[str, Any]:
    """Each kind of mix in a new process, so that memory is its own."""
    vacancies, searches, sample = QUICK if quick else FULL
    return {
        "vacancies": vacancies,
        "searches": searches,
        "sample": sample,
        "plain": _in_new_process("plain", vacancies, searches, sample),
        "rich": _in_new_process("rich", vacancies, searches, sample),
    }


def _in_new_process(mix: str, *sizes: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench.alerts", mix, *map(str, sizes)]
    found: dict[str, Any] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return found


def saved_searches(count: int, *, rich: bool) -> Iterator[tuple[str, Query]]:
    """Saved searches and the kind of each. Their words come from vacancies of the same shape, not from those asked."""
    chance = random.Random(5)
    regions = corpus.regions()
    codes = [region.code for region in regions]
    shares = [region.share for region in regions]
    models = list(corpus.documents(20_000))
    typed = [_typed(model, chance) for model in models]
    for _ in range(count):
        at = chance.randrange(len(models))
        model, terms = models[at], typed[at]
        kinds = [f"{min(len(terms), 3)} words" if len(terms) > 1 else f"{len(terms)} word"]
        text = " ".join(terms)
        query = Query(text=text)
        if chance.random() < 0.85:
            number = 1 if chance.random() < 0.8 else chance.randint(2, 5)
            chosen = [model.region, *chance.choices(codes, shares, k=number - 1)]
            query = replace(query, regions=tuple(dict.fromkeys(chosen)))
            kinds.append("one region" if len(query.regions) == 1 else "any of several regions")
        if chance.random() < 0.7 and model.pay_month_max:
            floor = int(model.pay_month_max * chance.uniform(0.5, 1.0))
            query = replace(query, min_pay_month=floor // 10_000 * 10_000, currency=model.currency)
            kinds.append("pay floor")
        if chance.random() < 0.7 and model.isco:
            digits = chance.choice((1, 1, 2, 3, 4, 4))
            query = replace(query, isco=(model.isco[:digits],))
            kinds.append(f"ISCO, {digits} digits")
        if chance.random() < 0.25 and model.contract:
            query = replace(query, contracts=(model.contract,))
            kinds.append("contract")
        if rich and chance.random() < _RICH_SHARE:
            query, kind = _richer(query, model, terms, chance)
            kinds.append(kind)
        yield ", ".join(kinds), query


def _typed(model: Document, chance: random.Random) -> list[str]:
    """One to three words as somebody might type them, most of them from a title."""
    parts = [*parse(model.title).clauses, *chance.sample(parse(model.text[:400]).clauses, 2)]
    found = [clause.text for clause in parts if len(clause.text) > 1]
    return chance.sample(found, min(len(found), chance.choices((1, 2, 3), (5, 4, 1))[0]))


def _richer(query: Query, model: Document, terms: list[str], chance: random.Random) -> tuple[Query, str]:
    kind = chance.choice(("phrase", "radius", "OR"))
    if kind == "phrase":
        run_ = [word.written for word in words.split(words.fold(model.title))]
        at = chance.randrange(max(1, len(run_) - 1))
        seam = "" if words.is_unspaced(run_[at]) else " "
        return replace(query, text=f'"{seam.join(run_[at : at + 2])}"'), kind
    if kind == "radius" and model.latitude is not None:
        around = {"latitude": round(model.latitude, 2), "longitude": round(model.longitude or 0.0, 2)}
        return replace(query, regions=(), radius_km=float(chance.choice((5, 10, 30, 50, 100))), **around), kind
    return replace(query, text=" OR ".join([*terms, _typed(model, chance)[0]])), "OR"


def measure(mix: str, vacancies: int, count: int, sample: int) -> dict[str, Any]:
    """One mix: build, match in one go, match one by one, and the alternative on a sample."""
    new = [replace(each, id=at) for at, each in enumerate(corpus.documents(vacancies + 20_000)) if at >= 20_000]
    new = [replace(each, id=each.id - 20_000, expires=None) for each in new]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    index, counts, sampled = QueryIndex(), Counter[str](), []
    began = time.perf_counter()

    def searches() -> Iterator[tuple[int, Query]]:
        for number, (kind, query) in enumerate(saved_searches(count, rich=mix == "rich")):
            counts.update(kind.split(", ")) if "ISCO" not in kind else counts.update(_kinds(kind))
            if number % (count // sample) == 0:
                sampled.append((number, query))
            yield number, query

    index.put(searches())
    index.match(new[0], now=corpus.NOW)
    built = time.perf_counter() - began
    together = []
    for _ in range(3):
        began = time.perf_counter()
        matches = index.match_many(new, now=corpus.NOW)
        together.append(time.perf_counter() - began)
    singles = []
    for each in new[:_SINGLES]:
        began = time.perf_counter()
        index.match(each, now=corpus.NOW)
        singles.append((time.perf_counter() - began) * 1000)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    began = time.perf_counter()
    for each in new[:1_000]:
        Traits(each)
    reading = (time.perf_counter() - began) * vacancies / min(1_000, len(new))
    scaled, equal = _alternative(new, sampled, matches, count)
    return {
        "kinds": dict(counts.most_common()),
        "different": index.forms,
        "build_seconds": built,
        "matches": len(matches),
        "seconds": statistics.median(together),
        "of_which_reading": reading,
        "single_p50_ms": statistics.median(singles),
        "single_p95_ms": sorted(singles)[int(len(singles) * 0.95)],
        "peak_mb": peak,
        "before_mb": before,
        "alternative_seconds": scaled,
        "equal": equal,
    }


def _kinds(kind: str) -> list[str]:
    """The parts of a kind, with the digits of ISCO in one word."""
    return kind.replace("ISCO, ", "ISCO ").split(", ")


def _alternative(new: list[Document], sampled: list[tuple[int, Query]], matches: Any, count: int) -> tuple[float, bool]:
    """Run the sampled searches on an index of the new vacancies; seconds for all, and whether both found the same.

    As typed, the search looks for letters only where there are few results: searches with letters are compared by what
    it finds being found here too.
    """
    wanted = {number for number, _query in sampled}
    ours: dict[int, set[int]] = {number: set() for number in wanted}
    for vacancy, search in zip(matches.vacancy.tolist(), matches.search.tolist(), strict=True):
        if search in wanted:
            ours[search].add(vacancy)
    with tempfile.TemporaryDirectory(prefix="volens-bench-") as directory, EmbeddedIndex(Path(directory)) as index:
        began = time.perf_counter()
        index.rebuild(new)
        indexed = time.perf_counter() - began
        began, equal = time.perf_counter(), True
        answers = [
            (number, query, index.query(replace(query, now=corpus.NOW, limit=10_000))) for number, query in sampled
        ]
        asked = time.perf_counter() - began
        for number, query, answer in answers:
            found = set() if answer.corrected or answer.relaxed else {hit.id for hit in answer.hits}
            if answer.corrected or answer.relaxed or query.text.isascii():
                equal &= found == ours[number]
            else:
                equal &= found <= ours[number]
    return indexed + asked * count / len(sampled), equal


def render(result: dict[str, Any]) -> str:
    """The section of docs/figures.md."""
    lines = [
        (
            f"{result['vacancies']:,} new vacancies against {result['searches']:,} saved searches, one process, index"
            " of the searches included. `engines.alerts` reads each vacancy as the search does; running"
            f" every saved search on an index of the new ones is measured on {result['sample']:,} of them and scaled."
        ),
        "",
        "| | words, regions, pay, occupation, contract | and phrases, radius or OR in a tenth |",
        "|---|---|---|",
    ]
    plain, rich = result["plain"], result["rich"]
    rows = [
        ("All at once, s", "seconds", ".2f"),
        ("of which reading the vacancies, s", "of_which_reading", ".2f"),
        ("One as it is published, median, ms", "single_p50_ms", ".3f"),
        ("the same, p95, ms", "single_p95_ms", ".3f"),
        ("Running every saved search instead, s", "alternative_seconds", ".0f"),
        ("Matches", "matches", ",.0f"),
        ("Different searches", "different", ",.0f"),
        ("Memory of the process at most, MB", "peak_mb", ",.0f"),
        ("of which before the index of searches, MB", "before_mb", ",.0f"),
        ("Making the index of searches, s", "build_seconds", ".0f"),
    ]
    lines += [f"| {label} | {plain[name]:{form}} | {rich[name]:{form}} |" for label, name, form in rows]
    same = {True: "the same", False: "**not the same**"}
    lines += [
        f"| Found as running the search finds | {same[plain['equal']]} | {same[rich['equal']]} |",
        "",
        "The mix:",
        "",
    ]
    for title, part in (("Plain", plain), ("Rich", rich)):
        kinds = ", ".join(f"{name} {number / result['searches']:.1%}" for name, number in part["kinds"].items())
        lines.append(f"- {title}: {kinds}.")
    return "\n".join(lines)


if __name__ == "__main__":
    print(json.dumps(measure(sys.argv[1], *map(int, sys.argv[2:]))))
