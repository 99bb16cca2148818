"""Cleaning of advertised titles: what is left names the work, in words that labels use too."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from volens.engines.chinese import simplified
from volens.engines.linking import noise

#: Longer titles are cut: nobody names a job in more characters, and the time to link must be bounded.
LONGEST = 300
#: Of a text the beginning is read: it says what the work is, the end how to apply.
LONGEST_BODY = 1500

#: Chinese characters, as the inside of a class of a regular expression.
HAN = "\u3400-\u4dbf\u4e00-\u9fff"
_GENDER = re.compile(
    r"\(\s*(?:all\s+genders?|[mfwdxhnv](?:\s*[/|*,]\s*[mfwdxhnv]){1,3}|gn|m\s*&\s*f)\s*\)"
    r"|(?<![\w&])[mfwdxh]\s*/\s*[mfwdxh](?:\s*/\s*[mfwdxh])?(?![\w&])"
    r"|(?<=\w)[*:_/](?:in|innen)\b|\((?:in|innen|e|s|r)\)"
)
_CURRENCY = r"(?:[$€£¥₹]|us\$|s\$|hk\$|rm|rmb|cny|usd|eur|gbp|myr|sgd|inr|rs\.?|php)"
_PER = (
    r"(?:\s*(?:/|per|an?|p\.?)\s*(?:hour|hr|h|day|week|wk|month|mth|mo|year|yr|annum|a)\b|"
    r"(?:/|每)(?:小时|时|天|日|周|月|年))"
)
_AMOUNT = r"\d[\d.,]*\s*(?:k|万|千|w)?"
_PAY = re.compile(
    rf"{_CURRENCY}\s*{_AMOUNT}(?:\s*(?:-|–|—|~|～|至|到|to)\s*{_CURRENCY}?\s*{_AMOUNT})?\+?\*?{_PER}?"
    rf"|[月年日]?{_AMOUNT}(?:\s*(?:-|–|—|~|～|至|到|to)\s*{_AMOUNT})?\s*(?:元|块|圆|{_CURRENCY}(?![a-z])){_PER}?(?:以上|起|左右)?"
    rf"|{_AMOUNT}\s*(?:-|–|—|~|～|至|到|to)\s*{_AMOUNT}{_PER}"
    rf"|[月年日]?\d[\d.]*\s*(?:k|w|万|千)\s*(?:-|–|—|~|～|至|到)\s*\d[\d.]*\s*(?:k|w|万|千)(?:\s*[·*x]?\s*\d+\s*薪)?"
    rf"|[月年日]?\d+(?:\.\d+)?\s*(?:k|w|万|千)\+?(?![a-z])(?:以上|起|左右)?"
    rf"|\d+\s*薪"
)
_REQUISITION = re.compile(
    r"(?:\b(?:req(?:uisition)?|ref(?:erence)?|job|vacancy|posting|id|no|nr|code)\b[\s.#:]*(?:id|no|nr|code)?[\s.#:]*)?"
    r"[#\[(]?\b(?=[a-z\-_/]*\d[\w\-/]*\d)[a-z]{0,6}[-_/]?\d{3,}(?:[-_/]\w+)*\b[\])]?"
)
_COUNT = re.compile(r"\b(?:x\s*\d+|\d+\s*(?:nos?|pax|positions?|vacanc\w+|openings?))\b|\d+\s*(?:名|人|位)")
_DATE = re.compile(r"\b(?:19|20)\d\d(?:[-/.]\d{1,2}){0,2}\b|(?:19|20)\d\d\s*年(?:\d+\s*月)?|\d+\s*届")
_LINK = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+\.\S+")
_BRACKET = re.compile(r"[(\[{【〔《「][^()\[\]{}【】〔〕《》「」]*[)\]}】〕》」]")
_ASIDE = re.compile(r"\s+(?:[-–—|@~]+)\s+|\s*[|@–—]\s*|\s+(?:at|based in|for)\s+|\s[-–—]|[-–—]\s|\s+in\s+(?=\w+\W*$)")
_LETTERS = rf"[^\W\d_{HAN}]+"
_WORD = re.compile(rf"[{HAN}]+|[a-z]+&[a-z]+|c\+\+|c#|\.net\b|{_LETTERS}(?:['’-]{_LETTERS})*|\d+[a-z]+")
_CHINESE_NOISE = re.compile(
    "|".join(noise.CHINESE_PHRASES) + f"|(?:{'|'.join(noise.CHINESE_UNLESS_WORK)})(?!{'|'.join(noise.CHINESE_WORK)})"
)
_CHINESE_REPLIES = re.compile("|".join(noise.CHINESE_REPLIES))
#: What only looks like the rank of a place: 大区经理, 小区保安, 超市店员, 市场专员.
_NO_QUARTER = "大社小园景厂矿片战校库展商地辖院产病餐储卖"
_NO_TOWN = "超城门夜股都上"
#: A place with what belongs to its name, or a town, county or quarter named by its rank at the beginning: 武进区.
_CHINESE_PLACE = re.compile(
    rf"(?:{'|'.join(noise.CHINESE_PLACES)})(?:省|市(?![场政])|地区|(?:回族|壮族|维吾尔)?自治[区州])?"
    rf"(?:[{HAN}]{{1,3}}?(?:(?<![{_NO_QUARTER}])区|县)(?![域级]))?(?!{'|'.join(noise.CHINESE_NOT_PLACES)})"
    rf"|(?<![{HAN}])[{HAN}]{{2,3}}(?:(?<![{_NO_TOWN}])市(?![场政])|(?<![{_NO_QUARTER}])区(?!域)|县(?!级))(?=[{HAN}]{{2}})"
)
#: Who hires, and behind it the work; not where hiring is the work (招聘专员).
_CHINESE_HIRES = re.compile(
    rf"^(?P<who>[^,;]*?[{HAN}]{{2}}[^,;]*?)[.…\s]*(?:{'|'.join(noise.CHINESE_HIRES)})(?!{'|'.join(noise.CHINESE_WORK)})(?P<work>.{{2,}})$"
)
#: The first of words that are written together: where none of them stands there is nothing to join.
_JOINED_FIRST = frozenset(apart[0] for apart in noise.JOINED)


class Title(NamedTuple):
    """The words of a title: those that name the work, and those said aside (in brackets, after a dash, "at ...")."""

    words: tuple[str, ...]
    aside: tuple[str, ...]


def is_han(word: str) -> bool:
    """Whether a token is written in Chinese characters."""
    return "\u3400" <= word[:1] <= "\u4dbf" or "\u4e00" <= word[:1] <= "\u9fff"


def fold(text: str, longest: int = LONGEST) -> str:
    """Lower case, one width, no accents on Latin letters, simplified Chinese, at most `longest` characters."""
    text = unicodedata.normalize("NFKC", text[:longest])[:longest].casefold()
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFD", text)
    return simplified(unicodedata.normalize("NFC", "".join(c for c in decomposed if not "\u0300" <= c <= "\u036f")))


def clean(title: str) -> Title:
    """The words of an advertised title without seniority, gender marks, pay, numbers, terms of contract and slogans.

    A title that is nothing but such words keeps them: "Intern" stays "intern".
    """
    text = fold(title)
    text = _LINK.sub(" ", text)
    text = _GENDER.sub(" ", text)
    text = _PAY.sub(" ", text)
    text = _DATE.sub(" ", text)
    text = _REQUISITION.sub(" ", text)
    text = _COUNT.sub(" ", text)
    for phrase in noise.ENGLISH_PHRASES:
        if phrase in text:
            text = text.replace(phrase, " ")
    text = placeless(text)
    aside = " ".join(found.group()[1:-1] for found in _BRACKET.finditer(text))
    text, who = _hired(_BRACKET.sub(" ", text).strip())
    main, *rest = _ASIDE.split(text)
    rest.append(who)
    if not words_of(main):
        main, rest = " ".join([main, *rest]), []
    words = words_of(main)
    beside = words_of(" ".join([*rest, aside]))
    if not words:
        words, beside = beside, ()
    if not words:
        words = tuple(_WORD.findall(fold(title)))
    return Title(words, beside)


def says_nothing(text: str) -> bool:
    """Whether a text is only what people say who name no work: 我不知道, "hello", "I don't mind".

    What is not known to be such a word counts as work: whether it names any is for the labels to say.
    """
    said = _WORD.findall(_CHINESE_REPLIES.sub(" ", fold(text)).replace("’", "'"))
    return all(word in noise.ENGLISH_REPLIES for word in said)


def placeless(text: str) -> str:
    """Folded text without the names of Chinese places."""
    return text if text.isascii() else _CHINESE_PLACE.sub(" ", text)


def _hired(text: str) -> tuple[str, str]:
    """The work of "somebody 招聘 work", and who hires; nobody where that is not how it is put."""
    found = None if text.isascii() else _CHINESE_HIRES.match(text)
    if found is None or not words_of(found["work"]):
        return text, ""
    return found["work"], found["who"]


def body(text: str) -> tuple[str, ...]:
    """The words of the beginning of a text."""
    return words_of(fold(text, LONGEST_BODY))


def words_of(text: str) -> tuple[str, ...]:
    """The words of folded text after cutting noise and writing out short forms; Chinese runs stay whole."""
    found: list[str] = []
    for word in _WORD.findall(text):
        found += _chinese(word) if not word.isascii() and is_han(word) else _english(word)
    return _join(found)


@lru_cache(maxsize=32_768)
def _english(word: str) -> tuple[str, ...]:
    word = word.replace("’", "'").removesuffix("'s").removesuffix("'")
    if word in noise.ENGLISH_WORDS:
        return ()
    written = noise.ABBREVIATIONS.get(word) or noise.SPELLINGS.get(word)
    if written:
        return tuple(written.split())
    if "-" in word or "'" in word:
        return tuple(part for piece in re.split("[-']", word) for part in _english(piece)) if len(word) > 1 else ()
    return (word,)


def _chinese(run: str) -> list[str]:
    for spelling, written in noise.CHINESE_SPELLINGS.items():
        run = run.replace(spelling, written)
    return [part for part in _CHINESE_NOISE.sub(" ", run).split() if part not in noise.CHINESE_ALONE]


def _join(words: list[str]) -> tuple[str, ...]:
    while len(words) > 1 and words[0] in noise.ENGLISH_OPENERS:
        words = words[1:]
    if _JOINED_FIRST.isdisjoint(words):
        return tuple(words)
    joined: list[str] = []
    for word in words:
        together = noise.JOINED.get((joined[-1], word)) if joined else None
        if together:
            joined[-1:] = together.split()
        else:
            joined.append(word)
    return tuple(joined)
