"""A location text cut into the parts that may each name a place, without what names none."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

#: Said of a vacancy's place without naming one.
_NOISE = re.compile(
    r"\b(?:(?:100\s?%\s+)?remote(?:ly)?(?:\s+(?:jobs?|work|position|role|first|only|ok|friendly|possible))?"
    r"|any\s?where|any location|(?:multiple|various|several|different|many|flexible|all)\s+(?:locations?|cities|sites|places|states|areas)"
    r"|(?:location|locations)\s+(?:negotiable|flexible|tbd|open)(?:\s+after\s+selection)?|negotiable(?:\s+after\s+selection)?"
    r"|world\s?wide|nation\s?wide|country\s?wide|state\s?wide|global(?:ly)?|tele(?:work|commut\w+)(?:\s+eligible)?"
    r"|work(?:ing)?\s+from\s+home|wfh|home\s+based|home\s+office|hybrid(?:\s+work)?|on\s?-?\s?site|onsite|in\s?-?\s?office|virtual(?:ly)?"
    r"|field\s+based|tbd|tba|n/a|unknown|unspecified|not\s+specified|to\s+be\s+(?:announced|determined)|no\s+location"
    r"|head\s*quarters?|hq|(?:based|located)\s+in|locations?\s*:|place\s+of\s+work\s*:|address\s*:|\d+\s+(?:vacancies|openings|positions))\b"
    r"|远程(?:办公|工作)?|居家办公|在家(?:办公|工作)|地点不限|不限地点|地区不限|不限|全国各地|多地|若干地点|异地|混合办公|工作地点[::]?|地址[::]|不详|待定|面议",
    re.IGNORECASE,
)
#: Words that are nothing by themselves once the noise is gone, though a village somewhere bears them.
_EMPTY = frozenset(
    "in at near the a of from to or and & any all city cities area areas state states country countries region county location"
    " locations site sites office offices home branch branches store stores place places job jobs work other others various"
    " multiple several none null na no yes nan local central main position campus center centre mobile role team full time".split()
)
_BREAKS = re.compile(
    r"[,;|/\n\r\t、,;·•()()\[\]【】〔〕<>《》\"“”→»]+|\s+[-–—~]+\s+|[–—]|\s+(?:or|oder|ou)\s+|(?<=[\u3400-\u9fff])[-~\s]+(?=[\u3400-\u9fff])"
)
_POSTCODES = re.compile(
    r"\b\d{5}-\d{4}\b|\b[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}\b|\b[ABCEGHJ-NPRSTVXY]\d[A-Z]\s?\d[A-Z]\d\b"
    r"|\b[A-Z]{1,2}-\d{4,5}\b|\b\d{4}\s?[A-Z]{2}\b(?=\s)|\b\d{3}-\d{3,4}\b|\b\d{4,6}\b|(?<=[\u3400-\u9fff])\d{6}|\b[A-Z]{1,2}\d{1,2}[A-Z]?$"
)
_STREET = re.compile(
    r"\b(?:street|str|road|rd|avenue|ave|boulevard|blvd|lane|drive|suite|ste\.?\s\d+|floor|building|bldg|unit|room|apt"
    r"|highway|hwy|parkway|pkwy|straße|strasse|rue|calle|po box|p\.o\. box)\b\.?|\d",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"^(?:(?:greater|central|downtown|midtown|uptown|inner|outer|metro|metropolitan|near|around|close to|in|the|old|the city of|city of"
    r"|town of|village of|borough of|county of|state of|province of|commonwealth of|co|north|south|east|west|northern|southern"
    r"|eastern|western|northeast|northwest|southeast|southwest|upstate|rural|suburban|大|市)\s+|大(?=[\u3400-\u9fff]{2}))"
)
_AFTER = re.compile(
    r"(?:\s+(?:area|areas|metro|metropolitan|metroplex|region|city|cbd|centre|center|central|downtown|suburbs?|surroundings?|metro area"
    r"|city center|city centre|town|township|village|province|state|prefecture|municipality|district|north|south|east|west|& surrounding areas?"
    r"|& environs|vicinity|greater|airport|county borough)|(?<=[\u3400-\u9fff]{2})(?:地区|周边|市区|市内|城区|及周边))$"
)


class Part(NamedTuple):
    """A piece of the text: as written, and whether it looks like a street or a number rather than a place."""

    text: str
    street: bool


def split(text: str) -> list[Part]:
    """The parts of a location text in their order, without postal codes, noise and empty words."""
    text = unicodedata.normalize("NFKC", text)
    text = _NOISE.sub(" , ", text)
    parts: list[Part] = []
    for piece in _BREAKS.split(text):
        piece = _POSTCODES.sub(" ", piece).strip(" .:-–—~_*#'")
        words = piece.split()
        while (
            words
            and words[0].lower() in _EMPTY
            and len(words) > 1
            and words[0].lower() in {"in", "at", "near", "from", "the", "of", "to", "and", "&"}
        ):
            words.pop(0)
        if not words or all(word.lower().strip(".") in _EMPTY for word in words) and not piece.isupper():
            continue
        piece = " ".join(words)
        if any(ch.isalpha() for ch in piece) or (piece.isdigit() and len(piece) <= 2):
            parts.append(Part(piece, _STREET.search(piece) is not None))
    return parts[:12]


def without_modifiers(key: str) -> list[str]:
    """A folded name with words like "greater", "area" or "downtown" taken off, one by one."""
    found = []
    for _ in range(4):
        shorter = _AFTER.sub("", key)
        if shorter == key:
            shorter = _BEFORE.sub("", key, count=1)
        if shorter == key or len(shorter) < 2:
            break
        key = shorter
        found.append(key)
    return found
