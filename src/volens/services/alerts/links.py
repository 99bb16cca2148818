"""The links in mails: whoever has one may confirm, change or stop that one search, and nothing else."""

from __future__ import annotations

from django.conf import settings
from django.core import signing
from django.urls import reverse

_SALT = "volens.alerts"


def token(search: int) -> str:
    """What stands for a search in links."""
    return signing.Signer(salt=_SALT).sign_object({"search": search})


def search_of(token_: str) -> int | None:
    """The number of the search, None for a link that was not made here."""
    try:
        return int(signing.Signer(salt=_SALT).unsign_object(token_)["search"])
    except (signing.BadSignature, KeyError, ValueError, TypeError):
        return None


def link(name: str, search: int) -> str:
    """The full address of a page about a search, in the active language."""
    return f"{settings.BASE_URL}{reverse(f'alerts:{name}', args=[token(search)])}"
