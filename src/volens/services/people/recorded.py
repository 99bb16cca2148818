"""What the record of the office says of a right given to staff, made of its row: when it is given, and at an audit."""

from __future__ import annotations

import datetime as dt
from typing import Any

from volens.services.people.models import Grant
from volens.services.trust.actions import Recorded, register_recorded


def grant(row: Grant, purpose: str) -> dict[str, Any]:
    """A right given, or its end."""
    if purpose == "right-ended":
        return {"grant": str(row.pk), "at": row.ended_at.astimezone(dt.UTC).isoformat() if row.ended_at else ""}
    return {
        "to": str(row.member_id),
        "by": str(row.given_by_id),
        "right": row.right,
        "why": row.reason,
        "until": row.until.astimezone(dt.UTC).isoformat(),
    }


def register() -> None:
    """Tell the room of trust."""
    register_recorded(
        Recorded(
            "people",
            ("right-given", "right-ended"),
            "people.Grant",
            lambda row: str(row.pk),
            lambda about: Grant.objects.filter(pk=about).first(),
            grant,
            lambda: ((row, row.since) for row in Grant.objects.iterator()),
        )
    )
