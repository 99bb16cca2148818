"""Features see words, not typography, and each sentence by itself."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from volens.engines.vetting.learned.features import BUCKETS, features

TEXT = st.text(alphabet=st.characters(codec="utf-8"), max_size=60)


def of(sentence: str) -> list[int]:
    return sorted(features([sentence]).indices.tolist())


@given(st.lists(TEXT, min_size=1, max_size=6))
def test_a_sentence_has_the_same_features_in_any_company(sentences: list[str]) -> None:
    together = features(sentences)
    for row, sentence in enumerate(sentences):
        own = together.indices[together.starts[row] : together.starts[row + 1]]
        assert sorted(own.tolist()) == of(sentence)
        assert len(own) > 0
        assert ((own >= 0) & (own < BUCKETS)).all()


def test_width_case_and_spaces_do_not_matter() -> None:
    assert of("Your  PASSPORT\nstays") == of("your passport stays")
    assert of("押金300元") == of("押金300元")


def test_small_numbers_differ_and_large_ones_do_not() -> None:
    assert of("14 hours") != of("8 hours")
    assert of("pay 1200") == of("pay 1350")


def test_nothing_is_a_sentence_too() -> None:
    assert len(features([]).indices) == 0
    assert np.diff(features(["", "。"]).starts).tolist() == [1, 1]
