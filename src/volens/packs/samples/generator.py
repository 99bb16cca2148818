"""The public door: ``generate`` yields vacancies, ``describe`` counts what the content holds."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from volens.packs.samples.catalogue import occupations, places
from volens.packs.samples.conditions import Dealer, draw_facts
from volens.packs.samples.draw import Draw
from volens.packs.samples.employers import Roster
from volens.packs.samples.posting import make_posting

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from volens.packs.samples.catalogue import Language

CHINESE_SHARE: Final = 0.45


def generate(count: int, *, seed: int, as_of: date) -> Iterator[dict[str, Any]]:
    """Yield ``count`` believable vacancies as schema.org JobPosting dictionaries.

    The same ``seed`` gives the same vacancies everywhere, and a larger ``count`` only adds to them. ``as_of`` moves
    the dates and nothing else: posted in the 30 days up to it, valid for 10 to 60 days after it, so a later run with
    the same seed updates the same vacancies (their ``identifier`` stays). Each carries ``volens:sample: true`` and the
    employer's ``volens:declarations``; about 3 % have a fault for vetting to find. Employers are invented, cities real,
    addresses and numbers reserved for examples. Raises ValueError for a negative count.
    """
    if count < 0:
        msg = f"count must be 0 or more, not {count}"
        raise ValueError(msg)
    return _generate(count, seed, as_of)


def _generate(count: int, seed: int, as_of: date) -> Iterator[dict[str, Any]]:
    draw = Draw(f"volens samples {seed}")
    dealers: dict[Language, Dealer] = {
        "en": Dealer(draw, [occupation for occupation in occupations() if "en" in occupation.texts]),
        "zh": Dealer(draw, [occupation for occupation in occupations() if "zh" in occupation.texts]),
    }
    roster = Roster(seed)
    for number in range(1, count + 1):
        language: Language = "zh" if draw.chance(CHINESE_SHARE) else "en"
        facts = draw_facts(number, draw, dealers[language].next(), language, roster, as_of)
        yield make_posting(draw, facts, seed)


def describe() -> dict[str, Any]:
    """What there is to draw from: occupations (by major group and language), unit groups, cities, sentences."""
    known = occupations()
    cities = [place for country in places().values() for place in country]
    return {
        "occupations": len(known),
        "unit_groups": len({occupation.code for occupation in known}),
        "by_major_group": dict(sorted(Counter(occupation.major_group for occupation in known).items())),
        "by_language": {
            language: sum(language in occupation.texts for occupation in known) for language in ("en", "zh")
        },
        "cities": len(cities),
        "countries": sorted(places()),
        "sentences": sum(
            len(texts[part])
            for occupation in known
            for texts in occupation.texts.values()
            for part in ("titles", "scene", "do", "need", "plus")
        ),
    }
