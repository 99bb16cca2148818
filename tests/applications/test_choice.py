"""Sending an application is a choice: given with its exact text, shown, taken back as easily (S6)."""

from __future__ import annotations

import pytest

from tests.applications.made import make_applicant, make_employer, make_vacancy, received_of
from volens.services.trust import queries
from volens.services.trust.kinds import KINDS
from volens.services.trust.models import Choice

pytestmark = pytest.mark.django_db


def test_given_shown_in_its_words_and_taken_back_in_one_step():
    employer, aygul = make_employer(), make_applicant(skills="Bread")
    application = aygul.apply(make_vacancy(employer.organisation), "chosen_name", "skills")
    page = aygul.text("my/choices/")
    assert str(KINDS["application"].words) in page
    assert "Skills: Bread" in page
    choice = Choice.objects.get(person_id=aygul.account.pk, kind="application")
    answer = aygul.post(f"my/choices/{choice.pk}/undo/", follow=True)
    assert answer.redirect_chain[-1][0].endswith(f"/applications/{application}/withdraw/")
    employer.open(received_of(application).pk)
    aygul.withdraw(application)
    assert "taken back on" in aygul.text("my/choices/")
    assert Choice.objects.get(pk=choice.pk).undone is not None


def test_the_text_is_kept_in_the_language_of_the_page_that_was_agreed_to():
    employer, aygul = make_employer(), make_applicant()
    aygul.language = "zh-hans"
    aygul.apply(make_vacancy(employer.organisation))
    told = next(each for each in queries.choices_of(aygul.account.pk) if each.kind.code == "application")
    assert told.language == "zh-hans"
    assert "Chosen name" not in told.text


def test_what_changed_after_it_was_shown_is_shown_again_and_not_sent():
    employer, aygul = make_employer(), make_applicant(skills="Bread")
    application = aygul.draft(make_vacancy(employer.organisation), "chosen_name", "skills")
    page = aygul.text(f"applications/{application}/check/")
    aygul.post("my/profile/", {"chosen_name": "Aygul", "skills": "Bread and cakes"})
    shown = page.split('name="shown" value="')[1].split('"')[0]
    answer = aygul.post(f"applications/{application}/check/", {"shown": shown})
    assert answer.status_code == 409
    assert "Something changed since you looked" in answer.content.decode()
    assert "Bread and cakes" in answer.content.decode()
    assert not Choice.objects.filter(kind="application").exists()
    assert aygul.send(application).status_code == 302


def test_after_a_withdrawal_one_can_apply_again_and_nothing_of_the_first_shows():
    employer, aygul = make_employer(), make_applicant(skills="Bread")
    vacancy = make_vacancy(employer.organisation)
    first = aygul.apply(vacancy, "chosen_name", "skills", note="The first note.")
    number = received_of(first).number
    employer.write(received_of(first).pk, "A first letter.")
    aygul.withdraw(first)
    again = aygul.apply(vacancy, "chosen_name")
    assert again == first, "one row of the person for each vacancy"
    row = received_of(again)
    assert row.number != number
    page = employer.open(row.pk)
    for words in ("The first note.", "A first letter.", "Bread", number):
        assert words not in page
    assert "A first letter." in aygul.text(f"applications/{again}/"), "the person keeps their own record"
