"""The hidden layer learns what no sum of single weights can say, repeats itself, and loses nothing when packed."""

from functools import cache

import numpy as np
import pytest

from volens.engines.vetting.learned import Net, layers
from volens.engines.vetting.learned import features as feature
from volens.engines.vetting.learned.layers import Layers, Matrix, fit_layers


@cache
def shipped() -> Net:
    return Net.load()


@pytest.fixture
def learned(monkeypatch: pytest.MonkeyPatch) -> tuple[Layers, Layers]:
    """Either of two words is wrong, both together are right; column 2 stands in every row."""
    settings = {"UNITS": 16, "ROUNDS": 100, "BATCH": 32, "RATE": 0.02, "LEFT_OUT": 0.0, "UNREAD": 0.0}
    for name, value in settings.items():
        monkeypatch.setattr(layers, name, value)
    rows = [[2], [0, 2], [1, 2], [0, 1, 2]] * 32
    starts = np.cumsum([0, *map(len, rows)])
    columns = np.concatenate([np.array(row) for row in rows])
    matrix = Matrix(starts, columns, np.ones(len(columns)), 3)
    targets = np.array([[0.0], [1.0], [1.0], [0.0]] * 32)
    return fit_layers(matrix, targets, np.ones(128)), fit_layers(matrix, targets, np.ones(128))


def test_it_learns_what_words_mean_only_together(learned: tuple[Layers, Layers]) -> None:
    weights, bias, out, intercepts = learned[0]
    given = np.array([[0, 0, 1], [1, 0, 1], [0, 1, 1], [1, 1, 1]], np.float32)
    raw = np.maximum(given @ weights + bias, 0) @ out + intercepts
    assert (raw[:, 0] > 0).tolist() == [False, True, True, False]


def test_it_is_the_same_every_time(learned: tuple[Layers, Layers]) -> None:
    assert all(np.array_equal(one, other) for one, other in zip(*learned, strict=True))


def test_leaving_out_units_and_words_is_the_same_every_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layers, "ROUNDS", 2)
    starts = np.arange(0, 101, 2)
    matrix = Matrix(starts, np.arange(100) % 7, np.ones(100), 7)
    targets = (np.arange(50)[:, None] % 3 == 0).astype(float)
    one, other = (fit_layers(matrix, targets, np.ones(50)) for _ in range(2))
    assert all(np.array_equal(part, same) for part, same in zip(one, other, strict=True))
    monkeypatch.setattr(layers, "UNREAD", 0.0)
    assert not np.array_equal(one.weights, fit_layers(matrix, targets, np.ones(50)).weights)


def test_packing_changes_no_judgement_that_matters() -> None:
    net = shipped()
    found = feature.features(["Hand in your passport until the contract ends", "我们卖面包", "A"], net.lexicon)
    norms = np.ones((3, 2)) * 3
    assert np.abs(net.hidden.packed().outputs(found, norms) - net.hidden.outputs(found, norms)).max() < 1.0


def test_the_sieve_says_the_same_of_a_sentence_it_remembers() -> None:
    texts = ["Your passport stays with us. We bake bread.", "We bake bread. 证件统一保管。", "We bake bread."]
    net = shipped()
    assert net.read(texts) == net.read(texts) == Net.load().read(texts)
