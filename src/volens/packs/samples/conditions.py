"""The facts of one vacancy: where, for how much, when, on what contract. Texts and fields both come from them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from volens.packs.samples.catalogue import (
    CURRENCIES,
    ENGLISH_COUNTRIES,
    Band,
    compiled,
    places,
    places_near,
    shifts,
    table,
    wording,
)

if TYPE_CHECKING:
    from datetime import date

    from volens.packs.samples.catalogue import Language, Occupation, Place, Shift, Wording
    from volens.packs.samples.draw import Draw
    from volens.packs.samples.employers import Employer, Roster

Contract = Literal["permanent", "fixed", "seasonal", "part"]
COUNTRY_SHARES: Final = ("US",) * 9 + ("GB",) * 8 + ("IE",) * 3 + ("CA",) * 4 + ("AU",) * 4
WEEKS_PER_MONTH: Final = 52 / 12
CHINESE_HOURS_PER_MONTH: Final = 174  # the customary divisor: 20.83 working days of 8 hours, rounded up
CHINESE_DAYS_PER_MONTH: Final = 26
_SYMBOLS: Final = {"USD": "$", "GBP": "£", "EUR": "€", "CAD": "$", "AUD": "$"}
_STEPS: Final = {"HOUR": 0.25, "DAY": 10, "WEEK": 10, "MONTH": 100, "YEAR": 500}
_TERMS: Final = {
    "en": {
        "fixed": ("six months", "nine months", "twelve months"),
        "seasonal": ("eight weeks", "ten weeks", "four months"),
    },
    "zh": {"fixed": ("半年", "一年", "十个月"), "seasonal": ("两个月", "三个月", "四个月")},
}
_INDOORS: Final = ("formal", "care", "guest", "office")  # where step-free access may be claimed for any post
_PARTS: Final = ("pt_morning", "pt_evening", "pt_weekend")


class Pay(NamedTuple):
    """Pay as advertised; ``high`` equals ``low`` for a single amount. Period is a schema.org unit (HOUR ... YEAR)."""

    low: float
    high: float
    currency: str
    period: str


@dataclass(slots=True)
class Facts:
    """Everything that is true of one vacancy."""

    number: int
    language: Language
    occupation: Occupation
    wording: Wording
    place: Place
    district: str
    employer: Employer
    title: str
    shift: Shift
    hours: float
    hours_text: str
    contract: Contract
    term: str
    pay: Pay
    pay_shown: bool
    cycle: str
    cycle_text: str
    openings: int
    immediate: bool
    remote: bool
    accessible: bool
    lodging: str
    rent: int
    transport: bool
    latitude: float
    longitude: float
    posted: date
    until: date


def hourly_band(occupation: Occupation, place: Place, shift: Shift) -> Band:
    """The band used for a vacancy: the advertised one, or per hour for part-time work. Before the place's factor."""
    bands = occupation.bands[place.country]
    if not shift.part:
        return bands[0]
    for band in bands:
        if band.period == "HOUR":
            return band
    band = bands[0]
    hours = {
        "YEAR": 52 * 38.0,
        "MONTH": float(CHINESE_HOURS_PER_MONTH),
        "WEEK": 40.0,
        "DAY": 8.0,
    }[band.period]
    return Band("HOUR", band.low / hours, band.high / hours)


def pay_floor(place: Place, period: str, hours: float) -> float:
    """The least pay generated for ``place`` in ``period``, for ``hours`` a week."""
    if place.country == "CN":
        month = place.floor
        return {
            "HOUR": month / 100,
            "DAY": month / 100 * 8,
            "WEEK": month / WEEKS_PER_MONTH,
            "MONTH": month,
            "YEAR": month * 12,
        }[period]
    return (
        place.floor
        * {"HOUR": 1.0, "DAY": 8.0, "WEEK": hours, "MONTH": hours * WEEKS_PER_MONTH, "YEAR": max(hours, 40.0) * 52}[
            period
        ]
    )


def _round(amount: float, period: str, *, up: bool = False) -> float:
    step = _STEPS[period]
    if period == "MONTH" and amount > 10_000:
        step = 500
    if period == "YEAR" and amount > 90_000:
        step = 1000
    count = -(-amount // step) if up else (amount + step / 2) // step
    return round(count * step, 2)


def _pay(draw: Draw, occupation: Occupation, place: Place, shift: Shift, hours: float) -> Pay:
    band = hourly_band(occupation, place, shift)
    low, high = band.low * place.factor, band.high * place.factor
    start = low + (high - low) * 0.55 * draw.between(0, 1)
    end = start + (high - start) * draw.between(0.25, 0.9)
    if place.country == "CN" and shift.part:
        start, end = float(round(start)), float(round(end))
    floor = _round(pay_floor(place, band.period, hours), band.period, up=True)
    start = max(_round(start, band.period), floor)
    end = max(_round(end, band.period), start)
    if draw.chance(0.22):
        end = start
    return Pay(start, end, CURRENCIES[place.country], band.period)


def amount_text(amount: float, currency: str) -> str:
    """An amount as people write it: ``$18.50``, ``£31,500``, ``6500元``."""
    digits = f"{amount:,.2f}" if amount % 1 else f"{amount:,.0f}"
    if currency == "CNY":
        return f"{amount:g}"
    return f"{_SYMBOLS[currency]}{digits}"


_PER: Final = {"HOUR": "an hour", "DAY": "a day", "WEEK": "a week", "MONTH": "a month", "YEAR": "a year"}
_PER_SHORT: Final = {"HOUR": "per hour", "DAY": "per day", "WEEK": "per week", "MONTH": "per month", "YEAR": "per year"}
_PER_ZH: Final = {"HOUR": "小时", "DAY": "天", "WEEK": "周", "MONTH": "月", "YEAR": "年"}


def pay_text(draw: Draw, pay: Pay, language: Language) -> str:
    """Pay in one of the ways in which advertisements write it."""
    low, high = amount_text(pay.low, pay.currency), amount_text(pay.high, pay.currency)
    if language == "zh":
        per = _PER_ZH[pay.period]
        if pay.high == pay.low:
            return f"{low}元/{per}" if draw.chance(0.7) else f"每{per}{low}元"
        return f"{low}–{high}元/{per}" if draw.chance(0.6) else f"{low}元到{high}元每{per}"
    per = (_PER if draw.chance(0.65) else _PER_SHORT)[pay.period]
    if pay.high == pay.low:
        return f"{low} {per}"
    return f"{low}{draw.pick(('–', ' to ', '-'))}{high} {per}"


class Dealer:
    """Deals out occupations like cards: each as often as its weight says, spread evenly, no runs of the same."""

    def __init__(self, draw: Draw, cards: list[Occupation]) -> None:
        self._draw = draw
        self._cards = [card for card in cards for _ in range(card.weight)]
        self._stack: list[Occupation] = []

    def next(self) -> Occupation:
        """The next occupation."""
        if not self._stack:
            self._stack = self._draw.shuffled(self._cards)
        return self._stack.pop()


def pick_place(draw: Draw, occupation: Occupation, language: Language) -> Place:
    """A city whose surroundings and country suit the occupation."""
    if language == "zh":
        return draw.pick(places_near("CN", occupation.near))
    for _ in range(12):
        country = draw.pick(COUNTRY_SHARES)
        if country in occupation.bands and (near := places_near(country, occupation.near)):
            return draw.pick(near)
    countries = [country for country in ENGLISH_COUNTRIES if country in occupation.bands and places()[country]]
    return draw.pick([place for country in countries for place in places_near(country, occupation.near)])


def _contract(draw: Draw, occupation: Occupation, shift: Shift) -> Contract:
    if shift.part:
        return "part"
    if occupation.seasonal:
        return "seasonal" if draw.chance(0.7) else "permanent"
    return "fixed" if draw.chance(0.13) else "permanent"


_SUFFIXES: Final = {
    "en": {
        "pt_weekend": (", Weekends", " (Weekends)"),
        "pt_evening": (", Evenings", " (Part-Time, Evenings)"),
        "pt_morning": (" (Part-Time)", ", Mornings"),
        "nights": (" – Nights", " (Days and Nights)"),
        "early": (", Early Shift",),
        "two_shift": (", Rotating Shift",),
        "three_shift": (" (Four-Crew Shift)",),
    },
    "zh": {
        "pt_weekend": ("（周末兼职）", "（兼职·周末）"),
        "pt_evening": ("（晚班兼职）", "（兼职）"),
        "pt_morning": ("（半天班）", "（兼职）"),
        "nights": ("（三班）", "（轮班）"),
        "early": ("（早班）",),
        "two_shift": ("（两班倒）",),
        "three_shift": ("（倒班）",),
        "days": ("（长白班）", "（双休）"),
        "office": ("（双休）", "（双休）", "（五险一金）"),
    },
}


def _title(draw: Draw, words: Wording, language: Language, shift: Shift) -> str:
    title = draw.pick(words.titles).say(draw, {}).strip()
    suffixes = _SUFFIXES[language].get(shift.key, ())
    if suffixes and draw.chance(0.6 if shift.part else 0.2):
        return title + draw.pick(suffixes)
    return title


# Work that employers take on in numbers: shop floors, sites, wards, classes, hotlines; nobody hires five secretaries.
_IN_NUMBERS: Final = ("222", "234", "3258", "4132", "4211", "4222", "4412", "513", "52", "53", "54", "6", "7", "8", "9")


def _openings(draw: Draw, occupation: Occupation) -> int:
    code = occupation.code
    if not code.startswith(_IN_NUMBERS) or code == "5222" or not draw.chance(0.35):
        return 1
    return 2 + draw.below(7 if code[0] in "89" else 3)


def _cycle(draw: Draw, place: Place, shift: Shift, pay: Pay) -> tuple[str, str]:
    data = table("sections_zh" if place.country == "CN" else "sections_en")
    short = place.country == "CN" and (shift.part or pay.period in ("HOUR", "DAY"))
    cycles = data["short_cycles" if short else "cycles"][place.country]
    if pay.period == "YEAR":
        cycles = [cycle for cycle in cycles if cycle[0] != "weekly"]
    key, text = draw.pick(cycles)
    return str(key), str(text)


def draw_facts(
    number: int, draw: Draw, occupation: Occupation, language: Language, roster: Roster, as_of: date
) -> Facts:
    """The facts of vacancy ``number``."""
    place = pick_place(draw, occupation, language)
    keys = occupation.shifts
    if occupation.part and not any(key in _PARTS for key in keys) and draw.chance(0.18):
        keys = _PARTS
    shift = shifts()[draw.pick(keys)]
    hours = shift.weekly_hours(place.country)
    words = wording(occupation.key, language, place.country)
    employer = roster.find(occupation.kind, place, language, draw)
    contract = _contract(draw, occupation, shift)
    hours_phrase = draw.pick(compiled(shift.texts[language], place.country))
    pay = _pay(draw, occupation, place, shift, hours)
    cycle, cycle_text = _cycle(draw, place, shift, pay)
    lodging_share = {"": 0.0, "some": 0.4 if place.country == "CN" else 0.15, "often": 0.7}[occupation.lodging]
    lodging = (
        draw.pick(("free", "paid", "free") if place.country == "CN" else ("free", "paid"))
        if draw.chance(lodging_share)
        else ""
    )
    posted = as_of - timedelta(days=int(30 * draw.between(0, 1) ** 1.4))
    return Facts(
        number=number,
        language=language,
        occupation=occupation,
        wording=words,
        place=place,
        district=draw.pick(place.districts) if place.districts else "",
        employer=employer,
        title=_title(draw, words, language, shift),
        shift=shift,
        hours=hours,
        hours_text=hours_phrase.say(draw, {"h": f"{hours:g}"}),
        contract=contract,
        term=draw.pick(_TERMS[language][contract]) if contract in ("fixed", "seasonal") else "",
        pay=pay,
        pay_shown=draw.chance(0.95),
        cycle=cycle,
        cycle_text=cycle_text,
        openings=_openings(draw, occupation),
        immediate=draw.chance(0.4),
        remote=occupation.remote and draw.chance(0.45),
        accessible=draw.chance(0.55 if occupation.accessible else 0.1 if employer.voice in _INDOORS else 0),
        lodging=lodging,
        rent=(200 + 50 * draw.below(5)) if place.country == "CN" else 280 + 20 * draw.below(12),
        transport=occupation.transport and draw.chance(0.45),
        latitude=round(place.latitude + draw.between(-0.015, 0.015), 5),
        longitude=round(place.longitude + draw.between(-0.015, 0.015), 5),
        posted=posted,
        until=as_of + timedelta(days=10 + draw.below(51)),
    )
