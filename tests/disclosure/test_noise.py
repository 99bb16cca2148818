"""The noise is what its description says, and the same for the same people."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.examples import few
from volens.engines.disclosure import noise_table, record_keys


@given(maximum=st.integers(3, 12), part=st.floats(0.2, 0.9))
@settings(max_examples=few(15), deadline=None)
def test_noise_is_unbiased_of_the_stated_variance_and_within_its_bound(maximum: int, part: float) -> None:
    table = noise_table(maximum, round(maximum * part, 2))
    for count in range(1, maximum + 3):
        chances = table.probabilities(count)
        mean = sum(noise * chance for noise, chance in chances.items())
        assert sum(chances.values()) == pytest.approx(1)
        assert mean == pytest.approx(0, abs=0.01)
        assert sum((noise - mean) ** 2 * chance for noise, chance in chances.items()) == pytest.approx(
            table.variance, rel=0.01
        )
        assert max(chances) <= maximum
        assert min(chances) >= -min(count, maximum)


def test_nobody_is_made_of_nobody() -> None:
    assert noise_table().probabilities(0) == {0: 1.0}


def test_impossible_tables_are_refused_with_the_reason() -> None:
    with pytest.raises(ValueError, match="variance"):
        noise_table(3, 3.5)
    with pytest.raises(ValueError, match="between 1 and 100"):
        noise_table(0, 1)


def test_large_counts_meet_every_noise_equally_whatever_their_size() -> None:
    table = noise_table()
    keys = np.arange(1 << 16)
    rows = [table.noise(np.full(len(keys), count), keys) for count in (table.maximum, 1_000, 10**9)]
    assert all((row == rows[0]).all() for row in rows)


def test_record_keys_depend_on_the_secret_and_on_nothing_else() -> None:
    names = [f"record {number}" for number in range(2_000)]
    keys = record_keys(names, b"a secret of a deployment")
    assert (keys == record_keys(names, b"a secret of a deployment")).all()
    assert (keys != record_keys(names, b"a secret of another one")).mean() > 0.99
    assert abs(keys.mean() / (1 << 16) - 0.5) < 0.03
    with pytest.raises(ValueError, match="16 bytes"):
        record_keys(names, b"short")
