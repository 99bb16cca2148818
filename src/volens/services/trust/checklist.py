"""The precondition checklist on paper: every line with its state, who declared it, and room to sign."""

from __future__ import annotations

import datetime as dt
import io

from django.utils.translation import gettext as _
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from volens.services.trust.exporting import marked
from volens.services.trust.preconditions import STATES, Line, State
from volens.services.vacancies import presentation

#: How a state looks where there is no colour: the box is ticked, empty, or asks.
BOXES = {State.MET: "[x]", State.NOT_MET: "[  ]", State.UNKNOWN: "[?]"}
INK, FAINT = "#1d2b29", "#4d5c59"


def as_pdf(lines: list[Line], now: dt.datetime, address: str) -> bytes:
    """The checklist as a PDF to print, go through and sign."""
    title = _("Before anyone runs this service")
    big = ParagraphStyle("big", fontName="Helvetica-Bold", fontSize=19, leading=26, textColor=INK, spaceAfter=3 * mm)
    text = ParagraphStyle("text", fontName="Helvetica", fontSize=10.5, leading=15, wordWrap="CJK", textColor=INK)
    small = ParagraphStyle("small", parent=text, fontSize=8.5, leading=12, textColor=FAINT)
    bold = ParagraphStyle("bold", parent=text, fontName="Helvetica-Bold")
    story: list[Flowable] = [
        Paragraph(marked(title), big),
        Paragraph(
            marked(
                _(
                    "Every point must be met before the first person is served, and must stay met. "
                    "Go through it with people who do not depend on you. "
                    "Where one of these cannot be met, the honest advice is: do not deploy."
                )
            ),
            text,
        ),
        Spacer(1, 2 * mm),
        Paragraph(marked(f"{address} · {presentation.moment(now, presentation.language())}"), small),
        Spacer(1, 5 * mm),
    ]
    rows = []
    for line in lines:
        said = [Paragraph(marked(str(line.condition.words)), bold), Paragraph(marked(str(line.condition.why)), small)]
        said.append(Paragraph(marked(line.because), text))
        if line.declaration is not None:
            told = line.declaration
            day = presentation.day(told.day, presentation.language())
            by = _("Declared by %(by)s on %(day)s.") % {"by": told.by, "day": day}
            said.append(Paragraph(marked(presentation.sentences([by, told.evidence])), small))
        state = [Paragraph(BOXES[line.state], bold), Paragraph(marked(str(STATES[line.state])), bold)]
        rows.append([state, said])
    table = Table(rows, colWidths=[26 * mm, None], repeatRows=0)
    table.setStyle(
        TableStyle(
            [
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LINEBELOW", (0, 0), (-1, -1), 0.4, colors.HexColor("#b9c4c1")),
                ("TOPPADDING", (0, 0), (-1, -1), 6),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 7),
                ("LEFTPADDING", (0, 0), (0, -1), 0),
            ]
        )
    )
    story += [table, Spacer(1, 12 * mm)]
    for who in (_("For the operator: name, day, signature"), _("Someone who does not depend on the operator")):
        story += [Paragraph("_" * 62, small), Paragraph(marked(who), small), Spacer(1, 9 * mm)]
    buffer = io.BytesIO()
    page = SimpleDocTemplate(
        buffer, pagesize=A4, title=title, author="Volens", margin=20 * mm, leftMargin=22 * mm, rightMargin=22 * mm
    )
    page.build(story)
    return buffer.getvalue()
