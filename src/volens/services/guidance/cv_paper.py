"""A CV as PDF: one calm column, headings and paragraphs tagged so that a screen reader can read it.

Tagging (ISO 32000-1, 14.7 and 14.8) is done here, because the library draws but does not tag. Fonts are embedded where
the operator names some (`trust.lettering`); else they are those every PDF reader brings along, and this is not PDF/UA.
"""

from __future__ import annotations

import io
from typing import Any

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfdoc
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import CondPageBreak, Flowable, HRFlowable, Paragraph, SimpleDocTemplate, Spacer

from volens.services.guidance.cv import Sheet
from volens.services.trust import lettering
from volens.services.trust.exporting import marked

INK, FAINT, ACCENT = colors.HexColor("#1b2a28"), colors.HexColor("#4d5c59"), colors.HexColor("#0d5c53")
#: From here on letters are of East Asian scripts, which break between any two of them.
FIRST_EAST_ASIAN = "\u2e80"


class _Tagged(Canvas):  # type: ignore[misc]
    """A canvas that keeps a tree of what was drawn: one element for each tagged piece, in reading order."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._pieces: list[tuple[str, int, int, Any]] = []  # role, page, number on the page, reference to the page
        self._numbers: dict[int, int] = {}

    def begin(self, role: str) -> None:
        """Begin a piece of the text."""
        page = int(self.getPageNumber())
        number = self._numbers.get(page, 0)
        self._numbers[page] = number + 1
        self._pieces.append((role, page, number, self._doc.thisPageRef()))
        self._code.append(f"/{role} <</MCID {number}>> BDC")

    def decoration(self) -> None:
        """Begin what is only decoration."""
        self._code.append("/Artifact BMC")

    def end(self) -> None:
        """End what was begun last."""
        self._code.append("EMC")

    def save(self) -> None:
        """Write the tree, then the file."""
        if self._code:
            self.showPage()
        document = self._doc
        root, whole = pdfdoc.PDFDictionary({}), pdfdoc.PDFDictionary({})
        root_reference, whole_reference = document.Reference(root), document.Reference(whole)
        by_page: dict[int, list[Any]] = {}
        elements = []
        for role, page, number, page_reference in self._pieces:
            element = pdfdoc.PDFDictionary(
                {
                    "Type": pdfdoc.PDFName("StructElem"),
                    "S": pdfdoc.PDFName(role),
                    "P": whole_reference,
                    "Pg": page_reference,
                    "K": number,
                }
            )
            reference = document.Reference(element)
            elements.append(reference)
            by_page.setdefault(page, []).append(reference)
        parents: list[Any] = []
        for page, references in sorted(by_page.items()):
            parents += [page - 1, document.Reference(pdfdoc.PDFArray(references))]
        whole.dict |= {
            "Type": pdfdoc.PDFName("StructElem"),
            "S": pdfdoc.PDFName("Document"),
            "P": root_reference,
            "K": pdfdoc.PDFArray(elements),
        }
        tree = pdfdoc.PDFDictionary({"Nums": pdfdoc.PDFArray(parents)})
        root.dict |= {
            "Type": pdfdoc.PDFName("StructTreeRoot"),
            "K": whole_reference,
            "ParentTree": document.Reference(tree),
            "ParentTreeNextKey": len(by_page),
        }
        self.setCatalogEntry("StructTreeRoot", root_reference)
        self.setCatalogEntry("MarkInfo", pdfdoc.PDFDictionary({"Marked": pdfdoc.PDFtrue}))
        super().save()

    def showPage(self) -> None:  # noqa: N802 - the library's name
        """End a page, and let it name its place in the tree."""
        number, name = int(self.getPageNumber()), self._doc.thisPageName()
        super().showPage()
        ended = self._doc.idToObject[name]
        ended.__NoDefault__ = [*ended.__NoDefault__, "StructParents"]
        ended.StructParents = number - 1


class _Text(Paragraph):  # type: ignore[misc]
    """A paragraph that is tagged where it is drawn. A part carried over to the next page is tagged there again."""

    role = "P"

    def draw(self) -> None:
        """Draw between its marks."""
        self.canv.begin(self.role)
        super().draw()
        self.canv.end()


class _Name(_Text):
    role = "H1"


class _Heading(_Text):
    role = "H2"


class _Rule(HRFlowable):  # type: ignore[misc]
    """A line that is decoration."""

    def draw(self) -> None:
        """Draw between marks that tell readers to pass over it."""
        self.canv.decoration()
        super().draw()
        self.canv.end()


def lacks_letters(sheet: Sheet) -> bool:
    """Whether the CV holds letters that cannot be drawn: Uyghur, Tibetan and others."""
    words = [sheet.name, sheet.wanted, sheet.contact]
    words += [text for section in sheet.sections for text in (section.heading, section.text)]
    return any(lettering.font(letter) is None for each in words for letter in each if not letter.isspace())


def as_pdf(sheet: Sheet, *, title: str, language: str) -> tuple[bytes, int]:
    """The CV on A4, and how many pages it takes. `language` is the tag (BCP 47) of the page it was made on."""
    buffer, pages = io.BytesIO(), 0

    def counted(canvas: Any, _document: Any) -> None:
        nonlocal pages
        pages = int(canvas.getPageNumber())
        if pages > 1:
            canvas.decoration()
            canvas.setFont(lettering.ordinary(), 8)
            canvas.setFillColor(FAINT)
            canvas.drawRightString(A4[0] - 22 * mm, 10 * mm, str(pages))
            canvas.end()

    document = SimpleDocTemplate(
        buffer,
        pagesize=A4,
        title=title,
        author=sheet.name,
        creator="Volens",
        lang=language,
        displayDocTitle=True,
        topMargin=18 * mm,
        bottomMargin=18 * mm,
        leftMargin=22 * mm,
        rightMargin=22 * mm,
    )
    document.build(_story(sheet, title), onFirstPage=counted, onLaterPages=counted, canvasmaker=_Tagged)
    return buffer.getvalue(), pages


def _story(sheet: Sheet, title: str) -> list[Flowable]:
    body = ParagraphStyle("body", fontName="Helvetica", fontSize=10.5, leading=15.5, textColor=INK, spaceAfter=1.6 * mm)
    point = ParagraphStyle("point", parent=body, leftIndent=5 * mm, bulletIndent=1 * mm, spaceAfter=0.9 * mm)
    strong = ParagraphStyle("strong", parent=body, fontName="Helvetica-Bold", spaceAfter=0.6 * mm)
    name = ParagraphStyle("name", parent=body, fontName="Helvetica-Bold", fontSize=22, leading=28, spaceAfter=0.5 * mm)
    wanted = ParagraphStyle("wanted", parent=body, fontSize=12.5, leading=18, textColor=ACCENT)
    contact = ParagraphStyle("contact", parent=body, fontSize=9.5, leading=14, textColor=FAINT)
    heading = ParagraphStyle(
        "heading",
        parent=body,
        fontName="Helvetica-Bold",
        fontSize=12,
        leading=17,
        textColor=ACCENT,
        spaceBefore=5 * mm,
        spaceAfter=0.8 * mm,
        keepWithNext=1,
    )
    story: list[Flowable] = [_set(sheet.name or title, name, _Name)]
    if sheet.wanted:
        story.append(_set(sheet.wanted, wanted))
    if sheet.contact:
        story.append(_set(sheet.contact, contact))
    for section in sheet.sections:
        if section.heading:
            story += [
                CondPageBreak(26 * mm),
                _set(section.heading, heading, _Heading),
                _Rule(width="100%", thickness=0.8, color=ACCENT, spaceBefore=0, spaceAfter=2 * mm),
            ]
        else:
            story.append(Spacer(1, 4 * mm))
        for block in section.blocks:
            if block.kind == "ul":
                story += [_set(each, point, bullet="•") for each in block.points]
            else:
                story.append(_set(block.words, strong if block.kind == "h" else body))
    return story


def _set(text: str, style: ParagraphStyle, kind: type[_Text] = _Text, *, bullet: str | None = None) -> _Text:
    """A paragraph. Chinese breaks anywhere and has no bold here, so Latin letters beside it have none either."""
    if any(letter > FIRST_EAST_ASIAN for letter in text):
        plain = style.fontName.removesuffix("-Bold")
        style = ParagraphStyle(f"{style.name}-cjk", parent=style, wordWrap="CJK", fontName=plain)
    return kind(marked(text), style, bulletText=bullet)
