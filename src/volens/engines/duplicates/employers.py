"""Employers' names compared without legal forms, trades and places: "Acme Ltd" is "ACME Limited"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from volens.engines.duplicates import vocabulary as words_of
from volens.engines.duplicates.words import plain, tokens

_HAN = re.compile(r"[\u3400-\u9fff]")
_ASIDE = re.compile(r"[(\[【][^)\]】]*[)\]】]")
_SPLIT = re.compile(r"\b(?:t/a|d/b/a|dba|trading as|a division of|part of)\b|/|\|| - | – ")


@dataclass(frozen=True, slots=True)
class Employer:
    """A name reduced to what is its own. `key` is the same for most spellings of one employer, "" if unnamed."""

    key: str
    words: frozenset[str]
    name: str
    han: bool = False


@lru_cache(maxsize=8192)
def read(name: str) -> Employer:
    """Reduce an employer's name. A name of nothing but legal forms keeps its words."""
    text = " ".join(_ASIDE.sub(" ", plain(name)).split())
    if not text:
        text = plain(name)
    if _HAN.search(text):
        whole = "".join(ch for ch in text if ch.isalnum())
        core = words_of.LEGAL_HAN.sub("", whole) or whole
        core = words_of.PLACES_HAN.sub("", core, count=1) or core
        brand = words_of.TRADES_HAN.sub("", core) or core
        return Employer(brand if len(brand) > 1 else core, frozenset(core), core, han=True)
    text = _SPLIT.split(text)[0] or text
    text = text.replace("'s", "s").replace("’s", "s").replace(".", "")
    found = [word for word in tokens(text) if word not in words_of.LEGAL] or tokens(text)
    return Employer(" ".join(sorted(found)), frozenset(found), " ".join(found))


def likeness(first: Employer, second: Employer) -> float | None:
    """1 for one employer, 0 for two, between for doubt; None when either is unnamed."""
    if not first.key or not second.key:
        return None
    if first.key == second.key or first.name == second.name:
        return 1.0
    if first.han or second.han:
        return _likeness_han(first, second)
    shorter, longer = sorted((first.words, second.words), key=len)
    if shorter <= longer and any(len(word) > 3 for word in shorter):
        return 0.8
    initials = "".join(word[0] for word in (first if len(first.words) > len(second.words) else second).name.split())
    if len(shorter) == 1 and len(longer) > 2 and next(iter(shorter)) == initials:
        return 0.8
    ratio = fuzz.ratio(first.name.replace(" ", ""), second.name.replace(" ", "")) / 100
    return ratio if ratio >= 0.88 else 0.0


def _likeness_han(first: Employer, second: Employer) -> float:
    shorter, longer = sorted((first, second), key=lambda employer: len(employer.key))
    if len(shorter.key) >= 2 and (longer.key.endswith(shorter.key) or longer.key.startswith(shorter.key)):
        return 0.9
    if len(shorter.name) >= 4 and shorter.name in longer.name:
        return 0.9
    return 0.0
