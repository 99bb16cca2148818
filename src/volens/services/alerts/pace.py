"""When the next mail of a saved search may go."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from volens.services.alerts.models import SavedSearch

#: The hour of the day (of the deployment's clock) at which daily and weekly mails go.
HOUR = 7
#: Mails "at once" of one search are no closer together than this: an import brings many vacancies at a time.
SHORTEST = dt.timedelta(minutes=10)


def next_mail(pace: str, after: dt.datetime) -> dt.datetime:
    """The next moment for a mail after one was sent, or after something first rang, at `after`."""
    if pace == SavedSearch.Pace.AT_ONCE:
        return after + SHORTEST
    local = timezone.localtime(after)
    morning = local.replace(hour=HOUR, minute=0, second=0, microsecond=0)
    if morning <= local:
        morning += dt.timedelta(days=1)
    if pace == SavedSearch.Pace.WEEKLY:
        morning += dt.timedelta(days=(-morning.weekday()) % 7)
    return morning
