"""Keys for an organisation's own program. A key is shown once; only its hash is stored; it ends, and can be revoked."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from volens.services.vacancies.models import PostingToken
from volens.services.vacancies.posting.acting import Actor

#: How keys begin, so that a scanner of leaked secrets knows one.
PREFIX = "volens_post_"
#: How long a key may live, in days.
DAYS = (30, 90, 365)
#: A revoked or ended key is deleted so long after.
KEEP = dt.timedelta(days=30)
MOST = 20


class TooManyTokensError(ValueError):
    """An organisation has as many keys as it may have."""


def hashed(secret: str) -> bytes:
    """The hash under which a key is stored. The key is random and long, so a plain hash is enough."""
    return hashlib.sha256(secret.encode()).digest()


def make(actor: Actor, name: str, scope: str, days: int) -> tuple[PostingToken, str]:
    """A new key and, this once, its secret."""
    actor.must_send()
    if scope not in PostingToken.Scope.values or days not in DAYS:
        raise ValueError(scope, days)
    now = timezone.now()
    secret = PREFIX + secrets.token_urlsafe(32)
    with transaction.atomic():
        if len(listed(actor)) >= MOST:
            raise TooManyTokensError
        token = PostingToken.objects.create(
            organisation=actor.organisation,
            name=name,
            hashed=hashed(secret),
            scope=scope,
            made_by=actor.account,
            made_by_name=actor.name,
            since=now,
            until=now + dt.timedelta(days=days),
        )
    return token, secret


def listed(actor: Actor) -> list[PostingToken]:
    """The organisation's keys that still work."""
    return list(
        PostingToken.objects.filter(
            organisation_id=actor.organisation.pk, revoked_at__isnull=True, until__gt=timezone.now()
        )
    )


def revoke(actor: Actor, token: UUID) -> bool:
    """End a key now. True when it worked until this moment."""
    actor.must_send()
    standing = PostingToken.objects.filter(organisation_id=actor.organisation.pk, pk=token, revoked_at__isnull=True)
    return bool(standing.update(revoked_at=timezone.now()))


def use(secret: str) -> PostingToken | None:
    """The key of a request, or None. Notes the day of its use, once a day."""
    if not secret.startswith(PREFIX):
        return None
    return (
        PostingToken.objects.select_related("organisation")
        .filter(hashed=hashed(secret), revoked_at__isnull=True, until__gt=timezone.now())
        .first()
    )


def note_use(token: PostingToken) -> None:
    """Remember the day a key was last used, so that forgotten ones are seen."""
    today = timezone.localdate()
    if token.used_on != today:
        PostingToken.objects.filter(pk=token.pk).update(used_on=today)


def drop_old(now: dt.datetime) -> int:
    """Delete keys that ended or were revoked a while ago."""
    from django.db.models import Q

    return PostingToken.objects.filter(Q(until__lt=now - KEEP) | Q(revoked_at__lt=now - KEEP)).delete()[0]
