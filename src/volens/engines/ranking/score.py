"""The score: whole points for each thing asked, added up. Equal scores are broken by a seed per person and day."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from volens.engines.ranking.skills import named_in

#: Everything that can add to a score, in the order it is told.
TERMS = ("work", "skills", "distance", "pay", "hours", "contract", "needs")
#: Points of a term that fits wholly, at weight 1.
FULL = 100
#: Weights a term may have: left out, counted, counted double.
WEIGHTS = (0, 1, 2)
#: Share of the points by the number of leading ISCO digits in common.
_CLOSENESS = (0.0, 0.1, 0.3, 0.6, 1.0)
#: Share of the points where the employer did not say: neither as good as a yes nor as bad as a no.
UNSAID = 0.4
#: So many hours a week beyond what was asked for, and the term gives nothing.
TOO_MANY_HOURS = 16.0

Points = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Wish:
    """What a worker asks for. What is empty is not asked, and no term speaks of it."""

    isco: tuple[str, ...] = ()  # one to four digits each; the closest counts
    skills: tuple[str, ...] = ()  # each a word or a few
    latitude: float | None = None
    longitude: float | None = None
    radius_km: float = 30.0
    most_minutes: int | None = None  # of travel, where the way's time is known; else the radius counts
    pay_floor: int | None = None  # minor units of `currency` a month
    currency: str = ""
    hours: tuple[str, ...] = ()
    weekly_hours: float | None = None  # at most so many
    contracts: tuple[str, ...] = ()
    accessible: bool = False
    lodging_optional: bool = False
    weights: Mapping[str, int] = field(default_factory=dict)  # by term, of WEIGHTS; 1 where nothing is said

    @property
    def terms(self) -> tuple[str, ...]:
        """The terms that count: asked for, and not switched off."""
        asked = {
            "work": bool(self.isco),
            "skills": bool(self.skills),
            "distance": self.latitude is not None and self.longitude is not None,
            "pay": self.pay_floor is not None,
            "hours": bool(self.hours) or self.weekly_hours is not None,
            "contract": bool(self.contracts),
            "needs": self.accessible or self.lodging_optional,
        }
        return tuple(term for term in TERMS if asked[term] and self.weights.get(term, 1))


@dataclass(frozen=True, slots=True)
class Offer:
    """What a vacancy says, as far as it counts."""

    id: int
    text: str  # title and text: only looked through for the skills asked for
    isco: str = ""
    distance_km: float | None = None
    minutes: int | None = None  # of travel, only where a table of the operator's knows the way
    travel: str = ""  # how one travels in those minutes
    pay_month_max: int | None = None
    currency: str = ""
    pays: bool = False  # pay is said in whatever way, also where it cannot be told for a month
    hours: str = ""
    weekly_hours: float | None = None
    contract: str = ""
    accessible: bool = False
    accommodation: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """One term of a score: its points, how it fits ("full", "part", "unsaid", "none"), and the figures behind it."""

    term: str
    points: int
    fits: str
    figures: Mapping[str, float | int | str | tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Ranked:
    """A vacancy with its score, which is the sum of the points of its reasons."""

    id: int
    score: int
    reasons: tuple[Reason, ...]


def rank(wish: Wish, offers: Sequence[Offer], *, seed: str, limit: int = 20, fitting: bool = False) -> list[Ranked]:
    """The best offers, best first. Only those shown are explained; all are scored in whole arrays.

    `seed` breaks ties: the same person sees one order all day, and no vacancy is always first among equals. `fitting`:
    leave out what meets nothing of what was asked. Where work or skills are asked, that means nothing of these: what
    is only near, or only pays well, is other work.
    """
    if not offers:
        return []
    shares = {term: _SHARES[term](wish, offers) for term in wish.terms}
    if fitting:
        decisive = [term for term in wish.terms if term in ("work", "skills")] or wish.terms
        met = [
            any(_meets(wish, offer, term, float(shares[term][at])) for term in decisive)
            for at, offer in enumerate(offers)
        ]
        offers = [offer for offer, each in zip(offers, met, strict=True) if each]
        shares = {term: share[np.array(met)] for term, share in shares.items()}
    points = {
        term: np.rint(share * FULL).astype(np.int64) * wish.weights.get(term, 1) for term, share in shares.items()
    }
    total: Points = sum(points.values(), start=np.zeros(len(offers), np.int64))
    # What ties with the last place is let in before the seed decides.
    ties = [hashlib.blake2b(f"{seed}:{offer.id}".encode(), digest_size=8).digest() for offer in offers]
    order = sorted(range(len(offers)), key=lambda at: (-int(total[at]), ties[at], offers[at].id))[: max(0, limit)]
    return [
        Ranked(
            offers[at].id,
            int(total[at]),
            tuple(
                Reason(term, int(points[term][at]), _fits(wish, offers[at], term, float(shares[term][at])), figures)
                for term in wish.terms
                for figures in [_figures(wish, offers[at], term)]
            ),
        )
        for at in order
    ]


def _work(wish: Wish, offers: Sequence[Offer]) -> NDArray[np.float64]:
    return np.array([_closeness(wish, offer) for offer in offers])


def _closeness(wish: Wish, offer: Offer) -> float:
    best = 0.0
    for code in wish.isco:
        common = 0
        while common < min(len(code), len(offer.isco)) and code[common] == offer.isco[common]:
            common += 1
        best = max(best, 1.0 if common == len(code) else _CLOSENESS[common])
    return best


def _skills(wish: Wish, offers: Sequence[Offer]) -> NDArray[np.float64]:
    return np.array([len(named_in(wish.skills, offer.text)) / len(wish.skills) for offer in offers])


def _distance(wish: Wish, offers: Sequence[Offer]) -> NDArray[np.float64]:
    """Full at the door, nothing at the edge of what was asked for: in minutes where known, else in a straight line."""
    away = np.array([math.nan if offer.distance_km is None else offer.distance_km for offer in offers])
    share = np.clip(1 - away / max(wish.radius_km, 0.1), 0.0, 1.0)
    if wish.most_minutes is not None:
        took = np.array([math.nan if offer.minutes is None else offer.minutes for offer in offers])
        by_time = np.clip(1 - took / max(wish.most_minutes, 1), 0.0, 1.0)
        share = np.where(np.isnan(took), share, by_time)
    return np.where(np.isnan(share), 0.0, share)


def _pay(wish: Wish, offers: Sequence[Offer]) -> NDArray[np.float64]:
    floor = max(wish.pay_floor or 0, 1)
    paid = np.array([_paid(wish, offer) for offer in offers])
    share = np.where(paid >= floor, 1.0, np.clip(paid / floor, 0.0, 1.0) * 0.5)
    return np.where(paid < 0, UNSAID, share)


def _paid(wish: Wish, offer: Offer) -> float:
    """Pay a month in the currency asked for; -1 where that is not said."""
    if offer.pay_month_max is None or (wish.currency and offer.currency != wish.currency):
        return -1.0
    return float(offer.pay_month_max)


def _hours(wish: Wish, offers: Sequence[Offer]) -> NDArray[np.float64]:
    return np.array([_times(wish, offer) for offer in offers])


def _times(wish: Wish, offer: Offer) -> float:
    """Full or part time, and how many hours a week: what was asked of the two, each counting the same."""
    asked: list[float] = []
    if wish.hours:
        asked.append(_choice(offer.hours, wish.hours))
    if wish.weekly_hours is not None:
        said = offer.weekly_hours is not None
        asked.append(max(0.0, 1 - _too_many(wish, offer) / TOO_MANY_HOURS) if said else UNSAID)
    return sum(asked) / len(asked)


def _too_many(wish: Wish, offer: Offer) -> float:
    """Hours a week beyond what was asked for."""
    if wish.weekly_hours is None or offer.weekly_hours is None:
        return 0.0
    return max(0.0, offer.weekly_hours - wish.weekly_hours)


def _contract(wish: Wish, offers: Sequence[Offer]) -> NDArray[np.float64]:
    return np.array([_choice(offer.contract, wish.contracts) for offer in offers])


def _choice(said: str, wanted: Sequence[str]) -> float:
    return UNSAID if not said else float(said in wanted)


def _needs(wish: Wish, offers: Sequence[Offer]) -> NDArray[np.float64]:
    return np.array([_met(wish, offer) for offer in offers])


def _met(wish: Wish, offer: Offer) -> float:
    asked: list[float] = []
    if wish.accessible:
        asked.append(1.0 if offer.accessible else UNSAID)
    if wish.lodging_optional:
        asked.append(_choice(offer.accommodation, ("none", "optional")))
    return sum(asked) / len(asked)


_SHARES = {
    "work": _work,
    "skills": _skills,
    "distance": _distance,
    "pay": _pay,
    "hours": _hours,
    "contract": _contract,
    "needs": _needs,
}


def _meets(wish: Wish, offer: Offer, term: str, share: float) -> bool:
    """Whether an offer meets a thing asked for, wholly or in part. What is not said meets nothing."""
    said = {
        "pay": share >= 1,
        "hours": offer.hours in wish.hours if offer.hours and wish.hours else offer.weekly_hours is not None,
        "contract": offer.contract in wish.contracts,
        "needs": (wish.accessible and offer.accessible)
        or (wish.lodging_optional and offer.accommodation in ("none", "optional")),
    }
    return share > 0 and said.get(term, True)


def _fits(wish: Wish, offer: Offer, term: str, share: float) -> str:
    unsaid = {
        "work": not offer.isco,
        "distance": offer.distance_km is None and offer.minutes is None,
        "pay": _paid(wish, offer) < 0,
        "hours": not (offer.hours if wish.hours else "") and (wish.weekly_hours is None or offer.weekly_hours is None),
        "contract": not offer.contract,
    }
    if unsaid.get(term):
        return "unsaid"
    return "full" if share >= 1 else "none" if share <= 0 else "part"


def _figures(wish: Wish, offer: Offer, term: str) -> Mapping[str, float | int | str | tuple[str, ...]]:
    if term == "skills":
        found = named_in(wish.skills, offer.text)
        return {
            "named": tuple(each.skill for each in found),
            "by": tuple(each.by for each in found),
            "of": len(wish.skills),
        }
    if term == "distance":
        way: dict[str, float | int | str | tuple[str, ...]] = {}
        if offer.distance_km is not None:
            way["km"] = offer.distance_km
        if offer.minutes is not None:
            way |= {"minutes": offer.minutes, "travel": offer.travel}
        return way
    if term == "pay":
        if offer.pay_month_max is None:
            return {"currency": offer.currency} if offer.pays and offer.currency else {}
        return {"pay": offer.pay_month_max, "currency": offer.currency}
    said: dict[str, Mapping[str, float | int | str | tuple[str, ...]]] = {
        "work": {"isco": offer.isco},
        "hours": {"hours": offer.hours, "weekly": offer.weekly_hours or 0, "more": _too_many(wish, offer)},
        "contract": {"contract": offer.contract},
        "needs": {"accessible": int(offer.accessible), "accommodation": offer.accommodation},
    }
    return said[term]
