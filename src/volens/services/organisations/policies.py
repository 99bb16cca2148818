"""Who may, in the room of organisations. Each predicate says who in its docstring."""

from __future__ import annotations

from volens.services.organisations.models import Membership, Verification
from volens.services.people.models import StaffMember
from volens.services.trust.reading import Reader


def may_read(membership: Membership) -> bool:
    """Every member: owner, recruiter, viewer."""
    return membership.until is None


def may_post(membership: Membership) -> bool:
    """Owners and recruiters write and send vacancies."""
    return membership.until is None and membership.role in {Membership.Role.OWNER, Membership.Role.RECRUITER}


def may_answer(membership: Membership) -> bool:
    """Owners and recruiters answer applicants."""
    return may_post(membership)


def may_manage(membership: Membership) -> bool:
    """Owners alone: members, facts, evidence, verification, appeals."""
    return membership.until is None and membership.role == Membership.Role.OWNER


def may_review(reader: Reader) -> bool:
    """Reviewers of the office, and nobody else."""
    return reader.role == StaffMember.Role.REVIEWER


def may_decide(reader: Reader, verification: Verification) -> bool:
    """A reviewer; for an appeal, any reviewer but the one whose decision it is against (S9)."""
    if not may_review(reader):
        return False
    against = verification.appeal_of
    return against is None or against.decided_by_id != reader.account
