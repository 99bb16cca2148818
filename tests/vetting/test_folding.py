"""Folding: the same text whatever it is written in, and always the way back."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.examples import few
from volens.engines.vetting.text import default_book, fold
from volens.engines.vetting.text.disguise import unmasked

TRICKS = st.text(
    alphabet=st.one_of(
        st.characters(),
        st.sampled_from("aAеΑ押金證费 .,*-_0134@$ＡＢ\u200b\u200d\ufe0f🙂ﬁ①㍿İßſ\u0301\n。,"),
    ),
    max_size=60,
)


def whole(text):
    return unmasked(fold(text), default_book())


def mapped(folded, text):
    starts = folded.starts if folded.starts is not None else range(len(folded.text))
    ends = folded.ends if folded.ends is not None else range(1, len(folded.text) + 1)
    return list(starts), list(ends)


@pytest.mark.parametrize("door", [fold, whole])
@settings(max_examples=few(150), deadline=None)
@given(text=TRICKS)
def test_every_folded_character_has_its_place_in_the_original(door, text):
    folded = door(text)
    starts, ends = mapped(folded, text)
    assert len(starts) == len(ends) == len(folded.text)
    assert all(0 <= start < end <= len(text) for start, end in zip(starts, ends, strict=True))
    assert starts == sorted(starts)
    assert ends == sorted(ends)


@settings(max_examples=few(150), deadline=None)
@given(text=TRICKS)
def test_folding_twice_is_folding_once(text):
    once = fold(text).text
    assert fold(once).text == once


@settings(max_examples=few(150), deadline=None)
@given(text=TRICKS)
def test_undoing_disguises_twice_is_undoing_them_once(text):
    once = whole(text).text
    assert whole(once).text == once


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("ＰＬＡＣＥＭＥＮＴ ＦＥＥ", "placement fee"),
        ("Рlасеmеnt fее", "placement fee"),
        ("p\u200bl\u200bacement f\u00adee", "placement fee"),
        ("p l a c e m e n t  f e e", "placement fee"),
        ("p.l.a.c.e.m.e.n.t f.e.e", "placement fee"),
        ("pl@c3m3nt f33", "placement fee"),
        ("𝐩𝐥𝐚𝐜𝐞𝐦𝐞𝐧𝐭 𝓯𝓮𝓮", "placement fee"),
        ("🄿🄻🄰🄲🄴🄼🄴🄽🅃 🅵🅴🅴", "placement fee"),
        ("plàcèmënt fée", "placement fee"),
        ("pass port", "passport"),
        ("押 金", "押金"),
        ("押*金", "押金"),
        ("押🙂金", "押金"),
        ("ya金", "押金"),
        ("鸭金", "押金"),
        ("身份證", "身份证"),
        ("身.份.证", "身份证"),
    ],
)
def test_disguises_are_undone(written, read):
    assert whole(written).text == read


@pytest.mark.parametrize(
    "text",
    ["on-site, part-time work 24/7", "a 3d printer and 4x4 cars", "招聘司机、厨师,周末双休。", "i am at a b c school"],
)
def test_ordinary_writing_is_left_alone(text):
    assert whole(text).text == text


def test_a_span_is_found_again_in_the_original():
    text = "交押\u200b金 now"
    folded = fold(text)
    at = folded.text.index("押金")
    start, end = folded.span(at, at + 2)
    assert text[start:end] == "押\u200b金"
    with pytest.raises(ValueError, match="no span"):
        folded.span(1, 1)
