"""Rows of a table: CSV or TSV of any size and encoding, or the first sheet of an XLSX workbook."""

from __future__ import annotations

import codecs
import csv
import datetime as dt
import io
import itertools
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO, Any, NamedTuple

from volens.services.vacancies.importing.mapping import Mapping
from volens.services.vacancies.importing.readers import streams
from volens.services.vacancies.importing.rejects import DeliveryError, Reject, excerpt

MAX_COLUMNS = 300
MAX_CELL = 400_000  # characters; the text of a vacancy may be 200,000
MAX_LINE = 1_000_000  # characters in one physical line
HEADER_WITHIN = 20  # rows in which the header is looked for
MAX_WORKBOOK = 1024**3  # bytes, unpacked
MAX_STRINGS = 256 * 1024**2  # of a workbook's shared strings, which are held in memory

csv.field_size_limit(MAX_CELL)


class Row(NamedTuple):
    """One row as a record: the line (or sheet row) it starts on, and its cells by column name."""

    line: int
    data: dict[str, Any]


class Numbered(NamedTuple):
    """A row's cells before the header is known."""

    line: int
    cells: Sequence[Any]


def csv_rows(stream: IO[bytes], encoding: str, mapping: Mapping) -> Iterator[Row | Reject]:
    """The rows of a CSV or TSV file below its header."""
    encoding = mapping.encoding or encoding
    try:
        codecs.lookup(encoding)
    except LookupError:
        raise DeliveryError("encoding", value=encoding) from None
    text = io.TextIOWrapper(stream, encoding, errors=streams.errors_of(encoding), newline="")
    try:
        head = list(itertools.islice(_lines(text), 60))
        delimiter = mapping.delimiter or guess_delimiter("".join(head))
        yield from _records(_parsed(itertools.chain(head, _lines(text)), delimiter), mapping)
    finally:
        text.detach()  # the stream belongs to the caller


def _lines(text: io.TextIOWrapper) -> Iterator[str]:
    while line := text.readline(MAX_LINE):
        yield line


def guess_delimiter(head: str) -> str:
    """The delimiter that splits the first rows into the most columns, all alike."""

    def quality(delimiter: str) -> tuple[int, int]:
        try:
            widths = [len(row) for row in csv.reader(io.StringIO(head, newline=""), delimiter=delimiter) if row][:20]
        except csv.Error:
            return (0, 0)
        usual = max(set(widths), key=widths.count) if widths else 0
        return (widths.count(usual) if usual > 1 else 0, usual)

    return max(",\t;|", key=quality)


def _parsed(lines: Iterable[str], delimiter: str) -> Iterator[Numbered | Reject]:
    reader = csv.reader(lines, delimiter=delimiter)
    while True:
        line = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Reject(line, "", "bad_row", {"value": str(error)})
            continue
        if any(row):
            yield Numbered(line, row)


def _records(rows: Iterator[Numbered | Reject], mapping: Mapping) -> Iterator[Row | Reject]:
    """Find the header among the first rows, then give each row below it as a dictionary."""
    first: list[Numbered] = []
    for row in rows:
        if isinstance(row, Reject):
            yield row
            continue
        first.append(row)
        if mapping.header_row and row.line < mapping.header_row:
            first.pop()
            continue
        if mapping.header_row or mapping.fits([_name(cell) for cell in row.cells]):
            break
        if len(first) == HEADER_WITHIN:
            break
    header = next((row for row in first if mapping.header_row or mapping.fits([_name(c) for c in row.cells])), None)
    if header is None:
        columns = [_name(cell) for cell in first[0].cells] if first else []
        raise DeliveryError(
            "missing_column" if mapping.columns else "no_mapping",
            line=first[0].line if first else 1,
            value=mapping.missing(columns),
            allowed=excerpt(", ".join(columns), 300),
        )
    names = [_name(cell) for cell in header.cells][:MAX_COLUMNS]
    if missing := mapping.missing(names):
        raise DeliveryError("missing_column", line=header.line, value=missing, allowed=excerpt(", ".join(names), 300))
    for row in rows:
        if isinstance(row, Reject):
            yield row
        else:
            yield Row(row.line, {name: cell for name, cell in zip(names, row.cells, strict=False) if name})


def _name(cell: Any) -> str:
    return " ".join(str(cell).split()) if cell is not None else ""


def workbook_rows(path: Path, mapping: Mapping) -> Iterator[Row | Reject]:
    """The rows of a sheet of an XLSX workbook below its header. Refuses workbooks that unpack to a bomb."""
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    _check_workbook(path)
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
        if mapping.sheet and mapping.sheet not in book.sheetnames:
            allowed = excerpt(", ".join(book.sheetnames), 300)
            raise DeliveryError("bad_value", value=mapping.sheet, allowed=allowed)
        sheet = book[mapping.sheet] if mapping.sheet else book.worksheets[0]
        try:
            cells = sheet.iter_rows(max_col=MAX_COLUMNS, values_only=True)
            rows = (
                Numbered(number, [_cell(cell) for cell in row])
                for number, row in enumerate(cells, 1)
                if any(cell is not None and cell != "" for cell in row)
            )
            yield from _records(rows, mapping)
        finally:
            book.close()
    except DeliveryError:
        raise
    except (zipfile.BadZipFile, InvalidFileException, KeyError, IndexError, ValueError, TypeError, OSError) as error:
        raise DeliveryError("not_readable", value=str(error)) from error
    except Exception as error:  # openpyxl lets errors of the XML parsers through, which share no base class
        if type(error).__module__.startswith(("xml", "defusedxml", "openpyxl", "lxml", "zlib")):
            raise DeliveryError("not_readable", value=str(error)) from error
        raise


def _cell(value: Any) -> Any:
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date().isoformat()
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return int(value)  # Excel knows only floating point numbers
    return value


def _check_workbook(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError) as error:
        raise DeliveryError("bad_archive", value=str(error)) from error
    if sum(info.file_size for info in members) > MAX_WORKBOOK or len(members) > streams.MAX_MEMBERS:
        raise DeliveryError("bomb", limit=f"{MAX_WORKBOOK:,}")
    for info in members:
        packed = max(info.compress_size, 1)
        if info.file_size > streams.RATIO_FROM and info.file_size > packed * streams.MAX_RATIO:
            raise DeliveryError("bomb", limit=f"{packed * streams.MAX_RATIO:,}")
        if info.filename.endswith("sharedStrings.xml") and info.file_size > MAX_STRINGS:
            raise DeliveryError("bomb", limit=f"{MAX_STRINGS:,}")
