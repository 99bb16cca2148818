"""Records of a JSON document of any size, one after another, each as its own bytes.

A parser of the whole would stop at the first mistake. This splitter only follows strings and brackets, so that each
record is parsed by itself: a bad one is rejected with its line and the next ones are read. Memory is bounded by the
largest record accepted. It finds records in a list, in JSON-LD's `@graph` and `itemListElement`, in the answer of the
USAJOBS API and in the usual envelopes (`data`, `results`, `jobs`, …); a document that is one object is one record.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import orjson

from volens.services.vacancies.importing.rejects import Reject, excerpt

#: The largest record accepted, in bytes.
MAX_RECORD = 2 * 1024**2
MAX_DEPTH = 16  # of lists inside lists around the records

#: Keys under which a list of records may stand, in the outermost object; then the keys of objects around such lists.
LISTS = frozenset(
    b"@graph itemListElement SearchResultItems data Data records results items jobs postings vacancies hits".split()
)
NESTED_LISTS = frozenset((b"@graph", b"itemListElement"))
ENVELOPES = frozenset((b"SearchResult", b"data", b"result", b"response"))

_TOKEN = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[{}\[\]]|"', re.DOTALL)
_STRING_END = re.compile(rb'[^"\\]*+(?:\\.[^"\\]*+)*+"', re.DOTALL)
_BETWEEN = b" \t\r\n,:"
_QUOTE, _BRACE, _BRACKET = b'"{['
_OPENING = b"{["


class Piece(NamedTuple):
    """One record's bytes and the line it starts on."""

    line: int
    data: bytes


def lines(chunks: Iterable[bytes], first_line: int = 1) -> Iterator[Piece | Reject]:
    """The records of JSON Lines: one in each line, empty lines skipped, lines longer than MAX_RECORD rejected."""
    line, rest, skipping = first_line, b"", False
    for chunk in chunks:
        pieces = chunk.split(b"\n")
        pieces[0] = rest + pieces[0]
        rest = pieces.pop()
        for piece in pieces:
            if skipping:
                skipping = False
            elif len(piece) > MAX_RECORD:
                yield _too_large(line)
            elif data := piece.strip():
                yield Piece(line, data)
            line += 1
        if len(rest) > MAX_RECORD:
            if not skipping:
                yield _too_large(line)
            skipping, rest = True, b""
    if not skipping and (data := rest.strip()):
        yield Piece(line, data)


def _too_large(line: int) -> Reject:
    return Reject(line, "", "too_large", {"limit": f"{MAX_RECORD:,}"})


def is_json_lines(head: bytes) -> bool:
    """Whether the first bytes of a document look like one JSON object in each line."""
    sample = [line.strip() for line in head.split(b"\n")[:50]]
    if len(sample) > 1:
        sample.pop()  # may be cut
    sample = [line for line in sample if line]
    if not sample or sample[0] in {b"[", b"{"} or sample[0].startswith(b"["):
        return False
    for line in sample:
        if line.startswith(b"{"):
            try:
                orjson.loads(line)
            except orjson.JSONDecodeError:
                continue
            # One compact document in one line may still be an envelope; the splitter sees to that.
            return len(sample) > 1 or not any(b'"' + key + b'"' in line for key in LISTS)
    return False


class Splitter:
    """Feeds on chunks of UTF-8 JSON, gives records. One object for one document."""

    def __init__(self, first_line: int = 1) -> None:
        self._line = first_line  # of the last place asked for in the chunk being read
        self._counted = 0  # up to where newlines of the chunk are counted
        self._around: list[int] = []  # the open brackets around the records
        self._depth = 0  # open brackets inside the value being read; 0: between records
        self._record = False  # whether that value is a record, or something beside the records of an envelope
        self._start_line = first_line
        self._from = -1  # where the record begins in this chunk
        self._gap = 0  # where the stretch since the last record begins in this chunk
        self._key = b""  # the last string directly inside the record or envelope
        self._parts: list[bytes] = []
        self._size = 0
        self._in_string = False
        self._skip = 0  # 1 when the chunk before ended inside an escape

    def records(self, chunks: Iterable[bytes]) -> Iterator[Piece | Reject]:
        """The records of the document. The last item is a fatal Reject when the document ends too early."""
        for chunk in chunks:
            self._counted, self._gap = 0, 0
            self._from = 0 if self._depth else -1
            yield from self._feed(chunk)
            if self._from >= 0:
                self._keep(chunk[self._from :])
            self._count(chunk, len(chunk))
        if self._depth or self._in_string or self._around:
            yield Reject(self._start_line if self._depth else self._line, "", "truncated", fatal=True)

    def _feed(self, chunk: bytes) -> Iterator[Piece | Reject]:
        position = self._resume(chunk) if self._in_string else 0
        if self._in_string:
            return
        for token in _TOKEN.finditer(chunk, position):
            start, end = token.span()
            char = chunk[start]
            if char == _QUOTE:
                if self._depth == 0:
                    yield from self._string_between(chunk, start, end)
                elif self._depth == 1:
                    self._key = chunk[start + 1 : end - 1]
                if end - start == 1:
                    self._in_string = True
                    self._key = chunk[end : end + 100] if self._depth < 2 else b""
                    self._string_goes_on(chunk[end:])
                    return
            elif self._depth > 1:
                self._depth += 1 if char in _OPENING else -1
            elif self._depth == 0:
                yield from self._bracket_between(chunk, start, char)
            elif char not in _OPENING:
                self._depth, self._gap = 0, end
                if self._record:
                    yield self._finish(chunk[self._from : end])
                self._from = -1
            else:
                self._bracket_within(chunk, start, char)
        if not self._depth:
            yield from self._stray(chunk, len(chunk))

    def _resume(self, chunk: bytes) -> int:
        """Find the end of the string that an earlier chunk began."""
        match = _STRING_END.match(chunk, self._skip)
        if self._depth < 2 and len(self._key) < 100:
            self._key += chunk[:100] if match is None else chunk[: match.end() - 1]
        if match is None:
            self._string_goes_on(chunk[self._skip :])
            return len(chunk)
        self._in_string = False
        self._gap = match.end()
        return self._gap

    def _bracket_within(self, chunk: bytes, start: int, char: int) -> None:
        """A bracket opens directly inside a record: a value of it, unless the record turns out to be an envelope."""
        if not self._is_envelope(char):
            self._depth = 2
            return
        self._around.append(_BRACE)
        self._depth = 0
        self._open(chunk, start, char)

    def _bracket_between(self, chunk: bytes, start: int, char: int) -> Iterator[Reject]:
        """A bracket outside any record: the start of one, of a list of them, or the end of such a list."""
        yield from self._stray(chunk, start)
        self._gap = start + 1
        if char in _OPENING:
            self._open(chunk, start, char)
        elif self._around:
            self._around.pop()
        else:
            yield Reject(self._count(chunk, start), "", "not_an_object", {"value": "a closing bracket"})

    def _open(self, chunk: bytes, start: int, char: int) -> None:
        inside_envelope = bool(self._around) and self._around[-1] == _BRACE
        if char == _BRACKET and len(self._around) < MAX_DEPTH and (not inside_envelope or self._key in LISTS):
            self._around.append(_BRACKET)
            self._from, self._gap = -1, start + 1
            return
        self._record = not inside_envelope or (char == _BRACE and self._key in ENVELOPES)
        self._depth, self._key, self._parts, self._size = 1, b"", [], 0
        self._start_line, self._from = self._count(chunk, start), start

    def _is_envelope(self, char: int) -> bool:
        """Whether the record being read turns out to be one, now that a bracket opens after `_key`."""
        if not self._record or len(self._around) >= MAX_DEPTH:
            return False
        among_records = _BRACKET in self._around
        if char == _BRACKET:
            return self._key in (NESTED_LISTS if among_records else LISTS)
        return not among_records and self._key in ENVELOPES

    def _string_between(self, chunk: bytes, start: int, end: int) -> Iterator[Reject]:
        yield from self._stray(chunk, start)
        self._gap = end
        if self._around and self._around[-1] == _BRACE:
            self._key = chunk[start + 1 : end - 1]
        else:
            yield Reject(self._count(chunk, start), "", "not_an_object", {"value": "a string"})

    def _stray(self, chunk: bytes, end: int) -> Iterator[Reject]:
        """Numbers and other things that stand where a record should."""
        if self._around and self._around[-1] == _BRACE:
            return
        gap = chunk[self._gap : end].lstrip(_BETWEEN)
        if gap:
            value = excerpt(gap.rstrip(_BETWEEN)[:80].decode("utf-8", "replace"))
            yield Reject(self._count(chunk, end - len(gap)), "", "not_an_object", {"value": value})

    def _count(self, chunk: bytes, position: int) -> int:
        """The line at a position of the chunk, no earlier than the last one asked for."""
        self._line += chunk.count(b"\n", self._counted, position)
        self._counted = position
        return self._line

    def _string_goes_on(self, rest: bytes) -> None:
        """The chunk ends inside a string; remember whether it ends inside an escape too."""
        self._gap = 1 << 60
        self._skip = (len(rest) - len(rest.rstrip(b"\\"))) % 2

    def _keep(self, part: bytes) -> None:
        self._size += len(part)
        self._parts = [] if self._size > MAX_RECORD or not self._record else [*self._parts, part]

    def _finish(self, last: bytes) -> Piece | Reject:
        if self._size + len(last) > MAX_RECORD:
            return _too_large(self._start_line)
        data = b"".join([*self._parts, last])
        self._parts = []
        return Piece(self._start_line, data)
