"""Profile, documents, passkeys: through the pages."""

from __future__ import annotations

import base64
import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tests.people.journey import Browser, account_of, fresh_contact, person
from tests.people.softkey import SoftKey
from volens.services.people.actions import documents
from volens.services.people.models import Authenticator, Document, Person

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def upload(browser: Browser, content: bytes, name: str = "cv.pdf", **data):
    file = SimpleUploadedFile(name, content, content_type="application/pdf")
    return browser.post("my/documents/", {"file": file, "days": "365", **data})


def photo() -> bytes:
    image = Image.new("RGB", (60, 40), "red")
    exif = Image.Exif()
    exif[0x010F] = "SecretCamera"
    exif[0x9286] = "whereabouts"
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", exif=exif)
    return buffer.getvalue()


def test_a_profile_is_kept_and_changed_and_only_sealed_bytes_are_stored():
    browser, contact = person()
    answer = browser.post("my/profile/", {"chosen_name": "阿依古丽", "skills": "sewing, welding"})
    assert answer.headers["Location"].endswith("done=saved")
    page = browser.text("my/profile/")
    assert "阿依古丽" in page
    assert "sewing, welding" in page
    row = Person.objects.values().get(pk=account_of(contact).pk)
    assert not any(b"sewing" in bytes(value) for value in row.values() if isinstance(value, bytes))
    browser.post("my/profile/", {"chosen_name": "", "skills": "welding"})
    assert Person.objects.get().chosen_name is None


def test_a_sealed_value_moved_to_another_person_or_field_does_not_open():
    from volens.engines.sealing import SealError
    from volens.services.people import profile

    one, first = person()
    one.post("my/profile/", {"skills": "mine alone"})
    _two, second = person()
    mine, theirs = (Person.objects.get(pk=account_of(each).pk) for each in (first, second))
    theirs.skills = mine.skills
    with pytest.raises(SealError):
        profile.of(theirs)
    mine.experience = mine.skills
    with pytest.raises(SealError):
        profile.of(mine)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"MZ\x90\x00 not a pdf", "cv.pdf"),
        (b"<html><script>alert(1)</script></html>", "cv.pdf"),
        (b"%PDF-1.4 cut off in the middle", "cv.pdf"),
        (b"GIF89a" + b"\0" * 50, "picture.png"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "picture.png"),
    ],
)
def test_the_type_of_a_document_is_what_is_in_it_not_what_it_is_called(content, name):
    browser, _contact = person()
    answer = upload(browser, content, name)
    assert answer.status_code == 422
    assert "This is not a PDF" in answer.content.decode()
    assert not Document.objects.exists()


def test_a_document_is_sealed_served_to_its_owner_only_and_deleted():
    browser, _contact = person()
    assert upload(browser, PDF, "../../my cv.pdf").headers["Location"].endswith("done=document")
    row = Document.objects.get()
    assert b"Catalog" not in bytes(row.content)
    answer = browser.get(f"my/documents/{row.pk}/")
    assert answer.content == PDF
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    stranger, _ = person()
    assert stranger.get(f"my/documents/{row.pk}/").status_code == 404
    assert stranger.post(f"my/documents/{row.pk}/delete/").status_code == 404
    assert Browser().get(f"my/documents/{row.pk}/").status_code == 302
    browser.post(f"my/documents/{row.pk}/delete/")
    assert not Document.objects.exists()


def test_a_picture_loses_what_the_camera_wrote_down():
    browser, _contact = person()
    assert b"SecretCamera" in photo()
    upload(browser, photo(), "certificate.jpg")
    content = browser.get(f"my/documents/{Document.objects.get().pk}/").content
    assert b"SecretCamera" not in content
    assert b"whereabouts" not in content
    assert Image.open(io.BytesIO(content)).size == (60, 40)


def test_documents_have_a_largest_size_and_number(monkeypatch):
    browser, _contact = person()
    monkeypatch.setattr(documents, "MOST_DOCUMENTS", 1)
    assert upload(browser, b"%PDF-1.4" + b"0" * documents.LARGEST_BYTES + b"%%EOF").status_code == 422
    assert upload(browser, PDF).status_code == 302
    assert "20 documents" in upload(browser, PDF).content.decode()


def test_a_scanner_that_refuses_or_fails_keeps_the_document_out(settings):
    browser, _contact = person()
    settings.SCANNER = "tests.people.test_own_pages.Refusing"
    assert "refused this file" in upload(browser, PDF).content.decode()
    settings.SCANNER = "tests.people.test_own_pages.Unreachable"
    assert "could not be checked" in upload(browser, PDF).content.decode()
    assert not Document.objects.exists()


class Refusing:
    def accepts(self, content: bytes) -> bool:
        return False


class Unreachable:
    def accepts(self, content: bytes) -> bool:
        raise ConnectionError


def add_passkey(browser: Browser, key: SoftKey):
    told = browser.post("my/security/passkey/options/").json()
    answer = browser.post(
        "my/security/passkey/", {"state": told["state"], "answer": json.dumps(key.create(told["options"]))}
    )
    assert not answer.headers.get("Location", "").endswith("passkey-failed")
    return answer


def enter_with(key: SoftKey, **changes):
    browser = Browser()
    told = browser.post("sign-in/passkey/options/").json()
    answer = json.dumps(key.get(told["options"], **changes))
    return browser, browser.post("sign-in/passkey/", {"state": told["state"], "answer": answer})


def test_a_passkey_signs_in_without_any_name():
    browser, contact = person()
    key = SoftKey()
    add_passkey(browser, key)
    assert Authenticator.objects.get(account=account_of(contact)).kind == "passkey"
    other, answer = enter_with(key)
    assert answer.headers["Location"].endswith("/my/")
    assert other.get("my/").status_code == 200


def test_a_passkey_of_another_site_or_with_a_wrong_signature_does_not():
    browser, _contact = person()
    key = SoftKey()
    add_passkey(browser, key)
    for changes in (
        {"origin": "https://evil.example"},
        {"spoil": True},
        {"challenge": base64.urlsafe_b64encode(b"x" * 32).decode()},
    ):
        thief, answer = enter_with(key, **changes)
        assert answer.headers["Location"].endswith("done=passkey-unknown")
        assert thief.get("my/").status_code == 302
    _unknown, answer = enter_with(SoftKey())
    assert answer.headers["Location"].endswith("done=passkey-unknown")


def test_a_copied_passkey_is_noticed_by_its_counter():
    browser, _contact = person()
    key = SoftKey(counter=5)
    add_passkey(browser, key)
    _first, answer = enter_with(key)
    assert answer.headers["Location"].endswith("/my/")
    key.counter = 4
    _copy, answer = enter_with(key)
    assert answer.headers["Location"].endswith("done=passkey-unknown")


def test_a_code_alone_does_not_open_an_account_with_a_passkey():
    browser, contact = person()
    add_passkey(browser, SoftKey())
    assert Browser().sign_in(contact).headers["Location"].endswith("/sign-in/second/")


def test_a_mistyped_contact_is_explained():
    for typed, words in (
        ("name@", "not an e-mail"),
        ("hello", "country code"),
        ("+86 12", "does not exist"),
        ("", "Write an"),
    ):
        answer = Browser().ask_code(typed)
        assert answer.status_code == 422
        assert words in answer.content.decode(), typed
    assert fresh_contact() != fresh_contact()
