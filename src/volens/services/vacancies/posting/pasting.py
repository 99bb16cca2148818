"""Text pasted from Word, a web page or a mail as clean plain text: paragraphs, and lists with one kind of bullet."""

from __future__ import annotations

import re

from volens.services.vacancies.importing import texts
from volens.services.vacancies.importing.rejects import RecordError

#: How Word, WPS and mail programs write a bullet when they hand over plain text: a sign and a tab, or a sign of a
#: symbol font in Unicode's private area; "o" and "§" are bullets only before a tab.
_BULLET = re.compile(r"^[ \t]*(?:[\uf000-\uf0ff·•◦▪●■□◆◇➢➤►‣∙*–—-][ \t\u3000]+|[o§ØüvÞ]\t+)", re.MULTILINE)
#: Numbered lists lose the tab only.
_NUMBER = re.compile(r"^[ \t]*(\d{1,2}[.)、]|[（(]\d{1,2}[)）])\t+", re.MULTILINE)
#: Fields and comments Word may leave behind.
_WORD_LEFTOVER = re.compile(
    r"<!--\[if[^\]]*\]>.*?<!\[endif\]-->|\{\s*(?:HYPERLINK|MERGEFIELD|PAGE|TOC)\b[^}]*\}", re.DOTALL
)
_CONDITIONAL = re.compile(r"<!--.*?-->", re.DOTALL)


class PasteError(ValueError):
    """What was pasted cannot become text; the message says why and what to do."""


def clean(text: str, *, field: str = "text") -> str:
    """Plain text in paragraphs. Markup of Word or a web page becomes text; scripts, styles and comments go.

    Raises PasteError, in the language that is active.
    """
    text = text.replace("\x07", "").replace("\x0b", "\n").replace("\x0c", "\n").replace("\x15", "").replace("\x13", "")
    text = _CONDITIONAL.sub("", _WORD_LEFTOVER.sub("", text))
    text = _BULLET.sub("• ", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = _NUMBER.sub(r"\1 ", text)
    try:
        return texts.paragraphs(text, field)
    except RecordError as error:
        from django.utils.translation import gettext

        from volens.services.vacancies.importing.rejects import REASONS

        known = {"value": "", "limit": "", "allowed": ""} | error.parameters
        raise PasteError(gettext(REASONS[error.code]) % known) from error


def line(text: str) -> str:
    """One line: a title pasted over several lines becomes one."""
    return " ".join(clean(text).split())
