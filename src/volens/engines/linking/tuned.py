"""Meaning drawn towards coded titles: the embedding moved a little so that examples lie near the names of their codes.

What the moved vectors say of the titles they were moved by is flattery, so what each example would get is asked of
vectors that other examples moved.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from volens.engines.linking.embedding import Embedding, unit
from volens.engines.linking.titles import Title, clean
from volens.engines.linking.training import Group, tune

#: So many times with different draws, and the mean of what they say: steadier than one.
DRAWS = 3
#: Parts of the examples that are left out in turn.
PARTS = 3
#: Labels that take part: where there are more, each code gives its first ones, so that time stays bounded.
MOST_LABELS = 10_000


class Tuned:
    """How near each code lies to a title once examples have moved the embedding. Read-only."""

    def __init__(
        self,
        embedding: Embedding,
        labels: Sequence[Sequence[str]],
        examples: Sequence[tuple[str, Title]],
        given: NDArray[np.bool_],
    ) -> None:
        """Learn; `labels` of each code, examples as texts and cleaned, `given` (examples, codes): which are right."""
        self._embedding = embedding
        longest = max(map(len, labels), default=0)
        most = longest if sum(map(len, labels)) <= MOST_LABELS else max(1, MOST_LABELS // len(labels))
        self._labels = [tuple(of_code[:most]) for of_code in labels]
        self._titles = [[clean(label) for label in of_code] for of_code in self._labels]
        self._examples = examples
        self._given = given
        everything = np.arange(len(examples))
        drawn = [self._moved(everything, seed) for seed in range(DRAWS)]
        # All draws know the same words in the same order, so their numbers stand side by side and are looked up once.
        tables = np.concatenate([moved.arrays["table"] for moved, _points in drawn], axis=1)
        self._drawn = Embedding(drawn[0][0].vocabulary, {"idf": drawn[0][0].arrays["idf"], "table": tables})
        self._points = np.concatenate([points for _moved, points in drawn], axis=1) / DRAWS

    def _moved(self, chosen: NDArray[np.intp], seed: int) -> tuple[Embedding, NDArray[np.float32]]:
        """The embedding moved by some examples, and the point of each code in it."""
        names = [list(of_code) for of_code in self._labels]
        titles = [list(of_code) for of_code in self._titles]
        for index in chosen.tolist():
            text, title = self._examples[index]
            for code in np.flatnonzero(self._given[index]).tolist():
                names[code].append(text)
                titles[code].append(title)
        groups = [Group(tuple(of_code)) for of_code in names if of_code]
        try:
            moved = tune(self._embedding, groups, seed=seed)
        except ValueError:  # too little to move anything
            moved = self._embedding
        sums = np.zeros((len(titles), moved.dimensions), dtype=np.float32)
        owner = np.repeat(np.arange(len(titles)), [len(of_code) for of_code in titles])
        np.add.at(sums, owner, moved.encode([title for of_code in titles for title in of_code]))
        return moved, unit(sums)

    def scores(self, titles: Sequence[Title]) -> NDArray[np.float32]:
        """Cosine of each title with the point of each code, the mean of all draws: (titles, codes)."""
        rows = np.stack([self._drawn.raw(title) for title in titles]).reshape(len(titles), DRAWS, -1)
        lengths = np.linalg.norm(rows, axis=2, keepdims=True)
        rows /= np.maximum(lengths, 1e-9)
        return np.asarray(rows.reshape(len(titles), -1) @ self._points.T, dtype=np.float32)

    def without(self) -> NDArray[np.float32]:
        """What each example would get from vectors that examples of the other parts moved: (examples, codes)."""
        part = np.arange(len(self._examples)) % PARTS
        found = np.zeros(self._given.shape, dtype=np.float32)
        for number in range(PARTS):
            asked = np.flatnonzero(part == number)
            if len(asked) and len(asked) < len(part):
                moved, points = self._moved(np.flatnonzero(part != number), number)
                titles = [self._examples[index][1] for index in asked.tolist()]
                found[asked] = moved.encode(titles) @ points.T
        return found
