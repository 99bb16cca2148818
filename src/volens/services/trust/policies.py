"""Who may, in the room of trust."""

from __future__ import annotations

from volens.services.people import permissions
from volens.services.people.models import Right, StaffMember
from volens.services.trust.reading import Reader


def may_answer_complaints(reader: Reader) -> bool:
    """The data protection officer of the deployment, and whoever stands in for a few days with a reason on record."""
    member = StaffMember.objects.filter(pk=reader.account).first()
    return member is not None and permissions.may(member, Right.ANSWER_COMPLAINTS)
