"""Classifications of work: ISCO-08 in English and Chinese, and a vocabulary of advertised job titles."""

from volens.packs.classifications.isco import ATTRIBUTION, Group, Isco, Level, isco
from volens.packs.classifications.skills import skill_names
from volens.packs.classifications.vocabulary import csco_titles, entries, groups, linker, titles

__all__ = [
    "ATTRIBUTION",
    "Group",
    "Isco",
    "Level",
    "csco_titles",
    "entries",
    "groups",
    "isco",
    "linker",
    "skill_names",
    "titles",
]
