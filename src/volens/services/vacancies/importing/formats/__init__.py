"""Formats: what a record of each kind says, as a Draft."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson

from volens.services.vacancies.importing.draft import Draft
from volens.services.vacancies.importing.formats import jobposting, usajobs
from volens.services.vacancies.importing.mapping import Mapping
from volens.services.vacancies.importing.readers.html import is_posting
from volens.services.vacancies.importing.rejects import RecordError

MAX_NESTED = 10_000  # postings inside one record


def drafts(data: bytes | dict[str, Any], format_: str, mapping: Mapping) -> Iterator[Draft | RecordError]:
    """The vacancies in one raw record: usually one, none for what is no vacancy, several for a list inside a line."""
    if isinstance(data, dict):
        draft = _of_row(data, format_, mapping)
        if draft is not None:
            yield draft
        return
    try:
        value = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        yield RecordError("", "bad_json", value=str(error))
        return
    count = 0
    for entry in _unwrapped(value, 0):
        count += 1
        if count > MAX_NESTED:
            yield RecordError("", "too_large", limit=f"{MAX_NESTED:,}")
            return
        if isinstance(entry, RecordError):
            yield entry
            continue
        try:
            draft = _of_object(entry, format_, mapping)
        except RecordError as error:
            yield error
            continue
        if draft is not None:
            yield draft


def _unwrapped(value: Any, depth: int) -> Iterator[dict[str, Any] | RecordError]:
    """Look through lists, graphs and list items to the objects inside."""
    if depth > 6:
        yield RecordError("", "too_deep")
    elif isinstance(value, list):
        for entry in value:
            yield from _unwrapped(entry, depth + 1)
    elif not isinstance(value, dict):
        yield RecordError("", "not_an_object", value=value)
    elif is_posting(value):
        yield value
    elif (inner := _inside(value)) is not None:
        yield from _unwrapped(inner, depth + 1)
    else:
        yield value


def _inside(value: dict[str, Any]) -> Any:
    """What a wrapper holds, None when the object is no wrapper."""
    for name in ("@graph", "itemListElement"):
        if isinstance(value.get(name), list):
            return value[name]
    item = value.get("item")
    return item if isinstance(item, dict | list) and "title" not in value else None


def _of_row(row: dict[str, Any], format_: str, mapping: Mapping) -> Draft | None:
    if not mapping.given and (format_ == "usajobs" or (format_ == "auto" and usajobs.recognises(row))):
        return usajobs.draft(row)
    return mapping.draft(row)


def _of_object(value: dict[str, Any], format_: str, mapping: Mapping) -> Draft | None:
    if mapping.given and format_ in {"auto", "table"}:
        return mapping.draft(value)
    if format_ in {"auto", "jobposting"} and jobposting.recognises(value):
        return jobposting.draft(value)
    if format_ == "jobposting":
        return None if "@type" in value else jobposting.draft(value)
    if format_ == "usajobs" or (format_ == "auto" and usajobs.recognises(value)):
        return usajobs.draft(value)
    if format_ == "auto" and "@type" in value:
        return None  # another node of a graph: an organisation, a web site
    if format_ == "table" or mapping.fits(value):
        return mapping.draft(value)
    raise RecordError("", "no_mapping")
