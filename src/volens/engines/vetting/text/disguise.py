"""Undoes disguises of whole words, guided by the vocabulary of the rules, and keeps the way back to the original.

What is undone: letters set apart (p l a c e m e n t), signs inside a word (dep.osit, 押*金), a word cut in two (pass
port), digits and signs for letters (d3p0s1t), letters repeated (feeees), pinyin and characters of the same sound.
A piece is only rejoined where the result is a word of the rules, so that ordinary text stays as it is.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from volens.engines.vetting.text.folding import Folded
from volens.engines.vetting.text.patterns import CJK
from volens.engines.vetting.text.rulebook import RuleBook

#: Passes over a text; each undoes one layer, and most texts need none.
_PASSES: Final = 4
_LEET: Final = str.maketrans("0134578@$!|+€£¢", "oieastbasiltelc")
#: Where a word and a sign that may stand for a letter touch; the token around it is looked at.
_LEET_PLACE: Final = re.compile(r"[a-z][0134578@$!|+€£¢]|[0134578@$!|+€£¢][a-z]")
_LEET_TOKEN: Final = re.compile(r"[a-z0-9@$!|+€£¢]+")
#: A letter, something short that is none, a letter, and so on: four at least, none of them with a neighbour.
_SPACED: Final = re.compile(r"(?<![a-z0-9])[a-z0-9@$](?:[^a-z0-9\n\u3400-\u9fff]{1,3}[a-z0-9@$]){3,}(?![a-z0-9])")
_INSIDE_PLACE: Final = re.compile(r"[a-z][^a-z0-9'\s\u3400-\u9fff]{1,3}(?=[a-z])")
_INSIDE: Final = re.compile(r"[a-z]+(?:[^a-z0-9'\s\u3400-\u9fff]{1,3}[a-z]+)+")
_WORD: Final = re.compile("[a-z]+")
_REPEATED: Final = re.compile(r"([a-z])\1{2,}")
_JUNCTION: Final = re.compile(f"(?<=[{CJK}])[^a-z0-9{CJK}\n。!?;、]{{1,3}}(?=[{CJK}])")
_SINGLES: Final = re.compile(f"(?<![{CJK}])[{CJK}](?:([^a-z0-9{CJK}\n]{{1,3}})[{CJK}](?![{CJK}])){{2,}}")
_HAS_CJK: Final = re.compile(f"[{CJK}]")


def unmasked(folded: Folded, book: RuleBook) -> Folded:
    """The text without disguises: layer after layer, until nothing changes."""
    guide = guide_of(book)
    for _ in range(_PASSES):
        edits = guide.edits(folded.text)
        if not edits:
            return folded
        folded = folded.replaced(edits)
    return folded


@lru_cache(maxsize=8)
def _guides(version: str, identity: int) -> list[_Guide]:  # noqa: ARG001 - both are the key
    return []


def guide_of(book: RuleBook) -> _Guide:
    """The words disguises are undone to, worked out once for each book."""
    kept = _guides(book.version, id(book))
    if not kept:
        kept.append(_Guide(book))
    return kept[0]


class _Guide:
    """The vocabulary of a book, arranged for looking up."""

    def __init__(self, book: RuleBook) -> None:
        self.words = {word for word in book.vocabulary if word.isascii()} | _endings(book.vocabulary)
        runs = {word for word in book.vocabulary if not word.isascii()}
        worst = set(str(book.disguises.get("words", "")).split())
        self.pairs = {one + two for run in runs | worst for one, two in itertools.pairwise(run)}
        self.cuts = self._cuts()
        self.chinese = self._written(book, worst)
        #: Those spellings by their first two characters, the longest first: only there is a text looked at closely.
        self.starts: dict[str, list[str]] = {}
        for spelling in sorted(self.chinese, key=len, reverse=True):
            self.starts.setdefault(spelling[:2], []).append(spelling)

    def _cuts(self) -> set[tuple[str, str]]:
        """The halves of words cut in two, where not both halves are words of their own."""
        known = self.words | _SMALL
        return {
            (word[:at], word[at:])
            for word in self.words
            if len(word) >= 5
            for at in range(2, len(word) - 1)
            if word[:at] not in _SMALL and not (word[:at] in known and word[at:] in known)
        }

    @staticmethod
    def _written(book: RuleBook, worst: set[str]) -> dict[str, str]:
        sounds = {each[0]: each[1:] for each in str(book.disguises.get("sounds", "")).split()}
        spellings: dict[str, str] = dict(book.disguises.get("written") or {})
        for word in worst:
            if len(word) < 2 or not all(character in sounds for character in word):
                continue
            choices = [(character, sounds[character]) for character in word]
            for spelling in itertools.product(*choices):
                joined = "".join(spelling)
                whole = all(part.isascii() for part in spelling)
                if joined != word and (not whole or len(joined) >= 5):
                    spellings.setdefault(joined, word)
        return spellings

    def edits(self, text: str) -> list[tuple[int, int, str]]:
        """What to replace in this pass, in order, apart from each other."""
        found: list[tuple[int, int, str]] = []
        for match in _SPACED.finditer(text):
            found += self._spaced(match)
        for token in _around(_INSIDE_PLACE, _INSIDE, text):
            if text[max(0, token.start() - 1) : token.start()] not in (
                "<",
                "/",
            ):  # the name of a tag is no part of a word
                found += self._inside(token)
        for token in _around(_LEET_PLACE, _LEET_TOKEN, text):
            plain = self._leet(token[0])
            if plain:
                found.append((*token.span(), plain))
        for token in _around(_REPEATED, _WORD, text):
            plain = self._repeated(token[0])
            if plain:
                found.append((*token.span(), plain))
        for first, second in self.cuts & set(itertools.pairwise(_WORD.findall(text))):
            for match in re.finditer(rf"(?<![a-z'])({first})[ \n]({second})(?![a-z'])", text):
                found.append((match.end(1), match.start(2), ""))
        if _HAS_CJK.search(text):
            found += self._chinese(text)
        return _apart(found)

    def _spaced(self, match: re.Match[str]) -> list[tuple[int, int, str]]:
        """Letters set apart: words are told by wider gaps, or by the vocabulary where all gaps are alike."""
        letters = "".join(each for each in match[0] if each.isalnum() or each in "@$")
        words = self._segmented(letters.translate(_LEET))
        if not any(len(word) >= 3 and word in self.words for word in words):
            return []
        return [(match.start(), match.end(), " ".join(words))]

    def _segmented(self, letters: str) -> list[str]:
        """Letters cut into words of the vocabulary, the fewest pieces; unknown letters stay as they are."""
        best: list[tuple[float, int]] = [(0.0, 0)]
        for end in range(1, len(letters) + 1):
            options = [(best[end - 1][0] + 1.0, end - 1)]
            for start in range(max(0, end - 16), end):
                word = letters[start:end]
                if word in self.words or word in _SMALL:
                    options.append((best[start][0] + 1.2 / len(word), start))
            best.append(min(options))
        cuts: list[str] = []
        end = len(letters)
        while end:
            start = best[end][1]
            cuts.append(letters[start:end])
            end = start
        return cuts[::-1]

    def _inside(self, match: re.Match[str]) -> list[tuple[int, int, str]]:
        parts = re.findall("[a-z]+", match[0])
        joined = "".join(parts)
        if len(joined) >= 3 and joined in self.words and not all(part in self.words for part in parts):
            return [(*match.span(), joined)]
        return []

    def _leet(self, token: str) -> str | None:
        if not 3 <= len(token) <= 24 or token.isalpha() or token.isdecimal():
            return None
        for plain in (token.translate(_LEET), token.replace("1", "l").translate(_LEET)):
            if plain != token and plain.isalpha() and plain in self.words:
                return plain
        return None

    def _repeated(self, token: str) -> str | None:
        for kept in (r"\1", r"\1\1"):
            plain = re.sub(r"([a-z])\1{2,}", kept, token)
            if plain in self.words:
                return plain
        return None

    def _chinese(self, text: str) -> list[tuple[int, int, str]]:
        found = [
            (*match.span(), "")
            for match in _JUNCTION.finditer(text)
            if text[match.start() - 1] + text[match.end()] in self.pairs
        ]
        for match in _SINGLES.finditer(text):
            if match[0].count(match[1]) >= 2:
                found += [
                    (match.start() + gap.start(), match.start() + gap.end(), "")
                    for gap in re.finditer(f"[^a-z0-9{CJK}\n]{{1,3}}", match[0])
                ]
        return found + self._spelled(text)

    def _spelled(self, text: str) -> list[tuple[int, int, str]]:
        """Spellings of Chinese words by sound, from left to right, the longest at each place, apart from each other."""
        found: list[tuple[int, int, str]] = []
        pairs = set(map(str.__add__, text, text[1:]))
        places = sorted(at for start in pairs & self.starts.keys() for at in _places(text, start))
        done = 0
        for at in places:
            if at < done:
                continue
            for spelling in self.starts[text[at : at + 2]]:
                if text.startswith(spelling, at) and _alone(text, at, spelling):
                    done = at + len(spelling)
                    found.append((at, done, self.chinese[spelling]))
                    break
        return found


#: Words that make up ordinary text, so that letters set apart are cut in the right places.
_SMALL: Final = frozenset(
    re.findall(
        "[a-z]+",
        "a an and are as at be before by can cannot do for from go has have he her his if in is it its may must my no "
        "not of on or our out over she so that the their them they this to up us we who will with you your all any get",
    )
)


def _around(place: re.Pattern[str], token: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """The tokens around the places found, each once."""
    done = 0
    for found in place.finditer(text):
        if found.start() < done:
            continue
        start = found.start()
        while start > done and token.fullmatch(text, start - 1, start):
            start -= 1
        match = token.match(text, start)
        if match is not None and match.end() > found.start():
            done = match.end()
            yield match


def _places(text: str, piece: str) -> Iterator[int]:
    """Where a piece stands in a text, overlapping ones too."""
    at = text.find(piece)
    while at >= 0:
        yield at
        at = text.find(piece, at + 1)


def _alone(text: str, at: int, spelling: str) -> bool:
    """A spelling that begins or ends in letters does so at the edge of a word."""
    end = at + len(spelling)
    joined_before = spelling[0].isascii() and at > 0 and "a" <= text[at - 1] <= "z"
    joined_behind = spelling[-1].isascii() and end < len(text) and "a" <= text[end] <= "z"
    return not (joined_before or joined_behind)


def _endings(vocabulary: frozenset[str]) -> set[str]:
    """Plural and past of the plain words, which forms often leave to a sign."""
    words = {word for word in vocabulary if word.isascii() and len(word) >= 3}
    return {word + ending for word in words for ending in ("s", "ed", "ing", "d")}


def _apart(edits: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """In order, without those that overlap an earlier one."""
    kept: list[tuple[int, int, str]] = []
    for edit in sorted(edits, key=lambda each: (each[0], -each[1])):
        if not kept or edit[0] >= kept[-1][1]:
            kept.append(edit)
    return kept
