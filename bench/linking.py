"""Advertised titles to ISCO-08 unit groups, beside letters alone (TF-IDF of character n-grams, nothing learned).

Needs DATA, the folder with `jobbert/`, `esco/`, `onet/`, `baseline.py` and `score.py`. Nothing is fitted on it: what
the linker learns it learns from the labels it is given.
"""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import importlib
import io
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from volens.engines.linking import Entry, Linker
from volens.packs.classifications import entries
from volens.packs.samples import generate

QUICK = 1_500
DEPTH = 10
MEASURES = ("A@1", "A@5", "A@10", "MRR")
THRESHOLDS = (0.25, 0.5, 0.75, 0.9)


def run(quick: bool) -> dict[str, Any]:
    """Link the development titles with every set of labels, and the samples with the shipped ones."""
    data = Path(os.environ.get("DATA", "../shared/data")).resolve()
    sys.path.insert(0, str(data))
    try:
        score = importlib.import_module("score")
        baseline = importlib.import_module("baseline")
    finally:
        sys.path.remove(str(data))
    esco, group_of = _esco(data)
    queries = _lines(data / "jobbert" / "queries.jsonl")[:: 8 if quick else 1]
    answers = {row["id"]: row["codes"] for row in _lines(data / "jobbert" / "gold.jsonl")}
    gold = {q["id"]: {group_of[uri] for uri in answers[q["id"]]} for q in queries}
    shipped = list(entries())
    both = [*esco, *shipped]
    sets = {
        "ours, ESCO's labels only": esco,
        "ours, shipped vocabulary alone (no download)": shipped,
        "ours, ESCO and shipped": both,
        "ours, ESCO, shipped and O*NET": [*both, *_onet(data, Linker(both))],
    }
    ranked = {"letters alone, ESCO's labels": _letters(baseline, queries, esco)}
    speed: dict[str, Any] = {}
    trust: dict[str, Any] = {}
    for name, labels in sets.items():
        started = time.process_time()
        linker = Linker(labels)
        built = time.process_time() - started
        started = time.process_time()
        links = linker.link_many([query["text"] for query in queries], limit=DEPTH)
        took = time.process_time() - started
        ranked[name] = {q["id"]: [link.code for link in found] for q, found in zip(queries, links, strict=True)}
        speed[name] = {
            "labels": len(linker),
            "build_s": round(built, 1),
            "titles_per_cpu_s": round(len(queries) / took),
            **_footprint(labels),
        }
        trust[name] = _trust(
            [(found[0] if found else None, gold[q["id"]]) for q, found in zip(queries, links, strict=True)]
        )
    return {
        "queries": len(queries),
        "quality": _quality(score, gold, ranked),
        "speed": speed,
        "confidence on jobbert": trust,
        "samples": _samples(Linker(shipped), 400 if quick else 4_000),
    }


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _esco(data: Path) -> tuple[list[Entry], dict[str, str]]:
    """ESCO's labels as entries, and the unit group of each occupation."""
    found: list[Entry] = []
    group_of: dict[str, str] = {}
    with io.TextIOWrapper(gzip.open(data / "esco" / "occupations_en.csv.gz"), "utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            group_of[row["conceptUri"]] = row["iscoGroup"]
            labels = {label.strip() for label in (row["preferredLabel"], *row["altLabels"].split("\n"))}
            found += [Entry(row["iscoGroup"], label) for label in labels if label]
    return found, group_of


def _onet(data: Path, linker: Linker) -> list[Entry]:
    """O*NET's titles, each occupation under the unit group its titles vote for, as the product loads them."""
    from volens.services.classifications.loading.crosswalk import unit_group

    titles: dict[str, list[str]] = defaultdict(list)
    for path, column in (("Occupation Data.txt", "Title"), ("Alternate Titles.txt.gz", "Alternate Title")):
        opened = gzip.open if path.endswith(".gz") else open
        with opened(data / "onet" / path, "rt", encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                titles[row["O*NET-SOC Code"]].append(row[column])
    found: list[Entry] = []
    for names in titles.values():
        group = unit_group(linker, names)
        found += [Entry(group, name, "en", 0.8) for name in names if group]
    return found


def _letters(baseline: Any, queries: Sequence[dict[str, Any]], labels: Iterable[Entry]) -> dict[str, list[str]]:
    """The floor: the unit group whose best label shares most letters."""
    pool: dict[str, list[str]] = defaultdict(list)
    for entry in labels:
        pool[entry.code].append(entry.label)
    found = baseline.rankings(queries, list(pool.items()), ("char_wb", 2, 5), sublinear=True, alt=True)
    return {key: codes[:DEPTH].tolist() for key, codes in found}


def _quality(score: Any, gold: dict[str, set[str]], ranked: dict[str, dict[str, list[str]]]) -> dict[str, Any]:
    """Measures with 95 % intervals, and the paired difference from letters alone."""
    rows = {
        name: [score.ranking_measures(score.shortened(run[key]), right) for key, right in gold.items()]
        for name, run in ranked.items()
    }
    floor = next(iter(rows.values()))
    draws = np.random.default_rng(0).integers(0, len(gold), (1_000, len(gold)))
    quality: dict[str, Any] = {}
    for name, measured in rows.items():
        quality[name] = {}
        for measure in MEASURES:
            values = np.array([row[measure] for row in measured])
            gain = values - np.array([row[measure] for row in floor])
            low, high = np.quantile(values[draws].mean(axis=1), (0.025, 0.975))
            worse, better = np.quantile(gain[draws].mean(axis=1), (0.025, 0.975))
            quality[name][measure] = {
                "mean": round(float(values.mean()), 4),
                "95%": [round(float(low), 4), round(float(high), 4)],
                "gain over letters": [round(float(worse), 4), round(float(better), 4)],
            }
    return quality


def _trust(found: Sequence[tuple[Any, set[str]]]) -> list[dict[str, float]]:
    """Coverage, precision and mean confidence from each threshold up."""
    table = []
    for threshold in THRESHOLDS:
        kept = [(link, right) for link, right in found if link is not None and link.confidence >= threshold]
        table.append(
            {
                "confidence from": threshold,
                "coverage": round(len(kept) / len(found), 3),
                "precision": round(float(np.mean([link.code in right for link, right in kept])) if kept else 0.0, 3),
                "mean confidence": round(float(np.mean([link.confidence for link, _ in kept])) if kept else 0.0, 3),
            }
        )
    return table


def _footprint(labels: Sequence[Entry]) -> dict[str, Any]:
    """What a process pays that takes the built model from disk: seconds, megabytes; and the size of the file."""
    with tempfile.TemporaryDirectory() as folder:
        Linker(labels, Path(folder))
        (model,) = Path(folder).iterdir()
        given = Path(folder) / "labels.json"
        given.write_text(json.dumps([list(entry) for entry in labels]), encoding="utf-8")
        code = (
            "import json, sys, time; from pathlib import Path; from volens.engines.linking import Entry, Linker\n"
            "labels = [Entry(*row) for row in json.loads(Path(sys.argv[2]).read_text())]\n"
            "def held(): return int(Path('/proc/self/statm').read_text().split()[1]) * 4096 / 1e6\n"
            "before, started = held(), time.perf_counter(); linker = Linker(labels, Path(sys.argv[1]))\n"
            "took = time.perf_counter() - started; linker.link_many(entry.label for entry in labels[::20])\n"
            "print(json.dumps({'load_s': round(took, 2), 'memory_mb': round(held() - before)}))"
        )
        done = subprocess.run(
            [sys.executable, "-c", code, folder, str(given)], capture_output=True, text=True, check=True
        )
        return {"file_mb": round(model.stat().st_size / 1e6, 1), **json.loads(done.stdout)}


def _samples(linker: Linker, count: int) -> dict[str, Any]:
    """The project's own sample vacancies, written by other hands than the vocabulary: title and text to their group."""
    languages: dict[str, Callable[[str], bool]] = {"English": str.isascii, "Chinese": lambda title: not title.isascii()}
    distinct = {job["title"]: job for job in generate(count, seed=11, as_of=dt.date(2026, 11, 1))}
    result: dict[str, Any] = {}
    for language, belongs in languages.items():
        found = []
        for title, job in distinct.items():
            group = re.search(
                r"\b\d{4}\b", json.dumps(job.get("occupationalCategory") or job.get("relevantOccupation"))
            )
            if belongs(title) and group:
                text = re.sub("<[^>]+>", " ", job["description"])
                found.append((linker.assign(title, text), {group.group()}))
        assigned = [(link, right) for link, right in found if link is not None]
        result[language] = {
            "distinct titles": len(found),
            "coverage": round(len(assigned) / len(found), 3),
            "precision": round(float(np.mean([link.code in right for link, right in assigned])), 3),
            "minor group": round(
                float(np.mean([link.code[:3] in {code[:3] for code in right} for link, right in assigned])), 3
            ),
        }
    return result


def render(result: dict[str, Any]) -> str:
    """The section of docs/figures.md."""
    about = (
        f"{result['queries']:,} advertised titles of `jobbert` (Malaysia's public employment service) to ISCO-08 unit "
        "groups (4 digits; candidates: the groups of ESCO's occupations). Brackets: 95 % by bootstrap over titles; MRR "
        "over the first 10; the last column is the paired gain in it over letters alone. Labels of this set were "
        "collected, not judged: A@1 has a low ceiling."
    )
    lines = [about, "", "| | A@1 | A@5 | A@10 | MRR | gain in MRR |", "|---|---|---|---|---|---|"]
    for name, measured in result["quality"].items():
        cells = [f"{m['mean']:.3f} [{m['95%'][0]:.3f}, {m['95%'][1]:.3f}]" for m in measured.values()]
        low, high = measured["MRR"]["gain over letters"]
        gain = "floor" if name.startswith("letters") else f"{low:+.3f} to {high:+.3f}"
        lines.append(f"| {name} | {' | '.join(cells)} | {gain} |")
    speed = (
        "One process; titles per second and time to build in processor time, nothing warmed up. Memory: what a process "
        "holds more after taking the model from disk and using it."
    )
    lines += ["", speed, "", "| labels | number | titles/s | build | model on disk | load | memory |"]
    lines.append("|---|---|---|---|---|---|---|")
    for name, cost in result["speed"].items():
        lines.append(
            f"| {name} | {cost['labels']:,} | {cost['titles_per_cpu_s']:,} | {cost['build_s']} s "
            f"| {cost['file_mb']} MB | {cost['load_s']} s | {cost['memory_mb']} MB |"
        )
    name = "ours, ESCO and shipped"
    lines += ["", f"Confidence against these labels ({name}; a code below .25 is not given):", ""]
    lines += ["| confidence from | coverage | precision | mean confidence |", "|---|---|---|---|"]
    lines += [
        f"| {row['confidence from']} | {row['coverage']:.2f} | {row['precision']:.2f} | {row['mean confidence']:.2f} |"
        for row in result["confidence on jobbert"][name]
    ]
    lines += ["", "The shipped vocabulary alone on the sample vacancies (title and text; a code or none):", ""]
    lines += [
        "| samples | distinct titles | coverage | unit group right | minor group right |",
        "|---|---|---|---|---|",
    ]
    for language, found in result["samples"].items():
        shares = " | ".join(f"{found[key]:.2f}" for key in ("coverage", "precision", "minor group"))
        lines.append(f"| {language} | {found['distinct titles']:,} | {shares} |")
    return "\n".join(lines)
