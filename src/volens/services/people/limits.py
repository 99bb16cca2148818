"""Limits on knocking at the door. They apply to sending and entering codes only, never to reading pages.

Counters live in the database under a keyed hash that includes the day, so that yesterday's say nothing about anyone.
Many people share one address of the network (a café, a village, a whole carrier), so the limit per network address is
wide; the limit per contact is what protects an account.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from volens.services.people.models import Attempt
from volens.services.trust import security_log, vault
from volens.services.trust.security_log import Event


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `count` times in a window of `minutes`."""

    name: str
    count: int
    minutes: int


SEND_PER_CONTACT = Limit("send to contact", 6, 60)
SEND_PER_NETWORK = Limit("send from network", 300, 60)
ENTER_PER_CONTACT = Limit("enter code for contact", 20, 60 * 24)
ENTER_PER_NETWORK = Limit("enter code from network", 600, 60)
RECOVER_PER_CONTACT = Limit("recover contact", 10, 60 * 24)
SECOND_PER_ACCOUNT = Limit("second proof", 30, 60 * 24)
#: Wrong codes, second proofs, passkeys and recovery codes. Nobody is stopped by these two; they only ring (docs/
#: security-events.md). One person's mistakes never reach them, so that no log tells of one person (S4).
WRONG_FROM_NETWORK = Limit("wrong proofs from network", 20, 60)
WRONG_IN_ALL = Limit("wrong proofs in all", 300, 60)
UPLOADS_PER_PERSON = Limit("uploads", 60, 60 * 24)


def wrong_proof(network: str) -> None:
    """Count a proof of who somebody is that was wrong, from this network address and in all."""
    passes(WRONG_FROM_NETWORK, network, network=network)
    passes(WRONG_IN_ALL, "")


def passes(limit: Limit, who: str, *, network: str = "") -> bool:
    """Count one more and say whether it is within the limit. Takes the same time either way: one update, rarely two."""
    now = timezone.now()
    seconds = limit.minutes * 60
    window = dt.datetime.fromtimestamp(int(now.timestamp()) // seconds * seconds, tz=dt.UTC)
    key = vault.blind(f"limit {limit.name} {now:%Y-%m-%d}", who)
    row = Attempt.objects.filter(key=key, window=window)
    if not row.update(count=F("count") + 1):
        try:
            with transaction.atomic():
                Attempt.objects.create(key=key, window=window, count=1)
        except IntegrityError:
            row.update(count=F("count") + 1)
    count, told = row.values_list("count", "told").get()
    # Once in a window: a flood of knocking is no flood of lines. Two requests may both have counted before either looks
    # here, so no one number is waited for: whichever of them turns the mark tells.
    if count > limit.count and not told and row.filter(told=False).update(told=True):
        security_log.tell(Event.LIMIT_REACHED, limit=limit.name, network=network)
    return count <= limit.count
