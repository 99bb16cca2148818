"""S3: every route as every role: at most one person in an answer, no search by name, no way into another's things."""

from __future__ import annotations

import pytest

from tests.safeguards.world import Someone, addresses, body, every_role, patterns, someone

pytestmark = pytest.mark.django_db
#: Addresses that sign out, leave or delete: visited by the tests of their own.
SKIPPED = ("leave/",)


@pytest.fixture
def persons() -> list[Someone]:
    return [someone(name) for name in ("aygul", "bolat", "chen")]


def merged(persons: list[Someone]) -> dict[str, list[str]]:
    return {name: [value for each in persons for value in each.values[name]] for name in persons[0].values}


def seen_in(text: str, persons: list[Someone]) -> list[str]:
    return [each.contact for each in persons if any(mark in text for mark in each.marks)]


def visit(browser, address: str, **query):
    """The page, the API answer or the file at an address."""
    if address.startswith(("api/", "robots", "sitemap")):
        return browser.client.get(f"/{address}", query)
    return browser.get(address, data=query)


def test_the_crawl_reaches_the_rooms(persons):
    said = addresses(merged(persons))
    assert len(said) > 60
    assert sum("my/" in each for each in said) > 15
    assert {"my/", "staff/complaints/<int:number>/", "my/documents/<uuid:identifier>/"} <= set(patterns())


def test_no_answer_to_anyone_holds_two_persons(persons):
    visited = 0
    for role, browser in {**every_role(), "person": persons[0].browser}.items():
        for address in addresses(merged(persons)):
            if address.endswith(SKIPPED):
                continue
            text = body(visit(browser, address))
            visited += 1
            seen = seen_in(text, persons)
            assert len(seen) <= 1, (role, address, seen)
            if role == "visitor":
                assert not seen, address
            if role == "person":
                assert set(seen) <= {persons[0].contact}, address
            if role in {"counsellor", "reviewer"}:
                assert not seen, (role, address)
    assert visited > 300


@pytest.mark.parametrize("parameters", [["q"], ["name", "search", "text", "contact", "email", "phone", "id"]])
def test_no_page_finds_a_person_by_anything(persons, parameters):
    marks = [*persons[0].marks, str(persons[0].account.pk)]
    for role, browser in every_role().items():
        for address in (
            "vacancies/",
            "staff/",
            "staff/complaints/",
            "staff/sign-up/",
            "my/",
            "sign-in/",
            "api/v1/vacancies",
        ):
            for mark in marks:
                page = body(visit(browser, address, **dict.fromkeys(parameters, mark)))
                others = persons[0].marks - {mark}
                assert not any(other in page for other in others), (role, address, parameters)


def test_an_owners_things_open_for_the_owner_and_for_nobody_else(persons):
    from volens.services.people.models import Document
    from volens.services.trust.models import Choice

    owner, other = persons[0], persons[1]
    document, choice = owner.values["identifier"][0], owner.values["choice"][0]
    assert owner.browser.get(f"my/documents/{document}/").status_code == 200
    for browser in (other.browser, *every_role().values()):
        assert browser.get(f"my/documents/{document}/").status_code in {302, 404}
        browser.post(f"my/documents/{document}/delete/")
        browser.post(f"my/choices/{choice}/undo/")
        browser.post(f"my/security/{document}/remove/")
    assert Document.objects.filter(pk=document).exists()
    assert Choice.objects.get(pk=choice).undone is None


def test_the_queue_of_complaints_holds_numbers_days_and_ages_only(persons):
    page = body(every_role()["data_protection"].get("staff/complaints/"))
    assert not seen_in(page, persons)
    assert not any(str(each.account.pk) in page for each in persons)


def test_no_command_and_no_admin_lists_people(persons, capsys):
    import io

    from django.apps import apps
    from django.core.management import call_command, get_commands

    assert not apps.is_installed("django.contrib.admin")
    out = io.StringIO()
    for name in ("daily", "retention", "replay_erasures"):
        assert name in get_commands()
        call_command(name, stdout=out)
    text = out.getvalue() + "".join(capsys.readouterr())
    assert not seen_in(text, persons)
