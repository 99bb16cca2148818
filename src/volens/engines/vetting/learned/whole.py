"""An advertisement as a whole, in numbers: whether its parts hang together, and which facts stand beside its text.

With the signs (`signs`) these are the features of `volens vet --features`: for whoever has advertisements that people
have judged, and fits weights of their own to them. Nothing here weighs anything; no verdict rests on it.
"""

from __future__ import annotations

import math
import re
from typing import Final

from volens.engines.vetting.learned.signs import SIGNS, Advertisement, signs

#: Names of what `whole` tells, in its order.
WHOLE: Final = (
    "has_profile",
    "has_requirements",
    "has_benefits",
    "has_pay",
    "description_words",
    "requirements_words",
    "benefits_words",
    "profile_words",
    "title_in_text",
    "title_in_profile",
    "profile_in_text",
    "employer_in_text",
    "names",
    "same_name",
    "digits",
    "word_length",
)
#: Facts that can be stated beside a text, each as it stands in the form it was posted with.
FACTS: Final = ("department", "employment_type", "experience", "education", "industry", "function")
#: Names of what `stated` tells, in its order.
STATED: Final = (
    *(f"states_{name}" for name in FACTS),
    "facts",
    "has_town",
    "town_in_text",
    "experience_step",
    "remote",
)
#: Advertisements ask for experience in so many steps (as LinkedIn and many portals name them).
_STEPS: Final = {
    "internship": 0.0,
    "entry level": 1.0,
    "associate": 2.0,
    "mid-senior level": 3.0,
    "director": 4.0,
    "executive": 5.0,
}
_UNKNOWN_STEP: Final = 1.5
#: A line that begins the part of a text that says what is asked for, or what is offered.
_ASKED = (
    r"requirements?|qualifications?|what you (?:bring|need)|your profile|skills(?: required)?|"
    r"任职要求|岗位要求|任职资格|职位要求"
)
_OFFERED = (
    r"benefits?|perks|what we offer|we offer|our offer|compensation(?: and benefits)?|"
    r"福利待遇|薪资福利|岗位福利|公司福利"
)
_HEADING = re.compile(
    rf"^[\s#*•-]*(?:(?P<asked>{_ASKED})|(?P<offered>{_OFFERED}))\s*[:\uff1a]?[\s*]*$", re.IGNORECASE | re.MULTILINE
)
_WORD = re.compile(r"\b\w\w+\b")
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]+")
_LONG_NAME = re.compile(r"\b[A-Z][A-Za-z]{3,}\b")


def features(ad: Advertisement) -> dict[str, float]:
    """Every feature of an advertisement by its name: its signs, whether it hangs together, what is stated beside it."""
    return dict(zip((*SIGNS, *WHOLE, *STATED), (*signs(ad), *whole(ad), *stated(ad)), strict=True))


def parts(text: str) -> tuple[str, str, str]:
    """What a text says of the work, what it asks for and what it offers, told apart by its headings."""
    found: dict[str, list[str]] = {"work": [], "asked": [], "offered": []}
    kind, start = "work", 0
    for heading in _HEADING.finditer(text):
        found[kind].append(text[start : heading.start()])
        kind, start = ("asked" if heading["asked"] else "offered"), heading.end()
    found[kind].append(text[start:])
    work, asked, offered = ("\n".join(each).strip() for each in found.values())
    return work, asked, offered


def whole(ad: Advertisement) -> list[float]:
    """Does it hang together: what is left out, how long each part is, whether title, text and the employer's profile
    speak of the same, whether anything in it has a name; in the order of `WHOLE`.
    """
    work, asked, offered = parts(ad.text)
    body = f"{work} {asked} {offered}"
    spoken = _WORD.findall(body.lower())
    known, title = set(spoken), set(_WORD.findall(ad.title.lower()))
    profile = set(_WORD.findall(ad.company_profile.lower()))
    names = _NAME.findall(body)
    employer = set(_LONG_NAME.findall(ad.company_profile))
    return [
        *(float(bool(part.strip())) for part in (ad.company_profile, asked, offered, ad.pay)),
        *(math.log1p(len(_WORD.findall(part))) for part in (work, asked, offered, ad.company_profile)),
        len(title & known) / max(1, len(title)),
        len(title & profile) / max(1, len(title)),
        len(profile & known) / max(1, len(profile)),
        math.log1p(sum(name in work or name in ad.title for name in employer)),
        10 * len(names) / max(1, len(spoken)),
        math.log1p(max((names.count(name) for name in set(names)), default=0)),
        math.log1p(sum(letter.isdigit() for letter in body)),
        sum(map(len, spoken)) / max(1, len(spoken)) / 2,
    ]


def stated(ad: Advertisement) -> list[float]:
    """Which facts are stated beside the text, how many, whether a town is, the step of experience; as `STATED`."""
    given = [float(bool(ad.facts.get(name, "").strip())) for name in FACTS]
    town = re.split("[,\uff0c]", ad.place)[0].strip()
    return [
        *given,
        sum(given),
        float(bool(town)),
        float(bool(town) and town.lower() in ad.text.lower()),
        _STEPS.get(ad.facts.get("experience", "").strip().lower(), _UNKNOWN_STEP),
        float(ad.remote),
    ]
