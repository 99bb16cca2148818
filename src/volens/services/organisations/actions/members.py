"""Who acts for an organisation: roles, names, leaving, removing. The last owner can neither go nor be sent away."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from volens.services.organisations import letters, policies
from volens.services.organisations.actions.organisation import acting, locked
from volens.services.organisations.errors import NotAllowedError, NotPossibleError
from volens.services.organisations.models import Membership


def _other(membership: Membership, identifier: UUID) -> Membership:
    """A standing member of the same organisation, inside the lock."""
    found = (
        Membership.objects.filter(pk=identifier, organisation_id=membership.organisation_id, until__isnull=True)
        .select_related("account", "organisation")
        .first()
    )
    if found is None:
        raise NotAllowedError
    return found


def _keep_an_owner(leaving: Membership) -> None:
    rows = Membership.objects.filter(
        organisation_id=leaving.organisation_id, until__isnull=True, role=Membership.Role.OWNER
    )
    if leaving.role == Membership.Role.OWNER and not rows.exclude(pk=leaving.pk).exists():
        raise NotPossibleError(
            _("An organisation needs an owner. Make another member owner first, then this can be done.")
        )


def _end(membership: Membership) -> None:
    Membership.objects.filter(pk=membership.pk, until__isnull=True).update(until=timezone.now())


def leave(membership: Membership) -> None:
    """A member leaves. The last owner cannot: another must become owner first."""
    with transaction.atomic():
        locked(membership.organisation_id)
        here = acting(membership)
        _keep_an_owner(here)
        _end(here)


def remove(membership: Membership, other: UUID) -> None:
    """An owner removes a member, or another owner; never the last one. Two who remove each other: one of them stays."""
    with transaction.atomic():
        organisation = locked(membership.organisation_id)
        if not policies.may_manage(acting(membership)):
            raise NotAllowedError
        gone = _other(membership, other)
        _keep_an_owner(gone)
        _end(gone)
        letters.to_account(
            gone.account,
            lambda: (
                _("You no longer act for %(name)s") % {"name": organisation.name},
                _("An owner of %(name)s at Volens ended your membership. If that is a mistake, ask them.")
                % {"name": organisation.name},
            ),
        )


def change_role(membership: Membership, other: UUID, role: str) -> None:
    """An owner gives a member another role. Making another owner, then stepping down, hands an organisation on."""
    with transaction.atomic():
        locked(membership.organisation_id)
        if not policies.may_manage(acting(membership)):
            raise NotAllowedError
        changed = _other(membership, other)
        if role != Membership.Role.OWNER:
            _keep_an_owner(changed)
        Membership.objects.filter(pk=changed.pk).update(role=Membership.Role(role))


def rename(membership: Membership, name: str) -> None:
    """A member changes the name colleagues and applicants of this organisation see."""
    Membership.objects.filter(pk=membership.pk, until__isnull=True).update(name_shown=name)
