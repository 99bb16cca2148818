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
    """For a list of vacancies: which are left out, what stands in each card, and a word above the list."""

    left_out: frozenset[int]
    in_card: Mapping[int, Markup]
    above: Markup


OnResults = Callable[[HttpRequest, list[int]], Beside | None]
OnVacancy = Callable[[HttpRequest, int], Markup]
_registered: list[tuple[OnResults, OnVacancy]] = []


def register(on_results: OnResults, on_vacancy: OnVacancy) -> None:
    """Announce who fills the place, from AppConfig.ready. A second announcement replaces the first."""
    _registered[:] = [(on_results, on_vacancy)]


def on_results(request: HttpRequest, numbers: list[int]) -> Beside | None:
    """What stands beside a list for whoever asks; None for visitors. No query without a cookie."""
    return _registered[0][0](request, numbers) if _registered else None


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
