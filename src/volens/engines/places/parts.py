"""A location text cut into the parts that may each name a place, without what names none."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from volens.engines.places.vocabulary import AFTER, BEFORE, EMPTY, LEADING, NOISE

_BREAKS = re.compile(r"[,;|\n\r\t、•()\[\]【】〔〕<>《》\"“”→»]+")
#: Breaks that also stand inside names: tried only on a part that is no name as it stands.
_WEAK_BREAKS = re.compile(
    r"[/·]+|\s+[-–—~]+\s+|[–—]|\s+(?:or|oder|ou)\s+|(?<=[\u3400-\u9fff])[-~\s]+(?=[\u3400-\u9fff])"
)
#: Of the United States, Britain, Canada, the Netherlands, Japan, China and the many that use four to six digits.
_POSTCODES = re.compile(
    r"""
    \b\d{5}-\d{4}\b | \b[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}\b | \b[ABCEGHJ-NPRSTVXY]\d[A-Z]\s?\d[A-Z]\d\b
    | \b[A-Z]{1,2}-\d{4,5}\b | \b\d{4}\s?[A-Z]{2}\b(?=\s) | \b\d{3}-\d{3,4}\b | \b\d{4,6}\b
    | (?<=[\u3400-\u9fff])\d{6} | \b[A-Z]{1,2}\d{1,2}[A-Z]?$
    """,
    re.VERBOSE,
)
_STREET = re.compile(
    r"""
    \b(?:street|str|road|rd|avenue|ave|boulevard|blvd|lane|drive|suite|ste\.?\s\d+|floor|building|bldg|unit|room|apt
    |highway|hwy|parkway|pkwy|straße|strasse|rue|calle|po\ box|p\.o\.\ box)\b\.?|\d
    """,
    re.IGNORECASE | re.VERBOSE,
)


_EDGES = " .:-–—~_*#'"


class Part(NamedTuple):
    """A piece of the text: as written, and whether it looks like a street or a number rather than a place."""

    text: str
    street: bool


def split(text: str) -> list[Part]:
    """The parts of a location text in their order, without postal codes, noise and empty words."""
    text = unicodedata.normalize("NFKC", text)
    text = NOISE.sub(" , ", text)
    parts: list[Part] = []
    for raw in _BREAKS.split(text):
        words = _POSTCODES.sub(" ", raw).strip(_EDGES).split()
        parts.extend(_part(words))
    return parts[:12]


def _part(words: list[str]) -> list[Part]:
    piece = " ".join(words)
    if all(word.lower().strip(".") in EMPTY for word in words) and not piece.isupper():
        return []
    if any(ch.isalpha() for ch in piece) or (piece.isdigit() and len(piece) <= 2):
        return [Part(piece, _STREET.search(piece) is not None)]
    return []


def break_up(part: Part) -> list[Part]:
    """The parts of a part that is no name as it stands: without "in the" before it, cut at slashes and dashes."""
    words = part.text.split()
    at = next((index for index, word in enumerate(words) if word.lower() not in LEADING), 0)
    pieces = _WEAK_BREAKS.split(" ".join(words[at:]))
    return [found for piece in pieces for found in _part(piece.strip(_EDGES).split())]


def without_modifiers(key: str) -> list[str]:
    """A folded name with words like "greater", "area" or "downtown" taken off, one by one."""
    found = []
    for _ in range(4):
        shorter = AFTER.sub("", key)
        if shorter == key:
            shorter = BEFORE.sub("", key, count=1)
        if shorter == key or len(shorter) < 2:
            break
        key = shorter
        found.append(key)
    return found
