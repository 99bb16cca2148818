"""Every address of every room, those of rooms to come included: nobody gets at another's things, by page, file or API;
and however often codes were asked for from a shared address, its people can go on reading.
"""

from __future__ import annotations

import importlib
import itertools
import re
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.db.models import Model
from django.test import Client

from tests.people.made import make_member_account, make_person, make_staff
from tests.safeguards.model_graph import columns, tables_of_persons
from tests.safeguards.world import PLAIN, Someone, body, patterns, someone
from volens.services.people import limits, permissions
from volens.services.people.actions import grants
from volens.services.people.models import Account, Attempt, StaffMember

pytestmark = pytest.mark.django_db
#: Addresses that end the visit of whoever opens them.
LEAVING = ("leave/", "sign-out/")
#: What a form of any room might want: enough for most of them to act, if they let a stranger.
ANYTHING = {"agree": "1", "text": "x", "note": "x", "act": "hide", "code": "000000", "answer": "x", "yes": "1"}


def rows_of(account: Account) -> dict[type[Model], set[Any]]:
    """Every row of every room that leads to this account: found through the model graph, not through a list."""
    models = [apps.get_model(label) for label in tables_of_persons()]
    found: dict[type[Model], set[Any]] = {Account: {account.pk}}
    while True:
        before = sum(map(len, found.values()))
        for model in models:
            for field in columns(model):
                if field.is_relation and field.related_model in found:
                    rows = model._base_manager.filter(**{f"{field.name}__in": found[field.related_model]})
                    found.setdefault(model, set()).update(rows.values_list("pk", flat=True))
        if sum(map(len, found.values())) == before:
            return {model: keys for model, keys in found.items() if keys}


def stored(rows: dict[type[Model], set[Any]]) -> dict[str, list[Any]]:
    """Everything in those rows."""
    return {
        model._meta.label: sorted(map(str, model._base_manager.filter(pk__in=keys).values_list()))
        for model, keys in rows.items()
        if model._meta.label != "people.Device"
    }


def filled(pattern: str, keys: set[Any]) -> list[str]:
    """An address with each of the keys in each place that takes such a key; the rest as in the public world."""
    plain = re.sub(r"\(\?P<(\w+)>[^)]*\)", r"<\1>", pattern).replace("^", "").replace("$", "").replace("\\.", ".")
    holes = re.findall(r"<(?:(\w+):)?(\w+)>", plain)
    uuids, numbers = (sorted({str(key) for key in keys if isinstance(key, kind)}) for kind in (UUID, int))
    choices = [
        [PLAIN[name]] if name in PLAIN and kind != "uuid" and name != "number"
        else uuids if kind == "uuid"
        else numbers if kind == "int"
        else ["x"]
        for kind, name in holes
    ]  # fmt: skip
    made = []
    if len(choices) > 1:  # every pair would be thousands: a few of each
        choices = [each[:3] for each in choices]
    for values in itertools.product(*choices):
        address = plain
        for value in values:
            address = re.sub(r"<(?:\w+:)?\w+>", value, address, count=1)
        made.append(address)
    return made


def at(address: str) -> str:
    return f"/{address}" if address.startswith(("api/", "robots", "sitemap")) else f"/en/{address}"


def owner_with_things() -> Someone:
    """A person who used every room that says how (`tests.<room>.worlds.live`)."""
    owner = someone("aygul")
    for config in apps.get_app_configs():
        if config.name.startswith("volens.services."):
            try:
                room = importlib.import_module(f"tests.{config.label}.worlds")
            except ModuleNotFoundError:
                continue
            getattr(room, "live", lambda _owner: None)(owner)
    return owner


def strangers() -> dict[str, Client]:
    return {
        "visitor": Client(),
        "another person": make_person(chosen_name="Bolat")[1],
        "a member": make_member_account()[1],
        "staff with every right": staff_with_every_right(),
    }


def staff_with_every_right() -> Client:
    """More than anyone in an office may do: a data protection officer with every right that can be given."""
    giver = make_staff(StaffMember.Role.OPERATOR)[0].staff
    account, client = make_staff(StaffMember.Role.DATA_PROTECTION)
    for right in permissions.GRANTABLE:
        if not permissions.may(account.staff, right):
            grants.give(giver, account.staff, right, "to try every door", 1)
    return client


def one_of_each(rows: dict[type[Model], set[Any]]) -> set[Any]:
    """One key of each table: enough to try a door with."""
    return {min(keys, key=str) for keys in rows.values()}


def test_the_graph_finds_what_someone_left_in_every_room():
    rows = rows_of(owner_with_things().account)
    labels = {model._meta.label for model in rows}
    assert {"people.Person", "people.Contact", "people.Document", "trust.Choice", "trust.Complaint"} <= labels
    assert "saved.Shelf" in labels


def test_nobody_gets_at_anothers_things_by_any_address_of_any_room():
    owner = owner_with_things()
    rows = rows_of(owner.account)
    keys = one_of_each(rows)
    before, tried = stored(rows), 0
    for name, client in strangers().items():
        for pattern in patterns():
            if "<" not in pattern or pattern.endswith(LEAVING):
                continue
            for address in filled(pattern, keys):
                tried += 1
                # The data protection officer may open a complaint, by its number: that is what it was written for.
                opens = name == "staff with every right" and pattern.startswith("staff/complaints/")
                answer = client.get(at(address))
                told = body(answer) + str(answer.headers)  # a document's name stands in a header
                seen = [mark for mark in owner.marks if mark in told]
                assert not seen or opens, (name, address, seen)
                if not opens:
                    client.post(at(address), ANYTHING)
    assert tried > 200, tried
    assert stored(rows) == before, "a stranger changed something"


def test_the_same_addresses_do_open_for_their_owner():
    """Else the test above would pass for want of things to find."""
    owner = owner_with_things()
    keys = set().union(*rows_of(owner.account).values())
    answers = [
        owner.browser.client.get(at(address)).status_code
        for pattern in patterns()
        if "<" in pattern
        for address in filled(pattern, keys)
    ]
    assert answers.count(200) >= 3


def test_limits_at_the_door_never_block_reading(monkeypatch):
    for name in [each for each in vars(limits) if isinstance(getattr(limits, each), limits.Limit)]:
        monkeypatch.setattr(limits, name, limits.Limit(name, 0, 60))
    shared = {"REMOTE_ADDR": "203.0.113.9"}
    assert Client(**shared).post("/en/sign-in/", {"contact": "someone@example.org"}).status_code == 429
    counted = Attempt.objects.count()
    visited = 0
    for pattern in patterns():
        for address in filled(pattern, {1}):
            status = Client(**shared).get(at(address)).status_code
            visited += 1
            assert status != 429, address
            assert status != 405 or address.startswith(("api/", "log/cosignatures")), f"{address}: a blank page"
    assert visited > 60
    assert Attempt.objects.count() == counted, "reading a page is not even counted"
