"""Which messages someone wants: a switch for each kind, and one to pause them all. Codes for signing in always come.

What is switched off is sealed with the account's key: nobody learns from the tables who does not want to hear.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from volens.services.people.models import Account
from volens.services.trust import vault
from volens.services.trust.vault import KeyGoneError

PAUSED = "all"
_PLACE = "account.muted"


class Notification(models.TextChoices):
    """The kinds of message that can be switched off here. Those about a person's applications: in that room."""

    POSTING_NEWS = "posting_news", _("A vacancy of ours was decided, or waits for a yes")
    APPLICANT_NEWS = "applicant_news", _("Applications wait for an answer")
    ORGANISATION_NEWS = "organisation_news", _("News about our organisation: verification, members")


#: The switches each kind of account is shown.
SWITCHES = {
    Account.Kind.PERSON: (),
    Account.Kind.MEMBER: (
        Notification.APPLICANT_NEWS,
        Notification.POSTING_NEWS,
        Notification.ORGANISATION_NEWS,
    ),
    Account.Kind.STAFF: (),
}


def label(word: str) -> str:
    """A kind of message that can be switched off, in words; "all" is every one of them."""
    return str(Notification(word).label) if word in Notification.values else gettext("All messages")


def muted(account: Account) -> frozenset[str]:
    """What the account does not want; "all" among it when everything is paused."""
    if account.muted is None:
        return frozenset()
    try:
        return frozenset(vault.of(account.pk).unseal_json(_PLACE, account.muted))
    except KeyGoneError:
        return frozenset({PAUSED})


def paused(account: Account) -> bool:
    """Whether the account wants no messages at all."""
    return PAUSED in muted(account)


def wants(account: Account, kind: Notification) -> bool:
    """Whether a message of this kind may be sent to the account."""
    off = muted(account)
    return PAUSED not in off and kind.value not in off


def mute(account: Account, off: set[str]) -> None:
    """The owner says what they do not want. Unknown words are refused."""
    unknown = off - {PAUSED, *Notification.values}
    if unknown:
        raise ValueError(f"Not a kind of message: {', '.join(sorted(unknown))}")
    account.muted = vault.of(account.pk).seal_json(_PLACE, sorted(off)) if off else None
    account.save(update_fields=["muted"])
