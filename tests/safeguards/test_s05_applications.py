"""S5 in the room of applications: whatever an employer sees of someone is a line of their feed, rows of lists too."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

import volens
from tests.applications.made import make_applicant, make_employer, make_vacancy, received_of
from tests.organisations.made import make_organisation
from volens.services.people.models import Person
from volens.services.trust import actions, journal, queries

ROOM = Path(volens.__file__).parent / "services" / "applications"
EMPLOYERS_SIDE = (
    "received.py",
    "api_received.py",
    "actions/employer.py",
    "actions/time.py",
    "pages/employer.py",
    "actions/telling.py",
)


def test_the_employers_side_has_no_key_of_its_own():
    for name in EMPLOYERS_SIDE:
        tree = ast.parse((ROOM / name).read_text(encoding="utf-8"))
        imported = {
            f"{node.module}.{alias.name}"
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
        }
        assert not [
            each for each in imported if re.search(r"applications\.own|trust\.vault\.(?!KeyGoneError|Vault)", each)
        ]
        assert "vault.of" not in ast.unparse(tree)


def feed(applicant) -> list:
    return queries.readings_of(Person.objects.get(pk=applicant.account.pk))


STEPS = st.lists(
    st.tuples(st.integers(0, 1), st.integers(0, 1), st.sampled_from(["list", "open", "write", "form", "absorb"])),
    max_size=7,
)


class EveryReadIsShown(TestCase):
    @settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
    @given(STEPS)
    def test_each_page_that_showed_something_is_one_line_of_the_feed(self, steps):
        organisation = make_organisation()
        members = [make_employer(organisation), make_employer(organisation, "recruiter", "Zhao Min")]
        people = [make_applicant(name) for name in ("Aygul", "Bolat")]
        vacancy = make_vacancy(organisation)
        rows = [received_of(each.apply(vacancy)) for each in people]
        expected = [0, 0]
        for who, by, step in steps:
            member, row = members[by], rows[who]
            if step == "absorb":
                actions.absorb()
            elif step == "list":
                page = member.list_page()
                expected = [count + (each.number in page) for count, each in zip(expected, rows, strict=True)]
            elif step == "open":
                expected[who] += people_named(member.open(row.pk)) == 1
            elif step == "form":
                expected[who] += row.number in member.get(f"{row.pk}/offer/").content.decode()
            else:
                expected[who] += member.write(row.pk).status_code == 302
        for each, count in zip(people, expected, strict=True):
            told = feed(each)
            assert len(told) == count
            assert all(entry.about in {row.pk for row in rows} for entry in told)
            assert {entry.office for entry in told} <= {organisation.name}


def people_named(page: str) -> int:
    return ("Aygul" in page) + ("Bolat" in page)


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["", "{row}/", "{row}/offer/"])
def test_nothing_is_shown_when_the_journal_cannot_be_written(monkeypatch, path):
    employer, aygul = make_employer(), make_applicant("Aygul")
    row = received_of(aygul.apply(make_vacancy(employer.organisation)))

    def full(*_args):
        raise OSError("No space left on device")

    monkeypatch.setattr(journal, "append_all", full)
    employer.client.raise_request_exception = False
    answer = employer.get(path.format(row=row.pk))
    assert answer.status_code == 500
    assert row.number not in answer.content.decode()
    assert "Aygul" not in answer.content.decode()


@pytest.mark.django_db
def test_the_person_sees_who_in_which_role_and_of_which_organisation_on_the_application_itself():
    employer, aygul = make_employer(name="Zhao Min"), make_applicant("Aygul")
    application = aygul.apply(make_vacancy(employer.organisation))
    assert "Nobody has looked at it yet" in aygul.text(f"applications/{application}/")
    employer.open(received_of(application).pk)
    page = aygul.text(f"applications/{application}/")
    assert f"Zhao Min</span> · {employer.organisation.name}" in page
    assert "(Owner)" in page
    assert "To look at an application you sent" in page
    assert "Zhao Min" in aygul.text("my/readers/")
