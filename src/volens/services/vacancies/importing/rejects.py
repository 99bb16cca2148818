"""What could not be imported, and why: one line, one field, one reason, in words an operator can act on."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

#: The reason for each code. Worker processes send codes; the words are made where the file is written.
REASONS: Mapping[str, str] = {
    "ambiguous_date": gettext_noop("“%(value)s” can be read as two dates. Write it as YYYY-MM-DD."),
    "bad_date": gettext_noop("“%(value)s” is not a date this importer reads. Write it as YYYY-MM-DD."),
    "bad_json": gettext_noop("This is not valid JSON: %(value)s"),
    "bad_number": gettext_noop("“%(value)s” is not a number in the range that is possible here."),
    "bad_row": gettext_noop("This row is not valid CSV: %(value)s"),
    "bad_url": gettext_noop("“%(value)s” is not a web address. Only http and https are accepted."),
    "bad_value": gettext_noop("“%(value)s” is not one of the values that are possible here: %(allowed)s."),
    "bad_archive": gettext_noop("The file cannot be unpacked: %(value)s"),
    "bad_xml": gettext_noop("From here on this is not valid XML: %(value)s"),
    "bomb": gettext_noop("The file unpacks to more than %(limit)s bytes, far too many for its size."),
    "control_characters": gettext_noop("The text contains control characters (%(value)s). Remove them at the source."),
    "declaration": gettext_noop("This declaration cannot be read: it %(value)s"),
    "encoding": gettext_noop(
        "The text is not valid %(value)s. State the encoding in the mapping file, or export it as UTF-8."
    ),
    "missing": gettext_noop("This field is required and is empty or absent."),
    "missing_column": gettext_noop("The table has no column “%(value)s”. Its columns are: %(allowed)s."),
    "negative_amount": gettext_noop(
        "“%(value)s” is less than nought. Write what is paid, or leave the field empty where it is not known."
    ),
    "nested_archive": gettext_noop("An archive inside an archive is not opened."),
    "no_mapping": gettext_noop("This is neither JobPosting nor USAJOBS. Give a mapping file: docs/import.md."),
    "not_an_object": gettext_noop("A record must be a JSON object; this is %(value)s."),
    "not_readable": gettext_noop("The file cannot be read: %(value)s"),
    "repeated_key": gettext_noop("The identifier “%(value)s” was used before in this delivery."),
    "not_importable": gettext_noop("Volens has a fault that this record shows: %(value)s. Please report it."),
    "too_deep": gettext_noop("The record is nested too deeply."),
    "too_large": gettext_noop("The record is larger than %(limit)s bytes."),
    "too_long": gettext_noop("The text is %(value)s characters long; at most %(limit)s are accepted."),
    "truncated": gettext_noop("The file ends in the middle of a record. It was probably cut off on its way."),
    "unknown_format": gettext_noop("The content is none of the formats Volens reads (%(value)s). See docs/import.md."),
    "wrong_type": gettext_noop("This should be %(allowed)s and is %(value)s."),
}


@dataclass(frozen=True, slots=True)
class Reject:
    """One record that was not imported.

    `key` is the source's identifier where it could still be read: the vacancy it names, if stored already, is kept as
    it is. A `fatal` reject means that the rest of the file was not read, so that the delivery is not complete.
    """

    line: int
    field: str
    code: str
    parameters: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    key: str = ""
    file: str = ""
    fatal: bool = False

    def reason(self) -> str:
        """The reason in the language that is active."""
        known = {"value": "", "limit": "", "allowed": ""} | dict(self.parameters)
        return str(_(REASONS[self.code])) % known


class RecordError(Exception):
    """A record cannot be imported: the field at fault, the code of the reason and what it needs to be worded."""

    def __init__(self, field: str, code: str, **parameters: Any) -> None:
        super().__init__(code, field)
        self.field = field
        self.code = code
        self.parameters = {name: excerpt(value) for name, value in parameters.items()}
        self.lines_below = 0  # how many lines below the record's first one the fault is


class DeliveryError(Exception):
    """A whole file cannot be read (further). Same contents as a RecordError."""

    def __init__(self, code: str, *, line: int = 0, **parameters: Any) -> None:
        super().__init__(code)
        self.code = code
        self.line = line
        self.parameters = {name: excerpt(value) for name, value in parameters.items()}

    def reject(self, file: str) -> Reject:
        """The line for the rejects file."""
        return Reject(self.line, "", self.code, self.parameters, file=file, fatal=True)


def excerpt(value: Any, length: int = 80) -> str:
    """A short, printable rendering of a value from outside, safe in a log, a terminal and a JSON file."""
    text = value if isinstance(value, str) else repr(value)
    text = "".join(char if char.isprintable() else f"\\u{ord(char):04x}" for char in text[: length + 1])
    return text if len(text) <= length else text[: length - 1] + "…"


class RejectsFile:
    """A JSON Lines file of rejects, made at the first one: an import without rejects leaves no empty file."""

    def __init__(self, path: Path, limit: int = 1_000_000) -> None:
        self.path = path
        self.count = 0
        self._limit = limit  # a file of nothing but rubbish must not fill the disk with complaints
        self._file: IO[str] | None = None

    def write(self, reject: Reject) -> None:
        """Add one reject."""
        self.count += 1
        if self.count > self._limit:
            return
        if self._file is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self.path.open("w", encoding="utf-8")
        line = {"file": reject.file, "line": reject.line, "field": reject.field, "code": reject.code}
        line |= {"reason": reject.reason()} | ({"key": reject.key} if reject.key else {})
        self._file.write(json.dumps(line, ensure_ascii=False) + "\n")

    def close(self) -> str:
        """Close the file. Returns its path, or an empty string if nothing was rejected."""
        if self._file is None:
            return ""
        self._file.close()
        return str(self.path)
