"""S12: export everything, erase everything; a restored backup does not bring anyone back."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.apps import apps
from django.core import serializers

from tests.people.journey import Browser, account_of, add_app, person, staff
from tests.people.test_own_pages import PDF, SoftKey, add_passkey, upload
from tests.safeguards.approved import joined
from tests.safeguards.model_graph import SHORT_LISTS, tables_of_persons
from volens.services.people.contacts import read
from volens.services.people.models import Account, Person, StaffMember
from volens.services.trust import actions, journal, keys, queries, rooms
from volens.services.trust.models import Complaint
from volens.services.trust.vault import KeyGoneError

pytestmark = pytest.mark.django_db


def full_life() -> tuple[Browser, str]:
    """Someone who used everything there is."""
    browser, contact = person()
    browser.post("my/profile/", {"chosen_name": "Aygul-name", "skills": "Aygul-skills", "accommodation_needs": "ramp"})
    upload(browser, PDF)
    add_app(browser)
    add_passkey(browser, SoftKey())
    browser.post("my/choices/notices/")
    browser.post("my/security/contact/", {"contact": "+8613800138000"})
    browser.post("sign-in/code/", {"code": browser.mailed_code()})
    browser.post("my/readers/complain/", {"text": "Aygul-complaint"})
    officer, _member = staff(StaffMember.Role.DATA_PROTECTION)
    officer.get(f"staff/complaints/{Complaint.objects.latest('number').number}/")
    actions.absorb()
    Browser().ask_code(contact)  # a code is on its way to them
    return browser, contact


def traces(account: Account, contacts: list[str]) -> list[bytes]:
    """Everything that would lead to the person: names, words, numbers, indexes."""
    subject = Person.objects.get(pk=account.pk)
    said = ["Aygul", *contacts, str(account.pk), account.pk.hex, str(subject.journal_tag), subject.journal_tag.hex]
    indexes = [read(each).index for each in contacts]
    return [each.encode() for each in said] + indexes + [each.hex().encode() for each in indexes] + [account.pk.bytes]


def everything_in_the_tables() -> bytes:
    """All values of all rows of all tables, as bytes."""
    parts = []
    for model in apps.get_models(include_auto_created=True):
        if model._meta.app_label not in {"people", "trust"}:
            continue
        for row in model.objects.values_list():
            parts += [bytes(each) if isinstance(each, bytes | memoryview) else str(each).encode() for each in row]
    return b"\n".join(parts)


def test_after_closing_no_row_key_or_index_resolves_to_the_person(data_dir: Path):
    browser, contact = full_life()
    account = account_of(contact)
    marks = traces(account, [contact, "+8613800138000"])
    found = everything_in_the_tables()
    assert sum(mark in found for mark in marks) >= 4, "the search for traces finds them while they are there"
    assert b"Aygul" not in found, "nothing personal was ever stored in the clear"
    key = str(account.pk)
    assert key in keys.service().names()
    browser.post("my/close/", {"agree": "1"})
    left = everything_in_the_tables()
    assert not [mark for mark in marks if mark in left]
    assert key not in keys.service().names()
    with pytest.raises(KeyGoneError):
        keys.service().key(key)
    assert key.encode() not in (data_dir / "keys" / "keys.sqlite3").read_bytes(), "overwritten, not only unlinked"
    in_journal = (data_dir / "journal" / journal.ERASURES).read_bytes()
    assert not [mark for mark in marks if mark in in_journal]


def test_from_outside_a_closed_account_never_was():
    browser, contact = person()
    browser.post("my/close/", {"agree": "1"})
    assert browser.get("my/").status_code == 302
    other = Browser()
    assert other.prove_contact(contact).headers["Location"].endswith("/sign-up/confirm/"), "as for anyone new"


def test_closing_needs_the_tick_and_recent_proof():
    browser, contact = person()
    assert browser.post("my/close/", {}).status_code == 422
    assert account_of(contact)


def test_every_table_of_persons_is_erased_by_a_room():
    erased = {label for room in rooms.all_rooms() for label in room.tables}
    persons = set(tables_of_persons())
    assert persons <= erased
    assert erased - persons <= set(SHORT_LISTS)


def test_a_restored_backup_brings_nobody_back():
    browser, contact = full_life()
    account = account_of(contact)
    stays, other = person()
    models = [model for label in ("people", "trust") for model in apps.get_app_config(label).get_models()]
    actions.replay_erasures()
    backup = serializers.serialize("json", [row for model in models for row in model.objects.all()])
    browser.post("my/close/", {"agree": "1"})
    for row in serializers.deserialize("json", backup):  # the older database comes back
        row.save()
    assert Account.objects.filter(pk=account.pk).exists()
    with pytest.raises(KeyGoneError):
        queries.export(Person.objects.get(pk=account.pk))
    assert actions.replay_erasures() == 1
    assert not Account.objects.filter(pk=account.pk).exists()
    assert actions.replay_erasures() == 0
    assert stays.get("my/").status_code == 200
    assert account_of(other)


def test_a_stop_in_the_middle_of_leaving_is_finished_at_the_next_start(monkeypatch):
    browser, contact = person()
    account = account_of(contact)

    def stopped(*_args):
        raise RuntimeError("the machine stopped")

    room = rooms.all_rooms()[0]
    with monkeypatch.context() as patched:
        patched.setitem(rooms._rooms, room.name, rooms.Room(room.name, room.export, stopped, room.clocks, room.tables))
        with pytest.raises(RuntimeError):
            browser.post("my/close/", {"agree": "1"})
    assert Account.objects.filter(pk=account.pk).exists()
    assert actions.replay_erasures() == 1
    assert not Account.objects.filter(pk=account.pk).exists()
    assert str(account.pk) not in keys.service().names()


def test_a_restored_key_store_alone_brings_nobody_back(data_dir: Path):
    browser, contact = full_life()
    folder = data_dir / "keys" / "keys.sqlite3"
    backup, marks = folder.read_bytes(), traces(account_of(contact), [contact])
    browser.post("my/close/", {"agree": "1"})
    folder.write_bytes(backup)
    assert not [mark for mark in marks if mark in everything_in_the_tables()]


def test_the_export_names_every_room():
    _browser, contact = full_life()
    parts = queries.export(Person.objects.get(pk=account_of(contact).pk))
    assert {str(part.heading) for part in parts} == joined("exports")
    lived = {"My profile", "How I am reached", "My documents", "My devices", "My choices"}
    lived |= {"Who looked at my data", "My complaints"}
    assert all(part.data for part in parts if str(part.heading) in lived)
