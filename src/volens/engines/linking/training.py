"""How vectors are learned: names of one thing are drawn together, names of different things apart.

Each step takes some names, draws for each another name of the same thing (or a text about it, or a skill it needs) and
moves the vectors so that each finds its own among all that were drawn: the contrastive loss of A. van den Oord and
others ("Representation learning with contrastive predictive coding", 2018), with Adagrad, in numpy. The same groups
and seed give the same vectors on the same machine.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from volens.engines.linking.embedding import Embedding
from volens.engines.linking.features import pairs, parts, words_only
from volens.engines.linking.titles import Title, clean, fold, words_of

#: Chances are taken at this temperature: small keeps near neighbours apart.
TEMPERATURE = 0.07
RATE = 0.05
BATCH = 1024
#: How often a text or a skill is drawn instead of a name, and of these how often the first one (the description).
ABOUT = 0.35
FIRST = 0.3
#: Of a text with more features some are drawn at each step: quicker, and no feature can rely on another.
MOST_FEATURES = 40
#: Features seen in fewer texts are not learned.
LEAST_SEEN = 3
#: Vectors of features that were not known start this long, beside those that were.
NEW = 0.3
#: Names whose digest falls here are kept out, so that there is something unseen to calibrate on.
HELD_OUT = 13  # of 256


class Group(NamedTuple):
    """Names of one thing, texts about it, related names. Things are told apart only from others of their realm."""

    names: tuple[str, ...]
    about: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    realm: str = "occupation"


class _Texts:
    """Texts as rows of features, each text once."""

    def __init__(self) -> None:
        self.rows: dict[tuple[str, bool], int] = {}
        self.features: list[dict[str, float]] = []

    def add(self, text: str, *, name: bool) -> int:
        row = self.rows.get((text, name))
        if row is None:
            row = self.rows[text, name] = len(self.features)
            self.features.append(features(clean(text)) if name else words_only(Title(words_of(fold(text, 1500)), ())))
        return row


def features(title: Title) -> dict[str, float]:
    """All features of a title, as `Embedding` adds them up."""
    found: dict[str, float] = {}
    for words, strength in ((title.words, 1.0), (title.aside, 0.5)):
        for word in words:
            for feature, weight in parts(word).items():
                found[feature] = found.get(feature, 0.0) + strength * weight
        for pair in pairs(words):
            found[pair] = found.get(pair, 0.0) + strength
    return found


def held_out(name: str) -> bool:
    """Whether a name is kept out of training (where its group has others)."""
    return hashlib.sha256(name.encode()).digest()[0] < HELD_OUT


class _Matrix:
    """Sparse rows: features and weights of each text."""

    def __init__(self, rows: Sequence[dict[str, float]]) -> None:
        seen = Counter(feature for row in rows for feature in row)
        self.vocabulary = sorted(feature for feature, number in seen.items() if number >= LEAST_SEEN)
        ids = {feature: index for index, feature in enumerate(self.vocabulary)}
        frequency = np.array([seen[feature] for feature in self.vocabulary], dtype=np.float64)
        idf = (np.log((1 + len(rows)) / (1 + frequency)) + 1).astype(np.float32)
        columns: list[int] = []
        values: list[float] = []
        lengths = np.zeros(len(rows), dtype=np.int64)
        for index, row in enumerate(rows):
            known = [(ids[feature], weight) for feature, weight in row.items() if feature in ids]
            lengths[index] = len(known)
            columns.extend(column for column, _ in known)
            values.extend(weight for _, weight in known)
        self.columns = np.array(columns, dtype=np.int32)
        self._plain = np.array(values, dtype=np.float32)
        self.starts = np.concatenate([[0], np.cumsum(lengths)])[:-1]
        self.lengths = lengths
        self.weigh(idf)

    def weigh(self, idf: NDArray[np.float32]) -> None:
        """Weigh features by how rare they are, each row to the length 1."""
        self.idf = idf
        self.values = self._plain * idf[self.columns]
        squared = np.add.reduceat(np.append(self.values**2, 0.0), np.minimum(self.starts, len(self.values)))
        norms = np.sqrt(np.where(self.lengths > 0, squared, 1.0))
        self.values /= np.repeat(norms, self.lengths).astype(np.float32)

    def take(
        self, rows: NDArray[np.int64], random: np.random.Generator
    ) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """Features and weights of some rows, both (rows, MOST_FEATURES): all of a short row, some of a long one."""
        lengths = self.lengths[rows][:, None]
        place = np.broadcast_to(np.arange(MOST_FEATURES), (len(rows), MOST_FEATURES))
        drawn = (random.random((len(rows), MOST_FEATURES), dtype=np.float32) * lengths).astype(np.int64)
        chosen = np.where(lengths > MOST_FEATURES, drawn, np.minimum(place, lengths - 1))
        where = self.starts[rows][:, None] + chosen
        values = np.where(place < lengths, self.values[where], np.float32(0))
        return self.columns[where], values


def train(
    groups: Sequence[Group],
    *,
    dimensions: int = 128,
    epochs: int = 8,
    seed: int = 0,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> Embedding:
    """Learn vectors from groups of names; ValueError when they hold no two different names.

    `progress` is told the steps done and their total. Cost: some 0.1 s for each thousand names and epoch.
    """
    texts = _Texts()
    placed = [_Placed.of(group, texts) for group in groups]
    placed = [group for group in placed if group.names]
    matrix = _Matrix(texts.features)
    if len(placed) < 2 or not matrix.vocabulary:
        raise ValueError("Training needs at least two groups of names that share words.")
    pool = _Pool(placed, matrix.lengths > 0)
    random = np.random.default_rng(seed)
    table = (random.standard_normal((len(matrix.vocabulary), dimensions)) / dimensions**0.5).astype(np.float32)
    _learn(table, matrix, pool, epochs, random, progress)
    return Embedding(matrix.vocabulary, {"idf": matrix.idf, "table": table.astype(np.float16)})


def tune(embedding: Embedding, groups: Sequence[Group], *, epochs: int = 6, seed: int = 0) -> Embedding:
    """An embedding that goes on learning, from these groups alone; ValueError when they hold no two different names.

    Features it does not know are learned from little; what the groups do not mention stays as it was. All names count.
    """
    texts = _Texts()
    placed = [group for group in (_Placed.of(group, texts, every=True) for group in groups) if group.names]
    matrix = _Matrix(texts.features)
    if len(placed) < 2 or not matrix.vocabulary:
        raise ValueError("Learning on needs at least two groups of names that share words.")
    idf, start = embedding.arrays["idf"], embedding.arrays["table"].astype(np.float32)
    place = {feature: row for row, feature in enumerate(embedding.vocabulary)}
    before = np.array([place.get(feature, -1) for feature in matrix.vocabulary])
    known = before >= 0
    random = np.random.default_rng(seed)
    length = NEW * float(np.linalg.norm(start, axis=1).mean()) / embedding.dimensions**0.5
    table = (random.standard_normal((len(before), embedding.dimensions)) * length).astype(np.float32)
    table[known] = start[before[known]]
    matrix.weigh(np.where(known, idf[before], matrix.idf).astype(np.float32))
    _learn(table, matrix, _Pool(placed, matrix.lengths > 0), epochs, random)
    learned = set(matrix.vocabulary)
    others = [row for row, feature in enumerate(embedding.vocabulary) if feature not in learned]
    return Embedding(
        [*matrix.vocabulary, *(embedding.vocabulary[row] for row in others)],
        {
            "idf": np.concatenate([matrix.idf, idf[others]]),
            "table": np.concatenate([table, start[others]]).astype(np.float16),
        },
    )


def _learn(
    table: NDArray[np.float32],
    matrix: _Matrix,
    pool: _Pool,
    epochs: int,
    random: np.random.Generator,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> None:
    """Move the vectors of `table`, which are those of the features of `matrix`."""
    seen = np.full(len(table), 1e-8, dtype=np.float32)
    total = epochs * sum(-(-len(names) // BATCH) for names in pool.names_of_realm)
    done = 0
    for _ in range(epochs):
        for names in pool.batches(random):
            drawn = pool.draw(names, random)
            _step(table, seen, matrix, names, drawn, pool.group[names], RATE * (1 - done / total), random, pool)
            done += 1
            progress(done, total)


class _Placed(NamedTuple):
    names: tuple[int, ...]
    about: tuple[int, ...]
    realm: str

    @classmethod
    def of(cls, group: Group, texts: _Texts, *, every: bool = False) -> _Placed:
        names = tuple(dict.fromkeys(name for name in group.names if name.strip()))
        kept = names if every else tuple(name for name in names if not held_out(name)) or names[:1]
        about = [texts.add(text, name=False) for text in group.about if text.strip()]
        about += [texts.add(name, name=True) for name in group.related if name.strip()]
        return cls(tuple(texts.add(name, name=True) for name in kept), tuple(about), group.realm)


class _Pool:
    """Which names there are, what each may be drawn together with."""

    def __init__(self, groups: Sequence[_Placed], known: NDArray[np.bool_]) -> None:
        self._groups = [
            _Placed(
                tuple(name for name in group.names if known[name]),
                tuple(text for text in group.about if known[text]),
                group.realm,
            )
            for group in groups
        ]
        self._groups = [group for group in self._groups if group.names]
        counts = np.array([len(group.names) for group in self._groups])
        self.text = np.array([name for group in self._groups for name in group.names], dtype=np.int64)
        self.group = np.repeat(np.arange(len(counts)), counts)
        self._first = np.cumsum(counts) - counts
        self._counts = counts
        abouts = np.array([len(group.about) for group in self._groups])
        self._about = np.array([text for group in self._groups for text in group.about] or [0], dtype=np.int64)
        self._about_first = np.cumsum(abouts) - abouts
        self._abouts = abouts
        realms = np.array([group.realm for group in self._groups])[self.group]
        self.names_of_realm = [np.flatnonzero(realms == realm) for realm in sorted(set(realms.tolist()))]

    def batches(self, random: np.random.Generator) -> Iterator[NDArray[np.int64]]:
        """All names once, in random order, each batch from one realm."""
        parts: list[NDArray[np.int64]] = []
        for names in self.names_of_realm:
            mixed = random.permutation(names)
            parts += np.array_split(mixed, -(-len(mixed) // BATCH))
        for number in random.permutation(len(parts)):
            yield parts[number]

    def draw(self, names: NDArray[np.int64], random: np.random.Generator) -> NDArray[np.int64]:
        """For each name the row of another text of its group."""
        group = self.group[names]
        chosen = (random.random(len(names)) * self._counts[group]).astype(np.int64)
        rows = self.text[self._first[group] + chosen]
        place = (random.random(len(names)) * self._abouts[group]).astype(np.int64)
        place[random.random(len(names)) < FIRST] = 0
        other = self._about[np.minimum(self._about_first[group] + place, len(self._about) - 1)]
        use = (random.random(len(names)) < ABOUT) & (self._abouts[group] > 0)
        return np.asarray(np.where(use, other, rows), dtype=np.int64)


def _step(
    table: NDArray[np.float32],
    seen: NDArray[np.float32],
    matrix: _Matrix,
    names: NDArray[np.int64],
    drawn: NDArray[np.int64],
    group: NDArray[np.int64],
    rate: float,
    random: np.random.Generator,
    pool: _Pool,
) -> None:
    """One move of the vectors."""
    count = len(names)
    columns, values = matrix.take(np.concatenate([pool.text[names], drawn]), random)
    raw = np.matmul(values[:, None, :], table[columns])[:, 0]
    norms = np.linalg.norm(raw, axis=1, keepdims=True) + 1e-6
    rows = raw / norms
    left, right = rows[:count], rows[count:]
    likeness = left @ right.T / TEMPERATURE
    same = group[:, None] == group[None]
    np.fill_diagonal(same, val=False)
    likeness[same] = -30.0
    gradient = (_chances(likeness, 1) + _chances(likeness, 0)) / 2
    gradient[np.arange(count), np.arange(count)] -= 1
    gradient /= TEMPERATURE
    towards = np.concatenate([gradient @ right, gradient.T @ left])
    towards = (towards - (towards * rows).sum(axis=1, keepdims=True) * rows) / norms
    touched, moved = _gathered(columns, values, towards)
    seen[touched] += (moved**2).mean(axis=1)
    table[touched] -= rate * moved / np.sqrt(seen[touched])[:, None]


def _gathered(
    columns: NDArray[np.int32], values: NDArray[np.float32], towards: NDArray[np.float32]
) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """Which features occur, and the sum of what each one's rows pull at it.

    Features are taken together by how often they occur, so that each sum is a small matrix product.
    """
    flat, weights = columns.ravel(), values.ravel()
    kept = np.flatnonzero(weights)
    order = kept[np.argsort(flat[kept], kind="stable")]
    ordered = flat[order]
    first = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1]))
    counts = np.diff(np.append(first, len(ordered)))
    moved = np.empty((len(first), towards.shape[1]), dtype=np.float32)
    width = 1
    while width < 2 * counts.max():
        chosen = np.flatnonzero((counts <= width) & (counts > width // 2))
        for start in range(0, len(chosen), max(1, 8192 // width)):
            part = chosen[start : start + max(1, 8192 // width)]
            place = first[part][:, None] + np.arange(width)
            inside = np.arange(width) < counts[part][:, None]
            where = order[np.minimum(place, len(order) - 1)]
            pull = np.where(inside, weights[where], np.float32(0))
            moved[part] = np.matmul(pull[:, None, :], towards[where // columns.shape[1]])[:, 0]
        width *= 2
    return ordered[first], moved


def _chances(likeness: NDArray[np.float32], axis: int) -> NDArray[np.float32]:
    raised = np.exp(likeness - likeness.max(axis=axis, keepdims=True))
    return np.asarray(raised / raised.sum(axis=axis, keepdims=True), dtype=np.float32)
