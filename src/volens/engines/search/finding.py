"""From what was typed to what was found: as typed, then by letters, then corrected, then with fewer words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from volens.engines.search import words
from volens.engines.search.counting import Counted, Facets
from volens.engines.search.locating import Engine
from volens.engines.search.matching import NOTHING_EXPIRED, Matcher, Openness, filtered
from volens.engines.search.ordering import Page, Pager, Ranked
from volens.engines.search.parsing import Parsed, parse
from volens.engines.search.vocabulary import Vocabulary, corrected

#: With fewer results than this, unspaced words are looked for by their letters too.
FEW = 20


class Attempt(NamedTuple):
    """One reading of what was typed, and what it found."""

    #: What it looked for, made when it is asked for: mostly nobody does. None if nothing was typed.
    matching: Callable[[], Engine | None] | None
    page: Page
    counts: Facets
    corrected: str = ""
    relaxed: bool = False


@dataclass(slots=True)
class Finder:
    """Tries readings of one query against one state of the index.

    Facets, where they are wanted, are counted first: the number of hits comes with them, so that ranking need not look
    at every hit.
    """

    matcher: Matcher
    pager: Pager
    filters: Sequence[Engine]
    open_: Openness
    counting: Callable[[Engine | None], Counted] | None
    broad: bool = True  # no place narrows the search: titles alone may fill a page

    def find(self, parsed: Parsed, vocabulary: Callable[[], Vocabulary]) -> Attempt:
        """What was asked for, as typed or as it was probably meant."""
        found = self._attempt(parsed)
        if found.matching is None or found.page.total >= FEW:
            return found
        if _unspaced(parsed):
            found = self._attempt(parsed, letters=True)
        if found.page.total:
            return found
        unknown = {word.written for clause in parsed.clauses for word in clause.words if not self.matcher.known(word)}
        better = corrected(parsed, unknown, vocabulary()) if unknown else ""
        if better:
            parsed = parse(better)
            found = self._attempt(parsed, letters=_unspaced(parsed))
        if not found.page.total:
            found = self._relaxed(parsed) or found
        return found._replace(corrected=better if found.page.total else "")

    def _relaxed(self, parsed: Parsed) -> Attempt | None:
        """The first of ever fewer words demanded that finds something."""
        if all(len(group) == 1 for group in parsed.groups):
            return None
        for needed in (0.75, 0.5, 0.0):
            found = self._attempt(parsed, letters=_unspaced(parsed), needed=needed)
            if found.page.total:
                return found
        return None

    def _attempt(self, parsed: Parsed, *, letters: bool = False, needed: float = 1.0) -> Attempt:
        text = partial(self.matcher.text, parsed, letters=letters, needed=needed)
        counted = self.counting(text()) if self.counting else None
        plain = not (letters or self.filters or needed < 1)
        page = self.pager.page(
            lambda: self.narrowed(text()),
            partial(self._ranked, parsed, letters=letters, needed=needed) if parsed.groups else None,
            counted.total if counted else None,
            partial(self.matcher.held, parsed, self.open_) if plain else None,
        )
        return Attempt(text if parsed.groups else None, page, counted.facets if counted else {}, relaxed=needed < 1)

    def narrowed(self, text: Engine | None, *more: Engine) -> Engine:
        """What matches a text and every filter, and more filters."""
        return filtered(text, [*self.filters, *more], self.open_)

    def _ranked(self, parsed: Parsed, *, letters: bool, needed: float) -> Ranked:
        def scored(with_expired: bool) -> Engine:
            text = self.matcher.text(parsed, letters=letters, needed=needed, scored=True)
            return filtered(text, self.filters, NOTHING_EXPIRED if with_expired else self.open_)

        best = self.matcher.titled(parsed) if self.broad and not letters and needed == 1 else None
        some_expired = bool(self.open_.needed or self.open_.excluded)
        if best is None:
            return Ranked(scored, some_expired=some_expired)
        return Ranked(scored, filtered(best.matching, self.filters, NOTHING_EXPIRED), best.others_score, some_expired)


def _unspaced(parsed: Parsed) -> bool:
    return any(words.is_unspaced(word.written) for clause in parsed.clauses for word in clause.words)
