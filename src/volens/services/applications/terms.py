"""The lengths of time of this room, and the settings that change them."""

from __future__ import annotations

import datetime as dt

from django.conf import settings

#: An answer is late after so many days, and the application is closed as the employer's silence after so many.
LATE_AFTER = dt.timedelta(days=14)
SILENT_AFTER = dt.timedelta(days=60)
#: How long after its vacancy closed an employer can read what it received.
READABLE_AFTER_CLOSE = dt.timedelta(days=183)
#: How long an offer must be open at least, and may be at most.
OFFER_AT_LEAST = dt.timedelta(days=3)
OFFER_AT_MOST = dt.timedelta(days=60)
#: How far ahead an interview, and the last day to answer its times, may lie at most.
INTERVIEW_AT_MOST = dt.timedelta(days=365)
#: Drafts and what is over stay with the person so long after it was last touched.
OWN_RECORD = dt.timedelta(days=365)


def cooling() -> dt.timedelta:
    """How long an acceptance can be undone before the employer learns of it (VOLENS_COOLING_HOURS, 48 by default)."""
    return dt.timedelta(hours=settings.COOLING_HOURS)
