"""JobPosting records inside a web page: JSON-LD in script elements, else microdata."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import IO, Any

import orjson
from selectolax.lexbor import LexborHTMLParser, LexborNode

from volens.services.vacancies.importing.readers.json_stream import Piece
from volens.services.vacancies.importing.rejects import DeliveryError, Reject, excerpt

#: A page is read as a whole; a larger one is not a page of vacancies.
MAX_PAGE = 16 * 1024**2
MAX_DEPTH = 12

_VALUES = {"meta": "content", "link": "href", "a": "href", "time": "datetime", "img": "src", "data": "value"}


def records(stream: IO[bytes], encoding: str) -> Iterator[Piece | Reject]:
    """The JobPostings of one page. References by `@id` inside its graph are put in place."""
    page = stream.read(MAX_PAGE + 1)
    if len(page) > MAX_PAGE:
        raise DeliveryError("too_large", limit=f"{MAX_PAGE:,}")
    text = page.decode(encoding, "replace")
    tree = LexborHTMLParser(text)
    found, position = False, 0
    for script in tree.css('script[type*="ld+json" i]'):
        content = script.text(deep=True)
        position = max(position, text.find(content[:200], position) if content else position)
        line = text.count("\n", 0, position) + 1
        try:
            nodes = list(_nodes(orjson.loads(content.strip().removeprefix("<!--").removesuffix("-->"))))
        except orjson.JSONDecodeError as error:
            if "JobPosting" in content:
                yield Reject(line, "", "bad_json", {"value": excerpt(str(error))})
            continue
        named = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 1}
        for node in nodes:
            if is_posting(node):
                found = True
                yield Piece(line, orjson.dumps(_resolved(node, named, 0)))
    if not found:
        for item in tree.css('[itemscope][itemtype*="schema.org/JobPosting" i]'):
            yield Piece(1, orjson.dumps(_item(item, 0)))


def is_posting(node: Mapping[str, Any]) -> bool:
    """Whether a JSON-LD node says that it is a JobPosting, in one of the ways that are in use."""
    kinds = node.get("@type", "")
    return any(
        isinstance(kind, str) and kind.rsplit("/", 1)[-1].rsplit(":", 1)[-1] == "JobPosting"
        for kind in (kinds if isinstance(kinds, list) else [kinds])
    )


def _nodes(value: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    if depth > MAX_DEPTH:
        return
    if isinstance(value, list):
        for entry in value:
            yield from _nodes(entry, depth + 1)
    elif isinstance(value, dict):
        yield value
        for entry in value.values():
            if isinstance(entry, dict | list):
                yield from _nodes(entry, depth + 1)


def _resolved(value: Any, named: Mapping[str, Any], depth: int) -> Any:
    if depth > MAX_DEPTH:
        return None
    if isinstance(value, list):
        return [_resolved(entry, named, depth + 1) for entry in value]
    if isinstance(value, dict):
        if len(value) == 1 and isinstance(reference := value.get("@id"), str) and reference in named:
            value = named[reference]
        return {key: _resolved(entry, named, depth + 1) for key, entry in value.items()}
    return value


def _item(scope: LexborNode, depth: int) -> dict[str, Any]:
    """A microdata item as the JSON-LD object it stands for (HTML Living Standard, 5.5)."""
    item: dict[str, Any] = {"@type": (scope.attributes.get("itemtype") or "").rsplit("/", 1)[-1]}
    for node in _properties(scope):
        attributes = node.attributes
        if "itemscope" in attributes:
            value: Any = _item(node, depth + 1) if depth < MAX_DEPTH else None
        elif (name := _VALUES.get(node.tag or "")) and attributes.get(name):
            value = attributes[name]
        elif attributes.get("content"):
            value = attributes["content"]
        else:
            value = node.html if "description" in (attributes.get("itemprop") or "") else node.text(strip=True)
        for key in (attributes.get("itemprop") or "").split():
            item[key] = [*(item[key] if isinstance(item[key], list) else [item[key]]), value] if key in item else value
    return item


def _properties(scope: LexborNode) -> Iterator[LexborNode]:
    """The elements with `itemprop` that belong to this item and not to one inside it."""
    stack = [(child, 0) for child in reversed(list(scope.iter()))]
    while stack:
        node, depth = stack.pop()
        if "itemprop" in node.attributes:
            yield node
        if "itemscope" not in node.attributes and depth < 200:
            stack.extend((child, depth + 1) for child in reversed(list(node.iter())))
