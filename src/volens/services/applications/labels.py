"""States and letters in words: what they mean for the person, and what for the employer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from volens.services.applications.queries import LetterShown
from volens.services.vacancies import presentation


@dataclass(frozen=True, slots=True)
class Label:
    """A state in words: its name, what it means, and how it looks (open, good, quiet)."""

    name: str | Promise
    meaning: str | Promise
    look: str


MINE = {
    "draft": Label(_("Draft"), _("Only you can see it. Nothing is sent."), "quiet"),
    "sent": Label(_("Sent"), _("The employer has not answered yet."), "open"),
    "talking": Label(_("In conversation"), _("The employer wrote to you."), "open"),
    "interview": Label(_("Interview times"), _("The employer proposed times. Choose one, or none."), "open"),
    "meeting": Label(_("Interview agreed"), _("You and the employer agreed on a time."), "good"),
    "offer": Label(_("Offer"), _("The employer made you an offer. Take your time and read its terms."), "good"),
    "cooling": Label(
        _("Accepted, can be undone"), _("You accepted the offer. The employer does not know yet; think again."), "good"
    ),
    "accepted": Label(_("Accepted"), _("You accepted the offer, and the employer knows."), "good"),
    "refused": Label(_("Not selected"), _("The employer said no, in words of their own."), "quiet"),
    "silent": Label(
        _("No answer"),
        _("The employer did not answer within 60 days. That is the employer's silence; it says nothing about you."),
        "quiet",
    ),
    "withdrawn": Label(_("Withdrawn"), _("You took it back. The employer can no longer read it."), "quiet"),
    "lapsed": Label(
        _("Ended"), _("The offer was open until its last day and is over. The employer can no longer read it."), "quiet"
    ),
    "over": Label(_("Over"), _("Its time is over. The employer can no longer read it."), "quiet"),
}

RECEIVED = {
    "sent": Label(
        _("Waiting for your answer"), _("Answer within 14 days. After 60 days it closes as your silence."), "open"
    ),
    "talking": Label(_("In conversation"), _("You can write, propose times or make an offer."), "open"),
    "interview": Label(
        _("Times proposed"),
        _("If a time is picked, you see it here. Nothing else shows, and nothing else counts."),
        "open",
    ),
    "meeting": Label(_("Interview agreed"), _("A time was picked."), "good"),
    "offer": Label(_("Offer made"), _("The answer is entirely the applicant's, and takes its time."), "open"),
    "accepted": Label(_("Offer accepted"), _("The time to think again is over: it is accepted."), "good"),
    "refused": Label(_("Not selected"), _("You said no."), "quiet"),
    "silent": Label(
        _("Closed: no answer from you"), _("Nobody answered within 60 days. It cannot be opened."), "quiet"
    ),
    "gone": Label(_("No longer available"), _("There can be many reasons, and none of them is told."), "quiet"),
}

#: The written terms of an offer, in the order of the form.
TERMS = {
    "work": _("Work"),
    "pay": _("Pay"),
    "hours": _("Working time"),
    "place": _("Workplace"),
    "begins": _("First day"),
    "contract": _("Contract"),
    "more": _("What else matters"),
}


def of_mine(state: str) -> Label:
    """A state as its person reads it."""
    return MINE[state]


def of_received(state: str) -> Label:
    """A state as the employer reads it."""
    return RECEIVED[state]


def change_words(change: Mapping[str, Any]) -> Mapping[str, str]:
    """What changed in a vacancy (label, before, after) in the reader's language, else as it was published."""
    told: Mapping[str, str] = change.get("words", {}).get(get_language() or "", change)
    return told


def author(letter: LetterShown) -> str:
    """Who wrote a letter, as both sides read it."""
    return gettext("Applicant") if letter.from_person else str(letter.told.get("by", ""))


def plain(letter: LetterShown) -> str:
    """A letter as lines of text, for the export."""
    lines = [str(letter.told.get("text", ""))]
    lines += [presentation.moment(at, presentation.language()) for at in letter.times]
    lines += [f"{label}: {letter.told[name]}" for name, label in TERMS.items() if letter.told.get(name)]
    return "\n".join(line for line in lines if line)
