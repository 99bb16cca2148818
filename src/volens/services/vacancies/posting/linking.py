"""Which occupations a job may be: suggested from its name and text, confirmed by the employer."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from volens.engines.linking import Linker
from volens.packs import classifications as shipped
from volens.packs.classifications import Level, isco
from volens.services.classifications import queries as classifications

MOST = 5
#: A suggestion less likely than this only makes the list longer.
LEAST = 0.02


def linker() -> Linker:
    """The linker with every title there is."""
    if classifications.schemes().exists():
        return classifications.linker()
    return shipped.linker(Path(settings.DATA_DIR) / "models")


def suggest(title: str, text: str) -> list[str]:
    """Unit groups for a job, likeliest first."""
    if not title.strip():
        return []
    links = linker().link(title, text[:2000], limit=MOST)
    likely = [link.code for link in links if link.confidence >= LEAST]
    return likely or [link.code for link in links[:3]]


def look_up(words: str, language: str) -> list[str]:
    """Unit groups whose title begins with or holds the words, then those the linker finds for them."""
    found = [group.code for group in isco().search(words, language, limit=40) if group.level is Level.UNIT][:8]
    return list(dict.fromkeys([*found, *suggest(words, "")]))[:10]
