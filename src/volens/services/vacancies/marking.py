"""What was searched for, marked in the titles and first words of lists.

A text is escaped and cut into words once, and kept with that; each search only looks up where its words stand. What is
kept are public texts as the database gave them: nothing of who searched for what.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from markupsafe import Markup, escape

from volens.engines.search.concordance import Concordance
from volens.engines.search.parsing import parse
from volens.engines.search.passages import Wanted, wanted
from volens.engines.search.port import Fragment, Query
from volens.services.vacancies import queries
from volens.services.vacancies.index import index
from volens.services.vacancies.rows import KEPT, Row

#: Line ends with the bullet that follows. Not \\s, which would take the joint too.
LINES = re.compile(r"[ \t\r]*\n[ \t\r\n]*(?:[-•*·●▪◦‣–][ \t]*)?")
#: Stands between pieces of a passage while they are escaped together.
JOINT = "\x1e"


def one_line(text: str) -> str:
    """A text as lists show it: line ends and bullets are spaces."""
    return LINES.sub(" ", text) if "\n" in text else text


class Markable:
    """A text as lists show it, escaped, ready to have words marked."""

    __slots__ = ("_line", "_same", "_words", "plain")

    def __init__(self, text: str) -> None:
        self._line = one_line(text)
        self._words: Concordance | None = None
        self.plain = Markup(escape(self._line))  # noqa: S704 - escaped
        self._same = len(self.plain) == len(self._line)  # nothing had to be escaped, so nothing has to in its pieces

    def marked(self, sought: Wanted) -> Markup:
        """The text with what was searched for marked: `plain` itself where it holds none of it."""
        if self._words is None:
            self._words = Concordance(self._line)
        places = self._words.marks(sought)
        if not places:
            return self.plain
        line, at = self._line, 0
        pieces: list[str] = []
        for start, end in places:
            pieces += (line[at:start], line[start:end])
            at = end
        pieces.append(line[at:])
        if not self._same:
            pieces = [escape(piece) for piece in pieces]
        for number in range(1, len(pieces), 2):
            pieces[number] = f"<mark>{pieces[number]}</mark>"
        return Markup("".join(pieces))  # noqa: S704 - escaped piece by piece


markable = lru_cache(maxsize=2 * KEPT)(Markable)  # a title and first words each


def passage(fragments: Sequence[Fragment]) -> Markup:
    """A passage of a whole text on one line, with what matched marked."""
    # Joined first: a line may end in one piece, and its bullet stand in the next.
    text = one_line(JOINT.join([fragment.text.replace(JOINT, " ") for fragment in fragments]))
    pieces = str(escape(text)).split(JOINT)
    return Markup(  # noqa: S704 - escaped in the line above
        "".join(
            f"<mark>{piece}</mark>" if fragment.marked else piece
            for fragment, piece in zip(fragments, pieces, strict=True)
        )
    )


def titles_and_texts(rows: Sequence[Row], query: Query) -> list[tuple[Markup, Markup]]:
    """Title and text of each row with what matched marked.

    Where neither title nor first words hold a match, the passage that does is looked up in the whole text.
    """
    sought = wanted(parse(query.text))
    pairs: list[tuple[Markup, Markup]] = []
    unmarked: list[int] = []
    for at, row in enumerate(rows):
        title, text = markable(row.title), markable(row.snippet)
        pairs.append((title.marked(sought), text.marked(sought)))
        if pairs[at][0] is title.plain and pairs[at][1] is text.plain:
            unmarked.append(at)
    if unmarked:
        whole = queries.texts([rows[at].id for at in unmarked])
        for at in unmarked:
            if all_of_it := whole.get(rows[at].id, ""):
                pairs[at] = (pairs[at][0], passage(index().highlight(query, all_of_it)))
    return pairs
