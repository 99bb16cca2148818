"""What the owner of an account does with it: contacts, devices, closing. And how staff is made."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from volens.services.people.actions import entry as door
from volens.services.people.contacts import Reached
from volens.services.people.models import Account, Contact, Device, Entry, Member, Message, StaffMember
from volens.services.trust import actions as trust
from volens.services.trust import vault


def add_second_contact(account: Account, proven: Entry) -> bool:
    """Add a proven contact as the second, replacing an earlier second one.

    When it belongs to another account nothing happens, and the page says the same as when it worked: whoever owns
    both contacts knows, nobody else learns it.
    """
    if not proven.proven or proven.for_account_id != account.pk:
        raise PermissionError("A second contact is added by its owner only, after the code sent to it.")
    contact = door.reached(proven)
    try:
        with transaction.atomic():
            Contact.objects.filter(account=account, first=False).delete()
            door.add_contact(account, contact, first=False)
            if account.kind == Account.Kind.PERSON:
                trust.undo_kind(account.pk, "second_contact")
                trust.give(account.pk, "second_contact")
    except IntegrityError:
        return False
    finally:
        Entry.objects.filter(pk=proven.pk).delete()
    return True


def make_first(account: Account) -> None:
    """The second contact becomes the first, the first the second: the way out when a number is lost."""
    with transaction.atomic():
        rows = list(Contact.objects.filter(account=account))
        if len(rows) != 2:
            return
        sealed = [(row.channel, bytes(row.index), bytes(row.sealed), not row.first) for row in rows]
        Contact.objects.filter(account=account).delete()
        for channel, index, content, first in sealed:
            Contact.objects.create(account=account, channel=channel, index=index, sealed=content, first=first)


def remove_second_contact(account: Account) -> None:
    """Remove the second contact."""
    with transaction.atomic():
        Contact.objects.filter(account=account, first=False).delete()
        if account.kind == Account.Kind.PERSON:
            trust.undo_kind(account.pk, "second_contact")


def contacts(account: Account) -> list[tuple[bool, Reached]]:
    """The account's own contacts, the first one first. One query."""
    opened = vault.of(account.pk)
    return [
        (
            row.first,
            Reached(
                Contact.Channel(row.channel),
                opened.unseal_bytes(f"contact.{bytes(row.index).hex()}", row.sealed).decode(),
            ),
        )
        for row in Contact.objects.filter(account=account)
    ]


def end_device(account: Account, device: UUID) -> None:
    """Sign one of the account's devices out."""
    Device.objects.filter(account=account, pk=device).delete()


def end_other_devices(account: Account, here: Device) -> None:
    """Sign every other device of the account out."""
    Device.objects.filter(account=account).exclude(pk=here.pk).delete()


def close(account: Account) -> None:
    """Leave: everything of the account is gone when this returns, and from outside it never was."""
    own = [reached for _first, reached in contacts(account)]
    indexes = [each.index for each in own]
    Message.objects.filter(index__in=indexes).delete()
    Entry.objects.filter(index__in=indexes).delete()
    for each in own:
        door.end_drafts(each)
    trust.erase(account.pk)


def create_staff(contact: Reached, *, name: str, office: str, role: StaffMember.Role) -> StaffMember:
    """Make an account for a member of staff; they sign in with a code to their contact and then add a second proof.

    Raises IntegrityError when the contact belongs to an account already.
    """
    with transaction.atomic():
        account = Account.objects.create(kind=Account.Kind.STAFF)
        vault.create(account.pk)
        door.add_contact(account, contact, first=True)
        return StaffMember.objects.create(account=account, name_shown=name, office=office, role=role)


def end_staff(contact: Reached) -> bool:
    """End the account of a member of staff: no page opens any more, every device is signed out. What they did stays
    under their name. False when the contact is not one of staff.
    """
    member = StaffMember.objects.filter(account__contacts__index=contact.index).first()
    if member is None:
        return False
    with transaction.atomic():
        StaffMember.objects.filter(pk=member.pk).update(until=timezone.localdate() - dt.timedelta(days=1))
        Device.objects.filter(account_id=member.pk).delete()
    return True


def rename_member(account: Account, name_shown: str) -> None:
    """Someone who acts for an organisation changes the name others see."""
    if account.kind != Account.Kind.MEMBER:
        raise PermissionError("Only an account that acts for an organisation has a name shown of its own.")
    Member.objects.filter(account=account).update(name_shown=name_shown.strip())
