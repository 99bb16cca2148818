"""Accounts for tests that begin with someone who is signed in already: quick, and through the rooms' own actions.

For what happens at the door itself, use `tests.people.journey`, which goes through the pages.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
import time

from django.test import Client
from django.utils import timezone

from tests.people.journey import fresh_contact
from volens.services.people import codes, contacts, sessions
from volens.services.people.actions import account as accounts
from volens.services.people.actions import entry as door
from volens.services.people.actions import factors
from volens.services.people.actions import profile as profiles
from volens.services.people.models import Account, Device, Entry, StaffMember
from volens.services.trust import vault


def make_person(contact: str = "", **profile: str) -> tuple[Account, Client]:
    """A person with an account, signed in: `make_person(chosen_name="Aygul", skills="welding")`."""
    account = door.create_person(_proven(contact, Account.Kind.PERSON))
    if profile:
        profiles.save(account.pk, profile)
    return account, signed_in(account)


def make_member_account(name_shown: str = "Wang Wei", contact: str = "") -> tuple[Account, Client]:
    """Someone who may act for organisations, signed in; of no organisation yet."""
    account = door.open_member_account(_proven(contact, Account.Kind.MEMBER), name_shown)
    return account, signed_in(account)


def make_staff(
    role: StaffMember.Role | str, name: str = "Li Na", office: str = "City office", contact: str = ""
) -> tuple[Account, Client]:
    """A member of staff in a role, with an authenticator app, signed in with it."""
    reached = contacts.read(contact or fresh_contact())
    member = accounts.create_staff(reached, name=name, office=office, role=StaffMember.Role(role))
    secret = codes.totp_secret()
    assert factors.add_app(member.account, secret, _app_code(secret))
    return member.account, signed_in(member.account)


def signed_in(account: Account) -> Client:
    """A browser the account is signed in on, just now; it never idles, so that tests can move the clock."""
    token, now = secrets.token_urlsafe(32), timezone.now()
    Device.objects.create(
        account=account,
        token=hashlib.sha256(token.encode()).digest(),
        label="Chrome, Android",
        since=now,
        until=now + sessions.SHORT,
        proven_at=now,
    )
    client = Client()
    client.cookies[sessions.cookie_name()] = sessions.cookie_value(token, now + dt.timedelta(days=4000))
    return client


def _proven(contact: str, opens: Account.Kind) -> Entry:
    """An entry whose code was entered: the owner of the contact stands at the door."""
    reached, now = contacts.read(contact or fresh_contact()), timezone.now()
    entry = Entry(index=reached.index, day=now.date(), made_at=now, until=now + dt.timedelta(hours=1))
    entry.opens, entry.proven, entry.code = opens, True, b"\0" * 32
    entry.sealed = vault.day_vault(entry.day).seal_json(f"entry:{entry.pk}", [reached.channel.value, reached.value])
    entry.save(force_insert=True)
    return entry


def _app_code(secret: bytes) -> str:
    from cryptography.hazmat.primitives.hashes import SHA1
    from cryptography.hazmat.primitives.twofactor.totp import TOTP

    app = TOTP(secret, 6, SHA1(), codes.STEP, enforce_key_length=False)  # noqa: S303
    return app.generate(int(time.time())).decode()
