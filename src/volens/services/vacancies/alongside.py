"""What other rooms show on the page of a vacancy or an occupation, the same for everybody: a place for them to fill.

This room knows nothing about figures of pay or comparing. Rooms above it register here, so that arrows run one way.
"""

from __future__ import annotations

from collections.abc import Callable

from markupsafe import Markup

from volens.services.vacancies.models import Vacancy

OnVacancy = Callable[[Vacancy], Markup]
OnOccupation = Callable[[str], Markup]
_vacancy: dict[str, OnVacancy] = {}
_occupation: dict[str, OnOccupation] = {}


def register(room: str, *, on_vacancy: OnVacancy, on_occupation: OnOccupation) -> None:
    """Announce what a room shows, from AppConfig.ready. A second announcement of a room replaces its first."""
    _vacancy[room] = on_vacancy
    _occupation[room] = on_occupation


def beside_vacancy(found: Vacancy) -> Markup:
    """What stands on the page of a vacancy, in the order the rooms were started."""
    return Markup().join(make(found) for make in _vacancy.values())


def beside_occupation(group: str) -> Markup:
    """What stands on the page of an ISCO-08 group of one to four digits."""
    return Markup().join(make(group) for make in _occupation.values())
