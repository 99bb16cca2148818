"""What the owner of saved searches sees. For the owner's own pages only; there is no way in for anyone else."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from volens.services.alerts import content, links
from volens.services.alerts.content import Content
from volens.services.alerts.models import SavedSearch
from volens.services.trust.vault import KeyGoneError


@dataclass(frozen=True, slots=True)
class Shown:
    """A saved search as its owner sees it."""

    search: SavedSearch
    content: Content
    token: str


def shown(search: SavedSearch) -> Shown:
    """A search, opened."""
    return Shown(search, content.opened(search), links.token(search.pk))


def of_person(person: UUID) -> list[Shown]:
    """The person's own searches, the latest first. One query."""
    return [shown(each) for each in SavedSearch.objects.filter(person_id=person)]


def by_token(token: str) -> Shown | None:
    """The search a link is about; None when it ended, or the link was not made here.

    A search that became one with the same search of before is that one. One query, or else two.
    """
    number = links.search_of(token)
    found = SavedSearch.objects.filter(pk=number).first() if number is not None else None
    try:
        return shown(found) if found is not None else _same(token)
    except KeyGoneError:
        return None


def _same(token: str) -> Shown | None:
    said = links.same_as(token)
    if said is None:
        return None
    mailbox, sought = said
    for each in SavedSearch.objects.filter(mailbox_id=mailbox, confirmed=True).order_by("pk"):
        if content.fingerprint(mailbox, content.opened(each)) == sought:
            return shown(each)
    return None
