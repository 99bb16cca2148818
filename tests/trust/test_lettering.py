"""PDFs in fonts of the operator's: embedded as far as used, never for letters that join; a bad file is named."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from reportlab import rl_config
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Paragraph, SimpleDocTemplate

from volens.services.guidance import cv, cv_paper
from volens.services.trust import exporting, lettering
from volens.services.trust.checks import fonts_can_be_embedded
from volens.site import configuration

#: A small TrueType font that comes with the library that writes PDFs: Latin letters only.
VERA = next(str(path) for folder in rl_config.TTFSearchPath for path in Path(folder).glob("Vera.ttf"))


@pytest.fixture
def vera(settings: Any) -> None:
    settings.PDF_FONTS = (VERA,)


def paper(text: str) -> bytes:
    buffer = io.BytesIO()
    SimpleDocTemplate(buffer).build([Paragraph(exporting.marked(text), ParagraphStyle("plain"))])
    return buffer.getvalue()


def test_without_fonts_of_the_operator_nothing_is_embedded() -> None:
    made = paper("Aygul 焊工")
    assert b"/FontFile2" not in made
    assert b"STSong-Light" in made


def test_what_the_operators_font_has_is_embedded_as_a_part_of_it(vera: None) -> None:
    made = paper("Aygul 焊工")
    assert b"/FontFile2" in made
    assert b"+BitstreamVeraSans" in made.replace(b"-Roman", b""), "a subset is named by six letters and a plus"
    assert b"/ToUnicode" in made, "the text can be searched and read aloud"
    assert len(made) < Path(VERA).stat().st_size
    assert b"STSong-Light" in made, "letters it lacks come from elsewhere"


def test_letters_that_join_are_not_drawn_one_by_one_and_the_page_says_so(vera: None) -> None:
    assert lettering.font("\u0626") is None
    assert lettering.font("\u0301") is None
    sheet = cv.Sheet("ئايگۈل", "", "", ())
    assert cv_paper.lacks_letters(sheet)
    assert not cv_paper.lacks_letters(cv.Sheet("Aygul 焊工", "", "", (cv.Section("Work", "a\n- b"),)))


def test_a_cv_draws_no_letter_in_a_font_that_is_not_embedded(vera: None) -> None:
    sections = (cv.Section("Work", "\n".join(f"- line {number}" for number in range(90))),)
    made, pages = cv_paper.as_pdf(cv.Sheet("Aygul", "Welder", "x@example.org", sections), title="CV", language="en")
    assert pages > 1, "the number of the page is drawn too"
    assert b"/FontFile2" in made
    assert lettering.ordinary().startswith("volens-")


def test_a_file_that_is_no_truetype_font_is_named_at_a_start(settings: Any, tmp_path: Path) -> None:
    wrong = tmp_path / "letters.otf"
    wrong.write_bytes(b"OTTO" + bytes(200))
    settings.PDF_FONTS = (str(wrong),)
    [found] = fonts_can_be_embedded()
    assert found.level == checks.ERROR
    assert str(wrong) in found.msg
    settings.PDF_FONTS = (VERA,)
    assert fonts_can_be_embedded() == []


def test_a_path_that_is_no_file_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOLENS_PDF_FONTS", f"{VERA}:fonts/none.ttf")
    with pytest.raises(ImproperlyConfigured, match=r"none\.ttf"):
        configuration.files("VOLENS_PDF_FONTS")
    monkeypatch.setenv("VOLENS_PDF_FONTS", VERA)
    assert configuration.files("VOLENS_PDF_FONTS") == (VERA,)
