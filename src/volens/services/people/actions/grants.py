"""Rights beyond a role, for a while: given with a reason by whoever may, written down before they hold."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from volens.services.people import permissions, recorded
from volens.services.people.models import Grant, Right, StaffMember
from volens.services.trust import actions as trust
from volens.services.trust import security_log
from volens.services.trust.security_log import Event

#: For how many days a right may be given at a time.
DAYS = (1, 3, 7, 14)
KEEP = dt.timedelta(days=2 * 365)


def give(giver: StaffMember, member: StaffMember, right: Right, reason: str, days: int) -> Grant:
    """Give a right for some days. Nobody gives one to themselves; the reason is shown to whoever watches over rights.

    Raises PermissionError when the giver may not, ValidationError with what to do instead.
    """
    if not permissions.may(giver, Right.GIVE_RIGHTS):
        raise PermissionError(_("Only an operator gives extra rights."))
    if member.pk == giver.pk:
        raise ValidationError(_("Nobody gives rights to themselves. Ask another operator."))
    if right not in permissions.GRANTABLE or days not in DAYS:
        raise ValidationError(_("This right cannot be given for a while."))
    if not member.serving:
        raise ValidationError(_("This account has ended."))
    if permissions.may(member, right):
        raise ValidationError(_("They have this right already."))
    now = timezone.now()
    grant = Grant(member=member, right=right, reason=reason.strip(), given_by=giver)
    grant.since, grant.until = now, now + dt.timedelta(days=days)
    with transaction.atomic():
        grant.save(force_insert=True)
        trust.record_decision("people", str(grant.pk), "right-given", recorded.grant(grant, "right-given"))
    security_log.tell(Event.RIGHT_GIVEN, staff=str(member.pk), role=str(member.role), kind=str(right))
    return grant


def end(ender: StaffMember, grant: UUID) -> bool:
    """End an extra right before its day. True when it stood. Its holder may end it too."""
    standing = Grant.objects.filter(permissions.standing(), pk=grant)
    if not permissions.may(ender, Right.GIVE_RIGHTS):
        standing = standing.filter(member=ender)
    with transaction.atomic():
        ended = bool(standing.update(ended_at=timezone.now()))
        if ended:
            told = recorded.grant(Grant.objects.get(pk=grant), "right-ended")
            trust.record_decision("people", str(grant), "right-ended", told)
    if ended:
        security_log.tell(Event.RIGHT_ENDED, staff=str(ender.pk), role=str(ender.role))
    return ended


def expire(now: dt.datetime) -> int:
    """Delete what is over for two years."""
    return Grant.objects.filter(until__lt=now - KEEP).delete()[0]
