"""A case in hand: both rows, locked, with what a step needs to know."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from volens.services.applications.content import Content, Shared
from volens.services.applications.models import Application, Letter, Received
from volens.services.trust.vault import Vault


@dataclass(slots=True)
class Draft:
    """A letter about to be stored."""

    kind: Letter.Kind
    from_person: bool
    told: dict[str, Any]
    until: dt.datetime | None = None
    over_at: dt.datetime | None = None


@dataclass(slots=True)
class Case:
    """One application during one step. `vault` and `content` are there when the person or a logged reader is."""

    now: dt.datetime
    application: Application | None = None
    received: Received | None = None
    vault: Vault | None = None
    content: Content | None = None
    letter: Draft | None = None
    asked: Letter | None = None  # the times or the offer that is answered
    picked: int | None = None
    shared: Shared | None = None  # what is about to be sent
    shown_digest: str = ""
    stored: list[Letter] = field(default_factory=list)

    @property
    def state(self) -> str:
        """Where it stands: a state of the employer's row, or "draft"."""
        return self.received.state if self.received else "draft"


@contextlib.contextmanager
def locked(*, application: UUID | None = None, received: UUID | None = None) -> Iterator[Case | None]:
    """Both rows of a case, locked until the end of the transaction; None when there is no such row.

    Two clicks, or the two sides at once, take their turns here. The employer's row is always locked first, so that
    nobody waits for each other in a circle. (SQLite: the transaction itself is the lock, see site/configuration.py.)
    """
    with transaction.atomic():
        case = Case(timezone.now())
        if received is None and application is not None:
            received = Application.objects.filter(pk=application).values_list("received_id", flat=True).first()
        if received is not None:
            case.received = Received.objects.select_for_update().select_related(None).filter(pk=received).first()
        rows = Application.objects.select_for_update()
        if application is not None:
            case.application = rows.filter(pk=application).first()
        elif received is not None:
            case.application = rows.filter(received_id=received).first()
        if application is not None and case.application is None:
            yield None
            return
        if application is None and case.received is None:
            yield None
            return
        if case.application is not None and case.application.received_id != (
            case.received.pk if case.received else None
        ):  # it was sent or parted while this waited for the lock
            case.received = (
                Received.objects.select_for_update().filter(pk=case.application.received_id).first()
                if case.application.received_id
                else None
            )
        yield case
