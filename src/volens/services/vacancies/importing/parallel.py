"""Normalising in worker processes: the records of a large delivery keep every core busy, in their order."""

from __future__ import annotations

import functools
import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from volens.services.vacancies import pool
from volens.services.vacancies.importing import formats
from volens.services.vacancies.importing.mapping import Mapping
from volens.services.vacancies.importing.normalise import Defaults, Normalised, Record, key_of, normalise
from volens.services.vacancies.importing.readers import Raw
from volens.services.vacancies.importing.rejects import RecordError, Reject, excerpt

#: Records handed to a worker at once, and the bytes after which a chunk is full.
CHUNK_RECORDS = 200
CHUNK_BYTES = 2_000_000
#: Below this many chunks starting a worker costs more than it saves.
INLINE_CHUNKS = 25

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


def normalised(raws: Iterable[Raw | Reject], job: Job, workers: int | None) -> Iterator[list[Outcome]]:
    """Chunks of outcomes in the order of the records. Unless told how many, starts processes only where it pays."""
    inline = INLINE_CHUNKS if workers is None else 0
    workers = pool.usual_workers() if workers is None else workers
    packed = pool.ordered(functools.partial(_packed, job), _chunks(raws), workers=workers, inline=inline)
    for chunk in packed:
        yield [
            outcome if isinstance(outcome, Reject) else Located(outcome[0], outcome[1], _unpacked(outcome))
            for outcome in chunk
        ]


def _packed(job: Job, chunk: Sequence[Raw | Reject]) -> list[tuple[Any, ...] | Reject]:
    """Outcomes as plain tuples: they travel between processes at half the cost."""
    return [
        outcome
        if isinstance(outcome, Reject)
        else (
            outcome.file,
            outcome.line,
            outcome.normalised.key,
            outcome.normalised.content_hash,
            *outcome.normalised.record,
        )
        for outcome in outcomes(job, chunk)
    ]


def _unpacked(packed: tuple[Any, ...]) -> Normalised:
    return Normalised(packed[2], packed[3], Record._make(packed[4:]))


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
