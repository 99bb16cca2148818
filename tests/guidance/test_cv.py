"""A CV is its owner's: laid out, taken along, stored only where they ask for it; every script comes through."""

from __future__ import annotations

import html
import re
import zlib
from typing import Any

import pytest
from django.test import Client

from tests.people.made import make_member_account, make_person, make_staff
from volens.services.guidance import cv, cv_paper
from volens.services.people.actions import documents
from volens.services.people.models import Document, Person

pytestmark = pytest.mark.django_db
FILLED = {
    "name": "Aygul",
    "wanted": "Forklift driver",
    "contact": "aygul@example.org",
    "experience": "Warehouse, 2019-2024:\n- loading\n- stock",
    "experience_order": "1",
    "skills": "driving, counting",
    "skills_order": "2",
    "own1_heading": "Licences",
    "own1": "Forklift",
    "own1_order": "1",
    "languages": "left out",
    "languages_order": "0",
}


def make(client: Client, act: str, language: str = "en", **changes: str) -> Any:
    return client.post(f"/{language}/cv/", FILLED | changes | {"act": act})


def drawn(pdf: bytes) -> str:
    """What the streams of a PDF draw, decoded."""
    import base64

    found = b""
    for stream in re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL):
        found += zlib.decompress(base64.a85decode(stream.strip().removesuffix(b"~>")))
    return found.decode("latin-1")


def test_a_visitor_makes_one_without_an_account_and_nothing_is_stored() -> None:
    client = Client()
    assert "No account is needed" in client.get("/en/cv/").content.decode()
    answer = make(client, "pdf")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="CV Aygul.pdf"'
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.content.startswith(b"%PDF-")
    assert "(Forklift driver) Tj" in drawn(answer.content)
    assert make(client, "keep").status_code == 200, "a visitor has no documents; the page shows the CV"
    assert not Document.objects.exists()


def test_it_begins_with_the_profile_but_not_with_needs_or_pay() -> None:
    account, client = make_person(
        chosen_name="Aygul",
        experience="Warehouse, four years",
        skills="driving",
        accommodation_needs="a ramp",
        pay_wanted="at least 5000",
    )
    page = client.get("/en/cv/").content.decode()
    for told in ("Aygul", "Warehouse, four years", "driving", "your profile stays as it is"):
        assert told in page
    assert "a ramp" not in page
    assert "5000" not in page
    before = list(Person.objects.filter(pk=account.pk).values_list())
    make(client, "preview", experience="Something else")
    assert list(Person.objects.filter(pk=account.pk).values_list()) == before


def test_it_is_kept_as_a_sealed_document_only_when_asked_and_can_be_deleted() -> None:
    account, client = make_person()
    for act in ("preview", "pdf", "text", ""):
        assert make(client, act).status_code == 200
    assert documents.listed(account.pk) == []
    assert make(client, "keep", days="90").url == "/en/my/documents/?done=document"
    (kept,) = documents.listed(account.pk)
    assert kept.name == "CV Aygul.pdf"
    found = documents.content(account.pk, kept.id)
    assert found is not None
    assert found[2].startswith(b"%PDF-")
    assert b"Aygul" not in bytes(Document.objects.get().content)
    assert documents.delete(account.pk, kept.id)


def test_parts_stand_in_the_order_given_and_can_be_left_out() -> None:
    page = html.unescape(make(Client(), "preview").content.decode()).partition("<form")[0].partition("cv-sheet")[2]
    heads = re.findall(r"<h4.*?>(.*?)</h4>", page)
    assert heads == ["Work experience", "Licences", "Skills"]
    assert "left out" not in page
    assert '<li dir="auto">loading</li>' in page


def test_the_pdf_is_tagged_in_reading_order_and_names_its_language() -> None:
    pdf = make(Client(), "pdf", "zh-hans", wanted="叉车司机").content
    assert b"/StructTreeRoot" in pdf
    assert b"/Marked true" in pdf
    assert b"/Lang (zh-Hans)" in pdf
    assert b"/DisplayDocTitle true" in pdf
    roles = re.findall(r"/(H1|H2|P|Artifact) <</MCID (\d+)>> BDC", drawn(pdf))
    assert [int(number) for _role, number in roles] == list(range(len(roles)))
    assert [role for role, _number in roles].count("H2") == 3
    assert roles[0] == ("H1", "0")
    assert len(re.findall(rb"/Type /StructElem", pdf)) == len(roles) + 1
    assert drawn(pdf).count("BDC") + drawn(pdf).count("BMC") == drawn(pdf).count("EMC")


def test_what_goes_over_two_pages_says_so_and_each_page_keeps_its_marks() -> None:
    long_ = "\n\n".join(f"Work number {number}." for number in range(120))
    page = make(Client(), "preview", experience=long_).content.decode()
    assert re.search(r"This takes \d pages", page)
    pdf, pages = cv_paper.as_pdf(cv.made(FILLED | {"experience": long_}), title="CV", language="en")
    assert pages > 2
    assert len(re.findall(rb"/StructParents \d+", pdf)) == pages
    assert "It takes 1 page." in make(Client(), "preview").content.decode()


@pytest.mark.parametrize("words", ["ئايگۈل", "བསོད་ནམས", "Ərkin", "😀"])
def test_letters_a_pdf_cannot_draw_are_named_and_come_through_in_text_and_on_the_page(words: str) -> None:
    page = make(Client(), "preview", name=words).content.decode()
    assert words in page
    assert "cannot draw some of your letters" in page
    assert make(Client(), "pdf", name=words).content.startswith(b"%PDF-")
    text = make(Client(), "text", name=words)
    assert words in text.content.decode()
    assert "utf-8" in text.headers["Content-Type"]
    assert "cannot draw" not in make(Client(), "preview", name="古丽 Aygül").content.decode()


def test_the_text_holds_everything_that_is_on_paper() -> None:
    text = make(Client(), "text").content.decode()
    order = [
        text.index(each) for each in ("Aygul", "Forklift driver", "Work experience", "- loading", "Licences", "Skills")
    ]
    assert order == sorted(order)
    assert "left out" not in text


@pytest.mark.parametrize(
    "changes",
    [dict.fromkeys(FILLED, ""), {"name": "x" * 500}, {"experience_order": "99"}, {"skills": "y" * 5000}],
)
def test_what_cannot_be_put_on_paper_is_said_beside_the_field(changes: dict[str, str]) -> None:
    for act in ("preview", "pdf", "text", "keep"):
        answer = make(make_person()[1], act, **changes)
        assert answer.status_code == 422
        assert "Please look at this again" in answer.content.decode()
    assert not Document.objects.exists()


def test_markup_in_a_cv_is_only_text() -> None:
    answer = make(Client(), "preview", name="<script>alert(1)</script>", experience="<b>bold</b> & <font color=red>")
    assert "<script>alert" not in answer.content.decode()
    assert make(Client(), "pdf", name="<a href=x>", experience="</font><br/>&amp;").content.startswith(b"%PDF-")


def test_staff_and_members_are_visitors_here() -> None:
    for client in (make_staff("counsellor")[1], make_member_account()[1]):
        assert "No account is needed" in client.get("/en/cv/").content.decode()
