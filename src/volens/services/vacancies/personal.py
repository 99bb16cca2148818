"""What a person sees beside vacancies for themselves alone: a place for a room above this one to fill.

This room knows nothing about accounts. The room of saved vacancies registers here, so that arrows run one way. For
visitors nothing is asked and nothing is added: their pages stay the same for everybody and can be kept.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils import timezone
from markupsafe import Markup

from volens.services.vacancies import cards, listing, presentation
from volens.services.vacancies.rows import read_rows


@dataclass(frozen=True, slots=True)
class Beside:
    """For a list of vacancies: which are left out, what stands in each card, and a word above the list.

    `keep` is what the addresses of the list's other pages carry on, such as "hidden=1".
    """

    left_out: frozenset[int]
    in_card: Mapping[int, Markup]
    above: Markup
    keep: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found: the vacancies of this page, how many on all pages, and how many of those are hidden."""

    numbers: Sequence[int]
    total: int
    hidden: int


OnResults = Callable[[HttpRequest, Found], Beside | None]
OnVacancy = Callable[[HttpRequest, int], Markup]
Hidden = Callable[[HttpRequest], Sequence[int]]
_registered: list[tuple[OnResults, OnVacancy, Hidden]] = []


def register(on_results: OnResults, on_vacancy: OnVacancy, hidden: Hidden) -> None:
    """Announce who fills the place, from AppConfig.ready. A second announcement replaces the first."""
    _registered[:] = [(on_results, on_vacancy, hidden)]


def hidden(request: HttpRequest) -> Sequence[int]:
    """The vacancies that whoever asks does not want to see; none for visitors. No query without a cookie."""
    return _registered[0][2](request) if _registered else ()


def on_results(request: HttpRequest, found: Found) -> Beside | None:
    """What stands beside a list for whoever asks; None for visitors. No query without a cookie."""
    return _registered[0][0](request, found) if _registered else None


def on_vacancy(request: HttpRequest, number: int) -> Markup:
    """What stands on a vacancy's page for whoever asks."""
    return _registered[0][1](request, number) if _registered else Markup()


def listed(numbers: Sequence[int], in_card: Mapping[int, Markup]) -> tuple[Markup, frozenset[int]]:
    """The open ones of these vacancies as a list of cards, in the order given; and their numbers. One query."""
    rows = {row.id: row for row in read_rows(list(numbers), now=timezone.now())}
    shown = [rows[number] for number in numbers if number in rows]
    code = presentation.language()
    made = listing.card_list(cards.make(shown), code, in_card=in_card) if shown else Markup()
    return made, frozenset(rows)
