"""Normalising in worker processes: the records of a large delivery keep every core busy, in their order."""

from __future__ import annotations

import functools
import logging
import marshal
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from volens.services.vacancies import pool
from volens.services.vacancies.importing import formats
from volens.services.vacancies.importing.mapping import Mapping
from volens.services.vacancies.importing.normalise import Defaults, Normalised, key_of, normalise
from volens.services.vacancies.importing.readers import Raw
from volens.services.vacancies.importing.rejects import RecordError, Reject, excerpt
from volens.services.vacancies.importing.stored import Row, Rows

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
    rows: Rows = field(default_factory=Rows)


@dataclass(frozen=True, slots=True)
class Located:
    """A record ready to be stored, and where it stood."""

    file: str
    line: int
    normalised: Normalised


Outcome = Located | Reject


@dataclass(frozen=True, slots=True)
class Made:
    """What became of the records of a chunk, in their order: rows to be stored with their lines, and rejects."""

    file: str
    rows: list[tuple[int, Row]]
    rejects: list[Reject]


def made(raws: Iterable[Raw | Reject], job: Job, workers: int | None) -> Iterator[Made]:
    """Chunks of rows in the order of the records. Unless told how many, starts processes only where it pays."""
    inline = INLINE_CHUNKS if workers is None else 0
    workers = pool.usual_workers() if workers is None else workers
    pack = functools.partial(_packed, job)
    for packed in pool.ordered(pack, _chunks(raws), workers=workers, inline=inline, models=False):
        file, rows, rejects = packed
        yield Made(file, marshal.loads(rows), rejects)  # noqa: S302 - made a moment ago by a process of our own


def _packed(job: Job, chunk: _Chunk) -> tuple[str, bytes, list[Reject]]:
    """What became of a chunk, in the form that travels between processes at the least cost."""
    file, lines, records = chunk
    raws = [
        record if isinstance(record, Reject) else Raw(file, line, record)
        for line, record in zip(lines, records, strict=True)
    ]
    rows: list[tuple[int, Row]] = []
    rejects: list[Reject] = []
    for outcome in outcomes(job, raws):
        if isinstance(outcome, Reject):
            rejects.append(outcome)
        else:
            rows.append((outcome.line, job.rows.row(outcome.normalised)))
    return file, marshal.dumps(rows), rejects


#: The records of one file, side by side with their lines: lists of plain values travel faster than objects.
_Chunk = tuple[str, list[int], list[bytes | dict[str, Any] | Reject]]


def _chunks(raws: Iterable[Raw | Reject]) -> Iterator[_Chunk]:
    file, size = "", 0
    lines: list[int] = []
    records: list[bytes | dict[str, Any] | Reject] = []
    for raw in raws:
        if lines and (raw.file != file or len(lines) >= CHUNK_RECORDS or size >= CHUNK_BYTES):
            yield file, lines, records
            lines, records, size = [], [], 0
        file = raw.file
        lines.append(raw.line)
        if isinstance(raw, Reject):
            records.append(raw)
        else:
            records.append(raw.data)
            size += len(raw.data) if isinstance(raw.data, bytes) else 1000
    if lines:
        yield file, lines, records


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
    return Reject(raw.line + error.lines_below, excerpt(error.field), error.code, error.parameters, key, raw.file)
