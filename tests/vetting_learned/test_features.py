"""Features see words, not typography, and each sentence by itself."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from volens.engines.vetting.learned import features as feature
from volens.engines.vetting.learned.features import BUCKETS, MEANING_BUCKETS, Features, shipped_lexicon
from volens.engines.vetting.learned.lexicon import LexiconError, entries

shipped_lexicon()  # read once, before anything is timed
TEXT = st.text(alphabet=st.characters(codec="utf-8"), max_size=60)


def features(sentences: list[str]) -> Features:
    return feature.features(sentences, shipped_lexicon())


def of(sentence: str) -> list[int]:
    return sorted(features([sentence]).indices.tolist())


def meant(sentence: str) -> set[int]:
    """The features of what a sentence says, not of how it is worded."""
    return {index for index in of(sentence) if index >= BUCKETS}


@given(st.lists(TEXT, min_size=1, max_size=6))
def test_a_sentence_has_the_same_features_in_any_company(sentences: list[str]) -> None:
    together = features(sentences)
    for row, sentence in enumerate(sentences):
        own = together.indices[together.starts[2 * row] : together.starts[2 * row + 2]]
        assert sorted(own.tolist()) == of(sentence)
        assert (together.lengths[row] > 0).all()
        assert ((own >= 0) & (own < BUCKETS + MEANING_BUCKETS)).all()


def test_width_case_and_spaces_do_not_matter() -> None:
    assert of("Your  PASSPORT\nstays") == of("your passport stays")
    assert of("押金300元") == of("押金300元")


def test_small_numbers_differ_and_large_ones_do_not() -> None:
    assert of("14 hours") != of("8 hours")
    assert of("pay 1200") == of("pay 1350")


def test_nothing_is_a_sentence_too() -> None:
    assert len(features([]).indices) == 0
    assert np.diff(features(["", "。"]).starts).tolist() == [1, 1, 1, 1]


def test_other_words_of_the_same_sense_give_the_same_meanings() -> None:
    one, other = meant("We keep your passport"), meant("We hold your residence permits")
    assert len(one & other) >= 0.9 * len(one | other)
    assert meant("We keep your passport") != meant("You keep our passport")
    assert meant("We keep your passport") != meant("We never keep your passport")


def test_both_languages_share_their_meanings() -> None:
    assert len(meant("passport") & meant("护照")) == len(meant("passport"))


def test_the_longest_entry_wins(tmp_path: Path) -> None:
    listed, _ = entries()
    assert "DEDUCT" in listed["out of your pay"]
    (tmp_path / "en.txt").write_text("# lang en\n! pay paid\nPAY MONEY: pay, pay slip\nDOC PAPER: pay slip\n")
    listed, groups = entries(tmp_path)
    assert listed["paid"] == ("PAY",)
    assert listed["pay slips"] == ("DOC", "PAY")
    assert groups == {"DOC": "PAPER", "PAY": "MONEY"}


@pytest.mark.parametrize(
    ("lines", "message"),
    [("PAY: pay\n", "line 1: expected"), ("PAY MONEY: pay\nPAY OTHER: wage\n", "line 2: PAY is in group MONEY")],
)
def test_a_line_of_the_lexicon_that_cannot_be_read_is_named(tmp_path: Path, lines: str, message: str) -> None:
    (tmp_path / "en.txt").write_text(lines)
    with pytest.raises(LexiconError, match=message):
        entries(tmp_path)
