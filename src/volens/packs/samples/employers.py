"""Invented employers: the same few in each trade and city, so that one employer has several vacancies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from volens.packs.samples.applying import phone_number
from volens.packs.samples.catalogue import table
from volens.packs.samples.draw import Draw
from volens.packs.samples.phrase import compile_phrase

if TYPE_CHECKING:
    from volens.packs.samples.catalogue import Language, Place

PER_TRADE_AND_CITY: Final = 2
_MAILBOXES: Final = {"en": ("jobs", "hello", "people", "recruitment"), "zh": ("hr", "zhaopin", "job")}


class Employer(NamedTuple):
    """An employer that does not exist. ``legal_name`` is what a contract would say; ``slug`` is for addresses."""

    name: str
    legal_name: str
    slug: str
    voice: str
    licence: str
    street: str
    contact: str
    email: str
    phone: str


def roots(language: Language) -> frozenset[str]:
    """Every made-up root of employer names in ``language`` (each employer's name contains one)."""
    parts = table("employers")["roots"][language]
    return frozenset(first + second for first in parts["first"] for second in parts["second"])


class Roster:
    """The employers of one set of samples, made when first asked for."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._made: dict[tuple[str, str, str, int], Employer] = {}

    def find(self, kind: str, place: Place, language: Language, draw: Draw) -> Employer:
        """One of the employers of ``kind`` in ``place``."""
        key = (kind, place.region, place.city, draw.below(PER_TRADE_AND_CITY))
        employer = self._made.get(key)
        if employer is None:
            employer = self._made[key] = self._invent(key, place, language)
        return employer

    def _invent(self, key: tuple[str, str, str, int], place: Place, language: Language) -> Employer:
        data = table("employers")
        draw = Draw(f"{self._seed}/employer/{'/'.join(map(str, key))}")
        kind = data["kinds"][key[0]]
        parts = data["roots"][language]
        first, second = draw.pick(list(parts["first"])), draw.pick(list(parts["second"]))
        root = first + second
        reading = parts["first"][first] + parts["second"][second] if language == "zh" else root.lower()
        name = compile_phrase(draw.pick(kind[language])).say(draw, {"root": root, "city": place.city})
        legal = name
        if language == "en" and not kind.get("public"):
            legal = f"{name} {draw.pick(data['forms'][place.country])}"
        elif language == "zh" and not kind.get("public") and not name.endswith(("公司", "合作社", "事务所", "旅行社")):
            legal = f"{place.city}{root}{data['kinds_zh_legal'].get(key[0], '商贸')}有限公司"
        licence = ""
        if kind.get("licensed"):
            licence = f"{place.country}-{reading[:3].upper()}-{10000 + draw.below(90000)}"
        street_name, number = draw.pick(data["streets"][place.country]), 1 + draw.below(180)
        street = f"{street_name}{number}号" if language == "zh" else f"{number} {street_name}"
        contact = draw.pick(table(f"sections_{language}")["contacts"])
        email = f"{draw.pick(_MAILBOXES[language])}@{reading}.example.org"
        phone = phone_number(draw, place.country, place.area_code)
        return Employer(name, legal, reading, kind["voice"], licence, street, contact, email, phone)
