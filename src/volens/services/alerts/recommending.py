"""Vacancies for what a worker asks for: candidates from the index, then the transparent score. Nothing is stored."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from volens.engines.ranking import TERMS, Offer, Wish, question, rank
from volens.engines.search.port import Hit, Query, Sort
from volens.services.alerts.reasons import Told, told
from volens.services.classifications import queries as classifications
from volens.services.guidance import queries as guidance
from volens.services.guidance.queries import Way
from volens.services.vacancies import presentation
from volens.services.vacancies import queries as vacancies
from volens.services.vacancies.parameters import Problem, SearchParameters, read

#: Candidates of each question to the index. Those with most of the skills, and the nearest, come first.
CANDIDATES = 120
SHOWN = 20
MOST_SKILLS = 12
WEIGHTS = ("0", "1", "2")
WEEKLY_HOURS = ("10", "16", "20", "24", "30", "35", "40", "44", "48")
MINUTES = ("15", "30", "45", "60", "90", "120")
#: Own words for work mean the occupation they are surest of, and others with at least this share of its confidence;
#: what they mean with less confidence than this they do not mean.
AS_SURE, LEAST_SURE, MOST_MEANT = 0.5, 0.05, 3
#: Between things somebody lists, in any script.
BETWEEN = "[,;\n\uff0c\u3001\uff1b\u060c\u061b]"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the form says, understood."""

    parameters: SearchParameters  # with the occupations that the words for work mean
    skills: tuple[str, ...]
    weights: Mapping[str, int]
    most_minutes: int | None = None
    travel: str = ""  # how one wants to travel; "": whatever is quickest
    weekly_hours: int | None = None  # at most so many
    work: str = ""  # in the person's own words
    meant: tuple[str, ...] = ()  # the occupations these were understood to be (ISCO-08)
    refused: tuple[str, ...] = ()  # what they were not meant to be

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
    if not given.get("pay", "").strip():  # the form always names a currency; without an amount it means nothing
        given = given.copy()
        given.pop("currency", None)
    asked = replace(read(given, language=language), text="", sort=None, page=1)
    work = " ".join(given.get("work", "").split())[:120]
    refused = tuple(code for code in given.getlist("not")[:20] if code.isascii() and code.isdigit() and len(code) <= 4)
    meant = _meant(work, refused)
    if work and not meant:
        unknown = _("We do not know these words as work. Try a plainer name, or choose from the list below.")
        gone = _("You took out all that these words may mean. Write another name, or choose from the list below.")
        asked = replace(asked, problems={**asked.problems, "work": Problem(gone if refused else unknown)})
    return Asked(
        replace(asked, isco=tuple(dict.fromkeys((*asked.isco, *meant)))),
        kept,
        weights,
        int(minutes) if minutes in MINUTES else None,
        travel if travel in guidance.MODES else "",
        int(weekly) if weekly in WEEKLY_HOURS else None,
        work,
        meant,
        refused,
    )


def _meant(work: str, refused: Sequence[str]) -> tuple[str, ...]:
    """The unit groups that words for work mean, as on "What could I do next?": the surest, and those about as sure."""
    links = classifications.linker().link(work, limit=MOST_MEANT + len(refused)) if work else ()
    left = [link for link in links if link.code not in refused and link.confidence >= LEAST_SURE]
    return tuple(link.code for link in left[:MOST_MEANT] if link.confidence >= AS_SURE * links[0].confidence)


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


def recommended(
    asked: Asked, *, seed: str, now: dt.datetime, hidden: Collection[int] = frozenset()
) -> list[Recommended]:
    """The best for what was asked, without what the person hid. A few questions to the index, two to the database.

    What meets nothing of what was asked is not among them: then the list is short, or empty.
    """
    wish, code = asked.wish(), presentation.language()
    if not wish.terms:
        return []
    hits = [hit for hit in candidates(asked, now) if hit.id not in hidden]
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
        Recommended(by_id[each.id], each.score, [told(reason, asked.parameters, code) for reason in each.reasons])
        for each in rank(wish, offers, seed=seed, limit=SHOWN, fitting=True)
    ]


def candidates(asked: Asked, now: dt.datetime) -> list[Hit]:
    """Vacancies worth scoring: of the occupations, with the skills, or both; in the place asked for."""
    base = replace(asked.parameters.query(now), min_pay_month=None, currency="", contracts=(), hours=(), isco=())
    base = replace(base, accessible=False, accommodation_optional=False, limit=CANDIDATES, offset=0, text="")
    words = question(asked.skills)
    usual = Sort.NEWEST if base.radius_km is None else Sort.DISTANCE
    asking: list[Query] = []
    full = asked.parameters.query(now)
    if asked.parameters.isco:
        groups = tuple(dict.fromkeys(code[:3] for code in asked.parameters.isco))
        asking.append(replace(base, isco=asked.parameters.isco, text=words, sort=Sort.RELEVANCE if words else usual))
        if words:
            asking.append(replace(base, isco=asked.parameters.isco, sort=usual))
        asking.append(replace(base, isco=groups, sort=usual, min_pay_month=full.min_pay_month, currency=full.currency))
    if words:
        asking.append(replace(base, text=words, sort=Sort.RELEVANCE))
    if not asking:
        asking.append(replace(full, text="", sort=usual, limit=CANDIDATES, offset=0))
        asking.append(replace(base, sort=usual))
    found: dict[int, Hit] = {}
    for each in asking:
        for hit in vacancies.hits(each):
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
        pays=row.pay_min is not None or row.pay_max is not None,
        hours=row.hours,
        contract=row.contract,
        accessible=accessible,
        accommodation=accommodation,
    )
