"""Guards of steps: each says why the step cannot be taken now, or nothing when it can."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.utils import timezone
from django.utils.translation import gettext

from volens.services.applications import terms
from volens.services.applications.case import Case
from volens.services.applications.models import Letter
from volens.services.vacancies import queries as vacancies

Guard = Callable[[Case], str | None]


def today(case: Case) -> dt.date:
    """The day of the deployment at the moment of the step."""
    return timezone.localdate(case.now)


def vacancy_is_open(case: Case) -> str | None:
    """The vacancy is published, of a verified organisation, and its last day has not passed."""
    assert case.application is not None  # noqa: S101 - the person's steps have the person's row
    try:
        vacancies.for_application(case.application.vacancy_id)
    except vacancies.NotOpenError as error:
        return str(error)
    return None


def text_was_shown(case: Case) -> str | None:
    """What is about to be sent is word for word what was on the page."""
    if case.shared is None or case.shared.digest != case.shown_digest:
        return gettext("Something changed since you looked. Here is what the employer would see now.")
    return None


def nobody_saw_it(case: Case) -> str | None:
    """Nobody of the organisation saw so much as its number."""
    if case.received is not None and case.received.shown:
        return gettext("The employer has seen this application meanwhile.")
    return None


def somebody_saw_it(case: Case) -> str | None:
    """Someone of the organisation saw at least its number."""
    return None if case.received is not None and case.received.shown else gettext("Nobody has seen it yet.")


def says_something(case: Case) -> str | None:
    """There is a text."""
    if case.letter is None or not case.letter.told.get("text", "").strip():
        return gettext("Write a message.")
    return None


def times_are_ahead(case: Case) -> str | None:
    """One to five times, all of them after the day until which they can be answered, which is ahead."""
    letter = case.letter
    if letter is None or letter.until is None or not letter.told.get("times"):
        return gettext("Propose at least one time.")
    if letter.until <= case.now:
        return gettext("The day until which one can answer has passed already.")
    if any(dt.datetime.fromisoformat(each) <= letter.until for each in letter.told["times"]):
        return gettext("Each time must be after the day until which one can answer.")
    return None


def no_other_times_wait(case: Case) -> str | None:
    """No earlier proposal can still be answered: the person never has two to choose between."""
    if case.application is None:
        return gettext("This has changed meanwhile. Look at it again.")
    waiting = Letter.objects.filter(application=case.application, kind=Letter.Kind.TIMES, over_at__gt=case.now)
    if case.state == "interview" and waiting.exists():
        return gettext("The times you proposed can still be answered. Propose others after that day.")
    return None


def times_can_be_answered(case: Case) -> str | None:
    """The proposal is the newest, its day has not passed, and the time is one of those proposed."""
    if not _is_newest(case, Letter.Kind.TIMES) or case.asked is None or case.asked.until is None:
        return gettext("These times are no longer on offer.")
    if case.now > case.asked.until:
        return gettext("The day until which one could answer has passed.")
    return gettext("Choose one of the times.") if case.picked is None else None


def times_are_over(case: Case) -> str | None:
    """The day until which the newest proposal could be answered has passed."""
    newest = _newest(case, Letter.Kind.TIMES)
    if newest is None or newest.over_at is None or case.now < newest.over_at:
        return gettext("The times can still be answered.")
    return None


def terms_are_written(case: Case) -> str | None:
    """An offer says in writing what the work is, what it pays, when and where."""
    told = case.letter.told if case.letter else {}
    if not all(str(told.get(name, "")).strip() for name in ("work", "pay", "hours", "place", "begins", "contract")):
        return gettext("An offer needs its written terms: work, pay, hours, place, first day and contract.")
    return None


def deadline_leaves_time(case: Case) -> str | None:
    """The person has at least three days to answer an offer, and it does not stay open for longer than two months."""
    if case.letter is None or case.letter.until is None:
        return gettext("Say until when the offer stands.")
    open_for = case.letter.until - case.now
    if open_for < terms.OFFER_AT_LEAST:
        return gettext("Give at least three days to answer an offer.")
    return gettext("An offer stays open for 60 days at most.") if open_for > terms.OFFER_AT_MOST else None


def offer_can_be_answered(case: Case) -> str | None:
    """The offer is the newest, stands, and was not accepted already."""
    if not _is_newest(case, Letter.Kind.OFFER) or case.asked is None or case.asked.until is None:
        return gettext("This offer is no longer open.")
    if case.now > case.asked.until:
        return gettext("The day until which one could answer has passed.")
    if case.application is not None and case.application.accepted_from is not None:
        return gettext("You have accepted it already.")
    return None


def acceptance_is_cooling(case: Case) -> str | None:
    """The person accepted and the employer does not know yet."""
    if case.application is None or case.application.accepted_from is None:
        return gettext("There is no acceptance to change.")
    return None


def cooling_is_over(case: Case) -> str | None:
    """The person accepted, and the time to think again has passed."""
    if case.application is None or case.application.accepted_from is None:
        return gettext("There is no acceptance to change.")
    return gettext("The time to think again is not over.") if case.now < case.application.accepted_from else None


def offer_is_over(case: Case) -> str | None:
    """Nobody accepted, and everything that could still have become of the offer would have shown by now."""
    newest = _newest(case, Letter.Kind.OFFER)
    if case.application is not None and case.application.accepted_from is not None:
        return gettext("It was accepted.")
    if newest is None or newest.over_at is None or case.now < newest.over_at:
        return gettext("The offer still stands.")
    return None


def unanswered_too_long(case: Case) -> str | None:
    """Nobody answered within sixty days."""
    row = case.received
    if row is None or row.answered_on is not None or today(case) < row.received_on + terms.SILENT_AFTER:
        return gettext("The employer still has time to answer.")
    return None


def _newest(case: Case, kind: Letter.Kind) -> Letter | None:
    if case.application is None:
        return None
    return Letter.objects.filter(application=case.application, kind=kind).order_by("-at", "-id").first()


def _is_newest(case: Case, kind: Letter.Kind) -> bool:
    newest = _newest(case, kind)
    return case.asked is not None and newest is not None and newest.pk == case.asked.pk


GUARDS: dict[str, Guard] = {
    guard.__name__: guard
    for guard in (
        *(vacancy_is_open, text_was_shown, nobody_saw_it, somebody_saw_it, says_something, times_are_ahead),
        *(no_other_times_wait, times_can_be_answered, times_are_over, terms_are_written, deadline_leaves_time),
        *(offer_can_be_answered, acceptance_is_cooling, cooling_is_over, offer_is_over, unanswered_too_long),
    )
}
