"""The kinds of choice, the words shown for each, and, apart from them, the legal basis the office processes data on.

A choice is what the person said yes to. The legal basis is why the law lets the office process the data at all; it is
never inferred from a choice, and undoing a choice does not need it.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of choice: its code, a short name, the exact words to agree to, and whether it can be undone by itself."""

    code: str
    name: Promise
    words: Promise
    basis: Promise
    #: How it is undone: "undo" by its own button, or the address name of the page that undoes it.
    undo: str = "undo"


KINDS = {
    kind.code: kind
    for kind in (
        Kind(
            "account",
            _("Having an account here"),
            _(
                "I open an account myself and of my own will. I can use every vacancy without it. "
                "I can close it at any time, in one step, and then nothing of it is kept."
            ),
            _("Your request (contract or public task at your request): nobody else can open an account for you."),
            undo="people:close",
        ),
        Kind(
            "second_contact",
            _("A second way to reach me"),
            _("I add a second address or number, only for signing in when I lose the first one."),
            _("Security of your account, at your request."),
            undo="people:security",
        ),
        Kind(
            "document",
            _("Keeping a document"),
            _("I store this document here for myself until the day shown. Nobody sees it unless I share it."),
            _("Your request: storage for you alone."),
            undo="people:documents",
        ),
        Kind(
            "application",
            _("Sending an application"),
            _(
                "I send the following to the employer named here, and only to this employer. It can be read until six "
                "months after the vacancy closes. I can withdraw it at any time, in one step."
            ),
            _("Your request: steps towards an employment contract that you ask for."),
            undo="applications:mine",
        ),
        Kind(
            "notices",
            _("Messages about my account"),
            _("Send me a message when someone has read my data. I can stop this at any time."),
            _("Your consent alone. Nothing depends on it."),
        ),
    )
}
