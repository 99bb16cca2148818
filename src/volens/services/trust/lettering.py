"""The letters of a PDF: fonts the operator names, embedded as far as they are used, else those PDF readers bring along.

Nothing is shipped. Without fonts of the operator's, Latin and Chinese letters show wherever the reader's program has
fonts for them, and the file is small; with them, the file looks the same everywhere and can be archived.
"""

from __future__ import annotations

import unicodedata
import zlib
from functools import lru_cache
from typing import Any

from django.conf import settings
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFError, TTFont

#: A font every PDF reader brings along for Chinese.
CHINESE = "STSong-Light"
#: What is drawn for a letter no font has.
LACKING = "□"
#: Letters drawn one after another as they are: others (Arabic, Tibetan, Thai) join, stack or run the other way,
#: which a glyph by itself does not know, so having one is not enough. Latin to Cyrillic, marks and symbols, Chinese,
#: Japanese, Korean, Yi.
_PLAIN = ((0x20, 0x52F), (0x1E00, 0x1FFF), (0x2010, 0x2027), (0x2030, 0x205E), (0x2070, 0x2BFF), (0x2E80, 0xA4CF),
          (0xAC00, 0xD7A3), (0xF900, 0xFAFF), (0xFE30, 0xFE4F), (0xFF00, 0xFFEF), (0x20000, 0x323AF))  # fmt: skip


class FontFileError(ValueError):
    """A font the operator named that cannot be embedded; the message names the file and the remedy."""


@lru_cache(maxsize=4)
def _embedded(files: tuple[str, ...]) -> tuple[tuple[str, Any], ...]:
    """Names and letters of the operator's fonts, made known to the library."""
    found = []
    for number, file in enumerate(files):
        name = f"volens-{number}-{zlib.crc32(file.encode()):x}"
        try:
            font = TTFont(name, file)
        except (TTFError, OSError, ValueError, KeyError) as error:
            raise FontFileError(
                f"VOLENS_PDF_FONTS: {file} cannot be embedded ({error}). Name a TrueType font, .ttf or .ttc; "
                "OpenType fonts with PostScript outlines (.otf, Noto CJK) are not read."
            ) from error
        pdfmetrics.registerFont(font)
        found.append((name, font.face.charToGlyph))
    return tuple(found)


def embedded() -> tuple[tuple[str, Any], ...]:
    """The operator's fonts as names and what they draw, in their order; FontFileError for one that cannot be read."""
    return _embedded(tuple(settings.PDF_FONTS))


@lru_cache(maxsize=1)
def _chinese() -> None:
    pdfmetrics.registerFont(UnicodeCIDFont(CHINESE))


def font(letter: str) -> str | None:
    """The font that draws a letter: "" is the one of the paragraph; None when there is none."""
    return _font(letter, tuple(settings.PDF_FONTS))


@lru_cache(maxsize=16_384)
def _font(letter: str, files: tuple[str, ...]) -> str | None:
    if files and _plain(letter):
        for name, letters in _embedded(files):
            if ord(letter) in letters:
                return name
    if _encodes(letter, "cp1252"):
        return ""
    if _encodes(letter, "gbk") or letter == LACKING:
        _chinese()
        return CHINESE
    return None


def _plain(letter: str) -> bool:
    place = ord(letter)
    return any(first <= place <= last for first, last in _PLAIN) and not unicodedata.combining(letter)


def _encodes(letter: str, encoding: str) -> bool:
    try:
        letter.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def ordinary() -> str:
    """The font of digits and Latin letters outside of paragraphs."""
    return font("0") or "Helvetica"
