"""Place names folded to the form in which they are compared: the same when a gazetteer is built and when asked."""

from __future__ import annotations

import re
import unicodedata

from volens.engines.chinese import SIMPLIFIED

#: Letters that Unicode does not decompose, as people without them write them.
_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ß": "ss", "ħ": "h", "ŋ": "n"}
)

#: Japanese characters usual in place names, and two rare ones, with the simplified ones (pairs).
_FURTHER = "庁厅広广県县駅驿鉄铁沢泽浜滨桜樱関关戸户豊丰栄荣塩盐竜龙滝泷恵惠鼇鳌邨村"
_SIMPLIFY = SIMPLIFIED | {ord(other): plain for other, plain in zip(_FURTHER[::2], _FURTHER[1::2], strict=True)}

#: Words that are written short or long within names.
_SHORT = {"saint": "st", "sainte": "ste", "fort": "ft", "mount": "mt", "sankt": "st", "and": "&"}

_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_HAN_ONLY = re.compile(r"[\u3400-\u9fff\uf900-\ufaff·•・]+")
_INITIALS = re.compile(r"\b(?:\w\.)+\w\b\.?")
_DROPPED = re.compile(r"['’‘ʻʼ`´\u200b-\u200f·•・]")
_SPACED = re.compile(r"[^\w&]+|_")
_HAN_GAP = re.compile(r"(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])")


def has_han(text: str) -> bool:
    """Whether the text holds a Chinese character."""
    return not text.isascii() and _HAN.search(text) is not None


def is_han(text: str) -> bool:
    """Whether the text is Chinese characters only (and the dot inside foreign names)."""
    return _HAN_ONLY.fullmatch(text) is not None


def simplified(text: str) -> str:
    """The text with traditional characters, and the Japanese ones usual in place names, in simplified form."""
    return text.translate(_SIMPLIFY)


def fold(name: str) -> str:
    """The form in which names are compared: no case, accents, points, hyphens; "Saint" as "st"; simplified Chinese."""
    if not name.isascii():
        name = unicodedata.normalize("NFKD", name)
        name = "".join([ch for ch in name if not unicodedata.combining(ch)])
        # Hangul is taken apart by NFKD and must come back together.
        name = unicodedata.normalize("NFC", name).casefold().translate(_LETTERS)
        if _HAN.search(name):
            name = _HAN_GAP.sub("", name.translate(_SIMPLIFY))
    else:
        name = name.lower()
    if "." in name:
        name = _INITIALS.sub(lambda found: found.group().replace(".", ""), name)
    if not name.isalpha():
        name = _SPACED.sub(" ", _DROPPED.sub("", name)).strip()
    words = name.split(" ")
    return " ".join([_SHORT.get(word, word) for word in words])
