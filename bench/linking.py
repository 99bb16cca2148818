"""Titles and sentences to codes, on real data, beside letters alone; and what each step adds.

Needs DATA, the folder with `esco/`, `onet/`, `jobbert/`, `talentclef/`, `csco/`, `usajobs/`, `skills/`, `baseline.py`
and `score.py`. What ships or is built learns from classifications and shipped titles alone. Where a task is learned
from coded titles (csco, usajobs) it is learned anew in each of five folds, from the other four.
"""

from __future__ import annotations

import hashlib
import importlib
import json
import os
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import django
import numpy as np

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "volens.site.settings")
django.setup()

# ruff: noqa: E402 - the loaders belong to a room, which needs Django

from django.conf import settings

from bench import linking_tables
from volens.engines.linking import (
    Embedding,
    Entry,
    Example,
    Group,
    Learner,
    Link,
    Linker,
    load_embedding,
    save_embedding,
    train,
)
from volens.packs.classifications import csco_titles, entries, groups
from volens.services.classifications.loading import csco, esco, onet
from volens.services.classifications.loading.content import Content
from volens.services.classifications.loading.package import Package
from volens.services.classifications.models import Concept, Label

DEPTH = 100
FOLDS = 5
THRESHOLDS = (0.0, 0.25, 0.5, 0.75, 0.9)
Ranked = dict[str, list[str]]


class Task:
    """Queries with their right codes, and what has been ranked for them."""

    def __init__(self, folder: Path, every: int = 1) -> None:
        self.queries = _lines(folder / "queries.jsonl")[::every]
        gold = {row["id"]: row["codes"] for row in _lines(folder / "gold.jsonl")}
        self.gold = {query["id"]: set(gold[query["id"]]) for query in self.queries}
        self.runs: dict[str, Ranked] = {}

    @property
    def texts(self) -> list[str]:
        return [query["text"] for query in self.queries]

    def add(self, name: str, links: Sequence[Sequence[Link]]) -> None:
        self.runs[name] = {
            query["id"]: [link.code for link in found] for query, found in zip(self.queries, links, strict=True)
        }


def run(quick: bool) -> dict[str, Any]:
    """Link every development set, with every step and without."""
    data = Path(os.environ.get("DATA", "../shared/data")).resolve()
    sys.path.insert(0, str(data))
    try:
        score, baseline = importlib.import_module("score"), importlib.import_module("baseline")
    finally:
        sys.path.remove(str(data))
    loaded = _loaded(data)
    started = time.perf_counter()
    embedding, fresh = _embedding(loaded)
    result: dict[str, Any] = {
        "embedding": {
            "features": len(embedding.vocabulary),
            "megabytes": round(sum(array.nbytes for array in embedding.arrays.values()) / 1e6, 1),
            "seconds": round(time.perf_counter() - started) if fresh else None,
        }
    }
    every = 8 if quick else 2
    for name, measured in (
        ("titles to ESCO", lambda: _esco(data, loaded, embedding, baseline, every, result)),
        ("titles to ISCO-08, four digits", lambda: _isco(data, loaded, embedding, baseline, every)),
        ("similar titles", lambda: _similar(data, embedding, baseline)),
        ("skills in sentences", lambda: _skills(data, loaded, embedding, baseline)),
        ("Chinese titles to csco", lambda: _learned(data, "csco", _csco(loaded["csco"]), embedding, baseline)),
        ("federal titles to series", lambda: _learned(data, "usajobs", _series(data), embedding, baseline)),
    ):
        task = measured()
        result[name] = _quality(score, task)
        if name.startswith("Chinese"):
            result["Chinese titles to csco, minor group"] = _quality(score, task, truncate=7)
    return result


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _loaded(data: Path) -> dict[str, Content]:
    """The classifications, read as the product reads them."""
    with Package(data / "esco") as package:
        found = {"esco": esco.read(package)}
    with Package(data / "onet") as package:
        found["onet"] = onet.read(package, lambda: Linker(entries()))
    with csco.opened(data / "csco") as (package, table):
        found["csco"] = csco.read(package, table)
    return found


def _embedding(loaded: dict[str, Content]) -> tuple[Embedding, bool]:
    """The embedding, and whether it was trained now; it is kept in the data directory for the next run."""
    everyday: dict[str, list[str]] = defaultdict(list)
    for entry in csco_titles():
        everyday[entry.code].append(entry.label)
    learned = [
        *(group for name, content in loaded.items() for group in _groups(content, everyday if name == "csco" else {})),
        *groups(),
    ]
    digest = hashlib.sha256(repr([tuple(group) for group in learned]).encode()).hexdigest()[:16]
    path = Path(settings.DATA_DIR) / "models" / f"bench-{digest}.npz"
    kept = load_embedding(path)
    if kept is not None:
        return kept, False
    made = train(learned)
    save_embedding(path, made)
    return made, True


def _groups(content: Content, everyday: Mapping[str, Sequence[str]]) -> Iterable[Group]:
    """As the product's `training_groups`: `everyday` are shipped titles by code."""
    realm = dict.fromkeys((Concept.Kind.SKILL, Concept.Kind.KNOWLEDGE), "skill")
    realm |= dict.fromkeys((Concept.Kind.OCCUPATION, Concept.Kind.GROUP), "occupation")
    needs: dict[str, list[str]] = defaultdict(list)
    for tie in content.ties:
        if len(needs[tie.occupation]) < 40 and content.notions[tie.skill].kind in realm:
            needs[tie.occupation].append(content.notions[tie.skill].preferred())
    for notion in content.of_kind(*realm):
        about = (notion.description,) if notion.description else ()
        names = (*(name.text for name in notion.names), *everyday.get(notion.key, ()))
        yield Group(names, about, tuple(needs.get(notion.key, ())), realm[notion.kind])


def _names(content: Content, *kinds: Concept.Kind) -> list[Entry]:
    chosen = kinds or (Concept.Kind.OCCUPATION, Concept.Kind.GROUP)
    return [
        Entry(notion.key, name.text, name.language, preferred=name.kind is Label.Kind.PREFERRED)
        for notion in content.of_kind(*chosen)
        for name in notion.names
    ]


def _csco(content: Content) -> list[Entry]:
    """As the product links to it: names of what is loaded, and the everyday titles that are shipped for it."""
    names = _names(content)
    known = {entry.code for entry in names}
    return names + [entry for entry in csco_titles() if entry.code in known]


def _series(data: Path) -> list[Entry]:
    return [Entry(row["id"], row["text"]) for row in _lines(data / "usajobs" / "corpus.jsonl")]


def _letters(
    baseline: Any, task: Task, names: Iterable[Entry], shape: tuple[str, int, int], depth: int = DEPTH, **options: bool
) -> None:
    """The floor: `baseline.py` as the README of the data runs it."""
    pool: dict[str, list[str]] = defaultdict(list)
    for entry in sorted(names, key=lambda entry: not entry.preferred):
        pool[entry.code].append(entry.label)
    found = baseline.rankings(task.queries, list(pool.items()), shape, **options)
    task.runs["letters alone"] = {key: codes[:depth].tolist() for key, codes in found}


def _steps(task: Task, names: Sequence[Entry], embedding: Embedding, depth: int, **options: bool) -> list[Any]:
    """Ours without and with what the embedding knows; the links of the last."""
    task.add("ours, letters and words", Linker(names, **options).link_many(task.texts, limit=depth))
    links = Linker(names, embedding=embedding, **options).link_many(task.texts, limit=depth)
    task.add("ours, with meaning", links)
    return links


def _esco(
    data: Path, loaded: dict[str, Content], embedding: Embedding, baseline: Any, every: int, result: dict[str, Any]
) -> Task:
    task = Task(data / "jobbert", every)
    names = _names(loaded["esco"], Concept.Kind.OCCUPATION)
    _letters(baseline, task, names, ("char_wb", 2, 5), sublinear=True, alt=True)
    links = _steps(task, names, embedding, DEPTH)
    linker = Linker(names, embedding=embedding)
    started = time.process_time()
    linker.link_many(task.texts, limit=20)
    result["titles per second and core"] = round(len(task.texts) / (time.process_time() - started))
    rows = [(found[0], task.gold[query["id"]]) for query, found in zip(task.queries, links, strict=True) if found]
    result["confidence"] = _trust(rows, len(task.queries))
    return task


def _isco(data: Path, loaded: dict[str, Content], embedding: Embedding, baseline: Any, every: int) -> Task:
    task = Task(data / "jobbert", every)
    content = loaded["esco"]
    task.gold = {key: {content.notions[uri].unit_group for uri in right} for key, right in task.gold.items()}
    esco_names = _units(content, 1.0)
    _letters(baseline, task, esco_names, ("char_wb", 2, 5), sublinear=True, alt=True)
    shipped = list(entries())
    for name, labels, known in (
        ("ours, shipped vocabulary alone (nothing loaded)", shipped, None),
        (
            "ours, ESCO, O*NET and shipped, letters and words",
            [*esco_names, *_units(loaded["onet"], 0.8), *shipped],
            None,
        ),
        ("ours, the same with meaning", [*esco_names, *_units(loaded["onet"], 0.8), *shipped], embedding),
    ):
        task.add(name, Linker(labels, embedding=known).link_many(task.texts, limit=20))
    return task


def _units(content: Content, weight: float) -> list[Entry]:
    return [
        Entry(notion.unit_group, name.text, name.language, weight, notion.key)
        for notion in content.of_kind(Concept.Kind.OCCUPATION)
        for name in notion.names
        if notion.unit_group
    ]


def _similar(data: Path, embedding: Embedding, baseline: Any) -> Task:
    task = Task(data / "talentclef" / "en")
    names = [Entry(row["id"], row["text"]) for row in _lines(data / "talentclef" / "en" / "corpus.jsonl")]
    _letters(baseline, task, names, ("char_wb", 2, 5), len(names), sublinear=True, alt=False)
    _steps(task, names, embedding, len(names))
    return task


def _skills(data: Path, loaded: dict[str, Content], embedding: Embedding, baseline: Any) -> Task:
    task, house = Task(data / "skills" / "tech"), Task(data / "skills" / "house")
    task.queries += house.queries
    task.gold |= house.gold
    names = _names(loaded["esco"], Concept.Kind.SKILL, Concept.Kind.KNOWLEDGE)
    preferred = [entry for entry in names if entry.preferred]
    _letters(baseline, task, preferred, ("word", 1, 1), sublinear=False, alt=False)
    _steps(task, names, embedding, DEPTH, sentences=True)
    return task


def _learned(data: Path, name: str, names: Sequence[Entry], embedding: Embedding, baseline: Any) -> Task:
    task = Task(data / name)
    shape = ("char", 1, 3) if name == "csco" else ("char_wb", 2, 5)
    _letters(baseline, task, names, shape, sublinear=True, alt=name == "csco")
    _steps(task, names, embedding, DEPTH)
    fold = np.arange(len(task.queries)) % FOLDS
    np.random.default_rng(0).shuffle(fold)
    for said, known in (
        ("ours, learned from examples, letters and words", None),
        ("ours, learned, with meaning", embedding),
    ):
        linker = Linker(names, embedding=known)
        task.runs[said] = {}
        for number in range(FOLDS):
            examples = [
                Example(query["text"], tuple(sorted(task.gold[query["id"]])))
                for query, place in zip(task.queries, fold, strict=True)
                if place != number
            ]
            asked = [query for query, place in zip(task.queries, fold, strict=True) if place == number]
            links = Learner(linker, examples).link_many([query["text"] for query in asked], limit=20)
            task.runs[said] |= {q["id"]: [link.code for link in found] for q, found in zip(asked, links, strict=True)}
    return task


def _quality(score: Any, task: Task, truncate: int | None = None) -> dict[str, Any]:
    """Measures with 95 % intervals, and the paired difference from letters alone."""
    rows = {}
    for name, ranked in task.runs.items():
        measured = []
        for key, right in task.gold.items():
            codes = score.shortened(ranked[key], truncate)
            measured.append(score.ranking_measures(codes, set(score.shortened(right, truncate))))
        rows[name] = measured
    floor = next(iter(rows.values()))
    draws = np.random.default_rng(0).integers(0, len(task.gold), (1_000, len(task.gold)))
    quality: dict[str, Any] = {"queries": len(task.gold), "runs": {}}
    interval: Callable[[Any], list[float]] = lambda values: [  # noqa: E731
        round(float(bound), 4) for bound in np.quantile(values[draws].mean(axis=1), (0.025, 0.975))
    ]
    for name, measured in rows.items():
        quality["runs"][name] = {}
        for measure in floor[0]:
            values = np.array([row[measure] for row in measured])
            gain = values - np.array([row[measure] for row in floor])
            mean = round(float(values.mean()), 4)
            quality["runs"][name][measure] = {"mean": mean, "95%": interval(values), "gain": interval(gain)}
    return quality


def _trust(rows: Sequence[tuple[Link, set[str]]], total: int) -> list[dict[str, float]]:
    """Coverage, precision and mean confidence from each threshold up."""
    table = []
    for threshold in THRESHOLDS:
        kept = [(link, right) for link, right in rows if link.confidence >= threshold]
        table.append(
            {
                "confidence from": threshold,
                "coverage": round(len(kept) / total, 3),
                "precision": round(float(np.mean([link.code in right for link, right in kept])) if kept else 0.0, 3),
                "mean confidence": round(float(np.mean([link.confidence for link, _ in kept])) if kept else 0.0, 3),
            }
        )
    return table


def render(result: dict[str, Any]) -> str:
    """The section of docs/figures.md."""
    return linking_tables.render(result)
