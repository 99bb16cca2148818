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
        #: The terms a key may open by itself, and those it opens only where the sentence holds other keys as well.
        self.alone, self.together = _apart(book)
        self.lengths = sorted({len(prefix) for prefix in book.gates["prefixes"]})
        characters = book.gates["characters"]
        self.pairs = {key: self.alone[key] for key in characters if len(key) == 2}
        self.singles = {key: self.alone[key] for key in characters if len(key) == 1}
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
        words, prefixes = self.book.gates["words"], self.book.gates["prefixes"]
        found = [word] if word in words else []
        if word[0].isdigit() and ANY_NUMBER in words:
            found.append(ANY_NUMBER)
        for length in self.lengths:
            if length > len(word):
                break
            if word[:length] in prefixes:
                found.append(PREFIX + word[:length])
        bits = 0
        for key in found:
            bits |= self.alone[key]
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
        for key in self.together.keys() & keys:
            at_once, further = self.together[key]
            for other in at_once.keys() & keys:
                mask |= at_once[other]
            for other in further.keys() & keys:
                for bit, rest in further[other]:  # the innermost loop of the rules
                    if not mask & bit and not any(map(keys.isdisjoint, rest)):
                        mask |= bit
        return mask, keys


#: For a key: which terms it opens together with one other key, and which with that one and one of each further set.
_Together = dict[str, tuple[dict[str, int], dict[str, tuple[tuple[int, tuple[frozenset[str], ...]], ...]]]]


def _apart(book: RuleBook) -> tuple[dict[str, int], _Together]:
    """For each key: the terms it opens alone, as bits, and the terms all of whose choices for it need other keys."""
    alone = {
        key if kind != "prefixes" else PREFIX + key: bits
        for kind in ("words", "prefixes", "characters")
        for key, bits in book.gates[kind].items()
    }
    at_once: dict[str, dict[str, int]] = {}
    further: dict[str, dict[str, list[tuple[int, tuple[frozenset[str], ...]]]]] = {}
    for term in book.terms:
        for key, choices in term.by_key.items():
            if key not in alone or not all(choice.others for choice in choices):
                continue
            alone[key] &= ~term.bit
            direct, checked = at_once.setdefault(key, {}), further.setdefault(key, {})
            for choice in choices:
                # Looked up by the smallest set: it is the least often there.
                first, *rest = sorted(choice.others, key=len)
                for other in first:
                    if rest:
                        checked.setdefault(other, []).append((term.bit, tuple(rest)))
                    else:
                        direct[other] = direct.get(other, 0) | term.bit
    together = {
        key: (direct, {other: tuple(found) for other, found in further[key].items()}) for key, direct in at_once.items()
    }
    return alone, together


@lru_cache(maxsize=8)
def _gates(version: str, identity: int) -> list[Gates]:  # noqa: ARG001 - both are the key
    return []


def gates_of(book: RuleBook) -> Gates:
    """The gates of a book, built once."""
    kept = _gates(book.version, id(book))
    if not kept:
        kept.append(Gates(book))
    return kept[0]
