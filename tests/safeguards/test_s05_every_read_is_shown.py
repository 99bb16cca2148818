"""S5: every read of a person's data by someone else is on the disk before it is shown, and in the person's feed."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

import volens
from tests.people.journey import account_of, person, staff
from tests.safeguards.approved import joined, merged
from volens.services.people.models import Person, StaffMember
from volens.services.trust import actions, journal, queries, reading
from volens.services.trust.models import Complaint
from volens.services.trust.reading import Purpose, Reader

SOURCE = Path(volens.__file__).parent


def test_no_other_place_in_the_house_opens_a_vault():
    opening = {
        path.relative_to(SOURCE).as_posix()
        for path in SOURCE.rglob("*.py")
        if re.search(r"vault\.(of|Vault)\(", path.read_text(encoding="utf-8"))
    }
    assert opening == set(merged("opens_vault"))


def test_no_page_of_staff_uses_a_function_of_the_persons_own():
    """Views behind `staff_page` may use only these functions of the rooms' queries and actions."""
    allowed = joined("staff_functions")
    used = set()
    for path in SOURCE.rglob("*.py"):
        for function in [
            node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.FunctionDef)
        ]:
            if any("staff_page" in ast.unparse(each) for each in function.decorator_list):
                used |= set(
                    re.findall(
                        r"\b(?:queries|actions|drafts|documents|accounts|profile_actions)\.(\w+)", ast.unparse(function)
                    )
                )
                assert "profile.of" not in ast.unparse(function)
    assert used <= allowed
    assert used


@pytest.mark.django_db
def test_nothing_is_shown_when_the_journal_cannot_be_written(monkeypatch):
    browser, _contact = person()
    browser.post("my/readers/complain/", {"text": "who-was-it"})
    officer, _member = staff(StaffMember.Role.DATA_PROTECTION)
    number = Complaint.objects.get().number

    def full(*_args):
        raise OSError("No space left on device")

    monkeypatch.setattr(journal, "append", full)
    officer.client.raise_request_exception = False
    answer = officer.get(f"staff/complaints/{number}/")
    assert answer.status_code == 500
    assert "who-was-it" not in answer.content.decode()
    assert officer.post(f"staff/complaints/{number}/", {"text": "x"}).status_code == 500
    assert Complaint.objects.get().answered_at is None


@pytest.mark.django_db
def test_the_entry_is_on_the_disk_before_the_data_is_opened(data_dir):
    _browser, contact = person()
    subject = Person.objects.get(pk=account_of(contact).pk)
    with reading.read(Purpose.HELP, subject, Reader(subject.pk, "Li Na", "City office", "counsellor")):
        lines = "".join(path.read_text(encoding="ascii") for path in (data_dir / "journal").glob("reads-*"))
        assert str(subject.journal_tag) in lines
    assert "Li Na" not in lines, "the journal itself tells nothing"


@pytest.mark.django_db
def test_a_reading_is_in_the_feed_at_once_as_pending_and_stays_after_it_is_taken_in():
    browser, contact = person()
    subject = Person.objects.get(pk=account_of(contact).pk)
    with reading.read(Purpose.HELP, subject, Reader(subject.pk, "Li Na", "City office", "counsellor")):
        pass
    page = browser.text("my/readers/")
    assert "Li Na, City office (Counsellor)" in page
    assert "receipt pending" in page
    actions.absorb()
    page = browser.text("my/readers/")
    assert "Li Na, City office (Counsellor)" in page
    assert "receipt pending" not in page


class EveryReadIsShown(TestCase):
    @settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(st.tuples(st.integers(0, 1), st.sampled_from(["queue", "open", "answer", "absorb"])), max_size=8))
    def test_each_staff_page_that_showed_something_is_one_line_of_the_feed(self, steps):
        people = [person() for _ in range(2)]
        for number, (browser, _contact) in enumerate(people):
            browser.post("my/readers/complain/", {"text": f"words-of-{number}"})
        complaints = [Complaint.objects.get(person_id=account_of(contact).pk).number for _browser, contact in people]
        officer, _member = staff(StaffMember.Role.DATA_PROTECTION)
        expected = [0, 0]
        for who, step in steps:
            path = f"staff/complaints/{complaints[who]}/"
            if step == "absorb":
                actions.absorb()
                continue
            if step == "answer":
                expected[who] += officer.post(path, {"text": "Answer."}).status_code == 302
                continue
            page = officer.get("staff/complaints/" if step == "queue" else path).content.decode()
            for each in range(2):
                expected[each] += f"words-of-{each}" in page
        for each, (_browser, contact) in enumerate(people):
            feed = queries.readings_of(Person.objects.get(pk=account_of(contact).pk))
            assert len(feed) == expected[each]
            assert [entry.at for entry in feed] == sorted((entry.at for entry in feed), reverse=True)
