"""What the room of people keeps about a person, told to export, erasure and the daily clock."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from volens.services.people import notifications, profile
from volens.services.people.actions import account as accounts
from volens.services.people.actions import documents, drafts, grants
from volens.services.people.models import (
    Account,
    Attempt,
    Authenticator,
    Device,
    Entry,
    Message,
    Person,
    RecoveryCode,
)
from volens.services.people.post import KEEP
from volens.services.trust import rooms
from volens.services.trust.rooms import Clock, Part
from volens.services.trust.vault import Vault
from volens.services.vacancies import presentation


def export(person: UUID, opened: Vault) -> list[Part]:
    """Profile, contacts, documents, devices."""
    row = Person.objects.select_related("account").get(pk=person)
    told = profile.opened(row, opened)
    stored = documents.listed(person)
    contents = {each.id: documents.content(person, each.id) for each in stored}
    return [
        Part(
            _("My profile"),
            [(str(field.label), told[field.name]) for field in profile.FIELDS if told[field.name]],
            told,
        ),
        _switched_off(row.account),
        _reached(row.account),
        Part(
            _("My documents"),
            [
                (each.name, presentation.listed(each.kind, presentation.day(each.until, presentation.language())))
                for each in stored
            ],
            [
                {"name": each.name, "kind": each.kind, "bytes": each.size, "until": each.until.isoformat()}
                for each in stored
            ],
            {f"{each.id}-{each.name}": found[2] for each in stored if (found := contents[each.id])},
        ),
        _devices_of(person),
    ]


def export_member(account: UUID, _opened: Vault) -> list[Part]:
    """Of someone who acts for organisations: the name shown, contacts, ways to sign in, devices."""
    row = Account.objects.select_related("member").get(pk=account)
    proofs = list(Authenticator.objects.filter(account=row))
    codes = RecoveryCode.objects.filter(account=row).count()
    told = [(str(each.get_kind_display()), presentation.day(each.since, presentation.language())) for each in proofs]
    told += [(_("Recovery codes left"), str(codes))] if codes else []
    language = dict(settings.LANGUAGES).get(row.language, row.language)
    return [
        Part(
            _("My account"),
            [(_("Name shown"), row.member.name_shown), (_("Language of messages"), str(language))],
            {"name_shown": row.member.name_shown, "language": row.language},
        ),
        _switched_off(row),
        _reached(row),
        Part(
            _("Ways to sign in"),
            told,
            {
                "second_proofs": [{"kind": each.kind, "since": each.since.isoformat()} for each in proofs],
                "recovery_codes_left": codes,
            },
        ),
        _devices_of(account),
    ]


def _switched_off(account: Account) -> Part:
    off = notifications.muted(account)
    words = [notifications.label(each) for each in sorted(off)]
    return Part(
        _("Messages I do not want"), [(_("Switched off"), presentation.listed(*words))] if off else [], sorted(off)
    )


def _reached(account: Account) -> Part:
    contacts = accounts.contacts(account)
    return Part(
        _("How I am reached"),
        [(str(each.channel.label), each.shown) for _first, each in contacts],
        [{"channel": each.channel.value, "value": each.value, "first": first} for first, each in contacts],
    )


def _devices_of(account: UUID) -> Part:
    devices = list(Device.objects.filter(account_id=account))
    return Part(
        _("My devices"),
        [
            (each.label or _("Unknown device"), presentation.moment(each.since, presentation.language()))
            for each in devices
        ],
        [{"label": each.label, "since": each.since.isoformat(), "until": each.until.isoformat()} for each in devices],
    )


def erase(person: UUID) -> int:
    """Delete the account and everything that hangs on it."""
    return Account.objects.filter(pk=person).delete()[0]


def _entries(now: dt.datetime) -> int:
    return Entry.objects.filter(until__lt=now).delete()[0]


def _messages(now: dt.datetime) -> int:
    return Message.objects.filter(made_at__lt=now - KEEP).delete()[0]


def _attempts(now: dt.datetime) -> int:
    return Attempt.objects.filter(window__lt=now - dt.timedelta(days=2)).delete()[0]


def _devices(now: dt.datetime) -> int:
    return Device.objects.filter(until__lt=now).delete()[0]


def register() -> None:
    """Tell the registry."""
    rooms.register(
        rooms.Room(
            "people",
            export,
            erase,
            (
                Clock("people.Entry", "15 minutes; 1 hour once the code was entered", "a code that was sent", _entries),
                Clock("people.Message", "until handed over, at most 1 day", "a message on its way", _messages),
                Clock("people.Attempt", "2 days", "limits on codes, under a hash that changes daily", _attempts),
                Clock("people.Device", "12 hours, or 30 days on a device of one's own", "a sign-in", _devices),
                Clock("people.AssistedDraft", "7 days", "sign-up begun with a counsellor", drafts.expire),
                Clock("people.Grant", "2 years", "who could do more than their role, and why", grants.expire),
                Clock(
                    "people.Document", "as its owner chose, at most 2 years", "a person's document", documents.expire
                ),
            ),
            (
                "people.Account",
                "people.Person",
                "people.Member",
                "people.Contact",
                "people.Device",
                "people.Authenticator",
                "people.RecoveryCode",
                "people.Document",
                "people.Entry",
            ),
            export_member=export_member,
        )
    )
