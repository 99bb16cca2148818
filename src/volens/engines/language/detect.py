"""Language of an advertisement: script first, then a vote of small words, then, where the vote is open, a detector."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Any, Final

import yaml

from volens.engines.language.scripts import NOT_LATIN, of_script

if TYPE_CHECKING:
    from lingua import LanguageDetector

#: BCP 47's tag for a language nobody can tell.
UNDETERMINED: Final = "und"
#: So much of the text is read: enough for any vote, and the cost of a record does not grow with its length.
SAMPLE: Final = 480

_WORD: Final = re.compile(r"[a-z\u00c0-\u024f\u1e00-\u1eff]+(?:['’][a-z\u00c0-\u024f\u1e00-\u1eff]+)?")
_NOISE: Final = re.compile(r"https?://\S+|\S+@\S+|<[^>]{0,200}>|&[a-z]+;")
#: The winner of the vote needs so many votes, and so many times those of the second.
_ENOUGH_VOTES: Final = 1.5
_CLEAR_LEAD: Final = 1.7
# One letter that few languages have is worth a vote.
_LETTERS: Final = {
    "ß": "de", "ä": "de fi sv et", "ö": "de fi sv tr hu et", "ü": "de tr hu et", "ñ": "es", "ã": "pt vi",
    "õ": "pt et vi", "ł": "pl", "ę": "pl lt", "ą": "pl lt", "ż": "pl", "ź": "pl", "ś": "pl", "ć": "pl hr sr",
    "ř": "cs", "ě": "cs", "ů": "cs", "ľ": "sk", "ĺ": "sk", "ő": "hu", "ű": "hu", "ș": "ro", "ț": "ro", "ă": "ro vi",
    "å": "sv da nb", "ø": "da nb", "æ": "da nb", "ğ": "tr", "ı": "tr", "ş": "tr ro", "đ": "vi hr", "ơ": "vi",
    "ư": "vi", "œ": "fr", "ê": "fr pt vi", "è": "fr it", "ù": "fr it", "ò": "it", "ç": "fr pt tr", "ë": "nl sq",
    "ķ": "lv", "ļ": "lv", "ņ": "lv", "ė": "lt", "ų": "lt", "č": "cs sk hr sl lt", "ž": "cs sk hr sl lt",
}  # fmt: skip

# The languages most advertisements in Latin script are in, and the others the detector tells apart. Titles of two or
# three words are often of several languages: then the one with more advertisements is the better answer.
_USUAL: Final = "en de fr es pt it nl pl"
_OTHERS: Final = " cs ro hu sv da nb fi tr vi id"
_PRIOR: Final = {"en": 3.0, "es": 2.0, "de": 1.6, "fr": 1.5}
#: So sure must the quick look be of a less usual language.
_SURE: Final = 0.75


@cache
def _votes() -> dict[str, tuple[tuple[str, float], ...]]:
    """Word -> the languages it votes for, with its share of a vote: a word many languages have says little."""
    raw: dict[str, Any] = yaml.safe_load(
        resources.files(__package__).joinpath("stopwords.yaml").read_text(encoding="utf-8")
    )
    titles: dict[str, str] = raw.pop("titles")
    languages: dict[str, set[str]] = {}
    for table in (raw, titles):
        for code, words in table.items():
            for word in str(words).split():
                languages.setdefault(word, set()).add(str(code))
    return {word: tuple((code, 1 / len(codes)) for code in sorted(codes)) for word, codes in languages.items()}


@cache
def _english_words() -> frozenset[str]:
    """English words no other language of the list shares: sentences have them, names of products do not."""
    return frozenset(word for word, votes in _votes().items() if votes == (("en", 1.0),))


def detect(title: str, text: str = "") -> str:
    """The language of an advertisement as a BCP 47 tag ("en", "zh", "de", ...), "und" where nothing tells.

    A Chinese advertisement full of English product names is Chinese. Reads the title and a sample of the text; never
    raises; the same input gives the same answer.
    """
    sample = f"{title[:SAMPLE]}\n{text[:SAMPLE]}".lower()
    if "<" in sample or "@" in sample or "://" in sample:
        sample = _NOISE.sub(" ", sample)
    if not sample.isascii() and NOT_LATIN.search(sample):
        known = _english_words()
        found = of_script(sample, sum(word in known for word in _WORD.findall(sample)))
        if found:
            return found
        sample = NOT_LATIN.sub(" ", sample)
    words = _WORD.findall(sample)
    if not words:
        return UNDETERMINED
    return _voted(words, sample) or _detected(" ".join(words[:60]))


def _voted(words: list[str], sample: str) -> str:
    """The language the small words elect, "" where the vote is open."""
    known = _votes()
    tally: dict[str, float] = {}
    for word in words:
        for code, share in known.get(word, ()):
            tally[code] = tally.get(code, 0.0) + share
    if not sample.isascii():
        for letter in set(sample) & _LETTERS.keys():
            codes = _LETTERS[letter].split()
            for code in codes:
                tally[code] = tally.get(code, 0.0) + 1.5 / len(codes)
    if not tally:
        return ""
    best = max(tally, key=tally.__getitem__)
    top = tally.pop(best)
    second = max(tally.values(), default=0.0)
    enough = top >= _ENOUGH_VOTES or (len(words) <= 3 and top >= 1.0)
    return best if enough and top >= _CLEAR_LEAD * second else ""


@cache
def _detector(codes: str, *, fine: bool) -> LanguageDetector:
    # Loaded on first need: most records never get here, and the fine models take a quarter of a gigabyte.
    from lingua import IsoCode639_1, LanguageDetectorBuilder

    builder = LanguageDetectorBuilder.from_iso_codes_639_1(
        *(getattr(IsoCode639_1, code.upper()) for code in codes.split())
    )
    return (builder if fine else builder.with_low_accuracy_mode()).build()


@lru_cache(maxsize=20_000)
def _detected(words: str) -> str:
    """What the detector says of a few words: a quick look at all languages, a close one at the usual ones."""
    quick = _confidence(words, _USUAL + _OTHERS, fine=False)
    if not quick:
        return UNDETERMINED
    best, sure = max(quick.items(), key=lambda pair: pair[1])
    if best not in _USUAL.split() and sure >= _SURE:
        return best
    close = _confidence(words, _USUAL, fine=True)
    return max(close, key=lambda code: (close[code] + 0.02) * _PRIOR.get(code, 1.0), default=best)


def _confidence(words: str, codes: str, *, fine: bool) -> dict[str, float]:
    values = _detector(codes, fine=fine).compute_language_confidence_values(words)
    return {value.language.iso_code_639_1.name.lower(): value.value for value in values if value.value > 0}
