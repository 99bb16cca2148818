"""Texts as sets of hashed words and word sequences: quick to make, quick to compare, and independent of markup."""

from __future__ import annotations

import html
import re
import unicodedata
import zlib

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]

_TAGS = re.compile(
    r"<(?:script|style)\b.*?</(?:script|style)\s*>|<!--.*?-->|<[^<>]{0,2000}>", re.DOTALL | re.IGNORECASE
)
_TOKENS = re.compile(r"[^\W_\u3400-\u9fff]+|[\u3400-\u9fff]")
_HAN = re.compile(r"[\u3400-\u9fff]")
#: Only this much of a text is compared: a giant text must not cost a giant time.
LONGEST_TEXT = 40_000
_FACTORS = np.array(
    [0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0x27D4EB2F165667C5, 0xD6E8FEB86659FD93],
    dtype=np.uint64,
)
_FINAL = np.uint64(0xFF51AFD7ED558CCD)
_SHIFT = np.uint64(32)


def plain(text: str) -> str:
    """Lower-case text without markup and entities, in compatibility form (full width as half width)."""
    text = text[:LONGEST_TEXT]
    if "<" in text:
        text = _TAGS.sub(" ", text)
    if "&" in text:
        text = html.unescape(text)
    return text.casefold() if text.isascii() else unicodedata.normalize("NFKC", text).casefold()


def tokens(text: str) -> list[str]:
    """Words of a plain text; each Chinese character is one."""
    return _TOKENS.findall(text)


def mostly_han(text: str, words: int) -> bool:
    """Whether more than half of a text's words (how many there are) are Chinese characters."""
    return not text.isascii() and len(_HAN.findall(text)) * 2 > words


class _Numbers(dict[str, int]):
    """Numbers by word, worked out when first asked for: looking one up costs no call."""

    def __missing__(self, word: str) -> int:
        if len(self) > 200_000:
            self.clear()
        raw = word.encode("utf-8", "surrogatepass")
        found = zlib.crc32(raw) << 32 | zlib.adler32(raw)
        if len(word) <= 64:  # nobody fills the memory with giants
            self[word] = found
        return found


_numbers = _Numbers()


def hashed(words: list[str]) -> Hashes:
    """One 64-bit number for each word."""
    return np.array(list(map(_numbers.__getitem__, words)), np.uint64)


def distinct(numbers: Hashes) -> Hashes:
    """The different numbers, sorted: for the few hundred of a text quicker than `numpy.unique`."""
    if len(numbers) < 2:
        return numbers
    ordered = np.sort(numbers)
    first = np.empty(len(ordered), np.bool_)
    first[0] = True
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    return ordered[first]


def mixed(values: Hashes) -> Hashes:
    """The numbers scattered evenly over 64 bits."""
    values = (values ^ (values >> _SHIFT)) * _FINAL
    return values ^ (values >> _SHIFT)


def sequences(words: Hashes, length: int) -> Hashes:
    """The distinct sequences of `length` words, sorted; a shorter text counts as one sequence."""
    count = len(words) - length + 1
    if count < 1:
        length, count = max(1, len(words)), min(1, len(words))
    total = np.zeros(count, np.uint64)
    for at in range(length):
        total = mixed(total + words[at : at + count] * _FACTORS[at % len(_FACTORS)])
    return distinct(total)


def key(*parts: str | int) -> int:
    """A signed 63-bit number for a combination of facts: what fits a BIGINT column."""
    raw = "\x1f".join(map(str, parts)).encode("utf-8", "surrogatepass")
    value = zlib.crc32(raw) << 32 | zlib.crc32(raw, 0x5BD1E995)
    value = ((value ^ (value >> 32)) * int(_FINAL)) & 0xFFFF_FFFF_FFFF_FFFF
    return (value ^ (value >> 32)) & 0x7FFF_FFFF_FFFF_FFFF
