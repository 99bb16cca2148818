"""What the record of the office says of a verification, made of its row: when it is decided, and at an audit."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from volens.services.organisations.models import Verification
from volens.services.trust.actions import Check, Recorded, register_check, register_recorded


def decision(case: Verification, _purpose: str = "") -> dict[str, Any]:
    """A decided verification, as the organisation reads it."""
    return {
        "case": case.number,
        "organisation": str(case.organisation_id),
        "facts": case.facts,
        "outcome": case.outcome,
        "months": case.months,
        "grounds": case.grounds,
        "reasons": case.reasons,
        "article": case.article,
        "by": case.decided_name,
        "appeal_of": case.appeal_of_id,
    }


def _in_time(check: Check) -> None:
    """Verifications decided after the day they were due, and those that wait past it."""
    for case in Verification.objects.exclude(outcome=Verification.Outcome.WITHDRAWN).iterator():
        check.looked_at += 1
        ended = timezone.localdate(case.decided_at) if case.decided_at else timezone.localdate()
        if ended > case.due_on:
            state = f"decided on {ended}" if case.decided_at else "not decided yet"
            check.found(f"organisations.Verification {case.number}", f"due on {case.due_on}, {state}")


def register() -> None:
    """Tell the room of trust."""
    register_check("time limits of verification", _in_time)
    register_recorded(
        Recorded(
            "organisations",
            tuple(value for value in Verification.Outcome.values if value),
            "organisations.Verification",
            lambda case: f"verification:{case.number}",
            lambda about: Verification.objects.filter(pk=about.partition(":")[2]).first(),
            decision,
            lambda: (
                (case, case.decided_at)
                for case in Verification.objects.exclude(decided_name="").filter(decided_at__isnull=False).iterator()
                if case.decided_at
            ),
        )
    )
