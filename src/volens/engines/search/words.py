"""How text becomes searchable terms: the same way for a vacancy and for what a worker types.

Text is folded (NFKC, case, Latin accents, traditional characters), cut into words, and English words are reduced to
their stem. Scripts that put no spaces between words are cut in two ways: into words (Chinese by dictionary, everything
else by letter pairs) and, for the fallback that misses nothing, into overlapping letter pairs.

Nothing here raises on any input, including lone surrogates, control characters and megabytes of one letter.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from typing import NamedTuple

import numpy as np
import rjieba
import tantivy

from volens.engines.chinese import SIMPLIFIED

#: Raise it when the same text would give other terms than before: indexes built with another number are rebuilt.
VERSION = 2

#: Longer words are cut: an index term is a word, not a place to store things.
LONGEST = 48

_HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
# Thai, Lao, Myanmar, Khmer, Hiragana and Katakana (with extensions): written without spaces, no dictionary here.
_UNSPACED = _HAN + "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff"
# Vowel signs and other marks belong to their word, though `\w` leaves them out.
_MARKS = "\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u06d6-\u06ed\u0900-\u0963\u0966-\u0dff\u200c\u200d"

_ASCII_WORD = re.compile(r"[a-z](?:\+\+|#)(?![a-z0-9])|[a-z0-9]+")
#: Every byte that is no ASCII letter or digit as a space.
_ASCII_SPACED = bytes(code if chr(code).isalnum() else 0x20 for code in range(128)) + b" " * 128
_ANY_WORD = re.compile(rf"[a-z](?:\+\+|#)(?![^\W_])|[{_UNSPACED}]+|(?:[^\W_{_UNSPACED}]|[{_MARKS}])+")
_SPACED_WORD = re.compile(rf"[a-zA-Z](?:\+\+|#)(?![^\W_])|(?:[^\W_{_UNSPACED}]|[\u0300-\u036f{_MARKS}])+")
_OTHER_LETTER = re.compile(rf"[^\W\x00-\x7f{_UNSPACED}]|[\u0300-\u036f{_MARKS}]")
_OTHER_WORD = re.compile(rf"[^\W\x00-\x7f]|[\u0300-\u036f{_MARKS}]")
_UNSPACED_RUN = re.compile(f"[{_UNSPACED}]+")
_HAN_LETTER = re.compile(f"[{_HAN}]")
_NOT_UNSPACED = re.compile(f"[^{_UNSPACED}]+")
_ALL_HAN = re.compile(f"[{_HAN}]+")
_SAME_KIND = re.compile(f"[{_HAN}]+|[^{_HAN}]+")
_POSSESSIVE = re.compile(r"'s(?![a-z0-9])")

#: Full-width punctuation of Chinese text and what NFKC makes of it: where nothing else is to be done, it is done so.
_FULL_WIDTH = tuple((mark, unicodedata.normalize("NFKC", mark)) for mark in "，：；（）！？")

_APOSTROPHES = "\u2018\u2019\u02bc\uff07"


def _folding_table() -> dict[int, str | None]:
    """Latin letters without their accents, and the marks and joiners that searching should not see."""
    table: dict[int, str | None] = {}
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        base = unicodedata.normalize("NFD", chr(code))[0]
        if base.isascii() and base.isalpha():
            table[code] = base.lower()
    pairs = {"ø": "o", "đ": "d", "ħ": "h", "ı": "i", "ł": "l", "œ": "oe", "æ": "ae", "þ": "th", "ð": "d", "ŧ": "t"}
    table |= {ord(letter): plain for letter, plain in pairs.items()}
    table |= dict.fromkeys((*range(0x300, 0x370), *range(0x64B, 0x653), 0x640, 0x670, 0xAD, 0x200B, 0xFEFF))
    return table


_FOLDING = _folding_table()
_FOLDED = re.compile("[" + "".join(map(chr, sorted(_FOLDING))) + "]")
#: Looked for first: hardly a text holds one, and to look costs a tenth of writing all its letters anew.
_TRADITIONAL = re.compile("[" + "".join(map(chr, sorted(SIMPLIFIED))) + "]")

_stemmer = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.raw()).filter(tantivy.Filter.stemmer("english")).build()


class _Stems(dict[str, str]):
    """Stems by word, worked out when first asked for: looking one up costs no call."""

    def __missing__(self, word: str) -> str:
        if len(self) > 300_000:
            self.clear()
        found = word[:LONGEST]
        if len(word) > 3 and word.isascii() and word.isalpha():
            analyzed = _stemmer.analyze(found)
            found = analyzed[0] if analyzed else found
        self[word[: 4 * LONGEST]] = found  # the key is no longer than useful: nobody fills the memory with giants
        return found


_stems = _Stems()


def fold(text: str) -> str:
    """The text as it is compared: compatibility forms, case and Latin accents removed, simplified, valid UTF-8."""
    if text.isascii():
        text = text.lower()
        return _POSSESSIVE.sub(" ", text) if "'" in text else text
    text = text.encode("utf-8", "replace").decode("utf-8")
    for mark, plain in _FULL_WIDTH:
        text = text.replace(mark, plain)
    if not unicodedata.is_normalized("NFKC", text):
        text = unicodedata.normalize("NFKC", text)
    text = text.casefold()
    for mark in _APOSTROPHES:
        text = text.replace(mark, "'")
    if _FOLDED.search(text):
        text = text.translate(_FOLDING)
    if _TRADITIONAL.search(text):
        text = text.translate(SIMPLIFIED)
    return _POSSESSIVE.sub(" ", text) if "'" in text else text


def stem(word: str) -> str:
    """The stem of a folded English word; other words as they are."""
    return _stems[word]


def terms(folded: str) -> list[str]:
    """The index terms of a document's folded text, in order. Long Chinese words are given whole and in parts."""
    if folded.isascii():
        return list(map(_stems.__getitem__, runs(folded)))
    found: list[str] = []
    for word in _ANY_WORD.findall(folded):
        if is_unspaced(word):
            found += _pieces_for_search(word)
        else:
            found.append(_stems[word])
    return found


def words(folded: str) -> list[str]:
    """The words of a folded title as people write them, not stemmed: what suggestions and corrections are made of."""
    found: list[str] = []
    for word in _ANY_WORD.findall(folded):
        if is_unspaced(word):
            found += [piece for _, piece in _pieces(word)]
        else:
            found.append(word[:LONGEST])
    return found


def pairs(folded: str) -> list[str]:
    """Overlapping letter pairs of those parts of folded text that are written without spaces, in order.

    Each part ends with its last letter alone: that keeps two parts apart, and lets a search for one letter find every
    place it stands.
    """
    if folded.isascii():
        return []
    found: list[str] = []
    for run in _UNSPACED_RUN.findall(folded):
        found += letter_pairs(run)
        found.append(run[-1])
    return found


def joined_pairs(folded: str) -> str:
    """`pairs` joined by spaces, many at once: a Chinese text has hundreds."""
    spaced = _NOT_UNSPACED.sub(" ", folded) + " "
    letters = np.frombuffer(spaced.encode("utf-32-le"), np.uint32)
    found = np.full((len(letters) - 1, 3), 0x20, np.uint32)
    found[:, 0], found[:, 1] = letters[:-1], letters[1:]
    return " ".join(found[letters[:-1] != 0x20].tobytes().decode("utf-32-le").split())


def letter_pairs(run: str) -> list[str]:
    """The overlapping letter pairs of one run: "abc" gives "ab", "bc"."""
    return list(map(str.__add__, run, run[1:]))


def runs(folded: str) -> list[str]:
    """The words of folded text, not stemmed, with unspaced scripts left in one piece."""
    if folded.isascii():
        if "+" in folded or "#" in folded:
            return _ASCII_WORD.findall(folded)
        return folded.encode().translate(_ASCII_SPACED).decode().split()
    found: list[str] = _ANY_WORD.findall(folded)
    return found


def stems(folded: str) -> list[str]:
    """The words of folded text stemmed, with unspaced scripts left in one piece."""
    if folded.isascii():
        return terms(folded)
    return list(map(_stems.__getitem__, _ANY_WORD.findall(folded)))


def is_unspaced(word: str) -> bool:
    """Whether a folded word is written in a script without spaces between words."""
    return _UNSPACED_RUN.match(word) is not None


class Word(NamedTuple):
    """One word of a text: where it stands in the text given, how it was written, and its index term."""

    start: int
    end: int
    written: str  # folded, not stemmed
    term: str


def split(folded: str) -> list[Word]:
    """The words of text that is already folded, with their places. Chinese is cut into whole words only (queries)."""
    found: list[Word] = []
    if folded.isascii():
        for match in _ASCII_WORD.finditer(folded):
            word = match.group()
            found.append(Word(match.start(), match.end(), word[:LONGEST], _stems[word]))
        return found
    for match in _ANY_WORD.finditer(folded):
        start, word = match.start(), match.group()
        if is_unspaced(word):
            found += [Word(start + at, start + at + len(piece), piece, piece) for at, piece in _pieces(word)]
        else:
            found.append(Word(start, match.end(), word[:LONGEST], stem(word)))
    return found


def occurrences(text: str, wanted: Collection[str] | None) -> Iterator[tuple[int, int, str]]:
    """Where words between spaces with one of these terms stand in text that is not folded: start, end and the term.

    None: all of them.
    """
    if wanted is None and not _OTHER_WORD.search(text):
        plain = text.encode("ascii", "replace").decode().lower()  # letter by letter, so places stay what they are
        for match in _ASCII_WORD.finditer(plain):
            yield match.start(), match.end(), _stems[match.group()]
        return
    if (
        wanted is not None
        and all(len(term) > 2 and term.isalpha() for term in wanted)
        and not _OTHER_LETTER.search(text)
    ):
        # A stem starts with the first two letters of its word: only such words need be looked at.
        heads = "|".join(sorted({term[:2] for term in wanted}))
        pattern = re.compile(rf"(?<![a-z0-9])(?:{heads})[a-z0-9]*", re.IGNORECASE | re.ASCII)
    else:
        pattern = _SPACED_WORD
    for match in pattern.finditer(text):
        word = match.group()
        if word.isascii():
            term = _stems[word.lower()]
            if wanted is None or term in wanted:
                yield match.start(), match.end(), term
            continue
        for inside in split(fold(word)):  # compatibility forms may hold several words, or other scripts
            if wanted is None or inside.term in wanted:
                yield match.start(), match.end(), inside.term


def _pieces(run: str) -> list[tuple[int, str]]:
    """The words of a run without spaces and where they start: Chinese by dictionary, other scripts by letter pairs."""
    found: list[tuple[int, str]] = []
    for match in _SAME_KIND.finditer(run):
        start, part = match.start(), match.group()
        if not _HAN_LETTER.match(part):
            found += [(start + at, pair) for at, pair in enumerate(letter_pairs(part) or [part])]
            continue
        for piece in rjieba.cut(part):
            found.append((start, piece[:LONGEST] if len(piece) > LONGEST else piece))
            start += len(piece)
    return found


def _pieces_for_search(run: str) -> list[str]:
    """As `_pieces`, and long Chinese words also in their parts."""
    if len(run) <= LONGEST and _ALL_HAN.fullmatch(run):
        pieces: list[str] = rjieba.cut_for_search(run)
        return pieces
    found: list[str] = []
    for part in _SAME_KIND.findall(run):
        if _HAN_LETTER.match(part):
            pieces = rjieba.cut_for_search(part)
            found += pieces if len(part) <= LONGEST else [piece[:LONGEST] for piece in pieces]
        else:
            found += letter_pairs(part) or [part]
    return found
