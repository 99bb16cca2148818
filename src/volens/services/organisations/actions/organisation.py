"""Making an organisation and saying what it is."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from volens.services.organisations import policies, registers
from volens.services.organisations.errors import NotAllowedError, NotPossibleError
from volens.services.organisations.models import Membership, Organisation, Verification
from volens.services.people import limits
from volens.services.people.limits import Limit
from volens.services.people.models import Account
from volens.services.trust import vault

#: What a reviewer verifies; everything else an owner may say without asking.
IDENTITY = ("kind", "name", "register", "registration_number", "licence_number", "licence_until")
SAID = ("region", "place", "website", "about")
MADE_PER_ACCOUNT = Limit("organisations made", 10, 60 * 24)


def create(account: Account, values: dict[str, Any]) -> Organisation:
    """Someone makes an organisation and is its first owner.

    Another one with the same number may be here: the page has said so, and a reviewer will see both.
    """
    if account.kind != Account.Kind.MEMBER:
        raise NotAllowedError(_("Only an account for organisations can make one."))
    if not limits.passes(MADE_PER_ACCOUNT, str(account.pk)):
        raise NotPossibleError(_("You made many organisations today. Go on tomorrow, or ask the office."))
    with transaction.atomic():
        made = Organisation(**_clean({name: values[name] for name in (*IDENTITY, *SAID) if name in values}))
        made.number_key = registers.key(made.register, made.registration_number)
        vault.create(made.pk)
        made.save(force_insert=True)
        Membership.objects.create(
            account=account, organisation=made, role=Membership.Role.OWNER, name_shown=account.member.name_shown
        )
    return made


def locked(organisation: UUID) -> Organisation:
    """The organisation, held until the end of the transaction: whoever else wants to change it waits."""
    return Organisation.objects.select_for_update().get(pk=organisation)


def acting(membership: Membership) -> Membership:
    """The membership as it is now, inside the lock: it may have ended while the actor waited."""
    now = Membership.objects.filter(pk=membership.pk, until__isnull=True).select_related("account").first()
    if now is None:
        raise NotAllowedError
    return now


def change(membership: Membership, values: dict[str, Any]) -> Organisation:
    """An owner says what the organisation is. Of a verified one, new facts of its identity wait until they are checked.

    Raises NotPossibleError while a reviewer is looking at the facts.
    """
    with transaction.atomic():
        found = locked(membership.organisation_id)
        if not policies.may_manage(acting(membership)):
            raise NotAllowedError
        identity = {name: values[name] for name in IDENTITY if name in values}
        identity = _clean(identity) if identity else {}
        new = {name: value for name, value in identity.items() if value != getattr(found, name)}
        standing = as_json(new) != {name: found.proposed[name] for name in found.proposed}
        if standing and Verification.objects.filter(organisation=found, outcome="").exists():
            raise NotPossibleError(
                _("A reviewer is looking at these facts. Take the submission back first, then change them.")
            )
        if found.state == Organisation.State.VERIFIED:
            found.proposed = as_json(new)
        else:
            apply(found, as_json(new))
        for name in SAID:
            if name in values:
                setattr(found, name, values[name])
        found.save()
    return found


def apply(found: Organisation, facts: dict[str, Any]) -> None:
    """Let facts of the identity stand; the caller saves."""
    for name in IDENTITY:
        if name in facts:
            value = facts[name]
            if name == "licence_until":
                value = dt.date.fromisoformat(value) if value else None
            setattr(found, name, value)
    found.number_key = registers.key(found.register, found.registration_number)
    found.proposed = {}


def as_json(values: dict[str, Any]) -> dict[str, Any]:
    """Facts as they are stored with a submission: days as text."""
    return {name: value.isoformat() if isinstance(value, dt.date) else value for name, value in values.items()}


def _clean(values: dict[str, Any]) -> dict[str, Any]:
    if "registration_number" in values:
        values = values | {"registration_number": registers.shown(values["register"], values["registration_number"])}
    if values.get("kind", Organisation.Kind.AGENCY) != Organisation.Kind.AGENCY:
        values = values | {"licence_number": "", "licence_until": None}
    return values
