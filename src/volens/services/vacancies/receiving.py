"""The whole way of a delivery: stored, judged, linked, compared, indexed. What commands, feeds and the worker call."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from volens.services.vacancies import indexing, pool, processing
from volens.services.vacancies.importing import locks
from volens.services.vacancies.importing.run import Plan, Summary, import_files
from volens.services.vacancies.models import ImportRun, Source

#: Told the name of a stage and how many vacancies it has just done (0: the stage begins).
OnStage = Callable[[str, int], None]


@dataclass(slots=True)
class Received:
    """What became of a delivery, and the seconds each stage took. `indexed` is None where another process does it."""

    run: ImportRun
    summary: Summary
    processed: processing.Processed | None
    indexed: int | None
    seconds: dict[str, float] = field(default_factory=dict)


def receive(paths: Sequence[Path], source: Source, plan: Plan, on_stage: OnStage | None = None) -> Received:
    """Take a delivery all the way. Raises BusyError while the same source is being imported elsewhere."""
    say = on_stage or (lambda _stage, _count: None)
    began = time.perf_counter()
    with pool.kept():
        run, summary = import_files(paths, source, plan)
        stored = time.perf_counter()
        processed, indexed = process_and_index(say)
    seconds = {"store": stored - began, "rest": time.perf_counter() - stored}
    return Received(run, summary, processed, indexed, seconds)


def process_and_index(on_stage: OnStage | None = None) -> tuple[processing.Processed | None, int | None]:
    """Take everything that waits through the stages and into the index; None where another process is at it."""
    say = on_stage or (lambda _stage, _count: None)
    with pool.kept():
        say("process", 0)
        try:
            processed = processing.process(on_batch=lambda count: say("process", count))
        except locks.BusyError:
            processed = None
        say("index", 0)
        return processed, indexing.drain_if_free(progress=lambda count: say("index", count))
