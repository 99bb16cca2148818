"""The skills most occupations ask for, and those everyday work asks for most, named in Chinese.

Keys are ESCO's identifiers (European Skills, Competences, Qualifications and Occupations, © European Union); English
names come with the ESCO package that the operator loads, without which no skill is shown at all. The Chinese names are
this project's own and not an official translation. Skills that are not here are shown as their classification names
them.
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
def skill_names() -> Mapping[str, str]:
    """Chinese names by ESCO's identifier, the 1,500 most used skills first."""
    text = (resources.files(__package__) / "skills.csv").read_text(encoding="utf-8")
    return MappingProxyType({BASE + row["code"]: row["zh"] for row in csv.DictReader(text.splitlines())})
