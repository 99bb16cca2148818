"""A person's export as files: JSON for machines, PDF for reading, ZIP with the documents."""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile
from xml.sax.saxutils import escape

from django.conf import settings
from django.utils.translation import gettext as _
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer

from volens.services.trust import lettering
from volens.services.trust.rooms import Part
from volens.services.vacancies import presentation


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

    Latin and Chinese letters are drawn. A letter that no font has or that joins with others (Uyghur, Tibetan) is drawn
    as □ and the page says so: the JSON file holds the full text.
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
            missing = missing or any(lettering.font(letter) is None for letter in label + value if letter != "\n")
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


def marked(value: str) -> str:
    """Text as the markup of a paragraph: the right font for each run of letters, line breaks kept, all else escaped."""
    made, run, drawn_in = [], "", ""
    for letter in value:
        found = drawn_in if letter == "\n" else lettering.font(letter)
        shown = letter
        if found is None:
            shown, found = lettering.LACKING, lettering.font(lettering.LACKING) or ""
        if found != drawn_in and not (shown.isspace() and not found):
            made.append(_run(run, drawn_in))
            run, drawn_in = "", found
        run += shown
    made.append(_run(run, drawn_in))
    return "".join(made)


def _run(text: str, font: str) -> str:
    safe = escape(text).replace("\n", "<br/>")
    return f'<font name="{font}">{safe}</font>' if font and safe else safe
