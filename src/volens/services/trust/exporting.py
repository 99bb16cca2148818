"""A person's export as files: JSON for machines, PDF for reading, ZIP with the documents."""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile
from functools import lru_cache
from xml.sax.saxutils import escape

from django.conf import settings
from django.utils.translation import gettext as _
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer

from volens.services.trust.rooms import Part
from volens.services.vacancies import presentation

#: A font every PDF reader brings along for Chinese; nothing has to be installed or shipped.
CHINESE = "STSong-Light"


def as_json(parts: list[Part], now: dt.datetime) -> bytes:
    """Everything as one JSON object, by heading."""
    told = {"made": now.isoformat(timespec="seconds"), "parts": {str(part.heading): part.data for part in parts}}
    return json.dumps(told, ensure_ascii=False, indent=2).encode()


def as_zip(parts: list[Part], now: dt.datetime) -> bytes:
    """JSON, PDF and the documents themselves."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("volens.json", as_json(parts, now))
        archive.writestr("volens.pdf", as_pdf(parts, now))
        for part in parts:
            for name, content in part.files.items():
                archive.writestr(f"documents/{name}", content)
    return buffer.getvalue()


def as_pdf(parts: list[Part], now: dt.datetime) -> bytes:
    """Everything to read on paper.

    Latin and Chinese letters are drawn. A letter that the fonts of every PDF reader lack (Uyghur, Tibetan) is drawn as
    □ and the page says so: the JSON file holds the full text.
    """
    buffer = io.BytesIO()
    title = _("My data at Volens")
    page = SimpleDocTemplate(
        buffer, pagesize=A4, title=title, author="Volens", margin=20 * mm, leftMargin=22 * mm, rightMargin=22 * mm
    )
    big = ParagraphStyle("big", fontName="Helvetica-Bold", fontSize=20, leading=28, spaceAfter=4 * mm)
    head = ParagraphStyle(
        "head", fontName="Helvetica-Bold", fontSize=13, leading=20, spaceBefore=7 * mm, spaceAfter=2 * mm
    )
    name = ParagraphStyle("name", fontName="Helvetica", fontSize=9, leading=13, textColor="#4d5c59")
    text = ParagraphStyle("text", fontName="Helvetica", fontSize=11, leading=16, wordWrap="CJK", spaceAfter=2.5 * mm)
    made = f"{presentation.moment(now, presentation.language())} ({settings.TIME_ZONE})"
    story: list[Flowable] = [Paragraph(marked(title), big), Paragraph(marked(made), name)]
    missing = False
    for part in parts:
        story.append(Paragraph(marked(str(part.heading)), head))
        if not part.rows:
            story.append(Paragraph(marked(_("Nothing.")), text))
        for label, value in part.rows:
            missing = missing or any(not _drawable(letter) for letter in label + value)
            story += [Paragraph(marked(label), name), Paragraph(marked(value), text)]
    if missing:
        story += [
            Spacer(1, 6 * mm),
            Paragraph(
                marked(_("Some letters cannot be drawn in a PDF and show as □. The JSON file holds the full text.")),
                name,
            ),
        ]
    page.build(story)
    return buffer.getvalue()


@lru_cache(maxsize=1)
def _fonts() -> None:
    pdfmetrics.registerFont(UnicodeCIDFont(CHINESE))


@lru_cache(maxsize=4096)
def _drawable(letter: str) -> bool:
    """Whether every PDF reader can draw the letter: Windows Latin, or a letter of GB 18030's two-byte part."""
    for encoding in ("cp1252", "gbk"):
        try:
            letter.encode(encoding)
        except UnicodeEncodeError:
            continue
        return True
    return letter == "□"


def _latin(letter: str) -> bool:
    try:
        letter.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True


def marked(value: str) -> str:
    """Text as the markup of a paragraph: the right font for each run of letters, line breaks kept, all else escaped."""
    _fonts()
    made, run, chinese = [], "", False
    for letter in value:
        shown = letter if letter == "\n" or _drawable(letter) else "□"
        if shown != "\n" and not shown.isspace() and _latin(shown) == chinese:
            made.append(_run(run, chinese=chinese))
            run, chinese = "", not chinese
        run += shown
    made.append(_run(run, chinese=chinese))
    return "".join(made)


def _run(text: str, *, chinese: bool) -> str:
    safe = escape(text).replace("\n", "<br/>")
    return f'<font name="{CHINESE}">{safe}</font>' if chinese and safe else safe
