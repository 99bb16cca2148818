"""A posting made comparable once, and the integer keys under which its likes are found."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from volens.engines.duplicates import employers, titles
from volens.engines.duplicates import vocabulary as words_of
from volens.engines.duplicates.employers import Employer
from volens.engines.duplicates.posting import Posting
from volens.engines.duplicates.titles import Title
from volens.engines.duplicates.words import Hashes, distinct, hashed, key, mixed, mostly_han, plain, sequences, tokens

#: Words in a sequence: three words, or five Chinese characters, are about one thought.
WORDS, CHARACTERS = 3, 5
#: How many keys of each kind a posting gets. More find more, and cost a row each in a database.
TITLE_KEYS, EMPLOYER_TEXT_KEYS, REGION_TEXT_KEYS = 2, 2, 2
_SALTS = np.array([0xA0761D6478BD642F, 0xE7037ED1A0B428DB, 0x8EBC6AF09C88C6E3, 0x589965CC75374CC3], dtype=np.uint64)


@dataclass(frozen=True, eq=False)
class Fingerprint:
    """What is compared of a posting. `keys` are signed 64-bit integers: likely duplicates share at least one."""

    posting: Posting
    title: Title
    employer: Employer
    place: frozenset[str]
    sequences: Hashes
    words: Hashes
    keys: tuple[int, ...]

    @cached_property
    def plain_text(self) -> str:
        """The text without markup, in lower case."""
        return plain(self.posting.text)

    @cached_property
    def stems(self) -> frozenset[str]:
        """The words of the text as a title's words are compared."""
        return frozenset(map(titles.stemmed, tokens(self.plain_text)))

    @cached_property
    def references(self) -> frozenset[str]:
        """Reference numbers that title and text name as such. Looked for only when a pair is compared."""
        found = words_of.REFERENCES.findall(self.plain_text)
        return frozenset(found + words_of.REFERENCES.findall(plain(self.posting.title)))

    @cached_property
    def shifts(self) -> frozenset[str]:
        """Shifts that the text names."""
        return frozenset(name for name, pattern in words_of.SHIFTS if pattern.search(self.plain_text))


def fingerprint(posting: Posting) -> Fingerprint:
    """Make a posting comparable. Markup, letter case, width and entities of the text play no part."""
    text = plain(posting.text)
    found = tokens(text)
    numbers = hashed(found)
    han = mostly_han(text, len(found))
    runs = sequences(numbers, CHARACTERS if han else WORDS)
    title = titles.read(posting.title, posting.place, posting.employer)
    employer = employers.read(posting.employer)
    return Fingerprint(
        posting=posting,
        title=title,
        employer=employer,
        place=titles.place_words(posting.place),
        sequences=runs,
        words=sequences(numbers, 2) if han else distinct(numbers),
        keys=_keys(posting, title, employer, runs),
    )


def _keys(posting: Posting, title: Title, employer: Employer, runs: Hashes) -> tuple[int, ...]:
    """Title words with employer and region; text with employer; text with region; the whole title with the place."""
    region = posting.region
    ranked = sorted(title.words, key=lambda word: (key("w", word), word))
    spot = posting.place_id or " ".join(sorted(tokens(plain(posting.place)))) or region
    found = [key("title", spot, " ".join(sorted(title.words)))] if title.words else []
    if employer.key:
        found += [key("employer", employer.key, region, word) for word in ranked[:TITLE_KEYS]]
    if len(runs):
        least = [int(mixed(runs ^ salt).min()) for salt in _SALTS]
        if employer.key:
            found += [key("text", employer.key, least[at]) for at in range(EMPLOYER_TEXT_KEYS)]
        others = least[EMPLOYER_TEXT_KEYS:] if employer.key else least
        found += [key("near", region, value) for value in others]
    return tuple(dict.fromkeys(found))
