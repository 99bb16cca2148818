"""The skills most occupations ask for, and those everyday work asks for most, named in English and Chinese.

Keys and English titles are ESCO's (European Skills, Competences, Qualifications and Occupations, © European Union,
reuse with attribution under Decision 2011/833/EU), the titles in places shortened; the Chinese names are this
project's own and not an official translation. Skills that are not here are shown as their classification names them.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from types import MappingProxyType

#: Where ESCO's identifiers of skills begin; the file holds what follows.
BASE = "http://data.europa.eu/esco/skill/"


@lru_cache(maxsize=1)
def skills() -> tuple[tuple[str, str, str], ...]:
    """Every named skill, the 1,500 most used first: ESCO's identifier, the English title, the Chinese name."""
    text = (resources.files(__package__) / "skills.csv").read_text(encoding="utf-8")
    return tuple((BASE + row["code"], row["en"], row["zh"]) for row in csv.DictReader(text.splitlines()))


@lru_cache(maxsize=1)
def skill_names() -> Mapping[str, str]:
    """Chinese names by ESCO's identifier."""
    return MappingProxyType({key: zh for key, _en, zh in skills()})
