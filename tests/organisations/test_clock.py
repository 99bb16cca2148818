"""What happens by itself: reminders, the last day, throwing away; and the operator's command."""

from __future__ import annotations

import datetime as dt
import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from tests.organisations.journey import add_document, browser_of, make, member, submit
from tests.organisations.made import make_member, make_organisation
from tests.people.made import make_member_account, make_staff
from volens.services.organisations import kept, queries
from volens.services.organisations.actions import clock
from volens.services.organisations.models import Evidence, Invitation, Membership, Organisation, Verification
from volens.services.people.contacts import read
from volens.services.people.models import Message
from volens.services.people.post import opened
from volens.services.trust import keys

pytestmark = pytest.mark.django_db


def run(*arguments: str, **options: object) -> str:
    out = io.StringIO()
    call_command(*arguments, stdout=out, **options)
    return out.getvalue()


def test_owners_are_reminded_thirty_and_seven_days_before_the_end_once_each():
    organisation = make_organisation(days=31)
    make_member(organisation, contact="owner@example.org")
    make_member(organisation, "recruiter", contact="recruiter@example.org")
    now = timezone.now()
    told = []
    for gone in range(34):
        before = Message.objects.filter(index=read("owner@example.org").index).count()
        clock.lapse(now + dt.timedelta(days=gone))
        clock.remind(now + dt.timedelta(days=gone))
        if Message.objects.filter(index=read("owner@example.org").index).count() > before:
            told.append(gone)
    assert told == [1, 24, 32], "30 days before, 7 days before, and on the day after the last"
    texts = [opened(message)["text"] for message in Message.objects.filter(index=read("owner@example.org").index)]
    assert all("/en/organisations/mine/" in text for text in texts), "the letter leads to where it can be put right"
    assert not Message.objects.filter(index=read("recruiter@example.org").index).exists()


def test_a_machine_that_slept_reminds_once_not_twice():
    make_member(make_organisation(days=5))
    assert clock.remind(timezone.now()) == 1
    assert clock.remind(timezone.now()) == 0


def test_nobody_is_reminded_while_a_renewal_is_with_a_reviewer():
    organisation = make_organisation(days=20)
    owner = browser_of(make_member(organisation)[1])
    submit(owner, organisation)
    assert clock.remind(timezone.now()) == 0


def test_a_verification_ends_after_its_last_day():
    organisation, other = make_organisation(days=3), make_organisation(days=3)
    make_member(organisation, contact="owner@example.org")
    submit(browser_of(make_member(other)[1]), other)
    now = timezone.now()
    assert clock.lapse(now + dt.timedelta(days=3)) == 0
    assert clock.lapse(now + dt.timedelta(days=4)) == 2
    assert clock.lapse(now + dt.timedelta(days=4)) == 0
    organisation.refresh_from_db()
    other.refresh_from_db()
    assert (organisation.state, other.state) == ("lapsed", "submitted")
    assert not queries.is_verified(organisation)


def test_the_daily_command_does_it():
    organisation = make_organisation(days=0)
    Organisation.objects.update(verified_until=timezone.localdate() - dt.timedelta(days=1))
    assert "verifications that ended: 1 done" in run("daily")
    organisation.refresh_from_db()
    assert organisation.state == "lapsed"


def test_what_nobody_needs_is_thrown_away_and_the_rest_stays():
    owner = member()
    organisation = make(owner)
    add_document(owner, organisation)
    sent = make(owner, name="Sent")
    case = submit(owner, sent)
    now, day = timezone.now(), dt.timedelta(days=1)
    assert kept._evidence(now + 29 * day) == 0
    assert kept._evidence(now + 31 * day) == 1
    assert Evidence.objects.get().verification == case, "an open case keeps its documents"
    Verification.objects.update(outcome="verified", decided_at=now)
    assert kept._evidence(now + 179 * day) == 0
    assert kept._evidence(now + 181 * day) == 1
    assert kept._abandoned(now + 364 * day) == 0
    Organisation.objects.filter(pk=sent.pk).update(state="verified", verified_since=now, verified_until=now)
    assert kept._abandoned(now + 366 * day) == 1
    assert [each.name for each in Organisation.objects.all()] == ["Sent"]
    assert str(organisation.pk) not in keys.service().names()
    assert str(sent.pk) in keys.service().names()


def test_ended_memberships_and_invitations_are_thrown_away():
    organisation = make_organisation()
    owner = browser_of(make_member(organisation)[1])
    owner.post(f"organisations/{organisation.pk}/members/invite/", {"contact": "a@example.org", "role": "viewer"})
    make_member(organisation, "viewer", "Gone")
    now, day = timezone.now(), dt.timedelta(days=1)
    Membership.objects.filter(name_shown="Gone").update(until=now)
    assert kept._memberships(now + 179 * day) == 0
    assert kept._memberships(now + 181 * day) == 1
    assert kept._invitations(now + 13 * day) == 0
    assert kept._invitations(now + 15 * day) == 1
    assert not Invitation.objects.exists()


def test_the_keys_of_organisations_are_no_orphans():
    organisation = make_organisation()
    from volens.services.trust import kept as trust

    assert trust.orphan_keys(timezone.now() + dt.timedelta(days=3)) == 0
    assert str(organisation.pk) in keys.service().names()


def test_on_a_fresh_machine_an_operator_verifies_by_name_and_reason(data_dir: Path):
    owner = member()
    organisation = make(owner)
    listed = run("organisation", "list")
    assert str(organisation.pk) in listed
    assert "unverified" in listed
    for missing in ({"by": " ", "reason": "seen"}, {"by": "Zhao Min", "reason": " "}):
        with pytest.raises(CommandError, match="Say"):
            run("organisation", "verify", str(organisation.pk), "--by", missing["by"], "--reason", missing["reason"])
    said = run("organisation", "verify", str(organisation.pk), "--by", "Zhao Min", "--reason", "I saw the licence.")
    assert "Zhao Min (operator)" in said
    organisation.refresh_from_db()
    assert queries.is_verified(organisation)
    page = owner.text(f"organisations/{organisation.pk}/verification/")
    assert "Zhao Min (operator)" in page
    assert "I saw the licence." in page
    assert json.loads(next((data_dir / "journal").glob("decisions-*")).read_text())["outcome"] == "verified"
    assert "until" in run("organisation", "list", "--state", "verified")
    assert "No organisations." in run("organisation", "list", "--state", "refused")


def test_an_operator_decides_an_open_case_and_ends_a_verification_with_grounds():
    owner = member()
    organisation = make(owner)
    with pytest.raises(CommandError, match="waits"):
        run("organisation", "refuse", str(organisation.pk), "--by", "Z", "--reason", "r", "--ground", "not_active")
    case = submit(owner, organisation)
    run("organisation", "refuse", str(organisation.pk), "--by", "Z", "--reason", "r", "--ground", "not_active")
    case.refresh_from_db()
    assert (case.outcome, case.grounds, case.decided_name) == ("refused", ["not_active"], "Z (operator)")
    with pytest.raises(CommandError, match="not verified"):
        run("organisation", "end", str(organisation.pk), "--by", "Z", "--reason", "r", "--ground", "not_active")
    owner.post(f"organisations/{organisation.pk}/verification/{case.number}/appeal/", {"words": "No."})
    assert "case" in run("organisation", "list", "--state", "submitted")
    with pytest.raises(CommandError, match="no organisation"):
        run("organisation", "verify", "0" * 32, "--by", "Z", "--reason", "r")


def test_an_organisation_that_lost_its_owners_gets_one_by_invitation():
    organisation = make_organisation()
    account, _client = make_member(organisation)
    from volens.services.people.actions import account as accounts

    accounts.close(account)
    assert queries.owners(organisation.pk) == []
    run("organisation", "invite", str(organisation.pk), "new@example.org", "--by", "Zhao Min")
    owner = browser_of(make_member_account("New", "new@example.org")[1])
    owner.post(f"organisations/mine/invitations/{Invitation.objects.get().pk}/", {"yes": "1"})
    assert [each.name_shown for each in queries.owners(organisation.pk)] == ["New"]
    with pytest.raises(CommandError, match="e-mail"):
        run("organisation", "invite", str(organisation.pk), "nonsense", "--by", "Zhao Min")


def test_a_late_case_says_so_to_everyone_it_concerns():
    owner = member()
    organisation = make(owner)
    case = submit(owner, organisation)
    Verification.objects.update(due_on=timezone.localdate() - dt.timedelta(days=1))
    assert "We are late, and sorry" in owner.text(f"organisations/{organisation.pk}/")
    reviewer = browser_of(make_staff("reviewer")[1])
    assert "late" in reviewer.text("staff/organisations/")
    assert "Late: it was due" in reviewer.text(f"staff/organisations/{case.number}/")
