"""Readers: a delivery in any accepted format becomes raw records, each with its line, in bounded memory."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from volens.services.vacancies.importing.mapping import Mapping
from volens.services.vacancies.importing.readers import html, json_stream, streams, table, xml_stream
from volens.services.vacancies.importing.rejects import DeliveryError, Reject

#: What `--format` accepts. `auto` looks at the content.
FORMATS = ("auto", "jobposting", "usajobs", "table")
_HEAD = 256 * 1024
#: What a web page has and a feed in XML has not.
_HTML_SIGNS = ("<html", "<!doctype html", "ld+json", "itemscope", "<head", "<body")
_JSON_LINES_NAMES = (".jsonl", ".ndjson", ".jsonlines")


class Raw(NamedTuple):
    """A record not looked into yet: JSON bytes, or the cells of a row by column name."""

    file: str
    line: int
    data: bytes | dict[str, Any]


@dataclass(frozen=True, slots=True)
class Options:
    """How to read: the format asked for, and the mapping for tables."""

    format: str = "auto"
    mapping: Mapping = field(default_factory=Mapping)


def read(path: Path, options: Options, watch: streams.Watch | None = None) -> Iterator[Raw | Reject]:
    """The records of a file (or of each file in a zip). What cannot be read at all becomes a fatal Reject."""
    name = path.name
    try:
        for part in streams.parts(path, watch):
            name = part.name
            try:
                for item in _part(part, options):
                    if isinstance(item, Reject):
                        yield _in_file(item, name)
                    else:
                        yield Raw(name, item.line, item.data)
            except DeliveryError as error:
                yield error.reject(name)
    except DeliveryError as error:
        yield error.reject(name)


def _in_file(reject: Reject, name: str) -> Reject:
    return Reject(reject.line, reject.field, reject.code, reject.parameters, reject.key, name, reject.fatal)


def _part(part: streams.Part, options: Options) -> Iterator[json_stream.Piece | table.Row | Reject]:
    if part.workbook:
        assert part.path is not None  # noqa: S101 - so say `streams.parts`
        yield from table.workbook_rows(part.path, options.mapping)
        return
    head, stream = streams.with_head(part.stream, _HEAD)
    if head.startswith((b"PK\x03\x04", b"\x1f\x8b")):
        raise DeliveryError("nested_archive")
    encoding = streams.encoding(head)
    start = head.decode(encoding, "replace").lstrip("\ufeff \t\r\n\0")
    if not start:
        return
    if start[0] in "{[":
        chunks = streams.transcoded(stream, encoding)
        first = next(chunks, b"")
        chunks = itertools.chain((first,), chunks)
        if part.name.endswith(_JSON_LINES_NAMES) or json_stream.is_json_lines(first):
            yield from json_stream.lines(chunks)
        else:
            yield from json_stream.Splitter().records(chunks)
    elif start[0] == "<":
        if not any(sign in start.lower() for sign in _HTML_SIGNS):
            declared = "" if encoding.startswith("utf-16") else xml_stream.declared_encoding(head)
            encoding = options.mapping.encoding or declared or encoding
            yield from xml_stream.records(streams.decoded(stream, encoding), start, options.mapping.record)
            return
        yield from html.records(stream, encoding)
    elif options.format == "jobposting":
        raise DeliveryError("bad_json", line=1, value=start[:40])
    else:
        yield from table.csv_rows(stream, encoding, options.mapping)
