"""Finds a minimum age for workers named in the text. Conservative: what it finds, a person would too.

Only forms that cannot mean anything but an age of a person count ("minimum age 12", "aged 14+", "年满14周岁"): years of
experience, weeks, and the age of a company are never read. A clause about people who are served (children, pupils,
客户) is left alone unless it speaks of applying.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from volens.engines.vetting.fees import TEXT_LENGTH, folded

#: Numbers below this are no ages at which anybody is hired, but hours, levels and misprints.
LEAST_CREDIBLE_AGE: Final = 5

_UNITS: Final = (
    r"(?![\d%.,]?\d|\s*[-–]?\s*(?:\d+\s*)?(?:weeks?|months?|days?|hours?|minutes?|wks?|个月|周(?!岁)|天|月))"
)
_OLD: Final = r"(?:[\s-]*(?:years?|yrs?)[\s-]*(?:old|of age))"
_OR_MORE: Final = r"(?:and|or) (?:over|above|up|older|upwards)"
_TO: Final = r"\s*(?:[-–—~～至到]|to|and)\s*(?:[2-9]\d|1[89])"
_FORMS: Final = re.compile(
    "|".join(
        f"(?:{form})"
        for form in (
            # for example "minimum age 12", "min. age: 14", "Mindestalter 14", "edad mínima: 14"
            (
                r"(?:(?<!no )\b(?:minimum|min\.?|lowest)(?: working| hiring| legal)? age(?: requirement| limit)?"
                r"|\bmindestalter|\bedad mínima|\bidade mínima|\bâge minimum|\bage minimum)"
                rf"(?:\s*(?:is|of|ist|es|est|de|[:：=-]))*\s*(\d{{1,2}}){_UNITS}"
            ),
            # for example "aged 14+", "aged 14 and over", "age 14 or older"
            rf"\baged?\s*[:：]?\s*(\d{{1,2}})(?:\s*(?:years?|yrs?))?\s*(?:\+|{_OR_MORE})",
            # for example "aged 14-45", "age: 14 to 40"
            rf"\baged?(?: range| limit| between| from)?\s*[:：]?\s*(\d{{1,2}}){_TO}(?!\d){_UNITS}",
            # for example "from the age of 14", "from age 14"
            rf"\bfrom (?:the )?age (?:of )?(\d{{1,2}}){_UNITS}",
            # for example "at least 14 years old", "must be over 13 years of age"
            rf"\b(?:at least|over|minimum of|not younger than)\s+(\d{{1,2}}){_OLD}",
            # for example "14 years old or older", "14 years of age and above"
            rf"(?<![\d.-])(\d{{1,2}}){_OLD},?\s*{_OR_MORE}",
            # for example "年满14周岁", "最低年龄14岁", "年龄要求:14岁以上"
            (
                r"(?<![未不])(?:年满|满(?=\d)|最低年龄|年龄(?:要求|限制|范围)?)[\s:：为是须需在不低于]*(?:年满|满)?"
                r"(\d{1,2})\s*(?:周岁|岁)(?!以下|以内)"
            ),
            # for example "14岁以上", "14周岁起", "14岁及以上"
            r"(?<![\d.-])(\d{1,2})\s*(?:周岁|岁)\s*(?:及|或|和)?(?:以上|起|开始)",
            # for example "14-45岁", "14周岁至50周岁"
            r"(?<![\d.-])(\d{1,2})\s*(?:周岁|岁)?\s*(?:[-–—~～至到])+\s*(?:[2-9]\d|1[89])\s*(?:周岁|岁)",
        )
    )
)
#: Forms are looked for only around a number with a word of age near it: most texts have none.
_NUMBER: Final = re.compile(r"(?<![\d.])(?<!\d,)(?:1[0-5]|[5-9])(?!\d)")
_NEAR: Final = re.compile(r"\bage|\bold\b|岁|mindestalter|\bedad|\bidade|\bâge")
_BEFORE, _BEHIND = 45, 30
_CLAUSE_END: Final = re.compile(r"[\n。；;！!？?，•·]|[.,](?=\s|$)")
_REACH: Final = 160
_SERVED: Final = re.compile(
    r"\b(?:child|children|kids?|pupils?|students?|learners?|patients?|clients?|customers?|guests?|residents?|campers?|teens?"
    r"|teenagers?|toddlers?|youths?|youngsters?|young people|participants?|players?|girls|boys|sons?|daughters?"
    r"|members?|users?|visitors?|passengers?|individuals?|people with|depend[ae]nts?|kinder|jugendliche|enfants|niños"
    r"|experience|vehicles?|cars?|company|companies|whisk[ey]+|cheese|wines?)\b"
    r"|儿童|孩子|小孩|学生|学员|患者|病人|客户|顾客|会员|小朋友|幼儿|青少年|子女|用户|游客|乘客|老人|经验|公司|宝宝"
)
_APPLYING: Final = re.compile(r"\b(?:apply|applicants?|candidates?|jobseekers?)\b|应聘|求职|报名|入职|招工|用工")
_REFUSED: Final = re.compile(
    r"\b(?:not|never|no one|nobody|cannot|can't|don't|won't)\b(?! younger)"
    r"|不招|不收|禁止|严禁|不得|未满|不满|谢绝|勿|拒绝"
)


@dataclass(frozen=True, slots=True)
class NamedAge:
    """A minimum age and the words that name it."""

    age: int
    start: int
    end: int
    quote: str


def named_age(text: str, below: int) -> NamedAge | None:
    """The first minimum age for workers that is lower than `below`; None where there is none."""
    lower = folded(text[:TEXT_LENGTH])
    for number in _NUMBER.finditer(lower):
        first, last = max(0, number.start() - _BEFORE), number.end() + _BEHIND
        if not _NEAR.search(lower, first, last):
            continue
        match = next((each for each in _FORMS.finditer(lower, first, last) if number.start() in _starts(each)), None)
        if match is None:
            continue
        age = int(next(group for group in match.groups() if group is not None))
        if not LEAST_CREDIBLE_AGE <= age < below:
            continue
        clause = _clause(lower, *match.span())
        if _REFUSED.search(clause) or (_SERVED.search(clause) and not _APPLYING.search(clause)):
            continue
        return NamedAge(age, match.start(), match.end(), text[match.start() : match.end()])
    return None


def _starts(match: re.Match[str]) -> set[int]:
    """Where the number of a form stands."""
    return {match.start(group) for group in range(1, len(match.groups()) + 1)}


def _clause(lower: str, start: int, end: int) -> str:
    """The clause around a place."""
    first = max(0, start - _REACH)
    for mark in _CLAUSE_END.finditer(lower, first, start):
        first = mark.end()
    after = _CLAUSE_END.search(lower, end, min(len(lower), end + _REACH))
    return lower[first : after.start() if after else min(len(lower), end + _REACH)]
