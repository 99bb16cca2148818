"""Vacancies for what a worker asks for: candidates from the index, then the transparent score. Nothing is stored."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.http import QueryDict
from django.utils.translation import gettext, ngettext

from volens.engines.ranking import TERMS, Offer, Reason, Wish, rank
from volens.engines.search.port import Hit, Query, Sort
from volens.packs import places
from volens.services.guidance import queries as guidance
from volens.services.guidance.queries import Way
from volens.services.vacancies import labels, presentation
from volens.services.vacancies import queries as vacancies
from volens.services.vacancies.parameters import SearchParameters, read

#: Candidates of each question to the index. Those with most of the skills, and the nearest, come first.
CANDIDATES = 120
SHOWN = 20
MOST_SKILLS = 12
WEIGHTS = ("0", "1", "2")
WEEKLY_HOURS = ("10", "16", "20", "24", "30", "35", "40", "44", "48")
MINUTES = ("15", "30", "45", "60", "90", "120")
#: Between things somebody lists, in any script.
BETWEEN = "[,;\n\uff0c\u3001\uff1b\u060c\u061b]"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the form says, understood."""

    parameters: SearchParameters
    skills: tuple[str, ...]
    weights: Mapping[str, int]
    most_minutes: int | None = None
    travel: str = ""  # how one wants to travel; "": whatever is quickest
    weekly_hours: int | None = None  # at most so many

    def wish(self) -> Wish:
        """The same for the score."""
        asked = self.parameters
        query = asked.query(dt.datetime.fromtimestamp(0, tz=dt.UTC))
        return Wish(
            isco=asked.isco,
            skills=self.skills,
            latitude=query.latitude,
            longitude=query.longitude,
            radius_km=float(asked.radius_km),
            most_minutes=self.most_minutes,
            pay_floor=query.min_pay_month,
            currency=query.currency,
            hours=asked.hours,
            weekly_hours=self.weekly_hours,
            contracts=asked.contracts,
            accessible=asked.accessible,
            lodging_optional=asked.lodging_optional,
            weights=self.weights,
        )


@dataclass(frozen=True, slots=True)
class Told:
    """One term of a score in words."""

    text: str
    points: int
    fits: str


@dataclass(frozen=True, slots=True)
class Recommended:
    """A vacancy with its score and reasons."""

    row: vacancies.Row
    score: int
    reasons: list[Told]


def understood(given: QueryDict, language: str) -> Asked:
    """The form, from an address."""
    parts = re.split(BETWEEN, given.get("skills", "")[:1_000])
    skills = [" ".join(part.split())[:60] for part in parts]
    weights = {name: int(value) for name in TERMS if (value := given.get(f"weigh_{name}", "1")) in WEIGHTS}
    kept = tuple(dict.fromkeys(skill for skill in skills if skill))[:MOST_SKILLS]
    minutes, travel, weekly = (given.get(name, "") for name in ("minutes", "travel", "weekly"))
    return Asked(
        replace(read(given, language=language), text="", sort=None, page=1),
        kept,
        weights,
        int(minutes) if minutes in MINUTES else None,
        travel if travel in guidance.MODES else "",
        int(weekly) if weekly in WEEKLY_HOURS else None,
    )


def beginning(profile: Mapping[str, str], language: str) -> QueryDict:
    """A form to begin with: the skills of a profile, and the first of its places that is known here.

    It is filled in for the person to look at and change. Nothing is ranked by a profile itself.
    """
    filled = QueryDict(mutable=True)
    if skills := [part.strip() for part in re.split(BETWEEN, profile["skills"]) if part.strip()]:
        filled["skills"] = ", ".join(skills[:MOST_SKILLS])
    for part in re.split(BETWEEN, profile["places_wanted"]):
        place = QueryDict(mutable=True)
        place["where"] = part.strip()
        if part.strip() and not read(place, language=language).problems:
            filled["where"] = part.strip()
            break
    return filled


def recommended(asked: Asked, *, seed: str, now: dt.datetime) -> list[Recommended]:
    """The best for what was asked. A few questions to the index, two queries to the database."""
    wish, code = asked.wish(), presentation.language()
    if not wish.terms:
        return []
    hits = candidates(asked, now)
    rows, kept = vacancies.rows(hits, now=now)
    texts = vacancies.texts([row.id for row in rows]) if wish.skills else {}
    needed = "needs" in wish.terms
    conditions = vacancies.workplace_conditions([row.id for row in rows]) if needed else {}
    taken = ways(asked, [row.id for row in rows]) if "distance" in wish.terms else {}
    weekly = vacancies.weekly_hours([row.id for row in rows]) if wish.weekly_hours is not None else {}
    offers = [
        replace(
            _offer(row, hit, texts.get(row.id, ""), *conditions.get(row.id, (False, "")), taken.get(row.id)),
            weekly_hours=weekly.get(row.id),
        )
        for row, hit in zip(rows, kept, strict=True)
    ]
    by_id = {row.id: row for row in rows}
    return [
        Recommended(by_id[each.id], each.score, [told(reason, asked, code) for reason in each.reasons])
        for each in rank(wish, offers, seed=seed, limit=SHOWN)
    ]


def candidates(asked: Asked, now: dt.datetime) -> list[Hit]:
    """Vacancies worth scoring: of the occupations, with the skills, or both; in the place asked for."""
    base = replace(asked.parameters.query(now), min_pay_month=None, currency="", contracts=(), hours=(), isco=())
    base = replace(base, accessible=False, accommodation_optional=False, limit=CANDIDATES, offset=0, text="")
    words = " OR ".join(f'"{skill}"' if " " in skill else skill for skill in asked.skills)
    usual = Sort.NEWEST if base.radius_km is None else Sort.DISTANCE
    questions: list[Query] = []
    full = asked.parameters.query(now)
    if asked.parameters.isco:
        groups = tuple(dict.fromkeys(code[:3] for code in asked.parameters.isco))
        questions.append(replace(base, isco=asked.parameters.isco, text=words, sort=Sort.RELEVANCE if words else usual))
        if words:
            questions.append(replace(base, isco=asked.parameters.isco, sort=usual))
        questions.append(
            replace(base, isco=groups, sort=usual, min_pay_month=full.min_pay_month, currency=full.currency)
        )
    if words:
        questions.append(replace(base, text=words, sort=Sort.RELEVANCE))
    if not questions:
        questions.append(replace(full, text="", sort=usual, limit=CANDIDATES, offset=0))
        questions.append(replace(base, sort=usual))
    found: dict[int, Hit] = {}
    for question in questions:
        for hit in vacancies.hits(question):
            found.setdefault(hit.id, hit)
    return list(found.values())[: 3 * CANDIDATES]


def ways(asked: Asked, numbers: Sequence[int]) -> Mapping[int, Way]:
    """How long the way to each vacancy takes, where the operator's table knows it. One query, two more with a table."""
    place = asked.parameters.place
    if place is None or not place.id or not guidance.has_travel_times():
        return {}
    towns = vacancies.towns(numbers)
    known = guidance.ways(place.id, [town for each in towns.values() for town in each], asked.travel)
    found = {}
    for number, each in towns.items():
        there = [known[town] for town in each if town in known]
        if there:
            found[number] = min(there, key=lambda way: way.minutes)
    return found


def _offer(
    row: vacancies.Row, hit: Hit, text: str, accessible: bool, accommodation: str, way: Way | None = None
) -> Offer:
    return Offer(
        id=row.id,
        text=f"{row.title}\n{text}",
        isco=row.isco,
        distance_km=hit.distance_km,
        minutes=way.minutes if way else None,
        travel=way.mode if way else "",
        pay_month_max=row.pay_month_max if row.pay_month_max is not None else row.pay_month_min,
        currency=row.pay_currency,
        hours=row.hours,
        contract=row.contract,
        accessible=accessible,
        accommodation=accommodation,
    )


def told(reason: Reason, asked: Asked, code: str) -> Told:
    """A term in words of the active language."""
    return Told(_WORDS[reason.term](reason, asked.parameters, code), reason.points, reason.fits)


def _work(reason: Reason, _asked: SearchParameters, code: str) -> str:
    name = labels.occupation(str(reason.figures["isco"]), code)
    if reason.fits == "unsaid" or not name:
        return gettext("The occupation is not known")
    if reason.fits == "full":
        return gettext("Your work: %(occupation)s") % {"occupation": name}
    if reason.fits == "part":
        return gettext("Close to your work: %(occupation)s") % {"occupation": name}
    return gettext("Other work: %(occupation)s") % {"occupation": name}


def _skills(reason: Reason, _asked: SearchParameters, _code: str) -> str:
    named, of = reason.figures["named"], int(reason.figures["of"])  # type: ignore[arg-type]
    assert isinstance(named, tuple)  # noqa: S101 - the engine's own
    if not named:
        return gettext("Does not name your skills")
    count = {"count": len(named), "of": of, "skills": ", ".join(named)}
    if of == 1:
        return gettext("Names your skill: %(skills)s") % count
    return gettext("Names %(count)d of your %(of)d skills: %(skills)s") % count


def _distance(reason: Reason, asked: SearchParameters, code: str) -> str:
    place = places.name(asked.place, code) if asked.place is not None else ""
    took = ""
    if "minutes" in reason.figures:
        way = Way(int(reason.figures["minutes"]), str(reason.figures["travel"]))  # type: ignore[arg-type]
        took = gettext("%(minutes)d minutes %(mode)s") % {"minutes": way.minutes, "mode": way.shown()}
    if "km" not in reason.figures:
        return took or gettext("Where it is, is not known")
    away = presentation.length(float(reason.figures["km"]))  # type: ignore[arg-type]
    if took:
        told = {"took": took, "place": place, "distance": away}
        return gettext("%(took)s from %(place)s; %(distance)s in a straight line") % told
    return gettext("%(distance)s from %(place)s, in a straight line") % {"distance": away, "place": place}


def _pay(reason: Reason, _asked: SearchParameters, code: str) -> str:
    if reason.fits == "unsaid":
        return gettext("Pay is not said, or in another currency")
    amount = presentation.money(int(reason.figures["pay"]), str(reason.figures["currency"]), code)  # type: ignore[arg-type]
    if reason.fits == "full":
        return gettext("Pays up to %(amount)s a month: your floor is reached") % {"amount": amount}
    return gettext("Pays up to %(amount)s a month: below your floor") % {"amount": amount}


def _comma(code: str) -> str:
    return "，" if code.startswith("zh") else ", "


def _hours(reason: Reason, _asked: SearchParameters, code: str) -> str:
    said = labels.hours(code).get(str(reason.figures["hours"]), "")
    weekly, more = float(reason.figures["weekly"]), float(reason.figures["more"])  # type: ignore[arg-type]
    if more > 0:
        told = ngettext(
            "%(hours)s hour a week more than you want", "%(hours)s hours a week more than you want", int(more + 0.999)
        )
        told %= {"hours": f"{more:g}"}
        return f"{said}{_comma(code)}{told}" if said else told
    if weekly:
        said = f"{said}{_comma(code)}{presentation.weekly(weekly)}" if said else presentation.weekly(weekly)
    if reason.fits == "part":
        said = said or gettext("Hours are not said")
        return gettext("%(what)s; not all you asked about hours fits or is said") % {"what": said}
    return _chosen(reason, said, gettext("Hours are not said"))


def _contract(reason: Reason, _asked: SearchParameters, code: str) -> str:
    said = labels.contracts(code).get(str(reason.figures["contract"]), "")
    return _chosen(reason, said, gettext("The contract is not said"))


def _chosen(reason: Reason, said: str, unsaid: str) -> str:
    if reason.fits == "unsaid" or not said:
        return unsaid
    if reason.fits == "full":
        return gettext("%(what)s, as you want") % {"what": said}
    return gettext("%(what)s, not what you want") % {"what": said}


def _needs(reason: Reason, _asked: SearchParameters, _code: str) -> str:
    if reason.fits == "full":
        return gettext("Has what you need at the workplace")
    return gettext("Does not say that it has all you need")


_WORDS = {
    "work": _work,
    "skills": _skills,
    "distance": _distance,
    "pay": _pay,
    "hours": _hours,
    "contract": _contract,
    "needs": _needs,
}
