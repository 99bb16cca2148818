"""Everything that changes saved searches: save, confirm, change, stop, and sending what rang."""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections.abc import Iterable
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext, override

from volens.services.alerts import content, links, mails, matching, pace
from volens.services.alerts.content import Content
from volens.services.alerts.models import Mailbox, Ring, SavedSearch
from volens.services.people import limits, post
from volens.services.people.contacts import Reached
from volens.services.people.limits import Limit
from volens.services.people.models import Person
from volens.services.trust import vault

log = logging.getLogger("volens.alerts")

#: More than a person can follow; keeps one address from filling the table.
MOST = 30
PER_CONTACT = Limit("alerts per contact", 10, 60 * 24)
PER_NETWORK = Limit("alerts from network", 200, 60)
#: A mail is handed over within this time, or not at all. Longer than the mail server may take (EMAIL_TIMEOUT, 15 s).
HOLD = dt.timedelta(seconds=45)
#: After a mail was not accepted.
AGAIN = dt.timedelta(minutes=5)
_NEEDED = dt.timedelta(seconds=20)


def save_for_person(person: UUID, asked: Content, wanted: SavedSearch.Pace) -> tuple[SavedSearch, bool]:
    """Save a search on the person's own list, and whether it is a new one. It rings from now on.

    One that is on the list already stays one, so that nothing is told twice: it rings as often as chosen now, also
    when it was paused. Raises ValidationError beyond `MOST`.
    """
    own = vault.of(person)
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person)  # a double click: one after the other
        before = list(SavedSearch.objects.filter(person_id=person))
        if same := _same(before, asked):
            change(same[0].pk, wanted=wanted, paused=False if same[0].paused else None)
            return same[0], False
        if len(before) >= MOST:
            raise ValidationError(gettext("You have 30 saved searches. Stop one of them first."))
        sealed = content.sealed(own, asked)
        return _made(SavedSearch(person_id=person, sealed=sealed, pace=wanted, confirmed=True)), True


def _same(searches: Iterable[SavedSearch], asked: Content) -> list[SavedSearch]:
    """Those that look for exactly this, in whatever language they write."""
    return [each for each in searches if content.opened(each).address == asked.address]


def ask_by_mail(reached: Reached, asked: Content, wanted: SavedSearch.Pace, network: str) -> bool:
    """Save a search for an address without an account, and write to it: nothing rings before its owner confirms.

    The same for every address, known or not. False when this network asked far too often.
    """
    if not limits.passes(PER_NETWORK, network):
        return False
    if not limits.passes(PER_CONTACT, reached.index.hex()):
        return True
    with transaction.atomic():
        mailbox = _mailbox(reached)
        own = vault.of(mailbox.pk)
        if mailbox.searches.count() >= MOST:
            return True
        search = _made(SavedSearch(mailbox=mailbox, sealed=content.sealed(own, asked), pace=wanted))
        subject, text = mails.please_confirm(asked, search)
        post.send(reached, subject, text)
    return True


def _made(search: SavedSearch) -> SavedSearch:
    search.made_at = timezone.now()
    at_once = search.pace == SavedSearch.Pace.AT_ONCE
    search.next_at = search.made_at if at_once else pace.next_mail(search.pace, search.made_at)
    search.save(force_insert=True)
    matching.note_change(search.pk)
    return search


def _mailbox(reached: Reached) -> Mailbox:
    """The mailbox of an address, made if there is none."""
    index = vault.blind("alerts mailbox", reached.value)
    found = Mailbox.objects.filter(index=index).first()
    if found is not None:
        return found
    mailbox = Mailbox(index=index)
    mailbox.sealed = vault.create(mailbox.pk).seal_bytes(content.ADDRESS, reached.value.encode())
    try:
        with transaction.atomic():
            mailbox.save(force_insert=True)
    except IntegrityError:  # made this very moment
        vault.destroy(mailbox.pk)
        return Mailbox.objects.get(index=index)
    return mailbox


def confirm(search: int) -> SavedSearch | None:
    """The owner of the address says yes. Returns the search that rings from now on, None when it is gone.

    The same search of the same address stays one, whichever was asked for first: the one that was confirmed before is
    kept, with what waits for it and with the links in its mails, and rings as often as chosen now. A second yes
    changes nothing.
    """
    with transaction.atomic():
        _lock_mailbox(search)
        found = SavedSearch.objects.filter(pk=search).first()
        if found is None or found.confirmed:
            return found
        others = SavedSearch.objects.filter(mailbox_id=content.owner(found), confirmed=True).order_by("pk")
        if same := _same(others, content.opened(found)):
            kept = same[0]
            change(kept.pk, wanted=SavedSearch.Pace(found.pace), paused=False if kept.paused else None)
            SavedSearch.objects.filter(pk=kept.pk).update(made_at=found.made_at)  # its two years begin anew
            found.delete()
            matching.note_change(search)
            kept.refresh_from_db()
            return kept
        found.confirmed = True
        found.save(update_fields=["confirmed"])
        matching.note_change(search)
    return found


def _lock_mailbox(search: int) -> None:
    """Lock the mailbox of a search, if it has one; on SQLite the transaction is the only writer already."""
    list(Mailbox.objects.select_for_update(of=("self",)).filter(searches=search))


def change(search: int, *, wanted: SavedSearch.Pace | None = None, paused: bool | None = None) -> bool:
    """The owner changes how often it rings, or pauses it. What waited while it was paused is not told."""
    now = timezone.now()
    with transaction.atomic():
        rows = SavedSearch.objects.filter(pk=search)
        changed = 0
        if wanted is not None:
            at = now if wanted == SavedSearch.Pace.AT_ONCE else pace.next_mail(wanted, now)
            changed += rows.update(pace=wanted, next_at=at)
        if paused is not None:
            changed += rows.update(paused=paused)
            Ring.objects.filter(search_id=search).delete()
        matching.note_change(search)
    if paused:
        _wait_for_mail(search)
    return bool(changed)


def stop(search: int) -> None:
    """No further mail, and nothing kept of the search. When this returns no mail of it can be handed over any more."""
    if not SavedSearch.objects.filter(pk=search).update(paused=True):
        return
    _wait_for_mail(search)
    with transaction.atomic():
        _lock_mailbox(search)
        found = SavedSearch.objects.filter(pk=search).first()
        if found is None:
            return
        found.delete()
        matching.note_change(search)
        mailbox = found.mailbox_id
        if mailbox is not None and SavedSearch.objects.filter(mailbox_id=mailbox).exists():
            mailbox = None
        if mailbox is not None:
            Mailbox.objects.filter(pk=mailbox).delete()
    if mailbox is not None:
        vault.destroy(mailbox)


def _wait_for_mail(search: int) -> None:
    """Wait for a mail that is being handed over at this moment: it was on its way before the stop."""
    held = SavedSearch.objects.filter(pk=search, holder__isnull=False)
    while held.filter(held_until__gt=timezone.now()).exists():
        time.sleep(0.05)


# Sending


def send_due(now: dt.datetime | None = None, *, most: int = 500) -> int:
    """Send the mails whose time has come. Returns how many went out. Safe in several processes at once."""
    now = now or timezone.now()
    due = SavedSearch.objects.filter(
        Exists(Ring.objects.filter(search_id=OuterRef("pk"))), confirmed=True, paused=False, next_at__lte=now
    ).order_by("next_at", "pk")
    return sum(_send(number) for number in list(due.values_list("pk", flat=True)[:most]))


def _send(number: int) -> bool:
    """Send one mail, while nobody else does, and only if its search still rings when the mail server is called."""
    now, holder = timezone.now(), uuid4()
    free = Q(holder__isnull=True) | Q(held_until__lte=now)
    mine = SavedSearch.objects.filter(free, pk=number, confirmed=True, paused=False, next_at__lte=now)
    if not mine.update(holder=holder, held_until=now + HOLD):
        return False
    held = SavedSearch.objects.filter(pk=number, holder=holder)
    search = held.select_related("person__account", "mailbox").first()
    if search is None:
        return False
    rings = list(Ring.objects.filter(search_id=number).order_by("pk").values_list("pk", "vacancy_id"))
    next_at, sent, done = pace.next_mail(search.pace, now), False, rings
    try:
        found = content.opened(search)
        with override(found.language):
            mail = mails.written(search, found, [vacancy for _, vacancy in rings])
            still = held.filter(paused=False, confirmed=True, held_until__gt=timezone.now() + _NEEDED)
            if mail is not None and still.exists():
                mails.hand_over(mail, links.link("stop", number))
                sent = True
    except OSError as error:  # smtplib's errors are OSErrors
        log.warning("a mail of a saved search was not accepted (%s)", type(error).__name__)
        next_at, done = now + AGAIN, []
    except vault.KeyGoneError:  # the owner has just left
        done = []
    finally:
        with transaction.atomic():
            Ring.objects.filter(pk__in=[ring for ring, _ in done]).delete()
            held.update(holder=None, held_until=None, next_at=next_at)
    return sent
