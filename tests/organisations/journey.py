"""What organisations and reviewers do, through the public pages only."""

from __future__ import annotations

import re
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.organisations.made import fresh_number
from tests.people.journey import Browser
from tests.people.made import make_member_account
from volens.services.organisations.models import Organisation, Verification

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
DECLARED = {"true": "1", "authority": "1", "fees": "1"}


def browser_of(client: Client) -> Browser:
    """The journey's browser around a client that is signed in."""
    browser = Browser()
    browser.client = client
    return browser


def member(name: str = "Wang Wei", contact: str = "") -> Browser:
    """Someone signed in who acts for no organisation yet."""
    return browser_of(make_member_account(name, contact)[1])


def make(browser: Browser, **given: str) -> Organisation:
    """Make an organisation through the page."""
    values = {
        "name": "Harbour Bakery",
        "kind": "employer",
        "register": "cn-uscc",
        "registration_number": fresh_number(),
        "place": "Shenzhen",
    } | given
    answer = browser.post("organisations/new/", values)
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    found = re.search(r"/organisations/([0-9a-f-]{36})/", answer.headers["Location"])
    assert found
    return Organisation.objects.get(pk=UUID(found[1]))


def add_document(browser: Browser, organisation: Organisation, *, shows: str = "register", content: bytes = PDF):
    file = SimpleUploadedFile("licence.pdf", content, content_type="application/pdf")
    return browser.post(f"organisations/{organisation.pk}/verification/documents/", {"file": file, "shows": shows})


def submit(browser: Browser, organisation: Organisation, **given: str) -> Verification:
    """Add a document and send everything to a reviewer."""
    assert add_document(browser, organisation).status_code == 302
    answer = browser.post(f"organisations/{organisation.pk}/verification/send/", DECLARED | given)
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    return Verification.objects.get(organisation=organisation, outcome="")


def decide(reviewer: Browser, number: int, outcome: str = "verified", **given):
    return reviewer.post(f"staff/organisations/{number}/", {"outcome": outcome, "months": "12"} | given)


def refuse(reviewer: Browser, number: int, *grounds: str, **given):
    return decide(reviewer, number, "refused", grounds=list(grounds or ["not_in_register"]), **given)
