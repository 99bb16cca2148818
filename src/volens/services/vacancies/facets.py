"""The filters beside the results: which choices there are, how many vacancies each would show, which are set."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from zlib import crc32

from django.utils.translation import gettext, override

from volens.engines.pay.currency import minor_per_unit
from volens.engines.search.port import Sort
from volens.packs import places
from volens.services.vacancies import labels
from volens.services.vacancies.parameters import (
    CONTRACTS,
    DEFAULT_RADIUS_KM,
    HOURS,
    MULTIPLE,
    POSTED_DAYS,
    SearchParameters,
)
from volens.services.vacancies.presentation import money

MOST_OPTIONS = 12


def in_ids(value: str) -> str:
    """A value in a form that may stand in an id of the page."""
    plain = value.replace("_", "-")
    return plain if plain.replace("-", "").isalnum() and plain.isascii() else f"{crc32(value.encode()):x}"


@dataclass(slots=True)  # not frozen: a page makes fifty of them, and a frozen one takes three times as long to make
class Option:
    """One choice of a filter."""

    value: str
    label: str
    count: int
    chosen: bool
    depth: int = 0  # how many of the groups it belongs to are listed above it

    @property
    def key(self) -> str:
        """The value in a form that may stand in an id of the page."""
        return in_ids(self.value)


@dataclass(frozen=True, slots=True)
class Group:
    """One filter: its name in the address, its heading, its choices. `single`: one choice at most."""

    name: str
    heading: str
    options: Sequence[Option]
    single: bool = False

    @property
    def chosen(self) -> bool:
        """Whether any choice is set."""
        return any(option.chosen for option in self.options)


@dataclass(frozen=True, slots=True)
class ActiveFilter:
    """A filter that is set, in words, and the address of the search without it."""

    label: str
    address: str


Facets = Mapping[str, Sequence[tuple[str, int]]]


def own_language(counts: Facets, asked: SearchParameters, total: int, code: str) -> tuple[str, str, int] | None:
    """A way to see only vacancies in the reader's own language: words, address, how many.

    None where it would change nothing: a language is chosen already, or all or none are in it.
    """
    own = code.split("-", maxsplit=1)[0]
    count = dict(counts.get("language", ())).get(own, 0)
    if asked.languages or not 0 < count < total:
        return None
    words = gettext("Only vacancies in %(language)s") % {"language": labels.language(own, code)}
    return words, asked.address(languages=(own,)), count


def _listed(
    counts: Iterable[tuple[str, int]], chosen: Sequence[str], name: Callable[[str, str], str], code: str
) -> list[Option]:
    """The most frequent choices, and those set however rare."""
    counted = dict(counts)
    values = [value for value in list(counted)[:MOST_OPTIONS] if value]
    values += [value for value in chosen if value not in values]
    return [Option(value, name(value, code), counted.get(value, 0), value in chosen) for value in values]


def _fixed(
    counts: Iterable[tuple[str, int]], chosen: Sequence[str], order: Sequence[str], names: Mapping[str, str]
) -> list[Option]:
    """Choices in their usual order, without those that would show nothing."""
    counted = dict(counts)
    return [
        Option(value, names[value], counted.get(value, 0), value in chosen)
        for value in order
        if counted.get(value) or value in chosen
    ]


def _same(value: str, _code: str) -> str:
    return value


@lru_cache(maxsize=16)
def headings(code: str) -> Mapping[str, str]:
    """The names of the filters."""
    with override(code):
        return {
            "isco": gettext("Kind of work"),
            "posted": gettext("Posted"),
            "contract": gettext("Contract"),
            "hours": gettext("Working time"),
            "region": gettext("Region"),
            "employer": gettext("Employer"),
            "lang": gettext("Language of the vacancy"),
            "any": gettext("Any time"),
            "accessible": gettext("Accessible workplace"),
            "lodging": gettext("No lodging forced on you"),
        }


def groups(found: Facets, asked: SearchParameters, code: str) -> list[Group]:
    """All filters with their counts, in the order of the page. Empty ones are left out."""
    isco = _listed(found.get("isco", ()), asked.isco, labels.occupation, code)
    isco.sort(key=lambda each: each.value)
    listed = {each.value for each in isco}
    for each in isco:
        each.depth = sum([each.value[:size] in listed for size in range(1, len(each.value))])
    names = headings(code)
    made = [
        Group("isco", names["isco"], isco),
        Group("posted", names["posted"], _posted(found, asked, code), single=True),
        Group(
            "contract",
            names["contract"],
            _fixed(found.get("contract", ()), asked.contracts, CONTRACTS, labels.contracts(code)),
        ),
        Group("hours", names["hours"], _fixed(found.get("hours", ()), asked.hours, HOURS, labels.hours(code))),
        Group("region", names["region"], _listed(found.get("region", ()), asked.regions, labels.region, code)),
        Group("employer", names["employer"], _listed(found.get("employer", ()), asked.employers, _same, code)),
        Group("lang", names["lang"], _listed(found.get("language", ()), asked.languages, labels.language, code)),
    ]
    return [group for group in made if group.options]


def _posted(found: Facets, asked: SearchParameters, code: str) -> list[Option]:
    names = labels.posted(code)
    chosen = (str(asked.posted_days),) if asked.posted_days else ()
    order = [str(days) for days in POSTED_DAYS]
    return _fixed(found.get("posted", ()), [value for value in chosen if value in names], order, names)


def switches(found: Facets, asked: SearchParameters, code: str) -> list[Option]:
    """The two filters that are on or off."""
    accessible = dict(found.get("accessible", ()))
    lodging = dict(found.get("accommodation", ()))
    names = headings(code)
    forced = lodging.get("none", 0) + lodging.get("optional", 0)
    return [
        Option("accessible", names["accessible"], accessible.get("yes", 0), asked.accessible),
        Option("lodging", names["lodging"], forced, asked.lodging_optional),
    ]


def active(asked: SearchParameters, code: str) -> list[ActiveFilter]:
    """What is set, each with the address of the search without it."""
    found: list[ActiveFilter] = []

    def add(label: str, **changes: object) -> None:
        found.append(ActiveFilter(label, asked.address(**changes)))

    if asked.place is not None:
        name = places.name(asked.place, code)
        if asked.near:
            within = gettext("%(place)s, within %(km)d km") % {"place": name, "km": asked.radius_km}
            add(within, where="", place=None, radius_km=DEFAULT_RADIUS_KM)
        else:
            add(name, where="", place=None)
    if asked.pay is not None:
        amount = money(int(asked.pay * minor_per_unit(asked.currency)), asked.currency, code)
        add(gettext("From %(amount)s a month") % {"amount": amount}, pay=None, pay_typed="")
    naming: dict[str, Callable[[str, str], str]] = {
        "contract": lambda value, code: labels.contracts(code)[value],
        "hours": lambda value, code: labels.hours(code)[value],
        "isco": lambda value, code: labels.occupation(value, code) or value,
        "region": labels.region,
        "lang": labels.language,
        "employer": _same,
    }
    for name, attribute in MULTIPLE.items():
        values = getattr(asked, attribute)
        for value in values:
            add(naming[name](value, code), **{attribute: tuple(each for each in values if each != value)})
    if asked.posted_days:
        add(labels.posted_within(asked.posted_days, code), posted_days=None)
    if asked.accessible:
        add(gettext("Accessible workplace"), accessible=False)
    if asked.lodging_optional:
        add(gettext("No lodging forced on you"), lodging_optional=False)
    return found


def without_filters(asked: SearchParameters) -> str:
    """The address of the search with its words and place only."""
    bare = SearchParameters(text=asked.text, where=asked.where, place=asked.place, radius_km=asked.radius_km)
    return replace(bare, sort=asked.sort).address()


def sorts(asked: SearchParameters, code: str, *, currency: str = "") -> tuple[tuple[str, str, bool], ...]:
    """Orders to choose from: value, label, whether it is the one in force. The nearest only where a place is given.

    `currency`: the one by which the highest pay is told; amounts of different currencies are not compared.
    """
    names = dict(labels.sorts(code))
    if currency:
        names[Sort.PAY.value] = gettext("Highest pay in %(currency)s") % {"currency": currency}
    offered = [Sort.RELEVANCE] if asked.text else []
    offered += [Sort.NEWEST, Sort.PAY]
    if asked.near:
        offered.append(Sort.DISTANCE)
    return tuple((each.value, names[each.value], each is asked.order) for each in offered)


@lru_cache(maxsize=1024)
def radii(chosen: int, usual: tuple[int, ...], code: str) -> tuple[tuple[str, str, bool], ...]:
    """Distances to choose from, with the one asked for among them."""
    with override(code):
        return tuple((str(km), gettext("%(km)s km") % {"km": km}, km == chosen) for km in sorted({*usual, chosen}))


def pay_steps(floors: Sequence[int], asked: SearchParameters, code: str) -> list[tuple[str, str]]:
    """Monthly pay to choose with one press: label, address of the search with it."""
    if not floors:
        return []
    rest = asked.address() if asked.pay is None else asked.address(pay=None)
    before = f"{rest}&" if rest else ""
    return [(label, before + choice) for label, choice in _pay_choices(tuple(floors), asked.currency, code)]


@lru_cache(maxsize=256)
def _pay_choices(floors: tuple[int, ...], currency: str, code: str) -> list[tuple[str, str]]:
    """Amounts in words, and as they stand in an address."""
    unit = minor_per_unit(currency)
    return [(money(minor, currency, code), f"pay={Decimal(minor) / unit:f}&currency={currency}") for minor in floors]
