"""From the words of a sentence to what the rules may find in it, before any expression is tried."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from typing import Final

from volens.engines.vetting.text.patterns import ANY_NUMBER
from volens.engines.vetting.text.rulebook import PREFIX, Combination, Half, RuleBook, Term

#: So many sentences in which no rule found anything are remembered, and not read again: advertisements repeat them.
CLEAN_SENTENCES: Final = 50_000
_WORDS: Final = re.compile("[a-z0-9]+")
_CJK_RUN: Final = re.compile("[\u3400-\u9fff]+")


class Gates:
    """From the words of a sentence to the terms it may hold."""

    def __init__(self, book: RuleBook) -> None:
        self.words: dict[str, tuple[int, frozenset[str]]] = {}
        self.clean: set[str] = set()
        self.book = book
        self.lengths = sorted({len(prefix) for prefix in book.gates["prefixes"]})
        self.pairs = {key: bit for key, bit in book.gates["characters"].items() if len(key) == 2}
        self.singles = {key: bit for key, bit in book.gates["characters"].items() if len(key) == 1}
        self.common = self._commonness()
        self.by_key: dict[int, list[tuple[Half, Combination, tuple[Term, ...]]]] = {}
        for rule in book.rules.values():
            for half in rule.halves:
                for combination in half.combinations:
                    rarest_first = tuple(sorted(combination.terms, key=lambda term: self.common[term.number]))
                    entry = (half, combination, rarest_first)
                    self.by_key.setdefault(rarest_first[0].bit, []).append(entry)
        self.keys = 0
        for bit in self.by_key:
            self.keys |= bit
        self.across_mask = 0
        for half in book.across:
            for terms in half.across:
                for term in terms:
                    self.across_mask |= term.bit

    def _commonness(self) -> list[int]:
        """How often each term's gate opens in the rules' own examples: which of several to look for first."""
        counts = [0] * len(self.book.terms)
        for rule in self.book.rules.values():
            for half in rule.halves:
                for example in (*half.matching, *half.passing):
                    mask, _keys = self.opened(example.lower())
                    while mask:
                        low = mask & -mask
                        counts[low.bit_length() - 1] += 1
                        mask ^= low
        return counts

    def remember(self, sentence: str) -> None:
        """Keep a sentence in which no rule found anything."""
        if len(self.clean) >= CLEAN_SENTENCES:
            self.clean.clear()
        self.clean.add(sentence)

    def word(self, word: str) -> tuple[int, frozenset[str]]:
        """The terms a word may belong to, as bits, and the keys of their choices it answers to."""
        found: dict[str, int] = {}
        words, prefixes = self.book.gates["words"], self.book.gates["prefixes"]
        if word in words:
            found[word] = words[word]
        if word[0].isdigit() and ANY_NUMBER in words:
            found[ANY_NUMBER] = words[ANY_NUMBER]
        for length in self.lengths:
            if length > len(word):
                break
            if word[:length] in prefixes:
                found[PREFIX + word[:length]] = prefixes[word[:length]]
        bits = 0
        for bit in found.values():
            bits |= bit
        if len(self.words) > 50_000:
            self.words.clear()
        self.words[word] = bits, frozenset(found)
        return self.words[word]

    def opened(self, sentence: str) -> tuple[int, set[str]]:
        """The terms a sentence may hold, as bits, and the keys it holds of their choices."""
        mask = 0
        keys: set[str] = set()
        known = self.words
        for word in set(_WORDS.findall(sentence)):
            bits, own = known.get(word) or self.word(word)
            if own:
                mask |= bits
                keys |= own
        if not sentence.isascii():
            for run in _CJK_RUN.findall(sentence):
                for pair in {one + two for one, two in pairwise(run)} & self.pairs.keys():
                    mask |= self.pairs[pair]
                    keys.add(pair)
                for single in set(run) & self.singles.keys():
                    mask |= self.singles[single]
                    keys.add(single)
        return mask, keys


@lru_cache(maxsize=8)
def _gates(version: str, identity: int) -> list[Gates]:  # noqa: ARG001 - both are the key
    return []


def gates_of(book: RuleBook) -> Gates:
    """The gates of a book, built once."""
    kept = _gates(book.version, id(book))
    if not kept:
        kept.append(Gates(book))
    return kept[0]
