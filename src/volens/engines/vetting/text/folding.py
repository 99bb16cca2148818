"""Folds text to one plain form, and knows for each folded character where it came from.

Characters first: compatibility forms, width, accents, look-alikes of other alphabets, traditional characters, invisible
signs. Disguises of whole words (spaced letters, symbols inside a word, digits for letters, pinyin) are undone by
`disguise`, which needs the vocabulary of the rules.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final

import yaml


@dataclass(frozen=True, slots=True)
class Folded:
    """Folded text. `starts[i]` and `ends[i]` bound what character i stands for in the original; None: i and i + 1."""

    text: str
    starts: tuple[int, ...] | None = None
    ends: tuple[int, ...] | None = None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where folded [start, end) stands in the original text. Raises ValueError for an empty span."""
        if not 0 <= start < end <= len(self.text):
            raise ValueError(f"[{start}, {end}) is no span in a text of {len(self.text)} characters.")
        if self.starts is None or self.ends is None:
            return start, end
        return self.starts[start], self.ends[end - 1]

    def replaced(self, edits: list[tuple[int, int, str]]) -> Folded:
        """The text with pieces replaced: (start, end, new), in order, apart from each other.

        Every new character stands for the whole piece it replaces; what is deleted belongs to the character before it,
        or to the one behind where there is none, so that no part of the original is without a folded character.
        """
        starts = list(self.starts) if self.starts is not None else list(range(len(self.text)))
        ends = list(self.ends) if self.ends is not None else list(range(1, len(self.text) + 1))
        pieces: list[str] = []
        new_starts: list[int] = []
        new_ends: list[int] = []
        at = 0
        for start, end, new in edits:
            pieces.append(self.text[at:start])
            new_starts += starts[at:start]
            new_ends += ends[at:start]
            if new:
                pieces.append(new)
                new_starts += [starts[start]] * len(new)
                new_ends += [ends[end - 1]] * len(new)
            elif new_ends:
                new_ends[-1] = ends[end - 1]
            at = end
        pieces.append(self.text[at:])
        new_starts += starts[at:]
        new_ends += ends[at:]
        return Folded("".join(pieces), tuple(new_starts), tuple(new_ends))


#: Letters of other alphabets, and signs, that look like a Latin letter: pairs of sign and letter, capitals apart.
_LOOK_ALIKE: Final = {
    pair[0]: pair[1]
    for line in (
        "аa еe оo рp сc уy хx кk мm нh тt вb іi јj ѕs ԁd ӏl ґr гr пn ԛq ԝw ьb һh үy ҫc ҽe ғf ԍg",
        "АA ЕE ОO РP СC УY ХX КK МM НH ТT ВB ІI ЈJ ЅS ԀD ӀI ГR ПN ԚQ ԜW ЬB ҺH ҮY ҪC",
        "αa βb εe ιi κk νv οo ρp τt υu χx γy ωw ηn ςc σo ϲc ϳj ζz μu δd",
        "ΑA ΒB ΕE ΙI ΚK ΝN ΟO ΡP ΤT ΥY ΧX ΗH ΜM ΖZ ΣE ΔA",
        "ɑa ɡg ɩi ʏy ɪi ʀr ɴn ᴀa ᴄc ᴅd ᴇe ᴊj ᴋk ᴍm ᴏo ᴘp ᴛt ᴜu ᴠv ᴡw ᴢz ʟl ɢg ʜh ʙb ꜰf ꜱs ǫq ɸo łl øo đd ħh ŧt ıi",
        "ŁL ØO ĐD ĦH ŦT ∂d ɛe ƒf əe ʋv ɯm ʇt ɹr ɐa օo սu ոn հh քp ցg ℓl ɗd ɓb ɦh ɨi ʂs ʐz",
    )
    for pair in line.split()
}
_SIGNS: Final = {
    "‘": "'", "’": "'", "‛": "'", "`": "'", "´": "'", "ʼ": "'", "“": '"', "”": '"', "«": '"', "»": '"', "「": '"',
    "」": '"', "『": '"', "』": '"', "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "―": "-", "−": "-", "﹣": "-",
    "~": "-", "～": "-", "〜": "-", "∼": "-", "\t": " ", "\r": "\n", "\x0b": "\n", "\x0c": "\n",
    "\u2028": "\n", "\u2029": "\n", "\u0085": "\n", "﹒": ".", "﹐": ",", "℅": "c",
}  # fmt: skip
#: Invisible: format characters, variation selectors, combining marks, joiners and fillers that render as nothing.
_INVISIBLE: Final = frozenset("\u115f\u1160\u3164\uffa0\u2800\u034f\u17b4\u17b5")


@cache
def traditional() -> dict[str, str]:
    """Traditional character -> simplified, for the characters the rules are written in."""
    raw = yaml.safe_load(
        resources.files("volens.engines.vetting").joinpath("rules", "traditional.yaml").read_text(encoding="utf-8")
    )
    return {pair[0]: pair[1] for line in raw for pair in line.split()}


def fold_character(character: str) -> str:
    """One character as the rules read it; empty where it cannot be seen."""
    return _deep(character)


def _deep(character: str) -> str:
    once = _once(character)
    for _ in range(4):
        again = "".join(map(_once, once))
        if again == once:
            break
        once = again
    return once


def _once(character: str) -> str:
    if character.isascii():
        plain = character.lower() if character.isprintable() or character == "\n" else " "
        return _SIGNS.get(character, plain)
    special = _special(character)
    if special is not None:
        return special
    if character in _LOOK_ALIKE:
        return _LOOK_ALIKE[character].lower()
    return _by_kind(character)


def _by_kind(character: str) -> str:
    """A character without a reading of its own: by its Unicode category and compatibility form."""
    kind = unicodedata.category(character)
    if kind == "Zs":
        return " "
    if kind in {"Cf", "Mn", "Me", "Cc", "Cn", "Co", "Cs"} or character in _INVISIBLE:
        return ""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", character).lower())
    plain = "".join(each for each in plain if unicodedata.category(each) not in {"Mn", "Me", "Cf"})
    if plain == character:
        return traditional().get(character, character)
    return plain


def _special(character: str) -> str | None:
    """Signs with a reading of their own, and letters in boxes and flags."""
    if character in _SIGNS:
        return _SIGNS[character]
    number = ord(character)
    for first in (0x1F1E6, 0x1F130, 0x1F150, 0x1F170):  # flags, boxes and discs of letters
        if first <= number < first + 26:
            return chr(ord("a") + number - first)
    return None


class _Table(dict[int, str]):
    """Folding by character, worked out once for each."""

    def __missing__(self, number: int) -> str:
        found = fold_character(chr(number))
        self[number] = found
        return found


_TABLE: Final = _Table()
#: ASCII needs no table of Unicode: every sign of it stays one sign.
_PLAIN: Final = {number: fold_character(chr(number)) for number in range(128)}


def fold(text: str) -> Folded:
    """Fold character by character."""
    if text.isascii():
        return Folded(text.translate(_PLAIN))
    plain = text.translate(_TABLE)
    if len(plain) == len(text) and _one_for_one(text):
        return Folded(plain)
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    table = _TABLE
    for at, character in enumerate(text):
        new = table[ord(character)]
        if len(new) == 1:
            pieces.append(new)
            starts.append(at)
            ends.append(at + 1)
        elif new:
            pieces.append(new)
            starts += [at] * len(new)
            ends += [at + 1] * len(new)
        elif ends:
            ends[-1] = at + 1
    return Folded("".join(pieces), tuple(starts), tuple(ends))


def _one_for_one(text: str) -> bool:
    """Whether no character vanishes or grows: equal lengths alone could hide one of each."""
    return all(len(_TABLE[number]) == 1 for number in map(ord, set(text)))
