"""Who acts for an organisation: invited, asking, leaving, and what each role opens."""

from __future__ import annotations

import datetime as dt
import re
import threading
import time

import pytest
from django.db import OperationalError, connection, connections
from django.test import Client
from django.utils import timezone

from tests.organisations.journey import DECLARED, add_document, browser_of, make, member
from tests.organisations.made import make_member, make_organisation
from tests.people.journey import Browser, fresh_contact
from tests.people.made import make_member_account, make_person, make_staff
from volens.services.organisations import queries
from volens.services.organisations.actions import joining
from volens.services.organisations.actions import members as actions
from volens.services.organisations.errors import NotAllowedError
from volens.services.organisations.models import Invitation, JoinRequest, Membership, Organisation
from volens.services.people.models import Member

pytestmark = pytest.mark.django_db


def roles(organisation: Organisation) -> dict[str, str]:
    return {each.name_shown: each.role for each in queries.members(organisation.pk)}


def standing(organisation: Organisation, name: str) -> Membership:
    return Membership.objects.get(organisation=organisation, name_shown=name, until__isnull=True)


def invite(owner: Browser, organisation: Organisation, contact: str, role: str = "recruiter"):
    return owner.post(f"organisations/{organisation.pk}/members/invite/", {"contact": contact, "role": role})


def test_someone_new_signs_up_and_makes_an_organisation_in_a_minute():
    browser, contact = Browser(), fresh_contact()
    assert "sign-up/organisation/" in browser.text("organisations/")
    browser.post("sign-up/organisation/", {"contact": contact, "next": "organisations"})
    browser.post("sign-in/code/", {"code": browser.mailed_code()})
    answer = browser.post("sign-up/confirm/", {"name_shown": "Wang Wei"})
    assert answer.headers["Location"] == "/en/organisations/mine/"
    assert "Add my organisation" in browser.text("organisations/mine/")
    organisation = make(browser)
    assert roles(organisation) == {"Wang Wei": "owner"}
    answer = browser.get("organisations/mine/")
    assert answer.headers["Location"].endswith(f"/organisations/{organisation.pk}/"), "straight to the only one"


def test_an_invited_colleague_finds_the_invitation_after_signing_in():
    organisation, contact = make_organisation(), "Colleague@Example.org"
    owner = browser_of(make_member(organisation)[1])
    assert invite(owner, organisation, contact).headers["Location"].endswith("done=invited")
    assert "colleague@example.org" in owner.text(f"organisations/{organisation.pk}/members/")
    stored = Invitation.objects.values().get()
    assert not any(b"colleague" in bytes(value) for value in stored.values() if isinstance(value, bytes))
    colleague = browser_of(make_member_account("Sun Yi", contact)[1])
    letters = colleague.text("mailbox/")
    assert f"{organisation.name} invites you to Volens" in letters
    page = colleague.text("organisations/mine/")
    assert f"{organisation.name} invites you" in page
    address = f"organisations/mine/invitations/{Invitation.objects.get().pk}/"
    stranger = member("Stranger")
    assert stranger.post(address, {"yes": "1"}).status_code == 404, "an invitation is for its contact alone"
    assert colleague.post(address, {"yes": "1"}).headers["Location"].endswith("done=joined")
    assert roles(organisation) == {"Wang Wei": "owner", "Sun Yi": "recruiter"}
    assert colleague.post(address, {"yes": "1"}).status_code == 404, "it is used up"
    assert colleague.get(f"organisations/{organisation.pk}/").status_code == 200


def test_an_invitation_is_declined_taken_back_or_runs_out_without_a_trace():
    organisation = make_organisation()
    owner = browser_of(make_member(organisation)[1])
    account, client = make_member_account("Sun Yi", "sun@example.org")
    colleague = browser_of(client)
    for end in ("decline", "cancel", "over"):
        invite(owner, organisation, "sun@example.org")
        row = Invitation.objects.get()
        if end == "decline":
            answer = colleague.post(f"organisations/mine/invitations/{row.pk}/", {"no": "1"})
            assert answer.headers["Location"].endswith("/organisations/mine/"), "no address says who said no"
            assert "Declined. Nothing of it is kept." in colleague.get("organisations/mine/").content.decode()
            assert "Declined" not in colleague.get("organisations/mine/").content.decode(), "said once"
        elif end == "cancel":
            owner.post(f"organisations/{organisation.pk}/members/invitations/{row.pk}/cancel/")
        else:
            Invitation.objects.update(until=timezone.now() - dt.timedelta(seconds=1))
            assert joining.waiting_for(account) == []
            assert colleague.post(f"organisations/mine/invitations/{row.pk}/", {"yes": "1"}).status_code == 404
            continue
        assert not Invitation.objects.exists(), end
    assert roles(organisation) == {"Wang Wei": "owner"}


def test_inviting_tells_nobody_whether_an_address_has_an_account():
    organisation = make_organisation()
    owner = browser_of(make_member(organisation)[1])
    make_person("worker@example.org")
    make_member_account("Other", "boss@example.org")
    answers = []
    for contact in ("worker@example.org", "boss@example.org", "nobody@example.org"):
        answer = invite(owner, organisation, contact)
        page = owner.text(f"organisations/{organisation.pk}/members/").replace(contact, "X")
        owner.post(f"organisations/{organisation.pk}/members/invitations/{Invitation.objects.get().pk}/cancel/")
        answers.append(
            (answer.status_code, answer.headers["Location"], re.sub(r"[0-9a-f-]{36}|csrf\S+|value=\S+", "", page))
        )
    assert answers[0] == answers[1] == answers[2]


def test_a_worker_never_becomes_a_member_by_an_invitation():
    organisation = make_organisation()
    owner = browser_of(make_member(organisation)[1])
    _account, client = make_person("worker@example.org")
    invite(owner, organisation, "worker@example.org")
    worker = browser_of(client)
    assert worker.get("organisations/mine/").headers["Location"].endswith("?done=other-account")
    assert "the two are kept apart on purpose" in worker.text("organisations/?done=other-account")
    worker.post(f"organisations/mine/invitations/{Invitation.objects.get().pk}/", {"yes": "1"})
    assert roles(organisation) == {"Wang Wei": "owner"}
    assert not Member.objects.filter(account__contacts__index=b"").exists()


def test_someone_asks_to_join_and_an_owner_decides():
    organisation = make_organisation()
    owner = browser_of(make_member(organisation, contact="owner@example.org")[1])
    asking = browser_of(make_member_account("Sun Yi", "sun@example.org")[1])
    values = {"register": "cn-uscc", "registration_number": organisation.registration_number, "words": "From payroll."}
    answer = asking.post("organisations/join/", values)
    assert answer.headers["Location"].endswith("done=asked")
    page = asking.text("organisations/mine/?done=asked")
    assert f"You asked to join {organisation.name}" in page
    assert "Wang Wei" not in page, "who the members are is not shown"
    assert asking.get(f"organisations/{organisation.pk}/").status_code == 404, "not before an owner says yes"
    assert "Someone asks to act for" in owner.text("mailbox/")
    page = owner.text(f"organisations/{organisation.pk}/members/")
    assert "Sun Yi asks to join" in page
    assert "sun@example.org" in page
    assert "From payroll." in page
    row = JoinRequest.objects.get()
    address = f"organisations/{organisation.pk}/members/requests/{row.pk}/"
    recruiter = browser_of(make_member(organisation, "recruiter", "Recruiter")[1])
    assert "sun@example.org" not in recruiter.text(f"organisations/{organisation.pk}/members/")
    assert recruiter.post(address, {"yes": "1", "role": "viewer"}).status_code == 403
    assert owner.post(address, {"yes": "1", "role": "viewer"}).headers["Location"].endswith("done=accepted")
    assert roles(organisation)["Sun Yi"] == "viewer"
    assert "You now act for" in asking.text("mailbox/")


def test_a_declined_request_leaves_nothing_and_can_be_asked_again():
    organisation = make_organisation()
    owner = browser_of(make_member(organisation)[1])
    asking = member("Sun Yi")
    values = {"register": "cn-uscc", "registration_number": organisation.registration_number}
    asking.post("organisations/join/", values)
    asking.post("organisations/join/", values)
    assert JoinRequest.objects.count() == 1
    owner.post(f"organisations/{organisation.pk}/members/requests/{JoinRequest.objects.get().pk}/", {"no": "1"})
    assert not JoinRequest.objects.exists()
    asking.post("organisations/join/", values)
    asking.post(f"organisations/mine/requests/{JoinRequest.objects.get().pk}/")
    assert not JoinRequest.objects.exists()


def test_the_last_owner_stays_until_another_is_made_owner():
    organisation = make_organisation()
    owner = browser_of(make_member(organisation)[1])
    other = browser_of(make_member(organisation, "recruiter", "Sun Yi")[1])
    base = f"organisations/{organisation.pk}"
    mine, theirs = standing(organisation, "Wang Wei"), standing(organisation, "Sun Yi")
    answer = owner.post(f"{base}/leave/")
    assert answer.status_code == 409
    assert "An organisation needs an owner" in answer.content.decode()
    assert owner.post(f"{base}/members/{mine.pk}/role/", {"role": "viewer"}).status_code == 409
    assert owner.post(f"{base}/members/{mine.pk}/remove/").status_code == 409
    assert owner.post(f"{base}/members/{theirs.pk}/role/", {"role": "owner"}).status_code == 302
    assert owner.post(f"{base}/leave/").headers["Location"].endswith("mine/?done=left")
    assert roles(organisation) == {"Sun Yi": "owner"}
    assert owner.get(f"{base}/").status_code == 404
    assert other.get(f"{base}/members/").status_code == 200


def test_a_removed_member_sees_nothing_more_and_is_told():
    organisation = make_organisation()
    owner = browser_of(make_member(organisation)[1])
    gone = browser_of(make_member(organisation, "recruiter", "Sun Yi", "sun@example.org")[1])
    owner.post(f"organisations/{organisation.pk}/members/{standing(organisation, 'Sun Yi').pk}/remove/")
    assert gone.get(f"organisations/{organisation.pk}/").status_code == 404
    assert "You no longer act for" in gone.text("mailbox/")
    assert "sun@example.org" not in owner.text(f"organisations/{organisation.pk}/members/")


def test_a_member_changes_the_name_colleagues_see():
    organisation = make_organisation()
    viewer = browser_of(make_member(organisation, "viewer", "Sun")[1])
    viewer.post(f"organisations/{organisation.pk}/members/name/", {"name_shown": "Sun Yi, payroll"})
    assert roles(organisation) == {"Sun Yi, payroll": "viewer"}
    answer = viewer.post(f"organisations/{organisation.pk}/members/name/", {"name_shown": ""})
    assert answer.status_code == 422


#: What each role may open and do: page or action, owner, recruiter, viewer.
MATRIX = {
    ("get", ""): (200, 200, 200),
    ("get", "members/"): (200, 200, 200),
    ("get", "verification/"): (200, 200, 200),
    ("get", "details/"): (200, 403, 403),
    ("post", "details/"): (422, 403, 403),
    ("post", "members/invite/"): (422, 403, 403),
    ("post", "members/{member}/role/"): (422, 403, 403),
    ("post", "members/{member}/remove/"): (302, 403, 403),
    ("post", "members/invitations/{member}/cancel/"): (302, 403, 403),
    ("post", "members/requests/{member}/"): (404, 403, 403),
    ("post", "members/name/"): (422, 422, 422),
    ("post", "verification/documents/"): (422, 403, 403),
    ("post", "verification/documents/{member}/delete/"): (404, 403, 403),
    ("get", "verification/documents/{member}/"): (404, 403, 403),
    ("post", "verification/send/"): (422, 403, 403),
    ("post", "verification/withdraw/"): (302, 403, 403),
    ("get", "verification/1/appeal/"): (404, 403, 403),
    ("post", "verification/1/appeal/"): (404, 403, 403),
}


@pytest.mark.parametrize("at", range(3), ids=["owner", "recruiter", "viewer"])
def test_each_role_opens_what_the_table_says_and_nothing_else(at):
    organisation = make_organisation()
    make_member(organisation, "owner", "Keeper")
    _account, client = make_member(organisation, ("owner", "recruiter", "viewer")[at], "Actor")
    for (method, path), allowed in MATRIX.items():
        _other, _client = make_member(organisation, "viewer", "Other")
        target = Membership.objects.filter(name_shown="Other", until__isnull=True).latest("since")
        address = f"/en/organisations/{organisation.pk}/{path.format(member=target.pk)}"
        assert getattr(client, method)(address).status_code == allowed[at], (method, path)


def test_the_table_names_every_page_of_an_organisation_of_this_room():
    from volens.services.organisations.urls import ONE, urlpatterns

    pages = {str(each.pattern).removeprefix(ONE) for each in urlpatterns if str(each.pattern).startswith(ONE)}
    named = {re.sub(r"\{member\}", "X", path).replace("/1/", "/X/") for _method, path in MATRIX}
    assert {re.sub(r"<\w+:\w+>", "X", page) for page in pages} - named == {"about/", "leave/"}


def test_to_anyone_else_an_organisation_looks_as_if_it_were_not_there():
    ours, theirs = make_organisation(), make_organisation()
    clients = {
        "member of another": make_member(ours)[1],
        "member of none": make_member_account()[1],
        "person": make_person()[1],
        "reviewer": make_staff("reviewer")[1],
    }
    for name, client in clients.items():
        for method, path in [*MATRIX, ("post", "leave/")]:
            filled = path.format(member=theirs.pk)
            there = getattr(client, method)(f"/en/organisations/{theirs.pk}/{filled}")
            nowhere = getattr(client, method)(f"/en/organisations/{'0' * 8}-0000-4000-8000-{'0' * 12}/{filled}")
            assert there.status_code == nowhere.status_code == 404, (name, method, path)
    for identifier in (theirs.pk, "00000000-0000-4000-8000-000000000000"):
        answer = Client().get(f"/en/organisations/{identifier}/")
        assert answer.headers["Location"] == f"/en/sign-in/?next=organisation:{identifier}"
    assert Membership.objects.filter(organisation=theirs).count() == 0


def test_a_membership_of_one_organisation_is_no_handle_on_anothers_members():
    ours, theirs = make_organisation(), make_organisation()
    owner = browser_of(make_member(ours)[1])
    make_member(theirs, "viewer", "Theirs")
    victim = standing(theirs, "Theirs")
    assert owner.post(f"organisations/{ours.pk}/members/{victim.pk}/remove/").status_code == 404
    assert owner.post(f"organisations/{ours.pk}/members/{victim.pk}/role/", {"role": "owner"}).status_code == 404
    assert standing(theirs, "Theirs").role == "viewer"


def test_a_member_takes_their_data_along_and_leaves_no_row_behind():
    from volens.services.people.actions import account as accounts
    from volens.services.trust import rooms, vault

    organisation = make_organisation()
    account, _client = make_member(organisation, "recruiter", "Sun Yi")
    make_member(organisation, "owner", "Keeper")
    other = make_organisation()
    joining.ask(account, other, "Please.")
    room = next(each for each in rooms.all_rooms() if each.name == "organisations")
    parts = room.export(account.pk, vault.of(account.pk))
    assert organisation.name in str([part.rows for part in parts])
    assert {"Sun Yi", "recruiter"} <= {parts[0].data[0]["name_shown"], parts[0].data[0]["role"]}
    assert parts[1].data[0]["message"] == "Please."
    accounts.close(account)
    assert roles(organisation) == {"Keeper": "owner"}
    assert not JoinRequest.objects.exists()


def test_what_a_member_sent_stays_with_the_organisation_without_the_name():
    from volens.services.organisations.models import Verification
    from volens.services.people.actions import account as accounts

    organisation = make_organisation(verified=False)
    account, client = make_member(organisation, "owner", "Sun Yi")
    owner = browser_of(client)
    add_document(owner, organisation)
    owner.post(f"organisations/{organisation.pk}/verification/send/", DECLARED)
    accounts.close(account)
    assert Verification.objects.get().submitted_by is None


@pytest.mark.django_db(transaction=True)
def test_two_owners_who_remove_each_other_at_once_leave_one_of_them():
    organisation = make_organisation()
    make_member(organisation, "owner", "One")
    make_member(organisation, "owner", "Two")
    one, two = standing(organisation, "One"), standing(organisation, "Two")
    outcomes = at_once(lambda: actions.remove(one, two.pk), lambda: actions.remove(two, one.pk))
    assert sorted(outcomes) == ["NotAllowedError", "done"]
    assert len(roles(organisation)) == 1


@pytest.mark.django_db(transaction=True)
def test_two_owners_who_leave_at_once_leave_one_of_them():
    organisation = make_organisation()
    make_member(organisation, "owner", "One")
    make_member(organisation, "owner", "Two")
    one, two = standing(organisation, "One"), standing(organisation, "Two")
    outcomes = at_once(lambda: actions.leave(one), lambda: actions.leave(two))
    assert sorted(outcomes) == ["NotPossibleError", "done"]
    assert len(roles(organisation)) == 1


def test_an_owner_removed_a_moment_ago_removes_nobody():
    organisation = make_organisation()
    make_member(organisation, "owner", "One")
    make_member(organisation, "owner", "Two")
    one, two = standing(organisation, "One"), standing(organisation, "Two")
    actions.remove(two, one.pk)
    for act in (lambda: actions.remove(one, two.pk), lambda: actions.change_role(one, two.pk, "viewer")):
        with pytest.raises(NotAllowedError):
            act()
    assert roles(organisation) == {"Two": "owner"}


def at_once(*acts) -> list[str]:
    """Run acts at the same moment, each on a connection of its own; what became of each.

    SQLite's database in memory says "locked" at once where one on the disk, and PostgreSQL, wait: it is tried again.
    """
    outcomes: list[str] = []
    begin = threading.Barrier(len(acts))

    def run(act) -> None:
        try:
            begin.wait(10)
            for left in reversed(range(200)):
                try:
                    act()
                    break
                except OperationalError:
                    if not left or connection.vendor != "sqlite":
                        raise
                    time.sleep(0.02)
            outcomes.append("done")
        except Exception as error:  # noqa: BLE001 - its name is what is compared
            outcomes.append(type(error).__name__)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert connection.is_usable()
    return outcomes
