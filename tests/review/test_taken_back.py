"""Words a rule saw and what takes them back are kept with the verdict, and shown to reviewers as evidence."""

from __future__ import annotations

import html
import re

import pytest

from tests.posting.made import Desk, Employer, open_case
from tests.vacancies.deliveries import DECLARED, imported, posting, written
from volens.services.vacancies.models import ReviewCase, Vacancy

pytestmark = pytest.mark.django_db
ASSURED = "You cook lunch with two colleagues. Workers pay no recruitment fee. There is no curfew in our house."
ASSURED_ZH = (
    "负责厨房日常烹饪工作，与两位同事一起为两百人准备午餐，并保持厨房清洁卫生，排班提前四周公布。"
    "本公司不收取任何押金、中介费。宿舍不设宵禁。"
)


def shown(page: str) -> str:
    """The section of the page, as read."""
    found = re.search(r'<section class="panel stack taken-back".*?</section>', page, re.DOTALL)
    assert found
    return html.unescape(found[0])


def test_the_reviewer_of_a_posting_sees_what_was_taken_back_and_by_which_words():
    employer = Employer()
    one = employer.send(employer.write(text=ASSURED))
    section = shown(Desk().text(f"{open_case(one).pk}/"))
    assert re.search(r'<strong class="takes-back">no</strong>', section)
    assert "taken back by “no”" in section
    assert "Fees and debt" in section
    assert "Freedom of movement" in section
    assert "There is no curfew" in re.sub(r"<[^>]*>", "", section)
    assert "You cook lunch" not in section  # only the sentences it is about


def test_in_chinese_the_section_is_chinese_and_of_the_version_that_was_sent_in():
    employer = Employer()
    one = employer.send(employer.write(text=ASSURED_ZH))
    page = Desk(language="zh-hans").text(f"{open_case(one).pk}/")
    section = shown(page)
    assert "收费与债务" in section
    assert "押金" in section
    assert re.search(r'<strong class="takes-back">不[^<]*</strong>', section)


def test_of_an_import_it_is_stored_with_the_verdict_and_shown(tmp_path):
    said = DECLARED | {"lodging": "required"}
    imported(written(tmp_path / "jobs.json", [posting(description=ASSURED, **{"volens:declarations": said})]))
    stored = Vacancy.objects.get()
    assert {each["rule"] for each in stored.suppressed} >= {"fee.charged"}
    assert all(stored.text[slice(*each["span"])] for each in stored.suppressed)
    assert "taken back by “no”" in shown(Desk().text(f"{ReviewCase.objects.get().pk}/"))
    changed = posting(description="You cook lunch with two colleagues.", **{"volens:declarations": said})
    imported(written(tmp_path / "jobs.json", [changed]))
    stored.refresh_from_db()
    assert stored.suppressed == []
    assert "taken-back" not in Desk().text(f"{ReviewCase.objects.get().pk}/")


def test_what_does_not_fit_the_text_any_more_is_left_out_of_the_page(tmp_path):
    said = DECLARED | {"lodging": "required"}
    imported(written(tmp_path / "jobs.json", [posting(description=ASSURED, **{"volens:declarations": said})]))
    Vacancy.objects.update(text="Short.")
    assert "taken-back" not in Desk().text(f"{ReviewCase.objects.get().pk}/")
