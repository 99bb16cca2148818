"""What may happen once happens once, however many try at the same moment: codes, confirmations, marks of two tabs."""

from __future__ import annotations

import time
from typing import Any

import pytest

from tests.pages import vacancies as world_of_vacancies
from tests.people import made
from tests.people.journey import app_code, fresh_contact
from tests.people.races import at_once, meeting
from volens.services.people import codes, contacts, post
from volens.services.people.actions import drafts, factors
from volens.services.people.actions import entry as door
from volens.services.people.actions.entry import Outcome
from volens.services.people.models import Account, AssistedDraft, Contact, Entry, Person
from volens.services.saved import actions as saved
from volens.services.saved import queries as shelf
from volens.services.saved.actions import Act

pytestmark = pytest.mark.django_db(transaction=True)


def entry_with_code(contact: str) -> tuple[Entry, str]:
    reached = contacts.read(contact)
    entry = door.begin(reached, "192.0.2.1")
    assert entry is not None
    text = post.opened(post.Message.objects.get(index=reached.index))["text"]
    return entry, next(word.strip(".") for word in text.split() if word.strip(".").isdigit() and len(word) >= 6)


def test_a_code_entered_twice_at_once_opens_the_door_once(monkeypatch: pytest.MonkeyPatch) -> None:
    entry, code = entry_with_code(fresh_contact())
    with meeting(monkeypatch, "volens.services.people.codes.same"):
        outcomes = at_once(*[lambda: door.enter_code(entry, code, "192.0.2.1")] * 2)
    assert sorted(each.value for each in outcomes) == ["over", "proven"]


def test_guessing_with_many_hands_gives_no_more_tries() -> None:
    entry, code = entry_with_code(fresh_contact())
    wrong = f"{(int(code) + 1) % 10**6:06d}"
    outcomes = at_once(*[lambda: door.enter_code(entry, wrong, "192.0.2.1")] * 9)
    assert outcomes.count(Outcome.WRONG) <= door.TRIES
    assert Outcome.PROVEN not in outcomes
    assert door.enter_code(entry, code, "192.0.2.1") is Outcome.OVER, "the tries are used up"


def test_a_draft_confirmed_twice_at_once_makes_one_person(monkeypatch: pytest.MonkeyPatch) -> None:
    counsellor, _client = made.make_staff("counsellor")
    contact = fresh_contact()
    drafts.begin(counsellor.staff, contacts.read(contact), {"skills": "sewing"})
    entry = made._proven(contact, Account.Kind.PERSON)
    with meeting(monkeypatch, "volens.services.people.actions.entry.add_contact"):
        outcomes = at_once(*[lambda: door.create_person(entry, keep={"skills": "sewing"})] * 2)
    assert not [each for each in outcomes if isinstance(each, Exception)], outcomes
    assert len({each.pk for each in outcomes}) == 1
    assert Person.objects.count() == 1
    assert Contact.objects.filter(account__kind=Account.Kind.PERSON).count() == 1
    assert not AssistedDraft.objects.filter(index=contacts.read(contact).draft_index).exists()


def test_a_recovery_code_used_twice_at_once_works_once(monkeypatch: pytest.MonkeyPatch) -> None:
    contact = fresh_contact()
    account, _client = made.make_person(contact)
    code = factors.new_recovery_codes(account)[0]
    reached = contacts.read(contact)
    outcomes = at_once(*[lambda: door.recover(reached, code, "192.0.2.1")] * 2)
    assert [each for each in outcomes if each is None] == [None]
    again = factors.new_recovery_codes(account)[0]
    with meeting(monkeypatch, "volens.services.people.codes.same", apart=0.05):
        outcomes = at_once(*[lambda: factors.use_recovery_code(account, again)] * 2)
    assert sorted(outcomes) == [False, True]


def test_a_code_of_the_app_used_twice_at_once_works_once(monkeypatch: pytest.MonkeyPatch) -> None:
    account, _client = made.make_person()
    secret = codes.totp_secret()
    assert factors.add_app(account, secret, app_code(secret, time.time() - codes.STEP))
    code = app_code(secret, time.time())
    with meeting(monkeypatch, "volens.services.people.codes.totp_step"):
        outcomes = at_once(*[lambda: factors.check_app(account, code)] * 2)
    assert sorted(outcomes) == [False, True]


def test_two_tabs_lose_no_mark_of_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    world: dict[str, Any] = world_of_vacancies.world()
    account, _client = made.make_person()
    saved.mark(account.pk, world["chinese"].pk, Act.SAVE)
    with meeting(monkeypatch, "volens.services.saved.shelf._opened", apart=0.1):
        at_once(
            lambda: saved.mark(account.pk, world["worker"].pk, Act.SAVE),
            lambda: saved.mark(account.pk, world["nurse"].pk, Act.HIDE),
        )
    marks = shelf.marks_of(account.pk)
    assert set(marks.by_vacancy) == {world["chinese"].pk, world["worker"].pk, world["nurse"].pk}
