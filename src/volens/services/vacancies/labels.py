"""The names of codes in the reader's language: one dictionary per language, made once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache, wraps

from django.utils.translation import gettext, ngettext, override

from volens.engines.search.port import Sort
from volens.packs import places
from volens.packs.classifications import Level, isco
from volens.services.vacancies.models import Report, Vacancy
from volens.services.vacancies.parameters import POSTED_DAYS
from volens.services.vacancies.presentation import babel_locale

#: Languages a person would look for under their own name.
OWN_NAMES = {"zh": "中文", "en": "English"}


def _per_language(make: Callable[[str], Mapping[str, str]]) -> Callable[[str], Mapping[str, str]]:
    """Make the dictionary of a language once, whatever language is active when it is first asked for."""

    @lru_cache(maxsize=16)
    @wraps(make)
    def cached(code: str) -> Mapping[str, str]:
        with override(code):
            return make(code)

    return cached


@_per_language
def contracts(_code: str) -> Mapping[str, str]:
    """Kinds of contract."""
    return {value: str(label) for value, label in Vacancy.Contract.choices}


@_per_language
def hours(_code: str) -> Mapping[str, str]:
    """Full time, part time, either."""
    return {value: str(label) for value, label in Vacancy.Hours.choices}


@_per_language
def lodging(_code: str) -> Mapping[str, str]:
    """Whether lodging comes with the job."""
    return {value: str(label) for value, label in Vacancy.Accommodation.choices}


@_per_language
def reports(_code: str) -> Mapping[str, str]:
    """What can be wrong with a posting."""
    return {value: str(label) for value, label in Report.Category.choices}


@_per_language
def sorts(_code: str) -> Mapping[str, str]:
    """Orders of results."""
    return {
        Sort.RELEVANCE.value: gettext("Best match"),
        Sort.NEWEST.value: gettext("Newest"),
        Sort.PAY.value: gettext("Highest pay"),
        Sort.DISTANCE.value: gettext("Nearest"),
    }


@_per_language
def posted(_code: str) -> Mapping[str, str]:
    """Posted within so many days."""
    return {str(days): _within_days(days) for days in POSTED_DAYS}


def _within_days(days: int) -> str:
    if days == 1:
        return gettext("Last 24 hours")
    return ngettext("Last %(days)d day", "Last %(days)d days", days) % {"days": days}


@lru_cache(maxsize=512)
def posted_within(days: int, code: str) -> str:
    """Posted within any number of days."""
    with override(code):
        return _within_days(days)


@_per_language
def majors(code: str) -> Mapping[str, str]:
    """ISCO-08 major groups."""
    return {group.code: group.title(code) for group in isco() if group.level is Level.MAJOR}


@lru_cache(maxsize=4096)
def occupation(value: str, code: str) -> str:
    """The title of an ISCO-08 group of one to four digits, or "" where there is none."""
    return isco().group(value).title(code) if value in isco() else ""


@lru_cache(maxsize=4096)
def region(value: str, code: str) -> str:
    """The name of a region (ISO 3166-2) or country (ISO 3166-1), the code itself where no name is known."""
    return places.region_name(value, code)


@lru_cache(maxsize=512)
def language(value: str, code: str) -> str:
    """The name of a language (BCP 47) in the reader's, with its own name where that helps."""
    named = babel_locale(code).languages.get(value.split("-", maxsplit=1)[0], value)
    own = OWN_NAMES.get(value.split("-", maxsplit=1)[0], "")
    text = str(named)
    return f"{text} ({own})" if own and own.casefold() != text.casefold() else text


#: Offered first in the list of currencies; the one in force is always among them.
CURRENCIES = ("CNY", "USD", "EUR", "GBP", "HKD", "TWD", "JPY", "KRW", "SGD", "MYR", "INR", "AUD", "CAD", "CHF")


@lru_cache(maxsize=256)
def currencies(chosen: str, code: str) -> tuple[tuple[str, str, bool], ...]:
    """Currencies to choose from: code, name, whether it is the one in force."""
    names = babel_locale(code).currencies
    return tuple(
        (each, each if each == chosen else f"{each} {names.get(each, '')}".strip(), each == chosen)
        for each in dict.fromkeys((chosen, *CURRENCIES))
    )
