"""Second looks: every day a small share of what is published is drawn for a reviewer, by a seed anyone can check."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from volens.services.vacancies import queries
from volens.services.vacancies.models import Posting, PostingRevision, ReviewCase, ReviewDraw, Vacancy
from volens.services.vacancies.review import intake
from volens.services.vacancies.review.intake import LOOK, Reason

#: The share of published vacancies drawn in a day, and how many at most: reviewers have other work too.
SHARE = 0.01
MOST = 12
#: A vacancy a person decided on is not drawn again for so long.
REST = dt.timedelta(days=30)


def order(seed: str, numbers: Iterable[int]) -> list[int]:
    """Vacancies in the order of a draw: by SHA-256 of seed and number. The same for everyone who has the seed."""
    return sorted(numbers, key=lambda number: hashlib.sha256(f"{seed}:{number}".encode()).digest())


def draw(now: dt.datetime | None = None, *, seed: str | None = None) -> ReviewDraw | None:
    """Draw once a day. None when it was drawn today already. The seed is random unless one is given."""
    now = now or timezone.now()
    day = timezone.localdate(now)
    if ReviewDraw.objects.filter(day=day).exists():
        return None
    with transaction.atomic():
        population = _population(now)
        count = min(MOST, -(-len(population) * int(SHARE * 1000) // 1000)) if population else 0
        seed = seed or secrets.token_hex(16)
        drawn = order(seed, population)[:count]
        made, fresh = ReviewDraw.objects.get_or_create(
            day=day, defaults={"seed": seed, "share": SHARE, "population": len(population), "drawn": drawn}
        )
        if not fresh:
            return None
        for vacancy in Vacancy.objects.filter(pk__in=drawn).order_by("pk"):
            intake.open_case(vacancy, Reason(ReviewCase.Kind.DRAWN, LOOK), revision=_published(vacancy))
    return made


def _population(now: dt.datetime) -> list[int]:
    """What can be drawn: open vacancies of today that no person looked at lately. Two queries."""
    rested = ReviewCase.objects.filter(opened_at__gt=now - REST).order_by().values_list("vacancy_id", flat=True)
    shown = queries.visible(now).filter(is_sample=False, source__as_of__isnull=True).order_by("pk")
    recent = set(rested)
    return [number for number in shown.values_list("pk", flat=True) if number not in recent]


def _published(vacancy: Vacancy) -> PostingRevision | None:
    posting = Posting.objects.filter(vacancy=vacancy).first()
    return None if posting is None else posting.revisions.filter(state=PostingRevision.State.PUBLISHED).first()
