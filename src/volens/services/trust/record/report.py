"""The report of an audit: JSON signed with the log's key, and the same as a PDF to hand over."""

from __future__ import annotations

import datetime as dt
import io
import json
from typing import Any

from django.utils.translation import gettext as _
from reportlab.lib import colors
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
#: Findings of one question that the PDF lists; the JSON has all.
LISTED = 200


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
    rows = [[Paragraph(marked(each), small) for each in (_("Looked at"), _("Rows"), _("Findings"))]]
    for check in told["checks"]:
        cells = (check["name"], str(check["looked_at"]), str(len(check["findings"])))
        rows.append([Paragraph(marked(each), text) for each in cells])
    overview = Table(rows, colWidths=[100 * mm, 30 * mm, 30 * mm])
    overview.setStyle(TableStyle([("LINEBELOW", (0, 0), (-1, -1), 0.4, colors.HexColor("#b9c4c1"))]))
    story += [Spacer(1, 6 * mm), overview]
    for check in told["checks"]:
        if check["findings"]:
            story.append(Paragraph(marked(check["name"]), head))
            for each in check["findings"][:LISTED]:
                story += [Paragraph(marked(each["where"]), small), Paragraph(marked(each["what"]), text)]
            if len(check["findings"]) > LISTED:
                more = len(check["findings"]) - LISTED
                story.append(Paragraph(marked(_("and %(more)s more, in the JSON file") % {"more": more}), text))
    notes = [each for check in told["checks"] for each in check["notes"]]
    if notes:
        story.append(Paragraph(marked(_("What could not be looked at")), head))
        story += [Paragraph(marked(each), text) for each in notes[:LISTED]]
    story += [Spacer(1, 8 * mm), Paragraph(marked(told["says"]), small)]
    story.append(Paragraph(marked(_("The JSON file is signed with the log's key; this paper is a copy of it.")), small))
    buffer = io.BytesIO()
    SimpleDocTemplate(
        buffer, pagesize=A4, title=title, author="Volens", margin=20 * mm, leftMargin=22 * mm, rightMargin=22 * mm
    ).build(story)
    return buffer.getvalue()
