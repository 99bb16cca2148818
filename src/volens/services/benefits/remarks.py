"""What a pack's authors remark beside an article, in the reader's language.

The files of a pack hold these remarks once, in English, where an article would stand ("first day from memory") or as a
note. A reader in another language has to understand them too: they say how far a figure can be relied on.
"""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext, gettext_noop

#: Each remark of the shipped packs that hold texts in another language than English, word for word.
REMARKS: Final = frozenset(
    {
        gettext_noop("2022 notices"),
        gettext_noop("About 6 %: the national target of the reference year."),
        gettext_noop("First month from memory."),
        gettext_noop("Guidance; each province sets its own. Number and date from memory."),
        gettext_noop("In force date from memory."),
        gettext_noop("Limited to 2022-12-31 in the text read; whether it was prolonged is not verified."),
        gettext_noop("Numbers from memory; nothing was found for 2026."),
        gettext_noop("Zhejiang questions and answers 2022"),
        gettext_noop("as quoted by a city page"),
        gettext_noop("average of 2022"),
        gettext_noop("average of 2023"),
        gettext_noop("ceilings"),
        gettext_noop("confirmed for 2023 to 2024 and 2025"),
        gettext_noop("duration from memory"),
        gettext_noop("example overlay"),
        gettext_noop("first day from memory"),
        gettext_noop("national surveyed-unemployment target of the year before"),
        gettext_noop("notice of May 2017"),
        gettext_noop("notices of 2023, 2024, 2025"),
        gettext_noop("number from memory"),
        gettext_noop("only the title was found"),
        gettext_noop("rates"),
        gettext_noop("relaxed"),
        gettext_noop("several local pages"),
        gettext_noop("start and number from memory"),
        gettext_noop("start from memory"),
        gettext_noop("target of 2020"),
        gettext_noop("values from memory"),
        gettext_noop("values in secondary sources"),
    }
)


def parts(words: str) -> list[str]:
    """A remark as a whole where it is known, else what its semicolons part."""
    return [words] if words in REMARKS else words.split("; ")


def in_language(words: str, code: str) -> str:
    """An article or a note with the remarks in it in the active language `code`; everything else as it stands."""
    held = parts(words)
    if REMARKS.isdisjoint(held):
        return words
    said = [gettext(part) if part in REMARKS else part for part in held]
    return ("；" if code.startswith("zh") else "; ").join(said)
