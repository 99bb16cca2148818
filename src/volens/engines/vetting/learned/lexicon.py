"""What words mean: a hand-written lexicon of concepts, found in running text in one pass of numpy.

`lexicon/*.txt` holds a concept a line, `NAME GROUP: entry, entry, …`, English and Chinese under the same names, so that
what is learned of PASSPORT or KEEP in one language counts in the other. An entry is a word, a phrase or a run of Han
characters; endings of English words are added here, irregular ones from the lines that begin with `!`. The
longest entry wins where several begin or lie in the same words.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

DATA = Path(__file__).parent / "lexicon"
#: An entry stands for at most so many concepts.
MEANINGS = 3
#: These turn what follows within so many words into its opposite.
NEGATORS = ("NOT", "FORBID")
NEGATED_WORDS = 6

_LINE = re.compile(r"([A-Z]+) ([A-Z]+):(.*)")
_FILTER_BITS = 20


class LexiconError(ValueError):
    """A line of the lexicon that cannot be read; says which and what to do."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Entries by the hash of their words: `keys[i]` sorted, with the concepts `meanings[i]` (-1 for none).

    `longest` is the number of words of the longest entry; `groups[c]` the group of concept c; `negators` concepts.
    """

    keys: NDArray[np.uint64]
    meanings: NDArray[np.int16]
    longest: int
    groups: NDArray[np.int16]
    negators: NDArray[np.bool_]
    known: NDArray[np.bool_]

    @classmethod
    def of(cls, keys: NDArray[np.uint64], meanings: NDArray[np.int16], longest: int, groups: NDArray[np.int16],
           negators: NDArray[np.bool_]) -> Lexicon:  # fmt: skip
        """A lexicon of these arrays, with the table that says fast which hashes cannot be in it."""
        known = np.zeros(1 << _FILTER_BITS, np.bool_)
        known[_slot(keys)] = True
        return cls(keys, meanings, longest, groups, negators, known)

    def find(
        self, words: NDArray[np.uint64], sentence: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.int16], NDArray[np.bool_]]:
        """Where entries stand among `words`, what they mean, and whether a no before them takes it back; in order."""
        runs = [words]
        for length in range(2, self.longest + 1):
            shorter = runs[-1]
            if len(shorter) < 2:
                break
            runs.append(joined(shorter[:-1], words[length - 1 :]))
        covered = np.zeros(len(words), np.bool_)
        places: list[NDArray[np.int64]] = []
        entries: list[NDArray[np.int64]] = []
        for length in range(len(runs), 0, -1):
            at, entry = self._matches(runs[length - 1], length, sentence, covered)
            for step in range(length):
                covered[at + step] = True
            places.append(at)
            entries.append(entry)
        place, found = np.concatenate(places), np.concatenate(entries)
        order = np.argsort(place, kind="stable")
        place, meanings = place[order], self.meanings[found[order]]
        return place, meanings, self._negated(place, meanings, sentence)

    def _matches(
        self, run: NDArray[np.uint64], length: int, sentence: NDArray[np.int64], covered: NDArray[np.bool_]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        possible = np.flatnonzero(self.known[_slot(run)])
        if length > 1:
            possible = possible[sentence[possible] == sentence[possible + length - 1]]
        for step in range(length):
            possible = possible[~covered[possible + step]]
        entry = np.minimum(np.searchsorted(self.keys, run[possible]), len(self.keys) - 1)
        right = self.keys[entry] == run[possible]
        return possible[right], entry[right]

    def _negated(
        self, place: NDArray[np.int64], meanings: NDArray[np.int16], sentence: NDArray[np.int64]
    ) -> NDArray[np.bool_]:
        if not len(place):
            return np.zeros(0, np.bool_)
        no = self.negators[meanings].any(axis=1)
        last = np.maximum.accumulate(np.where(no, place, -1))
        near = (last >= 0) & (place - last <= NEGATED_WORDS) & (sentence[place] == sentence[np.maximum(last, 0)])
        return np.asarray(near & ~no)


def joined(before: NDArray[np.uint64], word: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The hash of a run of words and one more."""
    return np.asarray((before ^ (before >> np.uint64(29))) * np.uint64(0x9E3779B97F4A7C15) + word, dtype=np.uint64)


def entries(directory: Path = DATA) -> tuple[dict[str, tuple[str, ...]], dict[str, str]]:
    """Every entry with its concepts, and every concept with its group, the same whatever the order of lines.

    Raises `LexiconError` for a line that is no concept, or a concept put in two groups.
    """
    found: dict[str, set[str]] = defaultdict(set)
    groups: dict[str, str] = {}
    for path in sorted(directory.glob("*.txt")):
        irregular: dict[str, tuple[str, ...]] = {}
        english = path.name.startswith("en")
        for number, line in _lines(path):
            if line.startswith("!"):
                irregular |= {words[0]: tuple(words) for part in line[1:].split(";") if (words := part.split())}
                continue
            matched = _LINE.fullmatch(line)
            if matched is None:
                raise LexiconError(f"{path.name}, line {number}: expected “NAME GROUP: entry, entry”")
            name, group, listed = matched.groups()
            if groups.setdefault(name, group) != group:
                raise LexiconError(f"{path.name}, line {number}: {name} is in group {groups[name]} elsewhere")
            for entry in filter(None, (part.strip().lower() for part in listed.split(","))):
                for form in _forms(entry, irregular) if english else (entry,):
                    found[form].add(name)
    return {entry: tuple(sorted(found[entry])[:MEANINGS]) for entry in sorted(found)}, dict(sorted(groups.items()))


def compiled(hashes: Callable[[Sequence[str]], tuple[NDArray[np.uint64], NDArray[np.int64]]]) -> Lexicon:
    """The shipped lexicon; `hashes` gives the words of texts as the net sees them, and which text each is of."""
    listed, groups = entries()
    names, kinds = list(groups), sorted(set(groups.values()))
    words, owner = hashes(list(listed))
    counts = np.bincount(owner, minlength=len(listed))
    firsts = np.concatenate((np.zeros(1, np.int64), np.cumsum(counts)[:-1]))
    keys = np.zeros(len(listed), np.uint64)
    for length in range(1, int(counts.max()) + 1):
        rows = np.flatnonzero(counts >= length)
        word = words[firsts[rows] + length - 1]
        keys[rows] = word if length == 1 else joined(keys[rows], word)
    meanings = np.full((len(listed), MEANINGS), -1, np.int16)
    for row, concepts in enumerate(listed.values()):
        meanings[row, : len(concepts)] = [names.index(name) for name in concepts]
    kept = np.flatnonzero(counts > 0)
    keys, first = np.unique(keys[kept], return_index=True)
    negators = np.array([name in NEGATORS for name in names] + [False])
    group = np.array([kinds.index(groups[name]) for name in names], np.int16)
    return Lexicon.of(keys, meanings[kept][first], int(counts.max()), group, negators)


def _slot(hashes: NDArray[np.uint64]) -> NDArray[np.int64]:
    return np.asarray(hashes >> np.uint64(64 - _FILTER_BITS), dtype=np.int64)


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """Logical lines: one that begins with a blank goes on with the one before."""
    at, line = 0, ""
    for number, text in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if text.startswith(" "):
            line += text
            continue
        if line:
            yield at, line
        at, line = number, "" if text.startswith("#") else text.strip()
    if line:
        yield at, line


def _forms(entry: str, irregular: dict[str, tuple[str, ...]]) -> Iterator[str]:
    """An English entry with the endings of its first and of its last word."""
    first, *rest = entry.split(" ")
    tail = "".join(f" {word}" for word in rest)
    for form in _endings(first, irregular):
        yield form + tail
    if rest:
        head = entry[: -len(rest[-1])]
        for form in _endings(rest[-1], irregular):
            yield head + form


def _endings(word: str, irregular: dict[str, tuple[str, ...]]) -> list[str]:
    forms = [word, *irregular.get(word, ())]
    if not word.isalpha() or len(word) < 3:
        return forms
    forms.append(f"{word}s")
    if word.endswith(("s", "x", "z", "ch", "sh")):
        forms.append(f"{word}es")
    if word.endswith("e"):
        return [*forms, f"{word}d", f"{word[:-1]}ing"]
    if word.endswith("y") and word[-2] not in "aeiou":
        return [*forms, f"{word[:-1]}ies", f"{word[:-1]}ied", f"{word}ing"]
    forms += [f"{word}ed", f"{word}ing"]
    if word[-1] not in "aeiouwxy" and word[-2] in "aeiou" and word[-3] not in "aeiou":
        forms += [f"{word}{word[-1]}ed", f"{word}{word[-1]}ing"]
    return forms
