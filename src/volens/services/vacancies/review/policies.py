"""Who may, in reviews."""

from __future__ import annotations

from volens.services.people import permissions
from volens.services.people.models import Right, StaffMember
from volens.services.vacancies.models import Review, ReviewCase


def may_review(member: StaffMember) -> bool:
    """Reviewers of the office, and whoever was given that right for a while."""
    return permissions.may(member, Right.REVIEW_VACANCIES)


def may_decide(member: StaffMember, case: ReviewCase) -> bool:
    """A reviewer who has not decided on this case yet; of an appeal, none who took part in what it is against."""
    if not may_review(member):
        return False
    cases = [case.pk, case.appeal_of_id] if case.appeal_of_id else [case.pk]
    return not Review.objects.filter(case_id__in=cases, reviewer=member.pk).exists()
