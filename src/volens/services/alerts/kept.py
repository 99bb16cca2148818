"""What this room keeps, told to export, erasure and the daily clock."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.utils.translation import gettext as _

from volens.services.alerts import actions, mails, matching, queries
from volens.services.alerts.models import Heard, Ring, SavedSearch, SearchChange
from volens.services.trust import rooms
from volens.services.trust.rooms import Clock, Part
from volens.services.trust.vault import Vault

UNCONFIRMED = dt.timedelta(days=2)
LONGEST = dt.timedelta(days=2 * 365)


def export(person: UUID, _opened: Vault) -> list[Part]:
    """The person's saved searches."""
    found = queries.of_person(person)
    return [
        Part(
            _("My saved searches"),
            [(each.content.title(), mails.listed(each.content.conditions())) for each in found],
            [
                {
                    "search": each.content.address,
                    "language": each.content.language,
                    "pace": each.search.pace,
                    "paused": each.search.paused,
                    "since": each.search.made_at.isoformat(),
                }
                for each in found
            ],
        )
    ]


def erase(person: UUID) -> int:
    """Delete the person's searches and what waits for them."""
    for number in SavedSearch.objects.filter(person_id=person).values_list("pk", flat=True):
        matching.note_change(number)
    return SavedSearch.objects.filter(person_id=person).delete()[0]


def _searches(now: dt.datetime) -> int:
    """Searches never confirmed, and those without an account after two years."""
    over = SavedSearch.objects.filter(confirmed=False, made_at__lt=now - UNCONFIRMED)
    old = SavedSearch.objects.filter(mailbox__isnull=False, made_at__lt=now - LONGEST)
    numbers = {*over.values_list("pk", flat=True), *old.values_list("pk", flat=True)}
    for number in numbers:
        actions.stop(number)
    return len(numbers)


def _rings(now: dt.datetime) -> int:
    """What waits for a mail that could not be sent for two weeks."""
    stuck = SavedSearch.objects.filter(made_at__lt=now - dt.timedelta(days=14), next_at__lt=now - dt.timedelta(days=14))
    return Ring.objects.filter(search__in=stuck).delete()[0]


def _heard(now: dt.datetime) -> int:
    return Heard.objects.filter(at__lt=now - 2 * matching.NEWS).delete()[0]


def _changes(now: dt.datetime) -> int:
    return SearchChange.objects.filter(at__lt=now - matching.CHANGES_KEPT).delete()[0]


def register() -> None:
    """Tell the registry."""
    rooms.register(
        rooms.Room(
            "alerts",
            export,
            erase,
            (
                Clock(
                    "alerts.SavedSearch",
                    "until stopped; without an account 2 years; 2 days if never confirmed",
                    "a saved search",
                    _searches,
                ),
                Clock("alerts.Ring", "until told, at most 2 weeks", "a vacancy a saved search is to tell of", _rings),
                Clock("alerts.Heard", "2 months", "which vacancies rang already", _heard),
                Clock("alerts.SearchChange", "2 days", "which saved searches changed", _changes),
            ),
            ("alerts.SavedSearch", "alerts.Ring"),
        )
    )
