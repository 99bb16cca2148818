"""A job title taken apart: what the job is, how senior, which number of a series, which shift; without the noise."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from volens.engines.duplicates import vocabulary as words_of
from volens.engines.duplicates.words import plain, tokens

_HAN = re.compile(r"[\u3400-\u9fff]")
_HAN_RUNS = re.compile(r"[\u3400-\u9fff]+")
_NUMBERS = re.compile(r"(?<![a-z0-9])(?=[a-z/-]{0,6}\d)[a-z]{0,5}[-/]?\d{1,9}[a-z]?(?![a-z0-9])")
#: How many are wanted, which is not the number of a post.
_COUNTS = re.compile(
    r"\b\d{1,3}\s*x\b|\bx\s*\d{1,3}\b|\(\d{1,3}\)|\b\d{1,3}\s*(?:positions?|posts|vacanc(?:y|ies)|openings?|roles)\b|\d+\s*[名人]"
)
_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6"}
_GENDERS = re.compile(r"\(?\b(?:m|f|w|d|x|h|all)\s*(?:[/|*,]\s*(?:m|f|w|d|x|h|gn|genders?)\b\s*)+\)?")


@dataclass(frozen=True, slots=True)
class Title:
    """The parts of a title. `words`: what the job is; `levels`, `numbers`, `shifts`: what sets posts apart."""

    words: frozenset[str]
    levels: frozenset[str]
    numbers: frozenset[str]
    shifts: frozenset[str]
    hours: str
    core: str = ""  # the Chinese part in its order, without noise


def read(title: str, place: str = "", employer: str = "") -> Title:
    """Take a title apart. Words that only repeat the place or the employer are left out."""
    text = plain(title)
    shifts = frozenset(name for name, pattern in words_of.TITLE_SHIFTS if pattern.search(text))
    part, full = words_of.PART_TIME.search(text), words_of.FULL_TIME.search(text)
    hours = "part_time" if part and not full else "full_time" if full and not part else ""
    text = words_of.AMOUNTS.sub(" ", _GENDERS.sub(" ", text))
    for abbreviation in re.findall(r"\br&d\b", text):
        text = text.replace(abbreviation, words_of.SPELLED_OUT["r&d"])
    for _, pattern in words_of.TITLE_SHIFTS:
        text = pattern.sub(" ", text)
    core = ""
    levels: set[str] = set()
    if not text.isascii():
        text = words_of.TITLE_NOISE_HAN.sub(" ", text)
        core = max(_HAN_RUNS.findall(text), key=len, default="")
    if core:
        levels |= {words_of.LEVELS[word] for word in words_of.LEVEL_PATTERN.findall(text)}
        text = words_of.TRADE_PATTERN.sub(lambda found: words_of.TRADE[found.group()], text)
    text = _COUNTS.sub(" ", text)
    numbers = set(_NUMBERS.findall(text))
    text = _NUMBERS.sub(" ", text)
    found: set[str] = set()
    for token in tokens(text):
        for word in words_of.SPELLED_OUT.get(token, token).split():
            _sort_in(word, found, levels, numbers)
    bare = found - _stems_of(place) - _stems_of(employer)
    return Title(frozenset(bare or found), frozenset(levels), frozenset(numbers), shifts, hours, core)


def _sort_in(word: str, found: set[str], levels: set[str], numbers: set[str]) -> None:
    if word in _ROMAN:
        numbers.add(_ROMAN[word])
    elif word not in words_of.TITLE_NOISE:
        stem = stemmed(word)
        if stem in words_of.LEVELS:
            levels.add(words_of.LEVELS[stem])
        found.add(stem)


def stemmed(word: str) -> str:
    """The word without a plural ending, or the word it is another way to write."""
    if word in words_of.SAME_WORD:
        return words_of.SAME_WORD[word]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    return words_of.SAME_WORD.get(word, word)


@lru_cache(maxsize=8192)
def place_words(place: str) -> frozenset[str]:
    """The words of a place's name; the same few come again and again."""
    return frozenset(tokens(plain(place)))


@lru_cache(maxsize=8192)
def _stems_of(name: str) -> frozenset[str]:
    """The words of a place's or an employer's name, as a title's words are compared."""
    return frozenset(map(stemmed, tokens(plain(name))))
