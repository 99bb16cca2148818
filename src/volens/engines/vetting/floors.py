"""Lowest lawful pay by place and date, as a deployment configures it. The figures are content: `packs.pay`."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from volens.engines.pay import Pay

#: Up to so many hours a week work in China is "not full-time" and has an hourly minimum of its own (Labour Contract
#: Law, article 68).
CHINA_PART_TIME_HOURS = 24


class Confidence(enum.StrEnum):
    """How sure a figure is: read in the law, or reported and to be checked by the operator."""

    STATUTE = "statute"
    REPORTED = "reported"


@dataclass(frozen=True, slots=True)
class PayFloor:
    """One minimum: where, since when, until when (last day, None while in force), how much, and who says so."""

    jurisdiction: str  # ISO 3166-1 "DE" or ISO 3166-2 "US-CA"
    pay: Pay
    since: date
    until: date | None
    source: str
    confidence: Confidence
    part_time_only: bool = False

    @property
    def per_hour_minor(self) -> int:
        """The floor for one hour, in minor units."""
        low, _ = self.pay.per_hour()
        if low is None:
            raise ValueError(f"The floor of {self.jurisdiction} has no hourly value: give a period of time.")
        return low


class PayFloors:
    """All floors of a deployment, asked by place and day."""

    def __init__(self, floors: Iterable[PayFloor]) -> None:
        """Sort the floors by jurisdiction. Raises ValueError where two of one kind overlap in time."""
        self._by_place: dict[str, tuple[PayFloor, ...]] = {}
        for floor in sorted(floors, key=lambda each: (each.jurisdiction, each.since)):
            earlier = self._by_place.get(floor.jurisdiction, ())
            for other in earlier:
                if other.part_time_only == floor.part_time_only and (other.until is None or other.until >= floor.since):
                    both = f"Two floors of {floor.jurisdiction} apply on {floor.since}"
                    raise ValueError(f"{both}: end the one of {other.since} before.")
            self._by_place[floor.jurisdiction] = (*earlier, floor)

    def __len__(self) -> int:
        return sum(map(len, self._by_place.values()))

    def applicable(self, *, country: str, region: str, on: date, weekly_hours: float | None) -> PayFloor | None:
        """The highest floor in force on a day at a place (region before country), None where none is configured.

        A minimum for part-time work alone counts only where the stated weekly hours make the job part-time.
        """
        if not country and not region:
            return None
        part_time = weekly_hours is not None and weekly_hours <= CHINA_PART_TIME_HOURS
        found: PayFloor | None = None
        for place in dict.fromkeys((region, country or region[:2])):
            for floor in self._by_place.get(place, ()):
                if floor.since > on or (floor.until is not None and floor.until < on):
                    continue
                if floor.part_time_only and not part_time:
                    continue
                if found is None or floor.per_hour_minor > found.per_hour_minor:
                    found = floor
        return found
