"""Documents that show who an organisation is: checked by content, scanned, sealed with the organisation's key."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from volens.services.organisations import policies
from volens.services.organisations.actions.organisation import acting, locked
from volens.services.organisations.errors import NotAllowedError
from volens.services.organisations.models import Evidence, Membership
from volens.services.people.actions import documents
from volens.services.people.limits import Limit
from volens.services.trust import vault

MOST_WAITING = 10
UPLOADS_PER_ORGANISATION = Limit("evidence of organisation", 60, 60 * 24)


def add(membership: Membership, shows: str, name: str, content: bytes) -> Evidence:
    """Store a document that is not sent yet. Raises ValidationError with what to do instead."""
    media, content = documents.accepted(content, UPLOADS_PER_ORGANISATION, str(membership.organisation_id))
    name = documents.plain_name(name)
    with transaction.atomic():
        locked(membership.organisation_id)
        if not policies.may_manage(acting(membership)):
            raise NotAllowedError
        waiting = Evidence.objects.filter(organisation_id=membership.organisation_id, verification__isnull=True)
        if waiting.count() >= MOST_WAITING:
            raise ValidationError(_("There are 10 documents already. Delete one first."))
        made = Evidence(
            organisation_id=membership.organisation_id,
            shows=Evidence.Kind(shows),
            media=media,
            size=len(content),
        )
        opened = vault.of(membership.organisation_id)
        made.name = opened.seal_bytes(f"evidence-name:{made.pk}", name.encode())
        made.content = opened.seal_bytes(f"evidence:{made.pk}", content)
        made.save(force_insert=True)
    return made


def delete(membership: Membership, identifier: UUID) -> bool:
    """Delete a document that was not sent yet."""
    if not policies.may_manage(acting(membership)):
        raise NotAllowedError
    rows = Evidence.objects.filter(pk=identifier, organisation_id=membership.organisation_id, verification__isnull=True)
    return bool(rows.delete()[0])


def name_of(found: Evidence) -> str:
    """The name of a document, for a member or a reviewer."""
    return vault.of(found.organisation_id).unseal_bytes(f"evidence-name:{found.pk}", found.name).decode()


def content_of(found: Evidence) -> bytes:
    """The content of a document, for a member or a reviewer."""
    return vault.of(found.organisation_id).unseal_bytes(f"evidence:{found.pk}", found.content)
