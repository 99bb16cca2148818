"""A short text read once marks for every search what the engine marks that reads it anew."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.examples import few
from volens.engines.search.concordance import Concordance
from volens.engines.search.parsing import parse
from volens.engines.search.passages import passage, wanted

WORDS = (
    "Cook",
    "cooks",
    "cooking",
    "C++",
    "c#",
    "welder's",
    "Café",
    "re-cook",
    "cook_cook",
    "护士",
    "护士长",
    "護士",
    "注册护士cook",
)
WORDS += ("1st", "m²", "ＣＯＯＫ", "⽊", "木", "และ", "ﬁne", "fine", "co\u0301ok", "İnci", "\n", "\x1f", "…", "OR")
texts = st.lists(st.sampled_from(WORDS) | st.text(max_size=6), max_size=12).flatmap(
    lambda parts: st.sampled_from(["", " ", ", ", "\n"]).map(lambda gap: gap.join(parts))
)


def marked(text: str, asked: str) -> list[tuple[int, int]]:
    """Places of what the engine marks in a text it shows whole."""
    found, at = [], 0
    for piece in passage(parse(asked), text, len(text) + 1):
        if piece.marked:
            found.append((at, at + len(piece.text)))
        at += len(piece.text)
    return found


@given(texts, texts)
@settings(max_examples=few(400), deadline=None)
def test_it_marks_what_the_engine_marks(text: str, asked: str) -> None:
    assert Concordance(text).marks(wanted(parse(asked))) == marked(text, asked)


@pytest.mark.parametrize("asked", ["cook", "cooks cook", '"the cook"', "护士", "护士 cook", "c++", "zebra", ""])
def test_one_reading_serves_every_search(asked: str) -> None:
    text = "The cook cooks; a 护士 (注册护士) codes C++. Cook cook!"
    read = Concordance(text)
    assert read.marks(wanted(parse(asked))) == marked(text, asked)
    assert [text[start:end] for start, end in read.marks(wanted(parse("cook")))] == ["cook", "cooks", "Cook", "cook"]
