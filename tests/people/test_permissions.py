"""What each role of staff may do: the table, every page of every room against it, and rights given for a while."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from tests.people.journey import fresh_contact
from tests.people.made import make_member_account, make_person, make_staff, signed_in
from tests.safeguards.world import PLAIN
from volens.services.people import contacts, permissions
from volens.services.people.actions import account as accounts
from volens.services.people.actions import grants
from volens.services.people.models import Account, Device, Grant, Right, StaffMember

pytestmark = pytest.mark.django_db
Role = StaffMember.Role

#: The approved table: a change of who may do what is a change of these lines.
APPROVED = """
                      counsellor reviewer data_protection programme_officer operator auditor
staff_page            yes        yes      yes             yes               yes      yes
help_sign_up          yes        -        -               -                 -        -
answer_complaints     -          -        yes             -                 -        -
review_vacancies      -          yes      -               -                 -        -
verify_organisations  -          yes      -               -                 -        -
decide_appeals        -          -        -               yes               -        -
see_service           -          -        -               yes               -        yes
see_rights            -          -        yes             -                 yes      yes
give_rights           -          -        -               -                 yes      -
"""


def approved() -> dict[tuple[str, str], bool]:
    head, *rows = [line.split() for line in APPROVED.strip().splitlines()]
    return {(row[0], role): said == "yes" for row in rows for role, said in zip(head, row[1:], strict=True)}


def test_the_matrix_is_the_approved_one():
    stated = {(right.value, role.value): role in permissions.MATRIX[right] for right in Right for role in Role}
    assert stated == approved()


def staff_routes(resolver: URLResolver | None = None, prefix: str = "") -> dict[str, object]:
    """Every page for staff in every room: under /staff/ by its address, or guarded as one wherever it is."""
    found: dict[str, object] = {}
    for each in (resolver or get_resolver()).url_patterns:
        said = prefix + ("" if type(each.pattern).__name__ == "LocalePrefixPattern" else str(each.pattern))
        if isinstance(each, URLResolver):
            found |= staff_routes(each, said)
        elif isinstance(each, URLPattern) and (said.startswith("staff/") or hasattr(each.callback, "staff_rights")):
            found[said] = each.callback
    return found


def test_every_page_under_staff_is_guarded():
    routes = staff_routes()
    assert len(routes) >= 6
    assert not [address for address, view in routes.items() if not hasattr(view, "staff_rights")]


def filled(address: str) -> str:
    import re

    values = {"uuid": "00000000-0000-4000-8000-000000000000", "int": "1", "slug": "x", "str": "x"}
    plain = re.sub(r"<(?:(\w+):)?(\w+)>", lambda each: PLAIN.get(each[2]) or values.get(each[1] or "str", "x"), address)
    return f"/en/{plain}"


@pytest.mark.parametrize("role", list(Role))
def test_every_staff_page_opens_for_the_roles_of_the_table_and_for_no_other(role):
    _account, client = make_staff(role)
    for address, view in staff_routes().items():
        allowed = role in view.staff_roles or any(role in permissions.MATRIX[right] for right in view.staff_rights)
        for method in ("get", "post"):
            status = getattr(client, method)(filled(address)).status_code
            if not allowed:
                assert status in {404, 405}, (role, method, address, status)
            elif "<" not in address and method == "get":
                assert status in {200, 405}, (role, address, status)


def test_staff_pages_are_not_there_for_anyone_else():
    for name, client in {"person": make_person()[1], "member": make_member_account()[1]}.items():
        for address in staff_routes():
            assert client.get(filled(address)).status_code in {404, 405}, (name, address)
            assert client.post(filled(address)).status_code in {404, 405}, (name, address)


def test_staff_pages_lead_whoever_is_signed_out_to_the_door_and_show_nothing():
    for address in staff_routes():
        for answer in (Client().get(filled(address)), Client().post(filled(address))):
            assert answer.status_code in {302, 405}, address
            if answer.status_code != 405:
                assert answer.headers["Location"].startswith("/en/sign-in/?next="), address
                assert not answer.content, address


@pytest.mark.parametrize("role", list(Role))
def test_no_staff_page_opens_without_a_second_proof(role):
    member = accounts.create_staff(contacts.read(fresh_contact()), name="Li Na", office="City", role=role)
    client = signed_in(member.account)
    for address, view in staff_routes().items():
        if role in view.staff_roles or any(role in permissions.MATRIX[right] for right in view.staff_rights):
            answer = client.get(filled(address))
            assert answer.status_code == 405 or answer.headers["Location"].endswith("/my/security/?done=staff"), address


def operator_and(role: Role) -> tuple[Client, StaffMember, Client]:
    _operator, client = make_staff(Role.OPERATOR, "Zhao Min")
    account, other = make_staff(role, "Sun Yi")
    return client, account.staff, other


def give(client: Client, to: StaffMember, **changed):
    told = {"member": str(to.pk), "right": "answer_complaints", "days": "3", "reason": "stands in for Li Na"}
    return client.post("/en/staff/rights/", told | changed)


def test_a_right_given_for_a_while_opens_its_page_and_ends_by_itself(data_dir):
    client, member, other = operator_and(Role.REVIEWER)
    assert other.get("/en/staff/complaints/").status_code == 404
    assert give(client, member).status_code == 302
    assert other.get("/en/staff/complaints/").status_code == 200
    assert "stands in for Li Na" in other.get("/en/staff/").content.decode()
    assert other.get("/en/staff/rights/").status_code == 404, "no other right comes with it"
    grant = Grant.objects.get()
    assert grant.until - grant.since == dt.timedelta(days=3)
    Grant.objects.update(since=grant.since - dt.timedelta(days=4), until=grant.until - dt.timedelta(days=4))
    assert other.get("/en/staff/complaints/").status_code == 404


def test_those_who_watch_see_every_extra_right_with_its_reason():
    client, member, _other = operator_and(Role.REVIEWER)
    give(client, member)
    for role in (Role.DATA_PROTECTION, Role.AUDITOR):
        page = make_staff(role)[1].get("/en/staff/rights/").content.decode()
        assert "stands in for Li Na" in page
        assert "Sun Yi" in page
        assert "Given by Zhao Min" in page
        assert "Give the right</button>" not in page


def test_a_right_is_in_the_journal_before_it_holds(data_dir, monkeypatch):
    client, member, other = operator_and(Role.REVIEWER)
    give(client, member)
    lines = [
        line
        for path in (data_dir / "journal").glob("*.jsonl")
        for line in path.read_text(encoding="ascii").splitlines()
        if str(Grant.objects.get().pk) in line
    ]
    assert len(lines) == 1
    assert "right-given" in lines[0]
    assert "Sun Yi" not in lines[0]

    def full(*_args):
        raise OSError("No space left on device")

    monkeypatch.setattr("volens.services.trust.journal.append", full)
    client.raise_request_exception = False
    assert give(client, member, right="help_sign_up").status_code == 500
    assert other.get("/en/staff/sign-up/").status_code == 404


def test_a_right_is_ended_by_an_operator_or_given_back():
    client, member, other = operator_and(Role.REVIEWER)
    give(client, member)
    assert client.post(f"/en/staff/rights/{Grant.objects.get().pk}/end/").status_code == 302
    assert other.get("/en/staff/complaints/").status_code == 404
    give(client, member, right="help_sign_up")
    back = Grant.objects.get(ended_at=None)
    _third, stranger = make_staff(Role.COUNSELLOR)
    assert stranger.post(f"/en/staff/rights/{back.pk}/end/").status_code == 404
    assert other.post(f"/en/staff/rights/{back.pk}/end/").headers["Location"] == "/en/staff/?done=right-ended"
    assert other.get("/en/staff/sign-up/").status_code == 404


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"reason": " "}, "Write the reason"),
        ({"right": "give_rights"}, "Select a valid choice"),
        ({"days": "400"}, "Select a valid choice"),
        ({"member": "00000000-0000-4000-8000-000000000000"}, "Choose a colleague"),
        ({"right": "review_vacancies"}, "They have this right already"),
    ],
)
def test_a_wrong_gift_is_refused_in_words(changed, said):
    client, member, _other = operator_and(Role.REVIEWER)
    answer = give(client, member, **changed)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Grant.objects.exists()


def test_nobody_gives_rights_to_themselves_and_only_operators_give():
    _client, member, _other = operator_and(Role.REVIEWER)
    operator = StaffMember.objects.get(role=Role.OPERATOR)
    with pytest.raises(Exception, match="themselves"):
        grants.give(operator, operator, Right.ANSWER_COMPLAINTS, "why not", 1)
    with pytest.raises(PermissionError):
        grants.give(member, operator, Right.ANSWER_COMPLAINTS, "why not", 1)
    now = timezone.now()
    with pytest.raises(IntegrityError, match="grant_not_to_oneself"), transaction.atomic():
        Grant.objects.create(
            member=operator, given_by=operator, right="see_service", reason="x", since=now, until=now + dt.timedelta(1)
        )


def test_giving_needs_a_recent_proof():
    client, member, _other = operator_and(Role.REVIEWER)
    Device.objects.update(proven_at=timezone.now() - dt.timedelta(minutes=31))
    assert give(client, member).headers["Location"] == "/en/my/prove/?next=rights"
    assert not Grant.objects.exists()


def test_someone_who_left_the_office_opens_nothing():
    contact = fresh_contact()
    account, client = make_staff(Role.REVIEWER, contact=contact)
    call_command("staff", contact, end=True)
    assert client.get("/en/staff/").headers["Location"] == "/en/sign-in/?next=staff", "signed out at once"
    assert signed_in(account).get("/en/staff/").status_code == 404
    assert Account.objects.filter(pk=account.pk).exists(), "what they did stays under their name"
    _person, contact_of_person = make_person(), fresh_contact()
    with pytest.raises(CommandError, match="No member of staff"):
        call_command("staff", contact_of_person, end=True)


def test_old_grants_are_deleted_after_two_years():
    client, member, _other = operator_and(Role.REVIEWER)
    give(client, member)
    later = timezone.now() + dt.timedelta(days=3 + 2 * 365)
    assert grants.expire(later - dt.timedelta(hours=1)) == 0
    assert grants.expire(later + dt.timedelta(hours=1)) == 1


@pytest.mark.parametrize("role", list(Role))
def test_each_page_a_role_may_open_is_in_its_menu_once(role):
    _account, client = make_staff(role)
    menu = client.get("/en/staff/").content.decode()
    pages = [each for each in staff_routes() if "<" not in each and each != "staff/"]
    opened = [each for each in pages if client.get(f"/en/{each}").status_code == 200]
    beside = {"staff/organisations/verified/"}  # a second page, linked from the first
    for each in opened:
        if each not in beside:
            assert menu.count(f'class="tile" href="/en/{each}"') == 1, each
