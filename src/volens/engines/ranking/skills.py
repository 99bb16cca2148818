"""Which of the skills somebody names a text names too: by their telling words, in any order, within one sentence.

A skill is a few words. Words that say nothing of what is done ("experience in", "good", "熟悉") are left out of it; the
rest are its telling words. A text names the skill where one sentence or line holds all of them, in any order and form:
words are compared by the stem the search uses, and whoever does something by the stem of doing it (driver and driving,
welder and welding: the ending -er is taken off). Driving and operating a thing are one: "forklift operator" names
"forklift driving", but a forklift without either does not. In scripts without spaces a skill is cut into words by the
search's dictionary, and all of them must stand in one clause; for driving or operating, its word must stand right
beside the thing ("开叉车", "叉车司机", "叉车工").

A pure rule, without weights: what was found is given word for word, so that it can be shown.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

from volens.engines.search import words

#: Words of a skill that do not say which.
_EMPTY = frozenset(
    words.runs(
        "a an and as at by can do doing for how i in is know knowing my of on or some the to with without able ability"
        " advanced basic excellent experience experienced good great knowledge level proficiency proficient skill"
        " skilled skills strong use used using very well year years"
        " 的 了 和 与 及 或 会 能 能够 可以 懂 有 我 善于 擅长 熟悉 熟练 熟练掌握 精通 掌握 了解 使用 运用 技能"
        " 经验 能力 知识 基本 良好 相关"
    )
)
#: The search stems these to the name of a program.
_NO_SKILL = frozenset(("excellent", "excellently", "excellence"))
#: Driving and operating, as stems, and in Chinese before and after the thing.
_DRIVING = frozenset(("drive", "oper"))
_DRIVING_HAN = frozenset(words.runs("开 驾 驾驶 驾驶员 司机 操作 操作员 操作工 操纵"))
_BEFORE, _AFTER = "开|驾|驾驶|操作|操纵", "驾驶|司机|操作|操纵|师傅|工|员|证"

#: Where a sentence or line of folded text ends, and in scripts without spaces also a clause.
_ENDS = re.compile(r"[!?;\u3002\n\r\u2022]+|\.(?=\s|$)")
_CLAUSES = re.compile(r"[!?;:,\u3002\u3001\n\r\u2022]+|\.(?=\s|$)")
_LATIN = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")
_VOWELS = re.compile("[aeiouy]+")
_SHORT = re.compile("(?:.*[^aeiou])?[aeiouy][^aeiouwxy]")


class Named(NamedTuple):
    """A skill that a text names: as it was asked for, and the words of the text that name it, folded."""

    skill: str
    by: str


class _Text:
    """A folded text, cut into passages and clauses when somebody asks for them."""

    def __init__(self, folded: str) -> None:
        self.folded = folded

    @cached_property
    def passages(self) -> Sequence[str]:
        return _ENDS.split(self.folded)

    @cached_property
    def clauses(self) -> Sequence[str]:
        return _CLAUSES.split(self.folded)


@dataclass(frozen=True, slots=True)
class Skill:
    """A skill understood: the stems of its telling words, and those of its parts in scripts without spaces."""

    asked: str
    roots: frozenset[str]
    driving: bool  # driving or operating is one of the telling words between spaces
    pieces: tuple[str, ...]
    beside: re.Pattern[str] | None  # the thing and its driving or operating side by side
    plain: re.Pattern[str] | None  # the words in Latin letters that may be its only one
    heads: tuple[str, ...]  # letters a text must hold for all the rest to be worth a look
    things: tuple[str, ...]  # what it is done with, or all of it: words to ask an index for
    forms: tuple[str, ...]  # the same with who does it instead of doing it, or the other way round

    @property
    def one(self) -> bool:
        """Whether a single word is all of it: then no passage need be looked for."""
        return len(self.roots) + len(self.pieces) == 1 and not self.driving and self.beside is None

    def named(self, text: _Text) -> str:
        """The words of the first passage that names it; "" where none does."""
        if self.one and self.pieces:
            return self.pieces[0]  # it stands in the text, or nobody would ask
        if self.one and self.plain is not None:
            for match in self.plain.finditer(text.folded):  # a pattern that begins with letters is found fast
                if text.folded[match.start() - 1 : match.start()] not in _LATIN and root(match.group()) in self.roots:
                    return match.group()
            return ""
        for passage in text.clauses if self.pieces else text.passages:
            if all(head in passage for head in self.heads) and (found := self._in(passage)):
                return found
        return ""

    def _in(self, passage: str) -> str:
        found = self.beside.search(passage) if self.beside is not None else None
        if self.beside is not None and found is None:
            return ""
        said = [found.group()] if found is not None else [each for each in self.pieces if each in passage]
        if not self.roots and not self.driving:
            return " ".join(said)
        here: dict[str, str] = {}
        for word in words.runs(passage):
            here.setdefault(root(word), word)
        if not self.roots <= here.keys():
            return ""
        wanted = self.roots | (_DRIVING & here.keys() if self.driving else frozenset())
        if self.driving and not wanted & _DRIVING:
            return ""
        return " ".join([*(word for stem, word in here.items() if stem in wanted), *said])


@lru_cache(maxsize=32_768)
def root(word: str) -> str:
    """The stem of a folded word by the search; of somebody who does something in -er, the stem of doing it."""
    if word in _NO_SKILL:
        return word
    stem = words.stem(word)
    if len(stem) < 5 or not stem.endswith("er") or not (stem.isascii() and stem.isalpha()):
        return stem
    base = stem[:-2]
    if base[-1] == base[-2] and base[-1] not in "aeiloszf":
        return base[:-1]  # planner: plan
    if len(_VOWELS.findall(base)) == 1 and _SHORT.fullmatch(base):
        return f"{base}e"  # driver: drive
    return base  # welder: weld


@lru_cache(maxsize=4_096)
def understood(skill: str) -> Skill:
    """A skill as it was typed, cut into its telling words. Where no word tells, all of them count."""
    folded = words.fold(skill)
    every = words.split(folded)
    split = [word for word in every if word.written not in _EMPTY] or every
    spaced = [word.written for word in split if not words.is_unspaced(word.written)]
    unspaced = [word.written for word in split if words.is_unspaced(word.written)]
    roots = frozenset(map(root, spaced))
    things = roots - _DRIVING
    han = [piece for piece in unspaced if piece not in _DRIVING_HAN]
    beside = None
    if han and len(han) < len(unspaced):
        thing = re.escape(han[-1])
        beside = re.compile(f"(?:{_BEFORE}).{{0,3}}{thing}|{thing}.{{0,2}}(?:{_AFTER})")
    pieces = tuple(han or unspaced)
    driving = len(things) < len(roots) and bool(things)
    asked_for = tuple(each for each in (*spaced, *pieces) if root(each) in things or each in pieces) or tuple(spaced)
    forms = tuple(" ".join((*asked_for, form)) for form in ("driver", "operator")) if driving else ()
    if len(asked_for) == 1 and not driving and not pieces:
        forms = _forms(asked_for[0])
    return Skill(
        asked=skill,
        roots=things or roots,
        driving=driving,
        pieces=pieces,
        beside=beside,
        plain=_plain(next(iter(things or roots), "")),
        heads=(*(each[:2] if len(each) < 4 else each[:3] for each in things or roots), *pieces),
        things=asked_for,
        forms=forms,
    )


def _plain(stem: str) -> re.Pattern[str] | None:
    return re.compile(f"{stem[:3]}[a-z0-9]*") if len(stem) > 2 and stem.isascii() and stem.isalnum() else None


def _forms(word: str) -> tuple[str, ...]:
    """Welder for welding, and weld for welder: the search itself does not take one for the other."""
    if word.isascii() and word.endswith("ing") and len(word) > 5:
        return (f"{word[:-3]}er",)
    return (root(word),) if root(word) != words.stem(word) else ()


def named_in(skills: Sequence[str], text: str) -> tuple[Named, ...]:
    """Those of the skills that a text names, each with the words that name it. Any input, never an error."""
    folded = words.fold(text)
    wanted = [each for each in map(understood, skills) if each.heads and all(head in folded for head in each.heads)]
    if not wanted:
        return ()
    passages = _Text(folded)
    return tuple(Named(each.asked, by) for each in wanted if (by := each.named(passages)))


def question(skills: Sequence[str]) -> str:
    """The skills as a question to the index of vacancies: any of them, each by all words of its thing.

    What is done with the thing is not asked of the index: it goes by many words, and comes first where it stands too.
    """
    known = [understood(skill) for skill in skills]
    either = [" ".join(skill.things) for skill in known if skill.things]
    return " OR ".join(dict.fromkeys((*either, *(form for skill in known for form in skill.forms))))
