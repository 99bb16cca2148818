"""Records of an XML feed of any size, one after another, in bounded memory: `<jobs><job>...</job>...</jobs>`.

A record becomes what an object of JSON would be, so that a mapping (or the usual names) can read it: elements by their
name without prefix, inner elements as objects (`location.city`), repeated ones as lists, attributes as `@name` beside
them. Markup that stands in a text unescaped is put back together. Entities of the feed's own are refused, and nothing
outside the file is ever loaded (defusedxml).
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from volens.services.vacancies.importing.readers.json_stream import MAX_RECORD
from volens.services.vacancies.importing.readers.table import Row
from volens.services.vacancies.importing.rejects import DeliveryError, Reject, excerpt

#: What feeds in use call a record, likeliest first. A mapping says otherwise with `record:`.
USUAL_RECORDS = (
    "job", "vacancy", "jobposting", "position", "positionopening", "posting", "opening", "offer", "joboffer",
    "jobad", "ad", "item", "entry", "listing", "record", "row", "职位", "岗位",
)  # fmt: skip
MAX_DEPTH = 64
MAX_PARTS = 10_000  # elements and attributes of one record
#: Elements of HTML: where they stand in a text, the text is HTML.
_MARKUP = frozenset(
    ("p", "br", "ul", "ol", "li", "b", "strong", "i", "em", "u", "span", "div", "h1", "h2", "h3", "h4", "h5", "h6", "a",
     "table", "tbody", "tr", "td", "th", "hr", "font")
)  # fmt: skip

_DECLARED = re.compile(rb"""<\?xml[^>]{0,200}encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
#: What XML forbids in any form, and what stands for bytes that could not be decoded: only its record is refused.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def declared_encoding(head: bytes) -> str:
    """The encoding the file says it has, or an empty string."""
    found = _DECLARED.search(head[:400])
    return found[1].decode("ascii").lower() if found else ""


def records(chunks: Iterable[str], head: str, name: str = "") -> Iterator[Row | Reject]:
    """The records of a feed, given as text in pieces of which `head` are the first. `name`: the records' element.

    Raises DeliveryError with the line where the file is no XML (any more): what came before was given.
    """
    reader = _Reader(_local(name).casefold() if name else _record_name(head))
    parser = DefusedXMLParser(target=reader, encoding="utf-8")  # as it is fed, whatever the file declares
    reader.position = lambda: int(parser.parser.CurrentLineNumber)
    try:
        for chunk in chunks:
            parser.feed(_FORBIDDEN.sub("\ufffd", chunk).encode())
            yield from reader.taken()
        parser.close()
    except ParseError as error:
        yield from reader.taken()
        line = error.position[0]
        if reader.depth and "no element found" in str(error):
            raise DeliveryError("truncated", line=line) from error
        raise DeliveryError("bad_xml", line=line, value=excerpt(str(error))) from error
    except DefusedXmlException as error:
        raise DeliveryError("bad_xml", value=f"{type(error).__name__}: {excerpt(str(error))}") from error
    yield from reader.taken()


def _record_name(head: str) -> str:
    """The element that holds a record, from the beginning of the feed: a usual name, else the one repeated most."""
    names = Counter(_local(name).casefold() for name in re.findall(r"<([^\s/>!?][^\s/>]*)", head))
    found = re.search(r"<([^\s/>!?][^\s/>]*)", head)
    root = _local(found[1]).casefold() if found else ""
    for usual in USUAL_RECORDS:
        if names[usual] and (usual != root or names[usual] > 1 or len(names) > 2):
            return usual
    inner = [name for name in names if name != root and name not in _MARKUP]
    return max(inner, key=names.__getitem__, default=root)


def _local(name: str) -> str:
    """A name without its namespace or prefix."""
    return name.rpartition("}")[2].rpartition(":")[2]


class _Element:
    """An open element of a record."""

    __slots__ = ("fields", "markup", "name", "parts")

    def __init__(self, name: str) -> None:
        self.name = name
        self.fields: dict[str, Any] = {}
        self.parts: list[tuple[bool, str]] = []  # text, and whether it is markup already
        self.markup = False

    def add(self, name: str, value: Any) -> None:
        if name in self.fields:
            before = self.fields[name]
            self.fields[name] = [*(before if isinstance(before, list) else [before]), value]
        else:
            self.fields[name] = value

    def text(self) -> str:
        if not self.markup:
            return "".join(text for _, text in self.parts).strip()
        return "".join(text if is_markup else html.escape(text, quote=False) for is_markup, text in self.parts).strip()


class _Reader:
    """What the parser tells, made into records."""

    def __init__(self, record: str) -> None:
        self.position: Callable[[], int] = int
        self.depth = 0
        self._record = record
        self._open: list[_Element] = []
        self._line = 0
        self._size = 0
        self._parts = 0
        self._fault = ""
        self._taken: list[Row | Reject] = []

    def taken(self) -> list[Row | Reject]:
        """The records finished since the last time."""
        taken, self._taken = self._taken, []
        return taken

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        self.depth += 1
        name = _local(tag)
        if not self._open:
            if name.casefold() != self._record:
                return
            self._line, self._size, self._parts, self._fault = self.position(), 0, 0, ""
        self._parts += 1 + len(attributes)
        self._size += len(tag) + sum(len(key) + len(value) for key, value in attributes.items())
        element = _Element(name)
        self._open.append(element)
        if not self._sound():
            return
        for key, value in attributes.items():
            element.fields["@" + _local(key)] = value

    def data(self, text: str) -> None:
        """Text inside an element."""
        if not self._open:
            return
        self._size += len(text.encode())
        if "\ufffd" in text:
            self._fault = self._fault or "encoding"
        if self._sound():
            self._open[-1].parts.append((False, text))

    def end(self, _tag: str) -> None:
        """An element ends."""
        self.depth -= 1
        if not self._open:
            return
        element = self._open.pop()
        if not self._open:
            self._finish(element)
            return
        if self._fault:
            return
        around = self._open[-1]
        text = element.text()
        if element.name.lower() in _MARKUP and (len(self._open) > 1):
            around.markup = True
            inner = text if element.markup else html.escape(text, quote=False)
            around.parts.append((True, f"<{element.name}>{inner}</{element.name}>"))
            return
        nested = {key: value for key, value in element.fields.items() if not key.startswith("@")}
        if nested and not element.markup:
            around.add(element.name, element.fields)
            return
        around.add(element.name, text)
        for key, value in element.fields.items():
            if key.startswith("@"):
                around.add(f"{element.name}{key}", value)

    def close(self) -> None:
        """The document ends."""

    def _sound(self) -> bool:
        """Whether the record may go on; what it held so far is let go where not."""
        if not self._fault:
            if self._size > MAX_RECORD or self._parts > MAX_PARTS:
                self._fault = "too_large"
            elif len(self._open) > MAX_DEPTH:
                self._fault = "too_deep"
        if self._fault:
            for element in self._open:
                element.fields, element.parts = {}, []
        return not self._fault

    def _finish(self, record: _Element) -> None:
        if self._fault:
            parameters = {"too_large": {"limit": f"{MAX_RECORD:,}"}, "encoding": {"value": "XML"}}
            self._taken.append(Reject(self._line, "", self._fault, parameters.get(self._fault, {})))
            return
        if text := record.text():
            record.fields.setdefault("text", text)
        self._taken.append(Row(self._line, record.fields))
