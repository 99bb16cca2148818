"""Safe statistics: a million records by three dimensions, beside plain exact counting of the same."""

from __future__ import annotations

import statistics
import time
from collections import Counter
from typing import Any

import numpy as np

from volens.engines.disclosure import Column, Planner, Records, Spec, noise_table, publish

SIZES = {"occupation": 10, "region": 300, "band": 6}


def run(*, quick: bool) -> dict[str, Any]:
    """Perturb, compare with the exact table, and plan a handful of tables over the same records."""
    count = 100_000 if quick else 1_000_000
    chance = np.random.default_rng(7)
    codes = {name: np.minimum(chance.zipf(1.3, count) - 1, many - 1).astype(np.int64) for name, many in SIZES.items()}
    columns = {name: Column(each, tuple(f"{name} {n:03}" for n in range(SIZES[name]))) for name, each in codes.items()}
    records = Records(columns, chance.integers(0, 1 << 16, count).astype(np.uint16))
    spec = Spec("bench", tuple(SIZES))
    ours, exact = [], []
    for _ in range(3):
        began = time.perf_counter()
        table = publish(records, spec)
        ours.append(time.perf_counter() - began)
        began = time.perf_counter()
        truth = Counter(zip(*(codes[name].tolist() for name in SIZES), strict=True))
        exact.append(time.perf_counter() - began)
    true = [truth.get(tuple(int(v.split()[1]) for v in cell.values), 0) for cell in table.cells]
    errors = [cell.count - n for cell, n in zip(table.cells, true, strict=True) if cell.count is not None]
    began = time.perf_counter()
    planner = Planner(records)
    for each in (Spec("a", ("occupation",)), Spec("b", ("occupation", "band")), Spec("c", ("band",), margins=True)):
        planner.admit(each)
    return {
        "records": count,
        "cells": len(table.cells),
        "seconds": min(ours),
        "exact_seconds": min(exact),
        "shown": len(errors),
        "held_back": len(table.cells) - len(errors),
        "small_shown": sum(n < 10 and cell.count is not None for cell, n in zip(table.cells, true, strict=True)),
        "mean_error": statistics.fmean(errors),
        "variance": statistics.pvariance(errors),
        "stated": noise_table().variance,
        "plan_seconds": time.perf_counter() - began,
    }


def render(result: dict[str, Any]) -> str:
    """The result as a section of Markdown."""
    return (
        f"{result['records']:,} records by three dimensions ({result['cells']:,} cells): counted, perturbed, held back"
        f" and rounded in **{result['seconds']:.2f} s** (asked: under 1 s); exact counting in plain Python takes"
        f" {result['exact_seconds']:.2f} s. {result['shown']:,} cells shown, {result['held_back']:,} held back; true"
        f" counts under 10 among the shown: {result['small_shown']}. Error of the shown: mean"
        f" {result['mean_error']:+.3f}, variance {result['variance']:.2f}; the noise table states {result['stated']}"
        f" and rounding to 5 adds 2. Three tables planned against each other in {result['plan_seconds']:.2f} s."
    )
