"""A large corpus of vacancies for benchmarks: the same for the same seed, and shaped like a national job bank.

What is modelled, because it decides what a search costs:

- words: 60,000 English ones by a Zipf-Mandelbrot law, and about 10,000 Chinese ones that the dictionary knows, written
  without spaces; 30 % of a text's words are typical of its occupation;
- length: titles of 4 to 8 English words or 2 to 4 Chinese ones, texts of about 112 words (so about 120 in all);
- 30 % Chinese; 300 regions whose sizes follow Zipf's law, vacancies scattered around each centre (sigma 0.12 degrees,
  so a region is a town of about 13 km); 436 occupations in 10 major groups; 40,000 employers, some with thousands;
- pay for 70 %, log-normal; dates of posting mostly recent; 0.2 % have expired within the last
  day (`volens worker` removes them twice a minute: this is far more).

The words mean nothing. The occupation codes have ISCO-08's shape (10 major groups, 43, 130, 436), not its titles.
"""

from __future__ import annotations

import functools
import random
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import rjieba
from numpy.typing import NDArray

from volens.engines.search.port import Document

#: The moment the corpus is looked at: 1 March 2026, 12:00 UTC.
NOW = 1_772_366_400
DAY = 86_400
REGIONS = 300
CHINESE_SHARE = 0.3

_ENGLISH_WORDS = 60_000
_TITLE_WORDS = 6_000
_EMPLOYERS = 40_000
_TOPICAL_SHARE = 0.3
_TOPICAL_WORDS = 150
_CHUNK = 5_000


@dataclass(frozen=True)
class Region:
    """A region's code, its centre, and its share of vacancies."""

    code: str
    latitude: float
    longitude: float
    share: float


def regions() -> list[Region]:
    """The 300 regions, largest first."""
    chance = np.random.default_rng(11)
    weights = 1 / (np.arange(REGIONS) + 3.0)
    shares = weights / weights.sum()
    latitudes, longitudes = chance.uniform(-45, 60, REGIONS), chance.uniform(-170, 170, REGIONS)
    return [
        Region(f"Z{number // 100}-{number:03}", round(float(y), 4), round(float(x), 4), float(share))
        for number, (y, x, share) in enumerate(zip(latitudes, longitudes, shares, strict=True))
    ]


@functools.cache
def occupations() -> tuple[str, ...]:
    """436 codes of four digits in 130 groups of three, 43 of two and 10 of one."""

    def spread(parents: list[str], wanted: int) -> list[str]:
        children = [wanted // len(parents) + (number < wanted % len(parents)) for number in range(len(parents))]
        return [
            f"{parent}{digit + 1}" for parent, count in zip(parents, children, strict=True) for digit in range(count)
        ]

    return tuple(spread(spread(spread([str(major) for major in range(10)], 43), 130), 436))


@functools.cache
def english_words() -> tuple[str, ...]:
    """Pronounceable words, the commonest first and shortest."""
    chance = random.Random(5)
    heads = [
        "b",
        "c",
        "d",
        "f",
        "g",
        "h",
        "j",
        "k",
        "l",
        "m",
        "n",
        "p",
        "r",
        "s",
        "t",
        "v",
        "w",
        "st",
        "tr",
        "pl",
        "ch",
    ]
    tails = ["a", "e", "i", "o", "u", "an", "en", "in", "on", "ar", "er", "or", "al", "el", "as", "es", "ea", "ou"]
    found: dict[str, None] = {}
    while len(found) < _ENGLISH_WORDS:
        syllables = 1 if len(found) < 150 else 2 if len(found) < 4_000 else chance.choice((2, 3, 3, 4))
        found["".join(chance.choice(heads) + chance.choice(tails) for _ in range(syllables))] = None
    return tuple(found)


@functools.cache
def chinese_words() -> tuple[str, ...]:
    """Words of two letters that the segmentation dictionary knows, found among the letters of GB 2312."""
    letters = bytes(byte for row in range(0xB0, 0xD7) for column in range(0xA1, 0xFF) for byte in (row, column)).decode(
        "gb2312"
    )
    chosen = random.Random(6).sample(letters, 1_100)
    found = [first + second for first in chosen for second in chosen if rjieba.has_word(first + second)]
    random.Random(7).shuffle(found)
    return tuple(found)


class _Sampler:
    """Draws words by a Zipf-Mandelbrot law: the probability of rank r is proportional to 1 / (r + 2.7)."""

    def __init__(self, words: tuple[str, ...], chance: np.random.Generator) -> None:
        self._chance = chance
        self.words = np.array(words, dtype=object)
        weights = np.cumsum(1 / (np.arange(len(words)) + 2.7))
        self._cumulative = weights / weights[-1]
        titles = weights[: min(_TITLE_WORDS, len(words))] - weights[min(60, len(words) // 4)]
        self._title_offset = min(60, len(words) // 4) + 1
        self._title_cumulative = titles[self._title_offset :] / titles[-1]
        self._topics = np.random.default_rng(8).integers(100, len(words), (436, _TOPICAL_WORDS))

    def texts(self, occupation: NDArray[np.int64], lengths: NDArray[np.int64]) -> list[list[str]]:
        """A row of words for each vacancy, at least as many as `lengths` say."""
        size = (len(lengths), int(lengths.max()))
        ids = np.searchsorted(self._cumulative, self._chance.random(size))
        return self._topical(ids, occupation, _TOPICAL_SHARE)

    def titles(self, occupation: NDArray[np.int64]) -> list[list[str]]:
        """As `texts`, eight from the words that titles use."""
        size = (len(occupation), 8)
        ids = np.searchsorted(self._title_cumulative, self._chance.random(size)) + self._title_offset
        return self._topical(ids, occupation, 0.4)

    def _topical(self, ids: NDArray[np.int64], occupation: NDArray[np.int64], share: float) -> list[list[str]]:
        squared = (self._chance.random(ids.shape) ** 2 * _TOPICAL_WORDS).astype(
            np.int64
        )  # some more typical than others
        topical = self._topics[occupation[:, None], squared]
        chosen: list[list[str]] = self.words[np.where(self._chance.random(ids.shape) < share, topical, ids)].tolist()
        return chosen


def documents(count: int, seed: int = 1) -> Iterator[Document]:
    """Vacancies with the ids 1 to `count`. The first thousand of a million are the same as a thousand on their own."""
    chance = np.random.default_rng(seed)
    english, chinese = _Sampler(english_words(), chance), _Sampler(chinese_words(), chance)
    places = regions()
    for first in range(1, count + 1, _CHUNK):
        for document in _chunk(chance, english, chinese, places, first):
            if document.id <= count:
                yield document


def _chunk(
    chance: np.random.Generator, english: _Sampler, chinese: _Sampler, places: list[Region], first: int
) -> list[Document]:
    size = _CHUNK
    region = chance.choice(REGIONS, size, p=[place.share for place in places])
    centre = np.array([(place.latitude, place.longitude) for place in places])[region]
    position = np.round(centre + chance.normal(0, 0.12, (size, 2)), 5).tolist()
    occupation = chance.integers(0, 436, size)
    codes = occupations()
    posted = (NOW - np.minimum(chance.exponential(15 * DAY, size), 90 * DAY)).astype(np.int64).tolist()
    stays = chance.integers(1, 60 * DAY, size)
    expires = np.where(chance.random(size) < 0.002, NOW - stays // 60, NOW + stays).tolist()
    employers = (chance.random(size) ** 3 * _EMPLOYERS).astype(np.int64).tolist()
    pay = (np.exp(chance.normal(8.3, 0.45, size)) // 100 * 10_000).astype(np.int64)
    span = (pay * chance.uniform(1, 1.5, size) // 10_000 * 10_000).astype(np.int64).tolist()
    has_pay = (chance.random(size) < 0.7).tolist()
    contract = chance.choice(["permanent", "fixed_term", "temporary", "apprenticeship", "internship", ""], size)
    hours = chance.choice(["full_time", "part_time", "flexible", ""], size, p=[0.6, 0.2, 0.1, 0.1])
    accessible = (chance.random(size) < 0.15).tolist()
    lodging = chance.choice(["", "none", "optional", "required"], size, p=[0.5, 0.3, 0.15, 0.05])
    is_chinese = chance.random(size) < CHINESE_SHARE
    in_chinese = is_chinese.tolist()
    lengths = chance.integers(60, 165, size)
    title_lengths = chance.integers(4, 9, size)
    headed: list[str] = [""] * size
    bodies: list[str] = [""] * size
    for sampler, rows, marks in (
        (english, np.flatnonzero(~is_chinese), (" ", ", ", ". ")),
        (chinese, np.flatnonzero(is_chinese), ("", "，", "。")),
    ):
        titles, texts = sampler.titles(occupation[rows]), sampler.texts(occupation[rows], lengths[rows])
        for row, title, text in zip(rows.tolist(), titles, texts, strict=True):
            length = int(title_lengths[row])
            headed[row] = "".join(title[: length // 2]) if in_chinese[row] else " ".join(title[:length]).capitalize()
            bodies[row] = _sentences(text[: lengths[row]], *marks)
    return [
        Document(
            id=first + at,
            title=headed[at],
            employer=f"Employer {employers[at]}",
            text=bodies[at],
            language="zh" if in_chinese[at] else "en",
            place=places[region[at]].code,
            region=places[region[at]].code,
            latitude=position[at][0],
            longitude=position[at][1],
            pay_month_min=int(pay[at]) if has_pay[at] else None,
            pay_month_max=span[at] if has_pay[at] else None,
            currency=("CNY" if in_chinese[at] else "USD") if has_pay[at] else "",
            contract=str(contract[at]),
            hours=str(hours[at]),
            isco=codes[occupation[at]],
            posted=posted[at],
            expires=expires[at],
            accessible=accessible[at],
            accommodation=str(lodging[at]),
        )
        for at in range(size)
    ]


def _sentences(words: list[str], space: str, comma: str, stop: str) -> str:
    """Words as text: a comma after every seventh, a full stop after every fourteenth."""
    parts = [space.join(words[at : at + 7]) for at in range(0, len(words), 7)]
    return stop.join(comma.join(parts[at : at + 2]) for at in range(0, len(parts), 2)) + stop.strip()
