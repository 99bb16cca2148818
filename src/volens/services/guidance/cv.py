"""A CV as its owner writes it: what stands on it, in which order. Nothing of it is stored unless its owner asks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from volens.services.vacancies.details import Block, blocks


@dataclass(frozen=True, slots=True)
class Part:
    """A part a CV may have: its usual heading, a hint, and which field of the profile it can begin with."""

    key: str
    heading: Promise
    hint: Promise
    profile: str = ""
    most: int = 3000


PARTS = (
    Part("summary", _("About me"), _("Two or three sentences: what you can do and what you look for."), most=800),
    Part("experience", _("Work experience"), _("The latest first: what, where, from when to when."), "experience"),
    Part("education", _("Education and training"), _("Schools, courses, certificates. Learning at work counts too.")),
    Part("skills", _("Skills"), _("What you can do, learned anywhere."), "skills", 1500),
    Part("languages", _("Languages"), _("Each with how well you speak it."), "languages", 600),
    Part("availability", _("Availability"), _("From when, which days, which hours."), "availability", 600),
)
#: Parts with a heading of one's own.
OWN = ("own1", "own2")
KEYS = (*(part.key for part in PARTS), *OWN)


@dataclass(frozen=True, slots=True)
class Section:
    """A part as it stands on the paper."""

    heading: str
    text: str

    @property
    def blocks(self) -> list[Block]:
        """Paragraphs and lists, as the lines suggest: a line that begins with a dash is a point of a list."""
        return blocks(self.text)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole CV."""

    name: str
    wanted: str  # the work looked for
    contact: str
    sections: tuple[Section, ...]

    @property
    def empty(self) -> bool:
        """Whether there is nothing to put on paper."""
        return not (self.name or self.sections)


def made(values: Mapping[str, str]) -> Sheet:
    """The CV of what was filled in: parts with text, by the number given to each, equal numbers in the usual order."""
    headings = {part.key: str(part.heading) for part in PARTS}
    chosen: list[tuple[int, int, Section]] = []
    for at, key in enumerate(KEYS):
        text, order = values.get(key, "").strip(), values.get(f"{key}_order", "") or "0"
        heading = headings.get(key) or values.get(f"{key}_heading", "").strip()
        if text and order != "0":
            chosen.append((int(order), at, Section(heading, text)))
    return Sheet(
        name=values.get("name", "").strip(),
        wanted=values.get("wanted", "").strip(),
        contact=values.get("contact", "").strip(),
        sections=tuple(section for _order, _at, section in sorted(chosen, key=lambda each: each[:2])),
    )


def as_text(sheet: Sheet) -> str:
    """The CV as plain text: any script, for any program."""
    parts: list[str] = ["\n".join(filter(None, (sheet.name, sheet.wanted, sheet.contact)))]
    for section in sheet.sections:
        head = [section.heading, "=" * max(3, len(section.heading))] if section.heading else []
        parts.append("\n".join([*head, *_lines(section.blocks)]))
    return "\n\n".join(filter(None, parts)) + "\n"


def _lines(found: Iterable[Block]) -> list[str]:
    lines: list[str] = []
    for block in found:
        lines += [f"- {point}" for point in block.points] if block.kind == "ul" else [block.words]
    return lines
