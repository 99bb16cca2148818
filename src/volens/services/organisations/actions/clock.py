"""What happens to verifications by themselves: reminders before the last day, and the end on it."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from volens.services.organisations import letters, listeners, queries
from volens.services.organisations.models import Organisation

#: Days before the last day on which owners are reminded.
REMINDERS = (30, 7)


def lapse(now: dt.datetime) -> int:
    """End verifications whose last day has passed. An organisation whose renewal is with a reviewer waits as submitted.

    Returns how many ended. It is no decision: the day was said when it was verified.
    """
    over = Organisation.objects.filter(
        state=Organisation.State.VERIFIED, verified_until__lt=timezone.localdate(now)
    ).order_by("pk")
    ended = 0
    for found in over:
        with transaction.atomic():
            waiting = found.verifications.filter(outcome="").exists()
            state = Organisation.State.SUBMITTED if waiting else Organisation.State.LAPSED
            still = Organisation.objects.filter(
                pk=found.pk, state=Organisation.State.VERIFIED, verified_until=found.verified_until
            )
            if not still.update(state=state):
                continue
            ended += 1
            found.state = state
            listeners.changed(found, verified=False)
            _tell(
                found,
                lambda found=found: (  # type: ignore[misc]
                    _("The verification of %(name)s has ended") % {"name": found.name},
                    _(
                        "Its last day was %(day)s. Nobody can apply to vacancies of %(name)s until it is "
                        "verified again. "
                        "Send the documents under “Verification”: %(address)s"
                    )
                    % {"name": found.name, "day": found.verified_until, "address": letters.own()},
                ),
            )
    return ended


def remind(now: dt.datetime) -> int:
    """Remind owners 30 and 7 days before the last day, once each, unless a renewal is with a reviewer. How many."""
    today, sent = timezone.localdate(now), 0
    for days in sorted(REMINDERS):
        soon = (
            Organisation.objects.filter(
                Q(reminded__isnull=True) | Q(reminded__gt=days),
                state=Organisation.State.VERIFIED,
                verified_until__gte=today,
                verified_until__lte=today + dt.timedelta(days=days),
            )
            .exclude(verifications__outcome="")
            .order_by("pk")
        )
        for found in soon:
            with transaction.atomic():
                fresh = Organisation.objects.filter(pk=found.pk).filter(Q(reminded__isnull=True) | Q(reminded__gt=days))
                if not fresh.update(reminded=days):
                    continue
                sent += 1
                left = ((found.verified_until or today) - today).days
                _tell(found, lambda found=found, left=left: _reminder(found, left))  # type: ignore[misc]
    return sent


def _reminder(found: Organisation, left: int) -> tuple[str, str]:
    return (
        ngettext(
            "The verification of %(name)s ends in %(left)d day",
            "The verification of %(name)s ends in %(left)d days",
            left,
        )
        % {"name": found.name, "left": left},
        _(
            "Its last day is %(day)s. To go on without a gap, send the documents again under “Verification”; "
            "deciding takes up to five working days: %(address)s"
        )
        % {"day": found.verified_until, "address": letters.own()},
    )


def _tell(found: Organisation, letter: letters.Letter) -> None:
    letters.to_accounts([each.account for each in queries.owners(found.pk)], letter)
