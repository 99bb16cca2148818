"""Words sources use for contract, working time, remote work: schema.org's, USAJOBS', and those of tables."""

from __future__ import annotations

import functools
import re
from typing import Any

from volens.services.vacancies.importing.rejects import RecordError

_CONTRACT = (
    ("apprenticeship", r"apprentic|学徒|lehrling|ausbildung"),
    ("internship", r"\bintern(?:ship)?\b|trainee|\bpraktik|recent graduates|pathways|实习|见习"),
    ("freelance", r"freelanc|self-?employed|\bcontractors?\b|\bgig\b|自由职业|承揽|外包"),
    (
        "fixed_term",
        r"fixed[ _-]?term|\bterm\b|term[ -]limited|\bcontract\b|(?<!un)befristet|(?<!无)固定期限|合同制|\bcdd\b",
    ),
    ("temporary", r"\btemp(?:orary)?\b|seasonal|per[ _]diem|casual|intermittent|summer|临时|季节|短期|劳务"),
    ("permanent", r"permanent|indefinite|\bregular\b|unbefristet|正式|长期|无固定期限|\bcdi\b"),
)
_PART = re.compile(r"part[ _-]?time|teilzeit|非全日制|兼职|temps partiel|media jornada", re.IGNORECASE)
_FULL = re.compile(r"full[ _-]?time|vollzeit|(?<!非)全日制|全职|temps plein|jornada completa", re.IGNORECASE)
_EITHER = re.compile(r"flexible|multiple schedules|不限|弹性|均可", re.IGNORECASE)
_COMPILED = tuple((value, re.compile(pattern, re.IGNORECASE)) for value, pattern in _CONTRACT)
_YES = frozenset(("true", "yes", "y", "1", "是", "有", "telecommute", "remote", "远程"))
_NO = frozenset(("false", "no", "n", "0", "", "否", "无", "none", "onsite", "on-site"))


def contract(value: Any, field: str) -> str:
    """Our contract type for a source's words, empty where they do not say."""
    return _contract(_words(value, field))


def hours(value: Any, field: str) -> str:
    """Full time, part time or either; empty where the words do not say."""
    return _hours(_words(value, field))


def yes(value: Any, field: str) -> bool | None:
    """A yes or no, None for no value. Raises RecordError for anything else."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str | int | float):
        word = str(value).strip().casefold()
        if word in _YES:
            return True
        if word in _NO:
            return False if word else None
    raise RecordError(field, "bad_value", value=value, allowed="true, false")


def _words(value: Any, field: str) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value[:500]
    if isinstance(value, list) and len(value) <= 50:
        return ", ".join(_words(entry, field) for entry in value)
    if isinstance(value, dict) and isinstance(name := value.get("name", value.get("@id")), str):
        return name[:500]
    raise RecordError(field, "wrong_type", allowed="text", value=type(value).__name__)


@functools.lru_cache(4096)
def _contract(words: str) -> str:
    words = words.replace("_", " ")
    return next((value for value, pattern in _COMPILED if pattern.search(words)), "")


@functools.lru_cache(4096)
def _hours(words: str) -> str:
    part, full = _PART.search(words), _FULL.search(words)
    if (part and full) or _EITHER.search(words):
        return "flexible"
    return "part_time" if part else "full_time" if full else ""
