"""Normalising in worker processes: the records of a large delivery keep every core busy, in their order."""

from __future__ import annotations

import collections
import itertools
import logging
import multiprocessing
import os
import threading
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field

from volens.services.vacancies.importing import formats
from volens.services.vacancies.importing.mapping import Mapping
from volens.services.vacancies.importing.normalise import Defaults, Normalised, key_of, normalise
from volens.services.vacancies.importing.readers import Raw
from volens.services.vacancies.importing.rejects import RecordError, Reject, excerpt

#: Records handed to a worker at once, and the bytes after which a chunk is full.
CHUNK_RECORDS = 200
CHUNK_BYTES = 2_000_000
#: Below this many records starting a worker costs more than it saves.
INLINE_RECORDS = 3 * CHUNK_RECORDS

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Job:
    """What workers need to know besides the records."""

    format: str = "auto"
    mapping: Mapping = field(default_factory=Mapping)
    defaults: Defaults = field(default_factory=Defaults)


@dataclass(frozen=True, slots=True)
class Located:
    """A record ready to be stored, and where it stood."""

    file: str
    line: int
    normalised: Normalised


Outcome = Located | Reject


def normalised(raws: Iterable[Raw | Reject], job: Job, workers: int) -> Iterator[list[Outcome]]:
    """Chunks of outcomes in the order of the records. Starts processes only for deliveries worth it."""
    chunks = _chunks(raws)
    first = list(itertools.islice(chunks, INLINE_RECORDS // CHUNK_RECORDS))
    if workers < 1 or len(first) < INLINE_RECORDS // CHUNK_RECORDS:
        for chunk in itertools.chain(first, chunks):
            yield outcomes(job, chunk)
        return
    context = multiprocessing.get_context("spawn")  # never a fork: the parent holds a database connection
    with ProcessPoolExecutor(workers, context, initializer=_end_with_parent) as pool:
        waiting: collections.deque[Future[list[Outcome]]] = collections.deque()
        try:
            for chunk in itertools.chain(first, chunks):
                waiting.append(pool.submit(outcomes, job, chunk))
                if len(waiting) > 4 * workers:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _end_with_parent() -> None:
    """A worker whose parent was killed would wait for work for ever."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def wait() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


def _chunks(raws: Iterable[Raw | Reject]) -> Iterator[list[Raw | Reject]]:
    chunk: list[Raw | Reject] = []
    size = 0
    for raw in raws:
        chunk.append(raw)
        if isinstance(raw, Raw):
            size += len(raw.data) if isinstance(raw.data, bytes) else 1000
        if len(chunk) >= CHUNK_RECORDS or size >= CHUNK_BYTES:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def outcomes(job: Job, chunk: Sequence[Raw | Reject]) -> list[Outcome]:
    """What became of each record of a chunk."""
    result: list[Outcome] = []
    for raw in chunk:
        if isinstance(raw, Reject):
            result.append(raw)
            continue
        try:
            result.extend(_outcomes(job, raw))
        except Exception as error:
            log.exception("%s line %s", raw.file, raw.line)
            result.append(_reject(raw, RecordError("", "not_importable", value=f"{type(error).__name__}: {error}")))
    return result


def _outcomes(job: Job, raw: Raw) -> Iterator[Outcome]:
    for draft in formats.drafts(raw.data, job.format, job.mapping):
        if isinstance(draft, RecordError):
            yield _reject(raw, draft)
            continue
        try:
            yield Located(raw.file, raw.line, normalise(draft, job.defaults))
        except RecordError as error:
            yield _reject(raw, error, key_of(draft))


def _reject(raw: Raw, error: RecordError, key: str = "") -> Reject:
    return Reject(raw.line, excerpt(error.field), error.code, error.parameters, key, raw.file)
