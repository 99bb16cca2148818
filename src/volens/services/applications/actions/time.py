"""What happens by itself when its time has come. No vault is opened here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.db.models import Exists, OuterRef, Q

from volens.services.applications import machine, terms
from volens.services.applications.actions import telling
from volens.services.applications.case import locked
from volens.services.applications.models import Application, Letter, Received


def run(now: dt.datetime) -> int:
    """Every step of time that is due. Returns how many were taken."""
    return sum(
        (
            _take("accept", Q(application__accepted_from__lte=now), now),
            _take("lapse", Q(state="offer") & _nothing_open(Letter.Kind.OFFER, now), now),
            _take("times_over", Q(state="interview") & _nothing_open(Letter.Kind.TIMES, now), now),
            _take("silence", Q(state="sent", received_on__lte=(now - terms.SILENT_AFTER).date()), now),
        )
    )


def _nothing_open(kind: Letter.Kind, now: dt.datetime) -> Q:
    standing = Letter.objects.filter(application__received=OuterRef("pk"), kind=kind, over_at__gt=now)
    return ~Q(Exists(standing))


_TOLD: dict[str, Callable[[Received, Application | None], None]] = {
    "accept": lambda row, _application: telling.acceptance(row),
    "silence": lambda _row, application: telling.silence(application),
}


def _take(step: str, due: Q, now: dt.datetime) -> int:
    taken = 0
    for identifier in list(Received.objects.filter(due).order_by("pk").values_list("pk", flat=True)):
        with locked(received=identifier) as case:
            if case is None or case.received is None:
                continue
            case.now = max(case.now, now)
            if machine.refusal(step, "time", case) is None:
                machine.take(step, "time", case)
                if step in _TOLD:
                    _TOLD[step](case.received, case.application)
                taken += 1
    return taken
