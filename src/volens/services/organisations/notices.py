"""The short sentences shown after something was done in this room, by the word in the address."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

NOTICES = {
    "created": _("The organisation is here. Next: have it verified, then post a vacancy."),
    "stored": _("The document is stored, sealed with a key of its own. It is not sent yet."),
    "sent": _("Sent. You see below until when it must be decided."),
    "withdrawn": _("Taken back. You can change everything and send it again."),
    "appealed": _("Your appeal is with another reviewer. You see below until when it must be decided."),
    "invited": _("The invitation is on its way. It is good for 14 days."),
    "cancelled": _("The invitation is taken back."),
    "joined": _("Welcome. You are a member now."),
    "declined": _("Declined. Nothing of it is kept."),
    "asked": _("Your request is with the owners of the organisation. They decide."),
    "accepted": _("Accepted. They are a member now."),
    "removed-member": _("Removed. They no longer see anything of the organisation."),
    "role": _("The role is changed."),
    "left": _("You are no longer a member there."),
    "other-account": _(
        "You are signed in with an account for looking for work, or of staff. For an organisation, sign out and use "
        "another e-mail address: the two are kept apart on purpose."
    ),
    "decided": _("Decided. The organisation has been told."),
    "late-colleague": _("A colleague decided this a moment ago. Your decision was not recorded."),
}
