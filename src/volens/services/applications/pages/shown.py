"""What every page of this room shows around its content: how days are written, labels, short sentences."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from volens.services.applications import labels, terms
from volens.services.people import access as people

NOTICES = {
    "sent": _("Sent. The employer can read it now; you see here who does."),
    "draft": _("Saved as a draft. Nothing was sent."),
    "took-back": _("Taken back before anyone had seen it: for the employer it never was. It is a draft again."),
    "withdrawn": _("Withdrawn. The employer can no longer read it and does not learn why."),
    "written": _("Sent."),
    "picked": _("The time is agreed. You can put it into your calendar."),
    "declined": _("Noted for yourself. The employer sees the same as if you had not looked."),
    "reconsidered": _("Open again."),
    "agreed": _(
        "You accepted. The employer learns of it when the time to think again is over; until then you can undo it."
    ),
    "undone": _("Undone. For the employer nothing happened."),
    "accepted": _("Accepted, and the employer knows now."),
    "noted": _("Saved. Nobody else can see it."),
    "hidden": _("Hidden from your list. Nothing else changed."),
    "deleted": _("Deleted."),
    "switched": _("Saved."),
    "too-late": _("This has changed meanwhile. Look at it again."),
    "answered": _("Sent to the applicant."),
    "proposed": _("The times are with the applicant. If one is picked, you see it here."),
    "offered": _("The offer is with the applicant, with its written terms."),
    "refused": _("Your answer is with the applicant."),
}


def hours(span: dt.timedelta) -> int:
    """Whole hours."""
    return int(span.total_seconds() // 3600)


def context(request: HttpRequest, **more: Any) -> dict[str, Any]:
    """The context of a page of a person. What was just done is said by `just_done.page`, never by the address (S4)."""
    return people.context(request, **around(request), **more)


def around(request: HttpRequest) -> dict[str, Any]:  # noqa: ARG001 - the same shape as the other contexts
    """What both sides need."""
    return {
        "zone": settings.TIME_ZONE,
        "mine_label": labels.of_mine,
        "received_label": labels.of_received,
        "author": labels.author,
        "change_words": labels.change_words,
        "terms": labels.TERMS,
        "cooling_hours": hours(terms.cooling()),
        "late_days": terms.LATE_AFTER.days,
        "silent_days": terms.SILENT_AFTER.days,
    }


def notice(request: HttpRequest) -> dict[str, Any]:
    """The sentence after an employer did something, by the word in the address: nothing of it is a secret from them."""
    found = NOTICES.get(request.GET.get("done", ""))
    return {"notice": found} if found else {}
