"""What a person does with vacancies for themselves. Nobody else can, and nobody else learns of it (S4)."""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from volens.services.saved import shelf
from volens.services.saved.shelf import Mark
from volens.services.vacancies import queries as vacancies

MOST = 300
LONGEST_NOTE = 1000


class Act(StrEnum):
    """What can be done with a vacancy."""

    SAVE = "save"
    UNSAVE = "unsave"
    HIDE = "hide"
    SHOW = "show"
    FORGET = "forget"


def mark(person: UUID, vacancy: int, act: Act) -> None:
    """Save or hide a vacancy, or take that back. Raises ValidationError when it is not there or the shelf is full.

    Saving shows a hidden one again, hiding takes a saved one from the list: one is the opposite of the other.
    """
    with shelf.changing(person) as marks:
        here = marks.get(vacancy) or _new(vacancy, len(marks.by_vacancy), act in {Act.SAVE, Act.HIDE})
        if here is None:
            return
        if act is Act.FORGET:
            here.saved = here.hidden = here.note = ""
        elif act is Act.SAVE:
            here.saved, here.hidden = here.saved or shelf.now(), ""
        elif act is Act.HIDE:
            here.hidden, here.saved = here.hidden or shelf.now(), ""
        elif act is Act.UNSAVE:
            here.saved = ""
        else:
            here.hidden = ""
        marks.by_vacancy[vacancy] = here


def note(person: UUID, vacancy: int, text: str) -> None:
    """Write a private note on a vacancy; an empty one is deleted. Raises ValidationError as `mark` does."""
    text = text.strip()
    if len(text) > LONGEST_NOTE:
        raise ValidationError(_("A note has at most 1000 characters."))
    with shelf.changing(person) as marks:
        here = marks.get(vacancy) or _new(vacancy, len(marks.by_vacancy), bool(text))
        if here is not None:
            here.note = text
            marks.by_vacancy[vacancy] = here


def _new(vacancy: int, count: int, wanted: bool) -> Mark | None:
    """A fresh mark, with what the list shows once the vacancy is gone. None when there is nothing to take back."""
    if not wanted:
        return None
    if count >= MOST:
        raise ValidationError(_("You keep 300 vacancies already. Remove one first."))
    found = vacancies.vacancy(vacancy)
    if found is None or not vacancies.is_open(found):
        raise ValidationError(_("This vacancy is no longer available."))
    return Mark(found.title[:200], found.employer[:120])
