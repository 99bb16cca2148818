"""Who may, in the room of organisations. Each predicate says who in its docstring."""

from __future__ import annotations

from volens.services.organisations.models import Membership, Verification
from volens.services.people import permissions
from volens.services.people.models import Right, StaffMember


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


def may_review(staff: StaffMember) -> bool:
    """Whoever has the right to verify organisations: reviewers, and who stands in with a reason on record."""
    return permissions.may(staff, Right.VERIFY_ORGANISATIONS)


def may_decide(staff: StaffMember, verification: Verification) -> bool:
    """A reviewer; an appeal also whoever decides appeals, and never the one whose decision it is against (S9)."""
    against = verification.appeal_of
    if against is None:
        return may_review(staff)
    return against.decided_by_id != staff.pk and (may_review(staff) or permissions.may(staff, Right.DECIDE_APPEALS))
