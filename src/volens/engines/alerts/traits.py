"""What a vacancy has that a saved search may ask for, worked out with the word analysis of the search itself.

Words between spaces are their stems. Scripts without spaces are found by their letters: a word occurs in a vacancy
exactly where its letters stand in a row, so overlapping letter pairs narrow the choice and the text decides. The
dictionary's cuts never add anything to that, since what it cuts out is made of the same letters.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from volens.engines.search import places, schema, words
from volens.engines.search.port import MOST_PLACES, Document, FurtherPlace

_SEAM = " \x1f "
#: Sides of the grid cells that circles are listed under, in degrees.
GRIDS = (0.25, 1.0, 4.0)


def grid_cell(level: int, row: int, column: int) -> str:
    """The name of a cell of a grid."""
    return f"\x03{level}:{row}:{column}"


def grid_columns(level: int) -> int:
    """How many cells a grid has around the Earth."""
    return round(360 / GRIDS[level])


class Traits:
    """One vacancy, ready to be asked."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._parts = tuple(map(words.fold, (document.title, document.employer, document.text)))
        pay = document.pay_month_max if document.pay_month_max is not None else document.pay_month_min
        self.pay = min(pay, schema.NEVER) if pay is not None and pay >= 0 else None
        self.currency = schema.keyword(document.currency) if self.pay is not None else ""
        all_: tuple[Document | FurtherPlace, ...] = (document, *document.further_places[: MOST_PLACES - 1])
        self.regions = list(dict.fromkeys(schema.keyword(each.region) for each in all_ if each.region))
        self._at = {
            spot: (each.latitude or 0.0, each.longitude or 0.0)
            for each in all_
            if (spot := places.spot(each.latitude, each.longitude)) is not None
        }
        self.spots = list(self._at)

    def written(self) -> Iterator[list[str]]:
        """The words as they stand, not stemmed, many at once; letters and letter pairs where there are no spaces."""
        for part in self._parts:
            found = words.runs(part)
            yield found
            if not part.isascii():
                for run in filter(words.is_unspaced, found):
                    yield list(run)
                    yield words.letter_pairs(run)

    @cached_property
    def features(self) -> set[str]:
        """All that saved searches for words are listed under."""
        return {words.stem(word) for found in self.written() for word in found}

    @cached_property
    def _rows(self) -> list[list[str]]:
        return [
            [run if words.is_unspaced(run) else words.stem(run) for run in words.runs(part)] for part in self._parts
        ]

    @cached_property
    def _row(self) -> str:
        return f" {_SEAM.join(map(' '.join, self._rows))} "

    @cached_property
    def _text(self) -> str:
        return _SEAM.join(self._parts)

    def has_row(self, terms: tuple[str, ...]) -> bool:
        """Whether these stems stand next to each other."""
        return f" {' '.join(terms)} " in self._row

    def has_letters(self, run: str) -> bool:
        """Whether these letters stand in a row."""
        return run in self._text

    def isco(self) -> list[str]:
        """The vacancy's occupation at every level, written so that codes equal as numbers are equal."""
        code = self.document.isco
        if not (code.isascii() and code.isdigit()):
            return []
        return [isco_key(code[:digits]) for digits in range(1, min(len(code), 4) + 1)]

    def cells(self) -> list[str]:
        """The grid cells the vacancy's places lie in."""
        found: list[str] = []
        for latitude, longitude in self._at.values():
            for level, side in enumerate(GRIDS):
                column = int((longitude + 180) // side) % grid_columns(level)
                found.append(grid_cell(level, int((latitude + 90) // side), column))
        return list(dict.fromkeys(found))


def letters(run: str) -> list[str]:
    """The features of letters in a row: their overlapping pairs, or the one letter. No word between spaces has such."""
    return words.letter_pairs(run) or [run]


def isco_key(code: str) -> str:
    """An ISCO code as it is compared."""
    return f"{len(code)}:{int(code)}"
