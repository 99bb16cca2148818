"""What somebody of one occupation could do next: occupations near by skills, and where those are few, by structure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from django.urls import reverse
from django.utils import timezone

from volens.engines.linking.titles import says_nothing
from volens.engines.ranking import Neighbour, Skills
from volens.packs import classifications as pack
from volens.packs.classifications import Level, isco
from volens.packs.classifications import needs as own
from volens.services.classifications import queries as classifications
from volens.services.guidance import pay
from volens.services.market import queries as market
from volens.services.vacancies import labels
from volens.services.vacancies import queries as vacancies
from volens.services.vacancies.parameters import SearchParameters

SHOWN = 12
#: Fewer found by skills are followed by some of the same group.
FEWEST = 6
#: Our own list is short: after the nearest few, two skills in common are chance.
SHARED_OF_OURS = 3
#: Of the skills of an occupation so many are named at once; the rest can be unfolded.
NAMED = 6
#: An occupation must stand above what nonsense gets, or it is not offered: its chance, which a label of just these
#: letters multiplies by a thousand and one that shares none leaves as it is. See docs/guidance.md. Where meaning counts
#: too, nonsense gets more: everything lies somewhere near something.
LEAST_EVIDENCE, LEAST_WITH_MEANING = 0.08, 0.3
LETTERS_COUNT = 1000.0
#: Titles of a group are taken for another so seldom by chance (`by_structure`); of those taken more often so many show.
LEAST_ALIKE, MOST_ALIKE = 0.006, 8
#: Keeps the share of a title that is hardly ever taken for anything else from counting as if it often were.
NEARLY_SURE = 0.001
#: Below this the person's own words are not taken to mean an occupation: better none than a wrong one.
SURE = 0.25
#: Of somebody's own words so many parts are looked at: what matters stands first.
MOST_PARTS = 24
_BREAKS = re.compile(r"[,;.，；。、:：()（）]")


@dataclass(frozen=True, slots=True)
class Near:
    """An occupation near another, as the page shows it."""

    code: str
    title: str
    shared: tuple[str, ...]  # names of skills that come along
    missing: tuple[str, ...]  # names of skills to learn
    total: int  # skills compared: shared and missing
    why: str  # "minor" or "sub_major": the smallest group both belong to; "" where skills decided, or "alike"
    open: int  # open vacancies, exact: public facts
    address: str
    pay: str  # middle of the published pay a month, "" where it is not shown
    next: str


@dataclass(frozen=True, slots=True)
class Found:
    """The occupations near one, how they were found, and what the figures are of."""

    near: list[Near]
    esco: bool  # skills are those of ESCO, not our own short list
    listed: int  # how many skills our own list has
    wanted: tuple[str, ...]  # what the occupation itself asks for most
    here: Near
    samples: bool
    pay_samples: bool


@lru_cache(maxsize=2)
def _skills(_digest: str) -> Skills:
    return Skills(classifications.skills_by_unit_group())


@lru_cache(maxsize=1)
def _own_skills() -> Skills:
    return Skills(own.needs())


def skills(group: str) -> tuple[Skills, bool]:
    """What unit groups ask for, and whether ESCO says so: where it is not loaded or silent, our own list does.

    Made once per process and loaded ESCO. One small query when nothing changed.
    """
    digest = classifications.digest_of("esco")
    known = _skills(digest) if digest else None
    return (known, True) if known is not None and group in known else (_own_skills(), False)


def _skill_names(ids: Iterable[int], esco: bool, code: str) -> Mapping[int, str]:
    if esco:
        return classifications.skill_names(ids, code)
    named = own.skills()
    return {each: named[each].name(code) for each in ids}


def near(group: str, code: str, asked: SearchParameters) -> Found:
    """What lies near a unit group, with the vacancies open now where `asked` says. Some five queries, one to the index.

    KeyError when the group does not exist.
    """
    known, esco = skills(group)
    found = known.near(group, limit=SHOWN)
    if not esco:
        found = [each for at, each in enumerate(found) if at < FEWEST or len(each.shared) >= SHARED_OF_OURS]
    others = [(each.code, "") for each in found]
    if len(others) < FEWEST:
        taken = {each.code for each in found}
        others += [each for each in by_structure(group) if each[0] not in taken][: FEWEST - len(others)]
    counts = open_counts([group, *(other for other, _why in others)], asked)
    wanted = {skill for each in found for skill in (*each.shared, *each.missing)} | set(known.wanted(group))
    names = _skill_names(wanted, esco, code)
    sheet = market.pay_sheet()
    region = asked.place.region if asked.place is not None else ""

    def made(other: str, why: str, skill: Neighbour | None) -> Near:
        shared = tuple(names[each] for each in skill.shared) if skill else ()
        missing = tuple(names[each] for each in skill.missing) if skill else ()
        there = replace(asked, isco=(other,), text="", sort=None)
        return Near(
            code=other,
            title=labels.occupation(other, code),
            shared=shared,
            missing=missing,
            total=len(shared) + len(missing),
            why=why,
            open=counts.get(other, 0),
            address=f"{reverse('vacancies:results')}?{there.address()}",
            pay=pay.brief(sheet, other, code, region),
            next=_onward(other, asked),
        )

    isco().group(group)
    by_code = {each.code: each for each in found}
    return Found(
        near=[made(other, why, by_code.get(other)) for other, why in others],
        esco=esco,
        listed=len(own.skills()),
        wanted=tuple(names[each] for each in known.wanted(group)),
        here=made(group, "", None),
        samples=vacancies.has_samples(),
        pay_samples=sheet.samples,
    )


def _onward(group: str, asked: SearchParameters) -> str:
    address = replace(asked, isco=(), text="", sort=None).address()
    page = reverse("guidance:next", args=[group])
    return f"{page}?{address}" if address else page


@lru_cache(maxsize=512)
def by_structure(group: str) -> tuple[tuple[str, str], ...]:
    """Unit groups near one without knowing skills, likest first, with why: same minor or sub-major group, or alike.

    Alike is what the linker to ISCO-08 would take the usual titles of the group for, were it not the group itself; too
    few of those are followed by the rest of the minor group. This says what work is called and grouped alike, not
    which skills it shares, and whoever shows it has to say so.
    """
    titles = _titles().get(group, ())
    alike: dict[str, float] = {}
    for links in classifications.linker().link_many(titles, limit=12):
        own = sum(link.confidence for link in links if link.code == group)
        for link in links:
            if link.code != group:
                share = min(1.0, link.confidence / (1 - own + NEARLY_SURE)) / len(titles)
                alike[link.code] = alike.get(link.code, 0.0) + share
    order = sorted(alike, key=lambda other: (-alike[other], other))
    found = [other for other in order if alike[other] >= LEAST_ALIKE][:MOST_ALIKE]
    inside = [each.code for each in isco().units(group[:3]) if each.code != group and each.code not in found]
    found += sorted(inside, key=lambda other: (-alike.get(other, 0.0), other))[: max(0, FEWEST - len(found))]
    return tuple((other, _why(group, other)) for other in found)


def _why(group: str, other: str) -> str:
    return "minor" if group[:3] == other[:3] else "sub_major" if group[:2] == other[:2] else "alike"


@lru_cache(maxsize=1)
def _titles() -> Mapping[str, tuple[str, ...]]:
    """The shipped titles of each unit group."""
    found: dict[str, list[str]] = {}
    for entry in pack.entries():
        found.setdefault(entry.code, []).append(entry.label)
    return {code: tuple(names) for code, names in found.items()}


def open_counts(groups: Sequence[str], asked: SearchParameters) -> Mapping[str, int]:
    """Open vacancies of unit groups, everywhere or where `asked` says. Public facts, counted exactly (S8)."""
    if asked.place is None:
        return vacancies.occupation_counts()
    wide = tuple(dict.fromkeys(group[:3] for group in groups))
    counts: dict[str, int] = {}
    for start in range(0, len(wide), 15):  # the search takes twenty at most
        page = vacancies.search(
            replace(asked, isco=wide[start : start + 15], text="", limit=1, page=1),
            facets=("isco",),
            now=timezone.now(),
        )
        counts |= {value: many for value, many in page.facets.get("isco", ()) if len(value) == Level.UNIT}
    return counts


@dataclass(frozen=True, slots=True)
class Meant:
    """An occupation that words may mean."""

    code: str
    title: str
    address: str
    said: str = ""  # the words, where they are the person's own


def meant(words: str, code: str, asked: SearchParameters, *, limit: int = 6) -> list[Meant]:
    """The unit groups that words may mean, likeliest first: a code, or a title in English or Chinese.

    None where the words name no work: "hello", 我不知道, keys hit at random.
    """
    text = " ".join(words.split())[:120]
    if isco().exists(text, Level.UNIT):
        return [_meant(text, code, asked)]
    if says_nothing(text):
        return []
    linker = classifications.linker()
    least = LEAST_EVIDENCE if linker.embedding is None else LEAST_WITH_MEANING
    links = linker.link(text, limit=limit)
    return [_meant(link.code, code, asked) for link in links if link.confidence * LETTERS_COUNT**link.score >= least]


def from_profile(experience: str, code: str, asked: SearchParameters) -> list[Meant]:
    """The occupations the person's own words about their experience seem to mean, surest first. Nothing is kept."""
    lines = [" ".join(line.split())[:120] for line in experience.splitlines()]
    parts = [part.strip() for line in lines for part in (line, *_BREAKS.split(line))]
    found: dict[str, tuple[float, str]] = {}
    telling = [each for each in dict.fromkeys(parts) if len(each) > 1 and not says_nothing(each)]
    for line in telling[:MOST_PARTS]:
        for link in classifications.linker().link(line, limit=1):
            if link.confidence >= SURE and link.confidence > found.get(link.code, (0.0, ""))[0]:
                found[link.code] = (link.confidence, line)
    order = sorted(found, key=lambda each: (-found[each][0], each))[:4]
    return [replace(_meant(each, code, asked), said=found[each][1][:60]) for each in order]


def _meant(group: str, code: str, asked: SearchParameters) -> Meant:
    return Meant(group, labels.occupation(group, code), _onward(group, asked))
