"""The same work in other words: who types 厨师 is shown the cooks too, and who types cook the 厨师.

What was typed is searched as it was typed, and counted as that. Beside it stands what the occupation of that name has
besides, or a search with the word of the other language: seen, counted and chosen by the reader.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.utils.translation import gettext, ngettext

from volens.engines.search.port import Sort
from volens.packs.classifications.naming import occupations_named, other_words
from volens.services.vacancies import labels, presentation, queries
from volens.services.vacancies.parameters import SearchParameters
from volens.services.vacancies.queries import Row, SearchPage

#: Vacancies of an occupation listed below those with the words.
MOST_LISTED = 10


@dataclass(frozen=True, slots=True)
class Beside:
    """What else is there: a sentence, the address of all of it with a name for it, and the first few to list.

    `count`: how many it is besides what was found. `instead`: nothing was found by the words as they were typed, so
    that these come first.
    """

    count: int
    sentence: str
    address: str
    link: str
    rows: Sequence[Row] = ()
    heading: str = ""
    instead: bool = False

    def told(self, code: str, listed: Callable[[Row], dict[str, Any]]) -> dict[str, Any]:
        """As the API and `volens search --json` answer it: counted apart, never in the total; `listed` tells a row."""
        return {
            "count": self.count,
            "sentence": self.sentence,
            "instead": self.instead,
            "url": f"{settings.BASE_URL}/{code}/vacancies/?{self.address}",
            "results": [listed(row) for row in self.rows],
        }


def beside(page: SearchPage, code: str, *, without: Collection[int] = ()) -> Beside | None:
    """What a search for one name of an occupation leaves out. None for other words, later pages and chosen occupations.

    Asks the index twice where what was typed is such a name, else not at all. `without`: not to be listed.
    """
    asked = page.parameters
    if not asked.text or asked.page > 1 or asked.isco:
        return None
    if codes := occupations_named(asked.text):
        return _occupation(page, codes, code, without)
    words = other_words(asked.text)
    return _words(page, words, code) if words else None


def _occupation(page: SearchPage, codes: tuple[str, ...], code: str, without: Collection[int]) -> Beside | None:
    asked = page.parameters
    instead = not page.total or bool(page.corrected) or page.relaxed
    sort = None if asked.sort is Sort.RELEVANCE else asked.sort
    all_ = replace(asked, text="", isco=codes, sort=sort)
    shown = {row.id for row in page.rows}
    # Where words have a next page, some of these may come there by their words: they are counted, not listed.
    listed = instead or page.total <= len(page.rows)
    most = MOST_LISTED + len(shown) + len(without) if listed else 0
    found = queries.search(replace(all_, limit=most), facets=())
    both = 0
    if not instead:
        narrowed = queries.search(replace(asked, isco=codes, limit=0), facets=())
        both = 0 if narrowed.corrected or narrowed.relaxed else narrowed.total
    more = found.total - both
    if more < 1:
        return None
    rows = [row for row in found.rows if row.id not in shown and row.id not in without][:MOST_LISTED]
    name = gettext(" or ").join(labels.occupation(each, code) for each in codes)
    told = {"count": presentation.number(more, code), "occupation": name}
    sentence = ngettext(
        "%(count)s more vacancy of the occupation “%(occupation)s” uses other words. It is not counted above.",
        "%(count)s more vacancies of the occupation “%(occupation)s” use other words. They are not counted above.",
        more,
    )
    link = gettext("All vacancies of this occupation (%(count)s)")
    return Beside(
        more,
        sentence % told,
        _address(all_),
        link % {"count": presentation.number(found.total, code)},
        rows,
        gettext("The same work in other words"),
        instead,
    )


def _words(page: SearchPage, words: Sequence[str], code: str) -> Beside | None:
    asked = page.parameters
    either = replace(asked, text=" OR ".join((asked.text, *(f'"{each}"' if " " in each else each for each in words))))
    total = queries.search(replace(either, limit=0), facets=()).total
    instead = not page.total or bool(page.corrected) or page.relaxed
    more = total - (0 if instead else page.total)
    if more < 1:
        return None
    told = {"count": presentation.number(more, code), "words": gettext(" or ").join(words)}
    sentence = ngettext(
        "%(count)s more vacancy says the same in other words: %(words)s.",
        "%(count)s more vacancies say the same in other words: %(words)s.",
        more,
    )
    link = gettext("Search for all of these words (%(count)s)") % {"count": presentation.number(total, code)}
    return Beside(more, sentence % told, _address(either), link, instead=instead)


def _address(asked: SearchParameters) -> str:
    return replace(asked, problems={}).address()
