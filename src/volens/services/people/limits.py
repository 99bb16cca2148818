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
from volens.services.trust import vault


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
UPLOADS_PER_PERSON = Limit("uploads", 60, 60 * 24)


def passes(limit: Limit, who: str) -> bool:
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
    return row.values_list("count", flat=True).get() <= limit.count
