"""Reading travel times. Facts about places: no reading of persons happens here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from volens.services.guidance.models import TravelTime

#: More destinations than this are asked about in pieces: databases limit the number of values in a question.
PIECE = 500
#: The ways of travelling a table may hold.
MODES = tuple(TravelTime.Mode.values)


@dataclass(frozen=True, slots=True)
class Way:
    """How long the way takes, and how one travels."""

    minutes: int
    mode: str

    def shown(self) -> str:
        """How one travels, in words of the active language."""
        return str(TravelTime.Mode(self.mode).label)


def has_travel_times() -> bool:
    """Whether the operator loaded a table. One small query."""
    return TravelTime.objects.exists()


def modes() -> list[tuple[str, str]]:
    """The ways of travelling that the table knows, with their names. One query."""
    known = set(TravelTime.objects.order_by().values_list("mode", flat=True).distinct())
    return [(mode.value, str(mode.label)) for mode in TravelTime.Mode if mode.value in known]


def ways(origin: int, destinations: Sequence[int], mode: str = "") -> Mapping[int, Way]:
    """The way from a place to each of these, by destination; the quickest where no mode is asked for.

    Destinations the table does not know are left out. One query for each `PIECE` destinations.
    """
    found: dict[int, Way] = {}
    wanted = sorted(set(destinations))
    for start in range(0, len(wanted), PIECE):
        rows = TravelTime.objects.filter(origin=origin, destination__in=wanted[start : start + PIECE])
        if mode:
            rows = rows.filter(mode=mode)
        for destination, how, minutes in rows.order_by("minutes", "mode").values_list("destination", "mode", "minutes"):
            found.setdefault(destination, Way(minutes, how))
    return found
