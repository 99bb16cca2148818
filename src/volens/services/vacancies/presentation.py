"""A vacancy's facts in words, as a worker reads them: pay, times, distance. Same words on pages, in feeds, commands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import lru_cache

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_currency, format_decimal, get_currency_symbol
from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language as active_language
from django.utils.translation import gettext, ngettext, npgettext, pgettext

from volens.engines import pay as pay_engine
from volens.engines.pay.currency import UNKNOWN_CURRENCY, exponent

#: Babel has no data for a made-up language; its dates and money are written as in the language it imitates.
PSEUDO = {"ar-xb": "en"}
DASH = "–"


@lru_cache(maxsize=16)
def babel_locale(language: str) -> Locale:
    """Babel's locale of one of our language codes: "zh-hans" is zh_Hans."""
    return Locale.parse(PSEUDO.get(language, language).replace("-", "_"))


def language() -> str:
    """The language of the page being made."""
    return active_language() or "en"


# Lists ------------------------------------------------------------------------------------------------------------


def listed(*things: object) -> str:
    """Name, office, day in one line, with the comma of the language between them; what is empty is left out."""
    return pgettext("between things in one line", ", ").join(str(each) for each in things if each)


def in_a_row(*things: object) -> str:
    """Things said one after another, set apart as the language does it; each may hold commas of its own."""
    return semicolon().join(str(each) for each in things if each)


def semicolon() -> str:
    """What stands between things that may hold commas of their own, in the active language."""
    return pgettext("between things in a row", "; ")


def colon() -> str:
    """What stands between a name and what is said of it, in the active language."""
    return pgettext("between a name and what is said of it", ": ")


def sentences(said: Iterable[object]) -> str:
    """Whole sentences one behind the other: with a blank between them, which Chinese does without."""
    return ("" if language().startswith("zh") else " ").join(str(each) for each in said)


# Pay --------------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=4096)
def money(minor: int, currency: str, code: str, *, decimals: bool = False) -> str:
    """An amount of minor units: "¥6,500", "US$18.50"; no decimals where they are zero, unless asked for."""
    digits = exponent(currency)
    amount = minor / 10**digits
    locale = babel_locale(code)
    whole = minor % 10**digits == 0 and not decimals
    if currency == UNKNOWN_CURRENCY or not currency:
        return f"{amount:,.0f}" if whole else f"{amount:,.2f}"
    pattern = "¤#,##0" if whole else None
    text: str = format_currency(amount, currency, pattern, locale=locale, currency_digits=not whole)
    return _symbol(text.replace("\xa0", " "), currency)


def _symbol(text: str, currency: str) -> str:
    """Where pay is in yuan, "¥" is the yuan's, as people write it; a yen then says whose it is."""
    if settings.DEFAULT_CURRENCY != "CNY":
        return text
    if currency == "CNY":
        return text.replace("CN¥", "¥")
    return text.replace("¥", "JP¥") if currency == "JPY" and "JP¥" not in text else text


def isolated(text: str, code: str) -> str:
    """A range as it is to be read inside a text from right to left: there the dash would let the ends change places.

    First strong isolate and its end (UAX 9, section 2.4) go with the text wherever it is shown, also into a mail.
    """
    return f"\u2068{text}\u2069" if code.partition("-")[0] in settings.LANGUAGES_BIDI else text


@lru_cache(maxsize=4096)
def _amounts(low: int | None, high: int | None, currency: str, code: str) -> str:
    if low is not None and high is not None and low != high:
        symbol = _symbol(get_currency_symbol(currency, locale=babel_locale(code)), currency) if currency else ""
        part = any(value % 10 ** exponent(currency) for value in (low, high))
        first, second = (money(value, currency, code, decimals=part) for value in (low, high))
        if symbol and second.startswith(symbol):
            second = second[len(symbol) :].lstrip()
        return isolated(f"{first}{DASH}{second}", code)
    if low is None:
        return gettext("up to %(amount)s") % {"amount": money(high or 0, currency, code)}
    if high is None:
        return gettext("from %(amount)s") % {"amount": money(low, currency, code)}
    return money(low, currency, code)


@lru_cache(maxsize=64)
def _period(period: str, code: str) -> str:  # noqa: ARG001 - the language is part of the cache's key
    return {
        "hour": pgettext("pay", "an hour"),
        "day": pgettext("pay", "a day"),
        "week": pgettext("pay", "a week"),
        "month": pgettext("pay", "a month"),
        "year": pgettext("pay", "a year"),
        "piece": pgettext("pay", "per piece"),
        "once": pgettext("pay", "for the whole assignment"),
    }.get(period, "")


@lru_cache(maxsize=8192)
def pay(low: int | None, high: int | None, currency: str, period: str, code: str) -> tuple[str, str]:
    """Pay in two parts, amount and period: ("¥6,000–8,000", "a month"); ("", "") where none was given."""
    if low is None and high is None:
        return "", ""
    return _amounts(low, high, currency, code), _period(period, code)


def monthly(low: int | None, high: int | None, currency: str, code: str) -> str:
    """The monthly equivalent, rounded to whole units of the currency: a converted amount is no promise to the cent."""
    unit = 10 ** exponent(currency)
    rounded = [None if value is None else round(value / unit) * unit for value in (low, high)]
    return pay(rounded[0], rounded[1], currency, "month", code)[0]


def comparable(period: str, hours: str, weekly_hours: float | None) -> bool:
    """Whether pay by another time than the month can be told for a month."""
    return period != "month" and has_month(period, hours, weekly_hours)


def has_month(period: str, hours: str, weekly_hours: float | None) -> bool:
    """Whether the monthly pay stored with a vacancy may be told: rows of before this rule still carry a full week's."""
    return pay_engine.has_month(period, weekly_hours, part_time=hours == "part_time")


def monthly_method(period: str, currency: str, weekly_hours: float | None) -> str:
    """How the monthly equivalent was computed, in words."""
    hours = {"hours": f"{weekly_hours:g}"} if weekly_hours else {}
    if period == "hour" and hours:
        return gettext("Hourly pay × %(hours)s hours a week × 52 weeks ÷ 12 months.") % hours
    if period == "day" and hours:
        return gettext("Daily pay × %(hours)s hours a week ÷ 8 × 52 weeks ÷ 12 months.") % hours
    yuan = currency == "CNY"
    return {
        "hour": gettext("Hourly pay × 8 hours × 21.75 paid days a month.")
        if yuan
        else gettext("Hourly pay × 40 hours a week × 52 weeks ÷ 12 months; the employer gave no hours."),
        "day": gettext("Daily pay × 21.75 paid days a month.")
        if yuan
        else gettext("Daily pay × 5 days a week × 52 weeks ÷ 12 months."),
        "week": gettext("Weekly pay × 52 weeks ÷ 12 months."),
        "year": gettext("Yearly pay ÷ 12 months."),
    }.get(period, "")


@lru_cache(maxsize=1024)
def number(value: int, code: str) -> str:
    """A count as the language groups its digits."""
    return format_decimal(value, locale=babel_locale(code))


# Time and distance ------------------------------------------------------------------------------------------------


@lru_cache(maxsize=4096)
def day(date: dt.date, code: str) -> str:
    """A day in words: "14 May 2026", "2026年5月14日"."""
    pattern = "d MMMM y" if code.startswith(("en", "ar-xb")) else "long"
    return format_date(date, pattern, locale=babel_locale(code))


@lru_cache(maxsize=4096)
def short_day(date: dt.date, code: str) -> str:
    """A day for lists: "14 May 2026" with the month cut short, "2026年5月14日"."""
    pattern = "d MMM y" if code.startswith(("en", "ar-xb")) else "long"
    return format_date(date, pattern, locale=babel_locale(code))


def moment(then: dt.datetime, code: str) -> str:
    """A day and time in the deployment's time zone."""
    local = timezone.localtime(then)
    return f"{day(local.date(), code)} {local:%H:%M}"


def ago(then: dt.date, today: dt.date, code: str) -> str:
    """How long ago in words, up to two weeks; the day itself after that."""
    days = (today - then).days
    if days <= 0:
        return gettext("today")
    if days == 1:
        return gettext("yesterday")
    if days <= 14:
        return ngettext("%(days)d day ago", "%(days)d days ago", days) % {"days": days}
    return day(then, code)


def closing(last: dt.date, today: dt.date, code: str) -> str:
    """The last day to apply, with a warning in words when it is near."""
    days = (last - today).days
    named = day(last, code)
    if days == 0:
        return gettext("today, %(day)s") % {"day": named}
    if days == 1:
        return gettext("tomorrow, %(day)s") % {"day": named}
    if 1 < days <= 14:
        return ngettext("%(named)s, in %(days)d day", "%(named)s, in %(days)d days", days) % {
            "named": named,
            "days": days,
        }
    return named


def distance(km: float) -> str:
    """A distance as people say it: whole kilometres, tenths below ten."""
    if km < 1:
        return gettext("less than 1 km away")
    return _away(f"{km:.1f}".removesuffix(".0") if km < 10 else f"{km:.0f}", language())


def length(km: float) -> str:
    """The same inside a sentence that says from where: "16 km"."""
    if km < 1:
        return gettext("less than 1 km")
    return gettext("%(km)s km") % {"km": f"{km:.1f}".removesuffix(".0") if km < 10 else f"{km:.0f}"}


@lru_cache(maxsize=2048)
def _away(km: str, code: str) -> str:  # noqa: ARG001 - the language is part of the cache's key
    return gettext("%(km)s km away") % {"km": km}


def weekly(hours: float) -> str:
    """Weekly hours in words."""
    return npgettext("working time", "%(hours)s hour a week", "%(hours)s hours a week", int(hours + 0.999)) % {
        "hours": f"{hours:g}"
    }
