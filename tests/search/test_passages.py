"""A result shows the passage that says most about the query, unchanged but for its ends, with the matches marked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from volens.engines.search.embedded import EmbeddedIndex
from volens.engines.search.port import Fragment, Query

LONG = ("Plain words about nothing. " * 40) + "We need a welder who welds steel. " + ("More of the same. " * 40)
LONG_CHINESE = "本公司提供良好的工作环境。" * 40 + "现招聘电焊工五名，持证上岗。" + "五险一金，双休。" * 40


def passage(index: EmbeddedIndex, asked: str, text: str, size: int = 220) -> tuple[Fragment, ...]:
    return index.highlight(Query(text=asked), text, size=size)


def marked(pieces: tuple[Fragment, ...]) -> list[str]:
    return [piece.text for piece in pieces if piece.marked]


@pytest.mark.parametrize(
    ("asked", "text", "marks"),
    [
        ("welders", "A welder welds.", ["welder"]),
        ("cafe", "Work in a Café!", ["Café"]),
        ("电焊工", "招聘电焊工，焊工优先", ["电焊工"]),
        ("护士", "誠聘護士，護士長優先", ["護士", "護士"]),
        ('"護士長"', "诚聘护士长", ["护士长"]),
        ("电焊工 welder", "电焊工 Welder", ["电焊工", "Welder"]),
        ('"truck driver"', "Driver of a truck", ["Driver", "truck"]),
        ("java工程师", "高级Java工程师", ["Java", "工程师"]),
        ("welder OR cook", "A cook", ["cook"]),
        ("ＣＯＯＫ", "a cook's work", ["cook"]),
        ("c++", "C, C++ and C#", ["C++"]),
        ("", "A cook", []),
        ("cook", "", []),
    ],
)
def test_what_matched_is_marked_as_it_was_written(
    index: EmbeddedIndex, asked: str, text: str, marks: list[str]
) -> None:
    pieces = passage(index, asked, text)
    assert marked(pieces) == marks
    assert "".join(piece.text for piece in pieces) == text


@pytest.mark.parametrize(
    ("asked", "text", "mark"), [("welder steel", LONG, "welder"), ("电焊工", LONG_CHINESE, "电焊工")]
)
def test_of_a_long_text_the_telling_passage_is_shown(index: EmbeddedIndex, asked: str, text: str, mark: str) -> None:
    pieces = passage(index, asked, text)
    assert mark in marked(pieces)
    assert pieces[0].text == pieces[-1].text == "…"
    assert len("".join(piece.text for piece in pieces)) <= 230


def test_the_passage_with_most_different_words_wins(index: EmbeddedIndex) -> None:
    text = "welder welder welder. " + "x " * 300 + "A welder on night shift. " + "y " * 300
    assert marked(passage(index, "welder night", text, size=80)) == ["welder", "night"]


def test_without_a_match_the_beginning_is_shown(index: EmbeddedIndex) -> None:
    pieces = passage(index, "cook", LONG)
    assert pieces[0].text.startswith("Plain words")
    assert marked(pieces) == []


@given(
    asked=st.text(st.characters(codec=None), max_size=40),
    text=st.text(st.one_of(st.characters(codec=None), st.sampled_from("电焊工 ab.é\n")), max_size=400),
    size=st.integers(-3, 300),
    taken=st.integers(0, 399),
)
def test_pieces_are_the_text_itself_whatever_it_is(asked: str, text: str, size: int, taken: int) -> None:
    """So that a page which escapes every piece shows exactly what the employer wrote."""
    pieces = EmbeddedIndex("unused").highlight(Query(text=asked + text[taken : taken + 5]), text, size=size)
    shown = "".join(piece.text for piece in pieces if piece.text != "…" or piece.marked)
    assert shown in text or "…" in text
    assert len(shown) <= max(1, size) * 5 // 4 + 1


@given(
    text=st.text(st.sampled_from("Welders stél'é_-+c# 中1")), wanted=st.sampled_from(["welder", "steel", "c", "c++"])
)
def test_the_quick_way_of_finding_words_misses_none(text: str, wanted: str) -> None:
    """A word of another script in the text makes the engine look at every word; the marks stay the same."""
    index = EmbeddedIndex("unused")
    slow = index.highlight(Query(text=f"{wanted} я"), text + " я", size=1000)
    assert marked(passage(index, wanted, text, size=1000)) == marked(slow)[:-1]


def test_a_megabyte_is_read_only_so_far(index: EmbeddedIndex) -> None:
    assert len("".join(piece.text for piece in passage(index, "电焊工 a", "电焊工a" * 250_000))) <= 222
