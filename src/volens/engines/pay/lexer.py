"""Cuts a pay text into the words, signs and numbers that mean something in it."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from functools import cache
from importlib import resources
from typing import Any, Final, NamedTuple

import yaml

# Scripts written without spaces: a word of theirs may stand inside a longer run.
_RUNNING = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\uffff\U00010000-\U0010ffff"
_LETTER = rf"[^\W\d_{_RUNNING}]"
_IS_RUNNING = re.compile(f"[{_RUNNING}]")

_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f\u061c\u202a\u202b\u202c\u2066\u2067\u2068\u2069"
_FOLD: Final = str.maketrans(
    dict.fromkeys("‐‑‒–—―−－⁓〜", "-")
    | dict.fromkeys(_INVISIBLE, "")
    | {"٫": ".", "٬": ",", "’": "'", "ʼ": "'", "`": "'", "、": ",", "。": "\n", "\u3000": " ", "\t": " ", "\r": "\n"}
)
_FOREIGN_DIGIT = re.compile(r"[^\W\D0-9]|[^\x00-\x7f]", re.UNICODE)

# Written numbers. A space, dot, comma or apostrophe groups digits by three (or, in India, by two).
_DIGITS = (
    r"(?<!\d[.,])(?:\d{1,3}(?:[ ']\d{3})+(?:[.,]\d{1,3})?(?![\d'])"
    r"|\d+(?:[.,']\d+)*)"
)
_NUMERALS = "零〇一二三四五六七八九两兩壹贰叁肆伍陆柒捌玖"
_SCALES = "十百千万亿拾佰仟萬億백천만억"
_HAN_NUMBER = (
    rf"(?:\d+(?:[.,]\d+)?\s?[{_SCALES}]|[{_NUMERALS}]|[十拾](?=[{_NUMERALS}{_SCALES}]))"
    rf"(?:[{_SCALES}{_NUMERALS}]|\d{{1,4}}(?=[{_SCALES}])|(?<=[{_SCALES}])\d{{1,4}}(?![\d.,]))*"
)

# Runs of digits that are never pay.
_JUNK_FORMS = (
    r"(?<![\d.,])(?:19|20)\d\d[-/](?:0?[1-9]|1[0-2])[-/](?:0?[1-9]|[12]\d|3[01])(?![\d,.]\d|\d)",
    r"(?<![\d.,])(?:19|20)\d\d\.(?:0?[1-9]|1[0-2])\.(?:0?[1-9]|[12]\d|3[01])(?!\d)",
    r"(?<![\d.,$€£¥])(?:19|20)\d\d-(?:0[1-9]|1[0-2])(?![\d.,/kw万千元])",
    r"(?<![\d.,])\d{1,2}[-/]\d{1,2}[-/](?:19|20)\d\d(?!\d)|(?<![\d.,])\d{1,2}\.\d{1,2}\.(?:19|20)\d\d(?!\d)",
    r"(?:19|20)\d\d\s?年(?!薪)(?:\s?\d{1,2}\s?月)?(?:\s?\d{1,2}\s?[日号])?|\d{1,2}\s?月\s?\d{1,2}\s?[日号]",
    r"(?<![\d.,])\d{1,2}[:h]\d\d(?::\d\d)?(?:\s?[ap]\.?m\b\.?)?(?![\d/])|(?<![\d.,$€£¥])\d{1,2}\s?[ap]\.?m\b\.?",
    r"\+\s?\d[\d ().-]{7,}\d",
    r"(?<![\d.,])1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)",
    r"(?<![\d.,])\(?\d{3}\)?[-. ]\d{3}[-.]\d{4}(?!\d)|(?<![\d.,])\d{3}([-. ])\d{3,4}\1\d{4}(?!\d)",
    r"(?<![\d.,])\(?0\d{2,4}\)?[-/ ]\d{3,}[\d /-]*|(?<![\d.,])0\d{6,}",
    r"\b40[13]\s?\(?[kb]\b\)?|(?<![\d.,])(?:24|7)\s?[/x*×]\s?(?:7|24)(?!\d)|(?<![\d.,$€£¥])\b1099\b(?!\s*[-元.,/])",
    r"\d+(?:[.,]\d+)?(?:\s?-\s?\d+(?:[.,]\d+)?)?\s?(?:[%‰]|percent\b|per\s?cent\b|prozent\b|pct\b)",
    r"(?<![\d.,])\d+(?:st|nd|rd|th)\b",
    r"#\s?\d+|№\s?\d+",
)
_JUNK = "|".join(_JUNK_FORMS)
_ADDRESS = re.compile(r"https?://\S+|www\.\S+|[\w.+-]{1,64}@[\w-]+\.\w[\w.-]*")
_PAYMENTS = (
    r"(?<![\d.,])(?:1[2-9]|2[0-4])(?:\s?-\s?(?:1[2-9]|2[0-4]))?\s?"
    r"(?:薪|个月薪|×?\s?monthly salaries|monatsgehälter)"
)


class Token(NamedTuple):
    """A piece of the text that means something: its kinds (a word may have several), or a number's text."""

    kinds: dict[str, Any]
    text: str
    start: int
    end: int


@cache
def vocabulary() -> dict[str, Any]:
    """The word lists of `vocabulary.yaml`, as written there."""
    raw = resources.files(__package__).joinpath("vocabulary.yaml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.safe_load(raw)
    return loaded


@cache
def meanings() -> dict[str, dict[str, Any]]:
    """Every known spelling, folded, with what it may mean: kind -> value."""
    words = vocabulary()
    found: dict[str, dict[str, Any]] = defaultdict(dict)
    for code, names in words["currencies"].items():
        for name in names:
            found[fold(name)]["currency"] = (code,)
    for name, codes in words["ambiguous"].items():
        found[fold(name)]["currency"] = tuple(codes)
    for code, names in words["multiplier_currency"].items():
        for name in names:
            found[fold(name)]["implies"] = (code,)
    for kind, section in (("multiplier", "multipliers"), ("unit", "units"), ("rate", "rates"), ("keyed", "keyed")):
        for value, names in words[section].items():
            for name in names:
                found[fold(name)].setdefault(kind, value)
    for kind in (
        "keys", "from", "from_after", "to", "to_after", "between", "range", "filler", "per", "other_money",
        "and_also", "counted", "named",
    ):  # fmt: skip
        for name in words[kind]:
            found[fold(name)][kind] = True
    return dict(found)


def fold(text: str) -> str:
    """Lower case, full-width and compatibility forms, dashes, spaces and foreign digits brought to one form."""
    if text.isascii():
        return text.lower()
    text = unicodedata.normalize("NFKC", text.translate(_FOLD)).translate(_FOLD).lower()
    return _FOREIGN_DIGIT.sub(_ascii_digit, text)


def _ascii_digit(match: re.Match[str]) -> str:
    character = match[0]
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    return character


def _alternatives(words: list[str]) -> str:
    """One pattern for many words that shares their beginnings, so that matching cost does not grow with the list."""
    tree: dict[str, Any] = {}
    for word in words:
        node = tree
        for character in word:
            node = node.setdefault(character, {})
        node[""] = {}

    def pattern(node: dict[str, Any]) -> str:
        branches = [re.escape(c) + pattern(child) for c, child in sorted(node.items()) if c]
        if not branches:
            return ""
        inner = branches[0] if len(branches) == 1 and "" not in node else f"(?:{'|'.join(branches)})"
        return f"{inner}?" if "" in node else inner

    return pattern(tree)


@cache
def _scanner() -> re.Pattern[str]:
    # Branches are tried in order at every place: each begins with a look at the first character, so that a word in
    # plain letters is never compared with the forms of numbers or with the vocabulary of other scripts.
    groups: dict[tuple[str, bool, bool], list[str]] = defaultdict(list)
    for word in meanings():
        first = "[a-z]" if word[0].isascii() and word[0].isalpha() else "[^a-z]"
        groups[first, _is_letter(word[0]), _is_letter(word[-1])].append(word)
    branches = []
    for (first, left, right), words in sorted(groups.items()):
        before, after = (f"(?<!{_LETTER})" if left else ""), (f"(?!{_LETTER})" if right else "")
        branches.append(f"(?={first}){before}{_alternatives(words)}{after}")
    return re.compile(
        rf"(?=[\d(+#№])(?:(?P<payments>{_PAYMENTS})|(?P<junk>{_JUNK}))|(?P<word>{'|'.join(branches)})"
        rf"|(?P<mixed>{_LETTER}+\d[^\W_{_RUNNING}]*)"
        f"|(?P<han>{_HAN_NUMBER})|(?P<number>{_DIGITS})|(?P<other>{_LETTER}+|[^\\s\\w]|\\n)"
    )


def is_running(character: str) -> bool:
    """Whether a character belongs to a script written without spaces."""
    return _IS_RUNNING.match(character) is not None


def _is_letter(character: str) -> bool:
    return character.isalpha() and not is_running(character)


def scan(folded: str) -> list[Token]:
    """The tokens of a folded text in order. Spaces and running text of no known meaning leave gaps."""
    if "@" in folded or "://" in folded or "www." in folded:
        folded = _ADDRESS.sub(lambda match: "\n" * len(match[0]), folded)
    known = meanings()
    tokens = []
    for match in _scanner().finditer(folded):
        kind, text = match.lastgroup or "junk", match[0]
        if kind == "word":
            kinds = known[text]
        elif kind == "other":
            kinds = {"sign" if len(text) == 1 and not text.isalnum() else "unknown": True}
        else:
            kinds = {kind: True}
        tokens.append(Token(kinds, text, match.start(), match.end()))
    return tokens
