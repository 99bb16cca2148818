"""The door: a code to a contact, the code back, and only then is it known whether there is an account.

Sending looks up no account at all, so the answer cannot tell whether one exists, neither by its words nor by its time.
Sign-up and sign-in are the same way up to the moment when the owner of the contact has proven to be its owner.
"""

from __future__ import annotations

import datetime as dt
import secrets
from enum import Enum
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import get_language, gettext

from volens.services.people import codes, limits, post
from volens.services.people.contacts import Reached
from volens.services.people.models import Account, AssistedDraft, Contact, Entry, Member, Person, RecoveryCode
from volens.services.trust import actions as trust
from volens.services.trust import security_log, vault
from volens.services.trust.security_log import Event

CODE_MINUTES = 15
#: After the code was proven: the time to read the words and decide.
DECIDE_MINUTES = 60
TRIES = 5


class Outcome(Enum):
    """What entering a code led to."""

    WRONG = "wrong"
    OVER = "over"  # expired, used up or unknown: ask for a new one
    PROVEN = "proven"


def begin(
    reached: Reached,
    network: str,
    *,
    for_account: Account | None = None,
    opens: Account.Kind = Account.Kind.PERSON,
) -> Entry | None:
    """Send a code to a contact. None when this network address asked far too often.

    A contact that was sent too many codes gets no further one, with the same answer: whoever asks learns nothing.
    """
    if not limits.passes(limits.SEND_PER_NETWORK, network):
        return None
    now = timezone.now()
    code = codes.door_code()
    with transaction.atomic():
        Entry.objects.filter(index=reached.index, proven=False).delete()
        entry = Entry(index=reached.index, day=now.date(), made_at=now, until=now + dt.timedelta(minutes=CODE_MINUTES))
        entry.for_account = for_account
        entry.opens = opens
        entry.code = codes.hashed("door", str(entry.pk), code)
        entry.sealed = vault.day_vault(entry.day).seal_json(f"entry:{entry.pk}", [reached.channel.value, reached.value])
        entry.save(force_insert=True)
        if limits.passes(limits.SEND_PER_CONTACT, reached.index.hex()):
            post.send(
                reached,
                gettext("Your code for Volens"),
                gettext(
                    "Your code is %(code)s. It is valid for %(minutes)d minutes.\n\n"
                    "If you did not ask for it, do nothing: nothing happens without the code. "
                    "Nobody from this office will ever ask you for it."
                )
                % {"code": code, "minutes": CODE_MINUTES},
            )
    return entry


def find(entry: UUID | None) -> Entry | None:
    """The entry of this browser, if it is still good. One query."""
    return Entry.objects.filter(pk=entry, until__gt=timezone.now()).first() if entry else None


def reached(entry: Entry) -> Reached:
    """The contact an entry is about."""
    name = f"{vault.DAY_PREFIX}{entry.day.isoformat()}"
    channel, value = vault.Vault(name).unseal_json(f"entry:{entry.pk}", entry.sealed)
    return Reached(Contact.Channel(channel), value)


def enter_code(entry: Entry, code: str, network: str) -> Outcome:
    """Try a code. Five tries for each code sent, twenty a day for each contact."""
    within = limits.passes(limits.ENTER_PER_NETWORK, network)
    within = limits.passes(limits.ENTER_PER_CONTACT, bytes(entry.index).hex()) and within
    counted = Entry.objects.filter(pk=entry.pk, tries__lt=TRIES, proven=False, until__gt=timezone.now()).update(
        tries=F("tries") + 1
    )
    if not counted or not within:
        limits.wrong_proof(network)
        return Outcome.OVER
    if not codes.same(entry.code, codes.hashed("door", str(entry.pk), code)):
        limits.wrong_proof(network)
        return Outcome.WRONG
    until = timezone.now() + dt.timedelta(minutes=DECIDE_MINUTES)
    if not Entry.objects.filter(pk=entry.pk, proven=False).update(proven=True, until=until):
        return Outcome.OVER
    entry.proven, entry.until = True, until
    return Outcome.PROVEN


def account_of(entry: Entry) -> Account | None:
    """The account behind a proven entry, if there is one. Only whoever proved to own the contact gets here."""
    if not entry.proven:
        return None
    contact = Contact.objects.select_related("account").filter(index=bytes(entry.index)).first()
    return contact.account if contact else None


def draft_of(entry: Entry) -> tuple[AssistedDraft, dict[str, str]] | None:
    """What a counsellor began with the owner of this contact, if anything waits."""
    if not entry.proven:
        return None
    draft = (
        AssistedDraft.objects.select_related("by")
        .filter(index=reached(entry).draft_index, until__gt=timezone.now())
        .first()
    )
    if draft is None or draft.sealed is None:
        return None
    try:
        return draft, vault.of(draft.pk).unseal_json(f"draft:{draft.pk}", draft.sealed)
    except vault.KeyGoneError:  # ended this moment, in another window
        return None


def create_person(entry: Entry, *, keep: dict[str, str] | None = None) -> Account:
    """The person opens their account: the only way a Person comes into being (S1).

    `entry` is the person's own proof that the contact is theirs; `keep` is what they keep of a draft they were shown.
    A second click finds the account of the first.
    """
    if not entry.proven:
        raise PermissionError("An account is opened by its person only, after the code sent to their own contact.")
    contact = reached(entry)
    try:
        with transaction.atomic():
            account = Account.objects.create(kind=Account.Kind.PERSON, language=get_language() or "en")
            opened = vault.create(account.pk)
            person = Person(account=account)
            for field, value in (keep or {}).items():
                setattr(person, field, opened.seal(f"person.{field}", value))
            person.save(force_insert=True)
            add_contact(account, contact, first=True)
            trust.give(account.pk, "account")
            end_drafts(contact)
            return account
    except IntegrityError:
        existing = account_of(entry)
        if existing is None:
            raise
        return existing


def open_member_account(entry: Entry, name_shown: str) -> Account:
    """Someone opens an account to act for an organisation: a name shown and the proven contact, nothing else.

    A second click finds the account of the first. Raises PermissionError without the proof of the contact.
    """
    if not entry.proven or entry.opens != Account.Kind.MEMBER:
        raise PermissionError("An account is opened by its owner only, after the code sent to their own contact.")
    contact = reached(entry)
    try:
        with transaction.atomic():
            account = Account.objects.create(kind=Account.Kind.MEMBER, language=get_language() or "en")
            vault.create(account.pk)
            Member.objects.create(account=account, name_shown=name_shown.strip())
            add_contact(account, contact, first=True)
            return account
    except IntegrityError:
        existing = account_of(entry)
        if existing is None:
            raise
        return existing


def add_contact(account: Account, contact: Reached, *, first: bool) -> Contact:
    """Store a proven contact. Raises IntegrityError when it belongs to an account already."""
    row = Contact(account=account, channel=contact.channel, index=contact.index, first=first)
    row.sealed = vault.of(account.pk).seal_bytes(f"contact.{row.index.hex()}", contact.value.encode())
    row.save(force_insert=True)
    return row


def end_drafts(contact: Reached) -> None:
    """Destroy what counsellors began with this contact. The rows stay until their day and look as before: what is in
    them cannot be opened by anyone any more, and nothing tells them from those nobody answered (S4).
    """
    for draft in AssistedDraft.objects.filter(index=contact.draft_index):
        vault.destroy(draft.pk)
        AssistedDraft.objects.filter(pk=draft.pk).update(index=secrets.token_bytes(32))


def decline(entry: Entry) -> None:
    """The owner of the contact does not want an account: nothing of the entry or of a draft stays."""
    if entry.proven and entry.opens == Account.Kind.PERSON:
        end_drafts(reached(entry))
    Entry.objects.filter(pk=entry.pk).delete()


def may_try_second(account: Account) -> bool:
    """Count a try of the second proof: thirty a day for each account."""
    return limits.passes(limits.SECOND_PER_ACCOUNT, str(account.pk))


def recover(contact: Reached, code: str, network: str) -> Account | None:
    """Sign in with a contact that is lost and a recovery code. The same answer for a wrong contact and a wrong code."""
    within = limits.passes(limits.ENTER_PER_NETWORK, network)
    within = limits.passes(limits.RECOVER_PER_CONTACT, contact.index.hex()) and within
    row = Contact.objects.select_related("account").filter(index=contact.index).first()
    owner = str(row.account_id) if row else "nobody"
    hashed = codes.hashed("recovery", owner, code)
    found = [
        each.pk
        for each in RecoveryCode.objects.filter(account=row.account_id if row else None)
        if codes.same(each.hashed, hashed)
    ]
    if not within or row is None or not found:
        limits.wrong_proof(network)
        return None
    used = RecoveryCode.objects.filter(pk__in=found).delete()[0]
    if used and row.account.kind == Account.Kind.STAFF:
        security_log.tell(Event.STAFF_RECOVERED, network=network, staff=str(row.account.pk))
    return row.account if used else None


def network_of(request_meta: dict[str, str]) -> str:
    """The network address limits count by: the peer's, or what the trusted proxy in front says (behind HTTPS)."""
    forwarded = request_meta.get("HTTP_X_FORWARDED_FOR", "")
    if settings.HTTPS and forwarded:
        return forwarded.rsplit(",", 1)[-1].strip()
    return request_meta.get("REMOTE_ADDR", "")
