"""Organisations and their members for tests of any room: quick, and in the state asked for."""

from __future__ import annotations

import datetime as dt
from itertools import count

from django.test import Client
from django.utils import timezone

from tests.people.made import make_member_account
from volens.services.organisations import registers
from volens.services.organisations.models import Membership, Organisation
from volens.services.people.models import Account
from volens.services.trust import vault

_numbers = count(1)


def fresh_number() -> str:
    """A sound unified social credit code nobody used yet."""
    stem = f"91350100M{next(_numbers):08d}"
    check = next(letter for letter in registers.USCC_LETTERS if registers._uscc(stem + letter))
    return stem + check


def make_organisation(
    *, verified: bool = True, name: str = "", kind: str = "employer", days: int = 365, **fields: object
) -> Organisation:
    """An organisation; `verified` since yesterday for `days` more days, as if a reviewer had decided so."""
    number, today = fresh_number(), timezone.localdate()
    given: dict[str, object] = {
        "kind": kind,
        "name": name or f"Harbour Bakery {number[-6:]}",
        "register": "cn-uscc",
        "registration_number": number,
        "number_key": registers.key("cn-uscc", number),
        "region": "CN-GD",
        "place": "Shenzhen",
    }
    if verified:
        given |= {
            "state": Organisation.State.VERIFIED,
            "verified_since": today - dt.timedelta(days=1),
            "verified_until": today + dt.timedelta(days=days),
        }
    made = Organisation.objects.create(**(given | fields))
    vault.create(made.pk)
    return made


def make_member(
    organisation: Organisation, role: str = "owner", name: str = "Wang Wei", contact: str = ""
) -> tuple[Account, Client]:
    """An account that acts for the organisation in a role, and a browser it is signed in on."""
    account, client = make_member_account(name, contact)
    Membership.objects.create(account=account, organisation=organisation, role=Membership.Role(role), name_shown=name)
    return account, client
