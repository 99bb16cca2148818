"""The records behind protected tables. They go into the engine and nowhere else."""

from __future__ import annotations

import datetime as dt

from volens.services.applications import queries as applications
from volens.services.market.tables import APPLICATIONS, LATER, WITHIN, Row, Source
from volens.services.organisations import queries as organisations
from volens.services.vacancies.review import queries as review


def _within(spent: dt.timedelta) -> str:
    return next((name for name, limit in WITHIN if spent <= limit), LATER)


def decisions(start: dt.date, end: dt.date) -> list[Row]:
    """Decisions of reviewers on vacancies and on organisations, by the time they took. `end` is not in."""
    found = [("vacancy", *each) for each in review.times_to_decide(start, end)]
    found += [("organisation", *each) for each in organisations.times_to_decide(start, end)]
    return [
        Row(f"{kind} {identifier}", decided.date(), {"kind": kind, "within": _within(decided - opened)})
        for kind, identifier, opened, decided in found
    ]


def received(start: dt.date, end: dt.date) -> list[Row]:
    """Applications that reached an employer in the period, by kind of work and region, and whether it answered.

    Those that are no longer available count as answered when they had been, and not at all otherwise, whatever the
    reason (S4); the quarter is over for long enough that every employer had its time (see `actions.DELAY`).
    """
    return [
        Row(
            str(each.identifier),
            each.received_on,
            {"work": each.isco[:1], "region": each.region, "answered": "yes" if each.answered else "no"},
        )
        for each in applications.outcomes(start, end)
    ]


SOURCES: dict[str, Source] = {
    "decisions": Source(decisions, ("kind", "within")),
    APPLICATIONS: Source(received, ("work", "region", "answered")),
}
