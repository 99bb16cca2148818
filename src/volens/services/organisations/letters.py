"""Messages of this room, to owners and to whoever is invited, through the outbox of the room of people."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from volens.services.people import notifications, post
from volens.services.people.actions import account as accounts
from volens.services.people.models import Account
from volens.services.people.notifications import Notification

#: Makes subject and text in the language that is active when it is called.
Letter = Callable[[], tuple[str, str]]


def to_account(account: Account, letter: Letter) -> None:
    """Send a letter to the first contact of an account, unless its owner switched such letters off."""
    if not notifications.wants(account, Notification.ORGANISATION_NEWS):
        return
    first = next((reached for is_first, reached in accounts.contacts(account) if is_first), None)
    if first is None:
        return
    with override(account.language):
        post.send(first, *letter())


def to_accounts(several: Iterable[Account], letter: Letter) -> None:
    """Send a letter to each of several accounts."""
    for account in several:
        to_account(account, letter)


def site() -> str:
    """The address of the first page, in full."""
    return f"{settings.BASE_URL}/"


def own() -> str:
    """The address of one's organisations, in full, in the language of the letter; whoever signs in is led on there."""
    return f"{settings.BASE_URL}{reverse('organisations:mine')}"
