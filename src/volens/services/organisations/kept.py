"""What the room of organisations keeps, told to export, erasure and the daily clock."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db.models import ProtectedError, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from volens.services.organisations.actions import clock
from volens.services.organisations.models import (
    Evidence,
    Invitation,
    JoinRequest,
    Membership,
    Organisation,
    Verification,
)
from volens.services.trust import rooms, vault
from volens.services.trust.rooms import Clock, Part, Turn
from volens.services.trust.vault import Vault
from volens.services.vacancies import presentation

ENDED_MEMBERSHIPS = dt.timedelta(days=180)
UNSENT_EVIDENCE = dt.timedelta(days=30)
DECIDED_EVIDENCE = dt.timedelta(days=180)
ABANDONED = dt.timedelta(days=365)


def export(account: UUID, _opened: Vault) -> list[Part]:
    """The account's memberships and requests to join; nothing for someone who has none."""
    memberships = list(Membership.objects.filter(account_id=account).select_related("organisation"))
    requests = list(JoinRequest.objects.filter(account_id=account).select_related("organisation"))
    parts = []
    if memberships:
        parts.append(
            Part(
                _("My organisations"),
                [(each.organisation.name, _role(each)) for each in memberships],
                [
                    {
                        "organisation": each.organisation.name,
                        "role": each.role,
                        "name_shown": each.name_shown,
                        "since": each.since.isoformat(),
                        "until": each.until.isoformat() if each.until else None,
                    }
                    for each in memberships
                ],
            )
        )
    if requests:
        parts.append(
            Part(
                _("My requests to join"),
                [(each.organisation.name, each.words or each.name_shown) for each in requests],
                [
                    {
                        "organisation": each.organisation.name,
                        "name_shown": each.name_shown,
                        "message": each.words,
                        "made": each.made_at.isoformat(),
                    }
                    for each in requests
                ],
            )
        )
    return parts


def _role(each: Membership) -> str:
    language = presentation.language()
    since = presentation.day(timezone.localdate(each.since), language)
    until = presentation.day(timezone.localdate(each.until), language) if each.until else ""
    words = _("since %(day)s") % {"day": since} if not until else f"{since} – {until}"
    return presentation.listed(each.name_shown, each.get_role_display(), words)


def export_member(account: UUID, opened: Vault) -> list[Part]:
    """Memberships, requests to join, and what was submitted and who was invited in the name of an organisation."""
    own = Membership.objects.filter(account_id=account)
    submitted = list(Verification.objects.filter(submitted_by__in=own).select_related("organisation"))
    invited = list(Invitation.objects.filter(by__in=own).select_related("organisation"))
    rows = [
        (
            _moment(each.submitted_at),
            _("%(organisation)s: sent to be verified, number %(number)s")
            % {"organisation": each.organisation.name, "number": each.number},
        )
        for each in submitted
    ]
    rows += [
        (
            _moment(each.made_at),
            _("%(organisation)s: invited someone as %(role)s")
            % {"organisation": each.organisation.name, "role": each.get_role_display()},
        )
        for each in invited
    ]
    done = Part(
        _("What I did for my organisations"),
        rows,
        {
            "submitted": [
                {
                    "organisation": each.organisation.name,
                    "number": each.number,
                    "at": each.submitted_at.isoformat(),
                    "message": each.words,
                }
                for each in submitted
            ],
            "invited": [
                {"organisation": each.organisation.name, "role": each.role, "at": each.made_at.isoformat()}
                for each in invited
            ],
        },
    )
    return [*export(account, opened), *([done] if rows else [])]


def _moment(at: dt.datetime) -> str:
    return presentation.moment(at, presentation.language())


def erase(account: UUID) -> int:
    """Delete the account's memberships and requests. The organisation and its decisions stay, without the name."""
    gone = JoinRequest.objects.filter(account_id=account).delete()[0]
    return gone + Membership.objects.filter(account_id=account).delete()[0]


def _memberships(now: dt.datetime) -> int:
    return Membership.objects.filter(until__lt=now - ENDED_MEMBERSHIPS).delete()[0]


def _invitations(now: dt.datetime) -> int:
    return Invitation.objects.filter(until__lt=now).delete()[0]


def _requests(now: dt.datetime) -> int:
    return JoinRequest.objects.filter(until__lt=now).delete()[0]


def _evidence(now: dt.datetime) -> int:
    unsent = Q(verification__isnull=True, added_at__lt=now - UNSENT_EVIDENCE)
    decided = Q(verification__decided_at__lt=now - DECIDED_EVIDENCE)
    return Evidence.objects.filter(unsent | decided).delete()[0]


def _abandoned(now: dt.datetime) -> int:
    """Delete organisations nobody ever verified and nobody touched for a year, with their keys."""
    rows = Organisation.objects.filter(
        created_at__lt=now - ABANDONED, verified_since__isnull=True, state=Organisation.State.UNVERIFIED
    ).exclude(verifications__submitted_at__gte=now - ABANDONED)
    gone = 0
    for row in rows:
        key = row.pk
        try:
            row.delete()
        except ProtectedError:  # a vacancy leans on it
            continue
        vault.destroy(key)
        gone += 1
    return gone


def register() -> None:
    """Tell the registry."""
    rooms.register(
        rooms.Room(
            "organisations",
            export,
            erase,
            (
                Clock(
                    "organisations.Membership", "180 days after it ended", "questions about who did what", _memberships
                ),
                Clock("organisations.Invitation", "14 days", "an invitation on its way", _invitations),
                Clock("organisations.JoinRequest", "30 days", "a request to join", _requests),
                Clock(
                    "organisations.Evidence",
                    "30 days until sent, 180 days after the decision",
                    "documents shown to a reviewer, and time to appeal",
                    _evidence,
                ),
                Clock("organisations.Organisation", "1 year, if it was never verified", "nobody uses it", _abandoned),
            ),
            ("organisations.Membership", "organisations.JoinRequest"),
            export_member=export_member,
            turns=(
                Turn("verifications that ended", clock.lapse),
                Turn("reminders before a verification ends", clock.remind),
            ),
        )
    )
