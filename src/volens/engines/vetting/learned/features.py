"""Words and characters of many sentences as hashed features, in one pass of numpy: no loop over characters.

A *token* is a run of letters and digits, or a single Han character; the digits of numbers of three and more count as
nought (14 hours
and 8 hours differ, 1,200 and 1,300 do not). Features are tokens,
runs of two and three, the first five letters of words and the four- and five-letter pieces of words. Pairs further
apart were tried and added nothing on held-out patterns. Nothing is looked up, so an unseen word costs nothing and
meets its relatives through its pieces.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from volens.engines.vetting.learned.lexicon import Lexicon, compiled
from volens.engines.vetting.learned.meanings import Found, meanings

#: Buckets of the hash.
BUCKETS = 1 << 18
#: Buckets of meanings, behind those of words.
MEANING_BUCKETS = 1 << 17
#: Part of the model's identity: raise it when the features change.
VERSION = 6

_BASE = np.uint64(0x9E3779B97F4A7C15)
_INVERSE = np.uint64(pow(0x9E3779B97F4A7C15, -1, 1 << 64))
_LETTER, _HAN, _DIGIT = 1, 2, 3
_LARGEST = 0x3FFFF
_U = np.uint64


class Features:
    """Feature numbers of sentences one after another, never none.

    Sentence i has `indices[starts[2 * i]:starts[2 * i + 1]]` of words and, from `BUCKETS` on,
    `indices[starts[2 * i + 1]:starts[2 * i + 2]]` of meanings.
    """

    __slots__ = ("indices", "starts")

    def __init__(self, indices: NDArray[np.int64], starts: NDArray[np.int64]) -> None:
        self.indices = indices
        self.starts = starts

    @property
    def lengths(self) -> NDArray[np.int64]:
        """How many features each sentence has: of words, and of meanings."""
        return np.diff(self.starts).reshape(-1, 2)


class _Tokens:
    """The words of sentences one after another: their hashes, and which sentence each stands in."""

    def __init__(self, sentences: Sequence[str]) -> None:
        joined = "\n".join(" ".join(sentence.split()) for sentence in sentences)
        if not joined.isascii():
            joined = unicodedata.normalize("NFKC", joined)
        codes = np.frombuffer(f"\n{joined.lower()}\n".encode("utf-32-le", "replace"), dtype=np.uint32)
        kinds = _kinds()[np.minimum(codes, _LARGEST)]
        # The first line break opens the first sentence, each further one the next; the last opens none.
        self.sentence = np.cumsum(codes == 10) - 1
        codes = np.where(_long_numbers(kinds == _DIGIT), 48, np.where(kinds == 0, 32, codes)).astype(np.uint64)
        self.letter = (kinds == _LETTER) | (kinds == _DIGIT)
        powers = _powers(len(codes))
        self._sums = np.concatenate((np.zeros(1, np.uint64), np.cumsum(codes * powers[0])))
        self._back = powers[1]
        self.starts, self.ends = _tokens(self.letter, kinds == _HAN)
        self.at = self.sentence[self.starts]
        self.words = mixed(self.piece(self.starts, self.ends), 1)

    def piece(self, first: NDArray[np.int64], last: NDArray[np.int64]) -> NDArray[np.uint64]:
        """The hash of the characters from first to before last."""
        return np.asarray((self._sums[last] - self._sums[first]) * self._back[first], dtype=np.uint64)


def words(sentences: Sequence[str]) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """The hashes of the words of sentences, and which sentence each stands in."""
    tokens = _Tokens(sentences)
    return tokens.words, tokens.at


def features(sentences: Sequence[str], lexicon: Lexicon) -> Features:
    """The features of each sentence. Width, case and line breaks do not matter."""
    indices, block = scattered(sentences, lexicon)
    order = np.argsort(block, kind="stable")
    bounds = np.zeros(2 * len(sentences) + 1, np.int64)
    np.cumsum(np.bincount(block, minlength=2 * len(sentences)), out=bounds[1:])
    return Features(indices[order], bounds)


def scattered(sentences: Sequence[str], lexicon: Lexicon) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The features of all sentences, in no order, and the block of each: 2 i words of sentence i, 2 i + 1 meanings."""
    if not sentences:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    tokens = _Tokens(sentences)
    every = np.arange(len(sentences))
    long = tokens.ends - tokens.starts > 5
    stems = mixed(tokens.piece(tokens.starts, np.minimum(tokens.ends, tokens.starts + 5)), 2)
    found: Found = [
        (np.full(len(every), 7 << 50, np.uint64), every), (tokens.words, tokens.at), (stems[long], tokens.at[long])
    ]  # fmt: skip
    _runs(found, tokens.words, stems, tokens.at)
    _pieces(found, tokens.piece, tokens.letter, tokens.sentence)
    said: Found = [(np.zeros(len(every), np.uint64), every), *meanings(tokens.words, tokens.at, lexicon)]
    word, owner = (np.concatenate([pair[side] for pair in found]) for side in (0, 1))
    meaning, its_owner = (np.concatenate([pair[side] for pair in said]) for side in (0, 1))
    return (
        np.concatenate((word >> _U(64 - 18), BUCKETS + (mixed(meaning, 30) >> _U(64 - 17)))).astype(np.int64),
        np.concatenate((2 * owner, 2 * its_owner + 1)).astype(np.int64),
    )


@cache
def shipped_lexicon() -> Lexicon:
    """The lexicon that comes with Volens, read and compiled."""
    return compiled(words)


def _runs(
    found: Found,
    words: NDArray[np.uint64],
    stems: NDArray[np.uint64],
    at: NDArray[np.int64],
) -> None:
    """Two stems and three tokens in a row."""
    if len(words) < 2:
        return
    same = at[1:] == at[:-1]
    found.append((mixed(stems[:-1] * _BASE + stems[1:], 3)[same], at[1:][same]))
    if len(words) < 3:
        return
    same = at[2:] == at[:-2]
    found.append((mixed((words[:-2] * _BASE + words[1:-1]) * _BASE + words[2:], 4)[same], at[2:][same]))


def _pieces(
    found: Found,
    piece: Callable[[NDArray[np.int64], NDArray[np.int64]], NDArray[np.uint64]],
    letter: NDArray[np.bool_],
    sentence: NDArray[np.int64],
) -> None:
    """Four and five characters within a word, the space on either side counted as one of them."""
    run: NDArray[np.int64] = np.zeros(len(letter) + 1, np.int64)
    np.cumsum(letter, out=run[1:])
    size = len(letter)
    for width in (4, 5):
        if size < width:
            return
        first = np.arange(size - width + 1)
        inner = run[first + width - 1] - run[first + 1] == width - 2
        edges = letter[: size - width + 1] | letter[width - 1 :]
        first = first[inner & edges]
        hashes = piece(first, first + width)
        found.append((mixed(hashes, 8 + width), sentence[first + 1]))


def _tokens(letter: NDArray[np.bool_], han: NDArray[np.bool_]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    before = np.concatenate((np.zeros(1, np.bool_), letter[:-1]))
    after = np.concatenate((letter[1:], np.zeros(1, np.bool_)))
    starts = np.flatnonzero(han | (letter & ~before))
    ends = np.flatnonzero(han | (letter & ~after)) + 1
    return starts, ends


def _long_numbers(digit: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which characters stand in a run of three digits or more."""
    if len(digit) < 3:
        return np.zeros(len(digit), np.bool_)
    three = digit[:-2] & digit[1:-1] & digit[2:]
    found = np.zeros(len(digit), np.bool_)
    found[:-2] |= three
    found[1:-1] |= three
    found[2:] |= three
    return found


def mixed(values: NDArray[np.uint64], salt: int) -> NDArray[np.uint64]:
    """Spread a hash over all bits (the finaliser of splitmix64), apart for each kind of feature."""
    spread = values + _U((salt * 0xD1B54A32D192ED03) & 0xFFFFFFFFFFFFFFFF)
    spread = (spread ^ (spread >> _U(30))) * _U(0xBF58476D1CE4E5B9)
    spread = (spread ^ (spread >> _U(27))) * _U(0x94D049BB133111EB)
    return np.asarray(spread ^ (spread >> _U(31)))


@cache
def _kinds() -> NDArray[np.uint8]:
    table = np.zeros(_LARGEST + 1, np.uint8)
    for code in range(0x10000):
        character = chr(code)
        if character.isdigit():
            table[code] = _DIGIT
        elif character.isalpha():
            table[code] = _LETTER
    for low, high in ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF)):
        table[low : high + 1] = _HAN
    return table


def _powers(size: int) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """The base and its inverse to the powers 0, 1, …, modulo 2^64."""
    forward = np.full(size, _BASE)
    back = np.full(size + 1, _INVERSE)
    forward[0] = back[0] = _U(1)
    return np.cumprod(forward), np.cumprod(back)
