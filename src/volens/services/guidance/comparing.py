"""Vacancies side by side: the same words as on their own pages, line by line, with a mark where they differ.

Nothing is weighed and nothing is recommended: whoever compares decides what counts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from django.utils.translation import gettext, pgettext

from volens.engines.search import places as spots
from volens.engines.vetting.messages import declaration_labels
from volens.services.guidance import queries
from volens.services.guidance.queries import Way
from volens.services.vacancies import cards, details, labels, presentation, workplaces
from volens.services.vacancies import queries as vacancies
from volens.services.vacancies.models import Source, Vacancy
from volens.services.vacancies.parameters import SearchParameters

#: More columns than this cannot be read side by side.
MOST = 3
LARGEST = 2**63 - 1
#: Declarations that stand among the facts of the work already.
ALREADY_SAID = frozenset({"lodging", "workplace_accessible"})
_ALONE = re.compile(r"#?\d{1,19}|\S*/vacancies/\d{1,19}\b\S*")
_NUMBER = re.compile(r"(?:.*/vacancies/)?\s*(\d{1,19})\b", re.DOTALL)


class Cell(NamedTuple):
    """What one vacancy says in a line: the words, and what else helps to read them. Empty words: not stated."""

    words: str
    more: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the comparison: what it is about, what each says, and whether they differ."""

    name: str
    cells: tuple[Cell, ...]
    differs: bool


@dataclass(frozen=True, slots=True)
class Section:
    """Lines that belong together."""

    name: str
    lines: list[Line]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A vacancy at the head of its column."""

    number: int
    title: str
    lang: str
    employer: str
    url: str
    open: bool
    sample: bool
    as_of: str
    without: str = ""  # the address of the same comparison without it


@dataclass(frozen=True, slots=True)
class Compared:
    """The whole comparison. `missing`: numbers nobody can see a vacancy under."""

    columns: list[Column] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    missing: list[int] = field(default_factory=list)

    @property
    def differing(self) -> int:
        """In how many lines they differ."""
        return sum(line.differs for section in self.sections for line in section.lines)


def numbers(given: Sequence[str]) -> list[int]:
    """The vacancies asked for, each once, at most `MOST`: numbers, or addresses of their pages."""
    found: list[int] = []
    for text in given:
        match = _NUMBER.match(text.strip()[:400])
        if match is not None and int(match[1]) <= LARGEST and int(match[1]) not in found:
            found.append(int(match[1]))
    return found[:MOST]


def names_one(words: str) -> bool:
    """Whether what was typed to look for a vacancy is a number, or the address of a page, and nothing else."""
    return _ALONE.fullmatch(words.strip()) is not None


def read(wanted: Sequence[int]) -> tuple[list[Vacancy], list[int]]:
    """Those that are or were public, and the numbers of the others. A copy stands for the one it repeats."""
    shown: list[Vacancy] = []
    missing = []
    for number in wanted:
        found = vacancies.vacancy(number)
        if found is not None and found.duplicate_of_id and vacancies.is_open(found):
            found = vacancies.vacancy(found.duplicate_of_id) or found
        if found is None:
            missing.append(number)
        elif found.pk not in [each.pk for each in shown]:
            shown.append(found)
    return shown, missing


def compare(shown: Sequence[Vacancy], missing: Sequence[int], asked: SearchParameters, code: str) -> Compared:
    """Side by side, in the order given. `asked` holds the place distances are told from, if one was typed.

    About three queries for each vacancy, one for travel times.
    """
    sections = [
        Section(gettext("The job"), _facts(shown, asked, code)),
        Section(
            gettext("What the employers declared"),
            _declared(shown, code),
            gettext("These are the employers’ own statements."),
        ),
        Section(gettext("What was checked, and what was not"), _checked(shown)),
    ]
    return Compared([_column(each, code) for each in shown], [each for each in sections if each.lines], list(missing))


def _column(found: Vacancy, code: str) -> Column:
    as_of = found.source.as_of if found.source.kind != Source.Kind.SAMPLE else None
    return Column(
        number=found.pk,
        title=found.title,
        lang=found.language if found.language and not code.startswith(found.language) else "",
        employer=found.employer,
        url=cards.vacancy_url(found.pk),
        open=vacancies.is_open(found),
        sample=found.is_sample,
        as_of=presentation.short_day(as_of, code) if as_of else "",
    )


def _line(name: str, cells: Sequence[Cell]) -> Line:
    return Line(name, tuple(cells), len({cell.words for cell in cells}) > 1)


def _facts(shown: Sequence[Vacancy], asked: SearchParameters, code: str) -> list[Line]:
    """The facts of their pages, merged by name, with pay made comparable and the way from where somebody lives."""
    by_name: dict[str, dict[int, Cell]] = {}
    pay_name = gettext("Pay")
    for at, found in enumerate(shown):
        for fact in details.facts(found, code):
            more = () if fact.name == pay_name else fact.more
            by_name.setdefault(fact.name, {})[at] = Cell(fact.value, more)
    lines = [_line(gettext("State"), [_state(found) for found in shown])]
    for name, cells in by_name.items():
        lines.append(_line(name, [cells.get(at, Cell("")) for at in range(len(shown))]))
        if name == pay_name:
            lines.append(_line(gettext("Pay a month"), [_monthly(found, code) for found in shown]))
        if name == gettext("Place") and asked.place is not None and asked.near:
            lines += _way(shown, asked)
    work = [Cell(labels.occupation(found.isco, code) if found.isco else "") for found in shown]
    lines.insert(1, _line(gettext("Occupation"), work))
    applied = [Cell(_how_to_apply(found)) for found in shown]
    return [*lines, _line(gettext("How to apply"), applied)]


def _state(found: Vacancy) -> Cell:
    if not vacancies.is_open(found):
        return Cell(gettext("No longer available"))
    if found.source.is_historical:
        return Cell(gettext("A record of the past"))
    return Cell(pgettext("a vacancy one can apply for", "Open"))


def _monthly(found: Vacancy, code: str) -> Cell:
    if not presentation.has_month(found.pay_period, found.hours, found.weekly_hours):
        return Cell("", (gettext("What it comes to in a month depends on the hours a week: ask the employer."),))
    if found.pay_month_min is None and found.pay_month_max is None:
        return Cell("")
    amount = presentation.monthly(found.pay_month_min, found.pay_month_max, found.pay_currency, code)
    if found.pay_period == Vacancy.PayPeriod.MONTH:
        return Cell(amount)
    return Cell(amount, (presentation.monthly_method(found.pay_period, found.pay_currency, found.weekly_hours),))


def _way(shown: Sequence[Vacancy], asked: SearchParameters) -> list[Line]:
    """How far it is in a straight line, and in minutes where the operator's table knows the way."""
    place = asked.place
    if place is None or place.latitude is None or place.longitude is None:
        return []
    away = [_nearest(found, place.latitude, place.longitude) for found in shown]
    cells = [Cell("" if km is None else presentation.distance(km)) for km in away]
    lines = [_line(gettext("Distance, in a straight line"), cells)]
    towns = {found.pk: [each for each in (found.place_id, *_further(found)) if each] for found in shown}
    ways = queries.ways(place.id, [town for each in towns.values() for town in each]) if place.id else {}
    if ways:
        quickest = [
            min((ways[town] for town in towns[found.pk] if town in ways), key=lambda way: way.minutes, default=None)
            for found in shown
        ]
        lines.append(_line(gettext("Time to get there"), [Cell(minutes(way) if way else "") for way in quickest]))
    return lines


def minutes(way: Way) -> str:
    """A way in words: "25 minutes by bus or train"."""
    return gettext("%(minutes)d minutes %(mode)s") % {"minutes": way.minutes, "mode": way.shown()}


def _further(found: Vacancy) -> list[int]:
    return [each["place_id"] for each in found.further_places if each.get("place_id")]


def _nearest(found: Vacancy, latitude: float, longitude: float) -> float | None:
    known = [spots.spot(each.latitude, each.longitude) for each in workplaces.of(found)]
    points = [each for each in known if each is not None]
    return min(spots.distances_km(latitude, longitude, points)) if points else None


def _how_to_apply(found: Vacancy) -> str:
    if not vacancies.is_open(found) or found.is_sample or found.source.is_historical:
        return gettext("Not possible")
    if details.apply_here(found):
        return gettext("Here, through this service")
    if found.apply_url or found.apply_contact or found.original_url:
        return gettext("Directly with the employer")
    return ""


def _declared(shown: Sequence[Vacancy], code: str) -> list[Line]:
    """Every question one of them answered, in the order of the questions."""
    answers = [{each.question: each.answer for each in details.declared(found.declarations, code)} for found in shown]
    language = "zh" if code.startswith("zh") else "en"
    left_out = details.SHOWN_AS_FACTS | ALREADY_SAID
    order = [texts[language] for key, texts in declaration_labels().items() if key not in left_out]
    asked = [question for question in dict.fromkeys(order) if any(question in each for each in answers)]
    return [_line(question, [Cell(each.get(question, "")) for each in answers]) for question in asked]


def _checked(shown: Sequence[Vacancy]) -> list[Line]:
    """What was done about each, and what was not: never a badge, and never a ranking (S13)."""
    both = [details.checked(found) for found in shown]
    done = _line(gettext("Checked"), [Cell("", tuple(each[0])) for each in both])
    not_done = _line(gettext("Not checked"), [Cell("", tuple(each[1])) for each in both])
    return [Line(line.name, line.cells, len({cell.more for cell in line.cells}) > 1) for line in (done, not_done)]
