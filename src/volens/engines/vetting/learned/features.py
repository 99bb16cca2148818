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

#: Buckets of the hash.
BUCKETS = 1 << 18
#: Part of the model's identity: raise it when the features change.
VERSION = 3

_BASE = np.uint64(0x9E3779B97F4A7C15)
_INVERSE = np.uint64(pow(0x9E3779B97F4A7C15, -1, 1 << 64))
_LETTER, _HAN, _DIGIT = 1, 2, 3
_LARGEST = 0x3FFFF
_U = np.uint64


class Features:
    """Feature numbers of sentences one after another; sentence i has `indices[starts[i]:starts[i + 1]]`, never none."""

    __slots__ = ("indices", "starts")

    def __init__(self, indices: NDArray[np.int64], starts: NDArray[np.int64]) -> None:
        self.indices = indices
        self.starts = starts

    @property
    def lengths(self) -> NDArray[np.int64]:
        """How many features each sentence has."""
        return np.diff(self.starts)


def features(sentences: Sequence[str]) -> Features:
    """The features of each sentence. Width, case and line breaks do not matter."""
    if not sentences:
        return Features(np.zeros(0, np.int64), np.zeros(1, np.int64))
    joined = "\n".join(" ".join(sentence.split()) for sentence in sentences)
    if not joined.isascii():
        joined = unicodedata.normalize("NFKC", joined)
    raw = f"\n{joined.lower()}\n"
    codes = np.frombuffer(raw.encode("utf-32-le", "replace"), dtype=np.uint32)
    kinds = _kinds()[np.minimum(codes, _LARGEST)]
    # The first line break opens the first sentence, each further one the next; the last opens none.
    sentence = np.cumsum(codes == 10) - 1
    codes = np.where(_long_numbers(kinds == _DIGIT), 48, np.where(kinds == 0, 32, codes)).astype(np.uint64)
    letter = (kinds == _LETTER) | (kinds == _DIGIT)
    found: list[tuple[NDArray[np.uint64], NDArray[np.int64]]] = []

    starts, ends = _tokens(letter, kinds == _HAN)
    powers = _powers(len(codes))
    sums = np.concatenate((np.zeros(1, np.uint64), np.cumsum(codes * powers[0])))
    back = powers[1]

    def piece(first: NDArray[np.int64], last: NDArray[np.int64]) -> NDArray[np.uint64]:
        return np.asarray((sums[last] - sums[first]) * back[first], dtype=np.uint64)

    at = sentence[starts]
    words = _mixed(piece(starts, ends), 1)
    stems = _mixed(piece(starts, np.minimum(ends, starts + 5)), 2)
    found.extend(((words, at), (stems[ends - starts > 5], at[ends - starts > 5])))
    _runs(found, words, stems, at)
    _pieces(found, piece, letter, sentence)

    count = len(sentences)
    hashes = np.concatenate([pair[0] for pair in found] + [np.full(count, 7 << 50, np.uint64)])
    owner = np.concatenate([pair[1] for pair in found] + [np.arange(count)])
    order = np.argsort(owner, kind="stable")
    indices = (hashes[order] >> _U(64 - 18)).astype(np.int64)
    bounds = np.zeros(count + 1, np.int64)
    np.cumsum(np.bincount(owner, minlength=count)[:count], out=bounds[1:])
    return Features(indices, bounds)


def _runs(
    found: list[tuple[NDArray[np.uint64], NDArray[np.int64]]],
    words: NDArray[np.uint64],
    stems: NDArray[np.uint64],
    at: NDArray[np.int64],
) -> None:
    """Two stems and three tokens in a row."""
    if len(words) < 2:
        return
    same = at[1:] == at[:-1]
    found.append((_mixed(stems[:-1] * _BASE + stems[1:], 3)[same], at[1:][same]))
    if len(words) < 3:
        return
    same = at[2:] == at[:-2]
    found.append((_mixed((words[:-2] * _BASE + words[1:-1]) * _BASE + words[2:], 4)[same], at[2:][same]))


def _pieces(
    found: list[tuple[NDArray[np.uint64], NDArray[np.int64]]],
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
        found.append((_mixed(hashes, 8 + width), sentence[first + 1]))


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


def _mixed(values: NDArray[np.uint64], salt: int) -> NDArray[np.uint64]:
    """Spread a hash over all bits (the finaliser of splitmix64), apart for each kind of feature."""
    mixed = values + _U((salt * 0xD1B54A32D192ED03) & 0xFFFFFFFFFFFFFFFF)
    mixed = (mixed ^ (mixed >> _U(30))) * _U(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> _U(27))) * _U(0x94D049BB133111EB)
    return np.asarray(mixed ^ (mixed >> _U(31)))


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
