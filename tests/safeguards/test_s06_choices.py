"""S6: each kind of choice is given with the exact words, shown, and taken back as easily as given."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.people.journey import Browser, account_of, fresh_contact, person
from tests.people.test_own_pages import PDF, upload
from tests.safeguards.approved import merged
from volens.services.people.models import Account, Contact, Document
from volens.services.trust import queries
from volens.services.trust.kinds import KINDS
from volens.services.trust.models import Choice

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]


def standing(contact: str) -> set[str]:
    return {each.kind.code for each in queries.choices_of(account_of(contact).pk) if each.undone is None}


def give_notices(browser: Browser) -> None:
    browser.post("my/choices/notices/")


def take_notices_back(browser: Browser) -> None:
    browser.post(f"my/choices/{Choice.objects.get(kind='notices', undone=None).pk}/undo/")


def give_document(browser: Browser) -> None:
    upload(browser, PDF)


def take_document_back(browser: Browser) -> None:
    browser.post(f"my/documents/{Document.objects.get().pk}/delete/")


def give_second_contact(browser: Browser) -> None:
    browser.post("my/security/contact/", {"contact": fresh_contact()})
    browser.post("sign-in/code/", {"code": browser.mailed_code()})


def take_second_contact_back(browser: Browser) -> None:
    browser.post("my/security/contacts/", {"remove": "1"})


ROUND_TRIPS = {
    "notices": (give_notices, take_notices_back),
    "document": (give_document, take_document_back),
    "second_contact": (give_second_contact, take_second_contact_back),
}


def test_every_kind_of_choice_has_its_round_trip():
    """Those of this room below; every other room names the file whose tests give, show and take back its kinds."""
    told = merged("choices")
    assert set(told) == set(KINDS)
    here = {kind for kind, file in told.items() if file == "tests/safeguards/test_s06_choices.py"}
    assert here == set(ROUND_TRIPS) | {"account"}
    for kind in set(told) - here:
        assert f'"{kind}"' in (ROOT / told[kind]).read_text(encoding="utf-8"), kind


@pytest.mark.parametrize("kind", sorted(ROUND_TRIPS))
def test_a_choice_is_given_shown_in_its_words_and_taken_back(kind):
    give, take_back = ROUND_TRIPS[kind]
    browser, contact = person()
    assert kind not in standing(contact)
    give(browser)
    assert kind in standing(contact)
    assert str(KINDS[kind].words) in browser.text("my/choices/")
    take_back(browser)
    assert kind not in standing(contact)
    assert "taken back on" in browser.text("my/choices/")
    assert browser.get("my/").status_code == 200, "nothing essential hangs on it"
    give(browser)
    assert kind in standing(contact), "given again after it was taken back"


def test_the_account_itself_is_a_choice_and_is_taken_back_by_closing_it():
    browser, contact = person()
    assert standing(contact) == {"account"}
    choice = Choice.objects.get()
    assert browser.post(f"my/choices/{choice.pk}/undo/").headers["Location"].split("?")[0].endswith("/my/close/")
    browser.post("my/close/", {"agree": "1"})
    assert not Account.objects.exists()
    assert not Contact.objects.exists()


def test_the_words_are_kept_in_the_language_they_were_shown_in():
    browser = Browser(language="zh-hans")
    contact = browser.sign_up()
    choice = queries.choices_of(account_of(contact).pk)[0]
    assert choice.language == "zh-hans"
    assert "账户" in choice.text or "帐户" in choice.text
    assert choice.text in Browser.text(browser, "my/choices/")


def test_the_legal_basis_is_kept_apart_from_the_choice():
    assert "basis" not in {field.name for field in Choice._meta.get_fields()}
    assert all(str(kind.basis) for kind in KINDS.values())


def test_one_kind_of_choice_stands_once():
    browser, contact = person()
    give_notices(browser)
    give_notices(browser)
    assert Choice.objects.filter(kind="notices").count() == 1
    assert contact
