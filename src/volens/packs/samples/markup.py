"""Turns sections into the several kinds of markup that real feeds carry: headings, bold lines, breaks, plain text."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from volens.packs.samples.phrase import capital

if TYPE_CHECKING:
    from collections.abc import Sequence

Style = Literal["h3", "bold", "breaks", "text"]
STYLES: Final[tuple[Style, ...]] = ("h3", "h3", "bold", "bold", "breaks", "text")
_TAG = re.compile(r"<[^>]+>")


class Section(NamedTuple):
    """A piece of an advertisement: an optional heading, then a paragraph or a list of items."""

    heading: str
    text: str = ""
    items: tuple[str, ...] = ()
    numbered: bool = False


def render(sections: Sequence[Section], style: Style) -> str:
    """The sections as one description; text is escaped for the three HTML styles and left alone in plain text."""
    if style == "text":
        return "\n\n".join(_plain(section, "\n") for section in sections)
    if style == "breaks":
        return "<br><br>".join(escape(_plain(section, "\n"), quote=False).replace("\n", "<br>") for section in sections)
    out = []
    for section in sections:
        if section.heading:
            heading = escape(section.heading, quote=False)
            out.append(f"<h3>{heading}</h3>" if style == "h3" else f"<p><strong>{heading}</strong></p>")
        if section.text:
            out.append(f"<p>{escape(section.text, quote=False)}</p>")
        if section.items:
            tag = "ol" if section.numbered else "ul"
            items = "".join(f"<li>{escape(item, quote=False)}</li>" for item in section.items)
            out.append(f"<{tag}>{items}</{tag}>")
    return "\n".join(out)


def _plain(section: Section, newline: str) -> str:
    lines = [section.heading] if section.heading else []
    if section.text:
        lines.append(section.text)
    for number, item in enumerate(section.items, 1):
        lines.append(f"{number}、{item}" if section.numbered else f"- {item}")
    return newline.join(lines)


def visible_text(description: str) -> str:
    """The description without tags."""
    return _TAG.sub(" ", description)


def bullet(text: str, *, stop: str = "") -> str:
    """A list item: first letter large, and ``stop`` at the end."""
    return capital(text) + stop


def count_words(description: str) -> int:
    """Words of an English description."""
    return len(visible_text(description).split())


def count_letters(description: str) -> int:
    """Characters of a Chinese description, spaces and tags not counted."""
    return len("".join(visible_text(description).split()))
