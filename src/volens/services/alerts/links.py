"""The links in mails: whoever has one may confirm, change or stop that one search, and nothing else."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.core import signing
from django.urls import reverse

_SALT = "volens.alerts"


def token(search: int, mailbox: UUID | None = None, sought: str = "") -> str:
    """What stands for a search in links.

    With the mailbox and what is sought (`content.fingerprint`) the link leads on to the same search of that mailbox
    when this one became one with it.
    """
    said: dict[str, int | str] = {"search": search}
    if mailbox is not None:
        said |= {"mailbox": mailbox.hex, "sought": sought}
    return signing.Signer(salt=_SALT).sign_object(said)


def search_of(token_: str) -> int | None:
    """The number of the search, None for a link that was not made here."""
    try:
        return int(signing.Signer(salt=_SALT).unsign_object(token_)["search"])
    except (signing.BadSignature, KeyError, ValueError, TypeError):
        return None


def same_as(token_: str) -> tuple[UUID, str] | None:
    """Mailbox and fingerprint of the search; None for a link that does not say, or was not made here."""
    try:
        said = signing.Signer(salt=_SALT).unsign_object(token_)
        return UUID(said["mailbox"]), str(said["sought"])
    except (signing.BadSignature, KeyError, ValueError, TypeError):
        return None


def link(name: str, search: int, mailbox: UUID | None = None, sought: str = "") -> str:
    """The full address of a page about a search, in the active language."""
    return f"{settings.BASE_URL}{reverse(f'alerts:{name}', args=[token(search, mailbox, sought)])}"
