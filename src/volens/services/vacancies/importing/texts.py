"""Text from outside as plain text: paragraphs without markup, lines without control characters."""

from __future__ import annotations

import html
import re
import unicodedata
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from volens.services.vacancies.importing.rejects import RecordError

MAX_TEXT = 200_000  # characters of a vacancy's text; about sixty printed pages
MAX_MARKUP = 600_000  # characters of the same with its markup

_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_BREAK_LIKE = str.maketrans({"\x0b": "\n", "\x0c": "\n", "\x85": "\n", "\u2028": "\n", "\u2029": "\n\n", "\r": "\n"})
#: Invisible characters: soft hyphens, joiners of nothing, marks that turn the direction of what follows around.
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069]")
_PRIVATE_BULLETS = re.compile("[\uf000-\uf0ff]")  # Word's symbol fonts
_TAG = re.compile(r"<(?:/?[a-zA-Z][^<>]*|!--.*?--)>", re.DOTALL)
_BLOCK_TAG = re.compile(r"<(?:p|br|div|li|ul|ol|h[1-6]|tr|table|section|article)\b", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:[a-zA-Z]{2,8}|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});")
_SPACES = re.compile(r"[^\S\n]+")
_EDGES = re.compile(r" ?\n ?")
_GAPS = re.compile(r"\n{3,}")

_DROPPED = [
    "script",
    "style",
    "noscript",
    "template",
    "iframe",
    "object",
    "embed",
    "svg",
    "math",
    "title",
    "textarea",
    "select",
    "button",
    "form",
]
_DROPPED_TAG = re.compile(rf"<(?:{'|'.join(_DROPPED)})\b", re.IGNORECASE)
_PARAGRAPHS = frozenset(
    [
        "p",
        "div",
        "ul",
        "ol",
        "dl",
        "table",
        "section",
        "article",
        "header",
        "footer",
        "blockquote",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "pre",
        "main",
        "aside",
    ]
)
_LINES = frozenset(["br", "li", "tr", "dt", "dd"])
_CELLS = frozenset(("td", "th"))


def checked(value: Any, field: str, limit: int) -> str:
    """A value as text without what no text should hold. Raises RecordError: no text, too long, control characters."""
    if not isinstance(value, str):
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise RecordError(field, "wrong_type", allowed="text", value=type(value).__name__)
        return str(value)
    if len(value) > limit:
        raise RecordError(field, "too_long", value=f"{len(value):,}", limit=f"{limit:,}")
    if found := _CONTROL.search(value):
        raise RecordError(field, "control_characters", value=f"U+{ord(found[0]):04X}")
    if value.isascii():
        return value
    if _SURROGATE.search(value):
        raise RecordError(field, "encoding", value="Unicode")
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", value))


def line(value: Any, field: str, limit: int) -> str:
    """One line of plain text: a title, a name. Markup and entities are resolved. Empty for no value."""
    if value is None or value == "":
        return ""
    text = checked(value, field, limit * 4)
    if "&" in text and _ENTITY.search(text):
        text = html.unescape(text)
        if _CONTROL.search(text) or _SURROGATE.search(text):
            raise RecordError(field, "control_characters", value="&#…;")
    if "<" in text and _TAG.search(text):
        text = from_html(text)
    text = " ".join(text.split())
    if len(text) > limit:
        raise RecordError(field, "too_long", value=f"{len(text):,}", limit=f"{limit:,}")
    return text


def paragraphs(value: Any, field: str) -> str:
    """Running text: paragraphs parted by an empty line, lines by a line break. HTML becomes plain. May be empty."""
    if value is None or value == "":
        return ""
    text = checked(value, field, MAX_MARKUP)
    if "<" in text and _TAG.search(text):
        text = from_html(text)
    elif "&" in text and _ENTITY.search(text):
        text = html.unescape(text)
        if "<" in text and _BLOCK_TAG.search(text):  # markup that was escaped once too often
            text = from_html(text)
        text = _CONTROL.sub(" ", text)
    text = _folded(text)
    if len(text) > MAX_TEXT:
        raise RecordError(field, "too_long", value=f"{len(text):,}", limit=f"{MAX_TEXT:,}")
    return text


def _folded(text: str) -> str:
    text = (
        text.translate(_BREAK_LIKE)
        if not text.isascii() or "\x0b" in text or "\x0c" in text
        else (text.replace("\r\n", "\n").replace("\r", "\n"))
    )
    if not text.isascii():
        text = _SURROGATE.sub("", _PRIVATE_BULLETS.sub("•", text))
    return _GAPS.sub("\n\n", _EDGES.sub("\n", _SPACES.sub(" ", text))).strip()


def from_html(markup: str) -> str:
    """The text of HTML: block elements become paragraphs, list items lines with a bullet; scripts and styles go."""
    keep_breaks = not _BLOCK_TAG.search(markup)
    tree = LexborHTMLParser(markup)
    if _DROPPED_TAG.search(markup):
        tree.strip_tags(_DROPPED, recursive=True)
    if tree.root is None:
        return ""
    pieces: list[str] = []
    for node in tree.root.traverse(include_text=True):
        tag = node.tag
        if tag == "-text":
            text = node.text_content or ""
            pieces.append(text if keep_breaks else text.replace("\n", " "))
        elif tag in _PARAGRAPHS:
            pieces.append("\n\n")
        elif tag in _LINES:
            pieces.append("\n• " if tag == "li" else "\n")
        elif tag in _CELLS:
            pieces.append(" ")
    return _CONTROL.sub(" ", _tidy("".join(pieces)))


def _tidy(text: str) -> str:
    text = _GAPS.sub("\n\n", _EDGES.sub("\n", _SPACES.sub(" ", text)))
    return text.replace("\n•\n", "\n").replace("• •", "•").strip()


def snippet(text: str, length: int = 280) -> str:
    """The first words of a text in one line, for lists."""
    start = " ".join(text[: length * 2].split())
    if len(start) <= length:
        return start
    cut = start.rfind(" ", length - 40, length)
    return start[: cut if cut > 0 else length - 1].rstrip(" ,;:，；：") + "…"
