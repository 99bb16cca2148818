"""Messages to people: written sealed into the table, handed over at once if that works, else tried again.

Mail goes through the server named in VOLENS_MAIL; text messages through the class named in VOLENS_SMS (the default
prints to the server's console). Without a mail server on a machine for trials, messages wait on the mailbox page.
"""

from __future__ import annotations

import datetime as dt
import logging
import sys
from typing import Protocol

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.html import escape
from django.utils.module_loading import import_string
from django.utils.translation import gettext, override

from volens.services.people import notifications
from volens.services.people.contacts import Reached
from volens.services.people.models import Account, Contact, Message
from volens.services.trust import queries as trust
from volens.services.trust import vault
from volens.services.trust.reading import Subject
from volens.services.trust.vault import KeyGoneError

log = logging.getLogger("volens.people")

KEEP = dt.timedelta(days=1)
#: Minutes until the next try, by the number of tries so far.
AGAIN = (1, 5, 15, 60, 240)


class TextMessages(Protocol):
    """The port for text messages."""

    def send(self, number: str, text: str) -> None:
        """Hand a text over for a number (E.164). Raises OSError when it was not accepted."""


class ConsoleTextMessages:
    """Prints text messages where the server runs: for trials, and for the operator of a single machine."""

    def send(self, number: str, text: str) -> None:
        """Print."""
        sys.stderr.write(f"--- text message to {number}: {text}\n")


def mailbox_open() -> bool:
    """Whether messages wait on the mailbox page: a machine for trials, without mail server and without HTTPS."""
    return not settings.EMAIL_HOST and not settings.HTTPS


def send(to: Reached, subject: str, text: str) -> None:
    """Write a message and hand it over after the transaction. The sender waits the same whoever it is for."""
    now = timezone.now()
    message = Message(index=to.index, day=now.date(), made_at=now, next_at=now)
    message.sealed = vault.day_vault(now.date()).seal_json(
        f"message:{message.pk}", {"channel": to.channel.value, "to": to.value, "subject": subject, "text": text}
    )
    message.save(force_insert=True)
    transaction.on_commit(lambda: hand_over(message))


def hand_over(message: Message) -> bool:
    """Try to hand a message over; a success deletes it, a failure sets the next try. Whether it went out."""
    if mailbox_open():
        return False
    try:
        told = opened(message)
        _deliver(told)
    except KeyGoneError:
        message.delete()
        return False
    except OSError as error:  # smtplib's errors are OSErrors
        pause = AGAIN[min(message.tries, len(AGAIN) - 1)]
        Message.objects.filter(pk=message.pk).update(
            tries=message.tries + 1, next_at=timezone.now() + dt.timedelta(minutes=pause)
        )
        log.warning("a message was not accepted (%s); next try in %d minutes", type(error).__name__, pause)
        return False
    message.delete()
    return True


def opened(message: Message) -> dict[str, str]:
    """What a waiting message says, and to whom."""
    told: dict[str, str] = vault.Vault(f"{vault.DAY_PREFIX}{message.day.isoformat()}").unseal_json(
        f"message:{message.pk}", message.sealed
    )
    return told


def _deliver(told: dict[str, str]) -> None:
    if told["channel"] == Contact.Channel.PHONE:
        sender: TextMessages = import_string(settings.TEXT_MESSAGES)()
        sender.send(told["to"], told["text"])
        return
    mail = EmailMultiAlternatives(told["subject"], told["text"], settings.DEFAULT_FROM_EMAIL, [told["to"]])
    paragraphs = "".join(f"<p>{escape(part)}</p>".replace("\n", "<br>") for part in told["text"].split("\n\n"))
    mail.attach_alternative(f"<!doctype html><html><body>{paragraphs}</body></html>", "text/html")
    mail.send()


def waiting(indexes: list[bytes]) -> list[dict[str, str]]:
    """Messages waiting on the mailbox page for these contacts, newest first. One query."""
    if not mailbox_open():
        return []
    return [
        opened(message) | {"at": timezone.localtime(message.made_at).strftime("%H:%M")}
        for message in Message.objects.filter(index__in=indexes, made_at__gt=timezone.now() - KEEP).order_by("-made_at")
    ]


def try_again() -> int:
    """Hand over what is due. Returns how many went out."""
    now = timezone.now()
    unsent = Q(tries__gt=0) | Q(made_at__lt=now - dt.timedelta(minutes=1))  # the second: a stop before the first try
    due = Message.objects.filter(unsent, next_at__lte=now)
    return sum(hand_over(message) for message in due)


def tell_about_reading(person: Subject) -> None:
    """Tell a person who chose so that someone read their data: that it happened, not who or why, in their language."""
    account = Account.objects.get(pk=person.pk)
    if not trust.stands(person.pk, "notices") or notifications.paused(account):
        return
    contact = Contact.objects.filter(account=account, first=True).first()
    if contact is None:
        return
    sealed = vault.of(account.pk).unseal_bytes(f"contact.{bytes(contact.index).hex()}", contact.sealed)
    with override(account.language):
        send(
            Reached(Contact.Channel(contact.channel), sealed.decode()),
            gettext("Someone looked at your data at Volens"),
            gettext("Someone at an office read something of yours. Your page shows who, why and when: %(address)s")
            % {"address": f"{settings.BASE_URL}/"},
        )
