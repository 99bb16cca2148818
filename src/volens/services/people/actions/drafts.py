"""Assisted sign-up: a counsellor begins with someone; only that person, over their own channel, makes it real (S1)."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext

from volens.services.people import permissions, post, profile
from volens.services.people.contacts import Reached
from volens.services.people.models import AssistedDraft, Right, StaffMember
from volens.services.trust import vault

KEEP = dt.timedelta(days=7)


def begin(counsellor: StaffMember, contact: Reached, values: dict[str, str]) -> AssistedDraft:
    """Seal what was written down together and tell the person how to confirm it. Nothing else can be done with it.

    The counsellor cannot open it again, and sees the same afterwards whether it was confirmed, declined or ignored.
    """
    if not permissions.may(counsellor, Right.HELP_SIGN_UP):
        raise PermissionError(gettext("Only counsellors help with signing up."))
    unknown = set(values) - set(profile.NAMES)
    if unknown:
        raise ValueError(f"Not a field of a profile: {', '.join(sorted(unknown))}")
    now = timezone.now()
    with transaction.atomic():
        highest = AssistedDraft.objects.filter(by=counsellor).aggregate(highest=Max("number"))["highest"] or 0
        draft = AssistedDraft(by=counsellor, number=highest + 1, index=contact.draft_index)
        draft.made_at, draft.until = now, now + KEEP
        draft.sealed = vault.create(draft.pk).seal_json(
            f"draft:{draft.pk}", {name: value.strip() for name, value in values.items() if value.strip()}
        )
        draft.save(force_insert=True)
        post.send(
            contact,
            gettext("Your sign-up at Volens"),
            gettext(
                "%(name)s, %(office)s, prepared a sign-up at Volens with you. If you want it, go to %(address)s and "
                "enter this address or number: you will see what was written down, and decide.\n\n"
                "If you do not want it, do nothing. It is deleted after %(days)d days, and nobody learns what you "
                "chose."
            )
            % {
                "name": counsellor.name_shown,
                "office": counsellor.office,
                "address": f"{settings.BASE_URL}/",
                "days": KEEP.days,
            },
        )
    return draft


def expire(now: dt.datetime) -> int:
    """Delete drafts whose seven days are over, with their keys."""
    over = AssistedDraft.objects.filter(until__lt=now)
    for draft in over:
        vault.destroy(draft.pk)
    return over.delete()[0]
