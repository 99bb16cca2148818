"""S4, as far as rooms exist: what someone does with a sign-up that a counsellor began looks the same to all staff."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from django.core.management import call_command
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests.people.journey import Browser, fresh_contact, staff
from tests.safeguards.worlds import VARYING
from volens.services.people.actions import drafts
from volens.services.people.models import AssistedDraft, StaffMember

ANSWERS = ("ignore", "look", "decline", "confirm", "confirm and close")


def answer(contact: str, what: str) -> None:
    """What the person does, on their own device."""
    if what == "ignore":
        return
    browser = Browser()
    browser.prove_contact(contact)
    page = browser.text("sign-up/confirm/")
    assert "sewing" in page
    if what == "decline":
        browser.post("sign-up/confirm/", {"no": "1"})
    elif what.startswith("confirm"):
        browser.post("sign-up/confirm/", {"agree": "1", "keep-skills": "sewing"})
        if what.endswith("close"):
            browser.post("my/close/", {"agree": "1"})


def plain(page: str) -> str:
    """A page without what differs between any two requests."""
    return VARYING.sub("", page)


def staff_sees(counsellor: Browser, others: list[Browser]) -> list[str]:
    seen = [plain(counsellor.text(path)) for path in ("staff/", "staff/sign-up/")]
    seen += [
        plain(other.get(path).content.decode())
        for other in others
        for path in ("staff/", "staff/sign-up/", "staff/complaints/")
    ]
    return seen


class DecliningLeavesNoTrace(TestCase):
    @settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(st.sampled_from(ANSWERS), min_size=1, max_size=3))
    def test_staff_see_the_same_whatever_people_do(self, answers):
        counsellor, _member = staff(StaffMember.Role.COUNSELLOR)
        others = [staff(role)[0] for role in StaffMember.Role]
        contacts = [fresh_contact() for _ in answers]
        for contact in contacts:
            counsellor.post("staff/sign-up/", {"contact": contact, "skills": "sewing"})
        before = staff_sees(counsellor, others)
        for contact, what in zip(contacts, answers, strict=True):
            answer(contact, what)
        assert staff_sees(counsellor, others) == before
        call_command("daily", stdout=io.StringIO())
        assert staff_sees(counsellor, others) == before
        drafts.expire(timezone.now() + dt.timedelta(days=8))
        assert not AssistedDraft.objects.exists()


@pytest.mark.django_db
def test_a_counsellor_gets_the_same_answer_for_someone_who_has_an_account_already():
    from tests.people.journey import person

    _browser, known = person()
    counsellor, _member = staff(StaffMember.Role.COUNSELLOR)
    pages = []
    for contact in (known, fresh_contact()):
        sent = counsellor.post("staff/sign-up/", {"contact": contact, "skills": "sewing"})
        pages.append((sent.status_code, sent.headers["Location"]))
    assert pages[0] == pages[1]
