"""S1: only the person creates the person."""

from __future__ import annotations

import ast
import io
import re
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command, get_commands

import volens
from tests.people.journey import Browser, account_of, fresh_contact, staff
from volens.services.people.actions import drafts
from volens.services.people.actions import entry as door
from volens.services.people.models import Account, AssistedDraft, Entry, Person, StaffMember
from volens.services.trust import vault

pytestmark = pytest.mark.django_db
SOURCE = Path(volens.__file__).parent
WRITES = {"create", "bulk_create", "get_or_create", "update_or_create"}
#: The one function in which a person comes into being, and the two calls in it.
ALLOWED = {
    ("services/people/actions/entry.py", "create_person", "Account.objects.create"),
    ("services/people/actions/entry.py", "create_person", "Person"),
}
#: Accounts that are not persons: staff, made by the operator, and who acts for an organisation, by their own proof.
ALLOWED_OTHERS = {
    ("services/people/actions/account.py", "create_staff", "Account.objects.create"),
    ("services/people/actions/entry.py", "open_member_account", "Account.objects.create"),
}


def writes_of_persons() -> set[tuple[str, str, str]]:
    """Every place in the source that makes a row of Person or Account."""
    found = set()
    for path in SOURCE.rglob("*.py"):
        if "migrations" in path.parts:
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for function in [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]:
            for call in [node for node in ast.walk(function) if isinstance(node, ast.Call)]:
                said = ast.unparse(call.func)
                made = said in {"Person", "Account", "models.Person", "models.Account"}
                made = made or (
                    re.fullmatch(
                        r"(.*\.)?(Person|Account|person_model|account_model)\.objects(\.\w+\(.*\))*\.(\w+)", said
                    )
                    is not None
                    and said.rsplit(".", 1)[1] in WRITES
                )
                made = (
                    made
                    or re.search(r"get_model\(['\"]people['\"], ?['\"](Person|Account)['\"]\)\(", ast.unparse(call))
                    is not None
                )
                if made:
                    found.add((path.relative_to(SOURCE).as_posix(), function.name, said))
    return found


def test_a_person_is_made_in_one_function_only():
    assert writes_of_persons() == ALLOWED | ALLOWED_OTHERS


def test_that_function_demands_the_persons_own_proof():
    browser = Browser()
    browser.ask_code(fresh_contact())
    with pytest.raises(PermissionError):
        door.create_person(Entry.objects.get())
    assert not Person.objects.exists()
    assert not Account.objects.exists()


def test_no_command_makes_a_person():
    volens = [name for name, app in get_commands().items() if str(app).startswith("volens")]
    assert {"staff", "daily", "retention", "replay_erasures"} <= set(volens)
    call_command("staff", fresh_contact(), name="A", office="B", role="counsellor", stdout=io.StringIO())
    with pytest.raises(CommandError):
        call_command("staff", fresh_contact(), name="A", office="B", role="person", stdout=io.StringIO())
    assert not Person.objects.exists()


def test_a_counsellors_draft_is_no_person_until_the_person_says_so():
    counsellor, _member = staff(StaffMember.Role.COUNSELLOR)
    contact = fresh_contact()
    counsellor.post("staff/sign-up/", {"contact": contact, "skills": "sewing", "languages": "Uyghur"})
    assert not Person.objects.exists()
    browser = Browser()
    browser.prove_contact(contact)
    assert "sewing" in browser.text("sign-up/confirm/")
    assert not Person.objects.exists()
    browser.post("sign-up/confirm/", {"agree": "1", "keep-skills": "sewing and welding", "keep-risk": "high"})
    page = browser.text("my/profile/")
    assert "sewing and welding" in page
    assert "Uyghur</textarea>" not in page, "what the person emptied is not kept"
    assert account_of(contact).kind == "person"
    with pytest.raises(vault.KeyGoneError):
        vault.of(AssistedDraft.objects.get().pk)


def test_only_counsellors_begin_drafts():
    officer, member = staff(StaffMember.Role.DATA_PROTECTION)
    assert officer.get("staff/sign-up/").status_code == 404
    from volens.services.people import contacts

    with pytest.raises(PermissionError):
        drafts.begin(member, contacts.read(fresh_contact()), {})


def test_a_draft_nobody_confirms_is_gone_after_seven_days():
    from datetime import timedelta

    from django.utils import timezone

    from volens.services.trust import keys

    counsellor, _member = staff(StaffMember.Role.COUNSELLOR)
    contact = fresh_contact()
    counsellor.post("staff/sign-up/", {"contact": contact, "skills": "sewing"})
    draft = AssistedDraft.objects.get()
    assert draft.until - draft.made_at == timedelta(days=7)
    assert drafts.expire(timezone.now() + timedelta(days=6, hours=23)) == 0
    assert drafts.expire(timezone.now() + timedelta(days=7, minutes=1)) == 1
    assert str(draft.pk) not in keys.service().names()
    browser = Browser()
    browser.prove_contact(contact)
    assert "sewing" not in browser.text("sign-up/confirm/")
