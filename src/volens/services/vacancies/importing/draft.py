"""A vacancy under our names, as its source wrote it: what every format is turned into before anything is checked."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from typing import Any

#: Places of one job that are looked at; of those, what is kept is limited by `normalise`.
MOST_PLACES_READ = 60


@dataclass(slots=True)
class Whereabouts:
    """A place as delivered, by the same names as in a Draft."""

    place: Any = None
    locality: Any = None
    region: Any = None
    country: Any = None
    latitude: Any = None
    longitude: Any = None


@dataclass(slots=True)
class Draft:
    """Fields as delivered: text, numbers, lists or nothing, of any type. `normalise` decides what they are worth.

    `names` maps a field to what the source calls it, for messages a person at the source understands.
    """

    key: Any = None  # the source's identifier
    title: Any = None
    employer: Any = None
    text: Any = None  # HTML or plain
    place: Any = None  # free text: "Newark, NJ", "江西省南昌市"
    locality: Any = None
    region: Any = None
    country: Any = None
    latitude: Any = None
    longitude: Any = None
    further: list[Whereabouts] = field(default_factory=list)  # other places of the same job
    remote: Any = None
    pay: Any = None  # free text
    pay_min: Any = None
    pay_max: Any = None
    pay_currency: Any = None
    pay_period: Any = None
    contract: Any = None  # our values, or words the vocabulary knows
    hours: Any = None
    weekly_hours: Any = None
    language: Any = None  # BCP 47
    posted: Any = None
    valid_through: Any = None
    url: Any = None  # the source's page
    apply_url: Any = None
    apply_contact: Any = None
    isco: Any = None
    accessible: Any = None
    accommodation: Any = None
    declarations: Any = None  # engines.vetting Declarations as JSON
    sample: bool = False
    names: dict[str, str] = field(default_factory=dict)


#: What a column of a table may be mapped to.
FIELDS = tuple(
    f.name for f in dataclasses.fields(Draft) if f.name not in {"sample", "names", "declarations", "further"}
)
