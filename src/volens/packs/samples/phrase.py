"""The little language of the content files: ``a <quiet|lively> ward in <city>``.

``<a|b|c>`` is one of the alternatives (one may be empty), ``<city>`` a value, and a leading ``GB IE >>`` limits the
phrase to those countries. Angle brackets need no quoting in YAML and never occur in advertisements.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from volens.packs.samples.draw import Draw

_PART = re.compile(r"<([^<>]*)>")
_COUNTRIES = re.compile(r"((?:[A-Z]{2} )+)>> ?")


class ContentError(ValueError):
    """A content file says something the generator cannot use; the message names file, entry and remedy."""


class Phrase(NamedTuple):
    """A compiled phrase: plain text, names of values (1-tuples) and alternatives (longer tuples)."""

    parts: tuple[str | tuple[str, ...], ...]

    def say(self, draw: Draw, values: Mapping[str, str]) -> str:
        """The text, with alternatives drawn and values filled in."""
        if len(self.parts) == 1 and isinstance(self.parts[0], str):
            return self.parts[0]
        return "".join(
            part if isinstance(part, str) else (values[part[0]] if len(part) == 1 else draw.pick(part))
            for part in self.parts
        )


def compile_phrase(text: str) -> Phrase:
    """Compile one phrase; raises ContentError for a stray bracket."""
    parts: list[str | tuple[str, ...]] = []
    for position, piece in enumerate(_PART.split(text)):
        if position % 2:
            parts.append(tuple(piece.split("|")))
        elif "<" in piece or ">" in piece:
            msg = f"stray angle bracket in {text!r}: write <value> or <one|other>, without nesting"
            raise ContentError(msg)
        elif piece:
            parts.append(piece)
    return Phrase(tuple(parts))


def for_country(texts: Sequence[str], country: str) -> list[str]:
    """The phrases that apply in ``country``, without their country mark."""
    out = []
    for text in texts:
        mark = _COUNTRIES.match(text)
        if mark is None:
            out.append(text)
        elif country in mark[1].split():
            out.append(text[mark.end() :])
    return out


class Spelling:
    """British to American spelling, whole words only."""

    def __init__(self, words: Mapping[str, str]) -> None:
        self._words = dict(words)
        alternatives = "|".join(sorted(map(re.escape, words), key=len, reverse=True))
        self._pattern = re.compile(rf"\b(?:{alternatives})\b", re.IGNORECASE)

    def american(self, text: str) -> str:
        """``text`` with the listed words respelled; a capital first letter stays a capital."""
        return self._pattern.sub(self._swap, text)

    def _swap(self, found: re.Match[str]) -> str:
        word = found[0]
        other = self._words.get(word) or self._words.get(word.lower(), word)
        return other[0].upper() + other[1:] if word[0].isupper() and not word.isupper() else other


def capital(text: str) -> str:
    """``text`` with its first letter in upper case and the rest untouched."""
    return text[:1].upper() + text[1:]


def a_or_an(noun: str) -> str:
    """The noun with its indefinite article, by sound as far as occupations need it."""
    lower = noun.lower()
    if lower.startswith(("uni", "use", "eu", "one")):
        return f"a {noun}"
    if lower.startswith(("hr ", "hgv", "hvac", "mri", "lgv", "x-ray", "sql", "hour")):
        return f"an {noun}"
    return f"an {noun}" if lower[0] in "aeiou" else f"a {noun}"


def plural(noun: str) -> str:
    """The plural of an English occupation noun (``nurse`` -> ``nurses``, ``secretary`` -> ``secretaries``)."""
    if noun.endswith("person"):
        return f"{noun[:-6]}people"
    if noun.endswith("man"):
        return f"{noun[:-3]}men"
    if noun.endswith("y") and noun[-2] not in "aeiou":
        return f"{noun[:-1]}ies"
    if noun.endswith(("s", "x", "ch", "sh")):
        return f"{noun}es"
    return f"{noun}s"
