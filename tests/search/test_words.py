"""What is searched is what people mean by a word, in any script, and no text can break it."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from volens.engines.search import words
from volens.engines.search.parsing import MOST_CLAUSES, parse


def terms(text: str) -> list[str]:
    return words.terms(words.fold(text))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Welders", "welder"),
        ("ENGINEERING", "engineer"),
        ("Café", "cafe"),
        ("ＡＢＣ１２３", "abc123"),
        ("Straße", "strasse"),
        ("driver's", "driver"),
        ("Łódź", "lodz"),
        ("cafe\u0301", "café"),
        ("護理師、會計與廚師", "护理师、会计与厨师"),
        ("臺灣線上客服，裡面羣發", "台湾线上客服，里面群发"),
    ],
)
def test_spellings_of_one_word_are_one_term(one: str, other: str) -> None:
    assert terms(one) == terms(other)


def test_c_plus_plus_is_neither_c_nor_c_sharp() -> None:
    assert len({tuple(terms(text)) for text in ("C", "C++", "C#")}) == 3
    assert terms("50+ hours") == terms("50 hours")


def test_chinese_titles_are_cut_into_words_and_long_words_into_their_parts() -> None:
    assert {"高级", "java", "开发", "工程", "工程师"} <= set(terms("高级Java开发工程师"))


def test_letter_pairs_leave_no_letter_out_and_keep_parts_apart() -> None:
    assert words.pairs("电焊工，南昌 abc") == ["电焊", "焊工", "工", "南昌", "昌"]


@given(st.text(st.characters(codec=None), max_size=300))
def test_no_text_breaks_the_analysis_and_no_term_holds_a_space(text: str) -> None:
    folded = words.fold(text)
    for term in words.terms(folded) + words.pairs(folded) + words.words(folded):
        assert term
        assert not any(letter.isspace() for letter in term)
        assert len(term) <= words.LONGEST
        term.encode("utf-8")


@given(st.text(st.sampled_from("中国电焊工程师南昌護員データสวี々 ,ab1é"), max_size=60))
def test_places_of_words_are_where_they_stand(text: str) -> None:
    folded = words.fold(text)
    for word in words.split(folded):
        assert folded[word.start : word.end] == word.written


@given(st.text(st.characters(codec="utf-8"), max_size=100))
def test_folding_what_is_folded_changes_no_term(text: str) -> None:
    assert terms(words.fold(text)) == terms(text)


MEGABYTES = ["中", "a", "焊工招聘 ", 'x" OR ', "é", "ก", "\ud800", "\x00", pytest.param("ﷺ", marks=pytest.mark.deep)]


@pytest.mark.parametrize("piece", MEGABYTES)
def test_a_megabyte_of_anything_is_analysed(piece: str) -> None:
    text = piece * (1_000_000 // len(piece))
    folded = words.fold(text)
    assert all(len(term) <= words.LONGEST for term in words.terms(folded))
    assert len(parse(text).clauses) <= MOST_CLAUSES


def written(text: str) -> list[list[str]]:
    return [[" ".join(word.written for word in clause.words) for clause in group] for group in parse(text).groups]


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        ("senior welder", [["senior", "welder"]]),
        ("welder in the city of Newark", [["welder", "city", "newark"]]),
        ("the", [["the"]]),
        ("it support", [["it", "support"]]),
        ('"truck driver" night', [["truck driver", "night"]]),
        ("“truck driver”", [["truck driver"]]),
        ('"truck driver', [["truck", "driver"]]),
        ("cook OR truck driver", [["cook"], ["truck", "driver"]]),
        ("司机或保安", [["司机"], ["保安"]]),
        ("OR welder or", [["welder"]]),
        ('"" "!"', []),
        ("***", []),
        ("", []),
    ],
)
def test_plain_text_is_understood(text: str, groups: list[list[str]]) -> None:
    assert written(text) == groups


@given(
    st.text(st.sampled_from("ab c+#9_电焊工，：；（）！？　ﾜツ한ก\u0e33é.'ﬁ①㍿"), max_size=40) | st.text(max_size=40)
)
def test_the_quick_ways_give_what_the_plain_ones_give(text: str) -> None:
    folded = words.fold(text)
    assert folded == words.fold(unicodedata.normalize("NFKC", text))
    assert words.joined_pairs(folded) == " ".join(words.pairs(folded))
    assert terms(folded) == terms(f"{folded} ж")[:-1]  # with it, the text is no longer ASCII
