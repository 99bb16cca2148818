"""What titles and labels are compared by: letters of their words, and the words themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

from volens.engines.linking.titles import Title, is_han

#: Words in brackets or after a dash count half: as often they name the place or the employer as the work.
ASIDE = 0.5
#: A piece of a word counts this much of the word in its vector.
PIECE = 0.3

_STOP = frozenset(
    {"a", "an", "and", "at", "by", "for", "from", "in", "not", "of", "on", "or", "other", "the", "to", "with"}
)


def grams(word: str) -> Iterator[str]:
    """Letters of a word: in Chinese runs of 1 to 3 characters, elsewhere 2 to 5 letters with the word's borders."""
    if is_han(word):
        yield from _runs(word)
        return
    bordered = f" {word} "
    for length in (2, 3, 4, 5):
        if length >= len(bordered):
            yield bordered
            return
        for start in range(len(bordered) - length + 1):
            yield bordered[start : start + length]


@lru_cache(maxsize=32_768)
def stem(word: str) -> str:
    """An English word without the plural."""
    if len(word) <= 3 or not word.endswith("s") or word.endswith(("ss", "us", "is", "ics")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    return word[:-2] if word.endswith(("sses", "ches", "shes", "xes")) else word[:-1]


def terms(title: Title) -> dict[str, float]:
    """The words of a title and how much each counts: single words and pairs; in Chinese runs of 1 to 3 characters."""
    found: dict[str, float] = {}
    for words, strength in ((title.words, 1.0), (title.aside, ASIDE)):
        for term in _terms(words):
            found.setdefault(term, strength)
    return found


def known_terms(title: Title, numbers: Mapping[str, int]) -> dict[int, float]:
    """`terms` as far as they have a number. Whoever numbers a pair or a run numbers its parts too.

    So only what is made of known parts is looked for: the words of a long text make thousands of pairs and runs.
    """
    found: dict[int, float] = {}
    for words, strength in ((title.words, 1.0), (title.aside, ASIDE)):
        for number in _known(words, numbers):
            found.setdefault(number, strength)
    return found


def _known(words: Sequence[str], numbers: Mapping[str, int]) -> Iterator[int]:
    before = ""  # the word before this one, if it is known
    for word in words:
        if not word.isascii() and is_han(word):
            yield from _known_runs(word, numbers)
        elif word not in _STOP:
            written = stem(word)
            number = numbers.get(written)
            if number is None:
                before = ""
                continue
            yield number
            if before and (pair := numbers.get(f"{before} {written}")) is not None:
                yield pair
            before = written


def _known_runs(word: str, numbers: Mapping[str, int]) -> Iterator[int]:
    single = double = False  # whether the character before is known, and the pair that ends with it
    for at, character in enumerate(word):
        number = numbers.get(character)
        if number is None:
            single = double = False
            continue
        yield number
        pair = numbers.get(word[at - 1 : at + 1]) if single else None
        if pair is not None:
            yield pair
            if double and (three := numbers.get(word[at - 2 : at + 1])) is not None:
                yield three
        single, double = True, pair is not None


def _terms(words: Sequence[str]) -> Iterator[str]:
    latin: list[str] = []
    for word in words:
        if is_han(word):
            yield from _runs(word)
        elif word not in _STOP:
            latin.append(stem(word))
    yield from latin
    for first, second in pairwise(latin):
        yield f"{first} {second}"


def _runs(word: str) -> Iterator[str]:
    for length in (1, 2, 3):
        for start in range(len(word) - length + 1):
            yield word[start : start + length]


def parts(word: str) -> dict[str, float]:
    """What a word's vector is made of: the word and its pieces of 3 to 5 letters; in Chinese its runs of characters."""
    if is_han(word):
        found: dict[str, float] = {}
        for run in _runs(word):
            found[run] = found.get(run, 0.0) + 1.0
        return found
    found = {} if word in _STOP else {stem(word): 1.0}
    bordered = f"#{word}#"
    for length in (3, 4, 5):
        for start in range(len(bordered) - length + 1):
            piece = f"~{bordered[start : start + length]}"
            found[piece] = found.get(piece, 0.0) + PIECE
    return found


def pairs(words: Sequence[str]) -> Iterator[str]:
    """Neighbouring words that are neither Chinese nor small."""
    latin = [stem(word) for word in words if not is_han(word) and word not in _STOP]
    for first, second in pairwise(latin):
        yield f"{first} {second}"


def words_only(title: Title) -> dict[str, float]:
    """Features of a longer text: its words, each once, without pieces and pairs."""
    return dict.fromkeys(_words_only(title.words), 1.0)


def _words_only(words: Sequence[str]) -> Iterator[str]:
    for word in words:
        if is_han(word):
            yield from _runs(word)
        elif word not in _STOP:
            yield stem(word)
