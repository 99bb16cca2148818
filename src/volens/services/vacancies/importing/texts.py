"""Text from outside as plain text: paragraphs without markup, lines without control characters."""

from __future__ import annotations

import functools
import html
import re
import unicodedata
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from volens.services.vacancies.importing.rejects import RecordError

MAX_TEXT = 200_000  # characters of a vacancy's text; about sixty printed pages
MAX_MARKUP = 600_000  # characters of the same with its markup
MAX_TAGS = 10_000  # more is no advertisement, and nested markup is slow to parse

_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
_SURROGATE = re.compile("[\ud800-\udfff]")
#: Invisible characters: soft hyphens, joiners of nothing, marks that turn the direction of what follows around.
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069]")
#: Any of the above, so that an ordinary text is looked through once.
_SUSPECT = re.compile("[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff\u00ad\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069]")
_BREAK = re.compile("\r\n?|[\x0b\x0c\x85\u2028]")
_PRIVATE_BULLETS = re.compile("[\uf000-\uf0ff]")  # Word's symbol fonts
_TAG = re.compile(r"<(?:/?[a-zA-Z][^<>]*|!--.*?--)>", re.DOTALL)
_BLOCK_TAG = re.compile(r"<(?:p|br|div|li|ul|ol|h[1-6]|tr|table|section|article)\b", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:[a-zA-Z]{2,8}|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});")
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

#: Markup that needs no parser: these tags, without attributes but for the plainest, and references to characters.
_PLAIN_TAG = re.compile(r"""</?([a-zA-Z][a-zA-Z0-9]*)(?:\s+[a-zA-Z-]+="[^"<>=`\x00-\x1f]*")*\s*/?>""")
_PLAIN_REFERENCES = re.compile(r"&(?:[a-zA-Z]{2,8}|#(?:3[2-9]|[4-9]\d|1[01]\d|12[0-6]|1[6-9]\d|[2-9]\d\d|[1-9]\d{3}));")
_BLOCKS, _INLINE = ("div", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6"), ("b", "strong", "i", "em", "u", "span")
#: Their kinds, and the text that each stands for. A block ends the paragraph it stands in.
_STARTS = {"p": ("p", "\n\n"), "li": ("block", "\n• "), "br": ("br", "\n")} | dict.fromkeys(_INLINE, ("inline", ""))
_STARTS |= dict.fromkeys(_BLOCKS, ("block", "\n\n"))
_ENDS = {"p": "/p", "li": "/block"} | dict.fromkeys(_INLINE, "inline") | dict.fromkeys(_BLOCKS, "/block")
_ANY_TAG = re.compile(r"(<[^<>]*>)")

#: White space that `tidy` makes a single space, besides two spaces in a row.
_OTHER_SPACE = re.compile("[\t\x0b\x0c\x1c-\x1f\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]")


def checked(value: Any, field: str, limit: int) -> str:
    """A value as text without what no text should hold. Raises RecordError: no text, too long, control characters."""
    if not isinstance(value, str):
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise RecordError(field, "wrong_type", allowed="text", value=type(value).__name__)
        return str(value)
    text: str = value
    if len(text) > limit:
        raise RecordError(field, "too_long", value=f"{len(text):,}", limit=f"{limit:,}")
    if _SUSPECT.search(text):
        if found := _CONTROL.search(text):
            raise RecordError(field, "control_characters", value=f"U+{ord(found[0]):04X}")
        if _SURROGATE.search(text):
            raise RecordError(field, "encoding", value="Unicode")
        text = _INVISIBLE.sub("", text)
    if text.isascii() or unicodedata.is_normalized("NFC", text):
        return text
    return unicodedata.normalize("NFC", text)


def line(value: Any, field: str, limit: int) -> str:
    """One line of plain text: a title, a name. Markup and entities are resolved. Empty for no value."""
    if value is None or value == "":
        return ""
    text = checked(value, field, limit * 4)
    if len(text) <= limit and "&" not in text and "<" not in text:
        return " ".join(text.split())
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
    if text.count("<") > MAX_TAGS:
        raise RecordError(field, "too_deep")
    if "<" in text and _TAG.search(text):
        text = from_html(text)
    elif "&" in text and _ENTITY.search(text):
        text = html.unescape(text)
        escaped_twice = "<" in text and _BLOCK_TAG.search(text)
        text = from_html(text) if escaped_twice else tidy(_CONTROL.sub(" ", text))
    else:
        text = tidy(text)
    if len(text) > MAX_TEXT:
        raise RecordError(field, "too_long", value=f"{len(text):,}", limit=f"{MAX_TEXT:,}")
    return text


def from_html(markup: str) -> str:
    """The text of HTML: block elements become paragraphs, list items lines with a bullet; scripts and styles go."""
    if (plain := _from_plain(markup)) is not None:
        return plain
    return _parsed(markup)


def _from_plain(markup: str) -> str | None:
    """The text of plain markup, as most feeds have it, without the cost of a parser; None for any other.

    What a parser would do with these tags is known: where they open a paragraph or a line begins, whatever is inside.
    Only an end tag without its start is different: `</p>` alone makes a paragraph. Such markup is for the parser.
    """
    if "&" in markup and markup.count("&") != len(_PLAIN_REFERENCES.findall(markup)):
        return None
    pieces = _ANY_TAG.split(markup)
    tags, texts = pieces[1::2], pieces[::2]
    inside = blocks = False
    for at, tag in enumerate(tags):
        kind, tags[at] = _plain_tag(tag)
        if not kind or (kind == "/p" and not inside):
            return None
        if kind != "inline":
            inside = kind == "p" or (kind == "br" and inside)
            blocks = blocks or kind[0] != "/"
    if any("<" in text or ">" in text for text in texts) or (tags and pieces[1].startswith("</")):
        return None
    if "\r" in markup:
        texts = [text.replace("\r\n", "\n").replace("\r", "\n") for text in texts]
    if "&" in markup:
        texts = list(map(html.unescape, texts))
    if blocks:
        texts = [text.replace("\n", " ") for text in texts]
    texts[0] = texts[0].lstrip(" \t\n\f")  # a page's body begins with what is not space
    pieces[1::2], pieces[::2] = tags, texts
    text = "".join(pieces)
    return tidy(_CONTROL.sub(" ", text) if "&#" in markup else text)


@functools.lru_cache(4096)
def _plain_tag(tag: str) -> tuple[str, str]:
    """What kind of plain tag this is, and the text it stands for; no kind if it is none."""
    match = _PLAIN_TAG.fullmatch(tag) if len(tag) < 200 else None
    if match is None:
        return "", ""
    if not tag.startswith("</"):
        return _STARTS.get(match[1].lower(), ("", ""))
    return (_ENDS.get(match[1].lower(), "") if match.end(1) == len(tag) - 1 else "", "")


def _parsed(markup: str) -> str:
    """The text of any HTML."""
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
    text = "".join(pieces)
    return tidy(_CONTROL.sub(" ", text) if "&#" in markup else text)


def tidy(text: str) -> str:
    """Single spaces, no spaces around line breaks, at most one empty line, no lone bullets."""
    if not text.isascii():
        text = _PRIVATE_BULLETS.sub("•", text)
        spaced = _OTHER_SPACE.search(text) is not None
    else:
        spaced = "\t" in text or "\r" in text or "\x0b" in text or "\x0c" in text
    if spaced or "\r" in text:
        text = _BREAK.sub("\n", text)
    if spaced or "  " in text or " \n" in text or "\n " in text:
        text = "\n".join([" ".join(line.split()) for line in text.split("\n")])
    if "\n\n\n" in text:
        text = _GAPS.sub("\n\n", text)
    if "•" in text:
        text = text.replace("\n•\n", "\n").replace("• •", "•")
    return text.strip()


def snippet(text: str, length: int = 280) -> str:
    """The first words of a text in one line, for lists."""
    start = " ".join(text[: length * 2].split())
    if len(start) <= length:
        return start
    cut = start.rfind(" ", length - 40, length)
    return start[: cut if cut > 0 else length - 1].rstrip(" ,;:，；：") + "…"
