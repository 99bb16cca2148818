"""Runs the text rules over one text: which sentence says what, and what was said but taken back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from volens.engines.vetting.text.clauses import clause_end, clause_start, sentences
from volens.engines.vetting.text.disguise import unmasked
from volens.engines.vetting.text.folding import Folded, fold
from volens.engines.vetting.text.gates import Gates, gates_of
from volens.engines.vetting.text.rulebook import Combination, Half, RuleBook, Term, default_book
from volens.engines.vetting.verdict import Finding, Severity

#: A rule is reported in at most so many places of one text.
MOST_PER_RULE: Final = 3
#: A match that reaches over more commas than this joins what the writer set apart: Chinese puts whole sentences between
#: commas.
MOST_COMMAS: Final = {"en": 2, "zh": 1}
#: A match may stand inside another of the same combination that is longer by so many characters.
NESTED: Final = 20
#: A Chinese word of so many characters says too little to block by itself.
SHORT_WORD: Final = 4
_NO: Final = frozenset("不没无未勿")
_NUMERALS: Final = frozenset("0123456789一二三四五六七八九十")
_TELLING: Final = _NO | _NUMERALS
_NO_REFUSAL: Final = frozenset(["差不", "免不", "得不", "有无", "除不"])
#: From the end of a question to what comes next.
_QUESTION: Final = re.compile(r"\?[?!\s\"'()]*")
#: Nothing more is said in this clause.
_SAID: Final = re.compile(r"[\s\"')]*(?:$|[,.;:!?(\n。，；！、…—–])|\s+[-–—]\s")
_WEIGHT: Final = {Severity.BLOCK: 0, Severity.HOLD: 1, Severity.WARN: 2}


@dataclass(frozen=True, slots=True)
class Reading:
    """What the rules found, heaviest first, and matches that a negation or a warning takes back (evidence only)."""

    findings: tuple[Finding, ...]
    suppressed: tuple[Finding, ...]


_NOTHING: Final = Reading((), ())


def read(text: str, field: str = "text", book: RuleBook | None = None) -> Reading:
    """Read one text. Spans and quotes are of the text as given, not as folded."""
    if not text or text.isspace():
        return _NOTHING
    return _Reader(text, field, book or default_book()).reading()


class _Reader:
    """One text being read."""

    def __init__(self, text: str, field: str, book: RuleBook) -> None:
        self.original = text
        self.field = field
        self.book = book
        self.folded: Folded = unmasked(fold(text), book)
        self.text = self.folded.text
        self.found: dict[str, list[tuple[int, int]]] = {}
        self.taken_back: dict[str, list[tuple[int, int]]] = {}
        self.cache: dict[int, list[tuple[int, int]]] = {}
        self.keys: set[str] = set()
        #: How many combinations stood in the sentences so far, taken back or not.
        self.matches = 0
        #: Matches that hold where their rule blocks: code and place.
        self.doubtful: set[tuple[str, tuple[int, int]]] = set()

    def reading(self) -> Reading:
        gates = gates_of(self.book)
        seen = 0
        where: dict[int, tuple[int, int]] = {}
        for start, end in sentences(self.text):
            sentence = self.text[start:end]
            if sentence in gates.clean:
                continue
            mask, self.keys = gates.opened(sentence)
            before = self.matches, seen
            mask = self._combinations(gates, start, end, mask)
            if mask & gates.across_mask & ~seen:
                seen |= self._across_terms(mask & ~seen, start, end, where)
            if before == (self.matches, 0) and not seen:
                gates.remember(sentence)
        for half in self.book.across:
            self._across(half, seen, where)
        findings = self._findings(self.found)
        if not findings and not self.taken_back:
            return _NOTHING
        return Reading(findings, self._findings(self.taken_back))

    def _combinations(self, gates: Gates, start: int, end: int, mask: int) -> int:
        """Look for the combinations of a sentence; its mask without the terms that turned out not to be there."""
        self.cache = {}
        rest = mask & gates.keys
        while rest:
            low = rest & -rest
            rest ^= low
            for half, combination, rarest_first in gates.by_key[low]:
                if combination.mask & mask == combination.mask:
                    missing = self._try(half, combination, rarest_first, start, end, mask)
                    if missing:
                        mask ^= missing  # other combinations need not look for it again
                        if missing == low:
                            break
        return mask

    def _places(self, term: Term, start: int, end: int) -> list[tuple[int, int]]:
        places = self.cache.get(term.number)
        if places is None:
            found = term.places(self.text, self.keys, start, end)
            places = [place for place in found if not _refused(self.text, place[0])]
            self.cache[term.number] = places
        return places

    def _try(
        self, half: Half, combination: Combination, rarest_first: tuple[Term, ...], start: int, end: int, mask: int
    ) -> int:
        """Look for a combination in a sentence; the bit of a term that turned out not to be there, 0 where all are."""
        if len(self._weighty(half.code, doubtful=combination.doubtful)) >= MOST_PER_RULE:
            self.matches += 1  # nothing is known about this sentence
            return 0
        for term in rarest_first:
            if not self._places(term, start, end):
                return term.bit
        for span in self._spans(combination, start, end, half.reach):
            self.matches += 1
            if len(combination.terms) > 1 and self.text.count(",", *span) > MOST_COMMAS[half.language]:
                continue
            doubtful = combination.doubtful or (half.language == "zh" and self._loose(combination, span))
            if any(low <= span[0] and span[1] <= high for low, high in self._weighty(half.code, doubtful=doubtful)):
                continue
            if self._taken_back(half, combination, span, start, end, mask):
                self.taken_back.setdefault(half.code, []).append(span)
            else:
                self.found.setdefault(half.code, []).append(span)
                if doubtful:
                    self.doubtful.add((half.code, span))
                else:
                    self.doubtful.discard((half.code, span))
                break
        return 0

    def _loose(self, combination: Combination, span: tuple[int, int]) -> bool:
        """Whether a Chinese match may mean something harmless: one short word alone, or what a comma sets apart.

        Chinese puts whole sentences between commas, so words on either side of one may have nothing to do with another.
        """
        short = len(combination.terms) == 1 and span[1] - span[0] <= SHORT_WORD
        return short or "," in self.text[span[0] : span[1]]

    def _weighty(self, code: str, *, doubtful: bool) -> list[tuple[int, int]]:
        """The places found for a rule that make another, doubtful or not, needless."""
        places = self.found.get(code, [])
        if doubtful or not self.doubtful:
            return places
        return [place for place in places if (code, place) not in self.doubtful]

    def _spans(self, combination: Combination, start: int, end: int, reach: int) -> Iterator[tuple[int, int]]:
        """Places where all terms stand close together: around each match of the first, the nearest of the others."""
        lists = []
        for term in combination.terms:
            places = self._places(term, start, end)
            if not places:
                return
            lists.append(places)
        for first in lists[0]:
            chosen = [first]
            for places in lists[1:]:
                last = chosen[-1]
                fitting = [
                    place for place in places
                    if (place[0] >= last[1] if combination.ordered else _apart(place, chosen))
                ]  # fmt: skip
                if not fitting:
                    break
                chosen.append(min(fitting, key=lambda place: _distance(place, first)))
            else:
                low, high = min(place[0] for place in chosen), max(place[1] for place in chosen)
                if high - low <= reach or len(chosen) == 1:
                    yield low, high

    def _taken_back(
        self, half: Half, combination: Combination, span: tuple[int, int], start: int, end: int, mask: int
    ) -> bool:
        guards = self.book.guards[half.language]
        if self._excused(half, guards, span, start, end, mask):
            return True
        if mask & guards["duty"].bit:
            first = clause_start(self.text, start, span[0])
            if guards["duty"].pattern.search(self.text, first, span[0]):
                return True
        if self._denied(guards, combination, span, start, end, mask):
            return True
        if half.guarded and not combination.firm:
            return self._negated(guards, span, start, end) or self._answered(guards, end)
        return "close" in guards and self._denied_at_once(guards, span, start, end)

    def _excused(
        self, half: Half, guards: Mapping[str, Term], span: tuple[int, int], start: int, end: int, mask: int
    ) -> bool:
        """Whether the sentence is a warning, or what stands beside the match makes it harmless."""
        if mask & guards["warning"].bit and self._places(guards["warning"], start, end):
            return True
        low, high = self._near(half, span, start, end)
        return any(
            mask & term.bit and self._stands(term, start, end, low, high) for term in (guards["about"], *half.unless)
        )

    def _near(self, half: Half, span: tuple[int, int], start: int, end: int) -> tuple[int, int]:
        """Where an excuse for a match may stand: its sentence; in Chinese its clauses and one on either side.

        A Chinese sentence may hold a whole advertisement between commas.
        """
        if half.language != "zh":
            return start, end
        low, high = clause_start(self.text, start, span[0]), clause_end(self.text, span[1], end)
        return (
            clause_start(self.text, start, low - 1) if low > start else start,
            clause_end(self.text, high + 1, end) if high < end else end,
        )

    def _stands(self, term: Term, start: int, end: int, low: int, high: int) -> bool:
        """Whether a term of the sentence lies, at least in part, between two places of it."""
        return any(first < high and last > low for first, last in self._places(term, start, end))

    def _denied(
        self,
        guards: Mapping[str, Term],
        combination: Combination,
        span: tuple[int, int],
        start: int,
        end: int,
        mask: int,
    ) -> bool:
        """Whether the clauses around a match say that this is not so, or up to the worker."""
        first, last = clause_start(self.text, start, span[0]), clause_end(self.text, span[1], end)
        never, denial = guards.get("never"), guards["denial"]
        if combination.firm and never and mask & never.bit and never.pattern.search(self.text, first, last):
            return True
        if combination.firm:
            last = span[0]
        return bool(mask & denial.bit) and denial.pattern.search(self.text, first, last) is not None

    def _answered(self, guards: Mapping[str, Term], end: int) -> bool:
        """Whether the sentence is a question the next one answers with a no and no more (a fee? None).

        A no that goes on says something else: "No exceptions", "None is spared", "不接受不录用".
        """
        behind = _QUESTION.match(self.text, end) if "answer" in guards else None
        no = guards["answer"].pattern.match(self.text, behind.end()) if behind else None
        return no is not None and _SAID.match(self.text, no.start() + len(no[0].rstrip(" -"))) is not None

    def _denied_at_once(self, guards: Mapping[str, Term], span: tuple[int, int], start: int, end: int) -> bool:
        """Whether a no stands right in front of a match that holds none itself: "there is no curfew"."""
        text, first = self.text, clause_start(self.text, start, span[0])
        closing = [
            match for match in guards["close"].pattern.finditer(text, first, span[0])
            if not text[match.end() : span[0]].strip(" ")
        ]  # fmt: skip
        if not closing:
            return False
        apparent = [match.span() for match in guards["no_negation"].pattern.finditer(text, start, end)]
        nos = [
            match.start() for match in guards["before"].pattern.finditer(text, closing[0].start(), span[1])
            if not any(low <= match.start() < high for low, high in apparent)
        ]  # fmt: skip
        return any(at < span[0] for at in nos) and not any(at >= span[0] for at in nos)

    def _negated(self, guards: Mapping[str, Term], span: tuple[int, int], start: int, end: int) -> bool:
        first = clause_start(self.text, start, span[0])
        text = self.text
        apparent = [match.span() for match in guards["no_negation"].pattern.finditer(text, start, end)]
        for match in guards["before"].pattern.finditer(text, first, span[1]):
            if not any(low <= match.start() < high for low, high in apparent):
                return True
        for listed in guards["list"].pattern.finditer(text, start, span[1]):
            reaches = listed.start() < span[0] <= listed.end() + 2
            if reaches and not any(low <= listed.start() < high for low, high in apparent):
                return True
        behind = clause_end(text, span[1], end)
        for match in guards["after"].pattern.finditer(text, span[0], behind):
            if not any(low <= match.start() < high for low, high in apparent):
                return True
        return False

    def _across_terms(self, mask: int, start: int, end: int, where: dict[int, tuple[int, int]]) -> int:
        """Remember which terms of the rules about the whole text stand in this sentence."""
        found = 0
        for half in self.book.across:
            for terms in half.across:
                for term in terms:
                    if mask & term.bit and term.number not in where and (places := self._places(term, start, end)):
                        where[term.number] = places[0]
                        found |= term.bit
        return found

    def _across(self, half: Half, seen: int, where: dict[int, tuple[int, int]]) -> None:
        """A rule about the whole text: the first sign must be there, and so many of all."""
        if half.unless_mask and any(term.pattern.search(self.text) for term in half.unless):
            return
        signs = [next((where[term.number] for term in terms if term.bit & seen), None) for terms in half.across]
        present = [span for span in signs if span is not None]
        if signs[0] is not None and len(present) >= half.at_least:
            self.found.setdefault(half.code, []).append(signs[0])

    def _findings(self, found: dict[str, list[tuple[int, int]]]) -> tuple[Finding, ...]:
        findings = []
        for code, spans in found.items():
            rule = self.book.rules[code]
            sure_first = sorted(dict.fromkeys(spans), key=lambda span: (code, span) in self.doubtful)
            for low, high in sure_first[:MOST_PER_RULE]:
                doubtful = (code, (low, high)) in self.doubtful and rule.severity is Severity.BLOCK
                start, end = self.folded.span(low, high)
                quote = self.original[start:end]
                findings.append(
                    Finding(
                        rule=code, indicator=rule.indicator, field=self.field,
                        severity=Severity.HOLD if doubtful else rule.severity,
                        reference=rule.reference, quote=quote, span=(start, end), parameters={"quote": quote},
                        net="text",
                    )
                )  # fmt: skip
        findings.sort(key=lambda each: (_WEIGHT[each.severity], each.span or (0, 0), each.rule))
        return tuple(findings)


def _refused(text: str, at: int) -> bool:
    """Whether a Chinese word has its no in front of it (不罚站 is no 罚站), or begins amid a number (五十五岁)."""
    if at == 0 or (before := text[at - 1]) not in _TELLING:
        return False
    if before in _NO:
        return text[at] not in _NO and text[max(0, at - 2) : at] not in _NO_REFUSAL
    return text[at] in _NUMERALS and before.isascii() == text[at].isascii()


def _apart(place: tuple[int, int], chosen: list[tuple[int, int]]) -> bool:
    """Whether a place shares no words with others, or only stands inside a much longer one: "chatting (with the
    neighbours) is not wished".
    """
    return all(
        place[1] <= low
        or place[0] >= high
        or (abs((high - low) - (place[1] - place[0])) >= NESTED and (low <= place[0] < place[1] <= high))
        or (abs((high - low) - (place[1] - place[0])) >= NESTED and (place[0] <= low < high <= place[1]))
        for low, high in chosen
    )


def _distance(place: tuple[int, int], other: tuple[int, int]) -> int:
    return max(place[0] - other[1], other[0] - place[1])
