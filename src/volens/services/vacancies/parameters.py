"""What somebody asks of the search, read from an address, a command or the API: checked, in plain words when wrong."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Protocol
from urllib.parse import urlencode

from babel.core import get_global
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from volens.engines.pay.currency import UNKNOWN_CURRENCY, current_currencies, minor_per_unit
from volens.engines.places import Place
from volens.engines.search.port import Query, Sort
from volens.packs import places
from volens.packs.classifications import isco

MAX_TEXT = 200
MAX_CHOICES = 20
MAX_PAGE = 500
DEFAULT_RADIUS_KM = 30
MAX_RADIUS_KM = 500
PAGE_SIZE = 20
#: Confidence below which a place is not taken at its word (engines.places: below .5 a person should look).
SURE_ENOUGH = 0.4
MAX_PAY = Decimal(10) ** 12
DAY = 86_400
RADII = (5, 10, 20, 30, 50, 100)
SORTS = tuple(each.value for each in Sort)
POSTED_DAYS = (1, 3, 7, 14, 30)
MAX_POSTED_DAYS = 366
CONTRACTS = ("permanent", "fixed_term", "temporary", "apprenticeship", "internship", "freelance")
HOURS = ("full_time", "part_time", "flexible")
#: Choices of which any may match, by their name in the address, with the attribute that holds them.
MULTIPLE = {
    "contract": "contracts",
    "hours": "hours",
    "isco": "isco",
    "region": "regions",
    "lang": "languages",
    "employer": "employers",
}


class Given(Protocol):
    """What an address gives: Django's QueryDict, or any mapping with `getlist`."""

    def get(self, key: str, /) -> object:
        """The last value of a name, or None."""
        ...

    def getlist(self, key: str, /) -> Sequence[object]:
        """All values of a name."""
        ...


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one field, in words a person understands, and what might have been meant."""

    message: str | Promise
    suggestions: tuple[str, ...] = ()
    #: The same where the whole search is refused for it; "": the message tells of nothing that was done instead.
    refused: str | Promise = ""

    @property
    def refusal(self) -> str:
        """What is wrong, for doors that answer nothing until it is put right (API, command)."""
        return str(self.refused or self.message)


@dataclass(frozen=True, slots=True)
class SearchParameters:
    """A search as a person means it. Anything that could not be understood is left out and named in `problems`."""

    text: str = ""
    text_typed: str = ""  # where it holds no word, so that `text` is empty
    where: str = ""  # as typed
    place: Place | None = None  # what it was understood to be
    radius_km: int = DEFAULT_RADIUS_KM
    pay: Decimal | None = None  # a month, major units of `currency`
    pay_typed: str = ""
    radius_typed: str = ""
    currency: str = ""
    currency_chosen: bool = False  # asked for, not only the usual one of the place or the deployment
    contracts: tuple[str, ...] = ()
    hours: tuple[str, ...] = ()
    isco: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    employers: tuple[str, ...] = ()
    posted_days: int | None = None
    accessible: bool = False
    lodging_optional: bool = False
    sort: Sort | None = None  # None: the usual one for this search
    page: int = 1
    limit: int = PAGE_SIZE
    problems: Mapping[str, Problem] = field(default_factory=dict)

    @property
    def near(self) -> bool:
        """Whether distances can be told: the place has coordinates."""
        return self.place is not None and self.place.latitude is not None

    @property
    def order(self) -> Sort:
        """The order of results: as asked, else by relevance for words, else the nearest, else the newest."""
        if self.sort is Sort.DISTANCE and not self.near:
            return self.usual_order
        return self.sort or self.usual_order

    @property
    def usual_order(self) -> Sort:
        """The order when nobody asked for one."""
        return Sort.RELEVANCE if self.text else Sort.NEWEST

    @property
    def filtered(self) -> bool:
        """Whether any filter besides words and place is set."""
        return any(
            (self.pay is not None, self.contracts, self.hours, self.isco, self.regions, self.languages,
             self.employers, self.posted_days, self.accessible, self.lodging_optional)
        )  # fmt: skip

    def query(self, now: dt.datetime) -> Query:
        """The same as a question to the index."""
        place, seconds = self.place, int(now.timestamp())
        return Query(
            text=self.text,
            latitude=place.latitude if place is not None else None,
            longitude=place.longitude if place is not None else None,
            radius_km=float(self.radius_km) if self.near else None,
            min_pay_month=None if self.pay is None else int(self.pay * minor_per_unit(self.currency)),
            currency=self.currency if self.pay is not None or self._currency_matters else "",
            contracts=self.contracts,
            hours=self.hours,
            isco=self.isco,
            languages=self.languages,
            regions=self._regions(),
            employers=self.employers,
            posted_after=None if self.posted_days is None else seconds - self.posted_days * DAY,
            accessible=self.accessible,
            accommodation_optional=self.lodging_optional,
            now=seconds,
            sort=self.order,
            limit=self.limit,
            offset=(self.page - 1) * self.limit,
        )

    @property
    def _currency_matters(self) -> bool:
        """Whether the order by pay has a currency to go by. Else the index takes the commonest among what is found."""
        return self.order is Sort.PAY and (self.currency_chosen or self.place is not None)

    def _regions(self) -> tuple[str, ...]:
        """Regions chosen, narrowed to the region or country that the place field names."""
        place = self.place
        if place is None or self.near:
            return self.regions
        area = (place.region,) if place.region else (place.country, *places.gazetteer().region_codes(place.country))
        return tuple(value for value in self.regions if value in area) or area

    def pairs(self) -> list[tuple[str, str]]:
        """The search as pairs of an address, without what is usual, always in the same order."""
        found: list[tuple[str, str]] = []
        if self.text:
            found.append(("q", self.text))
        if self.where:
            found.append(("where", self.where))
            if self.radius_km != DEFAULT_RADIUS_KM:
                found.append(("radius", str(self.radius_km)))
        if self.pay is not None:
            found += [("pay", f"{self.pay:f}"), ("currency", self.currency)]
        elif self.currency_chosen:
            found.append(("currency", self.currency))
        for name, attribute in MULTIPLE.items():
            found += [(name, value) for value in getattr(self, attribute)]
        if self.posted_days:
            found.append(("posted", str(self.posted_days)))
        if self.accessible:
            found.append(("accessible", "1"))
        if self.lodging_optional:
            found.append(("lodging", "optional"))
        if self.sort is not None and self.sort is not self.usual_order:
            found.append(("sort", self.sort.value))
        if self.page > 1:
            found.append(("page", str(self.page)))
        return found

    def address(self, **changes: object) -> str:
        """The query string of this search with some parts changed; back on the first page unless `page` is given."""
        changes.setdefault("page", 1)
        same = changes == {"page": self.page}
        return urlencode((self if same else replace(self, **changes)).pairs())  # type: ignore[arg-type]


def _clean(value: object) -> str:
    """One line of text: no control characters, no runs of spaces, no more than `MAX_TEXT` characters."""
    if not value:
        return ""
    text = str(value)[: MAX_TEXT * 4]
    if not text.isprintable():
        text = "".join([character if character.isprintable() else " " for character in text])
    return " ".join(text.split())[:MAX_TEXT]


def _choices(values: Iterable[object]) -> tuple[str, ...]:
    """The choices given, each once, in a stable order."""
    kept = dict.fromkeys(_clean(value) for value in values)
    return tuple([value for value in kept if value][:MAX_CHOICES])


def _whole(value: str) -> int | None:
    """A whole number of a few digits in any script's figures, or None."""
    return int(value) if value.isdecimal() and len(value) <= 6 else None


@lru_cache(maxsize=512)
def currency_of(country: str) -> str:
    """The currency of a country (ISO 3166-1), else this deployment's."""
    current = [
        code
        for code, _start, end, tender in get_global("territory_currencies").get(country, ())
        if end is None and tender and code in current_currencies()
    ]
    return current[-1] if current else str(settings.DEFAULT_CURRENCY)


def _read_place(given: Given, problems: dict[str, Problem], language: str) -> tuple[str, Place | None]:
    where = _clean(given.get("where"))
    if not where:
        return "", None
    place = places.resolve(where, language=language)
    if place is None or place.confidence < SURE_ENOUGH:
        problems["where"] = Problem(
            _("We do not know this place, so these are vacancies everywhere."),
            _similar_names(where, language),
            _("We do not know this place."),
        )
        return where, None
    return where, place


def _similar_names(where: str, language: str) -> tuple[str, ...]:
    """Places that begin like what was typed: the longest beginning that some place has."""
    for length in range(len(where), 1 if where.isascii() else 0, -1):
        found = places.suggest(where[:length], limit=3, language=language)
        if found:
            return tuple(each.label for each in found)
    return ()


def _read_radius(given: Given, problems: dict[str, Problem]) -> int:
    typed = _clean(given.get("radius"))
    if not typed:
        return DEFAULT_RADIUS_KM
    radius = _whole(typed.removesuffix("km").strip())
    if radius is None or not 1 <= radius <= MAX_RADIUS_KM:
        problems["radius"] = Problem(
            _("The distance must be a whole number of kilometres from 1 to 500, for example 30.")
        )
        return DEFAULT_RADIUS_KM
    return radius


def _read_pay(given: Given, problems: dict[str, Problem]) -> tuple[Decimal | None, str]:
    typed = _clean(given.get("pay"))
    if not typed:
        return None, ""
    try:
        amount = Decimal(typed.replace(",", "").replace("，", "").replace(" ", ""))
    except InvalidOperation:
        amount = Decimal(-1)
    if not amount.is_finite() or not 0 <= amount < MAX_PAY:
        problems["pay"] = Problem(_("Write the pay as a number, for example 5000."))
        return None, typed
    amount = round(amount, 2).normalize()
    return (amount or None), typed


def read(given: Given, *, language: str, limit: int = PAGE_SIZE) -> SearchParameters:
    """The search an address asks for. Never raises: what makes no sense is left out and named in `problems`."""
    problems: dict[str, Problem] = {}
    where, place = _read_place(given, problems, language)
    radius = _read_radius(given, problems)
    pay, pay_typed = _read_pay(given, problems)
    currency = _clean(given.get("currency")).upper()
    if currency and (currency not in current_currencies() or currency == UNKNOWN_CURRENCY):
        problems["currency"] = Problem(_("We do not know this currency. Choose one from the list."))
        currency = ""
    page = _whole(_clean(given.get("page"))) or 1
    chosen = {
        name: _read_choices(name, given, problems, known)
        for name, known in (("contract", CONTRACTS.__contains__), ("hours", HOURS.__contains__), ("isco", is_group))
    }
    words = _clean(given.get("q"))
    text = _read_words(words, problems)
    return SearchParameters(
        text=text,
        text_typed="" if text else words,
        where=where,
        place=place,
        radius_km=radius,
        radius_typed=_clean(given.get("radius")) if "radius" in problems else "",
        pay=pay,
        pay_typed=pay_typed,
        currency_chosen=bool(currency),
        currency=currency or currency_of(place.country if place is not None else ""),
        contracts=chosen["contract"],
        hours=chosen["hours"],
        isco=_narrowest(chosen["isco"]),
        regions=_choices(given.getlist("region")),
        languages=_choices(given.getlist("lang")),
        employers=_choices(given.getlist("employer")),
        posted_days=_read_posted(given, problems),
        accessible=_clean(given.get("accessible")) == "1",
        lodging_optional=_clean(given.get("lodging")) == "optional",
        sort=_read_sort(given, problems, place),
        page=min(page, MAX_PAGE),
        limit=limit,
        problems=problems,
    )


def _read_words(typed: str, problems: dict[str, Problem]) -> str:
    """What was typed. Signs alone narrow nothing, and whoever typed them should not take everything for an answer."""
    if not typed or any(character.isalnum() for character in typed):
        return typed
    said = gettext("There is no word in “%(value)s”, so it was left out. Write a job, a skill or an employer.")
    refused = gettext("There is no word in “%(value)s”. Write a job, a skill or an employer.")
    value = {"value": typed[:40]}
    problems["q"] = Problem(said % value, refused=refused % value)
    return ""


def is_group(code: str) -> bool:
    """Whether ISCO-08 has a group with this code."""
    return len(code) <= 4 and code.isascii() and code.isdigit() and code in isco()


def _narrowest(codes: tuple[str, ...]) -> tuple[str, ...]:
    """A group chosen within a chosen group narrows it: of "2" and "22", "22" is meant."""
    return tuple(code for code in codes if not any(each != code and each.startswith(code) for each in codes))


def _read_choices(
    name: str, given: Given, problems: dict[str, Problem], known: Callable[[str], bool]
) -> tuple[str, ...]:
    """The known choices of a filter; one that is not known is named."""
    values = _choices(given.getlist(name))
    wrong = [value for value in values if not known(value)]
    if wrong:
        said = gettext("We do not know the choice “%(value)s”, so it was left out.")
        refused, value = gettext("We do not know the choice “%(value)s”."), {"value": wrong[0][:40]}
        problems[name] = Problem(said % value, refused=refused % value)
    return tuple(value for value in values if known(value))


def _read_posted(given: Given, problems: dict[str, Problem]) -> int | None:
    typed = _clean(given.get("posted"))
    days = _whole(typed)
    if typed and (days is None or not 1 <= days <= MAX_POSTED_DAYS):
        problems["posted"] = Problem(
            _("The days since posting must be a whole number from 1 to 366. Vacancies of any age are shown."),
            refused=_("The days since posting must be a whole number from 1 to 366."),
        )
        return None
    return days


def _read_sort(given: Given, problems: dict[str, Problem], place: Place | None) -> Sort | None:
    typed = _clean(given.get("sort"))
    if typed and typed not in SORTS:
        said = gettext("We do not know the order “%(value)s”, so the usual one is used.")
        refused, value = gettext("We do not know the order “%(value)s”."), {"value": typed[:40]}
        problems["sort"] = Problem(said % value, refused=refused % value)
        return None
    if typed == Sort.DISTANCE.value and (place is None or place.latitude is None) and "where" not in problems:
        problems["sort"] = Problem(
            _("Only near a town can the nearest come first, so the usual order is used."),
            refused=_("Only near a town can the nearest come first. Name a town, or another order."),
        )
    return Sort(typed) if typed else None
