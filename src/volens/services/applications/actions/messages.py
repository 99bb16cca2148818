"""Which messages about applications a person gets: each kind has a switch. Pausing all is in the room of people."""

from __future__ import annotations

from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from volens.services.applications import own
from volens.services.applications.models import MessageSwitches
from volens.services.people.models import Person
from volens.services.trust.vault import KeyGoneError

_PLACE = "application-messages"
#: The kinds of messages, in the order of the page.
KINDS: dict[str, str | Promise] = {
    "news": _("An employer wrote to me, proposed times, made an offer or said no"),
    "changed": _("A vacancy I applied for says something else now"),
    "ended": _("A vacancy I applied for has closed"),
    "silence": _("An employer did not answer within 60 days"),
}


def switched_on(person: UUID) -> frozenset[str]:
    """The kinds of messages the person wants. One query."""
    row = MessageSwitches.objects.filter(person_id=person).first()
    try:
        off = own.key(person).unseal_json(_PLACE, row.sealed) if row else ()
    except KeyGoneError:
        return frozenset()
    return frozenset(KINDS) - set(off)


def wanted(person: UUID, kind: str) -> bool:
    """Whether the person wants messages of a kind. Whether all are paused, `people.notifications` knows."""
    return kind in switched_on(person)


def switch(person: Person, on: set[str]) -> None:
    """The person sets them. Nothing on the pages of applications depends on it."""
    off = [kind for kind in KINDS if kind not in on]
    sealed = own.key(person.pk).seal_json(_PLACE, off)
    MessageSwitches.objects.update_or_create(person=person, defaults={"sealed": sealed})
