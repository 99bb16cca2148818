"""The short sentences shown after something was done, by the word in the address."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

NOTICES = {
    "saved": _("Saved."),
    "welcome": _("Your account is open. Everything here is yours; nobody sees it unless you share it."),
    "own-account": _(
        "This address or number belongs to your own account, and you are signed in there. To act for an organisation, "
        "sign up with another one, such as your address at work."
    ),
    "document": _("The document is stored. Only you can open it."),
    "deleted": _("Deleted."),
    "undone": _("Taken back. It no longer stands."),
    "given": _("Recorded as your choice. You can take it back here at any time."),
    "ended": _("That device is signed out."),
    "contact": _("Done. If the address or number can be used, it is now your second contact."),
    "removed": _("Removed."),
    "app": _("The authenticator app is set up."),
    "passkey": _("The passkey is stored."),
    "passkey-failed": _("The passkey could not be stored. Try again, or use an authenticator app."),
    "passkey-unknown": _("This passkey is not known here. Sign in with a code instead."),
    "complained": _("Sent. You see below until when it must be answered."),
    "staff": _("Add an authenticator app or a passkey first. Staff pages open after that."),
    "right-given": _("The right is given. The data protection officer and the auditor see it."),
    "right-ended": _("The right has ended."),
    "drafted": _("The message is on its way. You will not learn whether it is confirmed."),
    "answered": _("The answer is with the person."),
}
