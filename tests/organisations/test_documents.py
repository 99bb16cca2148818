"""Evidence: who opens it, what it may be, and that what was sent stays."""

from __future__ import annotations

import pytest

from tests.organisations.journey import add_document, make, member, submit
from volens.services.organisations.models import Evidence, Verification

pytestmark = pytest.mark.django_db


def test_documents_open_for_the_organisation_and_the_reviewer_and_are_sealed(reviewer):
    owner = member()
    organisation = make(owner)
    add_document(owner, organisation)
    row = Evidence.objects.get()
    assert b"PDF" not in bytes(row.content)
    assert b"licence" not in bytes(row.name)
    answer = owner.get(f"organisations/{organisation.pk}/verification/documents/{row.pk}/")
    assert answer.content.startswith(b"%PDF")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "attachment" in answer.headers["Content-Disposition"]
    case = submit(owner, organisation)
    assert reviewer.get(f"staff/organisations/{case.number}/documents/{row.pk}/").status_code == 200
    stranger = member("Stranger")
    other = make(stranger, name="Other")
    submit(stranger, other)
    assert stranger.get(f"organisations/{organisation.pk}/verification/documents/{row.pk}/").status_code == 404
    assert stranger.get(f"organisations/{other.pk}/verification/documents/{row.pk}/").status_code == 404
    theirs = Verification.objects.get(organisation=other)
    assert reviewer.get(f"staff/organisations/{theirs.number}/documents/{row.pk}/").status_code == 404


@pytest.mark.parametrize("content", [b"MZ\x90\x00 program", b"<html>", b"%PDF-1.4 cut off", b""])
def test_a_document_is_what_is_in_it(content):
    owner = member()
    organisation = make(owner)
    answer = add_document(owner, organisation, content=content)
    assert answer.status_code == 422
    assert "error-text" in answer.content.decode()
    assert not Evidence.objects.exists()


def test_a_sent_document_cannot_be_deleted_any_more():
    owner = member()
    organisation = make(owner)
    submit(owner, organisation)
    row = Evidence.objects.get()
    assert owner.post(f"organisations/{organisation.pk}/verification/documents/{row.pk}/delete/").status_code == 404
    assert Evidence.objects.exists()
