"""What a posting says that decides whether it is the same job as another, and the decision itself."""

from __future__ import annotations

import enum
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Posting:
    """A vacancy as one feed delivered it. Empty strings and None mean the feed did not say.

    Pay is in minor units of `currency` for one `pay_period` (any stable name: "hour", "month"); `pay_month_*` is the
    same normalised to a month, for postings that state different periods. `posted` counts days since any fixed day.
    """

    title: str
    employer: str = ""
    text: str = ""
    place: str = ""
    place_id: int | None = None
    region: str = ""
    latitude: float | None = None
    longitude: float | None = None
    pay_min: int | None = None
    pay_max: int | None = None
    pay_period: str = ""
    pay_month_min: int | None = None
    pay_month_max: int | None = None
    currency: str = ""
    hours: str = ""
    contract: str = ""
    posted: int | None = None


class Reason(enum.StrEnum):
    """Why two postings were found the same or not; the value is a stable code for logs and pages."""

    TITLE_SAME = "title_same"
    TITLE_CLOSE = "title_close"
    TITLE_DIFFERS = "title_differs"
    LEVEL_DIFFERS = "level_differs"
    NUMBER_DIFFERS = "number_differs"
    REFERENCE_SAME = "reference_same"
    REFERENCE_DIFFERS = "reference_differs"
    SHIFT_DIFFERS = "shift_differs"
    HOURS_DIFFER = "hours_differ"
    CONTRACT_DIFFERS = "contract_differs"
    EMPLOYER_SAME = "employer_same"
    EMPLOYER_DIFFERS = "employer_differs"
    PLACE_SAME = "place_same"
    PLACE_DIFFERS = "place_differs"
    PAY_SAME = "pay_same"
    PAY_DIFFERS = "pay_differs"
    TEXT_SAME = "text_same"
    TEXT_OVERLAPS = "text_overlaps"
    TEXT_DIFFERS = "text_differs"
    LONG_APART = "long_apart"


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether two postings are one job, how sure (0 to 1), and the reasons that weighed."""

    same: bool
    score: float
    reasons: tuple[Reason, ...]
