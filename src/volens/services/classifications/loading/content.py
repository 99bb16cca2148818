"""What a package says, in the terms of this room's tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from volens.services.classifications.models import Concept, Label, Relation

LONGEST_LABEL = 500
LONGEST_DESCRIPTION = 4_000

#: Characters no label needs and PostgreSQL refuses in part.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\ufeff]")


class Name(NamedTuple):
    """One label of a concept."""

    language: str
    kind: Label.Kind
    text: str


class Tie(NamedTuple):
    """One relation, by the keys of the two concepts."""

    occupation: str
    skill: str
    kind: Relation.Kind


@dataclass(slots=True)
class Notion:
    """One concept before it has a row: its parent by key, its names without repeats."""

    key: str
    kind: Concept.Kind
    code: str = ""
    parent: str = ""
    unit_group: str = ""
    derived: bool = False
    description: str = ""
    names: list[Name] = field(default_factory=list)

    def add(self, language: str, kind: Label.Kind, texts: Iterable[str]) -> None:
        """Add names; one that is there in this language already (case aside) stays as it was."""
        known = {name.text.casefold() for name in self.names if name.language == language}
        if kind is Label.Kind.PREFERRED and any(n.language == language and n.kind is kind for n in self.names):
            kind = Label.Kind.ALTERNATIVE  # a file that gives two preferred labels: the first stays
        for text in texts:
            tidy = " ".join(_CONTROL.sub(" ", text).split())[:LONGEST_LABEL]
            if tidy and tidy.casefold() not in known:
                known.add(tidy.casefold())
                self.names.append(Name(language, kind, tidy))

    def describe(self, *texts: str) -> None:
        """Keep what the scheme says about it; the first description stays."""
        if not self.description:
            tidy = (" ".join(_CONTROL.sub(" ", text).split()) for text in texts)
            self.description = " ".join(text for text in tidy if text)[:LONGEST_DESCRIPTION]

    def preferred(self, language: str = "en") -> str:
        """The preferred label in a language, else in any, else the key."""
        chosen = [name for name in self.names if name.kind is Label.Kind.PREFERRED]
        return next((n.text for n in chosen if n.language == language), chosen[0].text if chosen else self.key)


@dataclass(slots=True)
class Content:
    """A whole package."""

    version: str
    notions: dict[str, Notion] = field(default_factory=dict)
    ties: list[Tie] = field(default_factory=list)

    def languages(self) -> list[str]:
        """Languages of its labels."""
        return sorted({name.language for notion in self.notions.values() for name in notion.names})

    def of_kind(self, *kinds: Concept.Kind) -> Iterator[Notion]:
        """Its concepts of some kinds."""
        return (notion for notion in self.notions.values() if notion.kind in kinds)
