"""The short sentences shown after something was done, by the word in the address."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

NOTICES = {
    "saved": _("Saved as a draft. You can go on at any time."),
    "sent": _("Sent in. A reviewer looks at it within 48 hours; below you see why."),
    "unchanged": _("Nothing has changed since you sent it in, so it stays as it is."),
    "published": _("Published. Workers can find it now."),
    "confirmed": _("Thank you. It stays open for another 30 days."),
    "filled": _("Closed as filled. You can undo this for 30 minutes."),
    "withdrawn": _("Taken down. You can undo this for 30 minutes."),
    "undone": _("Undone."),
    "copied": _("This is a copy. Change what is different, then send it in."),
    "discarded": _("The draft is deleted."),
    "kept": _("Your change is given up. The approved version is shown again."),
    "appealed": _("Sent. Another reviewer decides within 48 hours."),
    "uploaded": _("All rows were read. The postings are stored as drafts below."),
    "uploaded-sent": _("All rows were read and sent in. You see below what became of each."),
    "revoked": _("The key no longer works."),
}
