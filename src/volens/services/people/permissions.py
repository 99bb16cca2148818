"""What each role of staff may do: one table, role by right. Nothing else decides it.

A room guards its staff pages with `access.staff_page(Right.X)` and names them in `PLACES`. Whoever needs more for a
while gets a `Grant`: a right, a reason, an end; it is written down and shown to the data protection officer and the
auditor (actions/grants.py). No right opens a list or a search of people: there is none (S3).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from volens.services.people.models import Grant, Right, StaffMember

Role = StaffMember.Role

#: The permission matrix. A right that no role has is open to nobody.
MATRIX: dict[Right, frozenset[StaffMember.Role]] = {
    Right.STAFF_PAGE: frozenset(Role),
    Right.HELP_SIGN_UP: frozenset({Role.COUNSELLOR}),
    Right.ANSWER_COMPLAINTS: frozenset({Role.DATA_PROTECTION}),
    Right.REVIEW_VACANCIES: frozenset({Role.REVIEWER}),
    Right.VERIFY_ORGANISATIONS: frozenset({Role.REVIEWER}),
    Right.DECIDE_APPEALS: frozenset({Role.PROGRAMME_OFFICER}),
    Right.SEE_SERVICE: frozenset({Role.PROGRAMME_OFFICER, Role.AUDITOR}),
    Right.SEE_RIGHTS: frozenset({Role.DATA_PROTECTION, Role.AUDITOR, Role.OPERATOR}),
    Right.GIVE_RIGHTS: frozenset({Role.OPERATOR}),
}
#: What may be given for a while. Giving rights and watching over them stay with their roles.
GRANTABLE = (
    Right.HELP_SIGN_UP,
    Right.ANSWER_COMPLAINTS,
    Right.REVIEW_VACANCIES,
    Right.VERIFY_ORGANISATIONS,
    Right.DECIDE_APPEALS,
    Right.SEE_SERVICE,
)


@dataclass(frozen=True, slots=True)
class Place:
    """A page of staff in the menu: the right that opens it, its address name, and what it is for."""

    right: Right
    address: str
    label: Promise
    about: Promise
    icon: str = "arrow"


#: The menu of staff, in this order. Rooms add theirs with `show_place` when they start.
PLACES: list[Place] = [
    Place(
        Right.HELP_SIGN_UP,
        "people:help_sign_up",
        _("Help with signing up"),
        _("Begin an account together with someone; only they can make it real."),
        "people",
    ),
    Place(
        Right.ANSWER_COMPLAINTS,
        "trust:complaints",
        _("Complaints"),
        _("Questions and complaints about who looked, the most urgent first."),
        "flag",
    ),
    Place(
        Right.SEE_RIGHTS,
        "people:rights",
        _("Extra rights"),
        _("Who may do more than their role for a while, why, and until when."),
        "shield",
    ),
]


def show_place(place: Place) -> None:
    """Let a room add its page to the menu of staff. A second announcement replaces the first."""
    same = (place.right, place.address)
    PLACES[:] = [each for each in PLACES if (each.right, each.address) != same] + [place]


def places_of(member: StaffMember) -> list[Place]:
    """The menu of a member of staff: each page once, by the first right that opens it."""
    rights, found = rights_of(member), dict[str, Place]()
    for place in PLACES:
        if place.right in rights:
            found.setdefault(place.address, place)
    return list(found.values())


def standing(now: dt.datetime | None = None) -> Q:
    """The condition for grants that stand now."""
    moment = now or timezone.now()
    return Q(since__lte=moment, until__gt=moment, ended_at__isnull=True)


def may(member: StaffMember, right: Right, now: dt.datetime | None = None) -> bool:
    """Whether this member of staff has the right: by role, or for a while. One query, none when the role has it."""
    if not member.serving:
        return False
    return member.role in MATRIX[right] or Grant.objects.filter(standing(now), member=member, right=right).exists()


def rights_of(member: StaffMember) -> frozenset[Right]:
    """Everything this member of staff may do now. One query."""
    if not member.serving:
        return frozenset()
    extra = Grant.objects.filter(standing(), member=member).values_list("right", flat=True)
    return frozenset(right for right in Right if member.role in MATRIX[right]) | {Right(each) for each in extra}
