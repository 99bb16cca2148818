"""Recommending 20 of 1,000,000 vacancies: candidates from the index, then the score and its reasons.

Each wish names an occupation, two to five skills, a town, pay and hours. Measured is all that the answer costs but the
page around it and its one query to the database, which `pages` measures.
"""

from __future__ import annotations

import random
import statistics
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from bench import corpus
from volens.engines.ranking import Offer, Wish, question, rank
from volens.engines.search.embedded import EmbeddedIndex
from volens.engines.search.parsing import parse
from volens.engines.search.port import Document, Query, Sort

FULL, QUICK = 1_000_000, 50_000
CANDIDATES = 120


def run(*, quick: bool) -> dict[str, Any]:
    """Index, then wishes one after another. Full: 1,000,000 vacancies; quick: 50,000."""
    count, wishes = (QUICK, 60) if quick else (FULL, 300)
    chance = random.Random(3)
    with tempfile.TemporaryDirectory(prefix="volens-bench-") as directory, EmbeddedIndex(Path(directory)) as index:
        index.rebuild(corpus.documents(count))
        models = list(corpus.documents(3_000))
        times, found, scored = [], [], []
        for _ in range(wishes):
            wish = _wish(chance.choice(models), chance)
            began = time.perf_counter()
            hits = _candidates(index, wish)
            asked = time.perf_counter()
            offers = [_offer(models[hit % len(models)], hit, away) for hit, away in hits.items()]
            ready = time.perf_counter()
            ranked = rank(wish, offers, seed="bench", fitting=True)
            times.append((time.perf_counter() - ready + asked - began) * 1000)
            found.append(len(ranked))
            scored.append(len(offers))
    return {
        "vacancies": count,
        "wishes": wishes,
        "p50_ms": statistics.median(times),
        "p95_ms": sorted(times)[int(len(times) * 0.95)],
        "shown": statistics.mean(found),
        "scored": statistics.mean(scored),
    }


def _wish(model: Document, chance: random.Random) -> Wish:
    typed = [clause.text for clause in parse(model.text[:600]).clauses if len(clause.text) > 1]
    return Wish(
        isco=(model.isco,) if model.isco else (),
        skills=tuple(dict.fromkeys(chance.sample(typed, min(len(typed), chance.randint(2, 5))))),
        latitude=model.latitude,
        longitude=model.longitude,
        pay_floor=model.pay_month_max,
        currency=model.currency,
        hours=(model.hours,) if model.hours else (),
    )


def _candidates(index: EmbeddedIndex, wish: Wish) -> dict[int, float | None]:
    """The same questions as the page asks (services/alerts/recommending)."""
    near = {"latitude": wish.latitude, "longitude": wish.longitude, "radius_km": wish.radius_km}
    base = (
        Query(now=corpus.NOW, limit=CANDIDATES, **near)
        if wish.latitude is not None
        else Query(now=corpus.NOW, limit=CANDIDATES)
    )  # type: ignore[arg-type]
    usual, words = (Sort.DISTANCE if wish.latitude is not None else Sort.NEWEST), question(wish.skills)
    questions = [replace(base, text=words, sort=Sort.RELEVANCE)]
    if wish.isco:
        questions.append(replace(base, isco=wish.isco, text=words, sort=Sort.RELEVANCE))
        questions.append(replace(base, isco=wish.isco, sort=usual))
        paid = {"min_pay_month": wish.pay_floor, "currency": wish.currency}
        questions.append(replace(base, isco=(wish.isco[0][:3],), sort=usual, **paid))  # type: ignore[arg-type]
    found: dict[int, float | None] = {}
    for each in questions:
        for hit in index.query(each).hits:
            found.setdefault(hit.id, hit.distance_km)
    return dict(list(found.items())[: 3 * CANDIDATES])


def _offer(model: Document, number: int, away: float | None) -> Offer:
    pay = model.pay_month_max
    text = f"{model.title}\n{model.text}"
    return Offer(
        id=number,
        text=text,
        isco=model.isco,
        distance_km=away,
        pay_month_max=pay,
        currency=model.currency,
        hours=model.hours,
        contract=model.contract,
    )


def render(result: dict[str, Any]) -> str:
    """The section of docs/figures.md."""
    return "\n".join(
        [
            (
                f"20 of {result['vacancies']:,} vacancies for one worker, {result['wishes']} wishes of an occupation,"
                f" skills, a town, pay and hours; {result['scored']:.0f} candidates from the index are scored."
            ),
            "",
            "| median, ms | p95, ms |",
            "|---|---|",
            f"| {result['p50_ms']:.1f} | {result['p95_ms']:.1f} |",
        ]
    )
