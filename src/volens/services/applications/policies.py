"""Who may, in the room of applications."""

from __future__ import annotations

from volens.services.organisations import policies as organisations
from volens.services.organisations import queries
from volens.services.organisations.models import Membership
from volens.services.trust.reading import Reader


def may_open(member: Membership) -> bool:
    """Owners and recruiters of an organisation that is verified now. Viewers see vacancies, not who applied."""
    return organisations.may_answer(member) and queries.is_verified(member.organisation)


def may_answer(member: Membership) -> bool:
    """The same: whoever reads an application can answer it."""
    return may_open(member)


def may_see_page(member: Membership) -> bool:
    """Owners and recruiters; without verification the page says so and shows nothing."""
    return organisations.may_answer(member)


def reader(member: Membership) -> Reader:
    """A member as they appear in the record of readings: the name shown, the organisation, the role."""
    return Reader(member.account_id, member.name_shown, member.organisation.name, member.role)
