"""Messages about applications: that there is something to see, never what, and no answer by a link.

To the person: at once. To the members of an organisation: once a day at most about what is new, so that an
application that is taken back soon was never announced; and once when an answer is late. Announcing counts as having
been seen: it stands in the person's record of readings, and the row no longer vanishes without a trace.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext, override

from volens.services.applications import terms
from volens.services.applications.actions import messages
from volens.services.applications.case import Case
from volens.services.applications.models import Application, Received
from volens.services.organisations import policies as organisations
from volens.services.organisations import queries as organisation_queries
from volens.services.people import notifications, post
from volens.services.people.actions import account as accounts
from volens.services.people.models import Account
from volens.services.people.notifications import Notification
from volens.services.trust import reading
from volens.services.trust.reading import Purpose, Reader

#: A new application is announced two days after its day, so a full day at least passes in which it can be taken back
#: as if it had never been, unless a member looks before.
QUIET = dt.timedelta(days=2)
#: The role under which an announcement by mail stands in the record of readings.
ANNOUNCEMENT = "announcement"
Words = Callable[[], tuple[str, str]]


def news(case: Case) -> None:
    """The employer said something."""
    if case.application is not None:
        _tell_person(case.application, "news", _news)


def silence(application: Application | None) -> None:
    """Sixty days without an answer."""
    if application is not None:
        _tell_person(application, "silence", _silence)


def changed(application: Application) -> None:
    """The vacancy says something else now."""
    _tell_person(application, "changed", _changed)


def ended(application: Application) -> None:
    """The vacancy ended."""
    _tell_person(application, "ended", _ended)


def acceptance(row: Received) -> None:
    """An offer was accepted and the time to think again is over: the members learn it at once."""
    _tell_members(row.vacancy.organisation_id, _accepted)
    row.told = True
    Received.objects.filter(pk=row.pk).update(told=True)


def announce(now: dt.datetime) -> int:
    """Tell members what waits for them. Returns how many applications were announced."""
    today = timezone.localdate(now)
    new = Q(employers_turn=True, told=False) & (Q(shown=True) | Q(received_on__lte=today - QUIET))
    late = Q(state="sent", reminded=False, received_on__lte=today - terms.LATE_AFTER)
    by_organisation: dict[UUID, list[tuple[UUID, bool]]] = defaultdict(list)
    due = Received.objects.filter(new | late, vacancy__organisation__isnull=False)
    for row in due.exclude(state__in=["silent", "gone", "refused"]).select_related("vacancy").order_by("pk"):
        is_late = row.received_on <= today - terms.LATE_AFTER and row.state == "sent"
        assert row.vacancy.organisation_id is not None  # noqa: S101 - the query has looked
        by_organisation[row.vacancy.organisation_id].append((row.pk, is_late))
    return sum(_announce(organisation, rows, today) for organisation, rows in by_organisation.items())


def _announce(organisation: UUID, rows: list[tuple[UUID, bool]], today: dt.date) -> int:
    """Tell one organisation, unless it was told something today."""
    found = organisation_queries.organisation(organisation)
    if found is None or not organisation_queries.is_verified(found):
        return 0
    if Received.objects.filter(vacancy__organisation_id=organisation, told_on__gte=today).exists():
        return 0
    with transaction.atomic():
        standing = list(
            Received.objects.select_for_update(of=("self",))
            .filter(pk__in=[pk for pk, _late in rows], application__isnull=False)
            .select_related("application__person")
            .order_by("pk")
        )
        reader = Reader(found.pk, found.name, found.name, ANNOUNCEMENT)
        reading.note(Purpose.APPLICATION_LIST, [(row.application.person, row.pk) for row in standing], reader)
        late = {pk for pk, is_late in rows if is_late}
        for row in standing:
            row.shown, row.told, row.told_on, row.reminded = True, True, today, row.reminded or row.pk in late
            row.save(update_fields=["shown", "told", "told_on", "reminded"])
        if standing:
            _tell_members(organisation, _late if late & {row.pk for row in standing} else _waiting)
    return len(standing)


def _tell_members(organisation: UUID | None, words: Words) -> None:
    if organisation is None:
        return
    for member in organisation_queries.members(organisation):
        if organisations.may_answer(member) and notifications.wants(member.account, Notification.APPLICANT_NEWS):
            _tell(member.account, words)


def _tell_person(application: Application, kind: str, words: Words) -> None:
    if messages.wanted(application.person_id, kind) and not notifications.paused(application.person.account):
        _tell(application.person.account, words)


def _tell(account: Account, words: Words) -> None:
    """A message in the account's own language, to its first contact."""
    for first, reached in accounts.contacts(account):
        if first:
            with override(account.language):
                subject, text = words()
                post.send(reached, subject, f"{text}\n\n{settings.BASE_URL}/")


def _news() -> tuple[str, str]:
    return (
        gettext("News about your application at Volens"),
        gettext("An employer wrote to you about an application. Sign in to read it: My page, My applications."),
    )


def _silence() -> tuple[str, str]:
    return (
        gettext("An employer did not answer you"),
        gettext(
            "An employer did not answer your application within 60 days. It is closed as the employer's silence, which "
            "is not a refusal and says nothing about you. Your page shows which: My page, My applications."
        ),
    )


def _changed() -> tuple[str, str]:
    return (
        gettext("A vacancy you applied for has changed"),
        gettext(
            "A vacancy you applied for says something else now. Your page shows what it said before and what it says "
            "now: My page, My applications. You can take your application back at any time."
        ),
    )


def _ended() -> tuple[str, str]:
    return (
        gettext("A vacancy you applied for has closed"),
        gettext(
            "A vacancy you applied for takes no more applications. Yours still stands, and the employer can still "
            "answer it. Your page shows it: My page, My applications."
        ),
    )


def _waiting() -> tuple[str, str]:
    return (
        gettext("Applicants are waiting for you"),
        gettext("There is something to answer at Volens. Sign in and open Applications on your organisation's page."),
    )


def _late() -> tuple[str, str]:
    return (
        gettext("An answer to an applicant is late"),
        gettext(
            "An application has waited for 14 days or longer. Sign in and open Applications on your organisation's "
            "page. After 60 days it closes as your silence, and your public page counts it as not answered."
        ),
    )


def _accepted() -> tuple[str, str]:
    return (
        gettext("Your offer was accepted"),
        gettext("Sign in and open Applications on your organisation's page to see which."),
    )
