"""The embedding learns that names of one thing lie together, in both languages, and the same again every time."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from volens.engines.linking import Entry, Group, Linker, clean, load_embedding, save_embedding, train
from volens.engines.linking.embedding import Embedding

GROUPS = [
    Group(("truck driver", "lorry driver", "trucker", "lorry and truck driver", "货车司机", "卡车司机")),
    Group(("attorney", "lawyer", "solicitor", "attorney lawyer", "trial lawyer", "trial attorney", "律师")),
    Group(("nurse", "registered nurse", "ward nurse", "nurse on the ward", "护士", "病房护士")),
    Group(("cook", "line cook", "kitchen cook", "cook in the kitchen", "厨师", "厨房厨师")),
    Group(
        ("welder", "arc welder", "pipe welder", "arc and pipe welder", "焊工", "管道焊工"),
        ("Welders join metal pipes with an electric arc.",),
        ("weld pipes", "weld metal"),
    ),
    Group(("drive trucks", "drive lorries"), realm="skill"),
    Group(("weld metal", "weld pipes", "metal welding"), realm="skill"),
]


@pytest.fixture(scope="module")
def embedding() -> Embedding:
    return train(GROUPS, dimensions=32, epochs=60)


def _nearness(embedding: Embedding, one: str, other: str) -> float:
    left, right = embedding.encode([clean(one), clean(other)])
    return float(left @ right)


@pytest.mark.parametrize(
    ("one", "same", "different"),
    [
        ("lawyer", "attorney", "cook"),
        ("lorry driver", "trucker", "nurse"),
        ("律师", "attorney", "护士"),
        ("厨师", "cook", "焊工"),
        ("lawyers", "solicitor", "welder"),
    ],
)
def test_names_of_one_thing_lie_together(embedding: Embedding, one: str, same: str, different: str) -> None:
    assert _nearness(embedding, one, same) > _nearness(embedding, one, different) + 0.2


def test_the_same_groups_give_the_same_vectors(embedding: Embedding) -> None:
    again = train(GROUPS, dimensions=32, epochs=60)
    assert again.digest == embedding.digest
    other = train(GROUPS, dimensions=32, epochs=60, seed=1)
    assert other.digest != embedding.digest


def test_what_is_not_known_has_no_direction(embedding: Embedding) -> None:
    assert not embedding.encode([clean("龘龘"), clean("")]).any()


def test_rows_have_length_one(embedding: Embedding) -> None:
    rows = embedding.encode([clean("lawyer and cook"), clean("welder (arc)")])
    assert np.allclose(np.linalg.norm(rows, axis=1), 1)


def test_an_embedding_is_kept_whole_or_not_at_all(embedding: Embedding, tmp_path: Path) -> None:
    path = tmp_path / "models" / "embedding.npz"
    save_embedding(path, embedding)
    kept = load_embedding(path)
    assert kept is not None
    assert kept.digest == embedding.digest
    path.write_bytes(path.read_bytes()[:-300])
    assert load_embedding(path) is None
    assert load_embedding(tmp_path / "none.npz") is None
    assert [file.name for file in path.parent.iterdir()] == ["embedding.npz"]


def test_progress_ends_where_it_said(embedding: Embedding) -> None:
    told: list[tuple[int, int]] = []
    train(GROUPS, dimensions=8, epochs=3, progress=lambda done, total: told.append((done, total)))
    assert [done for done, _ in told] == list(range(1, len(told) + 1))
    assert {total for _, total in told} == {len(told)}


@pytest.mark.parametrize("groups", [[], [Group(("cook",))], [Group(("",)), Group(("  ",))]])
def test_nothing_to_learn_is_refused(groups: list[Group]) -> None:
    with pytest.raises(ValueError, match="at least two groups"):
        train(groups)


def test_meaning_finds_what_letters_cannot(embedding: Embedding) -> None:
    entries = [Entry("law", "lawyer"), Entry("drive", "truck driver"), Entry("care", "nurse"), Entry("cook", "cook")]
    assert Linker(entries, embedding=embedding).link("solicitor")[0].code == "law"
    assert not any(link.score for link in Linker(entries).link("solicitor") if link.code == "law")


def test_a_model_with_meaning_is_kept_and_taken_again(embedding: Embedding, tmp_path: Path) -> None:
    entries = [Entry("law", "lawyer"), Entry("drive", "truck driver"), Entry("drive", "trucker", part="2")]
    models = tmp_path / "models"
    built = Linker(entries, models, embedding=embedding)
    again = Linker(entries, models, embedding=embedding)
    without = Linker(entries, models)
    assert len(list(models.iterdir())) == 2
    assert again.link("attorney") == built.link("attorney") != without.link("attorney")
