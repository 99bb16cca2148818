"""Whoever acts for an organisation takes along what is stored about them: to read, and for machines."""

from __future__ import annotations

import json
import re

import pytest
from django.utils import timezone, translation

from tests.applications.made import make_applicant, make_employer, make_vacancy, received_of
from tests.organisations.made import make_member, make_organisation
from tests.people.made import make_staff
from volens.services.organisations.models import Membership, Verification
from volens.services.people import codes
from volens.services.people.actions import factors
from volens.services.people.models import Device
from volens.services.trust import queries, rooms
from volens.services.vacancies.models import Posting
from volens.services.vacancies.posting import acting, tokens

pytestmark = pytest.mark.django_db


def taken(client, form: str = "json", language: str = "en"):
    answer = client.get(f"/{language}/my/export/volens.{form}")
    assert answer.status_code == 200, answer.headers.get("Location")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "no-store" in answer.headers["Cache-Control"]
    return answer.content


def test_a_member_gets_name_role_contact_sessions_and_what_they_did():
    organisation = make_organisation(name="Harbour Bakery")
    account, client = make_member(organisation, "owner", "Wang Wei")
    member = Membership.objects.get(account=account)
    now = timezone.now()
    Verification.objects.create(
        organisation=organisation, submitted_by=member, submitted_at=now, due_on=now.date(), words="See our licence."
    )
    Posting.objects.create(
        organisation=organisation,
        made_by=account.pk,
        made_by_name="Wang Wei",
        made_at=now,
        updated_at=now,
        content={"title": "Baker"},
    )
    tokens.make(acting.member(member), "our program", "post", 30)
    factors.new_recovery_codes(account)
    told = json.loads(taken(client))["parts"]
    assert told["My account"]["name_shown"] == "Wang Wei"
    (reached,) = told["How I am reached"]
    assert "@" in reached["value"]
    assert [each["role"] for each in told["My organisations"]] == ["owner"]
    assert told["My devices"][0]["label"] == "Chrome, Android"
    assert told["Ways to sign in"]["recovery_codes_left"] == codes.RECOVERY_CODES
    assert told["Keys for programs I made"][0]["name"] == "our program"
    assert told["What I did for my organisations"]["submitted"][0]["message"] == "See our licence."
    assert told["Vacancies I wrote"][0]["title"] == "Baker"


def test_to_read_it_is_in_ones_own_language_with_days_in_words():
    account, client = make_member(make_organisation(name="Harbour Bakery"), "recruiter", "Wang Wei")
    words = {}
    for language in ("en", "zh-hans"):
        assert taken(client, "pdf", language).startswith(b"%PDF")
        with translation.override(language):
            words[language] = str([(str(part.heading), part.rows) for part in queries.export_member(account.pk)])
    assert "Wang Wei, Recruiter" in words["en"]
    assert re.search(r"since \d{1,2} [A-Z][a-z]+ 20\d\d", words["en"])
    assert "Recruiter" not in words["zh-hans"]
    assert "Harbour Bakery" in words["zh-hans"]


def test_no_room_tells_a_member_anything_of_an_applicant_or_of_a_colleague():
    employer, aygul = make_employer(name="Wang Wei"), make_applicant("Aygul")
    colleague = make_employer(employer.organisation, "recruiter", "Zhao Min")
    row = received_of(aygul.apply(make_vacancy(employer.organisation), note="For you only."))
    employer.open(row.pk)
    employer.write(row.pk, "We thank you.")
    for form in ("json", "zip"):
        told = taken(employer.client, form).decode("utf-8", "replace")
        for mark in ("Aygul", "For you only", "We thank you", row.number, "Zhao Min", str(colleague.account.pk)):
            assert mark not in told


def test_only_ones_own_and_only_right_after_proving_who_one_is():
    _account, client = make_member(make_organisation(), "owner", "Wang Wei")
    Device.objects.update(proven_at="2026-01-01T00:00:00Z")
    answer = client.get("/en/my/export/volens.json")
    assert "/prove/" in answer.headers["Location"]
    assert "next=export" in answer.headers["Location"]
    _staff, office = make_staff("reviewer")
    assert office.get("/en/my/export/volens.json").status_code == 302


def test_the_page_is_in_the_members_menu_and_names_what_is_elsewhere():
    _account, client = make_member(make_organisation(), "owner", "Wang Wei")
    assert "/my/export/" in client.get("/en/member/").content.decode()
    page = client.get("/en/my/export/").content.decode()
    assert "are in their records" in page
    assert "Correct my name" in page
    assert "volens.zip" not in page


def test_every_table_that_names_a_member_is_in_some_rooms_export():
    """A room that keeps an account's identifier tells it: found through the model graph, not through a list."""
    from django.apps import apps

    from volens.services.people.models import Account

    naming = {
        model._meta.app_label
        for model in apps.get_models()
        for each in model._meta.fields
        if each.name == "made_by" or (each.is_relation and each.related_model in {Account, Membership})
        if model.__module__.startswith("volens.services.")
    }
    told = {room.name for room in rooms.all_rooms() if room.export_member is not rooms.nothing}
    persons_only = {"saved", "alerts", "trust", "applications"}
    assert naming - persons_only <= told, naming
