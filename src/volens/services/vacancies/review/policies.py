"""Who may, in reviews."""

from __future__ import annotations

from django.db.models import Q
from django.utils import timezone

from volens.services.people import permissions
from volens.services.people.models import Grant, Right, StaffMember
from volens.services.vacancies.models import Review, ReviewCase


def may_review(member: StaffMember) -> bool:
    """Reviewers of the office, and whoever was given that right for a while."""
    return permissions.may(member, Right.REVIEW_VACANCIES)


def may_decide(member: StaffMember, case: ReviewCase) -> bool:
    """A reviewer who has not decided on this case yet; of an appeal, none who decided what it is against."""
    return may_review(member) and not has_decided(member, case) and not is_appealed_against(member, case)


def has_decided(member: StaffMember, case: ReviewCase) -> bool:
    """Whether this reviewer has decided on the case already."""
    return Review.objects.filter(case=case, reviewer=member.pk).exists()


def is_appealed_against(member: StaffMember, case: ReviewCase) -> bool:
    """Whether an appeal is against this reviewer's decision too. Who was for publishing was outvoted, not appealed
    against.
    """
    if case.appeal_of_id is None:
        return False
    against = Review.objects.filter(case=case.appeal_of_id, reviewer=member.pk)
    return against.exclude(outcome=ReviewCase.Outcome.PUBLISH).exists()


def could_decide(case: ReviewCase) -> int:
    """How many reviewers there are who may decide on this case now. One query."""
    serving = Q(until__isnull=True) | Q(until__gte=timezone.localdate())
    by_role = Q(role__in=permissions.MATRIX[Right.REVIEW_VACANCIES])
    given = Grant.objects.filter(permissions.standing(), right=Right.REVIEW_VACANCIES).order_by().values("member")
    decided = Review.objects.filter(case=case).order_by().values("reviewer")
    found = StaffMember.objects.filter(by_role | Q(pk__in=given), serving).exclude(pk__in=decided)
    if case.appeal_of_id is not None:
        against = Review.objects.filter(case=case.appeal_of_id).exclude(outcome=ReviewCase.Outcome.PUBLISH)
        found = found.exclude(pk__in=against.order_by().values("reviewer"))
    return found.count()
