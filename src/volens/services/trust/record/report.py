"""The report of an audit: JSON signed with the log's key, and the same as a PDF to hand over."""

from __future__ import annotations

import datetime as dt
import io
import json
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from reportlab.lib import colors
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from volens.engines.log import Note, NoteKey, SignatureError, canonical, parse_note
from volens.engines.log.note import open_note
from volens.services.trust.exporting import marked
from volens.services.trust.record import shown
from volens.services.trust.record.checking import Check
from volens.services.trust.record.place import here

INK, FAINT = "#1d2b29", "#4d5c59"
LINES = TableStyle(
    [
        ("LINEBELOW", (0, 0), (-1, -1), 0.4, colors.HexColor("#b9c4c1")),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (0, -1), 0),
    ]
)
#: What the JSON says in English, for the paper in the reader's language. Findings with names and numbers stay.
SAID = (
    gettext_noop("the log's own files"),
    gettext_noop("witnesses"),
    gettext_noop("where entries stand"),
    gettext_noop("decisions, publications, rules, rights"),
    gettext_noop("decided rows without an entry"),
    gettext_noop("readings of personal data"),
    gettext_noop("forbidden fields"),
    gettext_noop("vacancies shown"),
    gettext_noop("time limits of review"),
    gettext_noop("time limits of verification"),
    gettext_noop("published figures, made again"),
    gettext_noop("its leaf is not in the log: the row was altered or slipped in"),
    gettext_noop("the row is gone without an erasure"),
    gettext_noop("no entry of the log: slipped in past the record"),
    gettext_noop("a reading was recorded, and no row of trust.Reading tells of it"),
    gettext_noop("a column that the program does not know"),
    gettext_noop("is shown, and no entry says that it was published"),
    gettext_noop("does not say what was published: it was altered"),
    gettext_noop("was published, is not shown, and no entry says why"),
    gettext_noop("was published, and the row is gone without an entry"),
    gettext_noop("comes out otherwise when it is made again from what it was made of: it was altered"),
    gettext_noop(
        "Tables of applications are made again as long as the records they count are there; whether some are gone by"
        " now is not told. Then the log vouches for them as they were published."
    ),
    gettext_noop(
        "Whether database and log agree. It says nothing about the free will of anyone, nor that a decision is right."
    ),
)
#: Findings of one question that the PDF lists; the JSON has all.
LISTED = 200


def said(text: str) -> str:
    """A sentence of the JSON in the reader's language, where it has been translated."""
    return _(text)


def content(checks: list[Check], now: dt.datetime) -> dict[str, Any]:
    """What the report says."""
    checkpoint = shown.checkpoint()
    return {
        "report": "volens audit",
        "log": here().origin,
        "made": now.isoformat(timespec="seconds"),
        "size": checkpoint.size if checkpoint else 0,
        "root": checkpoint.root if checkpoint else "",
        "good": not any(check.findings for check in checks),
        "checks": [
            {
                "name": check.name,
                "looked_at": check.looked_at,
                "findings": [{"where": each.where, "what": each.what} for each in check.findings],
                "notes": check.notes,
            }
            for check in checks
        ],
        "says": "Whether database and log agree. It says nothing about the free will of anyone, nor that a decision is"
        " right.",
    }


def signed(told: dict[str, Any]) -> bytes:
    """The report as JSON with a signature of its canonical form (a signed note) by the log's key."""
    text = canonical(told).decode() + "\n"
    note = Note(text, (here().signer.sign(text),))
    return json.dumps({**told, "signed_note": note.serialise().decode()}, ensure_ascii=False, indent=1).encode() + b"\n"


def opened(data: bytes, key: NoteKey) -> dict[str, Any]:
    """The report in a file, after its signature was verified. Raises SignatureError when it or the text was altered."""
    told: dict[str, Any] = json.loads(data)
    note = parse_note(told.pop("signed_note").encode())
    open_note(note, [key])
    if note.text != canonical(told).decode() + "\n":
        raise SignatureError("the report does not say what was signed")
    return told


def as_pdf(told: dict[str, Any]) -> bytes:
    """The report on paper."""
    big = ParagraphStyle("big", fontName="Helvetica-Bold", fontSize=19, leading=26, textColor=INK, spaceAfter=3 * mm)
    text = ParagraphStyle("text", fontName="Helvetica", fontSize=10, leading=14, wordWrap="CJK", textColor=INK)
    small = ParagraphStyle("small", parent=text, fontSize=8, leading=11, textColor=FAINT)
    head = ParagraphStyle("head", parent=text, fontName="Helvetica-Bold", fontSize=12, leading=18, spaceBefore=5 * mm)
    title = _("Audit of the record")
    verdict = _("Database and log agree.") if told["good"] else _("Database and log do not agree; see below.")
    facts = [
        (_("Log"), told["log"]), (_("Made"), told["made"]), (_("Entries"), str(told["size"])),
        (_("Root hash"), told["root"]),
    ]  # fmt: skip
    story: list[Flowable] = [Paragraph(marked(title), big), Paragraph(marked(verdict), head), Spacer(1, 3 * mm)]
    table = Table([[Paragraph(marked(name), small), Paragraph(marked(value), text)] for name, value in facts])
    table.setStyle(TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (0, -1), 0)]))
    table._argW = [32 * mm, 130 * mm]
    story.append(table)
    right = ParagraphStyle("right", parent=text, alignment=TA_RIGHT)
    strong = ParagraphStyle("strong", parent=right, fontName="Helvetica-Bold")
    faint = ParagraphStyle("faint", parent=small, alignment=TA_RIGHT)
    heads = ((_("Looked at"), small), (_("Rows"), faint), (_("Findings"), faint))
    rows = [[Paragraph(marked(each), style) for each, style in heads]]
    for check in told["checks"]:
        found = len(check["findings"])
        cells = (
            (said(check["name"]), text),
            (str(check["looked_at"]), right),
            (str(found), strong if found else right),
        )
        rows.append([Paragraph(marked(each), style) for each, style in cells])
    overview = Table(rows, colWidths=[110 * mm, 28 * mm, 28 * mm], repeatRows=1)
    overview.setStyle(LINES)
    story += [Spacer(1, 6 * mm), overview]
    for check in told["checks"]:
        if check["findings"]:
            story.append(Paragraph(marked(said(check["name"])), head))
            lines = [
                [Paragraph(marked(each["where"]), small), Paragraph(marked(said(each["what"])), text)]
                for each in check["findings"][:LISTED]
            ]
            listed = Table(lines, colWidths=[62 * mm, 104 * mm])
            listed.setStyle(LINES)
            story.append(listed)
            if len(check["findings"]) > LISTED:
                more = len(check["findings"]) - LISTED
                story.append(Paragraph(marked(_("and %(more)s more, in the JSON file") % {"more": more}), text))
    notes = [each for check in told["checks"] for each in check["notes"]]
    if notes:
        story.append(Paragraph(marked(_("What could not be looked at")), head))
        story += [Paragraph(marked(said(each)), text) for each in notes[:LISTED]]
    story += [Spacer(1, 8 * mm), Paragraph(marked(said(told["says"])), small)]
    story.append(Paragraph(marked(_("The JSON file is signed with the log's key; this paper is a copy of it.")), small))
    buffer = io.BytesIO()
    SimpleDocTemplate(
        buffer, pagesize=A4, title=title, author="Volens", margin=20 * mm, leftMargin=22 * mm, rightMargin=22 * mm
    ).build(story, onFirstPage=_foot, onLaterPages=_foot)
    return buffer.getvalue()


def _foot(canvas: Any, document: Any) -> None:
    """The page number, so that a page that is missing shows."""
    canvas.saveState()
    canvas.setFont("Helvetica", 8)
    canvas.setFillColor(colors.HexColor(FAINT))
    canvas.drawRightString(A4[0] - 22 * mm, 12 * mm, str(document.page))
    canvas.restoreState()
