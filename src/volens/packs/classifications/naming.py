"""What somebody typed as the name of an occupation, or as a word that has others beside it in the other language."""

from __future__ import annotations

from functools import cache, lru_cache

from volens.engines.linking.features import stem
from volens.engines.linking.titles import fold, is_han
from volens.packs.classifications.isco import isco
from volens.packs.classifications.vocabulary import entries, groups

#: A name of more occupations than this says nothing: "assistant".
MOST_OCCUPATIONS = 3
#: Other words offered for one.
MOST_WORDS = 4
_LONGEST = 60


def _key(name: str) -> str:
    """What makes two names the same: letter case, width, accents and an English plural do not count."""
    return " ".join(map(stem, fold(name).split()))


@cache
def _occupations() -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for entry in entries():
        found.setdefault(_key(entry.label), {})[entry.code] = None
    units = set(found)
    for group in isco():
        for title in (group.en, group.zh):
            if (key := _key(title)) not in units:
                found.setdefault(key, {}).setdefault(group.code)
    return {key: tuple(codes) for key, codes in found.items() if len(codes) <= MOST_OCCUPATIONS}


@cache
def _words() -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for group in groups():
        if group.realm == "bridge":
            for name in group.names:
                found.setdefault(_key(name), {}).update(dict.fromkeys(each for each in group.names if each != name))
    return {key: tuple(names) for key, names in found.items()}


@lru_cache(maxsize=4096)
def occupations_named(text: str) -> tuple[str, ...]:
    """ISCO-08 codes of the occupations that go by this name, in English or Chinese; none for any other words."""
    return _occupations().get(_key(text), ()) if 0 < len(text) <= _LONGEST else ()


@lru_cache(maxsize=4096)
def other_words(text: str) -> tuple[str, ...]:
    """Words that mean the same at work as this one in the other language, at most `MOST_WORDS`."""
    if not 0 < len(text) <= _LONGEST:
        return ()
    chinese = is_han(fold(text).strip())
    found = [word for word in _words().get(_key(text), ()) if is_han(word) is not chinese]
    return tuple(found[:MOST_WORDS])
