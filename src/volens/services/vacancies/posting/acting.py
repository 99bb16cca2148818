"""Who acts for an organisation here: a member in a browser, or the organisation's own program with a token."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import PermissionDenied

from volens.services.organisations import policies
from volens.services.organisations.models import Membership, Organisation
from volens.services.vacancies.models import PostingToken


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, for which organisation, and what they may: read, write drafts, send in."""

    organisation: Organisation
    account: UUID
    name: str
    writes: bool
    sends: bool

    def must_write(self) -> None:
        """Raises PermissionDenied for who may only read."""
        if not self.writes:
            raise PermissionDenied

    def must_send(self) -> None:
        """Raises PermissionDenied for who may not send in, confirm or end."""
        if not self.sends:
            raise PermissionDenied


def member(membership: Membership) -> Actor:
    """A member: owners and recruiters write and send, viewers read."""
    may = policies.may_post(membership)
    return Actor(membership.organisation, membership.account_id, membership.name_shown, may, may)


def program(token: PostingToken) -> Actor:
    """A program with a token, as far as the token's scope goes."""
    scope = PostingToken.Scope
    return Actor(
        token.organisation,
        token.pk,
        token.name,
        token.scope in {scope.DRAFT, scope.POST},
        token.scope == scope.POST,
    )
